"""What the log amounts to: each coder's standing answers, what can be undone, what was shown."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from classifier.review.log import Act, Given

# Looking is nothing to take back, and an undo is not undone.
_NOT_UNDONE = frozenset({"shown", "undo", "workbook"})


@dataclass(frozen=True, slots=True)
class Standing:
    """An answer that stands, and the act that gave it."""

    given: Given
    act: Act


class Ledger:
    """The log, replayed. Answers of several coders lie side by side and never mix."""

    def __init__(self) -> None:
        self.last = 0
        self._answers: dict[tuple[str, str], dict[str, list[Standing]]] = {}
        self._notes: defaultdict[tuple[str, str], list[Act]] = defaultdict(list)
        self._acts: defaultdict[str, list[Act]] = defaultdict(list)
        self._shown: set[tuple[str, str]] = set()

    def apply(self, act: Act) -> None:
        """Take in the next act of the log."""
        self.last = act.number
        key = act.coder, act.fragment
        if act.kind == "shown":
            self._shown.add(key)
        if act.kind == "undo":
            self._take_back(act)
            return
        if act.note is not None:
            self._notes[key].append(act)
        for given in act.answers:
            stack = self._answers.setdefault(key, {}).setdefault(given.target, [])
            stack.append(Standing(given, act))
        if act.kind not in _NOT_UNDONE:
            self._acts[act.coder].append(act)

    def _take_back(self, undo: Act) -> None:
        key = undo.coder, undo.fragment
        number = undo.undoes
        self._acts[undo.coder] = [a for a in self._acts[undo.coder] if a.number != number]
        self._notes[key] = [act for act in self._notes[key] if act.number != number]
        for stack in self._answers.get(key, {}).values():
            stack[:] = [one for one in stack if one.act.number != number]

    def standing(self, coder: str, fragment: str) -> dict[str, Standing]:
        """Give the answers that stand, by target; targets left open are missing."""
        stacks = self._answers.get((coder, fragment), {})
        return {
            target: stack[-1]
            for target, stack in stacks.items()
            if stack and stack[-1].given.state != "open"
        }

    def unseen(self, coder: str, fragment: str) -> dict[str, Given]:
        """Give the last answers that were given before the proposals were shown, by target."""
        stacks = self._answers.get((coder, fragment), {})
        found = {
            target: [one.given for one in stack if one.given.unseen]
            for target, stack in stacks.items()
        }
        return {t: given[-1] for t, given in found.items() if given and given[-1].state != "open"}

    def note(self, coder: str, fragment: str) -> str:
        """Give the coder's words, "" for none."""
        acts = self._notes.get((coder, fragment))
        return (acts[-1].note or "") if acts else ""

    def shown(self, coder: str, fragment: str) -> bool:
        """Whether the coder has seen what is proposed for the fragment."""
        return (coder, fragment) in self._shown

    def last_act(self, coder: str) -> Act | None:
        """Give the coder's last act that can be undone."""
        acts = self._acts.get(coder)
        return acts[-1] if acts else None

    def stamp(self, coder: str, fragment: str) -> int:
        """Number the state of a fragment: it grows whenever an answer or note is given.

        An undo takes it back to what it was, which is the state it was, too.
        """
        stacks = self._answers.get((coder, fragment), {}).values()
        numbers = [stack[-1].act.number for stack in stacks if stack]
        notes = self._notes.get((coder, fragment)) or []
        return max([*numbers, *(act.number for act in notes[-1:])], default=0)

    def coders(self) -> dict[str, set[str]]:
        """List the fragments with an answer by coder."""
        found: dict[str, set[str]] = {}
        for coder, fragment in self._answers:
            if self.standing(coder, fragment):
                found.setdefault(coder, set()).add(fragment)
        return found
