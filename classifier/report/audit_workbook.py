"""The worklist as a workbook: a row for each finding, a drop-down for the decision."""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import TYPE_CHECKING

from classifier.audit.worklist import CHOICES, COLUMNS, DATA, GUIDE, SHEET
from classifier.decide import CHANGE, DISCUSS, KEEP
from classifier.report.audit import facts, in_words, shown_text
from classifier.xlsx.decision_sheet import DecisionSheet
from classifier.xlsx.markup import letters
from classifier.xlsx.new_workbook import Hint, Sheet, new_package, plain_sheet
from classifier.xlsx.styles import POSSIBLE, UNSURE, Styles

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
    "Begin at the top: the codes that are likeliest to change come first. Each row shows the text "
    "of its fragment; a confidential one is read in its own file.",
    "To read each fragment only once, sort by the column In the fragment instead, the largest "
    "first: the fragments with the most to change come first.",
    "Choose “keep”, “change” or “discuss” in the column Decision. An empty cell is undecided.",
    "If neither reading fits, or there is no other, write the names that fit.",
    "Clusters that follow from the types need no decision: they are changed along with these.",
    "Rows may be sorted, filtered and deleted; please leave the column Nr as it is.",
    "To carry the decisions over:  classifier audit apply worklist.xlsx --to HARVEST --out NEW",
)
# Excel shows no more than 255 characters.
_PROMPT = (
    f"{KEEP}: what is recorded stays.\n{CHANGE}: to the other reading.\n{DISCUSS}: keep it for a "
    "talk.\nOr names, parted by commas; “+ name” adds to what is recorded, “- name” takes away.\n"
    "Empty: undecided."
)
_WITHOUT_CHANGE = tuple(choice for choice in CHOICES if choice != CHANGE)
# The rows of the hidden sheet that hold the one and the other drop-down, below its heading.
_LISTS = ((2, 1 + len(CHOICES)), (2 + len(CHOICES), 1 + len(CHOICES) + len(_WITHOUT_CHANGE)))


def write_worklist(audited: Audited, path: Path) -> None:
    """Write the workbook to ``path``."""
    package = new_package()
    styles = Styles(package)
    sheet = DecisionSheet(styles, COLUMNS)
    rows = list(facts(audited))
    for finding in rows:
        values = {**finding, "shown": shown_text(finding, audited)}
        sheet.put([_cell(values[column.key]) for column in COLUMNS])
    keys = [column.key for column in COLUMNS]
    every, without_change = (f"'{DATA}'!$A${top}:$A${end}" for top, end in _LISTS)
    # By what stands in the row: drop-downs stay where they are when rows are sorted.
    said = f"${letters(keys.index('choices') + 1)}2"
    source = f'IF(ISNUMBER(SEARCH("{CHANGE}",{said})),{every},{without_change})'
    sheet.offer(keys.index("decision") + 1, source, Hint("Decision", _PROMPT))
    sheet.colour(keys.index("support") + 1, {"strong": UNSURE, "some": POSSIBLE})
    sheet.add_to(package, SHEET, printed=keys.index("note") + 1)
    package.add_sheet(GUIDE, _guide(styles).root)
    package.add_sheet(DATA, plain_sheet(_data(rows)).root, hidden=True)
    package.write(path)


def _cell(value: object) -> str | float:
    return value if isinstance(value, float) else in_words(value)


def _guide(styles: Styles) -> SheetCells:
    sheet = Sheet(styles, lines=False)
    sheet.title("Rows worth a look")
    sheet.pairs([("", OPENING)])
    sheet.explain(_STEPS, ((column.heading, column.says) for column in COLUMNS))
    return sheet.finish({1: 24.0, 2: 105.0})


def _data(rows: list[dict[str, object]]) -> Iterator[list[str]]:
    """Go through the facts of each finding, by which decisions are applied, and the choices."""
    yield ["Read by “audit apply”. Please leave this sheet as it is."]
    choices = (*CHOICES, *_WITHOUT_CHANGE)
    for choice, finding in zip_longest(choices, rows):
        facts_of = [str(finding["nr"]), json.dumps(finding, ensure_ascii=False)] if finding else []
        yield [choice or "", *facts_of]
