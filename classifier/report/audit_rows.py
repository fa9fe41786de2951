"""The worklist as facts, as JSON lines and as csv."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from classifier.audit.columns import CHANGE, CHOICES, COLUMNS, MACHINE
from classifier.audit.ranking import fragment_order
from classifier.codebook import write_labels
from classifier.harvest import guard_cell

if TYPE_CHECKING:
    from classifier.audit import Audited, Finding
    from classifier.codebook import Codebook

NOTHING = "(no label)"


def facts(audited: Audited) -> Iterator[dict[str, object]]:
    """Each finding as plain values, code by code: the likeliest to change first."""
    n_digits = max(3, len(str(len(audited.findings))))
    for rank, finding in enumerate(audited.findings, start=1):
        yield {
            "nr": f"F{rank:0{n_digits}d}",
            "rank": rank,
            **_facts(finding, audited.codebook),
        }


def _facts(finding: Finding, codebook: Codebook) -> dict[str, object]:
    target = codebook.target(finding.target)
    other = finding.other or write_labels(finding.reading, target) or NOTHING
    return {
        "fragment_id": finding.fragment_id,
        "target": finding.target,
        "target_title": target.title or target.id,
        "kind": finding.kind,
        "rule": finding.rule,
        "recorded": _ordered(finding.recorded, target.ids),
        "recorded_names": write_labels(finding.recorded, target) or NOTHING,
        "other_names": other,
        "add": _ordered(finding.add, target.ids),
        "remove": _ordered(finding.remove, target.ids),
        "why": finding.why,
        "similar": list(finding.similar),
        "support": finding.support,
        "chance": round(finding.chance, 4),
        "in_fragment": round(finding.in_fragment, 4),
        "choices": [one for one in CHOICES if one != CHANGE or finding.changeable],
        "version": finding.version,
        "file": finding.origin.file,
        "sheet": finding.origin.sheet,
        "row": finding.origin.row,
        "decision": "",
        "changed_to": "",
        "note": "",
    }


def _ordered(labels: frozenset[str], ids: tuple[str, ...]) -> list[str]:
    return [label for label in ids if label in labels]


def worklist_jsonl(audited: Audited) -> str:
    """One finding a line, fragment by fragment; ``rank`` is its place in the other two files."""
    rows = list(facts(audited))
    order = fragment_order(audited.findings)
    return "".join(f"{json.dumps(rows[place], ensure_ascii=False)}\n" for place in order)


def worklist_csv(audited: Audited) -> str:
    """The worklist as a table that a spreadsheet opens safely: no cell is taken for a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    keys = [column.key for column in COLUMNS] + list(MACHINE)
    writer.writerow([column.heading for column in COLUMNS] + list(MACHINE))
    for one in facts(audited):
        writer.writerow([guard_cell(in_words(one[key])) for key in keys])
    return buffer.getvalue()


def in_words(value: object) -> str:
    """A fact as the text of a cell.

    >>> in_words(["T01", "T02"]), in_words(0.25), in_words(None)
    ('T01, T02', '0.25', '')
    """
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
