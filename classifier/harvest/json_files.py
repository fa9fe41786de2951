"""JSON to a grid: one object a line, an array of records, or an object around such an array."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from classifier.errors import HarvestError
from classifier.grid import Grid, Record, cell_text, grid_of_records
from classifier.harvest.headings import AliasTable
from classifier.harvest.label_studio import (
    flatten,
    is_task,
    not_handed_in,
    task_records,
    unread_answers,
)
from classifier.records import Origin, Problem
from classifier.translations import tell
from classifier.wording import listed, quoted, with_commas

_TEXTS = {"outcome", "significance"}
_PAGES = ("count", "next", "previous")
"""What a server writes beside one page of records."""


def read_json(file: str, text: str, table: AliasTable, noticed: Sequence[Problem] = ()) -> Grid:
    """Read the records of a file; the row number is the line's, in an array the record's.

    ``noticed`` are problems of the file's lines, to be handed on.
    """
    with _not_too_deep(file):
        if is_json_lines(text, table):
            return _read_lines(Grid(Origin(file), [], list(noticed)), text)
        places = [replace(problem, origin=Origin(file)) for problem in noticed]
        return _read_document(Grid(Origin(file), [], places), text, table)


def read_array(label: str, entries: Sequence[Any], table: AliasTable) -> Grid:
    """Read the entries of an array that stands in no file, as those of one that does."""
    with _not_too_deep(label):
        return _read_records(Grid(Origin(label), []), entries, table)


@contextmanager
def _not_too_deep(file: str) -> Iterator[None]:
    try:
        yield
    except RecursionError as error:
        raise HarvestError(
            f"{file} holds objects nested too deeply, or under too long names, to be a harvest.",
            hint=tell("harvest_export_again"),
        ) from error


def _read_document(grid: Grid, text: str, table: AliasTable) -> Grid:
    """Read a file that is one array or one object as a whole."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        what = f"is not complete JSON: line {error.lineno} cannot be read ({error.msg})."
        raise HarvestError(f"{grid.origin} {what}", hint=tell("harvest_export_again")) from error
    except ValueError as error:
        what = "holds a number that is too long to be read."
        raise HarvestError(f"{grid.origin} {what}", hint=tell("harvest_export_again")) from error
    if isinstance(document, dict):
        name = _wrapped_list(document, table)
        if name:
            _report_beside(grid, document, name)
        document = document[name] if name else _by_column(document, table) or [document]
    if not isinstance(document, list) or not any(isinstance(entry, dict) for entry in document):
        raise HarvestError(
            f"{grid.origin} holds no list of records.", hint=tell("harvest_export_again")
        )
    return _read_records(grid, document, table)


def is_json_lines(text: str, table: AliasTable) -> bool:
    """Say whether each line of a text is an entry of its own, be it a broken one."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    first = _parsed(lines[0])
    if len(lines) == 1:
        return isinstance(first, dict) and not (
            _wrapped_list(first, table) or _by_column(first, table)
        )
    if first is None and (lines[0][0] == "[" or lines[0][-1] in "[{" or _parsed(text)):
        return False  # a document over several lines, be it broken off
    return any(isinstance(_parsed(line), dict) for line in lines)


def _parsed(line: str) -> Any:
    """Return what a line holds, None if it is not JSON."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _read_lines(grid: Grid, text: str) -> Grid:
    """Read one object a line, keyed by headings or field names; the row number is the line's."""
    records: list[tuple[int, Record]] = []
    lists: dict[str, None] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        entry = _parsed(line)
        record = _record(entry) if isinstance(entry, dict) else None
        if record is not None:
            records.append((number, record))
            lists |= dict.fromkeys(_lists_in(entry))
            continue
        what, hint = tell("harvest_bad_json_line"), tell("harvest_bad_json_line_hint")
        grid.report("bad-line", what, hint, number)
    _report_lists(grid, lists)
    return grid_of_records(grid, records)


def _record(entry: Mapping[str, Any]) -> Record | None:
    """Return the texts of an entry; None where it is nested too deeply to be one."""
    try:
        return {str(name): cell_text(value) for name, value in entry.items()}
    except RecursionError:
        return None


def _wrapped_list(document: Mapping[str, Any], table: AliasTable) -> str:
    """Return the name of the only list of records in an object that is no record itself."""
    lists = [
        name
        for name, value in document.items()
        if isinstance(value, list) and any(isinstance(entry, dict) for entry in value)
    ]
    if len(lists) != 1 or any(table.find(name) for name in document if name != lists[0]):
        return ""
    return lists[0]


def _by_column(document: Mapping[str, Any], table: AliasTable) -> list[dict[str, Any]]:
    """Return the records of an object that holds the values of each column, as pandas writes it."""
    columns = list(document.values())
    if len(columns) < 2 or not any(map(table.find_wrapped, document)):
        return []
    kinds = set(map(type, columns))
    if kinds == {dict} and len(set(map(tuple, columns))) == 1:
        if not all(map(str.isdigit, columns[0])):
            return []
        columns = [list(column.values()) for column in columns]
    elif kinds != {list} or len(set(map(len, columns))) > 1:
        return []
    return [dict(zip(document, row, strict=True)) for row in zip(*columns, strict=True)]


def _unfolded(entry: Mapping[str, Any], table: AliasTable) -> list[Mapping[str, Any]]:
    """Return a record for each object of a repeated group that holds the outcomes' texts."""
    for name, group in entry.items():
        if not _holds_objects(group):
            continue
        above = {other: value for other, value in entry.items() if other != name}
        fields = _fields(group[0], table)
        if fields & _TEXTS and not _fields(above, table) & _TEXTS:
            kept = {o: v for o, v in above.items() if not _fields([o], table) & fields & {"id"}}
            return [{**kept, **each} for each in group]
    return [entry]


def _holds_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _lists_in(entry: Mapping[str, Any]) -> list[str]:
    """Return the names of lists of objects, but for a server's own such as “_attachments”."""
    return [name for name, value in entry.items() if name[:1] != "_" and _holds_objects(value)]


def _fields(names: Iterable[str], table: AliasTable) -> set[str]:
    return {found[0] for found in map(table.find_wrapped, names) if found}


def _report_lists(grid: Grid, names: Iterable[str]) -> None:
    """Name the lists of objects within records, of which no code is read."""
    lists = quoted(names, most=10)
    if lists:
        what, hint = tell("harvest_lists", names=lists), tell("harvest_lists_hint")
        grid.report("lists-not-read", what, hint)


def _report_beside(grid: Grid, document: Mapping[str, Any], name: str) -> None:
    """Report records that are on other pages, and what else stands beside the list."""
    count = document.get("count")
    n_records = len(document[name])
    if document.get("next") or (isinstance(count, int) and count > n_records):
        what, hint = tell("harvest_more_records", n=n_records), tell("harvest_more_records_hint")
        grid.report("more-records", what, hint)
    others = quoted((other for other in document if other not in (name, *_PAGES)), most=10)
    if others:
        what = tell("harvest_beside_records", names=others)
        grid.report("beside-records", what, notice=True)


def _read_records(grid: Grid, entries: Sequence[Any], table: AliasTable) -> Grid:
    """Read the records of an array; the row number is the record's, counted from 1."""
    records: list[tuple[int, Record]] = []
    unread: set[str] = set()
    passed_over: Counter[str] = Counter()
    lists: dict[str, None] = {}
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            what = tell("harvest_no_object", n=number)
            grid.report("bad-line", what, tell("harvest_export_again"), number)
        elif is_task(entry):
            records += [(number, record) for record in task_records(entry, table)]
            unread |= unread_answers(entry)
            passed_over += not_handed_in(entry)
        else:
            unfolded = _unfolded(entry, table)
            records += [(number, flatten(each)) for each in unfolded]
            lists |= dict.fromkeys(_lists_in(unfolded[0]))
    _report_lists(grid, lists)
    if passed_over:
        kinds = [
            tell(f"harvest_kind_{name.replace(' ', '_')}", n=n)
            for name, n in sorted(passed_over.items())
        ]
        what = tell("harvest_not_handed_in", kinds=listed(kinds))
        grid.report("answers-not-read", what, notice=True)
    if unread:
        what = tell("harvest_other_answers", kinds=with_commas(sorted(unread)))
        grid.report("answers-not-read", what)
    return grid_of_records(grid, records)
