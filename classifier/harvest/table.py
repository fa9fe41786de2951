"""Grids to tables: the headings, what each column holds, and the rows that hold something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from classifier.grid import EXCEL_CELL, Grid
from classifier.harvest.clean import clean_cells
from classifier.harvest.code_cells import elsewhere, read_spread
from classifier.harvest.code_columns import CodeColumns, Layout, find_columns
from classifier.harvest.heading_rows import (
    HeadingRows,
    NumberedRow,
    find_heading_rows,
    is_heading_again,
    is_other_order,
    read_heading_rows,
    second_table,
)
from classifier.harvest.headings import TARGET, TEXT_FIELDS, AliasTable, map_headings
from classifier.harvest.options import lists_label
from classifier.records import Origin, Problem
from classifier.wording import quoted, quoted_cells
from classifier.xlsx.ranges import column_number, letters

if TYPE_CHECKING:
    from classifier.codebook import Codebook

_FEW = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read: its number in the file and its cells under the table's headings.

    Attributes
    ----------
    codes : by field, the codes that stand in several columns as one cell would hold them; None
        where nothing is known of them
    by_coder : the same for each coder who has columns of their own
    """

    origin: Origin
    cells: Mapping[str, str]
    codes: Mapping[str, str | None] = field(default_factory=dict)
    by_coder: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


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
    spread : fields whose codes stand in several columns: ``Row.codes`` has them
    heading_row : the number of the row that holds the headings
    columns : the number of each heading's column, from 1; columns of other sheets are left out
    """

    origin: Origin
    headings: tuple[str, ...]
    fields: Mapping[str, Sequence[str]]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    spread: frozenset[str] = frozenset()
    heading_row: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)


def lay_out(grid: Grid, table: AliasTable, wanted: Sequence[str] = TEXT_FIELDS) -> Table | None:
    """Find the headings of ``grid`` and read the rows below them.

    One of the headings must name one of ``wanted``. None if there is no such row.
    """
    rows = [(number, clean_cells(cells)) for number, cells in grid.rows]
    top = find_heading_rows(rows, table, wanted)
    if top is None:
        return None
    second = second_table(top.headings, table)
    if second is not None:
        rows = [(number, cells[:second]) for number, cells in rows]
        top = read_heading_rows(rows, top.best, table)
    headings = _names(top.headings, rows[top.best + 1 :])
    problems = [_by_name(problem, headings) for problem in grid.problems]
    if second is not None:
        problems.append(_beside(grid.origin, second))
    kept, noticed = _rows_below(grid, rows, top, table)
    problems += noticed
    for position, _ in kept:
        number, written = grid.rows[position]
        place = replace(grid.origin, row=number)
        problems += _cell_problems(place, headings, written[:second], len(rows[top.best][1]))
    kept = [(rows[position][0], cells) for position, cells in kept]
    layout = find_columns(top.headings, top.contexts, [cells for _, cells in kept], table)
    problems += _heading_problems(grid.origin, headings, layout, table.codebook)
    if wanted == TEXT_FIELDS:
        problems += _without_outcome(grid.origin, headings, layout)
    if table.codebook:
        problems += elsewhere(headings, kept, layout, table.codebook, grid.origin)
    read = [_row(grid.origin, number, cells, headings, layout, table) for number, cells in kept]
    problems += [problem for _, found in read for problem in found]
    return Table(
        grid.origin,
        tuple(filter(None, headings)),
        _fields(headings, layout),
        tuple(row for row, _ in read),
        tuple(problems),
        frozenset(layout.spread),
        rows[top.best][0],
        {name: n for n, name in enumerate(headings[: grid.own_width], start=1) if name},
    )


def _rows_below(
    grid: Grid, rows: Sequence[NumberedRow], top: HeadingRows, table: AliasTable
) -> tuple[list[NumberedRow], list[Problem]]:
    """Return the rows that hold something, by their positions, and what the others are."""
    columns = map_headings(top.headings, table).columns
    texts = [columns[name] for name in TEXT_FIELDS if name in columns]
    kept: list[NumberedRow] = []
    problems = []
    for position, (number, cells) in enumerate(rows):
        if position <= top.best or not any(cells):
            continue
        origin = replace(grid.origin, row=number)
        what = top.passed_over.get(position, "")
        if not what and is_heading_again(cells, table):
            if is_other_order(cells, top.headings, table):
                problems.append(_below(origin))
                break
            what = "repeats headings"
        elif table.codebook and lists_label(cells, texts, table.codebook):
            what = "looks like a line of a list of codes"
        if what:
            what = f"{what}; the row was not read as a fragment."
            problems.append(Problem(origin, "heading-repeated", what, notice=True))
        else:
            kept.append((position, cells))
    return kept, problems


def _beside(origin: Origin, column: int) -> Problem:
    what = "has a second table from here on, beside the first; it was not read."
    place = replace(origin, column=letters(column + 1))
    return Problem(place, "second-table", what, "Move its rows below those of the first.")


def _below(origin: Origin) -> Problem:
    what = "begins a second table, with the headings in another order; it was not read."
    hint = "Move it to a sheet of its own, or bring its columns into the order of the first."
    return Problem(origin, "second-table", what, hint)


def _row(
    sheet: Origin,
    number: int,
    cells: list[str],
    headings: list[str],
    layout: Layout,
    table: AliasTable,
) -> tuple[Row, list[Problem]]:
    """One row with what its columns of codes say together."""
    origin = replace(sheet, row=number)
    by_heading = _by_heading(headings, cells)
    if not layout.spread or table.codebook is None:
        return Row(origin, by_heading), []
    codes = read_spread(cells, origin, layout.spread, table.codebook)
    problems = [
        replace(problem, origin=replace(origin, column=headings[column]))
        for column, problem in codes.problems
    ]
    return Row(origin, by_heading, codes.cells, codes.by_coder), problems


def _fields(headings: Sequence[str], layout: Layout) -> dict[str, list[str]]:
    """The headings of each field, the best named first."""
    fields = {field: [headings[column]] for field, column in layout.found.columns.items()}
    for column, field_ in layout.found.doubled:
        fields[field_].append(headings[column])
    for field_, columns in layout.spread.items():
        fields[field_] = [headings[column] for column in columns.columns]
    return fields


def _names(headings: list[str], below: list[tuple[int, list[str]]]) -> list[str]:
    """One name a column: twins get " (2)", unnamed columns with content their letter, others ""."""
    filled = {column for _, cells in below for column, cell in enumerate(cells) if cell}
    names: list[str] = []
    for column, heading in enumerate(headings):
        name = heading or (f"Column {letters(column + 1)}" if column in filled else "")
        twin, n = name, 2
        while name and twin in names:
            twin, n = f"{name} ({n})", n + 1
        names.append(twin)
    return names


def _heading_problems(
    origin: Origin, headings: list[str], layout: Layout, codebook: Codebook | None
) -> list[Problem]:
    found = layout.found
    names = {column: field for field, column in found.columns.items()}
    problems = []
    for column in found.guessed:
        what = f"was taken for the column of “{plain_field(names[column])}”."
        hint = "Rename the column if it means something else."
        place = replace(origin, column=headings[column])
        problems.append(Problem(place, "heading-guessed", what, hint, notice=True))
    for column, field_ in found.doubled:
        kept = headings[found.columns[field_]]
        what = f"also names “{plain_field(field_)}”; it counts only where “{kept}” is empty."
        hint = "Rename one of the two columns."
        place = replace(origin, column=headings[column])
        problems.append(Problem(place, "column-twice", what, hint, notice=True))
    for field_, columns in layout.spread.items():
        target = codebook.target(field_.removeprefix(TARGET)) if codebook else None
        title = target.title if target and target.title else plain_field(field_)
        problems.append(_codes_in_columns(origin, headings, title, columns))
    return problems


def _without_outcome(origin: Origin, headings: list[str], layout: Layout) -> list[Problem]:
    """Say aloud that the outcome's own column was not found: the rest alone says little."""
    fields = layout.found.columns
    if "outcome" in fields or "merged" in fields:
        return []
    taken = {*fields.values(), *(c for each in layout.spread.values() for c in each.columns)}
    free = [name for column, name in enumerate(headings) if name and column not in taken]
    what = "has no column with the outcome’s description."
    if "significance" in fields:
        read = headings[fields["significance"]]
        what = f"has no column with the outcome’s description: only “{read}” is read."
    hint = "Call the column that holds it “Outcome description”."
    hint += f" Not recognised: {quoted_cells(free[:_FEW])}." if free else ""
    return [Problem(origin, "outcome-missing", what, hint)]


def _codes_in_columns(
    origin: Origin, headings: list[str], title: str, columns: CodeColumns
) -> Problem:
    """Say how codes that stand in several columns were read."""
    how = f"is one of {len(columns.columns)} columns with codes of “{title}”"
    if columns.by_coder:
        what = f"{how}, one for each coder: {quoted(columns.by_coder)}."
    elif columns.options and not columns.joined:
        what = f"{how}, one for each label; they were read together."
    else:
        what = f"{how}; they were read together."
    place = replace(origin, column=headings[columns.columns[0]])
    return Problem(place, "codes-in-columns", what, notice=True)


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
    column = column_number(problem.origin.column) - 1
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
