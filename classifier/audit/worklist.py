"""A worklist read back: the decisions in it, whatever file it is in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from classifier.audit.columns import COLUMNS, DATA, MACHINE, SHEET
from classifier.decide import ACCEPT, CHANGE, read_decision, word_of
from classifier.errors import HarvestError
from classifier.records import Origin, Problem
from classifier.xlsx.package import Package
from classifier.xlsx.sheet_cells import SheetCells, shared_strings

if TYPE_CHECKING:
    from classifier.codebook import Codebook

_HINT = "Give the worklist.xlsx, .csv or .jsonl that `classifier audit` wrote."
_KEYS = {column.heading.casefold(): column.key for column in COLUMNS} | {
    key: key for key in MACHINE
}


@dataclass(frozen=True, slots=True)
class DecidedFinding:
    """One finding of a worklist that a person decided.

    Attributes
    ----------
    nr : the finding's number
    decision : keep, change or discuss
    changed_to : what the person wrote in place of the other reading, "" for the other reading
    recorded, add, remove : label ids on the newest version's axis
    text : fingerprint of the fragment's text when the list was made; "" in older lists
    origin : where the coding stood when the list was made
    """

    nr: str
    fragment_id: str
    target: str
    decision: str
    changed_to: str
    recorded: frozenset[str]
    add: frozenset[str]
    remove: frozenset[str]
    text: str
    origin: Origin


def read_decisions(path: Path, codebook: Codebook) -> tuple[list[DecidedFinding], list[Problem]]:
    """Read the decided findings of a worklist; cells that say something else are problems."""
    findings, problems = [], []
    for number, row in _rows(path):
        cells = _text(row, "decision"), _text(row, "changed_to")
        if not any(cells):
            continue
        finding, trouble = _understood(_finding(row), *cells, codebook)
        if finding.decision:
            findings.append(finding)
        if trouble is not None:
            origin = Origin(path.name, number, column=trouble.column)
            problems.append(Problem(origin, trouble.kind, trouble.what, trouble.hint))
    return findings, problems


class _Trouble(NamedTuple):
    """What is wrong in a row of the worklist."""

    kind: str
    what: str
    hint: str = ""
    column: str = "Decision"


def _understood(
    finding: DecidedFinding, said: str, changed_to: str, codebook: Codebook
) -> tuple[DecidedFinding, _Trouble | None]:
    """Return the finding with what a person decided, "" for nothing, and what is wrong."""
    if not said:
        what = f"is empty though “Changed to” is filled; write “{CHANGE}” to have it done."
        return finding, _Trouble("decision-unknown", what)
    target = codebook.target(finding.target)
    reading = other_reading([finding])
    takes = word_of(said) in (ACCEPT, CHANGE)
    if takes and not changed_to:
        return replace(finding, decision=CHANGE), None
    decided = read_decision(changed_to if takes else said, target, reading, finding.recorded)
    column = "Changed to" if takes else "Decision"
    trouble = None
    if decided.what:
        trouble = _Trouble(f"decision-{decided.state}", decided.what, decided.hint, column)
    elif changed_to and not takes:
        what = f"says “{said}” though “Changed to” is filled; the row was passed over."
        return finding, _Trouble("decision-unclear", what, "Empty one of the two.")
    if decided.state == "decided":
        return replace(finding, decision=CHANGE, changed_to=changed_to if takes else said), None
    state = "" if decided.state == "unclear" else decided.state
    return replace(finding, decision=state), trouble


def other_reading(findings: Sequence[DecidedFinding]) -> frozenset[str] | None:
    """Return the other reading that the findings on one cell propose; None if there is none."""
    add = frozenset[str]().union(*(finding.add for finding in findings))
    remove = frozenset[str]().union(*(finding.remove for finding in findings))
    if not (add or remove) or add & remove:
        return None
    return (findings[0].recorded - remove) | add


def _finding(row: Mapping[str, object]) -> DecidedFinding:
    number = _text(row, "row")
    origin = Origin(
        _text(row, "file"), int(number) if number.isdigit() else None, _text(row, "sheet")
    )
    return DecidedFinding(
        nr=_text(row, "nr"),
        fragment_id=_text(row, "fragment_id"),
        target=_text(row, "target"),
        decision="",
        changed_to="",
        recorded=_ids(row.get("recorded")),
        add=_ids(row.get("add")),
        remove=_ids(row.get("remove")),
        text=_text(row, "text"),
        origin=origin,
    )


def _text(row: Mapping[str, object], key: str) -> str:
    return str(row.get(key) or "").strip()


def _ids(value: object) -> frozenset[str]:
    parts: Sequence[object] = value if isinstance(value, list) else str(value or "").split(",")
    return frozenset(str(part).strip() for part in parts if str(part).strip())


def _rows(path: Path) -> list[tuple[int, dict[str, object]]]:
    """The findings of a worklist with the numbers of their rows."""
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        found = list(_json_rows(path))
    elif suffix == ".csv":
        found = list(_csv_rows(path))
    elif suffix == ".xlsx":
        found = list(_workbook_rows(path))
    else:
        raise HarvestError(f"{path.name} is no worklist.", hint=_HINT)
    if any("nr" not in row or "fragment_id" not in row for _, row in found):
        raise HarvestError(f"{path.name} is no worklist of an audit.", hint=_HINT)
    return found


def _json_rows(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.strip():
            yield number, _facts(line, path)


def _facts(text: str, path: Path) -> dict[str, object]:
    try:
        row = json.loads(text)
    except json.JSONDecodeError as error:
        raise HarvestError(f"{path.name} is damaged: a line is not JSON.", hint=_HINT) from error
    return row if isinstance(row, dict) else {}


def _csv_rows(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    text = path.read_text("utf-8-sig")
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    for number, row in enumerate(
        csv.DictReader(io.StringIO(text, newline=""), delimiter=separator), 2
    ):
        yield (
            number,
            {_KEYS.get(str(key).strip().casefold(), str(key)): v for key, v in row.items()},
        )


def _workbook_rows(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    package = Package.read(path)
    strings = shared_strings(package)
    sheets = {
        entry.name: SheetCells(package.look(entry.part), strings) for entry in package.sheets()
    }
    if SHEET not in sheets or DATA not in sheets:
        raise HarvestError(f"{path.name} is no worklist of an audit.", hint=_HINT)
    kept, grid = sheets[DATA], sheets[SHEET]
    facts = {
        kept.text(row, 2): _facts(kept.text(row, 3), path)
        for row in kept.row_numbers
        if row > 1 and kept.text(row, 2)
    }
    headings = {_KEYS.get(text.strip().casefold(), ""): n for n, text in grid.texts(1).items()}
    for row in grid.row_numbers:
        nr = grid.text(row, headings.get("nr", 1)).strip()
        if row == 1 or nr not in facts:
            continue
        yours: dict[str, object] = {
            key: grid.shown(row, headings[key])
            for key in ("decision", "changed_to", "note")
            if key in headings
        }
        yield row, {**facts[nr], **yours}
