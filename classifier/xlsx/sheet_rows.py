"""The rows of a new sheet, from the top down: written at once, since a long list has many cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from textwrap import wrap
from typing import NamedTuple

from lxml import etree

from classifier.xlsx.markup import MAIN, Area, has_blanks_to_keep, letters, parse, unescaped
from classifier.xlsx.sheet_cells import cell_text
from classifier.xlsx.styles import Styles

_LINE = 15.0
DEFAULT_WIDTH = 8.43
# Excel's limit for a row, in points.
_HIGHEST = 409.0
# A width counts digits; the letters of ordinary text are narrower.
_LETTERS_TO_A_DIGIT = 1.1
# A line with any of these is not just broken at its blanks.
_NOT_PLAIN = re.compile(r"[^\S ]|-|  ")


class _Cell(NamedTuple):
    """What is written into a cell, and the number of its style; None for none."""

    text: str
    is_number: bool
    style: int | None


class SheetRows:
    """The rows of a new sheet, whose cells are written once each, both counted from 1."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, _Cell]] = {}
        self._heights: dict[int, float] = {}

    def put(self, row: int, column: int, value: str | float, style: int | None = None) -> None:
        """Write text, never a formula, or a number."""
        if isinstance(value, str):
            cell = _Cell(cell_text(value), False, style)
        else:
            cell = _Cell(repr(float(value)), True, style)
        self._rows.setdefault(row, {})[column] = cell

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell as it will be read; "" for none."""
        cell = self._rows.get(row, {}).get(column)
        return unescaped(cell.text) if cell else ""

    def set_height(self, row: int, height: float) -> None:
        """Set a row's height in points."""
        self._heights[row] = height

    def fit_heights(self, widths: Mapping[int, float], styles: Styles) -> None:
        """Make rows high enough for their wrapped cells."""
        for row, cells in self._rows.items():
            lines = [
                _n_lines(cell.text, widths.get(column, DEFAULT_WIDTH))
                for column, cell in cells.items()
                if cell.text and not cell.is_number and styles.wraps(cell.style or 0)
            ]
            height = min(max(lines, default=1) * _LINE, _HIGHEST)
            if height > self._heights.get(row, _LINE):
                self._heights[row] = height
        _n_lines.cache_clear()  # it holds people's texts

    @property
    def area(self) -> Area | None:
        """The rectangle that holds every cell; None without any."""
        if not self._rows:
            return None
        firsts, lasts = zip(*((min(row), max(row)) for row in self._rows.values()), strict=True)
        return Area(min(self._rows), min(firsts), max(self._rows), max(lasts))

    def data(self) -> etree._Element:
        """Return the rows as the element of a worksheet that holds them."""
        rows = "".join(self._row(number) for number in sorted(self._rows))
        return parse(f'<sheetData xmlns="{MAIN}">{rows}</sheetData>'.encode(), "The new sheet")

    def _row(self, number: int) -> str:
        cells = "".join(
            _markup(f"{letters(column)}{number}", cell)
            for column, cell in sorted(self._rows[number].items())
        )
        height = f' ht="{self._heights[number]:g}"' if number in self._heights else ""
        return f'<row r="{number}"{height}>{cells}</row>'


def _markup(address: str, cell: _Cell) -> str:
    """Write a cell; its text keeps its blanks."""
    text, is_number, style = cell
    start = f'<c r="{address}"' if style is None else f'<c r="{address}" s="{style}"'
    if not text:
        return f"{start}/>"
    if is_number:
        return f"{start}><v>{text}</v></c>"
    kept = ' xml:space="preserve"' if has_blanks_to_keep(text) else ""
    return f'{start} t="inlineStr"><is><t{kept}>{escape(text, quote=False)}</t></is></c>'


def fits_a_row(text: str, width: float) -> bool:
    """Return whether a text can be seen whole in a column so wide: no row is higher than 409."""
    return _n_lines(text, width) * _LINE <= _HIGHEST


# A worklist shows one text on many rows, and each is measured more than once.
@lru_cache(maxsize=2**16)
def _n_lines(text: str, width: float) -> int:
    r"""Count the lines of a text that is broken between words.

    >>> _n_lines("New structure", 10), _n_lines("Law\n\nRule", 10)
    (2, 3)
    """
    room = max(int(width * _LETTERS_TO_A_DIGIT), 1)
    return sum(_n_broken(line, room) for line in text.split("\n"))


def _n_broken(line: str, room: int) -> int:
    """Count the lines that one line without a break in it takes, as ``textwrap`` breaks it."""
    if len(line) <= room and "\t" not in line:  # a tab takes the room of several letters
        return 1
    if _NOT_PLAIN.search(line):
        return len(wrap(line, room)) or 1
    line, n_lines, start = line.rstrip(" "), 1, 0
    while len(line) - start > room:
        blank = line.rfind(" ", start, start + room + 1)
        if blank <= start:  # a word longer than the line
            return len(wrap(line, room))
        n_lines, start = n_lines + 1, blank + 1
    return n_lines
