"""Answers of several coders beside each other, and a cell beside them for what they agree on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from classifier.codebook import Label
from classifier.xlsx.markup import Area, letters
from classifier.xlsx.new_workbook import Hint, Sheet, add_dropdown, colour_decisions
from classifier.xlsx.styles import BODY, HEADING, HEADING_DECISION, PLAIN_TEXT, Look, Styles

MEANINGS = "What they mean"
SAID_WIDTH, MEANINGS_WIDTH = 26.0, 60.0
_CHOOSE = "Choose one of the answers beside it, or type the names that you agreed on."


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """A column of a sheet to decide in."""

    heading: str
    width: float
    look: Look = PLAIN_TEXT
    heading_look: Look = HEADING


def decision_column(heading: str) -> AnswerColumn:
    """Return a column to write codes into."""
    return AnswerColumn(heading, 34.0, BODY["decision"], HEADING_DECISION)


def meanings_column(heading: str = MEANINGS) -> AnswerColumn:
    """Return the column for what the labels mean on which coders differ."""
    return AnswerColumn(heading, MEANINGS_WIDTH, BODY["notes"])


def lay_out(
    columns: Sequence[AnswerColumn], rows: Iterable[Sequence[str]], styles: Styles
) -> Sheet:
    """Write the rows under their headings; drop-downs may be added."""
    sheet = Sheet(styles, frozen=(1, 1))
    sheet.put([column.heading for column in columns], [c.heading_look for c in columns])
    looks = [column.look for column in columns]
    for row in rows:
        sheet.put(row, looks)
    sheet.filter(len(columns))
    widths = {number: column.width for number, column in enumerate(columns, start=1)}
    sheet.finish(widths)
    return sheet


def offer(sheet: Sheet, styles: Styles, column: int, source: str, hint: Hint) -> None:
    """Let the cells of a column be filled by choosing from ``source``."""
    add_dropdown(sheet.grid.root, range(2, sheet.row + 1), column, source, hint)
    colour_decisions(sheet.grid.root, styles, Area(2, column, sheet.row, column))


def offer_answers(sheet: Sheet, styles: Styles, column: int, n_answers: int, title: str) -> None:
    """Let the cells of a column be filled with one of the answers that stand left of them."""
    first, last = letters(column - n_answers), letters(column - 1)
    source = f"${first}2:${last}2"  # of its own row, in every row
    offer(sheet, styles, column, source, Hint(title, _CHOOSE))


def meanings(labels: Iterable[Label]) -> str:
    """Say what labels mean on which coders differ, one a line."""
    lines = []
    for label in dict.fromkeys(labels):
        told = [label.definition, label.exclude and f"Not: {label.exclude}"]
        lines.append(f"{label.name}: {' '.join(filter(None, told)) or 'no definition yet'}")
    return "\n".join(lines)
