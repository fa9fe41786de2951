"""A harvest written again with some cells changed: all else stays, in its own format."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.errors import HarvestError
from classifier.grid import cell_text
from classifier.harvest.clean import clean_cell
from classifier.harvest.files import read_grids
from classifier.harvest.headings import alias_table
from classifier.harvest.json_files import is_json_lines
from classifier.harvest.parquet import SUFFIX, load_arrow, text_array
from classifier.harvest.table import Table
from classifier.outputs import csv_text, guard_cell, require_ending
from classifier.xlsx.ranges import letters

if TYPE_CHECKING:
    from classifier.codebook import Codebook

WORKBOOKS = (".xlsx", ".xlsm")
JSON_LINES = (".jsonl", ".ndjson")
DELIMITED = (".csv", ".tsv")
# Text cards are read, but their codes come back as a table.
CARDS = (".txt", ".md")


@dataclass
class TableChange:
    """What changes in one table.

    Attributes
    ----------
    add : headings of new columns, at the right
    drop : headings of columns that go
    texts : headings of columns that hold text from now on, whether a cell changes or not
    cells : new text by the row's number, then heading
    """

    table: Table
    add: Sequence[str] = ()
    drop: Sequence[str] = ()
    texts: Sequence[str] = ()
    cells: dict[int, Mapping[str, str]] = field(default_factory=dict)


def check_endings(source: Path, target: Path) -> None:
    """Require the format of the input, except that text cards become a table."""
    if source.suffix.lower() in CARDS:
        wanted: tuple[str, ...] = (".csv", ".jsonl")
    else:
        wanted = (source.suffix.lower(),)
    require_ending(target, *wanted)


def rewrite(source: Path, target: Path, changes: Sequence[TableChange], codebook: Codebook) -> None:
    """Write ``source`` with its changes to ``target``; parquet has `changed_batch` instead."""
    ending = source.suffix.lower()
    if ending in WORKBOOKS:
        from classifier.edit.workbooks import rewrite_workbook

        rewrite_workbook(source, target, changes, codebook)
    elif ending in JSON_LINES:
        _rewrite_json_lines(source, target, changes[0], codebook)
    elif ending in DELIMITED:
        _rewrite_delimited(source, target, changes[0], codebook)
    elif target.suffix.lower() in JSON_LINES:
        _write_json_lines(target, changes[0])
    elif ending in CARDS:
        _write_cards(target, changes[0])
    else:
        raise HarvestError(
            f"{source.name} cannot be written again in its own format.",
            hint="Save it as .xlsx or CSV UTF-8 first.",
        )


# -- tables of text


def _rewrite_delimited(source: Path, target: Path, change: TableChange, codebook: Codebook) -> None:
    """Write every row, those above the headings and blank ones too, comma separated."""
    grid = read_grids(source, source.name, alias_table(codebook))[0]
    places = {name: i for i, name in enumerate(_in_columns(grid.rows, change.table))}
    width = max(len(cells) for _, cells in grid.rows)
    for n, name in enumerate(change.add):
        places[name] = width + n
    dropped = {places[name] for name in change.drop if name in places}
    keep = [i for i in range(width + len(change.add)) if i not in dropped]
    heading_row = _heading_row(grid.rows, change.table)
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t" if source.suffix.lower() == ".tsv" else ",")
        for number, cells in grid.rows:
            row = cells + [""] * (width + len(change.add) - len(cells))
            new = {name: name for name in change.add} if number == heading_row else {}
            for name, text in {**new, **change.cells.get(number, {})}.items():
                row[places[name]] = text
            writer.writerow([guard_cell(row[i]) for i in keep])


def _heading_row(rows: Sequence[tuple[int, list[str]]], table: Table) -> int:
    """Find the row that holds most of the table's headings."""
    wanted = set(table.headings)

    def hits(row: tuple[int, list[str]]) -> int:
        return sum(cell.strip() in wanted for cell in row[1])

    return max(rows[:10], key=hits)[0]


def _in_columns(rows: Sequence[tuple[int, list[str]]], table: Table) -> list[str]:
    """Name each column as the table does; "" for a column without a name."""
    number = _heading_row(rows, table)
    cells = next(cells for one, cells in rows if one == number)
    width = max(len(cells) for _, cells in rows)
    names = iter(table.headings)
    following = next(names, None)
    placed = []
    for column in range(width):
        text = " ".join((cells[column] if column < len(cells) else "").split())
        plain = " ".join((following or "").split())
        # Unnamed columns have made-up names, twins a number behind theirs.
        named = following is not None and (
            (text and plain.startswith(text))
            or (not text and plain == f"Column {letters(column + 1)}")
        )
        placed.append(following or "" if named else "")
        if named:
            following = next(names, None)
    return placed


def _write_cards(target: Path, change: TableChange) -> None:
    headings = [*change.table.headings, *change.add]
    kept = [name for name in headings if name not in change.drop]
    rows = [[record.get(name, "") for name in kept] for record in _records(change)]
    target.write_text(csv_text([kept, *rows]), "utf-8-sig", newline="")


def _records(change: TableChange) -> list[dict[str, str]]:
    return [{**row.cells, **change.cells.get(row.origin.row or 0, {})} for row in change.table.rows]


# -- JSON lines


def _rewrite_json_lines(
    source: Path, target: Path, change: TableChange, codebook: Codebook
) -> None:
    text = source.read_text("utf-8-sig")
    if not is_json_lines(text, alias_table(codebook)):
        raise HarvestError(
            f"{source.name} is not one record a line, so it cannot be written again.",
            hint="Save the table as .xlsx or CSV UTF-8 first.",
        )
    lines = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        cells = change.cells.get(number)
        if cells is None and not change.drop:
            lines.append(line)
            continue
        entry = _object(line)
        if entry is None:
            lines.append(line)
            continue
        names = {" ".join(key.split()): key for key in entry}
        for name, value in (cells or {}).items():
            entry[names.get(" ".join(name.split()), name)] = value
        for name in change.drop:
            entry.pop(name, None)
        lines.append(json.dumps(entry, ensure_ascii=False))
    target.write_text("\n".join(lines), "utf-8", newline="\n")


def _object(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def _write_json_lines(target: Path, change: TableChange) -> None:
    records = [
        {name: value for name, value in record.items() if name not in change.drop}
        for record in _records(change)
    ]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    target.write_text("\n".join([*lines, ""]), "utf-8", newline="\n")


# -- parquet


def changed_batch(batch: Any, first: int, change: TableChange) -> Any:
    """Give a record batch with its changes; ``first`` is the number of its first row.

    Columns that may be written become text in every batch; all others keep their types.
    """
    arrow = load_arrow(SUFFIX)
    table = arrow.Table.from_batches([batch])
    raw = {clean_cell(name): name for name in table.column_names}
    for name in dict.fromkeys((*change.add, *change.texts)):
        index = table.schema.get_field_index(raw.get(name, name))
        old = table.column(index).to_pylist() if index >= 0 else [""] * table.num_rows
        new = [change.cells.get(first + i, {}).get(name, value) for i, value in enumerate(old)]
        column = text_array(arrow, [cell_text(value) for value in new])
        if index >= 0:
            table = table.set_column(index, raw[name], column)
        else:
            table = table.append_column(name, column)
    return table.drop_columns([raw[name] for name in change.drop if name in raw])
