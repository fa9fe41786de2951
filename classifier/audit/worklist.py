"""The worklist: its columns in one table, and the decisions in it read back from any file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from classifier.codebook import NONE_FITS, what_follows, write_labels
from classifier.decide import ACCEPT, CHANGE, DISCUSS, KEEP, read_decision, word_of
from classifier.errors import HarvestError, foreign
from classifier.json_shape import read_lines, read_shaped
from classifier.outputs import plain_cell
from classifier.records import Origin, Problem
from classifier.text_files import decode, read_bytes
from classifier.translations import in_every_language, tell
from classifier.workbook.layout import TEXT_COLUMN
from classifier.workbook.review_sheet import id_in
from classifier.xlsx.decision_sheet import Column
from classifier.xlsx.package import Package
from classifier.xlsx.sheet_cells import SheetCells, shared_strings

if TYPE_CHECKING:
    from classifier.codebook import Codebook


CHOICES = (KEEP, CHANGE, DISCUSS)

_ROOM = "worklist"
COLUMNS = (
    replace(TEXT_COLUMN, key="shown", name="text", look="text"),
    Column("target_title", 13, name="target"),
    Column("recorded_names", 20, _ROOM, "recorded", "text"),
    Column("other_names", 20, _ROOM, "other", "possible"),
    Column("decision", 22, _ROOM),
    Column("why", 32, _ROOM),
    Column("note", 24, _ROOM, look="decision"),
    Column("support", 10, _ROOM),
    Column("chance", 9, _ROOM, look="probability"),
    Column("in_fragment", 10, _ROOM, look="amount"),
    Column("similar", 20, _ROOM),
    Column("choices", 13, _ROOM),
    Column("fragment_id", 18, _ROOM),
    Column("file", 16, _ROOM),
    Column("row", 7, _ROOM),
    Column("nr", 7, _ROOM),
)
MACHINE = (
    "kind",
    "rule",
    "target",
    "recorded",
    "add",
    "remove",
    "rank",
    "version",
    "sheet",
    "text",
)
"""Further columns of the csv, which ``audit apply`` reads."""
TEXT_MARK = "text "
"""Stands before a text's fingerprint in the csv."""

_CELL = str | int | float | None
_IDS = [str]
ROW: Mapping[str, object] = {
    **dict.fromkeys(("nr?", "fragment_id?", "target?", "file?", "sheet?", "row?", "text?"), _CELL),
    **dict.fromkeys(("decision?", "changed_to?", "note?"), _CELL),
    **dict.fromkeys(("why?", "recorded_names?", "other_names?", "target_title?"), _CELL),
    **dict.fromkeys(("recorded?", "add?", "remove?", "similar?"), _IDS),
}
"""The shape of one line of worklist.jsonl."""

DATA = "audit data"
CODEBOOK_FILE = "codebook.yaml"

_HINT = "Give the worklist.xlsx, .csv or .jsonl that `classifier audit` wrote."
# Names had a column of their own in older lists.
_HEADINGS = {
    heading.casefold(): column.key for column in COLUMNS for heading in column.every_heading
} | {"changed to": "changed_to"}
_KEYS = _HEADINGS | {key: key for key in MACHINE}
_NUMBER = re.compile(r" \(\d+\)$")
# Number, id and target of a finding.
_Line = tuple[str, str, str]


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
    as_it_stands : the decision is about what stands in the harvest, not about ``recorded``
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
    as_it_stands: bool = False


Answered = Callable[[DecidedFinding], str]
"""What was answered elsewhere to a finding, as it would be written as its decision; "" if not."""


def written_id(fragment_id: str) -> str:
    """Return an id as it is written: where several texts share one, it got a number behind it."""
    return _NUMBER.sub("", fragment_id)


def read_findings(path: Path) -> list[DecidedFinding]:
    """Read the findings of a worklist, whatever is decided."""
    return [finding for _, row in _rows(path)[0] if (finding := _finding(row)).target]


def read_decisions(
    path: Path, codebook: Codebook, answered: Answered | None = None
) -> tuple[list[DecidedFinding], list[Problem]]:
    """Read the decided findings of a worklist; cells that say something else are problems.

    ``answered`` tells what was decided elsewhere.
    """
    decided: dict[tuple[str, str, str], list[tuple[int, DecidedFinding]]] = {}
    rows, problems = _rows(path)
    for number, row in rows:
        cells = _text(row, "decision"), _text(row, "changed_to")
        if not any(cells):
            continue
        finding = _finding(row)
        if finding.target:
            finding, trouble = _understood(finding, *cells, codebook)
        else:
            trouble = _NO_LINE
        if finding.decision:
            key = finding.nr, finding.fragment_id, finding.target
            decided.setdefault(key, []).append((number, finding))
        if trouble is not None:
            origin = Origin(path.name, number, column=trouble.column)
            problems.append(Problem(origin, trouble.kind, trouble.what, trouble.hint))
    findings = []
    for copies in decided.values():
        if len({(finding.decision, finding.changed_to) for _, finding in copies}) == 1:
            findings.append(copies[0][1])
            continue
        for number, finding in copies:
            what = tell("decision_rows_differ", nr=finding.nr)
            hint = tell("decision_rows_differ_hint")
            problems.append(Problem(Origin(path.name, number), "decisions-differ", what, hint))
    if answered is None:
        return findings, problems
    others, strange = _with_answers(rows, findings, path.name, codebook, answered)
    return others, [*problems, *strange]


def keep_decisions(path: Path, former: Path) -> int:
    """Write into the open rows of a workbook what was decided before; return in how many rows.

    Rows that an older list decides in several ways stay open.
    """
    before: dict[_Line, list[dict[str, object]]] = {}
    for _, row in _rows(former)[0]:
        if _is_decided(row):
            before.setdefault(_line(row), []).append(_yours(row))
    rows = list(_workbook_rows(path))
    taken = {_line(row) for _, row in rows if _is_decided(row)}
    kept = {
        number: before[_line(row)][0]
        for number, row in rows
        if _line(row) not in taken and len(set(map(_said, before.get(_line(row), ())))) == 1
    }
    if kept:
        _write_yours(path, kept)
    return len(kept)


def _is_decided(row: Mapping[str, object]) -> bool:
    return bool(_text(row, "target") and any(_said(row)))


def _said(row: Mapping[str, object]) -> tuple[str, str]:
    return _text(row, "decision"), _text(row, "changed_to")


def _line(row: Mapping[str, object]) -> _Line:
    return _text(row, "nr"), _text(row, "fragment_id"), _text(row, "target")


def _write_yours(path: Path, kept: Mapping[int, Mapping[str, object]]) -> None:
    """Write what a person wrote into rows of a workbook; a note that stands there stays."""
    package = Package.read(path)
    grid = SheetCells(package.tree(_list_part(package)), shared_strings(package))
    _, columns = _headings(grid, path)
    for number, row in kept.items():
        for key in row.keys() & columns.keys():
            if not grid.text(number, columns[key]):
                grid.put_text(number, columns[key], _text(row, key))
    grid.write_dimension()
    package.write(path)


def _list_part(package: Package) -> str:
    names = in_every_language("worklist")
    return next((entry.part for entry in package.sheets() if entry.name in names), "")


def _with_answers(
    rows: Sequence[tuple[int, Mapping[str, object]]],
    findings: Sequence[DecidedFinding],
    file: str,
    codebook: Codebook,
    answered: Answered,
) -> tuple[list[DecidedFinding], list[Problem]]:
    """Add to the decisions of a worklist those given elsewhere; where two differ, none counts."""
    kept = {(one.nr, one.fragment_id, one.target): one for one in findings}
    problems = []
    for number, row in rows:
        listed = _finding(row)
        for finding, trouble in _answers(listed, codebook, answered) if listed.target else ():
            if trouble is not None:
                origin = Origin(file, number, column=trouble.column)
                problems.append(Problem(origin, trouble.kind, trouble.what, trouble.hint))
            key = finding.nr, finding.fragment_id, finding.target
            written = kept.get(key)
            if written is not None and _meant(written, codebook) != _meant(finding, codebook):
                del kept[key]
                what = tell("decision_page_differs", nr=finding.nr)
                hint = tell("decision_page_differs_hint")
                problems.append(Problem(Origin(file, number), "decisions-differ", what, hint))
            elif finding.decision:
                kept.setdefault(key, finding)
    return list(kept.values()), problems


def _answers(
    listed: DecidedFinding, codebook: Codebook, answered: Answered
) -> Iterator[tuple[DecidedFinding, _Trouble | None]]:
    """Yield what was answered elsewhere to a finding.

    Of a target that follows from another, a page asks what it follows from; it follows that.
    """
    target = codebook.target(listed.target)
    if not target.derived_from:
        text = answered(listed)
        if text:
            yield _understood(listed, text, "", codebook)
        return
    none = frozenset[str]()
    source = replace(
        listed, target=target.derived_from, recorded=none, add=none, remove=none, as_it_stands=True
    )
    text = answered(source)
    if not text:
        return
    source, trouble = _understood(source, text, "", codebook)
    yield source, trouble
    follows = None
    if source.changed_to:
        meant = read_decision(source.changed_to, codebook.target(source.target), None)
        follows = what_follows(meant.labels, target, codebook)
    if follows is not None:
        text = KEEP if follows == listed.recorded else write_labels(follows, target) or NONE_FITS
        yield _understood(listed, text, "", codebook)


def _meant(finding: DecidedFinding, codebook: Codebook) -> object:
    """Return the labels that a decision leads to, or the word that leads to none."""
    if finding.decision != CHANGE:
        return finding.recorded if finding.decision == KEEP else finding.decision
    other = other_reading([finding])
    if not finding.changed_to:
        return other
    target = codebook.target(finding.target)
    return read_decision(finding.changed_to, target, other, finding.recorded).labels


class _Trouble(NamedTuple):
    """What is wrong in a row of the worklist."""

    kind: str
    what: str
    hint: str = ""
    column: str = "Decision"


_NO_LINE = _Trouble(
    "row-unknown",
    tell("decision_no_line"),
    tell("decision_no_line_hint"),
)


def _understood(
    finding: DecidedFinding, said: str, changed_to: str, codebook: Codebook
) -> tuple[DecidedFinding, _Trouble | None]:
    """Return the finding with what a person decided, "" for nothing, and what is wrong."""
    if not said:
        what = tell("decision_left_empty", word=tell("change_word"))
        return finding, _Trouble("decision-unknown", what)
    takes = word_of(said) in (ACCEPT, CHANGE)
    written = changed_to if takes else said
    if not written:
        return replace(finding, decision=CHANGE), None
    if changed_to and not takes:
        what = tell("decision_beside_change", text=said)
        return finding, _Trouble("decision-unclear", what, tell("decision_empty_one"))
    target = codebook.target(finding.target)
    decided = read_decision(written, target, other_reading([finding]), finding.recorded)
    if decided.state == "decided":
        return replace(finding, decision=CHANGE, changed_to=written), None
    trouble = None
    if decided.what:
        column = "Changed to" if takes else "Decision"
        trouble = _Trouble(f"decision-{decided.state}", decided.what, decided.hint, column)
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
        text=_text(row, "text").removeprefix(TEXT_MARK),
        origin=origin,
    )


def _text(row: Mapping[str, object], key: str) -> str:
    return str(row.get(key) or "").strip()


def _ids(value: object) -> frozenset[str]:
    parts: Sequence[object] = value if isinstance(value, list) else str(value or "").split(",")
    return frozenset(str(part).strip() for part in parts if str(part).strip())


def _rows(path: Path) -> tuple[list[tuple[int, dict[str, object]]], list[Problem]]:
    """The findings of a worklist with the numbers of their rows, and what cannot be read."""
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        found, problems = read_lines(path, ROW)
    elif suffix == ".csv":
        found, problems = _csv_rows(path)
    elif suffix == ".xlsx":
        found, problems = list(_workbook_rows(path)), []
    else:
        raise HarvestError(f"{path.name} is no worklist.", hint=_HINT)
    for key in ("nr", "fragment_id", "decision"):
        if found and not any(key in row for _, row in found):
            raise _without(path, key)
    if problems and not found:
        raise HarvestError(f"{path.name} is no worklist, or is damaged.", hint=_HINT)
    return found, problems


def _without(path: Path, key: str) -> HarvestError:
    heading = next(column.heading for column in COLUMNS if column.key == key)
    return HarvestError(
        f"{path.name} is no worklist of an audit: it has no column “{heading}”.",
        hint=f"{_HINT} If it was one, copy the decisions into an untouched copy of it.",
    )


def _csv_rows(path: Path) -> tuple[list[tuple[int, dict[str, object]]], list[Problem]]:
    text, problems = decode(path.name, read_bytes(path, path.name))
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    with foreign(path.name, _HINT):  # such as a quotation mark that is never closed
        rows = list(reader)
    found: list[tuple[int, dict[str, object]]] = []
    for number, row in enumerate(rows, start=2):
        # Cells beyond the headings come as a list under no heading.
        cells = {key: value for key, value in row.items() if isinstance(key, str)}
        keyed = {_KEYS.get(_folded(key), key): plain_cell(v or "") for key, v in cells.items()}
        found.append((number, dict(keyed)))
    return found, problems


def _folded(heading: object) -> str:
    return str(heading).strip().casefold()


def _workbook_rows(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    package = Package.read(path)
    strings = shared_strings(package)
    sheets = {
        entry.name: SheetCells(package.look(entry.part), strings) for entry in package.sheets()
    }
    grid = next((sheets[name] for name in in_every_language("worklist") if name in sheets), None)
    if grid is None or DATA not in sheets:
        raise HarvestError(f"{path.name} is no worklist of an audit.", hint=_HINT)
    facts, (top, columns) = _kept_facts(sheets[DATA]), _headings(grid, path)
    for row in (number for number in grid.row_numbers if number > top):
        shown: dict[str, object] = {key: grid.shown(row, n) for key, n in columns.items() if key}
        fact = facts.get(_text(shown, "nr"), {})
        yield row, {**shown, **fact, **_yours(shown)} if _is_whole(fact, shown) else shown


def _headings(grid: SheetCells, path: Path) -> tuple[int, dict[str, int]]:
    """Return the row of the headings and the column of each key; a title may stand above them."""
    for row in grid.row_numbers:
        columns = {_HEADINGS.get(_folded(text), ""): n for n, text in grid.texts(row).items()}
        if "decision" in columns:
            return row, columns
    raise _without(path, "decision")


def _is_whole(fact: Mapping[str, object], shown: Mapping[str, object]) -> bool:
    """Whether a row shows what was written into it; a column that is gone shows nothing else.

    It does not where the sheet was sorted in part; the decision is about what is shown.
    """
    named = {**shown, "fragment_id": id_in(_text(shown, "shown"))} if "shown" in shown else {}
    return all(
        str(fact[key]).split() == str(cells[key]).split()
        for cells in (shown, named)
        for key in ("fragment_id", "target_title")
        if key in cells and key in fact
    )


def _yours(shown: Mapping[str, object]) -> dict[str, object]:
    return {key: shown[key] for key in ("decision", "changed_to", "note") if key in shown}


def _kept_facts(sheet: SheetCells) -> dict[str, dict[str, object]]:
    """Return the facts of each finding by its number, from the sheet that keeps them."""
    numbers = [row for row in sheet.row_numbers if row > 1 and sheet.text(row, 2)]
    kept = {sheet.text(row, 2): read_shaped(sheet.text(row, 3), ROW) for row in numbers}
    return {number: facts for number, facts in kept.items() if facts is not None}
