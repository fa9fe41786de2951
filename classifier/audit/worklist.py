"""A worklist read back: the decisions in it, whatever file it is in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.audit.columns import CHANGE, CHOICES, COLUMNS, DATA, MACHINE, SHEET
from classifier.errors import HarvestError
from classifier.records import Origin, Problem
from classifier.xlsx.package import Package
from classifier.xlsx.sheet_cells import SheetCells, shared_strings

_HINT = "Give the worklist.xlsx, .csv or .jsonl that `classifier audit` wrote."
_KEYS = {column.heading.casefold(): column.key for column in COLUMNS} | {
    key: key for key in MACHINE
}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decided finding.

    Attributes
    ----------
    nr : the finding's number
    decision : keep, change or discuss
    changed_to : names of labels, "" for the other reading
    recorded, add, remove : label ids on the newest version's axis
    origin : where the coding stood when the list was made
    """

    nr: str
    fragment_id: str
    target: str
    decision: str
    changed_to: str
    note: str
    recorded: frozenset[str]
    add: frozenset[str]
    remove: frozenset[str]
    version: str
    why: str
    origin: Origin


def read_decisions(path: Path) -> tuple[list[Decision], list[Problem]]:
    """Read the decided findings of a worklist; cells that say something else are problems."""
    rows = _rows(path)
    decisions, problems = [], []
    for number, row in rows:
        said = str(row.get("decision", "")).strip().casefold()
        if said in CHOICES:
            decisions.append(_decision(row, said))
        elif said or _text(row, "changed_to"):
            what = f"“{said}” is none of {', '.join(CHOICES)}; the row was passed over."
            if not said:
                what = f"is empty though “Changed to” is filled; write “{CHANGE}” to have it done."
            origin = Origin(path.name, number, column="Decision")
            problems.append(Problem(origin, "decision-unknown", what))
    return decisions, problems


def _decision(row: Mapping[str, object], said: str) -> Decision:
    number = str(row.get("row") or "")
    return Decision(
        nr=_text(row, "nr"),
        fragment_id=_text(row, "fragment_id"),
        target=_text(row, "target"),
        decision=said,
        changed_to=_text(row, "changed_to"),
        note=_text(row, "note"),
        recorded=_ids(row.get("recorded")),
        add=_ids(row.get("add")),
        remove=_ids(row.get("remove")),
        version=_text(row, "version"),
        why=_text(row, "why"),
        origin=Origin(
            _text(row, "file"), int(number) if number.isdigit() else None, _text(row, "sheet")
        ),
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
