"""The worklist as a workbook: a row for each finding, a drop-down for the decision."""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import TYPE_CHECKING

from classifier.audit.worklist import CHOICES, COLUMNS, DATA
from classifier.decide import CHANGE, DISCUSS, KEEP
from classifier.report.audit import Facts, in_words, shown_text
from classifier.translations import say
from classifier.xlsx.decision_sheet import DecisionSheet
from classifier.xlsx.markup import letters
from classifier.xlsx.new_workbook import Hint, Sheet, new_package, plain_sheet
from classifier.xlsx.styles import POSSIBLE, UNSURE, Styles

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from classifier.audit.run import Audited

_STEPS = (
    "worklist_begin",
    "worklist_by_fragment",
    "worklist_choose",
    "worklist_names",
    "worklist_clusters",
    "worklist_keep_nr",
)
_COMMAND = "classifier audit apply worklist.xlsx --to HARVEST --out NEW"
# By a decision, the word for it in the table of words.
_WORDS = {KEEP: "keep_word", CHANGE: "change_word", DISCUSS: "discuss_word"}
_WITHOUT_CHANGE = tuple(choice for choice in CHOICES if choice != CHANGE)
# The rows of the hidden sheet that hold the one and the other drop-down, below its heading.
_LISTS = ((2, 1 + len(CHOICES)), (2 + len(CHOICES), 1 + len(CHOICES) + len(_WITHOUT_CHANGE)))


def write_worklist(audited: Audited, rows: Facts, path: Path) -> None:
    """Write the workbook to ``path``."""
    package = new_package()
    styles = Styles(package)
    sheet = DecisionSheet(styles, COLUMNS)
    for finding in rows:
        values = {**finding, **_said(finding), "shown": shown_text(finding, audited)}
        sheet.put([_cell(values[column.key]) for column in COLUMNS])
    keys = [column.key for column in COLUMNS]
    every, without_change = (f"'{DATA}'!$A${top}:$A${end}" for top, end in _LISTS)
    # By what stands in the row: drop-downs stay where they are when rows are sorted.
    said = f"${letters(keys.index('choices') + 1)}2"
    source = f'IF(ISNUMBER(SEARCH("{say("change_word")}",{said})),{every},{without_change})'
    hint = Hint(say("column_decision"), say("worklist_prompt"))
    sheet.offer(keys.index("decision") + 1, source, hint)
    colours = {say("support_strong"): UNSURE, say("support_some"): POSSIBLE}
    sheet.colour(keys.index("support") + 1, colours)
    sheet.add_to(package, say("worklist"), printed=keys.index("note") + 1)
    package.add_sheet(say("worklist_guide"), _guide(styles, audited.reader).root)
    package.add_sheet(DATA, plain_sheet(_data(rows)), hidden=True)
    package.write(path)


def _said(finding: Mapping[str, object]) -> dict[str, object]:
    """Return what a finding says in single words, in the language that is written."""
    choices = finding["choices"]
    named = [say(_WORDS[one]) for one in choices] if isinstance(choices, list) else choices
    return {"choices": named, "support": say(f"support_{finding['support']}")}


def _cell(value: object) -> str | float:
    return value if isinstance(value, float) else in_words(value)


def _guide(styles: Styles, reader: str) -> Sheet:
    sheet = Sheet(styles, lines=False)
    sheet.title(say("worklist_title"))
    sheet.pairs([("", say("worklist_opening"))])
    steps = (*map(say, _STEPS), say("worklist_carry", command=_COMMAND))
    sheet.explain(steps, ((column.heading, column.says) for column in COLUMNS))
    if reader:
        sheet.section(say("where_from"))
        sheet.pairs([(say("fact_reader"), reader)])
    return sheet.finish({1: 24.0, 2: 105.0})


def _data(rows: Facts) -> Iterator[list[str]]:
    """Go through the facts of each finding, by which decisions are applied, and the choices."""
    yield ["Read by “audit apply”. Please leave this sheet as it is."]
    choices = (*CHOICES, *_WITHOUT_CHANGE)
    for choice, finding in zip_longest(choices, rows):
        facts_of = [str(finding["nr"]), json.dumps(finding, ensure_ascii=False)] if finding else []
        yield [say(_WORDS[choice]) if choice else "", *facts_of]
