"""An audit as a page, JSON and a few lines for the terminal; its worklist as JSON lines and csv."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from classifier.audit.budget import fragment_order
from classifier.audit.worklist import CHOICES, COLUMNS, MACHINE, TEXT_MARK
from classifier.decide import CHANGE
from classifier.outputs import csv_text
from classifier.report import audit_sentences as sentences
from classifier.report.audit_sections import document
from classifier.report.document import page, rounded_json
from classifier.translations import say
from classifier.wording import counted, first_names
from classifier.workbook.review_sheet import text_of

if TYPE_CHECKING:
    from classifier.audit import Finding
    from classifier.audit.apply import Applied
    from classifier.audit.run import Audited
    from classifier.codebook import Codebook

FORMAT = 1
Facts = Sequence[dict[str, object]]
"""The findings as the three files of the worklist tell them, in its order."""


def audit_page(audited: Audited) -> str:
    """Write the report as one HTML file."""
    return page(document(audited))


def audit_json(audited: Audited) -> str:
    """Write the figures as JSON; the findings stand in the worklist."""
    agreement = {name: asdict(one) for name, one in audited.agreement.items()}
    for one in agreement.values() if not audited.config.by_coder else ():
        for number, pair in enumerate(one["pairs"], start=1):
            pair["name"] = f"pair {number}"  # names only if that was asked for
    first = audited.budgets[0]
    facts = {
        "format": FORMAT,
        "codebook_version": audited.codebook.version,
        "files": list(audited.files),
        "n_fragments": audited.n_fragments,
        "n_recorded": audited.n_recorded,
        "n_findings": dict(Counter(finding.kind for finding in audited.findings)),
        "look_at": asdict(first),
        "budgets": [asdict(one) for one in audited.budgets[1:]],
        "rates": {
            name: {"kept": d.rates.kept, "astray": d.rates.astray, "n_twice": d.rates.n_twice}
            for name, d in audited.doubts.items()
        },
        "agreement": agreement,
        "use": [asdict(one) for one in audited.use],
        "themes": [asdict(one) for one in audited.themes],
        "notices": list(audited.notices),
        **_reader(audited),
    }
    return rounded_json(facts)


def audit_summary(audited: Audited) -> str:
    """What the terminal shows when an audit is done."""
    kinds = Counter(finding.kind for finding in audited.findings)
    lines = [sentences.found(audited)]
    lines += [
        f"  {kinds[kind]:>4}  {say(key)}" for kind, key in sentences.KINDS.items() if kinds[kind]
    ]
    lines += filter(None, [sentences.budget(audited.budgets[0]), sentences.guessed(audited)])
    for name, found in audited.agreement.items():
        title = audited.codebook.target(name).name
        if found.total:
            lines.append(
                f"{title}: {found.n_twice} fragments coded twice, alpha (MASI, 1: the coders "
                f"agree, 0: as by chance) {sentences.estimate(found.total.masi)}."
            )
    return "\n".join(lines)


def apply_summary(done: Applied) -> str:
    """What the terminal shows when decisions were carried over."""
    decided = len(done.changes) - done.followed
    lines = [f"{counted(decided, 'code')} changed, {counted(done.kept, 'row')} kept as recorded."]
    if done.followed:
        lines.append(f"{done.followed} more that follow from them were changed along.")
    if done.already:
        lines.append(f"{counted(done.already, 'code')} stood so already.")
    if done.discuss:
        lines.append(f"To discuss: {first_names(done.discuss)}.")
    if done.elsewhere:
        lines.append(f"{done.elsewhere} decisions are about fragments of other files.")
    return "\n".join(lines)


def facts(audited: Audited) -> Facts:
    """Each finding as plain values, code by code: the likeliest to change first."""
    n_digits = max(3, len(str(len(audited.findings))))
    return [
        {
            "nr": f"F{rank:0{n_digits}d}",
            "rank": rank,
            **_facts(finding, audited.codebook),
            **_reader(audited),
        }
        for rank, finding in enumerate(audited.findings, start=1)
    ]


def _reader(audited: Audited) -> dict[str, str]:
    """Name the language model that read too; nothing without one."""
    return {"reader": audited.reader} if audited.reader else {}


def _facts(finding: Finding, codebook: Codebook) -> dict[str, object]:
    target = codebook.target(finding.target)
    recorded, other = sentences.readings(finding, codebook)
    return {
        "fragment_id": finding.fragment_id,
        "target": finding.target,
        "target_title": target.name,
        "kind": finding.kind,
        "rule": finding.rule,
        "recorded": _ordered(finding.recorded, target.ids),
        "recorded_names": recorded,
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
        "text": finding.text,
        "decision": "",
        "note": "",
    }


def _ordered(labels: frozenset[str], ids: tuple[str, ...]) -> list[str]:
    return [label for label in ids if label in labels]


def shown_text(fact: Mapping[str, object], audited: Audited) -> str:
    """Return what the worklist shows of the fragment of a finding: of a confidential one its id."""
    name = str(fact["fragment_id"])
    fragment = audited.fragments.get(name)
    return text_of(fragment, quote=not fragment.confidential) if fragment else name


def worklist_jsonl(audited: Audited, rows: Facts) -> str:
    """One finding a line, fragment by fragment; ``rank`` is its place in the other two files."""
    order = fragment_order(audited.findings)
    return "".join(f"{json.dumps(rows[place], ensure_ascii=False)}\n" for place in order)


def worklist_csv(audited: Audited, rows: Facts) -> str:
    """The worklist as a table that a spreadsheet opens safely: no cell is taken for a formula."""
    machine = [*MACHINE, *_reader(audited)]
    keys = [column.key for column in COLUMNS] + machine
    headings = [column.heading for column in COLUMNS] + machine
    lines = []
    for fact in rows:
        # Excel takes sixteen digits, or an “e” among them, for a number.
        written = {"shown": shown_text(fact, audited), "text": f"{TEXT_MARK}{fact['text']}"}
        lines.append([in_words((fact | written)[key]) for key in keys])
    return csv_text([headings, *lines])


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
