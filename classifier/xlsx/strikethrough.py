"""Cells of a worksheet whose text is struck through, which the fast reader gives as any other."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_OFF = ("0", "false")


@dataclass(frozen=True, slots=True)
class Struck:
    """What is struck through in a workbook: whole styles of cells, and shared texts in part."""

    styles: frozenset[int] = frozenset()
    strings: frozenset[int] = frozenset()

    def may_be_in(self, sheet: bytes) -> bool:
        """Say whether a worksheet is worth a look."""
        return bool(self.styles or self.strings or _holds_strike(sheet))

    def covers(self, cell: ElementTree.Element) -> bool:
        """Say whether a cell with something in it, or a part of its text, is struck through."""
        value = cell.find(f"{MAIN}v")
        if value is None and cell.find(f"{MAIN}is") is None:
            return False
        if _number(cell.get("s")) in self.styles or _has_strike(cell):
            return True
        return cell.get("t") == "s" and value is not None and _number(value.text) in self.strings


def find_struck(styles: bytes, strings: bytes) -> Struck:
    """Look through a workbook's styles and shared texts; parse them only if there is need to."""
    return Struck(
        _struck_styles(styles) if _holds_strike(styles) else frozenset(),
        _struck_strings(strings) if _holds_strike(strings) else frozenset(),
    )


def _struck_styles(styles: bytes) -> frozenset[int]:
    """Return the numbers of the cell formats whose font is struck through."""
    root = ElementTree.fromstring(styles)
    fonts = root.findall(f"{MAIN}fonts/{MAIN}font")
    struck = {number for number, font in enumerate(fonts) if _has_strike(font)}
    formats = root.findall(f"{MAIN}cellXfs/{MAIN}xf")
    return frozenset(n for n, form in enumerate(formats) if _number(form.get("fontId")) in struck)


def _struck_strings(strings: bytes) -> frozenset[int]:
    texts = ElementTree.fromstring(strings).findall(f"{MAIN}si")
    return frozenset(number for number, text in enumerate(texts) if _has_strike(text))


def _holds_strike(part: bytes) -> bool:
    return b"<strike" in part or b":strike" in part


def _has_strike(element: ElementTree.Element) -> bool:
    return any(strike.get("val") not in _OFF for strike in element.iter(f"{MAIN}strike"))


def _number(text: str | None) -> int:
    return int(text) if text and text.strip().isdigit() else -1


def struck_cells(sheet: bytes, struck: Struck) -> list[tuple[int, str]]:
    """Return the row and the column's letters of each cell that is struck through."""
    if not struck.may_be_in(sheet):
        return []
    found = []
    for _, cell in ElementTree.iterparse(io.BytesIO(sheet)):
        if cell.tag != f"{MAIN}c":
            continue
        place = _PLACE.fullmatch(cell.get("r", ""))
        if place and struck.covers(cell):
            found.append((int(place[2]), place[1]))
        cell.clear()
    return found
