"""Cell addresses and ranges as a spreadsheet writes them; rows and columns are 1-based."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

MAX_COLUMNS = 16_384
MAX_ROWS = 1_048_576

_ADDRESS = re.compile(r"\$?([A-Za-z]{0,3})\$?(\d*)")


def letters(column: int) -> str:
    """Name a column.

    >>> letters(1), letters(26), letters(27), letters(16384)
    ('A', 'Z', 'AA', 'XFD')
    """
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_number(name: str) -> int:
    """Count a column from its letters; 0 for no letters.

    >>> column_number("A"), column_number("xfd"), column_number("")
    (1, 16384, 0)
    """
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def address(row: int, column: int) -> str:
    """Name a cell: ``address(3, 28)`` is AB3."""
    return f"{letters(column)}{row}"


def place(text: str) -> tuple[int, int]:
    """Read a cell's address as (row, column); 0 where one of them is missing.

    >>> place("AB3"), place("$C$7"), place("D")
    ((3, 28), (7, 3), (0, 4))
    """
    match = _ADDRESS.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no cell address")
    return int(match[2] or 0), column_number(match[1])


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, both corners inside."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        first, last = address(self.top, self.left), address(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"


def area(text: str) -> Area:
    """Read ``B2:D9``, ``B2``, whole columns ``B:D`` or whole rows ``2:9``.

    >>> str(area("$B$2:D9")), str(area("C4")), area("B:D").bottom, area("2:9").right
    ('B2:D9', 'C4', 1048576, 16384)
    """
    first, _, last = text.partition(":")
    top, left = place(first)
    bottom, right = place(last or first)
    return Area(top or 1, left or 1, bottom or MAX_ROWS, right or MAX_COLUMNS)


def areas(text: str) -> list[Area]:
    """Read a list of ranges as ``sqref`` holds it, parted by blanks."""
    return [area(piece) for piece in text.split()]


def without_columns(ranges: Iterable[Area], columns: Collection[int]) -> list[Area]:
    """Cut whole columns out of ranges; a range that loses its middle becomes two.

    >>> [str(a) for a in without_columns([area("A1:F9"), area("C3")], {3, 4})]
    ['A1:B9', 'E1:F9']
    """
    kept: list[Area] = []
    for one in ranges:
        left = one.left
        for column in sorted(c for c in columns if one.left <= c <= one.right):
            if column > left:
                kept.append(replace(one, left=left, right=column - 1))
            left = column + 1
        if left <= one.right:
            kept.append(replace(one, left=left))
    return kept
