"""The worklist as a workbook: a row for each finding, a drop-down for the decision."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from classifier.audit.worklist import CHOICES, COLUMNS, DATA, GUIDE, SHEET
from classifier.decide import CHANGE
from classifier.outputs import FORMULA_STARTS
from classifier.report.audit import facts, in_words
from classifier.xlsx.markup import WORKSHEET_ORDER, Area, add, element, insert, letters
from classifier.xlsx.new_workbook import new_package
from classifier.xlsx.sheet_cells import SheetCells
from classifier.xlsx.sheet_columns import add_dropdown, add_rules, fit_heights, print_across
from classifier.xlsx.styles import (
    BODY,
    DECIDED_COLOURS,
    DISCUSS_COLOURS,
    GUIDE_HEADING,
    GUIDE_LABEL,
    GUIDE_TEXT,
    GUIDE_TITLE,
    HEADING,
    HEADING_DECISION,
    PERCENT,
    TWO_DECIMALS,
    Look,
    Styles,
)

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.audit import Audited
    from classifier.xlsx.package import Package

OPENING = (
    "This list was made by a program that knows the codebook but not the context. It compares "
    "how similar texts were coded. A row on the list is not a mistake; people who know the story "
    "often have a reason that is not in the text."
)
_STEPS = (
    "Begin at the top: the codes that are likeliest to change come first. Read the fragment in the "
    "harvest.",
    "To read each fragment only once, sort by the column In the fragment instead, the largest "
    "first: the fragments with the most to change come first.",
    "Choose “keep”, “change” or “discuss” in the column Decision. An empty cell is undecided.",
    "If neither reading fits, or there is no other, write “change” and the names under Changed to.",
    "Clusters that follow from the types need no decision: they are changed along with these.",
    "Rows may be sorted, filtered and deleted; please leave the column Nr as it is.",
    "To carry the decisions over:  classifier audit apply worklist.xlsx --to HARVEST --out NEW",
)
_WITHOUT_CHANGE = tuple(choice for choice in CHOICES if choice != CHANGE)
# The rows of the hidden sheet that hold the one and the other drop-down, below its heading.
_LISTS = ((2, 1 + len(CHOICES)), (2 + len(CHOICES), 1 + len(CHOICES) + len(_WITHOUT_CHANGE)))
# Yours, and the two that a reader compares.
_LOOKS = {
    "recorded_names": BODY["suggested"],
    "other_names": BODY["suggested"],
    "decision": BODY["decision"],
    "changed_to": BODY["decision"],
    "note": BODY["decision"],
    "chance": Look(ink="1F3044", number_format=PERCENT, centred=True, edge="E3EAF0"),
    "in_fragment": Look(ink="1F3044", number_format=TWO_DECIMALS, centred=True, edge="E3EAF0"),
}


def write_worklist(audited: Audited, path: Path) -> None:
    """Write the workbook to ``path``."""
    package = new_package()
    styles = Styles(package)
    rows = list(facts(audited))
    grid = SheetCells(element("worksheet"))
    _freeze(grid, len(rows) + 1)
    _headings(grid, styles)
    for row, one in enumerate(rows, start=2):
        _row(grid, styles, row, one)
    grid.set_widths({n: column.width for n, column in enumerate(COLUMNS, start=1)})
    fit_heights(grid, styles, list(range(1, len(rows) + 2)), 1)
    if rows:
        _decisions(grid, styles, len(rows) + 1)
    grid.write_dimension()
    package.add_sheet(SHEET, grid.root)
    package.add_sheet(GUIDE, _guide(styles).root)
    _add_data(package, rows)
    print_across(package, SHEET)
    package.write(path)


def _freeze(grid: SheetCells, last: int) -> None:
    views = insert(grid.root, element("sheetViews"), WORKSHEET_ORDER)
    view = add(views, "sheetView", workbookViewId="0")
    pane = add(view, "pane", xSplit="2", ySplit="1", topLeftCell="C2", activePane="bottomRight")
    pane.set("state", "frozen")
    span = Area(1, 1, last, len(COLUMNS))
    insert(grid.root, element("autoFilter", ref=str(span)), WORKSHEET_ORDER)


def _headings(grid: SheetCells, styles: Styles) -> None:
    for number, column in enumerate(COLUMNS, start=1):
        yours = column.key in ("decision", "changed_to", "note")
        look = HEADING_DECISION if yours else HEADING
        grid.put_text(1, number, column.heading, styles.look(look))


def _row(grid: SheetCells, styles: Styles, row: int, one: dict[str, object]) -> None:
    for number, column in enumerate(COLUMNS, start=1):
        look = _LOOKS.get(column.key, BODY["why"])
        value = one[column.key]
        if isinstance(value, float):
            grid.put_number(row, number, value, styles.look(look))
            continue
        text = in_words(value)
        if text.startswith(FORMULA_STARTS):
            look = replace(look, text_prefix=True)
        grid.put_text(row, number, text, styles.look(look))


def _decisions(grid: SheetCells, styles: Styles, last: int) -> None:
    keys = [column.key for column in COLUMNS]
    column = keys.index("decision") + 1
    span = Area(2, column, last, column)
    every, without_change = (f"'{DATA}'!$A${top}:$A${end}" for top, end in _LISTS)
    # By what stands in the row: drop-downs stay where they are when rows are sorted.
    said = f"${letters(keys.index('choices') + 1)}2"
    source = f'IF(ISNUMBER(SEARCH("{CHANGE}",{said})),{every},{without_change})'
    add_dropdown(grid.root, span, source)
    cell = f"${letters(column)}2"
    rules = [
        (f'TRIM({cell})="discuss"', styles.difference(*DISCUSS_COLOURS)),
        (f"LEN(TRIM({cell}))>0", styles.difference(*DECIDED_COLOURS)),
    ]
    add_rules(grid.root, [span], rules)


def _guide(styles: Styles) -> SheetCells:
    grid = SheetCells(element("worksheet"))
    grid.put_text(1, 1, "Rows worth a look", styles.look(GUIDE_TITLE))
    grid.put_text(2, 1, OPENING, styles.look(GUIDE_TEXT))
    grid.put_text(4, 1, "How to decide", styles.look(GUIDE_HEADING))
    row = 5
    for step in _STEPS:
        grid.put_text(row, 1, step, styles.look(GUIDE_TEXT))
        row += 1
    grid.put_text(row + 1, 1, "What the columns say", styles.look(GUIDE_HEADING))
    for number, column in enumerate(COLUMNS, start=row + 2):
        grid.put_text(number, 1, f"{column.heading}: {column.says}", styles.look(GUIDE_LABEL))
    grid.set_height(1, 26.0)
    grid.set_widths({1: 110.0})
    fit_heights(grid, styles, list(grid.row_numbers), 1)
    grid.write_dimension()
    return grid


def _add_data(package: Package, rows: list[dict[str, object]]) -> None:
    """Keep the facts of each finding on a hidden sheet, so that decisions can be applied."""
    grid = SheetCells(element("worksheet"))
    grid.put_text(1, 1, "Read by “audit apply”. Please leave this sheet as it is.")
    for row, choice in enumerate((*CHOICES, *_WITHOUT_CHANGE), start=2):
        grid.put_text(row, 1, choice)
    for row, one in enumerate(rows, start=2):
        grid.put_text(row, 2, str(one["nr"]))
        grid.put_text(row, 3, json.dumps(one, ensure_ascii=False))
    grid.write_dimension()
    package.add_sheet(DATA, grid.root, hidden=True)
