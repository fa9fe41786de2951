"""A changed codebook written where it stands: in the file that a person keeps, what changed alone.

Remarks, further columns and sheets, widths and colours stay where the file lets them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from classifier.codebook.codebook import Codebook
from classifier.codebook.files import YAML, codebook_cells, read_codebook, write_codebook
from classifier.codebook.tables import (
    CHANGES,
    CODEBOOK,
    LABELS,
    VERSIONS,
    Rows,
    TableSource,
    from_tables,
    to_tables,
)
from classifier.codebook.workbook import label_rows, write_codebook_workbook
from classifier.codebook.yaml_format import document_of, dump_codebook, parse_codebook
from classifier.edit.workbooks import cannot_keep
from classifier.errors import CodebookError
from classifier.folding import name_key
from classifier.guard import replace_file
from classifier.text_files import read_bytes
from classifier.xlsx.markup import address, place
from classifier.xlsx.package import Package
from classifier.xlsx.read import read_shown
from classifier.xlsx.sheet_cells import SheetCells, shared_strings
from classifier.xlsx.styles import Styles
from classifier.yaml_changes import with_changes
from classifier.yaml_tree import decode_yaml

_WORKBOOK = ".xlsx"
_SINCE = "since"

Cells = dict[str, dict[str, str]]
"""New texts of cells, by sheet and address."""


def save_codebook(
    source: Path, out: Path, codebook: Codebook, *, force: bool = False
) -> tuple[str, ...]:
    """Write ``codebook``, which is that of ``source`` with changes; returns notices.

    From YAML to YAML and from workbook to workbook only what changed is written. Where that would
    not read as the same codebook, the file is written anew, without what no command reads.
    """
    kinds = {_WORKBOOK if path.suffix.lower() == _WORKBOOK else "" for path in (source, out)}
    if all(path.suffix.lower() in YAML for path in (source, out)):
        return _save_yaml(source, out, codebook, force)
    if kinds != {_WORKBOOK}:
        lost = write_codebook(codebook, out)
        is_lost = lost and read_codebook(out) != codebook
        return (f"{out.name} cannot hold {'; '.join(lost)}.",) if is_lost else ()
    with replace_file(out, force) as beside:
        if _write_copy(source, beside, codebook):
            return ()
        write_codebook_workbook(beside, codebook)
        if _read_workbook(source.name, beside) != codebook:
            raise CodebookError(
                f"{out.name} cannot hold this; it was left as it is.",
                hint="A cell of a workbook holds 32,767 signs: shorten what is very long.",
            )
    return (
        f"{source.name} has no column of its own for this, so {out.name} was written anew: "
        "what else stands in that workbook is not in it.",
    )


def _save_yaml(source: Path, out: Path, codebook: Codebook, force: bool) -> tuple[str, ...]:
    data = read_bytes(source, source.name)
    text = decode_yaml(data, source.name).replace("\r\n", "\n")
    before = document_of(read_codebook(source))
    changed = with_changes(text, before, document_of(codebook))
    kept = changed is not None and _reads_as(codebook, changed, out.name)
    with replace_file(out, force) as beside:
        whole = changed if changed is not None and kept else dump_codebook(codebook)
        beside.write_text(whole, "utf-8", newline="\r\n" if b"\r\n" in data else "\n")
    if kept or "#" not in text:
        return ()
    return (f"{out.name} was written anew: the remarks (# …) of {source.name} are not in it.",)


def _reads_as(codebook: Codebook, text: str, file: str) -> bool:
    try:
        return parse_codebook(text, file) == codebook
    except CodebookError:
        return False


# -- workbooks


def _read_workbook(name: str, path: Path) -> Codebook:
    return from_tables(TableSource(name, read_shown(path)))[0]


def _write_copy(source: Path, copy: Path, codebook: Codebook) -> bool:
    """Write a copy with what changed; False where that does not read as the same codebook."""
    if cannot_keep(source):
        return False
    tables = read_shown(source)
    before = from_tables(TableSource(source.name, tables))[0]
    changed: Cells = {}
    for sheet, cell, text in (
        *_changed_labels(before, codebook, codebook_cells(source)),
        *_new_labels(before, codebook, tables.get(LABELS, [])),
        *_changed_history(before, codebook, tables),
    ):
        changed.setdefault(sheet, {})[cell] = text
    package = Package.read(source)
    _change_cells(package, changed)
    package.write(copy)
    try:
        return _read_workbook(source.name, copy) == codebook
    except CodebookError:
        return False


def _changed_labels(
    before: Codebook, after: Codebook, cells: Mapping[tuple[str, str], Sequence[str]]
) -> Iterator[tuple[str, str, str]]:
    """Go through the cells of labels that were there and say something else now."""
    old = _by_id(before)
    for key, row in _by_id(after).items():
        for heading, text in row.items():
            if key not in old or text == old[key][heading]:
                continue
            there = cells.get((heading, name_key(old[key]["name"])), ())
            if len(there) == 1:
                sheet, _, cell = there[0].rpartition("!")
                yield sheet, cell, text


def _new_labels(before: Codebook, after: Codebook, table: Rows) -> Iterator[tuple[str, str, str]]:
    """Go through the cells of labels that are new, below all others.

    A drafted workbook says of none since when it is there: it gets a column for it.
    """
    columns = _columns(table)
    old = _by_id(before)
    new = [row for key, row in _by_id(after).items() if key not in old]
    if columns and _SINCE not in columns and any(row[_SINCE] for row in new):
        columns[_SINCE] = max(map(len, table)) + 1
        yield LABELS, address(1, columns[_SINCE]), _SINCE.capitalize()
    for number, row in enumerate(new, start=len(table) + 1):
        for heading, text in row.items():
            if heading in columns:
                yield LABELS, address(number, columns[heading]), text


def _by_id(codebook: Codebook) -> dict[tuple[str, str], dict[str, str]]:
    heading, *rows = label_rows(codebook)
    return {(row[0], row[1]): dict(zip(heading, row, strict=True)) for row in rows}


def _changed_history(
    before: Codebook, after: Codebook, tables: Mapping[str, Rows]
) -> Iterator[tuple[str, str, str]]:
    """Go through the cells that tell versions and changes, and how the newest version is called."""
    old, new = to_tables(before), to_tables(after)
    for sheet in (CODEBOOK, VERSIONS, CHANGES):
        heading, *rows = new[sheet]
        table = tables.get(sheet, [])
        columns = _columns(table)
        filled = [number for number, row in enumerate(table, start=1) if any(row)][1:]
        numbers = [*filled, *range(len(table) + 1, len(table) + 1 + len(rows))]
        for n, (number, row) in enumerate(zip(numbers, rows, strict=False)):
            was = old[sheet][n + 1] if n + 1 < min(len(old[sheet]), len(filled) + 1) else None
            for i, key in enumerate(heading):
                if key in columns and row[i] != (was[i] if was else ""):
                    yield sheet, address(number, columns[key]), row[i]


def _columns(table: Rows) -> dict[str, int]:
    """Return the columns of a table of ours by their headings."""
    headings = table[0] if table else []
    return {text.strip().casefold(): column for column, text in enumerate(headings, start=1)}


def _change_cells(package: Package, changed: Cells) -> None:
    """Write texts into cells, by sheet and address, and let their rows grow."""
    strings, styles = shared_strings(package), Styles(package)
    for entry in package.sheets():
        if entry.name not in changed:
            continue
        grid = SheetCells(package.tree(entry.part), strings)
        for cell, text in changed[entry.name].items():
            row, column = place(cell)
            if grid.text(row, column) != text:
                near = ((row, column), (row - 1, column), (row, column - 1))
                looks = next(filter(None, (grid.style(*cell) for cell in near)), 0)
                grid.put_text(row, column, text, styles.kept_as_text(looks, text))
                if not grid.height_is_fixed(row):
                    grid.drop_height(row)
        grid.write_dimension()
