"""A pre-tagged workbook that a person worked in: its decisions are read, our sheets taken out.

Decisions stand on the sheet "Review", codes on her own sheets. In the older form both stand there,
and our columns are taken out as well.

Excel and LibreOffice rename parts, move strings and restyle cells when they save, and people sort,
filter, move and delete. So nothing is looked for at a fixed place: sheets by their first cell,
columns by their heading, rows by fragment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.codebook import Target
from classifier.decide.new_label import without_new_labels
from classifier.decide.rows import digest, match_rows
from classifier.edit.workbooks import cannot_keep
from classifier.errors import HarvestError
from classifier.harvest.clean import clean_cell
from classifier.harvest.headings import TARGET, alias_table, is_ours
from classifier.translations import in_every_language
from classifier.workbook.her_rows import (
    ReviewedRow,
    RowMatch,
    Said,
    match_beside,
    match_shown,
    whole_digest,
)
from classifier.workbook.hidden_sheet import Pretagged, read_hidden_sheet
from classifier.workbook.layout import (
    DATA_MARK,
    DECISION_COLUMN,
    KEY_COLUMN,
    TEXT_COLUMN,
    same_heading,
)
from classifier.workbook.review_sheet import id_in
from classifier.workbook.sheet_headings import (
    Headings,
    best_heading_row,
    find_our_headings,
    headings_at,
)
from classifier.xlsx.decision_sheet import Column
from classifier.xlsx.package import Package, SheetEntry
from classifier.xlsx.sheet_cells import SheetCells, shared_strings
from classifier.xlsx.sheet_columns import restore_height
from classifier.xlsx.tabs import restore_tabs

# What other workbooks of ours say on their hidden sheets.
_READ_BY = re.compile("Read by “(audit apply|relabel apply)”")


class OurColumns:
    """The columns of ours on one sheet, which hold the decisions."""

    def __init__(self, entry: SheetEntry, grid: SheetCells, row: int, pretagged: Pretagged) -> None:
        self.entry, self.grid, self.row = entry, grid, row
        self._pretagged = pretagged
        self._by_name = {same_heading(text): c for c, text in grid.texts(row).items()}

    def find(self, column: Column, target: Target | None = None) -> int | None:
        """Find one of our columns by its heading, whatever its blanks and case."""
        return self._by_name.get(same_heading(self._pretagged.heading(column, target)))

    def missing_decisions(self, targets: Sequence[Target]) -> tuple[str, ...]:
        """Name those of the targets whose decision column is gone."""
        return tuple(t.id for t in targets if self.find(DECISION_COLUMN, t) is None)

    def key(self, row: int) -> str:
        """Return the cell "Belongs to", "" if it was cleared."""
        column = self.find(KEY_COLUMN)
        return self.grid.text(row, column).strip() if column else ""

    def decisions(self, row: int) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
        """Return by target the filled decision cells of a row, and new labels noted in them."""
        found, noted = {}, {}
        for target in self._pretagged.codebook.targets:
            column = self.find(DECISION_COLUMN, target)
            text = self.grid.shown(row, column).strip() if column else ""
            text, new = without_new_labels(text, target)
            if text:
                found[target.id] = text
            if new:
                noted[target.id] = new
        return found, noted

    def review_rows(self, shown: Mapping[str, str]) -> Iterator[ReviewedRow]:
        """Go through the rows of the sheet "Review"; ``shown`` has the texts' fingerprints."""
        column = self.find(TEXT_COLUMN)
        for row in self.grid.row_numbers:
            if row <= self.row or not self.grid.texts(row):
                continue
            key = self.key(row)
            text = self.grid.text(row, column) if column else ""
            known = digest(text) if column else shown.get(key, "")
            said, noted = self.decisions(row)
            yield ReviewedRow(self.entry.name, row, key, id_in(text), known, said, noted=noted)


class ReviewedSheet:
    """One of her sheets, to be read and then changed in place."""

    def __init__(
        self, entry: SheetEntry, grid: SheetCells, headings: Headings, pretagged: Pretagged
    ) -> None:
        self.entry, self.grid, self._pretagged = entry, grid, pretagged
        self.headings = headings
        self.ours = frozenset(c for c, text in headings.texts.items() if is_ours(text))
        # The number of each heading's column; of twins the first.
        self.columns = {
            text: column
            for column, text in sorted(headings.texts.items(), reverse=True)
            if column not in self.ours
        }

    def rows(self) -> tuple[ReviewedRow, ...]:
        """Read every row that holds anything; decisions of the older form stand in it."""
        ours = OurColumns(self.entry, self.grid, self.headings.row, self._pretagged)
        below = [number for number in self.grid.row_numbers if number > self.headings.row]
        rows = []
        for row in filter(self.grid.texts, below):
            said, noted = ours.decisions(row) if self.ours else ({}, {})
            own = ReviewedRow(
                self.entry.name,
                row,
                ours.key(row) if self.ours else "",
                self.headings.text(self.grid, row, "id"),
                self.headings.digest(self.grid, row),
                said,
                whole=whole_digest(self.grid, row, self.headings.texts),
                noted=noted,
            )
            rows.append(own)
        return tuple(rows)

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
    """A pre-tagged workbook, open for finishing.

    Attributes
    ----------
    sheets : hers, with the fragments
    decided : the sheets that hold the decisions: ours, in the older form hers
    own : the sheets that were added to it
    """

    package: Package
    pretagged: Pretagged
    sheets: Sequence[ReviewedSheet]
    decided: Sequence[OurColumns]
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
        pretagged = _find_pretagged(grids, path.name)
        tagged = {entry: row for entry, grid in grids.items() if (row := find_our_headings(grid))}
        if not tagged:
            raise _not_pretagged(grids, path.name)
        marks = (DATA_MARK, pretagged.guide)
        own = [entry for entry, grid in grids.items() if grid.text(1, 1) in marks]
        hers = tagged
        if not pretagged.older:
            own += tagged
            hers = _her_sheets({e: g for e, g in grids.items() if e not in own}, pretagged.sheets)
        sheets = _open_sheets(package, strings, hers, pretagged)
        decided = [OurColumns(e, grids[e], row, pretagged) for e, row in tagged.items()]
        return cls(package, pretagged, sheets, decided, own)

    def missing_decisions(self) -> Iterator[tuple[str, str]]:
        """Go through the decision columns that are gone: the sheet's name and the target's id."""
        book = self.pretagged.codebook
        targets = book.targets if self.pretagged.older else book.asked
        for one in self.decided:
            yield from ((one.entry.name, target) for target in one.missing_decisions(targets))

    def matched(self, file: str) -> tuple[tuple[ReviewedRow, ...], RowMatch]:
        """Return all rows of her sheets, and those that were recognised with their fragments."""
        rows = tuple(row for sheet in self.sheets for row in sheet.rows())
        known = self.pretagged.rows
        if self.pretagged.older:
            return rows, match_rows(rows, known, file)
        return rows, match_beside(rows, self.said(file), known, file)

    def said(self, file: str) -> Said:
        """Return the rows in which something is decided, whether hers are still there or not."""
        known = self.pretagged.rows
        if self.pretagged.older:
            match = self.matched(file)[1]
            rows = {fragment.key: row for row, fragment in match.rows}
            return Said(rows, match.problems)
        texts = {one.key: one.shown for one in known}
        return match_shown(
            [row for one in self.decided for row in one.review_rows(texts)], known, file
        )

    def remove_our_sheets(self) -> None:
        """Take out the sheets that were added, select hers again, drop the order of calculation.

        Excel makes a new order by itself, but calls a file damaged whose order names a cell that
        holds no formula any more.
        """
        for entry in self.own:
            self.package.remove_sheet(entry.name)
        if not self.pretagged.older:
            restore_tabs(self.package, self.pretagged.tabs)
        book = self.package.workbook_part
        for part in list(self.package.related(book, "calcChain")):
            self.package.remove_relation(book, part)
            self.package.remove_part(part)


def _find_pretagged(grids: Mapping[SheetEntry, SheetCells], file: str) -> Pretagged:
    """Read the hidden sheet; without it a workbook that has our columns is a HarvestError."""
    data = [grid for grid in grids.values() if grid.text(1, 1) == DATA_MARK]
    if len(data) == 1:
        return read_hidden_sheet(data[0], file)
    if not any(map(find_our_headings, grids.values())):
        raise _not_pretagged(grids, file)
    raise HarvestError(
        f"{file} has lost its hidden sheet, without which it cannot be finished.",
        hint="Copy the decisions into an untouched copy of the pre-tagged workbook.",
    )


def _not_pretagged(grids: Mapping[SheetEntry, SheetCells], file: str) -> HarvestError:
    """Say by which command a workbook of ours is read, where it is one."""
    marks = (_READ_BY.match(grid.text(1, 1)) for grid in grids.values())
    command = next((mark[1] for mark in marks if mark), "")
    names = {entry.name for entry in grids}
    if all(names & {*in_every_language(key)} for key in ("fact_fragments", "labels")):
        command = "adjudicate"
    if command:
        return HarvestError(
            f"{file} holds no suggestions: “classifier {command}” reads it, not finish.",
            hint=f"How: classifier {command} --help.",
        )
    return HarvestError(
        f"{file} has no columns with suggestions.",
        hint="Make them first: classifier suggest HARVEST --model MODEL.",
    )


def _open_sheets(
    package: Package,
    strings: tuple[str, ...],
    rows: Mapping[SheetEntry, int],
    pretagged: Pretagged,
) -> list[ReviewedSheet]:
    """Open her sheets to be changed; ``rows`` are those of their headings."""
    table = alias_table(pretagged.codebook)
    sheets = []
    for entry, row in rows.items():
        grid = SheetCells(package.tree(entry.part), strings)
        sheets.append(ReviewedSheet(entry, grid, headings_at(grid, row, table), pretagged))
    return sheets


def _her_sheets(
    grids: Mapping[SheetEntry, SheetCells], sheets: Mapping[str, Sequence[str]]
) -> dict[SheetEntry, int]:
    """Find her sheets and the rows of their headings: by name, else the one most like it."""
    found: dict[SheetEntry, int] = {}
    for name, known in sheets.items():
        wanted = {clean_cell(text) for text in known}
        ranked = []
        for entry, grid in grids.items():
            row, hits = best_heading_row(grid, wanted)
            if entry not in found and 2 * hits >= len(wanted):
                ranked.append((entry.name == name, hits, row, entry))
        if ranked:
            _, _, row, entry = max(ranked, key=lambda one: one[:2])
            found[entry] = row
    return found
