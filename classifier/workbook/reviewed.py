"""A pre-tagged workbook that a person worked in: its decisions are read, our columns taken out.

Excel and LibreOffice rename parts, move strings and restyle cells when they save, and people sort,
filter, move and delete. So nothing is looked for at a fixed place: sheets by their first cell,
columns by their heading, rows by fragment.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from classifier.decide.rows import digest
from classifier.edit.workbooks import cannot_keep
from classifier.errors import HarvestError
from classifier.harvest.clean import clean_cell
from classifier.harvest.code_columns import Layout, find_columns
from classifier.harvest.heading_rows import read_heading_rows, second_table
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
from classifier.xlsx.package import Package, SheetEntry
from classifier.xlsx.sheet_cells import SheetCells, shared_strings
from classifier.xlsx.sheet_columns import restore_height

# A harvest's heading stands in one of the first ten rows; a few more for title lines.
_SEARCHED = 40
# Headings in the row below that make it a second heading row, not a fragment.
_SECOND_ROW = 3
_OURS = 2


@dataclass(frozen=True, slots=True)
class Headings:
    """The heading row of a sheet.

    Attributes
    ----------
    row : its number
    texts : heading by column
    fields : column by field, as the harvest's table of aliases has them; ours left out
    spread : of the fields whose codes stand in several columns, all columns that hold them
    """

    row: int
    texts: Mapping[int, str]
    fields: Mapping[str, int]
    spread: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def text(self, grid: SheetCells, row: int, field: str) -> str:
        """Give the cell of a field, "" if there is no such column."""
        column = self.fields.get(field)
        return clean_cell(grid.text(row, column)) if column else ""

    def digest(self, grid: SheetCells, row: int) -> str:
        """Fingerprint the row's text: the two texts that count, or the merged one without them."""
        texts = [self.text(grid, row, field) for field in ("outcome", "significance")]
        return digest(*texts) if any(texts) else digest(self.text(grid, row, "merged"))


def find_headings(
    grid: SheetCells, known: Collection[str], before: int, table: AliasTable
) -> Headings:
    """Find the row above ``before`` that holds most of the headings ``known`` from reading."""
    wanted = {clean_cell(text) for text in known}
    candidates = [number for number in grid.row_numbers if number < before][:_SEARCHED]
    best, most = 0, 0
    for number in candidates:
        hits = sum(clean_cell(text) in wanted for text in grid.texts(number).values())
        if hits > most:
            best, most = number, hits
    if not best:
        raise ValueError(f"no row above {before} holds any of the headings {sorted(wanted)}")
    return headings_at(grid, best, table)


def find_our_headings(grid: SheetCells) -> int | None:
    """Find the row that holds our headings; None on any other sheet.

    The sheet that explains the columns names them too, but one below the other.
    """
    for number in grid.row_numbers[:_SEARCHED]:
        if sum(is_ours(text) for text in grid.texts(number).values()) >= _OURS:
            return number
    return None


def headings_at(grid: SheetCells, row: int, table: AliasTable) -> Headings:
    """Read the headings in ``row``; a blank takes a heading that stands right above or below it.

    Harvests with two heading rows have some of the names in either.
    """
    cleaned = _texts_at(grid, row, table)
    rows = [(number, _cells(grid, number, is_heading=True)) for number in (row - 1, row)]
    rows += [(number, _cells(grid, number)) for number in grid.row_numbers if number > row]
    # What belongs to a second table beside the first is neither read nor written.
    end = second_table(rows[1][1], table)
    rows = [(number, cells[:end]) for number, cells in rows]
    top = read_heading_rows(rows, 1, table)
    names = [cleaned.get(column, "") for column in range(1, len(top.headings) + 1)]
    names = ["" if is_ours(name) else name or top.headings[i] for i, name in enumerate(names)]
    layout = find_columns(names, top.contexts, [cells for _, cells in rows[2:]], table)
    return Headings(row, cleaned, *_fields(layout))


def _texts_at(grid: SheetCells, row: int, table: AliasTable) -> dict[int, str]:
    """The headings by column, those of the rows beside where there is none."""
    texts = dict(grid.texts(row))
    for beside in (row - 1, row + 1):
        named = {c: text for c, text in grid.texts(beside).items() if table.find(clean_cell(text))}
        # Below it, one word such as "Outcome" may well be the first fragment's status.
        if beside < row or len(named) >= _SECOND_ROW:
            texts = named | texts
    return {column: clean_cell(text) for column, text in texts.items()}


def _fields(layout: Layout) -> tuple[dict[str, int], dict[str, list[int]]]:
    """The column of each field, and all columns of those that stand in several; from 1."""
    fields = dict(layout.found.columns)
    # The first of columns that are read as one takes what is written; ticks take nothing.
    fields |= {name: each.joined[0] for name, each in layout.spread.items() if each.joined}
    spread = {name: [c + 1 for c in each.columns] for name, each in layout.spread.items()}
    return {name: column + 1 for name, column in fields.items()}, spread


def _cells(grid: SheetCells, row: int, *, is_heading: bool = False) -> list[str]:
    """The cells of a row from the first column on; our own headings are left out."""
    texts = {column: clean_cell(text) for column, text in grid.texts(row).items()}
    cells = [texts.get(column, "") for column in range(1, max(texts, default=0) + 1)]
    return ["" if is_heading and is_ours(cell) else cell for cell in cells]


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
        own = [entry for entry, grid in grids.items() if grid.text(1, 1) in (DATA_MARK, GUIDE_MARK)]
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
