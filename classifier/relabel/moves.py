"""What happens to a row's labels on the way to the newest version of the codebook.

The codebook's history alone says part of it (`route`), and leaves questions open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from classifier.translations import say

if TYPE_CHECKING:
    from classifier.codebook import Change, Codebook, Target

How = Literal["unchanged", "rule", "model", "person"]

HOW_WORDS: dict[str, str] = {
    "unchanged": "unchanged",
    "rule": "by rule",
    "model": "by model",
    "person": "a person must decide",
}
# The later word wins where several things happen to one cell.
STRENGTH = tuple(HOW_WORDS)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens to one cell.

    Attributes
    ----------
    kind : rename, merge, retire, split, add, move; or ``cell`` for a cell that cannot be read whole
    version : the version that brought it
    label : the label it happens to; of an ``add`` the new one
    options : the labels to choose among, for a split; of an ``add`` the new one
    chosen : what the rule or the model chose, or proposes where a person decides
    probability : calibrated, by option
    words : words of the text that speak for an option; none for confidential rows
    reason : why a person must decide
    note : the codebook's own note on the change
    """

    kind: str
    version: str
    label: str
    how: How
    options: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    probability: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reason: str = ""
    note: str = ""

    @property
    def certainty(self) -> float | None:
        """How sure the least sure answer is, either way; None where nothing was scored."""
        if not self.probability:
            return None
        return round(min(max(p, 1 - p) for p in self.probability.values()), 4)


@dataclass(frozen=True, slots=True)
class Move:
    """One cell on its way: label ids before and after, how that was decided, and why.

    ``after`` is a proposal where a person must decide. ``look`` says why the cell is worth a look
    although it was decided.
    """

    target: str
    before: frozenset[str]
    after: frozenset[str]
    how: How
    steps: tuple[Step, ...] = ()
    look: tuple[str, ...] = ()

    @property
    def certainty(self) -> float | None:
        """The least certainty of what counts; that a new label is not there does not."""
        counted = [step.certainty for step in self.steps if step.how == "person" or step.chosen]
        return min((one for one in counted if one is not None), default=None)


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of the archive with its moves.

    Attributes
    ----------
    number : its number in the plan, from 1
    key : fingerprint of id, coder, text and codes: it finds the row again, unless it was changed
    who : fingerprint of id and coder alone
    text, codes : fingerprints of the text and of the code cells
    row : its number in the file; ``repeats`` counts rows further down that are the same in all
    harvest : "" where confidential rows alone name it
    version : the codebook version it was coded in
    """

    number: int
    key: str
    file: str
    sheet: str
    row: int
    fragment_id: str
    who: str
    harvest: str
    version: str
    text: str
    codes: str
    confidential: bool
    moves: tuple[Move, ...]
    repeats: int = 0

    def move(self, target: str) -> Move | None:
        """Find the move of one target; None if nobody coded it."""
        return next((move for move in self.moves if move.target == target), None)


def strongest(hows: tuple[How, ...]) -> How:
    """Give the word that stands for several.

    >>> strongest(("rule", "person", "unchanged"))
    'person'
    """
    return max(hows, key=STRENGTH.index, default="unchanged")


# -- what the codebook's history alone says


@dataclass(frozen=True, slots=True)
class Question:
    """What only the text can answer: which pieces of a split, or whether a new label is there.

    ``label`` is "" for a new label. A row knows the answer if it was coded in ``version`` or later.
    """

    version: str
    options: tuple[str, ...]
    label: str = ""
    note: str = ""

    @property
    def is_split(self) -> bool:
        """Whether at least one of the options is true, since the coder ticked their whole."""
        return bool(self.label)


@dataclass(frozen=True, slots=True)
class Route:
    """How far the rules carry the labels of one cell.

    Attributes
    ----------
    fixed : labels that are certain
    steps : what the rules did
    questions : what is left open
    """

    fixed: frozenset[str]
    steps: tuple[Step, ...] = ()
    questions: tuple[Question, ...] = ()


def route(labels: Iterable[str], target: Target, version: str, codebook: Codebook) -> Route:
    """Carry the labels of one cell, coded in ``version``, to the newest version."""
    fixed = {target.label(label_id).id for label_id in labels}
    splits: dict[str, Question] = {}
    steps: list[Step] = []
    for change in _later_changes(target, version, codebook):
        for label, question in splits.items():
            splits[label] = _pass_pieces(question, change)
        heirs = _heirs(change)
        if change.label not in fixed or heirs is None:
            continue
        fixed.discard(change.label)
        if change.kind == "split":
            splits[change.label] = Question(change.version, heirs, change.label, change.note)
        else:
            fixed |= set(heirs)
            note = look_note(change)
            step = Step(change.kind, change.version, change.label, "rule", chosen=heirs, note=note)
            steps.append(step)
    questions = list(newborn(target, version, codebook))
    for question in reversed(splits.values()):
        options = tuple(label for label in target.ids if label in question.options)
        if len(options) == 1:
            fixed.add(options[0])
        else:
            questions.insert(0, replace(question, options=options))
    return Route(frozenset(fixed), tuple(steps), tuple(questions))


def _heirs(change: Change) -> tuple[str, ...] | None:
    """Return the labels that take a label's place; None where it stays as it is."""
    if change.kind == "rename":
        return (change.label,)
    if change.kind == "retire":
        return ()
    stays = change.kind not in ("merge", "split")
    stays = stays or (change.kind == "merge" and change.label in change.into)
    return None if stays else change.into


def _pass_pieces(question: Question, change: Change) -> Question:
    if change.label not in question.options or change.kind not in ("merge", "split", "retire"):
        return question
    left = [label for label in question.options if label != change.label]
    return replace(question, options=tuple(dict.fromkeys([*left, *change.into])))


def look_note(change: Change) -> str:
    """Return what makes rows of a change worth a look: its note, or that it asks for a review."""
    return change.note or (say("plan_asks_for_a_look") if change.review else "")


@lru_cache(maxsize=64)
def newborn(target: Target, version: str, codebook: Codebook) -> tuple[Question, ...]:
    """Ask for each label in use that was born after ``version``, out of nothing that was there.

    What a split or a merge brought is answered by the label that it came from.
    """
    later = _later_changes(target, version, codebook)
    heirs = {heir for c in later if c.kind in ("split", "merge") for heir in c.into}
    notes = {c.label: c.note for c in later if c.kind == "add"}
    return tuple(
        Question(label.since, (label.id,), note=notes.get(label.id, ""))
        for label in target.labels
        if label.since
        and not label.retired
        and label.id not in heirs
        and codebook.order(label.since) > codebook.order(version)
    )


@lru_cache(maxsize=64)
def _later_changes(target: Target, version: str, codebook: Codebook) -> tuple[Change, ...]:
    at = codebook.order(version)
    later = [c for c in codebook.changes if codebook.order(c.version) > at]
    return tuple(
        sorted((c for c in later if c.target == target.id), key=lambda c: codebook.order(c.version))
    )
