"""Our own columns, in one table: what each is called, how wide it is, what it says.

Writing, explaining (the sheet "Suggestions") and reading back (``finish``) all use this table.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from classifier.records import Suggestion
from classifier.translations import say
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


PREFIX = "▸ "
"""Marks a heading as ours, wherever the column was moved to."""

DATA_SHEET = "classifier data"
DATA_MARK = "▸ Read by “finish”. Please leave this sheet as it is."
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


TEXT_COLUMN = Column("text", 66, mark=PREFIX)
DECISION_COLUMN = Column("decision", 26, mark=PREFIX)
TARGET_COLUMNS = (
    Column("likely", 22, mark=PREFIX),
    Column("possible", 28, mark=PREFIX),
    DECISION_COLUMN,
    Column("why", 34, mark=PREFIX),
)
FOLLOWS_COLUMN = Column("follows", 24, mark=PREFIX)
NOTES_COLUMN = Column("notes", 26, mark=PREFIX)
DOUBT_COLUMN = Column("doubt", 9, mark=PREFIX)
KEY_COLUMN = Column("key", 18, mark=PREFIX)
NOTHING_LIKELY = "–"
READER_MARK = "◆"


def choice_words() -> tuple[str, ...]:
    """Return the words that a decision may be: accept, none fits, discuss."""
    return say("accept_word"), say("none_fits_word"), say("discuss_word")


def guide_mark() -> str:
    """Return the first cell of the sheet that explains our columns, by which it is found."""
    return f"{PREFIX}{say('guide')}"


def title(target: Target) -> str:
    """What people call the target."""
    return target.title or target.id


def heading(column: Column, target: Target | None = None) -> str:
    """The heading over one of our columns, in the language that is written."""
    return replace(column, of=title(target) if target else "").heading


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
    "step_read", "step_words", "step_otherwise", "step_new", "step_empty", "step_finish",
)  # fmt: skip


def _colours() -> Sequence[tuple[tuple[str, str], str, str]]:
    """Return fill and ink, what they mean, and when."""
    return (
        (SURELY_LIKELY, say("likely"), say("above", percent="75 %")),
        (LIKELY, say("likely"), say("above", percent="50 %")),
        (POSSIBLE, say("possible"), say("colour_possible")),
        (UNSURE, say("colour_unsure"), say("colour_unsure_says")),
        (NOT_READABLE, say("not_readable_cell"), say("colour_not_readable")),
        (DISCUSS_COLOURS, say("discuss_word"), say("colour_discuss")),
    )


def write_guide(suggestion_set: SuggestionSet, source: str, styles: Styles) -> Sheet:
    """Return the sheet that explains our columns."""
    sheet = Sheet(styles, lines=False)
    sheet.title(guide_mark())
    sheet.pairs([("", say("guide_says"))])
    notes = [NOTES_COLUMN] if any(one.notes for one in suggestion_set.suggestions) else []
    follows = any(target.derived_from for target in suggestion_set.codebook.targets)
    of_targets = (*TARGET_COLUMNS, *([FOLLOWS_COLUMN] if follows else []))
    columns = [
        (heading(TEXT_COLUMN), TEXT_COLUMN.says),
        *((f"{heading(column)} – …", column.says) for column in of_targets),
        *((heading(column), column.says) for column in [*notes, DOUBT_COLUMN, KEY_COLUMN]),
    ]
    sheet.explain(map(say, _STEPS), columns)
    sheet.section(say("what_colours_say"))
    for (fill, ink), name, says in _colours():
        sheet.pairs([(name, says)], Look(fill=fill, ink=ink))
    if any(one.reader for one in suggestion_set.suggestions):
        sheet.pairs([(READER_MARK, say("reader_mark"))])
    sheet.section(say("where_from"))
    sheet.pairs(_facts(suggestion_set, source))
    sheet.pairs((say("note"), note) for note in suggestion_set.notes)
    return sheet.finish(_WIDTHS)


def _facts(suggestion_set: SuggestionSet, source: str) -> list[tuple[str, str]]:
    book = suggestion_set.codebook
    facts = [
        (say("fact_harvest"), source),
        (say("fact_model"), suggestion_set.model),
        (say("fact_codebook"), say("fact_version", name=book.name, version=book.version)),
        (say("fact_date"), suggestion_set.date),
        (say("fact_fragments"), str(len(suggestion_set.suggestions))),
    ]
    for target in book.targets:
        facts.append((title(target), _counted(target.id, suggestion_set.suggestions)))
    return facts


def _counted(target: str, suggestions: Sequence[Suggestion]) -> str:
    verdicts: Counter[str] = Counter(
        t.verdict for one in suggestions for t in one.targets if t.target == target
    )
    order = {
        "suggest": "verdict_suggest",
        "unsure": "verdict_unsure",
        "not-readable": "verdict_not_readable",
    }
    return ", ".join(say(key, n=verdicts[one]) for one, key in order.items() if verdicts[one])
