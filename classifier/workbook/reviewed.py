"""A pre-tagged workbook that a person worked in: its decisions are read, our columns taken out.

Excel and LibreOffice rename parts, move strings and restyle cells when they save, and people sort,
filter, move and delete. So nothing is looked for at a fixed place: sheets by their first cell,
columns by their heading, rows by fragment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.errors import HarvestError
from classifier.harvest.headings import TARGET, AliasTable, alias_table, is_ours
from classifier.workbook.hidden_sheet import Pretagged, read_hidden_sheet
from classifier.workbook.layout import (
    DATA_MARK,
    GUIDE_MARK,
    KEY_COLUMN,
    TARGET_COLUMNS,
    heading,
    same_heading,
)
from classifier.workbook.sheet_headings import Headings, find_our_headings, headings_at
from classifier.xlsx.files import cannot_keep
from classifier.xlsx.package import Package, SheetEntry
from classifier.xlsx.sheet_cells import SheetCells, shared_strings
from classifier.xlsx.sheet_columns import restore_height

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
        pretagged: Pretagged,
        table: AliasTable,
    ) -> None:
        self._package, self.entry, self.grid, self._pretagged = package, entry, grid, pretagged
        row = find_our_headings(grid)
        if row is None:
            raise ValueError(f"sheet {entry.name!r} has none of our headings")
        self.headings: Headings = headings_at(grid, row, table)
        self.ours = frozenset(c for c, text in self.headings.texts.items() if is_ours(text))
        # The number of each heading's column; of twins the first.
        self.columns = {
            text: column
            for column, text in sorted(self.headings.texts.items(), reverse=True)
            if column not in self.ours
        }
        self._by_name = {same_heading(text): c for c, text in self.headings.texts.items()}

    def find(self, text: str) -> int | None:
        """Find the column with this heading, whatever its blanks and case."""
        return self._by_name.get(same_heading(text))

    def missing_decisions(self) -> tuple[str, ...]:
        """Name the targets whose decision column is gone."""
        targets = self._pretagged.codebook.targets
        return tuple(t.id for t in targets if self.find(heading(_DECISION, t)) is None)

    def rows(self) -> tuple[ReviewedRow, ...]:
        """Read every row that holds anything."""
        below = [number for number in self.grid.row_numbers if number > self.headings.row]
        return tuple(self._read(number) for number in below if self.grid.texts(number))

    def _read(self, row: int) -> ReviewedRow:
        key = self.find(heading(KEY_COLUMN))
        decisions = {}
        for target in self._pretagged.codebook.targets:
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

    def texts(self, row: int) -> dict[str, str]:
        """The cells of a row by heading, our own left out."""
        return {name: self.grid.text(row, column) for name, column in self.columns.items()}

    def like_column(self) -> int:
        """The column whose looks new columns take over: one with codes, else the first."""
        codes = (self.code_column(target.id) for target in self._pretagged.codebook.targets)
        return next(filter(None, codes), 1)

    def restore_heights(self) -> None:
        """Give rows, and the heading row, the height they had before they were fitted to ours."""
        heights = {one.key: one.height for one in self._pretagged.rows}
        for row in self.rows():
            if row.key in heights:
                restore_height(self.grid, row.row, heights[row.key])
        restore_height(
            self.grid, self.headings.row, self._pretagged.heading_heights.get(self.entry.name, "")
        )


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A pre-tagged workbook, open for finishing; ``own`` are the sheets that were added to it."""

    package: Package
    pretagged: Pretagged
    sheets: Sequence[ReviewedSheet]
    own: Sequence[SheetEntry]

    @classmethod
    def read(cls, path: Path) -> Reviewed:
        """Open ``path``; a workbook without our columns or hidden sheet is a HarvestError."""
        named = cannot_keep(path)
        if named:
            raise HarvestError(
                f"{path.name} cannot be finished as it is: {'; '.join(named)}.",
                hint="Save it in Excel as an ordinary workbook (.xlsx) and try again.",
            )
        package = Package.read(path)
        strings = shared_strings(package)
        grids = {entry: SheetCells(package.look(entry.part), strings) for entry in package.sheets()}
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
        pretagged = read_hidden_sheet(data[0], path.name)
        table = alias_table(pretagged.codebook)
        sheets = []
        for entry in tagged:
            grid = SheetCells(package.tree(entry.part), strings)
            sheets.append(ReviewedSheet(package, entry, grid, pretagged, table))
        own = [entry for entry, grid in grids.items() if _is_our_sheet(grid)]
        return cls(package, pretagged, sheets, own)

    def remove_our_sheets(self) -> None:
        """Take out the sheets that were added, and the order of calculation.

        Excel makes a new order by itself, but calls a file damaged whose order names a cell that
        holds no formula any more.
        """
        for entry in self.own:
            self.package.remove_sheet(entry.name)
        book = self.package.workbook_part
        for part in list(self.package.related(book, "calcChain")):
            self.package.remove_relation(book, part)
            self.package.remove_part(part)


def _is_our_sheet(grid: SheetCells) -> bool:
    return grid.text(1, 1) in (DATA_MARK, GUIDE_MARK)
