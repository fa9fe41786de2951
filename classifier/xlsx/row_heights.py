"""Row heights for text that wraps: LibreOffice does not fit them by itself on opening."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lxml import etree

from classifier.xlsx.markup import children, main
from classifier.xlsx.sheet_cells import SheetCells
from classifier.xlsx.styles import Styles

_LINE = 15.0
_DEFAULT_WIDTH = 8.43
# Excel's limit for a row, in points.
_HIGHEST = 409.0
# Our own cells ask for no more than this: a row should not fill the screen for its evidence.
_MOST_LINES = 9


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
