"""New workbooks of plain tables: cells of text and numbers, looks, filters, drop-downs."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from classifier.outputs import FORMULA_STARTS
from classifier.xlsx.markup import (
    CONTENT_TYPES,
    MAIN,
    OFFICE_RELATIONS,
    PACKAGE_RELATIONS,
    WORKSHEET_ORDER,
    Area,
    add,
    element,
    insert,
    letters,
    obtain,
)
from classifier.xlsx.package import Package
from classifier.xlsx.sheet_cells import SheetCells
from classifier.xlsx.styles import PLAIN_CELL, PLAIN_HEADING, PLAIN_TEXT, Look, Styles

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


class Sheet:
    """One sheet to be written from the top down."""

    def __init__(self, styles: Styles, *, frozen: int = 0, lines: bool = True) -> None:
        """``frozen``: rows at the top that stay in sight; ``lines``: show the grid's lines."""
        self.grid = SheetCells(element("worksheet"))
        self._styles = styles
        self.row = 0
        views = insert(self.grid.root, element("sheetViews"), WORKSHEET_ORDER)
        view = add(views, "sheetView", workbookViewId="0", showGridLines=str(int(lines)))
        if frozen:
            add(
                view, "pane", ySplit=str(frozen), topLeftCell=f"A{frozen + 1}",
                activePane="bottomLeft", state="frozen",
            )  # fmt: skip

    def put(self, values: Sequence[Value], looks: Sequence[Look] | Look = PLAIN_CELL) -> int:
        """Write the next row and give its number; None leaves a cell empty."""
        self.row += 1
        for column, value in enumerate(values, start=1):
            if value is None:
                continue
            look = looks if isinstance(looks, Look) else looks[column - 1]
            if isinstance(value, str):
                look = replace(look, text_prefix=value.startswith(FORMULA_STARTS))
                self.grid.put_text(self.row, column, value, self._styles.look(look))
            else:
                self.grid.put_number(self.row, column, value, self._styles.look(look))
        return self.row

    def filter(self, top: int, columns: int) -> None:
        """Let people filter the rows from ``top``, the headings, to the last one written."""
        span = Area(top, 1, max(self.row, top), columns)
        insert(self.grid.root, element("autoFilter", ref=str(span)), WORKSHEET_ORDER)

    def dropdown(self, rows: Sequence[int], column: int, source: str) -> None:
        """Offer the cells of ``source`` in a column of these rows; other text may be typed too."""
        group = obtain(self.grid.root, "dataValidations", WORKSHEET_ORDER)
        cells = " ".join(_runs(rows, letters(column)))
        one = add(group, "dataValidation", type="list", allowBlank="1", sqref=cells)
        one.set("showErrorMessage", "0")
        one.set("showInputMessage", "0")
        add(one, "formula1").text = source
        group.set("count", str(len(group)))


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


def new_package() -> Package:
    """Make a workbook without sheets."""
    infos: dict[str, zipfile.ZipInfo] = {}
    return Package({name: (_DECLARED + text).encode() for name, text in _PARTS.items()}, infos)


def write_tables(path: Path, tables: Mapping[str, Sequence[Sequence[str]]]) -> None:
    """Write tables, each with its headings first, as the sheets of a new workbook."""
    package = new_package()
    styles = Styles(package)
    for name, rows in tables.items():
        sheet = Sheet(styles, frozen=1)
        for number, row in enumerate(rows):
            sheet.put(row, PLAIN_TEXT if number else PLAIN_HEADING)
        width = max((len(row) for row in rows), default=1)
        sheet.grid.set_widths({column: _width(rows, column) for column in range(1, width + 1)})
        sheet.filter(1, width)
        sheet.grid.write_dimension()
        package.add_sheet(name, sheet.grid.root)
    package.write(path)


def _width(rows: Sequence[Sequence[str]], column: int) -> float:
    longest = max((len(row[column - 1]) for row in rows if len(row) >= column), default=8)
    return float(min(max(longest + 2, 10), 50))
