"""One pen: cells of a harvest changed in a copy of it, in its own format."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.edit.provenance import RowEdit, added_columns, last_step, signed_cells
from classifier.edit.workbooks import SUFFIXES as WORKBOOKS
from classifier.edit.workbooks import rewrite_workbook
from classifier.errors import HarvestError
from classifier.grid import cell_text
from classifier.harvest.clean import clean_cell
from classifier.harvest.files import read_grids
from classifier.harvest.headings import alias_table
from classifier.harvest.json_files import is_json_lines
from classifier.harvest.parquet import (
    SUFFIX,
    column_values,
    load_arrow,
    open_parquet,
    record_batches,
    text_array,
)
from classifier.harvest.table import Row, Table
from classifier.outputs import csv_text, guard_cell, require_ending
from classifier.records import Origin, Problem
from classifier.text_files import TextForm, decode, text_form
from classifier.translations import tell
from classifier.xlsx.read import MAGIC

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.grid import Grid


JSON_LINES = (".jsonl", ".ndjson")
DELIMITED = (".csv", ".tsv")
_QUOTED = re.compile('"[^"]*"')
_HALF_LETTER = re.compile("[\ud800-\udfff]")
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


def signed_changes(
    tables: Sequence[Table], edits: Iterable[tuple[Row, Table, RowEdit]]
) -> list[TableChange]:
    """Return what one step writes: what changes in each row, and beside it where that came from."""
    step = last_step(row.cells for table in tables for row in table.rows) + 1
    changes = {id(table): TableChange(table) for table in tables}
    for row, table, edit in edits:
        if edit.cells:
            number = row.origin.row or 0
            changes[id(table)].cells[number] = signed_cells(edit, row.cells, step)
    for change in changes.values():
        change.add = added_columns(change.cells.values(), change.table.headings)
    return list(changes.values())


def check_endings(source: Path, target: Path) -> None:
    """Require the format of the input, except that text cards become a table."""
    own = (source.suffix.lower(),)
    require_ending(target, *((".csv", JSON_LINES[0]) if own[0] in CARDS else own))


def rewrite(
    source: Path, target: Path, changes: Sequence[TableChange], codebook: Codebook | None
) -> tuple[Problem, ...]:
    """Write ``source`` with its changes to ``target``; returns notices."""
    ending = source.suffix.lower()
    if ending in WORKBOOKS:
        return rewrite_workbook(source, target, changes)
    with source.open("rb") as stream:
        if stream.read(8).startswith(MAGIC):
            raise HarvestError(
                f"{source.name} is a workbook, though its name does not say so.",
                hint="Let its name end in .xlsx.",
            )
    if ending in JSON_LINES:
        return _rewrite_json_lines(source, target, changes[0], codebook)
    if ending in DELIMITED:
        return _rewrite_delimited(source, target, changes[0], codebook)
    if ending == SUFFIX:
        return _rewrite_parquet(source, target, changes[0])
    if ending not in CARDS:
        raise HarvestError(
            f"{source.name} cannot be written again in its own format.",
            hint="Save it as .xlsx or CSV UTF-8 first.",
        )
    _write_cards(target, changes[0])
    return ()


# -- tables of text


def _rewrite_delimited(
    source: Path, target: Path, change: TableChange, codebook: Codebook | None
) -> tuple[Problem, ...]:
    """Write every row, those above the headings and blank ones too, as the file is written."""
    grid = read_grids(source, source.name, alias_table(codebook))[0]
    data, stream = source.read_bytes(), io.StringIO(newline="")
    form, (text, _) = text_form(data), decode(source.name, data)
    if grid.skipped:
        stream.write(f"sep={grid.separator}{form.line_end}")
        text = text.partition("\n")[2]
    writer = csv.writer(
        stream,
        delimiter=grid.separator,
        lineterminator=form.line_end,
        quoting=csv.QUOTE_ALL if _quotes_all(text, grid.separator) else csv.QUOTE_MINIMAL,
    )
    for row in _changed_rows(grid, change):
        writer.writerow([text.replace("\n", form.inner_end) for text in row])
    return _write_text(target, stream.getvalue(), form)


def _quotes_all(text: str, separator: str) -> bool:
    """Whether each cell of a table stands in quotation marks, as survey programs write them.

    >>> _quotes_all('"a";"1; 2";""', ";"), _quotes_all('"a";1', ";")
    (True, False)
    """
    lines = filter(None, _QUOTED.sub('"', text).splitlines())
    return all(set(cell) == {'"'} for line in lines for cell in line.split(separator))


def _changed_rows(grid: Grid, change: TableChange) -> Iterator[list[str]]:
    """Go through the rows of a text file as they are to be written.

    Her own cells stay as they were; what is written into others is guarded.
    """
    table = change.table
    width = max(len(cells) for _, cells in grid.rows)
    places = {name: column - 1 for name, column in table.columns.items()}
    places |= {name: width + n for n, name in enumerate(change.add)}
    dropped = {places[name] for name in change.drop if name in places}
    headings = {name: name for name in change.add}
    for number, cells in grid.rows:
        row = _as_they_stood(grid, number, cells)
        row += [""] * (width + len(change.add) - len(cells))
        added = headings if number == table.heading_row else {}
        for name, text in {**added, **change.cells.get(number, {})}.items():
            row[_place(places, name, table)] = guard_cell(text)
        yield [text for place, text in enumerate(row) if place not in dropped]


def _as_they_stood(grid: Grid, number: int, cells: Sequence[str]) -> list[str]:
    """Return a row's own cells as the file has them: guarded only where they were."""
    written = []
    for place, text in enumerate(cells):
        written.append(text if (number, place) in grid.formulas else guard_cell(text))
    return written


def _place(places: Mapping[str, int], name: str, table: Table) -> int:
    if name in places:
        return places[name]
    raise HarvestError(
        f"{table.origin} has no cell of its own for “{name}”.",
        hint="Give each column one heading, right above its cells.",
    )


def _write_text(target: Path, text: str, form: TextForm) -> tuple[Problem, ...]:
    """Write a text as a file was written, in its encoding where that has all the letters."""
    if not form.last_end:
        text = text.removesuffix(form.line_end)
    encoding = form.encoding
    if encoding == "ascii" and not text.isascii():
        encoding = "utf-8-sig"  # nothing says which other letters its bytes would be
    try:
        target.write_bytes(text.encode(encoding))
    except UnicodeEncodeError as error:
        target.write_bytes(text.encode("utf-8-sig"))
        what = tell("decision_in_utf8", letter=text[error.start])
        return (Problem(Origin(target.name), "encoding-changed", what, notice=True),)
    return ()


def _write_cards(target: Path, change: TableChange) -> None:
    """Write text cards as a table, be it as JSON lines."""
    headings = (*change.table.headings, *change.add)
    kept = [name for name in headings if name not in change.drop]
    records = []
    for row in change.table.rows:
        cells = {**row.cells, **change.cells.get(row.origin.row or 0, {})}
        records.append({name: cells[name] for name in kept if name in cells})
    if target.suffix.lower() in JSON_LINES:
        lines = [json.dumps(record, ensure_ascii=False) for record in records]
        target.write_text("\n".join([*lines, ""]), "utf-8", newline="\n")
        return
    rows = [[record.get(name, "") for name in kept] for record in records]
    target.write_text(csv_text([kept, *rows]), "utf-8-sig", newline="")


# -- JSON lines


def _rewrite_json_lines(
    source: Path, target: Path, change: TableChange, codebook: Codebook | None
) -> tuple[Problem, ...]:
    data = source.read_bytes()
    text, _ = decode(source.name, data)
    if not is_json_lines(text, alias_table(codebook)):
        raise HarvestError(
            f"{source.name} is not one record a line, so it cannot be written again.",
            hint="Save the table as .xlsx or CSV UTF-8 first.",
        )
    dropped = frozenset(change.drop)
    lines = [
        _changed_line(line, change.cells.get(number, {}), dropped)
        for number, line in enumerate(text.split("\n"), start=1)
    ]
    form = text_form(data)
    if form.encoding in ("ascii", "utf-8-sig") and not data.startswith(codecs.BOM_UTF8):
        form = replace(form, encoding="utf-8")  # as JSON always is, and without a mark
    return _write_text(target, form.line_end.join(lines), form)


def _changed_line(line: str, cells: Mapping[str, str], dropped: frozenset[str]) -> str:
    """Write one record with its new texts; a line that is none, or does not change, stays."""
    entry = _object(line)
    if entry is None or not (cells or dropped & entry.keys()):
        return line
    names = {" ".join(key.split()): key for key in entry}
    for name, value in cells.items():
        entry[names.get(" ".join(name.split()), name)] = value
    kept = {name: value for name, value in entry.items() if name not in dropped}
    text = json.dumps(kept, ensure_ascii=False)
    # Half a letter, as an escape can name it, is written as it came: as an escape.
    return json.dumps(kept) if _HALF_LETTER.search(text) else text


def _object(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


# -- parquet


def _rewrite_parquet(source: Path, target: Path, change: TableChange) -> tuple[Problem, ...]:
    """Write a file batch by batch, with changes whose rows count through the whole file."""
    arrow = load_arrow(source.name)
    first, writer = 2, None
    with open_parquet(source, source.name) as file:
        for record in record_batches(file):
            changed = changed_batch(record, first, change)
            writer = writer or arrow.parquet.ParquetWriter(target, changed.schema)
            writer.write_table(changed)
            first += len(record)
    if writer is None:
        raise HarvestError(f"{source.name} has no rows.", hint="Is this the right file?")
    writer.close()
    return ()


def _refuse_twice(headings: Sequence[str], changed: Iterable[str]) -> None:
    """Raise a HarvestError if a column that is changed has the name of another."""
    for name in changed:
        if headings.count(name) > 1:
            raise HarvestError(
                f"Two columns are called “{name}”, so nobody knows which of them is meant.",
                hint="Give one of them another name.",
            )


def changed_batch(batch: Any, first: int, change: TableChange) -> Any:
    """Give a record batch with its changes; ``first`` is the number of its first row.

    Columns that may be written become text in every batch; all others keep their types.
    """
    arrow = load_arrow(SUFFIX)
    table = arrow.Table.from_batches([batch])
    headings = [clean_cell(name) for name in table.column_names]
    _refuse_twice(headings, (*change.drop, *change.add, *change.texts))
    raw = dict(zip(headings, table.column_names, strict=True))
    dropped = [raw.pop(name) for name in change.drop if name in raw]
    table = table.drop_columns(dropped)
    for name in dict.fromkeys((*change.add, *change.texts)):
        index = table.schema.get_field_index(raw.get(name, name))
        old = column_values(table.column(index), SUFFIX) if index >= 0 else [""] * table.num_rows
        new = [change.cells.get(first + i, {}).get(name, value) for i, value in enumerate(old)]
        column = text_array(arrow, [cell_text(value) for value in new])
        if index >= 0:
            table = table.set_column(index, raw[name], column)
        else:
            table = table.append_column(name, column)
    return table
