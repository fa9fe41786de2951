"""Grids to tables: where the heading row is, and which rows below it hold something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.harvest.clean import clean_cells
from classifier.harvest.grid import EXCEL_CELL, HEADING_ROWS, Grid, column_letter, column_number
from classifier.harvest.headings import TARGET, TEXT_FIELDS, AliasTable, HeadingMap, map_headings
from classifier.records import Origin, Problem

LONGEST_HEADING = 200
REPEATED = 3
"""Headings in one row below the heading row that make it a second heading row, not a fragment."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read: its number in the file and its cells under the table's headings."""

    origin: Origin
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its heading row found.

    Attributes
    ----------
    origin : the file and the sheet
    headings : every column's name, as written; unnamed columns with content get their letter
    fields : headings by field, the best named first; a later one counts where those are empty
    rows : rows with something in them, in the file's order
    problems : what was noticed about headings and cells
    """

    origin: Origin
    headings: tuple[str, ...]
    fields: Mapping[str, Sequence[str]]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def lay_out(grid: Grid, table: AliasTable, wanted: Sequence[str] = TEXT_FIELDS) -> Table | None:
    """Find the heading row of ``grid`` and read the rows below it.

    The heading row is the one, of the first ten, that names most fields; it must name one of
    ``wanted``. None if there is no such row.
    """
    rows = [(number, clean_cells(cells)) for number, cells in grid.rows]
    best = _heading_row(rows, table, wanted)
    if best is None:
        return None
    found = map_headings(_joined_headings(rows, best, table), table)
    headings = _names(_joined_headings(rows, best, table), rows[best + 1 :])
    problems = [_by_name(problem, headings) for problem in grid.problems]
    problems += _heading_problems(grid.origin, headings, found)
    kept = []
    for (number, cells), (_, raw) in zip(rows[best + 1 :], grid.rows[best + 1 :], strict=True):
        origin = replace(grid.origin, row=number)
        if not any(cells):
            continue
        if _is_heading_again(cells, table):
            what = "repeats headings; the row was not read as a fragment."
            problems.append(Problem(origin, "heading-repeated", what, notice=True))
            continue
        problems += _cell_problems(origin, headings, raw, len(rows[best][1]))
        kept.append(Row(origin, _by_heading(headings, cells)))
    fields = {field: [headings[column]] for field, column in found.columns.items()}
    for column, field in found.doubled:
        fields[field].append(headings[column])
    return Table(grid.origin, tuple(filter(None, headings)), fields, tuple(kept), tuple(problems))


def _heading_row(
    rows: list[tuple[int, list[str]]], table: AliasTable, wanted: Sequence[str]
) -> int | None:
    """Position of the row that names most fields, by exact headings first, then by near ones."""
    for guess in (False, True):
        best, most = None, 0
        for position, (_, cells) in enumerate(rows[:HEADING_ROWS]):
            columns = map_headings(_short(cells), table, guess).columns
            if len(columns) > most and any(field in columns for field in wanted):
                best, most = position, len(columns)
        if best is not None:
            return best
    return None


def _short(cells: list[str]) -> list[str]:
    return [cell if len(cell) <= LONGEST_HEADING else "" for cell in cells]


def _joined_headings(rows: list[tuple[int, list[str]]], best: int, table: AliasTable) -> list[str]:
    """The heading row, its blanks filled from the row above or below where that names a field."""
    headings = list(rows[best][1])
    width = max(len(cells) for _, cells in rows)
    headings += [""] * (width - len(headings))
    for position in (best - 1, best + 1):
        if not 0 <= position < len(rows):
            continue
        beside = rows[position][1]
        if position > best and not _is_heading_again(beside, table):
            continue
        for column, cell in enumerate(beside):
            if not headings[column] and table.find(cell):
                headings[column] = cell
    return headings


def _names(headings: list[str], below: list[tuple[int, list[str]]]) -> list[str]:
    """One name a column: twins get " (2)", unnamed columns with content their letter, others ""."""
    filled = {column for _, cells in below for column, cell in enumerate(cells) if cell}
    names: list[str] = []
    for column, heading in enumerate(headings):
        name = heading or (f"Column {column_letter(column)}" if column in filled else "")
        twin, n = name, 2
        while name and twin in names:
            twin, n = f"{name} ({n})", n + 1
        names.append(twin)
    return names


def _is_heading_again(cells: list[str], table: AliasTable) -> bool:
    """Whether at least three cells, and most of those filled, are headings."""
    filled = [cell for cell in _short(cells) if cell]
    known = 0
    # From the end: codes and answers recur and are known from the row before, an id never does.
    for place, cell in enumerate(reversed(filled)):
        known += table.find(cell) is not None
        missed = place + 1 - known
        # A row of a story is told by half of its cells: no need to look at the rest.
        if missed * 2 >= len(filled):
            return False
    return known >= REPEATED


def _heading_problems(origin: Origin, headings: list[str], found: HeadingMap) -> list[Problem]:
    names = {column: field for field, column in found.columns.items()}
    problems = []
    for column in found.guessed:
        what = f"was taken for the column of “{plain_field(names[column])}”, which it nearly names."
        hint = "Rename the column if it means something else."
        place = replace(origin, column=headings[column])
        problems.append(Problem(place, "heading-guessed", what, hint, notice=True))
    for column, field in found.doubled:
        kept = headings[found.columns[field]]
        what = f"also names “{plain_field(field)}”; it counts only where “{kept}” is empty."
        hint = "Rename one of the two columns."
        place = replace(origin, column=headings[column])
        problems.append(Problem(place, "column-twice", what, hint, notice=True))
    return problems


def _cell_problems(
    origin: Origin, headings: list[str], cells: list[str], width: int
) -> list[Problem]:
    """Cells that Excel cut or would cut, and cells beyond the last heading."""
    problems = []
    for column, cell in enumerate(cells):
        if len(cell) < EXCEL_CELL:
            continue
        place = replace(origin, column=headings[column])
        if len(cell) == EXCEL_CELL:
            what = f"holds {len(cell):,} characters, as many as Excel keeps: its end may be lost."
            hint = "Compare it with the source."
        else:
            what = f"holds {len(cell):,} characters; Excel keeps only {EXCEL_CELL:,} of a cell."
            hint = "Shorten it before this file is opened and saved in Excel."
        problems.append(Problem(place, "long-cell", what, hint))
    if len(cells) > width and any(cells[width:]):
        what = f"has {len(cells)} cells under {width} headings."
        hint = "A text with the separator in it needs quotation marks around it."
        problems.append(Problem(origin, "too-many-cells", what, hint))
    return problems


def _by_name(problem: Problem, headings: list[str]) -> Problem:
    """A problem of the reader, its column by its heading instead of its letters."""
    if not problem.origin.column:
        return problem
    column = column_number(problem.origin.column)
    heading = headings[column] if column < len(headings) else ""
    return replace(problem, origin=replace(problem.origin, column=heading or problem.origin.column))


def _by_heading(headings: list[str], cells: list[str]) -> dict[str, str]:
    padded = cells + [""] * (len(headings) - len(cells))
    return {name: cell for name, cell in zip(headings, padded, strict=True) if name}


def plain_field(field: str) -> str:
    """A field's name for people.

    >>> plain_field("target:type"), plain_field("rating_significance")
    ('type', 'rating significance')
    """
    return field.removeprefix(TARGET).replace("_", " ")
