"""One coder's session: what is asked, what was answered, where to go next."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from classifier.codebook import Target
from classifier.folding import plain_words
from classifier.records import Coding, Suggestion, TargetSuggestion
from classifier.review.answers import Act, Answers, Kind, Log, Standing, State, TargetAnswer
from classifier.review.inputs import ReviewInputs
from classifier.review.queue import Queue

if TYPE_CHECKING:
    from classifier.review.worklist import Finding

LONGEST_NOTE = 4000
LONGEST_NAME = 200
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
# Quick fingers answer two in the time that a model needs for one; the third is ready by then.
AHEAD = 3


@dataclass(frozen=True, slots=True)
class Move:
    """What came of an act.

    Attributes
    ----------
    place : where to go; None to stay
    notice : key of a sentence to show, "" for none
    """

    place: int | None = None
    notice: str = ""


class Session:
    """Answers of one coder on the inputs; every change goes through the log first.

    ``blind``: proposals stay hidden until every target of a fragment is answered.
    """

    def __init__(self, inputs: ReviewInputs, log: Log, coder: str, *, blind: bool = False) -> None:
        self.inputs, self.log, self.coder, self.blind = inputs, log, coder, blind
        self.answers = Answers()
        self.queue = Queue(len(inputs.fragments))
        for place in self.queue.places:
            self.queue.mark(place, done=not self.asked)
        self.pull()

    @cached_property
    def asked(self) -> tuple[Target, ...]:
        """The targets that a coder answers."""
        return self.inputs.codebook.asked

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each key lies."""
        return {key: place for place, key in enumerate(self.inputs.keys)}

    def pull(self) -> None:
        """Take in what was added to the log, here or by another program."""
        for act in self.log.after(self.answers.last):
            self.answers.apply(act)
            place = self.places.get(act.fragment)
            if place is None or act.coder != self.coder:
                continue
            # Kept up to date act by act: counting anew at every page takes long in a large harvest.
            self.queue.mark(place, done=not self.open_targets(place))

    # -- what stands

    def standing(self, place: int) -> dict[str, Standing]:
        """Give the answers that stand for a fragment, by target."""
        return self.answers.standing(self.coder, self.inputs.keys[place])

    def asked_of(self, place: int) -> tuple[Target, ...]:
        """The targets that are asked of one fragment: on a worklist, only those in question."""
        book = self.inputs.codebook
        named = {one.target for one in self._findings(place) if one.target}
        wanted = {book.target(name).derived_from or name for name in named}
        return tuple(one for one in self.asked if not wanted or one.id in wanted)

    def open_targets(self, place: int) -> tuple[Target, ...]:
        """List the targets that still want an answer."""
        standing = self.standing(place)
        return tuple(target for target in self.asked_of(place) if target.id not in standing)

    def accepting(self, place: int) -> bool:
        """Whether suggestions may be accepted in passing.

        On a worklist a recorded code stands against the suggestion: somebody has to choose.
        """
        return not self.hidden(place) and not self._findings(place)

    def _findings(self, place: int) -> tuple[Finding, ...]:
        return self.inputs.findings.get(self.inputs.keys[place], ())

    def recorded(self, place: int, target: Target) -> tuple[Coding, ...]:
        """List the codings that stand in the harvest."""
        return self.inputs.recorded.get((self.inputs.keys[place], target.id), ())

    def note(self, place: int) -> str:
        """Give the note on a fragment."""
        return self.answers.note(self.coder, self.inputs.keys[place])

    def new_labels(self, place: int) -> dict[str, frozenset[str]]:
        """Return the labels noted for a fragment that the codebook lacks, by target."""
        return self.answers.new_labels(self.coder, self.inputs.keys[place])

    def stamp(self, place: int) -> int:
        """Number the state of a fragment, so that an older page can be told."""
        return self.answers.stamp(self.coder, self.inputs.keys[place])

    def hidden(self, place: int) -> bool:
        """Whether what is proposed may not be seen yet."""
        return self.blind and not self.answers.shown(self.coder, self.inputs.keys[place])

    def changed_text(self, place: int) -> bool:
        """Whether the text is another one than when it was answered."""
        now = self.inputs.digest(place)
        return any(one.act.digest != now for one in self.standing(place).values())

    # -- where to go

    def next_open(self, place: int | None = None) -> int | None:
        """Give the next fragment with something open, after ``place`` and then from the start."""
        return next(self.queue.still_open(place), None)

    def likely(self, place: int | None = None) -> tuple[int, ...]:
        """List the fragments that may be turned to soon, the likeliest first."""
        ahead = list(islice(self.queue.still_open(place), AHEAD))
        beside = None if place is None else self.queue.beside(place, 1)
        return tuple(dict.fromkeys(ahead if beside is None else [*ahead, beside]))

    # -- acts

    def see(self, place: int) -> None:
        """Remember that the proposals of a fragment were shown."""
        key = self.inputs.keys[place]
        if not self.answers.shown(self.coder, key):
            self._add("shown", place)

    def tick(self, place: int, target: Target, label: str) -> Move:
        """Tick a label or take the tick away; the last one away leaves the target open."""
        standing = self.standing(place).get(target.id)
        before = standing.answer.labels if standing else frozenset()
        after = before ^ {label} if target.multiple else frozenset({label}) - before
        return self._answer("tick", place, target, "decided" if after else "open", after)

    def none_fits(self, place: int, target: Target) -> Move:
        """Say that no label fits; saying it again takes it back."""
        return self._answer_or_open("none", place, target, "decided")

    def discuss(self, place: int, target: Target) -> Move:
        """Keep a target for a talk; saying it again takes it back."""
        return self._answer_or_open("discuss", place, target, "discuss")

    def take(self, place: int, target: Target) -> Move:
        """Tick what is likely for one target, to be changed before going on."""
        answer = self._accepted(place, target, unsure_too=True)
        if answer is None:
            return Move(notice="nothing_likely")
        self._add("accept", place, answers=(answer,))
        return Move()

    def take_said(self, place: int, target: Target, coder: str) -> Move:
        """Agree on what one of two coders said, to be changed before going on."""
        said = self.inputs.said.get((self.inputs.keys[place], target.id), ())
        labels = next((one.labels for one in said if one.coder == coder), None)
        if labels is None:
            return Move(notice="nothing_said")
        return self._answer("keep", place, target, "decided", labels)

    def keep_recorded(self, place: int, target: Target) -> Move:
        """Tick what stands in the harvest."""
        codings = self.recorded(place, target)
        if not codings:
            return Move(notice="nothing_recorded")
        return self._answer("keep", place, target, "decided", codings[-1].labels)

    def accept(self, place: int) -> Move:
        """Accept what is likely where nothing is answered yet, and go on if all is answered.

        A target for which the model is unsure is never accepted in passing.
        """
        open_targets = self.open_targets(place)
        if self.hidden(place):
            if open_targets:
                return Move(notice="blind_open")
            self.see(place)
            return Move(notice="shown_now")
        accepting = open_targets if self.accepting(place) else ()
        answers = tuple(filter(None, [self._accepted(place, target) for target in accepting]))
        if answers:
            self._add("accept", place, answers=answers)
        if self.open_targets(place):
            return Move(notice="still_open")
        return Move(self.next_open(place), "all_done" if self.queue.finished else "")

    def write_note(self, place: int, text: str) -> Move:
        """Keep a note; an empty one takes it away."""
        text = text.replace("\r\n", "\n").strip()[:LONGEST_NOTE]
        if text != self.note(place):
            self._add("note", place, note=text)
        return Move(notice="note_kept")

    def note_new_label(self, place: int, target: Target, text: str) -> Move:
        """Note a label that the codebook lacks, or take it back; it answers nothing."""
        words = " ".join(_CONTROLS.sub(" ", text).split())[:LONGEST_NAME]
        if not words:
            return Move(notice="new_label_empty")
        same = plain_words(words)
        names = [name for one in target.labels for name in (one.id, one.name, *one.aliases)]
        if same in map(plain_words, names):
            return Move(notice="new_label_known")
        noted = self.new_labels(place).get(target.id, frozenset())
        left = frozenset(one for one in noted if plain_words(one) != same)
        is_new = left == noted
        labels = left | {words} if is_new else left
        self._add("new", place, answers=(TargetAnswer(target.id, "open", labels),))
        return Move(notice="new_label_noted" if is_new else "undone")

    def undo(self) -> Move:
        """Take back the last act, and go to its fragment."""
        last = self.answers.last_act(self.coder)
        if last is None or last.fragment not in self.places:
            return Move(notice="nothing_to_undo")
        place = self.places[last.fragment]
        self._add("undo", place, undoes=last.number)
        return Move(place, "undone")

    def take_over(self) -> None:
        """Take over decisions that stood in a pre-tagged workbook; answers given here stay."""
        for place, decisions in self.inputs.decided.items():
            if self.answers.given_here(self.coder, self.inputs.keys[place]):
                continue
            answers = [
                replace(self._open_answer(place, target), state=one.state, labels=one.labels)
                for target in self.asked
                if (one := decisions.get(target.id)) and one.state in ("decided", "discuss")
            ]
            before = {target: one.answer for target, one in self.standing(place).items()}
            if any(before.get(one.target) != one for one in answers):
                self._add("workbook", place, answers=tuple(answers))

    # -- inside

    def proposed(self, place: int, target: Target) -> TargetSuggestion | None:
        """Return what is proposed for one target of a fragment."""
        suggestion = self.suggestion(place)
        targets = suggestion.targets if suggestion else ()
        return next((one for one in targets if one.target == target.id), None)

    def suggestion(self, place: int) -> Suggestion | None:
        """Return what is proposed for a fragment."""
        return self.inputs.proposals.of(place)

    def _open_answer(self, place: int, target: Target) -> TargetAnswer:
        """Begin an answer: open, with what is proposed at this moment."""
        proposed = self.proposed(place, target)
        likely = proposed.likely if proposed else ()
        return TargetAnswer(
            target.id,
            "open",
            unseen=self.hidden(place),
            proposed=tuple((one.id, round(one.probability, 4)) for one in likely),
            verdict=proposed.verdict if proposed else "",
        )

    def _accepted(
        self, place: int, target: Target, *, unsure_too: bool = False
    ) -> TargetAnswer | None:
        """Return the answer that takes what is likely; None where nothing may be taken."""
        answer = self._open_answer(place, target)
        may_take = unsure_too or answer.verdict == "suggest"
        if answer.unseen or not (answer.proposed and may_take):
            return None
        return replace(answer, state="decided", labels=answer.proposed_labels)

    def _answer_or_open(self, kind: Kind, place: int, target: Target, state: State) -> Move:
        """Answer without labels; if that is the answer already, leave the target open."""
        standing = self.standing(place).get(target.id)
        if standing and standing.answer.state == state and not standing.answer.labels:
            state = "open"
        return self._answer(kind, place, target, state)

    def _answer(
        self,
        kind: Kind,
        place: int,
        target: Target,
        state: State,
        labels: frozenset[str] = frozenset(),
    ) -> Move:
        answer = replace(self._open_answer(place, target), state=state, labels=labels)
        self._add(kind, place, answers=(answer,))
        return Move()

    def _add(
        self,
        kind: Kind,
        place: int,
        answers: tuple[TargetAnswer, ...] = (),
        note: str | None = None,
        undoes: int | None = None,
    ) -> None:
        """Keep an act of this moment."""
        now = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        inputs = self.inputs
        self.log.add(
            Act(
                0,
                now, self.coder, inputs.keys[place], inputs.digest(place), kind,
                inputs.proposals.model, inputs.codebook.newest, note, undoes, answers,
            )
        )  # fmt: skip
        self.pull()
