"""New sheets and workbooks of our own: rows from the top down, filters, drop-downs, colours."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from lxml import etree

from classifier.translations import current_words, say
from classifier.xlsx.markup import (
    CONTENT_TYPES,
    MAIN,
    OFFICE_RELATIONS,
    PACKAGE_RELATIONS,
    WORKBOOK_ORDER,
    WORKSHEET_ORDER,
    Area,
    add,
    address,
    element,
    insert,
    letters,
    main,
    obtain,
    stated_number,
)
from classifier.xlsx.package import Package
from classifier.xlsx.sheet_rows import SheetRows
from classifier.xlsx.styles import (
    DECIDED_COLOURS,
    DISCUSS_COLOURS,
    GUIDE_HEADING,
    GUIDE_LABEL,
    GUIDE_TEXT,
    GUIDE_TITLE,
    PLAIN_CELL,
    Look,
    Styles,
)
from classifier.xlsx.tabs import sheet_elements

_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_KINDS = "application/vnd.openxmlformats"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{CONTENT_TYPES}">'
        f'<Default Extension="rels" ContentType="{_KINDS}-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        f'ContentType="{_KINDS}-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{PACKAGE_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{OFFICE_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE_RELATIONS}">'
        "<bookViews><workbookView/></bookViews><sheets/></workbook>"
    ),
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE_RELATIONS}"/>',
}

Value = str | float | None
_DISCUSS = ("discuss", "discuter", "نقاش", "مناقش")  # what such a decision holds in any language
_LONGEST_TITLE = 32  # of a hint, in letters: Excel's limit
_TITLE_HEIGHT = 26.0  # points, for letters of 16


class Sheet:
    """One sheet to be written from the top down."""

    def __init__(
        self, styles: Styles, *, frozen: tuple[int, int] = (0, 0), lines: bool = True
    ) -> None:
        """``frozen``: rows and columns that stay in sight; ``lines``: show the grid's lines."""
        self.root = element("worksheet")
        self._rows, self._styles = SheetRows(), styles
        self.row = 0
        views = insert(self.root, element("sheetViews"), WORKSHEET_ORDER)
        view = add(views, "sheetView", workbookViewId="0", showGridLines=str(int(lines)))
        if current_words().direction == "rtl":
            view.set("rightToLeft", "1")
        rows, columns = frozen
        if rows:
            pane = add(view, "pane", **({"xSplit": str(columns)} if columns else {}))
            pane.set("ySplit", str(rows))
            pane.set("topLeftCell", address(rows + 1, columns + 1))
            pane.set("activePane", "bottomRight" if columns else "bottomLeft")
            pane.set("state", "frozen")

    def put(self, values: Sequence[Value], looks: Sequence[Look] | Look = PLAIN_CELL) -> int:
        """Write the next row and return its number; None leaves a cell empty."""
        self.row += 1
        for column, value in enumerate(values, start=1):
            if value is not None:
                look = looks if isinstance(looks, Look) else looks[column - 1]
                self._rows.put(self.row, column, value, self._styles.look(look, value))
        return self.row

    def text(self, row: int, column: int) -> str:
        """Return what was written into a cell, as it will be read."""
        return self._rows.text(row, column)

    def title(self, text: str) -> None:
        """Write what the sheet is about in large letters."""
        self._rows.set_height(self._tell([text], GUIDE_TITLE), _TITLE_HEIGHT)

    def section(self, name: str) -> None:
        """Write a heading below a blank row."""
        self.row += 1
        self._tell([name], GUIDE_HEADING)

    def pairs(self, rows: Iterable[tuple[str, str]], label: Look = GUIDE_LABEL) -> None:
        """Write rows of a label and what is to be told."""
        for row in rows:
            self._tell(row, label, GUIDE_TEXT)

    def _tell(self, texts: Sequence[str], *looks: Look) -> int:
        """Write a row of what we say ourselves, in the direction of our language."""
        leftward = current_words().direction == "rtl"
        return self.put(texts, [replace(look, leftward=leftward) for look in looks])

    def explain(self, steps: Iterable[str], columns: Iterable[tuple[str, str]]) -> None:
        """Tell how a sheet is decided in, step by step, and what its columns say."""
        self.section(say("how_to_decide"))
        self.pairs((str(number), step) for number, step in enumerate(steps, start=1))
        self.section(say("what_columns_say"))
        self.pairs(columns)

    def filter(self, columns: int) -> None:
        """Let people filter the rows below the first, which holds the headings."""
        span = Area(1, 1, max(self.row, 1), columns)
        insert(self.root, element("autoFilter", ref=str(span)), WORKSHEET_ORDER)

    def finish(self, widths: Mapping[int, float], *, fitted: bool = True) -> Sheet:
        """Set the columns' widths and the rows' heights, and write the rows into ``root``."""
        columns = insert(self.root, element("cols"), WORKSHEET_ORDER)
        for column, width in sorted(widths.items()):
            number = str(column)
            add(columns, "col", min=number, max=number, width=str(width), customWidth="1")
        if fitted:
            self._rows.fit_heights(widths, self._styles)
        _insert_rows(self.root, self._rows)
        return self


def plain_sheet(rows: Iterable[Sequence[str]]) -> etree._Element:
    """Return a sheet for the program: plain texts, row by row."""
    root, cells = element("worksheet"), SheetRows()
    for number, texts in enumerate(rows, start=1):
        for column, text in enumerate(texts, start=1):
            if text:
                cells.put(number, column, text)
    _insert_rows(root, cells)
    return root


def _insert_rows(root: etree._Element, rows: SheetRows) -> None:
    """Write the rows into a worksheet, and the corners of what they hold, as readers may ask."""
    insert(root, rows.data(), WORKSHEET_ORDER)
    if rows.area is not None:
        insert(root, element("dimension", ref=str(rows.area)), WORKSHEET_ORDER)


def _runs(rows: Sequence[int], letter: str) -> list[str]:
    """Write rows of one column as ranges.

    >>> _runs([2, 3, 4, 9], "C")
    ['C2:C4', 'C9']
    """
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and runs[-1][1] == row - 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return [f"{letter}{a}" if a == b else f"{letter}{a}:{letter}{b}" for a, b in runs]


def add_dropdown(
    root: etree._Element, rows: Sequence[int], column: int, source: str, hint: Hint | None = None
) -> None:
    """Offer the cells of ``source`` in a column of these rows; other text may be typed too."""
    cells = " ".join(_runs(rows, letters(column)))
    one = _validation(root, cells, hint)
    one.set("type", "list")
    # Without the alert several names may be typed into one cell.
    one.set("showErrorMessage", "0")
    add(one, "formula1").text = source


def add_hint(root: etree._Element, cells: Area, hint: Hint) -> None:
    """Tell what cells are for as soon as one of them is chosen; they may offer no list."""
    _validation(root, str(cells), hint)


class Hint(NamedTuple):
    """What is told of a cell as soon as it is chosen: a title of 32 letters at most, and a text."""

    title: str
    text: str


def _validation(root: etree._Element, cells: str, hint: Hint | None) -> etree._Element:
    """Add the one rule that these cells have: a cell with two of them is damage to Excel."""
    group = obtain(root, "dataValidations", WORKSHEET_ORDER)
    one = add(group, "dataValidation", allowBlank="1", sqref=cells)
    one.set("showInputMessage", str(int(hint is not None)))
    if hint is not None:
        one.set("promptTitle", hint.title[:_LONGEST_TITLE])
        one.set("prompt", hint.text)
    group.set("count", str(len(group)))
    return one


def add_rules(
    root: etree._Element, cells: Sequence[Area], rules: Sequence[tuple[str, int]]
) -> None:
    """Colour ``cells`` by formulas, each with the number of its looks; the first that holds wins.

    New rules come after the sheet's own, which keep their priority.
    """
    taken = [stated_number(one, "priority", 0) for one in root.iter(main("cfRule"))]
    group = element("conditionalFormatting", sqref=" ".join(map(str, cells)))
    for number, (formula, looks) in enumerate(rules, start=max(taken, default=0) + 1):
        rule = add(group, "cfRule", type="expression", dxfId=str(looks), priority=str(number))
        rule.set("stopIfTrue", "1")
        add(rule, "formula").text = formula
    insert(root, group, WORKSHEET_ORDER)


def colour_decisions(root: etree._Element, styles: Styles, cells: Area) -> None:
    """Colour decisions once they are made, those to discuss in another colour."""
    cell = address(cells.top, cells.left)
    said = ",".join(f'ISNUMBER(SEARCH("{word}",{cell}))' for word in _DISCUSS)
    discuss = f"OR({said})"
    rules = [
        (discuss, styles.difference(*DISCUSS_COLOURS)),
        (f"LEN(TRIM({cell}))>0", styles.difference(*DECIDED_COLOURS)),
    ]
    add_rules(root, [cells], rules)


def print_across(
    package: Package, name: str, part: Area | None = None, *, heading: bool = True
) -> None:
    """Let a sheet of ours, or a part of it, be printed as wide as the paper.

    With ``heading`` its first row stands above every page.
    """
    root = package.tree(next(entry.part for entry in package.sheets() if entry.name == name))
    add(obtain(root, "sheetPr", WORKSHEET_ORDER), "pageSetUpPr", fitToPage="1")
    setup = obtain(root, "pageSetup", WORKSHEET_ORDER)
    for key, value in (("orientation", "landscape"), ("fitToWidth", "1"), ("fitToHeight", "0")):
        setup.set(key, value)
    cells = {"Print_Titles": "$1:$1"} if heading else {}
    if part is not None:
        first, last = (f"${letters(column)}${row}" for row, column in part.corners)
        cells["Print_Area"] = f"{first}:{last}"
    book = package.tree(package.workbook_part)
    # Sheets that hold a chart alone count too.
    position = [one.get("name") for one in sheet_elements(book)].index(name)
    for key, span in cells.items():
        names = obtain(book, "definedNames", WORKBOOK_ORDER)
        one = add(names, "definedName", name=f"_xlnm.{key}", localSheetId=str(position))
        one.text = f"'{name}'!{span}"


def new_package() -> Package:
    """Make a workbook without sheets."""
    infos: dict[str, zipfile.ZipInfo] = {}
    parts = {name: (_DECLARED + text).encode() for name, text in _PARTS.items()}
    return Package("The new workbook", parts, infos)
