"""What every file format is read into first: rows of plain text, nothing guessed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from classifier.errors import HarvestError
from classifier.records import Origin, Problem
from classifier.translations import tell
from classifier.wording import quoted

HEADING_ROWS = 10
"""Rows from the top among which the headings are looked for."""
MAX_ROWS = 200_000
MAX_CELL = 1_000_000
"""Characters of one cell: a longer one is a damaged file or an attack, not somebody's story."""
MAX_CELLS = 20_000_000
MAX_COLUMNS = 16_384
"""As many as Excel has."""
EXCEL_CELL = 32_767
"""Characters that Excel keeps of one cell."""

_LOOKED_AT = 20
_LONGEST_QUOTED = 60
_YEAR = re.compile(r"(?:19|20)\d\d(?:-\d.*)?")

Record = dict[str, str]
"""One entry of a file without columns: its texts by their names."""


@dataclass(slots=True)
class Grid:
    """One sheet as rows of text.

    Attributes
    ----------
    origin : the file and the sheet
    rows : (number as the file shows it, its cells); blank rows may be missing
    problems : what was noticed while reading; columns by their letters
    hidden : the sheet is not shown in Excel
    own_width : how many columns are the sheet's own, where a parent sheet gave it more
    separator : what parts the cells of a text file
    skipped : lines above the first row that only say how the file is written
    formulas : cells of a text file that a spreadsheet would run, by row number and place from 0
    """

    origin: Origin
    rows: list[tuple[int, list[str]]]
    problems: list[Problem] = field(default_factory=list)
    hidden: bool = False
    own_width: int | None = None
    separator: str = ""
    skipped: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)

    def report(
        self, kind: str, what: str, hint: str = "", row: int | None = None, notice: bool = False
    ) -> None:
        """Add a problem with the sheet, or with one of its rows."""
        self.problems.append(Problem(replace(self.origin, row=row), kind, what, hint, notice))


def repeats_below(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether a cell of the first row is what most of the next rows say in its column."""
    cell = rows[0][column]
    below = [row[column] for row in rows[1 : 1 + _LOOKED_AT] if column < len(row) and row[column]]
    return len(below) > 1 and 2 * below.count(cell) > len(below)


def found_headings(rows: Sequence[Sequence[str]]) -> str:
    """Quote the first row, in which headings were looked for, unless it reads like a fragment.

    >>> found_headings([["Colour", "Size"], ["red", "1"]])
    'Found: “Colour”, “Size”.'
    >>> found_headings([["K1", "They met the mayor."], ["K2", "They left."]])
    'Found no headings, but what reads like a fragment: put a row of headings there.'
    """
    named = headings_in(rows)
    if not named and rows and any(cell.strip() for cell in rows[0]):
        return tell("harvest_found_no_headings")
    cells = quoted((name[:_LONGEST_QUOTED] for name in named), most=40)
    return tell("harvest_found", names=cells or tell("harvest_nothing"))


def headings_in(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the filled cells of the first row; none where it reads like a fragment."""
    named = [n for n, cell in enumerate(rows[0] if rows else ()) if cell.strip()]
    if any(_reads_like_a_value(rows, column) for column in named):
        return []
    return [rows[0][column] for column in named]


def _reads_like_a_value(rows: Sequence[Sequence[str]], column: int) -> bool:
    cell = rows[0][column].strip()
    is_sentence = len(cell.split()) > 1 and cell[-1] in ".!…۔。"
    is_long = len(cell) > _LONGEST_QUOTED and cell[-1] not in "?؟:"
    return is_sentence or is_long or bool(_YEAR.fullmatch(cell)) or repeats_below(rows, column)


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


def check_width(file: str, columns: int) -> None:
    """Refuse a table that no spreadsheet can show, naming the limit."""
    if columns > MAX_COLUMNS:
        raise HarvestError(
            f"{file} has {columns:,} columns; at most {MAX_COLUMNS:,} are read.",
            hint="Is the sign that parts the columns right? Or take out what is not needed.",
        )


def check_extent(file: str, rows: int, columns: int) -> None:
    """Refuse a table that would fill the memory, be it with empty cells."""
    if rows * columns > MAX_CELLS:
        raise HarvestError(
            f"{file} has a table of {rows:,} rows and {columns:,} columns; "
            f"at most {MAX_CELLS:,} cells are read.",
            hint="Delete the cells far right or far below the table (Ctrl+End shows the last one).",
        )


def grid_of_records(grid: Grid, records: Sequence[tuple[int, Record]]) -> Grid:
    """Put numbered records under the names that any of them has; the names are row 0."""
    headings = list(dict.fromkeys(name for _, record in records for name in record))
    check_extent(str(grid.origin), len(records), len(headings))
    if records:
        grid.rows.append((0, headings))
    for number, record in records:
        grid.rows.append((number, [record.get(name, "") for name in headings]))
    longest = max((len(cell) for _, cells in grid.rows for cell in cells), default=0)
    check_size(str(grid.origin), len(grid.rows), longest)
    return grid


def cell_text(value: object) -> str:
    """A value as a cell: lists of labels side by side, whole numbers plain, nothing for null.

    >>> cell_text(["T01", 2.0, None, True])
    'T01, 2, , YES'
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "YES" if value else "NO"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else "" if value != value else repr(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(cell_text, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
