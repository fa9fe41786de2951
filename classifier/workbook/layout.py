"""Our own columns, in one table: what each is called, how wide it is, what it says.

Writing, explaining (the sheet "Suggestions") and reading back (``finish``) all use this table.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from classifier.codebook import NONE_FITS
from classifier.decide import ACCEPT, DISCUSS
from classifier.records import Suggestion
from classifier.xlsx.decision_sheet import Column
from classifier.xlsx.new_workbook import Sheet
from classifier.xlsx.styles import (
    DISCUSS_COLOURS,
    LIKELY,
    NOT_READABLE,
    POSSIBLE,
    SURELY_LIKELY,
    UNSURE,
    Look,
    Styles,
)

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target
    from classifier.xlsx.sheet_cells import SheetCells


PREFIX = "▸ "
"""Marks a heading as ours, wherever the column was moved to."""

REVIEW_SHEET = "Review"
DATA_SHEET = "classifier data"
DATA_MARK = "▸ Read by “finish”. Please leave this sheet as it is."
GUIDE_SHEET = "Suggestions"
GUIDE_MARK = "▸ Suggestions"
FORMAT, OLDER_FORMAT = "2", "1"
"""Versions of the hidden sheet's layout: the older one stands for columns in her own sheets."""


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


TEXT_COLUMN = Column(
    "text",
    "Outcome · Significance",
    66,
    "The fragment: its id, what happened, and why it matters. It stays in sight while you decide.",
)
DECISION_COLUMN = Column(
    "decision",
    "Decision",
    26,
    "Yours: choose “accept”, “none fits” or “discuss”, or write names of the codebook, several "
    "parted by commas; “accept, New structure” or “+ New structure” adds to what is likely, "
    "“accept - New structure” takes away from it. An empty cell means undecided, and that row is "
    "left as it was.",
)
TARGET_COLUMNS = (
    Column(
        "likely",
        "Likely",
        22,
        "The names that are suggested and likelier than not, with their probabilities: what "
        "“accept” takes. “–” says that none is. “· sure”: may be taken unread, as was promised.",
    ),
    Column(
        "possible",
        "Possible",
        28,
        "Other names worth a look, with their probabilities: those that are suggested, and those "
        "among the first three. Nothing takes them unasked.",
    ),
    DECISION_COLUMN,
    Column(
        "why",
        "Why",
        34,
        "The words of this row's text that speak for each suggested name, or coded fragments "
        "that are most like it and carry it. They are hints for your eyes, not a proof.",
    ),
)
FOLLOWS_COLUMN = Column(
    "follows",
    "Follows",
    24,
    "What is likely of a target that follows from your decision on another one. It is shown, and "
    "not asked: “finish” writes what follows.",
)
NOTES_COLUMN = Column(
    "notes",
    "Notes",
    26,
    "What a reader of this row should know, such as a text that was too long. "
    "It is empty for most rows.",
)
DOUBT_COLUMN = Column(
    "doubt",
    "Unsure first",
    9,
    "Sort by it, the smallest first, to begin where the program knows least. "
    "Sort by “Belongs to” or the text to group by fragment.",
)
KEY_COLUMN = Column(
    "key",
    "Belongs to",
    18,
    "The fragment that the suggestions in this row are for. "
    "It ties your decision to the fragment when rows are sorted, so please leave it.",
)

CHOICES = (ACCEPT, NONE_FITS, DISCUSS)
NOTHING_LIKELY = "–"
SURE = "sure"
# Excel shows no more than 255 characters.
PROMPT = (
    f"{ACCEPT}: takes what is likely.\n{NONE_FITS}: you looked, and no name fits.\n{DISCUSS}: "
    "keep it for a talk.\nOr names, parted by commas; “+ name” adds to what is likely.\n"
    "Empty: undecided."
)


def title(target: Target) -> str:
    """What people call the target."""
    return target.title or target.id


def heading(column: Column, target: Target | None = None) -> str:
    """The heading over one of our columns."""
    return f"{PREFIX}{column.heading}" + (f" – {title(target)}" if target else "")


MARKED_TEXT = replace(TEXT_COLUMN, heading=heading(TEXT_COLUMN))
"""The texts of a worklist and a plan: the mark keeps both from being read as a harvest."""


def same_heading(text: str) -> str:
    r"""Reduce a heading to what survives saving and retyping: no extra blanks, no case.

    >>> same_heading("▸ Decision –\n Type of change ")
    '▸ decision – type of change'
    """
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def columns_for(codebook: Codebook, *, notes: bool) -> tuple[tuple[Column, Target | None], ...]:
    """List the columns of the sheet "Review" from left to right, each with its target."""
    asked = codebook.asked
    columns: list[tuple[Column, Target | None]] = [(TEXT_COLUMN, None)]
    columns += [(column, target) for target in asked for column in TARGET_COLUMNS]
    columns += [(FOLLOWS_COLUMN, target) for target in codebook.targets if target not in asked]
    if notes:
        columns.append((NOTES_COLUMN, None))
    return (*columns, (DOUBT_COLUMN, None), (KEY_COLUMN, None))


_WIDTHS = {1: 30.0, 2: 105.0}
_STEPS = (
    "Read a row of the sheet “Review” and its suggestions. Then fill the column “▸ Decision – …”: "
    "choose from the list, or type. Your own sheets are not touched until you finish.",
    f"“{CHOICES[0]}” takes what is likely: of what is suggested, the names above 50 %; where "
    "nothing is measured yet, the first name of what is possible, which is a guess. "
    f"“{CHOICES[1]}” says that you looked and no name of the codebook fits. “{CHOICES[2]}” keeps "
    "the row for a talk.",
    "To decide otherwise, type names of the codebook, several parted by commas, in any order. "
    "“accept, New structure” or “+ New structure” adds to what is likely.",
    "Leave a cell empty if you have not decided; that row stays as it is. Rows may be sorted, "
    "filtered and deleted.",
    "When you are done, save, close, and run:  classifier finish THIS-WORKBOOK --out CODED.xlsx",
)
_COLOURS = (
    (SURELY_LIKELY, "likely", "above 75 %"),
    (LIKELY, "likely", "above 50 %"),
    (POSSIBLE, "possible", "suggested, or among the first three"),
    (UNSURE, "unsure", "a person should decide"),
    (NOT_READABLE, "not readable", "no text, or a language the program does not know"),
    (DISCUSS_COLOURS, DISCUSS, "kept for a talk"),
)


def write_guide(suggestion_set: SuggestionSet, source: str, styles: Styles) -> SheetCells:
    """Return the sheet that explains our columns."""
    sheet = Sheet(styles, lines=False)
    sheet.title(GUIDE_MARK)
    says = "Proposals by a program that knows the codebook but not the context; you decide."
    sheet.pairs([("", says)])
    notes = [NOTES_COLUMN] if any(one.notes for one in suggestion_set.suggestions) else []
    follows = any(target.derived_from for target in suggestion_set.codebook.targets)
    of_targets = (*TARGET_COLUMNS, *([FOLLOWS_COLUMN] if follows else []))
    columns = [
        (MARKED_TEXT.heading, MARKED_TEXT.says),
        *((f"{heading(column)} – …", column.says) for column in of_targets),
        *((heading(column), column.says) for column in [*notes, DOUBT_COLUMN, KEY_COLUMN]),
    ]
    sheet.explain(_STEPS, columns)
    sheet.section("What the colours say")
    for (fill, ink), name, says in _COLOURS:
        sheet.pairs([(name, says)], Look(fill=fill, ink=ink))
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
