"""XML as Office writes it: read without entities or network, written back as it was.

The children of a worksheet, a style sheet and a workbook stand in a fixed order, and Excel refuses
a file that breaks it. The orders are in the tables below (ECMA-376 part 1: CT_Worksheet,
CT_Stylesheet, CT_Workbook); whatever is added goes in through ``insert``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from lxml import etree

from classifier.errors import HarvestError, foreign

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
EXCEL_FORMULA = "http://schemas.microsoft.com/office/excel/2006/main"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

WORKSHEET_ORDER = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection "
    "protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells "
    "phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins "
    "pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors "
    "smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls "
    "webPublishItems tableParts extLst"
).split()
STYLES_ORDER = (
    "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst"
).split()
WORKBOOK_ORDER = (
    "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups "
    "externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr "
    "smartTagTypes webPublishing fileRecoveryPr webPublishObjects extLst"
).split()

# Without a prefix, as Office writes it; lxml takes None for "no prefix", its stubs do not know it.
_NAMES = cast("dict[str, str]", {None: MAIN})

# What XML 1.0 cannot hold at all; a cell copied from a PDF may carry such characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SAVE_AGAIN = "Open the workbook in Excel, save it under a new name and try again."
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def parse(data: bytes, label: str, hint: str = _SAVE_AGAIN) -> etree._Element:
    """Read one part; entities, document types and anything from outside are refused."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    with foreign(label, hint):
        root = etree.fromstring(data, parser, base_url=label)
    if root.getroottree().docinfo.internalDTD is not None:
        raise HarvestError(f"{label} defines its own entities; that is not read.", hint=hint)
    return root


def damaged(one: etree._Element, what: str) -> HarvestError:
    """Return the error that says what is wrong in the part that ``one`` stands in."""
    label = one.getroottree().docinfo.URL or "The workbook"
    return HarvestError(f"{label} is damaged: {what}.", hint=_SAVE_AGAIN)


def serialise(root: etree._Element) -> bytes:
    """Write a part as Office does: UTF-8, declared, alone."""
    return etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )


def main(tag: str) -> str:
    """Name an element of the spreadsheet namespace."""
    return f"{{{MAIN}}}{tag}"


def element(tag: str, **attributes: str) -> etree._Element:
    """Make an element of the spreadsheet namespace."""
    return etree.Element(main(tag), attributes, nsmap=_NAMES)


def add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    """Make an element of the spreadsheet namespace at the end of ``parent``."""
    return etree.SubElement(parent, main(tag), attributes)


def children(parent: etree._Element | None, tag: str) -> list[etree._Element]:
    """Find the direct children with this tag; none where there is no parent."""
    return [] if parent is None else parent.findall(main(tag))


def needed(parent: etree._Element, tag: str) -> etree._Element:
    """Find the child that a part of its kind must have."""
    found = parent.find(main(tag))
    if found is None:
        raise damaged(parent, f"a {etree.QName(parent).localname} has no {tag}")
    return found


def stated_number(one: etree._Element, key: str, default: int) -> int:
    """Return the whole number that an element states; anything else is a HarvestError."""
    written = one.get(key)
    if written is None:
        return default
    if not re.fullmatch(r"-?[0-9]{1,10}", written, re.ASCII):
        raise damaged(one, f"{etree.QName(one).localname} has a {key} that is no number")
    return int(written)


def detach(child: etree._Element) -> None:
    """Take an element out of its parent."""
    parent = child.getparent()
    if parent is not None:
        parent.remove(child)


def drop_attributes(one: etree._Element, *keys: str) -> None:
    """Forget attributes, those that are there."""
    for key in keys:
        if key in one.attrib:
            del one.attrib[key]


def insert(parent: etree._Element, child: etree._Element, order: list[str]) -> etree._Element:
    """Put ``child`` at its place among the children of ``parent``, after others of its kind.

    Elements that the table does not know (``mc:AlternateContent`` wrapping a control) stay where
    they are and are passed over.
    """
    rank = {main(tag): i for i, tag in enumerate(order)}
    mine = rank[str(child.tag)]
    before = [i for i, one in enumerate(parent) if rank.get(str(one.tag), len(order)) <= mine]
    parent.insert(before[-1] + 1 if before else 0, child)
    return child


def obtain(parent: etree._Element, tag: str, order: list[str]) -> etree._Element:
    """Find the one child with this tag, or make it at its place."""
    found = parent.find(main(tag))
    return insert(parent, element(tag), order) if found is None else found


def cleaned(text: str) -> str:
    r"""Drop what XML cannot hold and shield what Excel would take for an escape.

    >>> cleaned("a\x07b"), cleaned("_x000D_")
    ('ab', '_x005F_x000D_')
    """
    text = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _ESCAPE.sub(r"_x005F_x\1_", text)


def unescaped(text: str) -> str:
    r"""Undo Excel's escapes.

    >>> unescaped("_x005F_x000D_"), unescaped("a_x000A_b")
    ('_x000D_', 'a\nb')
    """
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def set_text(parent: etree._Element, text: str) -> None:
    """Write ``<t>`` under ``parent`` with its blanks kept; the text is `cleaned`."""
    inner = add(parent, "t")
    inner.text = text
    if has_blanks_to_keep(text):
        inner.set(XML_SPACE, "preserve")


def has_blanks_to_keep(text: str) -> bool:
    """Return whether readers would drop blanks of a text if nothing told them to keep these."""
    return text != text.strip() or "\n" in text or "  " in text


MAX_COLUMNS = 16_384
MAX_ROWS = 1_048_576

_ADDRESS = re.compile(r"\$?([A-Za-z]{0,3})\$?(\d*)")


@lru_cache(maxsize=MAX_COLUMNS)
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

    @property
    def corners(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The rows and columns of the first and the last cell."""
        return (self.top, self.left), (self.bottom, self.right)

    def __str__(self) -> str:
        first, last = (address(*corner) for corner in self.corners)
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
