"""Our own columns, in one table: what each is called, how wide it is, what it says.

Writing, explaining (the sheet "Suggestions") and reading back (``finish``) all use this table.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.codebook import NONE_FITS
from classifier.decide import ACCEPT, DISCUSS

if TYPE_CHECKING:
    from classifier.codebook import Target

PREFIX = "▸ "
"""Marks a heading as ours, wherever the column was moved to."""

DATA_SHEET = "classifier data"
DATA_MARK = "▸ Read by “finish”. Please leave this sheet as it is."
GUIDE_SHEET = "Suggestions"
GUIDE_MARK = "▸ Suggestions"
FORMAT = "1"
"""Version of the hidden sheet's layout; another one is refused."""


@dataclass(frozen=True, slots=True)
class Column:
    """One of our columns; ``width`` in characters, ``says`` in two sentences."""

    key: str
    label: str
    width: float
    says: str


KEY_COLUMN = Column(
    "key",
    "Belongs to",
    16,
    "The fragment that the suggestions in this row are for. "
    "It ties your decision to the fragment when rows are sorted, so please leave it.",
)
NOTES_COLUMN = Column(
    "notes",
    "Notes",
    26,
    "What a reader of this row should know, such as a text that was too long. "
    "It is empty for most rows.",
)
TARGET_COLUMNS = (
    Column(
        "suggested",
        "Suggested",
        30,
        "The names of the codebook that the program proposes, the likeliest first. "
        "“(none fits)” says that it looked and would tick nothing; empty says that it has no "
        "proposal.",
    ),
    Column(
        "probability",
        "Probability",
        12,
        "How often a suggestion like the least certain one in this row was right in coded rows "
        "the program had not seen. Sort by it to bring doubtful rows together.",
    ),
    Column(
        "next",
        "Next best",
        28,
        "The likeliest name that is not suggested, with its probability. "
        "If a suggestion looks wrong, look here first.",
    ),
    Column(
        "verdict",
        "Verdict",
        13,
        "“suggest” has support in the text, “suggest – sure” keeps the precision that was "
        "promised, “unsure” wants a person to decide, “not-readable” had no text or an unknown "
        "language. Filter by it to choose where to begin.",
    ),
    Column(
        "why",
        # Not "Why": "why specific objective" is nearly the heading "SCC specific objective".
        "Reasons",
        46,
        "The words of this row's text that speak for each suggested name, and the coded fragments "
        "that are most like it and carry it. They are hints for your eyes, not a proof.",
    ),
    Column(
        "decision",
        "Decision",
        30,
        "Yours: choose “accept”, “none fits” or “discuss”, or write names of the codebook, "
        "several parted by commas; “accept, New structure” or “+ New structure” adds to what is "
        "suggested, “accept - New structure” takes away from it. An empty cell means undecided, "
        "and that row is left as it was.",
    ),
)

CHOICES = (ACCEPT, NONE_FITS, DISCUSS)
NO_LABEL = "(none fits)"
SURE = "suggest – sure"


def title(target: Target) -> str:
    """What people call the target."""
    return target.title or target.id


def heading(column: Column, target: Target | None = None) -> str:
    """The heading over one of our columns."""
    return f"{PREFIX}{column.label}" + (f" – {title(target)}" if target else "")


def same_heading(text: str) -> str:
    r"""Reduce a heading to what survives saving and retyping: no extra blanks, no case.

    >>> same_heading("▸ Decision –\n Type of change ")
    '▸ decision – type of change'
    """
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def columns_for(
    targets: Iterable[Target], *, notes: bool
) -> tuple[tuple[Column, Target | None], ...]:
    """List our columns from left to right."""
    first: list[tuple[Column, Target | None]] = [(KEY_COLUMN, None)]
    if notes:
        first.append((NOTES_COLUMN, None))
    return (*first, *((column, target) for target in targets for column in TARGET_COLUMNS))
