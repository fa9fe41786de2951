"""What every file format is read into first: rows of plain text, nothing guessed."""

from __future__ import annotations

from dataclasses import dataclass, field

from classifier.errors import HarvestError
from classifier.harvest.clean import clean_cell
from classifier.records import Origin, Problem

HEADING_ROWS = 10
"""Rows from the top among which the headings are looked for."""
MAX_ROWS = 200_000
MAX_FILE_BYTES = 200_000_000
MAX_CELL = 1_000_000
"""Characters of one cell: a longer one is a damaged file or an attack, not somebody's story."""
EXCEL_CELL = 32_767
"""Characters that Excel keeps of one cell."""


@dataclass(slots=True)
class Grid:
    """One sheet as rows of text.

    Attributes
    ----------
    origin : the file and the sheet
    rows : (number as the file shows it, its cells); blank rows may be missing
    problems : what was noticed while reading; columns by their letters
    hidden : the sheet is not shown in Excel
    """

    origin: Origin
    rows: list[tuple[int, list[str]]]
    problems: list[Problem] = field(default_factory=list)
    hidden: bool = False


def check_size(file: str, rows: int, longest: int) -> None:
    """Refuse what is too large to be a harvest, naming the limit."""
    if rows > MAX_ROWS:
        raise HarvestError(
            f"{file} has {rows:,} rows; at most {MAX_ROWS:,} are read.",
            hint="Delete empty rows below the table, or split the file.",
        )
    if longest > MAX_CELL:
        raise HarvestError(
            f"{file} has a cell of {longest:,} characters; at most {MAX_CELL:,} are read.",
            hint="Look for a quotation mark that is never closed, or shorten the cell.",
        )


def column_letter(column: int) -> str:
    """The letters over a column, counted from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a column, counted from 0, by the letters over it.

    >>> column_number("A"), column_number("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def first_headings(grid: Grid) -> list[str]:
    """The fullest of the first rows: what a person would call the headings."""
    rows = [[clean_cell(cell) for cell in cells] for _, cells in grid.rows[:HEADING_ROWS]]
    return [
        cell[:60] for cell in max(rows, key=lambda row: sum(map(bool, row)), default=[]) if cell
    ]
