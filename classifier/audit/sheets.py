"""Single cells of a harvest changed in a copy of its file, everything else as it was.

Two kinds of file, one way to speak of their cells: by sheet, row and heading. A workbook keeps
all its parts; a csv file is written again as UTF-8.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from classifier.edit.sheet_headings import Headings, find_headings
from classifier.errors import HarvestError
from classifier.harvest.clean import clean_cell
from classifier.harvest.code_columns import find_columns
from classifier.harvest.files import read_grids
from classifier.harvest.headings import AliasTable
from classifier.outputs import FORMULA_STARTS, guard_cell
from classifier.xlsx.files import SUFFIXES, cannot_keep
from classifier.xlsx.package import Package
from classifier.xlsx.sheet_cells import SheetCells, shared_strings
from classifier.xlsx.styles import Styles

_WIDTH = 24.0


class Sheets(Protocol):
    """The cells of a file."""

    def heading(self, sheet: str, field: str) -> str | None:
        """Give the heading of a field on a sheet, None if it has no such column."""

    def text(self, sheet: str, row: int, heading: str) -> str:
        """Give a cell, "" if the row or the column is not there."""

    def put(self, sheet: str, row: int, heading: str, text: str) -> None:
        """Write a cell; a heading that is not there yet becomes a new last column."""

    def drop_column(self, sheet: str, heading: str) -> None:
        """Take a column of ours away."""

    def is_fixed(self, sheet: str, row: int, heading: str) -> bool:
        """Whether the cell holds a formula that other cells share, and cannot be written."""

    def save(self, path: Path) -> None:
        """Write the file to ``path``."""


def open_sheets(path: Path, rows: dict[str, list[int]], table: AliasTable) -> Sheets:
    """Open a harvest for changes.

    Parameters
    ----------
    rows : the rows that hold fragments, by sheet
    table : which heading names which field
    """
    if path.suffix.lower() in SUFFIXES:
        named = cannot_keep(path)
        if named:
            raise HarvestError(
                f"{path.name} cannot be kept as it is ({'; '.join(named)}).",
                hint="Save it in Excel as an ordinary workbook (.xlsx) and try again.",
            )
        return WorkbookSheets(path, rows, table)
    if path.suffix.lower() in (".csv", ".tsv"):
        return CsvSheets(path, table)
    raise HarvestError(
        f"Decisions can be carried over to workbooks and csv files; {path.name} is neither.",
        hint="Save the harvest as .xlsx or .csv, audit that, and apply the decisions to it.",
    )


class WorkbookSheets:
    """The cells of a workbook."""

    def __init__(self, path: Path, rows: dict[str, list[int]], table: AliasTable) -> None:
        self._package = Package.read(path)
        self._styles = Styles(self._package)
        strings = shared_strings(self._package)
        entries = self._package.sheets()
        self._grids: dict[str, SheetCells] = {}
        self._headings: dict[str, Headings] = {}
        self._columns: dict[str, dict[str, int]] = {}
        for sheet, numbers in rows.items():
            # Where a workbook has one sheet with fragments, the reader does not name it.
            parts = [e.part for e in entries if e.name == sheet or not sheet]
            grids = [SheetCells(self._package.look(part), strings) for part in parts]
            best = max(range(len(parts)), key=lambda i: len(_known(grids[i], table)))
            grid = SheetCells(self._package.tree(parts[best]), strings)
            found = find_headings(grid, _known(grid, table), min(numbers), table)
            self._grids[sheet], self._headings[sheet] = grid, found
            self._columns[sheet] = {text: column for column, text in found.texts.items()}

    def heading(self, sheet: str, field: str) -> str | None:
        """Give the heading of a field."""
        found = self._headings[sheet]
        column = None if field in found.spread else found.fields.get(field)
        return None if column is None else found.texts[column]

    def text(self, sheet: str, row: int, heading: str) -> str:
        """Give a cell."""
        column = self._columns[sheet].get(heading)
        return self._grids[sheet].text(row, column) if column else ""

    def is_fixed(self, sheet: str, row: int, heading: str) -> bool:
        """Whether other cells take their formula from this one."""
        column = self._columns[sheet].get(heading)
        return bool(column) and self._grids[sheet].formula(row, column or 0) in ("shared", "array")

    def put(self, sheet: str, row: int, heading: str, text: str) -> None:
        """Write a cell in the looks of its row."""
        grid, top = self._grids[sheet], self._headings[sheet].row
        model = next(iter(self._headings[sheet].texts))
        if heading not in self._columns[sheet]:
            column = grid.last_column() + 1
            self._columns[sheet][heading] = column
            grid.put_text(top, column, heading, grid.style(top, model))
            grid.set_widths({column: _WIDTH})
        column = self._columns[sheet][heading]
        style = grid.style(row, column) or grid.style(row, model)
        if text.startswith(FORMULA_STARTS):
            style = self._styles.quoted(style)
        grid.put_text(row, column, text, style)

    def drop_column(self, sheet: str, heading: str) -> None:
        """Take a column away."""
        column = self._columns[sheet].pop(heading, None)
        if column is not None:
            self._grids[sheet].remove_columns({column})

    def save(self, path: Path) -> None:
        """Write the workbook; parts that were not touched stay byte for byte."""
        for grid in self._grids.values():
            grid.write_dimension()
        self._package.write(path)


class CsvSheets:
    """The cells of a csv file; its one sheet has no name."""

    def __init__(self, path: Path, table: AliasTable) -> None:
        grid = read_grids(path, path.name, table)[0]
        self._rows = {number: list(cells) for number, cells in grid.rows}
        self._top = max(
            self._rows, key=lambda n: (sum(bool(table.find(c)) for c in self._rows[n]), -n)
        )
        names = [clean_cell(text) for text in self._rows[self._top]]
        self._columns = {text: i for i, text in reversed(list(enumerate(names))) if text}
        below = [cells for number, cells in sorted(self._rows.items()) if number > self._top]
        found = find_columns(names, [(name,) for name in names], below, table).found.columns
        self._fields = {field: names[column] for field, column in found.items()}

    def heading(self, sheet: str, field: str) -> str | None:
        """Give the heading of a field."""
        return self._fields.get(field)

    def text(self, sheet: str, row: int, heading: str) -> str:
        """Give a cell."""
        cells, column = self._rows.get(row, []), self._columns.get(heading)
        return cells[column] if column is not None and column < len(cells) else ""

    def is_fixed(self, sheet: str, row: int, heading: str) -> bool:
        """A csv file has no formulas."""
        return False

    def put(self, sheet: str, row: int, heading: str, text: str) -> None:
        """Write a cell."""
        if heading not in self._columns:
            self._columns[heading] = max(len(cells) for cells in self._rows.values())
            _set(self._rows[self._top], self._columns[heading], heading)
        _set(self._rows[row], self._columns[heading], text)

    def drop_column(self, sheet: str, heading: str) -> None:
        """Take a column away, and move those behind it up."""
        column = self._columns.pop(heading, None)
        if column is None:
            return
        for cells in self._rows.values():
            del cells[column : column + 1]
        self._columns = {h: c - (c > column) for h, c in self._columns.items()}

    def save(self, path: Path) -> None:
        """Write UTF-8 with its mark, as Excel expects it, formulas as text."""
        width = max(len(cells) for cells in self._rows.values())
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            for _, cells in sorted(self._rows.items()):
                writer.writerow([guard_cell(c) for c in _padded(cells, width)])


def _known(grid: SheetCells, table: AliasTable) -> set[str]:
    """Cells near the top that are headings of a harvest."""
    cells = {clean_cell(t) for n in grid.row_numbers[:40] for t in grid.texts(n).values()}
    return {text for text in cells if table.find(text)}


def _set(cells: list[str], column: int, text: str) -> None:
    cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = text


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]
