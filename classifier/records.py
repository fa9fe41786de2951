"""The nouns, frozen: what the modules hand to each other.

Absence means something. A fragment that nobody coded has no Coding; a Coding without labels
says "looked, found none"; a label that did not exist in a row's codebook version is unknown
there, not negative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    BoolArray = NDArray[np.bool_]
    FloatArray = NDArray[np.float64]

Verdict = Literal["suggest", "unsure", "not-readable"]
FIRST = 3
"""So many of the likeliest labels are offered, whether suggested or not."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something stands in a file; rows are 1-based, as the spreadsheet shows them."""

    file: str
    row: int | None = None
    sheet: str = ""
    column: str = ""

    def __str__(self) -> str:
        parts = [self.file]
        if self.sheet:
            parts.append(f"sheet “{self.sheet}”")
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column:
            parts.append(f"column “{self.column.strip()}”")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file, where it is, and what to do about it.

    ``kind`` is a short stable word for filters and tests, such as ``unknown-label``.
    ``notice`` marks what a person should know but need not mend.
    """

    origin: Origin
    kind: str
    what: str
    hint: str = ""
    notice: bool = False

    def __str__(self) -> str:
        text = f"{self.origin}: {self.what}"
        return f"{text} {self.hint}" if self.hint else text


@dataclass(frozen=True, slots=True)
class Fragment:
    """One outcome with its texts.

    Attributes
    ----------
    id : as written; where two rows share one id but not their text, the later ones get " (2)" …
    outcome, significance : the two texts that count, tags normalised, "" if missing
    harvest, country : normalised names, "" if missing
    status : "Outcome", "Output", … as written
    negative : the column "Outcome is negative", None if empty
    confidential : its text may appear in no output but the row's own file
    from_merged : the texts were cut out of StoryFragment_Merged
    cells : every column of the row as read, by its heading, in the file's order
    """

    id: str
    outcome: str
    significance: str = ""
    harvest: str = ""
    country: str = ""
    status: str = ""
    negative: bool | None = None
    confidential: bool = False
    from_merged: bool = False
    origin: Origin = Origin("")
    cells: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def has_text(self) -> bool:
        """Whether there is anything to read: without it nothing is learned or suggested."""
        return bool(self.outcome or self.significance)


@dataclass(frozen=True, slots=True)
class Coding:
    """One coder's answer for one target, as label ids of codebook ``version``.

    ``labels`` may be empty: the coder looked and found none. "Nobody looked" is the
    absence of a Coding, never an empty one.
    """

    fragment_id: str
    target: str
    labels: frozenset[str]
    coder: str = ""
    version: str = ""
    origin: Origin = Origin("")


@dataclass(frozen=True, slots=True)
class Harvest:
    """What could be read from one or several files; good rows are here whatever the bad ones."""

    fragments: tuple[Fragment, ...]
    codings: tuple[Coding, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def with_text(self) -> tuple[Fragment, ...]:
        """The fragments that can be learned from: rows that wait for their text are left out."""
        return tuple(fragment for fragment in self.fragments if fragment.has_text)


@dataclass(frozen=True, slots=True)
class LabelSuggestion:
    """One label of one fragment with its evidence.

    Attributes
    ----------
    threshold : the label's own threshold; at or above it the label is suggested
    likely : suggested, and likelier than not by a calibrated probability: what “accept” takes
    accept : meets the promised precision, so that it may be accepted unseen
    examples : coded fragments with this label that the model learned from
    few : too few of them to trust the label
    words : words of this text that speak for the label, strongest first
    similar : ids of coded fragments nearest to this one that carry the label
    why : the reason in one sentence: those words, or a fragment like it, or the codebook
    example : the codebook's example that speaks more for it than any word; "" if none does
    sentence : the sentence without which the label would be least likely; "" if not looked for
    read : whether a second reader named the label; None where nobody else read
    quote : the reader's words for it, as they stand in the text; "" without any
    alone : the probability without the reader; None where nobody else read
    """

    id: str
    name: str
    probability: float
    threshold: float
    suggested: bool
    likely: bool = False
    accept: bool = False
    examples: int = 0
    few: bool = False
    words: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    why: str = ""
    example: str = ""
    sentence: str = ""
    read: bool | None = None
    quote: str = ""
    alone: float | None = None


@dataclass(frozen=True, slots=True)
class TargetSuggestion:
    """What the model proposes for one target: suggested labels and the next best, likeliest first.

    ``reason`` says in plain words why the verdict is not ``suggest``.
    """

    target: str
    verdict: Verdict
    labels: tuple[LabelSuggestion, ...]
    calibrated: bool = True
    reason: str = ""

    @property
    def suggested(self) -> tuple[LabelSuggestion, ...]:
        """The labels at or above their thresholds."""
        return tuple(label for label in self.labels if label.suggested)

    @property
    def likely(self) -> tuple[LabelSuggestion, ...]:
        """The labels that are likelier than not: only these are taken unasked."""
        return tuple(label for label in self.labels if label.likely)

    @property
    def possible(self) -> tuple[LabelSuggestion, ...]:
        """The others worth a look: suggested, among the first three, or named by a reader."""
        ranked = enumerate(self.labels)
        worth = [one for rank, one in ranked if one.suggested or one.read or rank < FIRST]
        return tuple(label for label in worth if not label.likely)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the model proposes for one fragment, and which model and codebook version did.

    ``reader`` is the language model that read it too, "" for none.
    """

    fragment_id: str
    model: str
    codebook_version: str
    language: str
    targets: tuple[TargetSuggestion, ...]
    notes: tuple[str, ...] = ()
    reader: str = ""

    @property
    def made_by(self) -> str:
        """The model's id, with the reader's beside it."""
        return made_by(self.model, self.reader)


def made_by(model: str, reader: str) -> str:
    """Return what made suggestions: a model, and the reader that read them too."""
    return f"{model} + {reader}" if reader else model


def group_codings(codings: Sequence[Coding]) -> dict[tuple[str, str], list[Coding]]:
    """Gather codings by (fragment_id, target), in their order."""
    grouped: dict[tuple[str, str], list[Coding]] = {}
    for coding in codings:
        grouped.setdefault((coding.fragment_id, coding.target), []).append(coding)
    return grouped
