"""The nouns of relabelling: what happens to a row's labels on the way to the newest version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

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
    text, codes : fingerprints of the text and of the code cells
    row : its number in the file; ``repeats`` counts rows further down that are the same in all
    version : the codebook version it was coded in
    """

    number: int
    key: str
    file: str
    sheet: str
    row: int
    fragment_id: str
    coder: str
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
