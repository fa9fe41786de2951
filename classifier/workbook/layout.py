"""Our own columns, in one table: what each is called, how wide it is, what it says.

Writing, explaining (the sheet "Suggestions") and reading back (``finish``) all use this table.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.codebook import NONE_FITS
from classifier.decide import ACCEPT, DISCUSS
from classifier.records import Suggestion
from classifier.xlsx.new_workbook import Sheet
from classifier.xlsx.styles import (
    DISCUSS_COLOURS,
    VERDICT_COLOURS,
    Look,
    Styles,
)

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target
    from classifier.xlsx.sheet_cells import SheetCells


PREFIX = "▸ "
"""Marks a heading as ours, wherever the column was moved to."""

DATA_SHEET = "classifier data"
DATA_MARK = "▸ Read by “finish”. Please leave this sheet as it is."
GUIDE_SHEET = "Suggestions"
GUIDE_MARK = "▸ Suggestions"
FORMAT = "1"
"""Version of the hidden sheet's layout; another one is refused."""


@dataclass(frozen=True, slots=True)
class SuggestionSet:
    """Suggestions for a workbook.

    Attributes
    ----------
    model : the model's id, such as ``sample@3f2a``
    date : the day they were made, as 2025-01-31; given from outside so that files are repeatable
    notes : sentences for the sheet "Suggestions", such as notices of the model
    """

    codebook: Codebook
    suggestions: tuple[Suggestion, ...]
    model: str
    date: str
    notes: tuple[str, ...] = ()


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


_WIDTHS = {1: 30.0, 2: 105.0}
_STEPS = (
    "Read a row and its suggestions. Then fill the column “▸ Decision – …”: choose from the "
    "list, or type.",
    f"“{CHOICES[0]}” takes what is likely: of what is suggested, the names above 50 %. "
    f"“{CHOICES[1]}” says that you looked and no name of the codebook fits. “{CHOICES[2]}” keeps "
    "the row for a talk.",
    "To decide otherwise, type names of the codebook, several parted by commas, in any order. "
    "“accept, New structure” or “+ New structure” adds to what is suggested.",
    "Leave a cell empty if you have not decided; that row stays as it is. Rows may be sorted, "
    "filtered and deleted.",
    "When you are done, save, close, and run:  classifier finish THIS-WORKBOOK --out CODED.xlsx",
)
_COLOURS = {
    "suggest – sure": "keeps the precision that was promised",
    "suggest": "has support in the text",
    "unsure": "a person should decide",
    "not-readable": "no text, or a language the program does not know",
    DISCUSS: "kept for a talk",
}


def write_guide(suggestion_set: SuggestionSet, source: str, styles: Styles) -> SheetCells:
    """Return the sheet that explains our columns."""
    sheet = Sheet(styles, lines=False)
    sheet.title(GUIDE_MARK)
    says = "Proposals by a program that knows the codebook but not the context; you decide."
    sheet.pairs([("", says)])
    sheet.section("How to decide")
    sheet.pairs((str(number), step) for number, step in enumerate(_STEPS, start=1))
    sheet.section("What the columns say")
    notes = [NOTES_COLUMN] if any(one.notes for one in suggestion_set.suggestions) else []
    sheet.pairs((heading(column), column.says) for column in [KEY_COLUMN, *notes])
    sheet.pairs((f"{heading(column)} – …", column.says) for column in TARGET_COLUMNS)
    sheet.section("What the colours say")
    for verdict, says in _COLOURS.items():
        fill, ink = VERDICT_COLOURS.get(verdict, DISCUSS_COLOURS)
        sheet.pairs([(verdict, says)], Look(fill=fill, ink=ink))
    sheet.section("Where this came from")
    sheet.pairs(_facts(suggestion_set, source))
    sheet.pairs(("Note", note) for note in suggestion_set.notes)
    return sheet.finish(_WIDTHS)


def _facts(suggestion_set: SuggestionSet, source: str) -> list[tuple[str, str]]:
    book = suggestion_set.codebook
    facts = [
        ("Harvest file", source),
        ("Model", suggestion_set.model),
        ("Codebook", f"{book.name}, version {book.version}"),
        ("Date", suggestion_set.date),
        ("Fragments", str(len(suggestion_set.suggestions))),
    ]
    for target in book.targets:
        facts.append((title(target), _counted(target.id, suggestion_set.suggestions)))
    return facts


def _counted(target: str, suggestions: Sequence[Suggestion]) -> str:
    verdicts: Counter[str] = Counter(
        t.verdict for one in suggestions for t in one.targets if t.target == target
    )
    order = ("suggest", "unsure", "not-readable")
    return ", ".join(f"{verdicts[one]} {one}" for one in order if verdicts[one])
