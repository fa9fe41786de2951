"""A workbook written again with some cells changed; every part that is not touched stays."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.edit.sheet_headings import find_headings
from classifier.errors import HarvestError
from classifier.harvest.headings import alias_table
from classifier.outputs import FORMULA_STARTS
from classifier.xlsx import sheet_features
from classifier.xlsx.files import cannot_keep
from classifier.xlsx.markup import main
from classifier.xlsx.package import Package, SheetEntry
from classifier.xlsx.ranges import MAX_COLUMNS, Area, area, column_number
from classifier.xlsx.sheet_cells import SheetCells, drop_widths, shared_strings
from classifier.xlsx.styles import Styles

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.edit.rewrite import TableChange
    from classifier.harvest.table import Table

_WIDTH = 18.0


def rewrite_workbook(
    source: Path, target: Path, changes: Sequence[TableChange], codebook: Codebook
) -> None:
    """Write a copy of ``source`` with its changes."""
    named = cannot_keep(source)
    if named:
        raise HarvestError(
            f"{source.name} cannot be kept as it is: {'; '.join(named)}.",
            hint="Save it in Excel as an ordinary workbook (.xlsx) and try again.",
        )
    package = Package.read(source)
    entries = package.sheets()
    strings, styles = shared_strings(package), Styles(package)
    for change in changes:
        name = change.table.origin.sheet
        entry = next((one for one in entries if one.name == name), entries[0])
        grid = SheetCells(package.tree(entry.part), strings)
        _SheetChange(package, entry, grid, styles, change, codebook).write()
    package.write(target)


class _SheetChange:
    """Writes the changes of one sheet."""

    def __init__(
        self,
        package: Package,
        entry: SheetEntry,
        grid: SheetCells,
        styles: Styles,
        change: TableChange,
        codebook: Codebook,
    ) -> None:
        self._package, self._entry, self._grid = package, entry, grid
        self._styles, self._change = styles, change
        rows = [row.origin.row or 0 for row in change.table.rows]
        self._headings = find_headings(
            grid, change.table.headings, min(rows, default=2), alias_table(codebook)
        )
        self._columns = _columns(change.table, self._headings.texts)

    def write(self) -> None:
        added = self._add_columns()
        for row, cells in self._change.cells.items():
            for name, text in cells.items():
                if name not in self._columns:
                    raise HarvestError(
                        f"{self._change.table.origin} has no cell of its own for “{name}”.",
                        hint="Give each column one heading, right above its cells.",
                    )
                self._put(row, self._columns[name], text)
        if added:
            self._widen(added)
        self._drop_columns()
        self._grid.write_dimension()

    def _put(self, row: int, column: int, text: str) -> None:
        if self._grid.text(row, column) == text:
            return
        style = self._grid.style(row, column)
        if text.startswith(FORMULA_STARTS):
            style = self._styles.quoted(style)
        if self._grid.formula(row, column) in ("shared", "array"):
            # Other cells take their formula from this one, so it has to stay.
            self._grid.put_cached(row, column, text)
        else:
            self._grid.put_text(row, column, text, style)

    def _add_columns(self) -> dict[int, str]:
        start = self._first_free()
        added = dict(enumerate(self._change.add, start=start))
        row, like = self._headings.row, max(self._headings.texts, default=1)
        style = self._grid.style(row, like)
        for column, name in added.items():
            self._columns[name] = column
            self._grid.put_text(row, column, name, style)
        if added:
            self._grid.set_widths(dict.fromkeys(added, _WIDTH))
        return added

    def _first_free(self) -> int:
        """Right beside the last column in use: sorting in Excel stops at an empty column."""
        row = self._headings.row
        merged = [one.right for one in self._grid.merged() if one.bottom >= row]
        span = sheet_features.sheet_filter(self._grid.root)
        tables = [
            area(root.get("ref", "A1")).right
            for root in sheet_features.tables(self._package, self._entry)
        ]
        ends = [*merged, *([span.right] if span else []), *tables]
        return max([self._grid.last_column(), *(end for end in ends if end < MAX_COLUMNS)]) + 1

    def _widen(self, added: dict[int, str]) -> None:
        """Let filter and table take the new columns in: sorting would else tear the rows apart."""
        row, last = self._headings.row, max(added)
        span = sheet_features.sheet_filter(self._grid.root)
        if span and span.top == row:
            sheet_features.set_filter(self._package, self._entry, replace(span, right=last))
        headings = Area(row, min(added), row, last)
        sheet_features.extend_table(self._package, self._entry, headings, list(added.values()))

    def _drop_columns(self) -> None:
        columns = {self._columns[name] for name in self._change.drop if name in self._columns}
        if not columns:
            return
        self._grid.remove_columns(columns)
        sheet_features.clear_columns(self._grid.root, columns)
        widths = self._grid.root.find(main("cols"))
        if widths is not None:
            drop_widths(widths, columns)
            if len(widths) == 0:
                self._grid.root.remove(widths)
        self._narrow(columns)

    def _narrow(self, columns: set[int]) -> None:
        """Let filter and tables end where they did before the columns were there."""
        last = self._grid.last_column()
        span = sheet_features.sheet_filter(self._grid.root)
        if span and span.right in columns:
            sheet_features.set_filter(self._package, self._entry, replace(span, right=last))
        for part in self._package.related(self._entry.part, "table"):
            root = self._package.tree(part)
            box = area(root.get("ref", "A1"))
            names = dict(enumerate(sheet_features.table_names(root), start=box.left))
            if box.right in columns:
                kept = {c: name for c, name in names.items() if c not in columns}
                sheet_features.change_table(root, max(kept), list(kept.values()))


def _columns(table: Table, texts: Mapping[int, str]) -> dict[str, int]:
    """Say in which column each heading of the table stands; twins in their order."""
    found: dict[str, int] = {}
    seen: dict[str, int] = {}
    for column, text in sorted(texts.items()):
        seen[text] = seen.get(text, 0) + 1
        name = text if seen[text] == 1 else f"{text} ({seen[text]})"
        if name in table.headings:
            found[name] = column
    for name in table.headings:  # a column without a name goes by its letters
        letters = name.removeprefix("Column ")
        if name not in found and re.fullmatch("[A-Z]{1,3}", letters):
            found[name] = column_number(letters)
    return found
