"""The heading row of a sheet: where it stands, and which column holds which field."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from classifier.decide.rows import digest
from classifier.harvest.clean import clean_cell
from classifier.harvest.code_columns import Layout, find_columns
from classifier.harvest.heading_rows import read_heading_rows, second_table
from classifier.harvest.headings import AliasTable, is_ours
from classifier.xlsx.markup import MAX_ROWS
from classifier.xlsx.sheet_cells import SheetCells

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
    best, hits = best_heading_row(grid, wanted, before)
    if not hits:
        raise ValueError(f"no row above {before} holds any of the headings {sorted(wanted)}")
    return headings_at(grid, best, table)


def best_heading_row(
    grid: SheetCells, wanted: Collection[str], before: int = MAX_ROWS
) -> tuple[int, int]:
    """Find the row near the top that holds most of the headings, and how many."""
    best, most = 0, 0
    for number in [number for number in grid.row_numbers if number < before][:_SEARCHED]:
        hits = sum(clean_cell(text) in wanted for text in grid.texts(number).values())
        if hits > most:
            best, most = number, hits
    return best, most


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
