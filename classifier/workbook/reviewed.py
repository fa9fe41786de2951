"""A pre-tagged workbook that a person worked in: its decisions are read, our columns taken out.

Excel and LibreOffice rename parts, move strings and restyle cells when they save, and people sort,
filter, move and delete. So nothing is looked for at a fixed place: sheets by their first cell,
columns by their heading, rows by fragment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from classifier.edit.sheet_headings import Headings, find_our_headings, headings_at
from classifier.errors import HarvestError
from classifier.harvest.headings import TARGET, AliasTable, alias_table, is_ours
from classifier.workbook.hidden_sheet import Memory, read_memory
from classifier.workbook.layout import (
    DATA_MARK,
    GUIDE_MARK,
    KEY_COLUMN,
    TARGET_COLUMNS,
    heading,
    same_heading,
)
from classifier.xlsx import sheet_features
from classifier.xlsx.files import cannot_keep
from classifier.xlsx.markup import main
from classifier.xlsx.package import Package, SheetEntry
from classifier.xlsx.ranges import Area, area
from classifier.xlsx.row_heights import restore_height
from classifier.xlsx.sheet_cells import SheetCells, drop_widths, shared_strings

_DECISION = TARGET_COLUMNS[-1]


@dataclass(frozen=True, slots=True)
class ReviewedRow:
    """One row below the headings: whose suggestions stand in it, whose text, what was decided.

    Attributes
    ----------
    key : the cell "Belongs to", "" if it was cleared
    written_id, digest : the row's own FragmentID and the fingerprint of its text
    decisions : the cells of the decision columns by target id, those that are filled; errors such
        as #N/A and formulas without a result too
    """

    sheet: str
    row: int
    key: str
    written_id: str
    digest: str
    decisions: Mapping[str, str]


class ReviewedSheet:
    """One sheet with our columns, to be read and then changed in place."""

    def __init__(
        self,
        package: Package,
        entry: SheetEntry,
        grid: SheetCells,
        memory: Memory,
        table: AliasTable,
    ) -> None:
        self._package, self.entry, self.grid, self._memory = package, entry, grid, memory
        row = find_our_headings(grid)
        if row is None:
            raise ValueError(f"sheet {entry.name!r} has none of our headings")
        self.headings: Headings = headings_at(grid, row, table)
        self.ours = frozenset(c for c, text in self.headings.texts.items() if is_ours(text))
        self._by_name = {same_heading(text): c for c, text in self.headings.texts.items()}

    def find(self, text: str) -> int | None:
        """Find the column with this heading, whatever its blanks and case."""
        return self._by_name.get(same_heading(text))

    def missing_decisions(self) -> tuple[str, ...]:
        """Name the targets whose decision column is gone."""
        targets = self._memory.codebook.targets
        return tuple(t.id for t in targets if self.find(heading(_DECISION, t)) is None)

    def rows(self) -> tuple[ReviewedRow, ...]:
        """Read every row that holds anything."""
        below = [number for number in self.grid.row_numbers if number > self.headings.row]
        return tuple(self._read(number) for number in below if self.grid.texts(number))

    def _read(self, row: int) -> ReviewedRow:
        key = self.find(heading(KEY_COLUMN))
        decisions = {}
        for target in self._memory.codebook.targets:
            column = self.find(heading(_DECISION, target))
            text = self.grid.shown(row, column).strip() if column else ""
            if text:
                decisions[target.id] = text
        return ReviewedRow(
            self.entry.name,
            row,
            self.grid.text(row, key).strip() if key else "",
            self.headings.text(self.grid, row, "id"),
            self.headings.digest(self.grid, row),
            decisions,
        )

    def code_column(self, target: str) -> int | None:
        """Find the harvest's own column for a target."""
        return self.headings.fields.get(TARGET + target)

    # -- taking our columns out

    def clear_ours(self) -> None:
        """Take out our cells and all that the sheet knows about our columns."""
        columns = set(self.ours)
        self.grid.remove_columns(columns)
        root = self.grid.root
        sheet_features.clear_columns(root, columns)
        widths = root.find(main("cols"))
        if widths is not None:
            drop_widths(widths, columns)
            if len(widths) == 0:
                root.remove(widths)
        self._clear_filters(columns)

    def _clear_filters(self, columns: set[int]) -> None:
        """Filters by our columns are lifted: nobody could lift them afterwards."""
        span = sheet_features.sheet_filter(self.grid.root)
        if span and sheet_features.forget_criteria(self.grid.root, columns):
            self.grid.show_rows(span.top + 1, span.bottom)
        for part in self._package.related(self.entry.part, "table"):
            root = self._package.tree(part)
            table = area(root.get("ref", "A1"))
            if sheet_features.forget_criteria(root, columns):
                self.grid.show_rows(table.top + 1, table.bottom)

    def free_columns(self, count: int) -> list[int]:
        """Choose columns for what is added: where ours began, then on to the right."""
        slots = sorted(self.ours)
        last = max([*self.headings.texts, self.grid.last_column()], default=0)
        return [*slots, *range(last + 1, last + 1 + count)][:count]

    def close_gaps(self, added: Mapping[int, str]) -> None:
        """Let the filter and the tables span what is left; ``added``: headings by column."""
        span = sheet_features.sheet_filter(self.grid.root)
        if span and span.right in self.ours:
            last = max([self.grid.last_column(), *added], default=span.left)
            sheet_features.set_filter(self._package, self.entry, replace(span, right=last))
        for part in self._package.related(self.entry.part, "table"):
            root = self._package.tree(part)
            table = area(root.get("ref", "A1"))
            inside = self.ours & set(range(table.left, table.right + 1))
            if table.top == self.headings.row and inside:
                self._reshape(root, table, added)

    def _reshape(self, root: etree._Element, table: Area, added: Mapping[int, str]) -> None:
        """Rename a table's columns where ours stood, and cut off those that are empty now."""
        names = dict(enumerate(sheet_features.table_names(root), start=table.left))
        last = table.right
        while last + 1 in added:
            last += 1
        names.update({column: text for column, text in added.items() if column <= last})
        gone = self.ours - added.keys()
        right = max(column for column in names if column not in gone)
        for column in sorted(gone):
            if table.left <= column < right:
                # A column of hers stands right of ours: an Excel table cannot have a gap.
                names[column] = f"Column{column}"
                self.grid.put_text(self.headings.row, column, names[column])
        kept = [names[column] for column in range(table.left, right + 1)]
        sheet_features.change_table(root, right, kept)

    def restore_heights(self, heights: Mapping[int, str]) -> None:
        """Give rows, and the heading row, the height they had before they were fitted to ours."""
        for row, before in [*heights.items(), (self.headings.row, self._memory.heading_height)]:
            restore_height(self.grid, row, before)


class Reviewed:
    """A pre-tagged workbook, open for finishing."""

    def __init__(self, path: Path) -> None:
        """Read ``path``; a workbook without our columns or hidden sheet is a HarvestError."""
        named = cannot_keep(path)
        if named:
            raise HarvestError(
                f"{path.name} cannot be finished as it is: {'; '.join(named)}.",
                hint="Save it in Excel as an ordinary workbook (.xlsx) and try again.",
            )
        self.package = Package.read(path)
        strings = shared_strings(self.package)
        grids = {
            entry: SheetCells(self.package.look(entry.part), strings)
            for entry in self.package.sheets()
        }
        self._own = [entry for entry, grid in grids.items() if _is_our_sheet(grid)]
        data = [grid for grid in grids.values() if grid.text(1, 1) == DATA_MARK]
        tagged = [entry for entry, grid in grids.items() if find_our_headings(grid)]
        if not tagged:
            raise HarvestError(
                f"{path.name} has no columns with suggestions.",
                hint="Make them first: classifier suggest HARVEST --model MODEL.",
            )
        if len(data) != 1:
            raise HarvestError(
                f"{path.name} has lost its hidden sheet, without which it cannot be finished.",
                hint="Copy the decisions into an untouched copy of the pre-tagged workbook.",
            )
        self.memory = read_memory(data[0], path.name)
        table = alias_table(self.memory.codebook)
        self.sheets: Sequence[ReviewedSheet] = [
            ReviewedSheet(
                self.package,
                entry,
                SheetCells(self.package.tree(entry.part), strings),
                self.memory,
                table,
            )
            for entry in tagged
        ]

    def remove_our_sheets(self) -> None:
        """Take out the sheets that were added, and the order of calculation.

        Excel makes a new order by itself, but calls a file damaged whose order names a cell that
        holds no formula any more.
        """
        for entry in self._own:
            self.package.remove_sheet(entry.name)
        book = self.package.workbook_part
        for part in list(self.package.related(book, "calcChain")):
            self.package.remove_relation(book, part)
            self.package.remove_part(part)


def _is_our_sheet(grid: SheetCells) -> bool:
    return grid.text(1, 1) in (DATA_MARK, GUIDE_MARK)
