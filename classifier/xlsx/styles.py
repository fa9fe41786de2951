"""The style sheet, added to: what is there keeps its number, so that no cell changes its looks."""

from __future__ import annotations

import copy
import posixpath
from dataclasses import dataclass

from lxml import etree

from classifier.outputs import FORMULA_STARTS
from classifier.xlsx.markup import (
    STYLES_ORDER,
    add,
    children,
    element,
    main,
    needed,
    obtain,
    stated_number,
)
from classifier.xlsx.package import STYLES_TYPE, Package

# Numbers of built-in formats: General, 0.00, 0 %, @
GENERAL, TWO_DECIMALS, PERCENT, TEXT = 0, 2, 9, 49
_SOLID = "solid"


@dataclass(frozen=True, slots=True)
class Look:
    """How one kind of cell looks; colours are RRGGBB, "" is none.

    ``edge`` colours all four sides, ``left`` only the left one (it parts the groups of columns);
    ``leftward``: the text runs from right to left.
    """

    fill: str = ""
    ink: str = ""
    bold: bool = False
    size: float = 0
    number_format: int = GENERAL
    edge: str = ""
    left: str = ""
    centred: bool = False
    wrapped: bool = True
    unlocked: bool = False
    leftward: bool = False


class Styles:
    """The style sheet of one package, with new looks appended once each."""

    def __init__(self, package: Package, *, like: int = 0) -> None:
        """``like``: the number of a cell style whose typeface the new looks take over."""
        self._root = package.tree(_styles_part(package))
        self._like = like
        self._looks: dict[Look, int] = {}
        self._made: dict[bytes, int] = {}
        self._wraps: dict[int, bool] = {}

    def look(self, look: Look, value: str | float = "") -> int:
        """Return the number of the cell style for a look, such as suits what the cell holds."""
        number = self._looks.get(look)
        if number is None:
            number = self._looks[look] = self._number_of("cellXfs", self._cell_format(look))
        return self.kept_as_text(number, value)

    def kept_as_text(self, style: int, value: str | float) -> int:
        """Return the style, or for what looks like a formula the twin that keeps it text.

        Excel calls it the leading quote.
        """
        if not isinstance(value, str) or not value.startswith(FORMULA_STARTS):
            return style
        twin = copy.deepcopy(needed(self._root, "cellXfs")[style])
        twin.set("quotePrefix", "1")
        return self._number_of("cellXfs", twin)

    def wraps(self, style: int) -> bool:
        """Whether cells of this style break their text into lines."""
        if style not in self._wraps:
            self._wraps[style] = self._alignment(style, "wrapText") in ("1", "true")
        return self._wraps[style]

    def indent(self, style: int) -> int:
        """Return by how many steps cells of this style are indented."""
        written = self._alignment(style, "indent")
        return int(written) if written.isdecimal() else 0

    def _alignment(self, style: int, what: str) -> str:
        formats = children(self._root.find(main("cellXfs")), "xf")
        found = formats[style].find(main("alignment")) if style < len(formats) else None
        return "" if found is None else str(found.get(what, ""))

    def difference(self, fill: str, ink: str) -> int:
        """Give the number of a conditional format's looks."""
        difference = element("dxf")
        add(add(difference, "font"), "color", rgb=f"FF{ink}")
        pattern = add(add(difference, "fill"), "patternFill", patternType=_SOLID)
        add(pattern, "fgColor", rgb=f"FF{fill}")
        add(pattern, "bgColor", rgb=f"FF{fill}")
        return self._number_of("dxfs", difference)

    def _number_of(self, group: str, added: etree._Element) -> int:
        """Return the number of an entry, which is appended to its group unless it was before."""
        key = etree.tostring(added)
        if key not in self._made:
            parent = obtain(self._root, group, STYLES_ORDER)
            parent.append(added)
            number = len(children(parent, etree.QName(added).localname))
            parent.set("count", str(number))
            self._made[key] = number - 1
        return self._made[key]

    def _cell_format(self, look: Look) -> etree._Element:
        one = element("xf", numFmtId=str(look.number_format), fontId=str(self._font(look)))
        one.set("fillId", str(self._solid(look.fill)))
        one.set("borderId", str(self._border(look)))
        if self._root.find(main("cellStyleXfs")) is not None:
            one.set("xfId", "0")
        for part in ("NumberFormat", "Font", "Fill", "Border", "Alignment", "Protection"):
            one.set(f"apply{part}", "1")
        horizontal = "center" if look.centred else "right" if look.leftward else "left"
        wrap = "1" if look.wrapped else "0"
        alignment = add(one, "alignment", horizontal=horizontal, vertical="top", wrapText=wrap)
        if look.leftward:
            alignment.set("readingOrder", "2")
        add(one, "protection", locked="0" if look.unlocked else "1")
        return one

    def _font(self, look: Look) -> int:
        old = self._typeface()
        one = element("font")
        if look.bold:
            add(one, "b")
        size = str(look.size) if look.size else old.get("sz", "11")
        add(one, "sz", val=size)
        add(one, "color", rgb=f"FF{look.ink or '000000'}")
        for tag in ("name", "family", "charset"):
            if tag in old:
                add(one, tag, val=old[tag])
        return self._number_of("fonts", one)

    def _typeface(self) -> dict[str, str]:
        formats, fonts = needed(self._root, "cellXfs"), needed(self._root, "fonts")
        number = stated_number(formats[self._like], "fontId", 0)
        return {
            etree.QName(one).localname: one.get("val", "")
            for one in fonts[number]
            if isinstance(one.tag, str) and one.get("val")
        }

    def _solid(self, colour: str) -> int:
        if not colour:
            return 0
        one = _fill(_SOLID)
        add(one[0], "fgColor", rgb=f"FF{colour}")
        add(one[0], "bgColor", indexed="64")
        return self._number_of("fills", one)

    def _border(self, look: Look) -> int:
        if not (look.edge or look.left):
            return 0
        one = element("border")
        for side in ("left", "right", "top", "bottom"):
            colour = (look.left if side == "left" else "") or look.edge
            line = add(one, side, **({"style": "thin"} if colour else {}))
            if colour:
                add(line, "color", rgb=f"FF{colour}")
        add(one, "diagonal")
        return self._number_of("borders", one)


def _default_sheet() -> etree._Element:
    """The least that Excel makes for itself: one font, one cell style called Normal."""
    root = element("styleSheet")
    font = element("font")
    for tag, value in (("sz", "11"), ("name", "Calibri"), ("family", "2")):
        add(font, tag, val=value)
    base = {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0"}
    for group, ones in (
        ("fonts", [font]),
        ("fills", [_fill("none"), _fill("gray125")]),
        ("borders", [element("border")]),
        ("cellStyleXfs", [element("xf", **base)]),
        ("cellXfs", [element("xf", **base, xfId="0")]),
        ("cellStyles", [element("cellStyle", name="Normal", xfId="0", builtinId="0")]),
    ):
        add(root, group, count=str(len(ones))).extend(ones)
    return root


def _fill(pattern: str) -> etree._Element:
    one = element("fill")
    add(one, "patternFill", patternType=pattern)
    return one


def _styles_part(package: Package) -> str:
    """Find the style sheet, or make an empty one for a workbook that has none."""
    book = package.workbook_part
    found = next(package.related(book, "styles"), "")
    if not found:
        found = posixpath.join(posixpath.dirname(book), "styles.xml")
        package.add_part(found, _default_sheet(), STYLES_TYPE)
        package.add_relation(book, "styles", found)
    return found


_INK, _PALE_INK, _LINE, _PALE_LINE = "1F3044", "5A6878", "9DB8CF", "E3EAF0"

HEADING = Look(fill="DCE7F0", ink=_INK, bold=True, edge="FFFFFF")
HEADING_EVERY_SECOND = Look(fill="EAF1F6", ink=_INK, bold=True, edge="FFFFFF")
HEADING_DECISION = Look(fill="B7CFE3", ink=_INK, bold=True, edge="FFFFFF")

# Fill and ink.
SURELY_LIKELY, LIKELY = ("C9E7CF", "1B4A28"), ("E4F3E6", "1B4A28")
POSSIBLE, UNSURE = ("F2F6FC", "1F3044"), ("FBEFD2", "5E4605")
NOT_READABLE = ("E7E9EB", "565E66")

BODY = {
    "text": Look(ink=_INK, edge=_PALE_LINE),
    "likely": Look(ink=_INK, edge=_PALE_LINE, left=_LINE),
    "possible": Look(ink=_INK, edge=_PALE_LINE),
    "why": Look(ink=_PALE_INK, edge=_PALE_LINE),
    # Text format: "+ New structure" would else be taken for a formula. Unlocked: a protected
    # sheet can still be decided on.
    "decision": Look(fill="FFFBEB", ink=_INK, number_format=TEXT, edge=_LINE, unlocked=True),
    "probability": Look(ink=_INK, number_format=PERCENT, centred=True, edge=_PALE_LINE),
    "amount": Look(ink=_INK, number_format=TWO_DECIMALS, centred=True, edge=_PALE_LINE),
    "verdict": Look(ink=_INK, centred=True, edge=_PALE_LINE),
    "follows": Look(ink=_PALE_INK, edge=_PALE_LINE, left=_LINE),
    "notes": Look(ink=_PALE_INK, edge=_PALE_LINE),
    "doubt": Look(ink=_PALE_INK, centred=True, edge=_PALE_LINE, left=_LINE),
    "key": Look(ink=_PALE_INK, edge=_PALE_LINE),
}

DISCUSS_COLOURS = ("EBE3F4", "472D63")
DECIDED_COLOURS = ("DCEAF7", "16324D")

GUIDE_TITLE = Look(ink=_INK, bold=True, size=16, wrapped=False)
GUIDE_HEADING = Look(ink=_INK, bold=True, size=12, wrapped=False)
GUIDE_LABEL = Look(ink=_INK, bold=True)
GUIDE_TEXT = Look(ink=_INK)

PLAIN_HEADING = Look(fill="EEF0F2", ink=_INK, bold=True)
PLAIN_TEXT = Look()
PLAIN_CELL = Look(wrapped=False)
