"""The worklist as a workbook: a row for each finding, a drop-down for the decision."""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import TYPE_CHECKING

from classifier.audit.worklist import CHOICES, COLUMNS, DATA, GUIDE, SHEET
from classifier.decide import CHANGE
from classifier.report.audit import facts, in_words
from classifier.xlsx.markup import Area, letters
from classifier.xlsx.new_workbook import (
    Sheet,
    add_dropdown,
    colour_decisions,
    new_package,
    plain_sheet,
    print_across,
)
from classifier.xlsx.styles import (
    BODY,
    GUIDE_LABEL,
    GUIDE_TEXT,
    HEADING,
    HEADING_DECISION,
    PERCENT,
    TWO_DECIMALS,
    Look,
    Styles,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from classifier.audit import Audited
    from classifier.xlsx.sheet_cells import SheetCells

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
    "recorded_names": BODY["text"],
    "other_names": BODY["text"],
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
    sheet = Sheet(styles, frozen=(1, 2))
    yours = ("decision", "changed_to", "note")
    headings = [HEADING_DECISION if column.key in yours else HEADING for column in COLUMNS]
    sheet.put([column.heading for column in COLUMNS], headings)
    looks = [_LOOKS.get(column.key, BODY["why"]) for column in COLUMNS]
    for finding in rows:
        values = [finding[column.key] for column in COLUMNS]
        sheet.put([v if isinstance(v, float) else in_words(v) for v in values], looks)
    sheet.filter(len(COLUMNS))
    if rows:
        _add_decisions(sheet, styles)
    widths = {number: column.width for number, column in enumerate(COLUMNS, start=1)}
    package.add_sheet(SHEET, sheet.finish(widths).root)
    package.add_sheet(GUIDE, _guide(styles).root)
    package.add_sheet(DATA, plain_sheet(_data(rows)).root, hidden=True)
    print_across(package, SHEET)
    package.write(path)


def _add_decisions(sheet: Sheet, styles: Styles) -> None:
    """Add the drop-downs and colours of the decisions."""
    keys = [column.key for column in COLUMNS]
    column = keys.index("decision") + 1
    every, without_change = (f"'{DATA}'!$A${top}:$A${end}" for top, end in _LISTS)
    # By what stands in the row: drop-downs stay where they are when rows are sorted.
    said = f"${letters(keys.index('choices') + 1)}2"
    source = f'IF(ISNUMBER(SEARCH("{CHANGE}",{said})),{every},{without_change})'
    add_dropdown(sheet.grid.root, range(2, sheet.row + 1), column, source)
    colour_decisions(sheet.grid.root, styles, Area(2, column, sheet.row, column))


def _guide(styles: Styles) -> SheetCells:
    sheet = Sheet(styles)
    sheet.title("Rows worth a look")
    sheet.put([OPENING], GUIDE_TEXT)
    sheet.section("How to decide")
    for step in _STEPS:
        sheet.put([step], GUIDE_TEXT)
    sheet.section("What the columns say")
    for column in COLUMNS:
        sheet.put([f"{column.heading}: {column.says}"], GUIDE_LABEL)
    return sheet.finish({1: 110.0})


def _data(rows: list[dict[str, object]]) -> Iterator[list[str]]:
    """Go through the facts of each finding, by which decisions are applied, and the choices."""
    yield ["Read by “audit apply”. Please leave this sheet as it is."]
    choices = (*CHOICES, *_WITHOUT_CHANGE)
    for choice, finding in zip_longest(choices, rows):
        facts_of = [str(finding["nr"]), json.dumps(finding, ensure_ascii=False)] if finding else []
        yield [choice or "", *facts_of]
