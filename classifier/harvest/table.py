"""Grids to tables: the headings, what each column holds, and the rows that hold something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from classifier.grid import EXCEL_CELL, Grid
from classifier.harvest.clean import clean_cells, is_missing
from classifier.harvest.code_cells import read_spread
from classifier.harvest.code_columns import Layout, find_columns
from classifier.harvest.heading_rows import (
    HeadingRows,
    NumberedRow,
    find_heading_rows,
    is_heading_again,
    is_other_order,
    read_heading_rows,
    second_table,
)
from classifier.harvest.headings import (
    TARGET,
    TEXT_FIELDS,
    AliasTable,
    field_name,
    map_headings,
    plain_field,
)
from classifier.harvest.label_names import lists_label
from classifier.harvest.unread_codes import CodesElsewhere
from classifier.records import Origin, Problem
from classifier.translations import one_after_the_other, tell
from classifier.wording import quoted, quoted_cells
from classifier.xlsx.markup import column_number, letters

if TYPE_CHECKING:
    from classifier.codebook import Codebook

_FEW = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read: its number in the file and its cells under the table's headings.

    Attributes
    ----------
    fields : headings by field, as the table has them
    codes : by field, the codes that stand in several columns as one cell would hold them; None
        where nothing is known of them
    by_coder : the same for each coder who has columns of their own
    torn : the line ends before it says whether it is confidential, where most lines say it
    """

    origin: Origin
    cells: Mapping[str, str]
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    codes: Mapping[str, str | None] = field(default_factory=dict)
    by_coder: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    torn: bool = False

    def cell(self, field: str) -> str:
        """Return what the row says for a field; "" without such a column, or with nothing in it."""
        for heading in self.fields.get(field, ()):
            text = self.cells[heading]
            if not is_missing(text):
                return text
        return ""

    def place(self, field: str) -> Origin:
        """Return where the cell of a field stands."""
        return replace(self.origin, column=next(iter(self.fields.get(field, ())), ""))

    def problem(
        self, field: str, kind: str, what: str, hint: str = "", notice: bool = False
    ) -> Problem:
        """Return a problem with the cell of a field."""
        return Problem(self.place(field), kind, what, hint, notice)


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

    def heading(self, field: str) -> str:
        """Return the heading that names a field best, "" if none does."""
        return next(iter(self.fields.get(field, ())), "")


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
    positions, noticed = _rows_below(grid.origin, rows, top, table)
    problems = [*_grid_problems(grid, headings, second), *noticed]
    kept = [rows[position] for position in positions]
    written = [(grid.rows[position][0], grid.rows[position][1][:second]) for position in positions]
    problems += _cell_problems(grid.origin, headings, written, len(rows[top.best][1]))
    layout = find_columns(top.headings, top.contexts, [cells for _, cells in kept], table)
    problems += _layout_problems(grid.origin, headings, layout, table.codebook)
    if wanted == TEXT_FIELDS:
        problems += _without_outcome(grid.origin, headings, layout)
    if table.codebook:
        elsewhere = CodesElsewhere(grid.origin, headings, kept, layout, table.codebook)
        problems += elsewhere.problems()
    read = _Columns(grid, headings, layout, table.codebook)
    torn = _torn(grid, kept, layout)
    return Table(
        grid.origin,
        tuple(filter(None, headings)),
        read.fields,
        tuple(
            replace(read.row(number, cells, problems), torn=number in torn)
            for number, cells in kept
        ),
        tuple(problems),
        frozenset(layout.spread),
        rows[top.best][0],
        read.numbers,
    )


class _Columns:
    """What the columns of a table are called, and what they hold."""

    def __init__(
        self, grid: Grid, headings: Sequence[str], layout: Layout, codebook: Codebook | None
    ) -> None:
        self._sheet, self._headings = grid.origin, headings
        own = headings[: grid.own_width]
        self.numbers = {name: number for number, name in enumerate(own, start=1) if name}
        self._spread, self._codebook = layout.spread, codebook
        self.fields = {name: [headings[column]] for name, column in layout.found.columns.items()}
        for column, name in layout.found.doubled:
            self.fields[name].append(headings[column])
        for name, columns in layout.spread.items():
            self.fields[name] = [headings[column] for column in columns.columns]

    def row(self, number: int, cells: list[str], problems: list[Problem]) -> Row:
        """Return one row, with what its columns of codes say together."""
        origin = replace(self._sheet, row=number)
        padded = cells + [""] * (len(self._headings) - len(cells))
        by_name = {n: cell for n, cell in zip(self._headings, padded, strict=True) if n}
        if not self._spread or self._codebook is None:
            return Row(origin, by_name, self.fields)
        codes = read_spread(cells, origin, self._headings, self._spread, self._codebook)
        problems += codes.problems
        return Row(origin, by_name, self.fields, codes.cells, codes.by_coder)


def _torn(grid: Grid, rows: Sequence[NumberedRow], layout: Layout) -> frozenset[int]:
    """Return the numbers of lines that end before the column “confidential”.

    Where most do, the file only leaves out what is empty at their ends.
    """
    column = layout.found.columns.get("confidential")
    if column is None or not grid.separator:
        return frozenset()
    short = [number for number, cells in rows if len(cells) <= column]
    return frozenset(short if 2 * len(short) < len(rows) else ())


def _rows_below(
    sheet: Origin, rows: Sequence[NumberedRow], top: HeadingRows, table: AliasTable
) -> tuple[list[int], list[Problem]]:
    """Return the positions of the rows that hold something, and what the others are."""
    columns = map_headings(top.headings, table).columns
    texts = [columns[name] for name in TEXT_FIELDS if name in columns]
    kept: list[int] = []
    problems = []
    for position in range(top.best + 1, len(rows)):
        number, cells = rows[position]
        if not any(cells):
            continue
        origin = replace(sheet, row=number)
        what = top.passed_over.get(position, "")
        if not what and is_heading_again(cells, table):
            if is_other_order(cells, top.headings, table):
                told = tell("harvest_second_table_below")
                hint = tell("harvest_second_table_below_hint")
                problems.append(Problem(origin, "second-table", told, hint))
                break
            what = "harvest_repeats_headings"
        elif table.codebook and lists_label(cells, texts, table.codebook):
            what = "harvest_line_of_list"
        if what:
            told = tell("harvest_not_a_fragment", what=tell(what))
            problems.append(Problem(origin, "heading-repeated", told, notice=True))
        else:
            kept.append(position)
    return kept, problems


def _names(headings: Sequence[str], below: Sequence[NumberedRow]) -> list[str]:
    """One name a column: twins get " (2)", unnamed columns with content their letter, others ""."""
    filled = {column for _, cells in below for column, cell in enumerate(cells) if cell}
    names: list[str] = []
    taken: set[str] = set()
    numbers: dict[str, int] = {}  # the last number that a name got
    for column, heading in enumerate(headings):
        name = heading or (f"Column {letters(column + 1)}" if column in filled else "")
        twin = name
        while name and twin in taken:
            numbers[name] = numbers.get(name, 1) + 1
            twin = f"{name} ({numbers[name]})"
        names.append(twin)
        taken.add(twin)
    return names


def _layout_problems(
    sheet: Origin, headings: Sequence[str], layout: Layout, codebook: Codebook | None
) -> Iterator[Problem]:
    """Say which columns were guessed, name a field again, or hold codes together."""
    found = layout.found
    fields = layout.fields

    def notice(column: int, kind: str, what: str, hint: str = "") -> Problem:
        return Problem(replace(sheet, column=headings[column]), kind, what, hint, notice=True)

    for column in found.guessed:
        what = tell("harvest_guessed", field=field_name(fields[column]))
        yield notice(column, "heading-guessed", what, tell("harvest_guessed_hint"))
    for column, field_ in found.doubled:
        kept = headings[found.columns[field_]]
        what = tell("harvest_column_twice", field=field_name(field_), kept=kept)
        yield notice(column, "column-twice", what, tell("harvest_column_twice_hint"))
    for field_, columns in layout.spread.items():
        target = codebook.target(field_.removeprefix(TARGET)) if codebook else None
        title = target.title if target and target.title else plain_field(field_)
        n_columns = len(columns.columns)
        what = tell("harvest_columns_together", n=n_columns, title=title)
        if columns.by_coder:
            coders = quoted(columns.by_coder)
            what = tell("harvest_columns_by_coder", n=n_columns, title=title, coders=coders)
        elif columns.options and not columns.joined:
            what = tell("harvest_columns_by_label", n=n_columns, title=title)
        yield notice(columns.columns[0], "codes-in-columns", what)


def _without_outcome(sheet: Origin, headings: Sequence[str], layout: Layout) -> list[Problem]:
    """Say aloud that the outcome's own column was not found: the rest alone says little."""
    columns = layout.found.columns
    if "outcome" in columns or "merged" in columns:
        return []
    taken = layout.fields
    free = [name for column, name in enumerate(headings) if name and column not in taken]
    what = tell("harvest_no_outcome")
    if "significance" in columns:
        what = tell("harvest_only_significance", column=headings[columns["significance"]])
    hint: str = tell("harvest_call_it_outcome")
    if free:
        others = tell("harvest_not_recognised", names=quoted_cells(free[:_FEW]))
        hint = one_after_the_other(hint, others)
    return [Problem(sheet, "outcome-missing", what, hint)]


def _cell_problems(
    sheet: Origin, headings: Sequence[str], rows: Sequence[NumberedRow], width: int
) -> Iterator[Problem]:
    """Cells that Excel cut or would cut, and cells beyond the last heading."""
    for number, cells in rows:
        origin = replace(sheet, row=number)
        for column, cell in enumerate(cells):
            if len(cell) < EXCEL_CELL:
                continue
            what = tell("harvest_long_cell", length=len(cell), most=EXCEL_CELL)
            hint = tell("harvest_long_cell_hint")
            if len(cell) == EXCEL_CELL:
                what = tell("harvest_full_cell", length=len(cell))
                hint = tell("harvest_full_cell_hint")
            yield Problem(replace(origin, column=headings[column]), "long-cell", what, hint)
        if any(cells[width:]):
            what = tell("harvest_too_many_cells", cells=len(cells), headings=width)
            hint = tell("harvest_too_many_cells_hint")
            yield Problem(origin, "too-many-cells", what, hint)


def _grid_problems(grid: Grid, headings: Sequence[str], second: int | None) -> Iterator[Problem]:
    """Give the reader's problems, each column by its heading, and that of a second table."""
    for problem in grid.problems:
        column = column_number(problem.origin.column) - 1
        heading = headings[column] if 0 <= column < len(headings) else ""
        name = heading or problem.origin.column
        yield replace(problem, origin=replace(problem.origin, column=name))
    if second is not None:
        what = tell("harvest_second_table_beside")
        place = replace(grid.origin, column=letters(second + 1))
        yield Problem(place, "second-table", what, tell("harvest_second_table_beside_hint"))
