"""Columns added to a sheet and taken out of it: its filter and its Excel tables follow.

Sorting in Excel moves only what a filter or a table spans, so a column beside them would be torn
off its rows.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from lxml import etree

from classifier.xlsx import sheet_features
from classifier.xlsx.markup import children, main
from classifier.xlsx.package import Package, SheetEntry
from classifier.xlsx.ranges import MAX_COLUMNS, Area, area
from classifier.xlsx.sheet_cells import SheetCells, drop_widths
from classifier.xlsx.styles import Styles

_LINE = 15.0
_DEFAULT_WIDTH = 8.43
# Excel's limit for a row, in points.
_HIGHEST = 409.0
# Our own cells ask for no more than this: a row should not fill the screen for its evidence.
_MOST_LINES = 9


class SheetColumns:
    """The columns of one sheet, to be dropped, added, and then closed up."""

    def __init__(
        self, package: Package, entry: SheetEntry, grid: SheetCells, heading_row: int
    ) -> None:
        self._package, self._entry, self._grid = package, entry, grid
        self._row = heading_row
        self._dropped: set[int] = set()
        self._added: dict[int, str] = {}

    def drop(self, columns: Collection[int]) -> None:
        """Take columns out, with all that the sheet knows about them."""
        self._dropped = set(columns)
        self._grid.remove_columns(self._dropped)
        root = self._grid.root
        sheet_features.clear_columns(root, self._dropped)
        widths = root.find(main("cols"))
        if widths is not None:
            drop_widths(widths, self._dropped)
            if len(widths) == 0:
                root.remove(widths)
        self._lift_filters()

    def add(self, headings: Sequence[str], style: int | None = None) -> list[int]:
        """Write headings over columns where others were dropped, then right of all others.

        They stand right beside the last column in use: sorting in Excel stops at an empty one.
        """
        grid = self._grid
        merged = [one.right for one in grid.merged() if one.bottom >= self._row]
        span = sheet_features.sheet_filter(grid.root)
        tables = [area(root.get("ref", "A1")).right for root in self._tables()]
        # Whole rows that are merged or filtered would leave no room at all.
        ends = [end for end in (*merged, *([span.right] if span else []), *tables)
                if end < MAX_COLUMNS]  # fmt: skip
        first = max(grid.last_column(), *ends, 0) + 1
        free = [*sorted(self._dropped), *range(first, first + len(headings))][: len(headings)]
        for column, heading in zip(free, headings, strict=True):
            self._added[column] = heading
            if column <= MAX_COLUMNS:
                grid.put_text(self._row, column, heading, style)
        return free

    def close(self) -> bool:
        """Let filter and tables span what is there now; False if a table could not grow."""
        span = sheet_features.sheet_filter(self._grid.root)
        last = max([self._grid.last_column(), *self._added], default=1)
        grown = bool(span and self._added and span.top == self._row)
        if span and (grown or span.right in self._dropped):
            sheet_features.set_filter(self._package, self._entry, replace(span, right=last))
        parts = list(self._package.related(self._entry.part, "table"))
        whole = [self._close_table(part) for part in parts]
        return all(whole)

    def _tables(self) -> list[etree._Element]:
        return [self._package.look(p) for p in self._package.related(self._entry.part, "table")]

    def _lift_filters(self) -> None:
        """Filters by columns that go are lifted: nobody could lift them afterwards."""
        grid, gone = self._grid, self._dropped
        span = sheet_features.sheet_filter(grid.root)
        if span and sheet_features.forget_criteria(grid.root, gone):
            grid.show_rows(span.top + 1, span.bottom)
        for part in self._package.related(self._entry.part, "table"):
            box = area(self._package.look(part).get("ref", "A1"))
            if not gone & set(range(box.left, box.right + 1)):
                continue
            if sheet_features.forget_criteria(self._package.tree(part), gone):
                grid.show_rows(box.top + 1, box.bottom)

    def _close_table(self, part: str) -> bool:
        """Rename a table's columns where others stood, and cut off those that are empty now."""
        root = self._package.look(part)
        box = area(root.get("ref", "A1"))
        if box.top != self._row or root.get("headerRowCount") == "0":
            return True
        gone = self._dropped - self._added.keys()
        right = box.right
        while right + 1 in self._added:
            right += 1
        beside = bool(self._added) and right == box.right and min(self._added) > box.right
        if root.get("tableType", "worksheet") != "worksheet" or beside:
            return not self._added
        inside = (self._dropped | self._added.keys()) & set(range(box.left, right + 1))
        if inside:
            self._rename(self._package.tree(part), box, right, gone)
        return True

    def _rename(self, root: etree._Element, box: Area, right: int, gone: set[int]) -> None:
        names = dict(enumerate(sheet_features.table_names(root), start=box.left))
        names |= {column: text for column, text in self._added.items() if column <= right}
        last = max(column for column in names if column not in gone)
        for column in sorted(gone & set(range(box.left, last))):
            # A column of hers stands right of it: an Excel table cannot have a gap.
            names[column] = f"Column{column}"
            self._grid.put_text(self._row, column, names[column])
        kept = [names[column] for column in range(box.left, last + 1)]
        sheet_features.change_table(root, last, kept)


def fit_heights(grid: SheetCells, styles: Styles, rows: list[int], ours_from: int) -> None:
    """Make rows high enough for their wrapped cells; our columns begin at ``ours_from``.

    A height that a person fixed stays; one that the program chose only grows. Hidden columns ask
    for no room.
    """
    widths, hidden = column_widths(grid), hidden_columns(grid)
    for row in rows:
        if grid.height_is_fixed(row):
            continue
        lines = {
            c: _lines(grid, styles, row, c, widths) for c in grid.texts(row) if c not in hidden
        }
        most = max(
            (n if c < ours_from else min(n, _MOST_LINES) for c, n in lines.items()), default=1
        )
        height = min(most * _LINE, _HIGHEST)
        if height > float(grid.height(row) or _LINE):
            grid.set_height(row, height)


def restore_height(grid: SheetCells, row: int, before: str) -> None:
    """Give a row the height it had, unless a person fixed another since."""
    if grid.height_is_fixed(row):
        return
    if before:
        grid.set_height(row, float(before))
    else:
        grid.drop_height(row)


def column_widths(grid: SheetCells) -> dict[int, float]:
    """Give the width of each column that states one, in characters."""
    return {
        column: float(stated.get("width", str(_DEFAULT_WIDTH))) for column, stated in _stated(grid)
    }


def hidden_columns(grid: SheetCells) -> frozenset[int]:
    """List the columns that are not seen."""
    return frozenset(n for n, stated in _stated(grid) if stated.get("hidden") in ("1", "true"))


def _stated(grid: SheetCells) -> Iterator[tuple[int, etree._Element]]:
    """Go through the columns of which the sheet says anything."""
    for one in children(grid.root.find(main("cols")), "col"):
        first, last = int(one.get("min", "1")), int(one.get("max", "1"))
        for column in range(first, min(last, first + 500) + 1):
            yield column, one


def _lines(
    grid: SheetCells, styles: Styles, row: int, column: int, widths: dict[int, float]
) -> int:
    if not styles.wraps(grid.style(row, column)):
        return 1
    # A width counts zeros; ordinary letters are narrower, and words break before the edge.
    room = max(widths.get(column, _DEFAULT_WIDTH) * 1.05, 1.0)
    return sum(max(math.ceil(len(line) / room), 1) for line in grid.text(row, column).split("\n"))
