"""Excel workbooks to grids: dates, numbers, formulas, merged cells and hidden sheets."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from classifier.errors import HarvestError, foreign
from classifier.grid import Grid, check_extent, check_size
from classifier.records import Origin, Problem
from classifier.text_files import read_bytes
from classifier.translations import tell
from classifier.xlsx.beginning import STRINGS, first_rows
from classifier.xlsx.markup import column_number, letters
from classifier.xlsx.package import SAVE_AGAIN, Package, unpack
from classifier.xlsx.sheet_cells import SheetCells
from classifier.xlsx.styles import Styles

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFF = ("0", "false")


@dataclass(frozen=True, slots=True)
class _Struck:
    """What is struck through in a workbook: whole styles of cells, and shared texts in part."""

    styles: frozenset[int] = frozenset()
    strings: frozenset[int] = frozenset()

    def may_be_in(self, sheet: bytes) -> bool:
        """Say whether a worksheet is worth a look."""
        return bool(self.styles or self.strings or _holds_strike(sheet))

    def covers(self, cell: ElementTree.Element) -> bool:
        """Say whether a cell with something in it, or a part of its text, is struck through."""
        value = cell.find(f"{_MAIN}v")
        if value is None and cell.find(f"{_MAIN}is") is None:
            return False
        if _number(cell.get("s")) in self.styles or _has_strike(cell):
            return True
        return cell.get("t") == "s" and value is not None and _number(value.text) in self.strings


def _struck_styles(styles: bytes) -> frozenset[int]:
    """Return the numbers of the cell formats whose font is struck through."""
    root = ElementTree.fromstring(styles)
    fonts = root.findall(f"{_MAIN}fonts/{_MAIN}font")
    struck = {number for number, font in enumerate(fonts) if _has_strike(font)}
    formats = root.findall(f"{_MAIN}cellXfs/{_MAIN}xf")
    return frozenset(n for n, form in enumerate(formats) if _number(form.get("fontId")) in struck)


def _struck_strings(strings: bytes) -> frozenset[int]:
    texts = ElementTree.fromstring(strings).findall(f"{_MAIN}si")
    return frozenset(number for number, text in enumerate(texts) if _has_strike(text))


def _holds_strike(part: bytes) -> bool:
    return b"<strike" in part or b":strike" in part


def _has_strike(element: ElementTree.Element) -> bool:
    return any(strike.get("val") not in _OFF for strike in element.iter(f"{_MAIN}strike"))


def _number(text: str | None) -> int:
    return int(text) if text and text.strip().isdecimal() else -1


_INDENT = "    "
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(rb"""<c\s(?:[^>]*\s)?r\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["'][^>]*(?<!/)>""")
# A cell beyond column Z or row 99,999: without any, MAX_ROWS and MAX_CELLS are not reached.
_FAR = re.compile(rb"""r\s*=\s*["'](?:[A-Za-z]{2,3}[0-9]|[A-Za-z][0-9]{6})""")
_FORMULA = re.compile(rb"<f[\s>/]")
_ERROR = b't="e"'
_STYLES = "xl/styles.xml"
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_OTHER_PROGRAMS = {
    "content.xml": "an OpenDocument file",
    "Index/Document.iwa": "an Apple Numbers file",
    "Index.zip": "an Apple Numbers file",
    "xl/workbook.bin": "a binary workbook (.xlsb)",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint file",
    "project.qde": "a project of QDA software (.qdpx)",
}

Specials = Mapping[tuple[int, int], str]
"""Formulas and error words by row (from 1) and column (from 0)."""


@dataclass(frozen=True, slots=True)
class _Extras:
    """What the fast reader does not give of a sheet: special cells, and places of struck text."""

    specials: Specials = field(default_factory=dict)
    struck: Sequence[tuple[int, str]] = ()


MAGIC = (b"PK\x03\x04", b"PK\x05\x06", _OLE)
"""How packed and old Excel files begin, whatever they are called."""


def read_workbook(file: str, data: bytes) -> list[Grid]:
    """Read every sheet of a workbook as shown; a formula without a result gives its own text."""
    refuse_old(file, data)
    with foreign(file, SAVE_AGAIN):
        packed = zipfile.ZipFile(io.BytesIO(data))
    with packed:
        parts = unpack(file, packed)
    return _read_parts(file, parts)


def read_beginning(path: Path) -> list[Grid]:
    """Read the first rows of each sheet of a large workbook; nothing of any other."""
    parts = first_rows(path)
    return _read_parts(path.name, parts) if parts else []


def _read_parts(file: str, parts: Mapping[str, bytes]) -> list[Grid]:
    """Read every sheet of a workbook that was unpacked within limits."""
    extras = _look_inside(file, parts)
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    grids = []
    with foreign(file, SAVE_AGAIN):
        workbook = CalamineWorkbook.from_filelike(_packed_again(parts))
        entries = [e for e in workbook.sheets_metadata if e.typ is SheetTypeEnum.WorkSheet]
    for entry in entries:
        with foreign(file, SAVE_AGAIN):
            sheet = workbook.get_sheet_by_name(entry.name)
        grid = _grid(Origin(file, sheet=entry.name), sheet, extras.get(entry.name, _Extras()))
        grid.hidden = entry.visible is not SheetVisibleEnum.Visible
        grids.append(grid)
    if len(grids) == 1:  # naming the only sheet in every problem tells nothing
        grids[0].origin = replace(grids[0].origin, sheet="")
        for place, problem in enumerate(grids[0].problems):
            unnamed = replace(problem.origin, sheet="")
            grids[0].problems[place] = replace(problem, origin=unnamed)
    return grids


def read_shown(path: Path) -> dict[str, list[list[str]]]:
    """Read the sheets of a workbook as they are shown; hidden ones are left out.

    The indent of a cell, by which people show what stands below what, becomes blanks before it.
    """
    grids = read_workbook(path.name, read_bytes(path, path.name))
    package = Package.read(path)
    parts = {entry.name: entry.part for entry in package.sheets()}
    styles = Styles(package)
    tables = {}
    for grid in (grid for grid in grids if not grid.hidden):
        name = grid.origin.sheet or next(iter(parts))
        cells = SheetCells(package.look(parts[name]))
        tables[name] = [
            [
                _INDENT * styles.indent(cells.style(number, column)) + text
                for column, text in enumerate(row, start=1)
            ]
            for number, row in grid.rows
        ]
    return tables


def refuse_old(file: str, data: bytes) -> None:
    """Refuse what Excel writes with a password, or wrote before there was .xlsx."""
    if not data.startswith(_OLE):
        return
    if _ENCRYPTED in data:
        raise HarvestError(
            f"{file} is protected by a password.",
            hint="Open it in Excel, take the password off under File > Info, and save.",
        )
    raise _foreign(file, "an old Excel file (.xls)")


def _packed_again(parts: Mapping[str, bytes]) -> io.BytesIO:
    """Return an archive of what was unpacked within limits, since the reader unpacks without any.

    Pictures and macros are left out.
    """
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as target:
        for name, content in parts.items():
            if name.lower().endswith((".xml", ".rels")):
                target.writestr(name, content)
    copy.seek(0)
    return copy


def _look_inside(file: str, parts: Mapping[str, bytes]) -> Mapping[str, _Extras]:
    for name, program in _OTHER_PROGRAMS.items():
        if name in parts:
            raise _foreign(file, program)
    if "xl/workbook.xml" not in parts:
        raise _foreign(file, "not a workbook")
    titles = _sheet_titles(file, parts)
    styles, strings = parts.get(_STYLES, b""), parts.get(STRINGS, b"")
    with foreign(file, SAVE_AGAIN):  # large parts are parsed only where there is something to find
        struck = _Struck(
            _struck_styles(styles) if _holds_strike(styles) else frozenset(),
            _struck_strings(strings) if _holds_strike(strings) else frozenset(),
        )
    extras = {}
    for name in titles.keys() & parts.keys():
        _check_far_cells(file, parts[name])
        with foreign(file, SAVE_AGAIN):
            extras[titles[name]] = _look_at_cells(parts[name], struck)
    return extras


def _sheet_titles(file: str, parts: Mapping[str, bytes]) -> dict[str, str]:
    """The sheet's title by the name of its part in the packed file."""
    with foreign(file, SAVE_AGAIN):
        links = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"])
        workbook = ElementTree.fromstring(parts["xl/workbook.xml"])
    targets = {link.get("Id"): link.get("Target", "").lstrip("/") for link in links}
    titles = {}
    for sheet in workbook.iter(f"{_MAIN}sheet"):
        part = targets.get(sheet.get(_LINK))
        if part is None:
            raise _damaged(file)
        titles[part if part.startswith("xl/") else f"xl/{part}"] = sheet.get("name", "")
    return titles


def _check_far_cells(file: str, sheet: bytes) -> None:
    """Refuse a sheet with something far outside its table: it would be laid out whole in memory."""
    if not _FAR.search(sheet):
        return
    found = _CELL.findall(sheet)
    last_row = max((int(row) for row in {row for _, row in found}), default=0)
    columns = {column.upper() for column, _ in found}
    last_column = max((column_number(column.decode()) for column in columns), default=0)
    check_size(file, last_row, 0)
    check_extent(file, last_row, last_column)


def _look_at_cells(sheet: bytes, struck: _Struck) -> _Extras:
    """Find formulas, error words and struck text, which the fast reader does not give."""
    if not (_ERROR in sheet or _FORMULA.search(sheet) or struck.may_be_in(sheet)):
        return _Extras()
    specials, places = {}, []
    for _, cell in ElementTree.iterparse(io.BytesIO(sheet)):
        if cell.tag != f"{_MAIN}c":
            continue
        place = _PLACE.fullmatch(cell.get("r", ""))
        if place:
            row, column = int(place[2]), place[1]
            special = _special_text(cell)
            if special is not None:
                specials[row, column_number(column) - 1] = special
            if struck.covers(cell):
                places.append((row, column))
        cell.clear()
    return _Extras(specials, places)


def _special_text(cell: ElementTree.Element) -> str | None:
    """Return a cell's formula or error word; None where it has neither."""
    formula, value = cell.find(f"{_MAIN}f"), cell.find(f"{_MAIN}v")
    if formula is not None:
        # A formula that was copied along a column is written out in its first cell only.
        return f"={formula.text or '(a copied formula)'}"
    if cell.get("t") == "e" and value is not None:
        return value.text or ""
    return None


def _grid(origin: Origin, sheet: CalamineSheet, extras: _Extras) -> Grid:
    grid = Grid(origin, [])
    longest = 0
    with foreign(str(origin), SAVE_AGAIN):
        rows = sheet.to_python(skip_empty_area=False)
        merged = sheet.merged_cell_ranges or []
    for number, values in enumerate(rows, start=1):
        cells = [value if isinstance(value, str) else _text(value) for value in values]
        grid.rows.append((number, cells))
        longest = max(longest, max(map(len, cells), default=0))
    check_size(str(origin), len(grid.rows), longest)
    _put_specials(grid, extras.specials)
    for row, column in extras.struck:
        what, hint = tell("harvest_struck"), tell("harvest_struck_hint")
        struck = replace(grid.origin, row=row, column=column)
        grid.problems.append(Problem(struck, "struck-through", what, hint, notice=True))
    _fill_merged(grid, merged)
    return grid


def _put_specials(grid: Grid, specials: Specials) -> None:
    """Put formulas without a result, and error words, where the reader left a blank."""
    for (row, column), text in sorted(specials.items()):
        while row > len(grid.rows):  # the last rows hold nothing else
            grid.rows.append((len(grid.rows) + 1, []))
        cells = grid.rows[row - 1][1]
        cells.extend([""] * (column + 1 - len(cells)))
        if cells[column]:
            continue
        cells[column] = text
        origin = replace(grid.origin, row=row, column=letters(column + 1))
        kind, what = "excel-error", tell("harvest_excel_error", error=text)
        if text.startswith("="):
            kind, what = "formula", tell("harvest_formula")
        hint = tell("harvest_put_value")
        grid.problems.append(Problem(origin, kind, what, hint))


def _fill_merged(grid: Grid, ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Give each row its share of cells merged downwards; sideways the first column keeps the text.

    A banner merged over all columns says nothing about each of them.
    """
    for (top, left), (bottom, _) in ranges:
        bottom = min(bottom, len(grid.rows) - 1)
        if bottom <= top or left >= len(grid.rows[top][1]):
            continue
        text = grid.rows[top][1][left]
        if not text:
            continue
        for _, cells in grid.rows[top + 1 : bottom + 1]:
            cells[left] = cells[left] or text
        origin = replace(grid.origin, row=top + 1, column=letters(left + 1))
        what = tell("harvest_merged_cells", row=bottom + 1)
        grid.problems.append(Problem(origin, "merged-cells", what, notice=True))


def _text(value: object) -> str:
    """A cell's value as text: whole numbers without ".0", dates as year-month-day."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return (
            value.isoformat(" ") if value.time().isoformat() != "00:00:00" else _text(value.date())
        )
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _foreign(file: str, what: str) -> HarvestError:
    return HarvestError(
        f"{file} is {what}; harvests are read from .xlsx, .csv, .txt, .json and .jsonl.",
        hint="Open it in its own program and save it as an Excel workbook (.xlsx).",
    )


def _damaged(file: str) -> HarvestError:
    return HarvestError(
        f"{file} is damaged: it cannot be unpacked as an Excel workbook.",
        hint="Open it in Excel, let Excel repair it, and save it under a new name.",
    )
