"""A codebook as tables of text, the way coordinators keep one, and tables as a codebook.

A few tables hold everything: the labels, and beside them what is said of the codebook as a whole,
its targets, versions and changes, and the columns that were chosen in harvests. The labels alone
are enough to be read as a codebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from classifier.codebook.code_targets import free_ids
from classifier.codebook.code_tree import first_columns, tell_above, tell_unused, without_ending
from classifier.codebook.codebook import Codebook
from classifier.codebook.foreign_table import read_foreign_table, require_names
from classifier.codebook.headings import Columns, Row, by_heading, columns_of_list, find_columns
from classifier.codebook.xlsform import choices_of, read_xlsform
from classifier.codebook.yaml_format import codebook_of, document_of
from classifier.errors import CodebookError
from classifier.folding import loose_key, name_key
from classifier.wording import CONTROL, quoted_list
from classifier.xlsx.markup import letters
from classifier.yaml_tree import Document

LABELS, CODEBOOK, TARGETS = "Labels", "Codebook", "Targets"
VERSIONS, CHANGES, COLUMNS = "Versions", "Changes", "Columns"

Rows = list[list[str]]
Beside = Mapping[tuple[str, str], Mapping[str, str]]
"""What stands beside a label for whoever completes it, by the ids of target and label: texts by
headings that nothing reads."""

_LABEL_KEYS = (
    "target", "id", "name", "parent", "definition", "include", "exclude", "examples", "aliases",
    "since", "retired",
)  # fmt: skip
CSV_KEYS = tuple(key for key in _LABEL_KEYS if key not in ("since", "retired"))
"""The headings of a csv table of ours, which keeps no history."""
_TARGET_KEYS = ("id", "title", "column", "multiple", "parent", "derived_from")
_VERSION_KEYS = ("version", "harvests")
_CHANGE_KEYS = ("version", "change", "target", "label", "was", "into", "note", "review")
_COLUMN_KEYS = ("field", "heading")
_BESIDE_LABELS = {
    TARGETS: _TARGET_KEYS, VERSIONS: _VERSION_KEYS, CHANGES: _CHANGE_KEYS, COLUMNS: _COLUMN_KEYS
}  # fmt: skip
_FACTS = ("name", "version", "language", "note")
_BETWEEN = "\n"
_BETWEEN_LONG = "\n---\n"  # between items that are paragraphs themselves
# A line of an item that looks like what stands between two gets a backslash before it.
_DASHES = re.compile(r"^(\\*---)$", re.MULTILINE)
_SHIELDED = re.compile(r"^\\(\\*---)$", re.MULTILINE)

DEFAULT_TARGET = "type"


@dataclass(frozen=True, slots=True)
class TableSource:
    """Tables by name, each with its headings first, and the file they came from."""

    file: str
    tables: Mapping[str, Rows]


def to_tables(codebook: Codebook) -> dict[str, Rows]:
    """Lay a codebook out; nothing is lost."""
    document = document_of(codebook)
    targets, labels = document["targets"], []
    for target in targets:
        labels += [{"target": target["id"], **label} for label in target["labels"]]
    changes = [{"review": False, **change} for change in document.get("changes", ())]
    tables = {
        LABELS: _table(_LABEL_KEYS, labels),
        CODEBOOK: [["fact", "value"], *([fact, getattr(codebook, fact)] for fact in _FACTS)],
        TARGETS: _table(_TARGET_KEYS, targets),
        VERSIONS: _table(_VERSION_KEYS, document["versions"]),
        CHANGES: _table(_CHANGE_KEYS, changes),
    }
    if codebook.columns:
        tables[COLUMNS] = _table(_COLUMN_KEYS, document["columns"])
    return tables


def _table(keys: Sequence[str], entries: Sequence[Document]) -> Rows:
    return [list(keys), *([as_cell(entry.get(key, "")) for key in keys] for entry in entries)]


def from_tables(source: TableSource) -> tuple[Codebook, tuple[str, ...]]:
    """Read tables as a codebook; says in words what had to be made up and what is not kept.

    Only the labels are needed. Tables of ours, and others with a column for the target, are read
    as they stand; an XLSForm by its choices; in any other table a tree is looked for.
    """
    notes: list[str] = []
    source = _without_controls(source)
    sheet, table = _labels_table(source)
    columns = _columns_of(table, source)
    ours = tuple(table[0] if table else ()) in (_LABEL_KEYS, CSV_KEYS) or TARGETS in source.tables
    choices = choices_of(source.tables)
    if choices is not None:
        document = document_of(read_xlsform(choices, source.tables, source.file, notes))
    elif ours or "target" in columns.of:
        require_names(table, columns, source.file)
        tell_above(table[: columns.row], notes)
        tell_unused(table[columns.row :], columns.used | columns.aids, notes)
        rows = [_by_key(row) for row in _with_names(columns.rows_below(table), notes)]
        document = _document(source, rows, notes)
    else:
        filled = [name for name, rows in source.tables.items() if any(map(any, rows))]
        if others := [name for name in filled if name != sheet]:
            notes.append(f"Read was the sheet “{sheet}”, not {quoted_list(others)}.")
        document = document_of(read_foreign_table(table, columns, source.file, notes))
    return codebook_of(document, source.file), tuple(notes)


def _without_controls(source: TableSource) -> TableSource:
    """Take out what no text holds, which steers a terminal; PDFs and old programs leave it."""
    tables = {
        CONTROL.sub("", name): [[CONTROL.sub("", cell) for cell in row] for row in rows]
        for name, rows in source.tables.items()
    }
    return TableSource(source.file, tables)


def _columns_of(table: Rows, source: TableSource) -> Columns:
    """Return the columns of the table of labels; a list alone in its file needs no headings."""
    columns = find_columns(table)
    n_filled = sum(any(map(any, rows)) for rows in source.tables.values())
    if columns.used or n_filled != 1:
        return columns
    return columns_of_list(table) or columns


def label_cells(source: TableSource) -> dict[tuple[str, str], list[str]]:
    """Return the cells of each name and of what is said of it, by what a cell holds and the name.

    >>> table = [["Name", "Definition"], ["Law", ""]]
    >>> label_cells(TableSource("c.xlsx", {"Codes": table}))["definition", "law"]
    ['Codes!B2']
    """
    sheet, table = _labels_table(source)
    columns = find_columns(table)
    cells: dict[tuple[str, str], list[str]] = {}
    for row in columns.rows_below(table) if columns.levels else ():
        places = {"name": columns.levels[-1:]} | dict(columns.of)
        for what, found in places.items():
            cell = f"{sheet}!{letters(found[0] + 1)}{row.number}"
            cells.setdefault((what, name_key(row.name)), []).append(cell)
    return cells


def _labels_table(source: TableSource) -> tuple[str, Rows]:
    """Return the table of labels: the one of that name, or the one with most known headings."""
    if LABELS in source.tables:
        return LABELS, source.tables[LABELS]
    named = {sheet: find_columns(rows) for sheet, rows in source.tables.items()}
    best = max(named, key=lambda s: (bool(named[s].levels), len(named[s].used)), default="")
    return best, source.tables.get(best, [])


def _with_names(rows: Sequence[Row], notes: list[str]) -> list[Row]:
    named = [row for row in rows if row.name]
    for row in rows:
        if not row.name and not row.is_blank:
            notes.append(f"Row {row.number} has no name; it was not read.")
    if not all(row.text("id") for row in named):
        notes.append("Labels without an id got one; keep these ids from now on.")
    return named


def _by_key(row: Row) -> dict[str, str]:
    """Return what a row says of its label, by our words."""
    cells = {key: _BETWEEN.join(row.texts(key)) for key in (*_LABEL_KEYS, "same_as")}
    *above, _ = row.columns.levels
    parent = cells["parent"] or (row.at(above[-1]).strip() if above else "")
    target = cells["target"] or DEFAULT_TARGET
    return cells | {"name": row.name, "parent": parent, "target": target}


def _document(source: TableSource, rows: list[dict[str, str]], notes: list[str]) -> Document:
    listed = [row for row in source.tables.get(CODEBOOK, [])[1:] if len(row) > 1]
    facts = {row[0]: row[1] for row in listed}
    if twice := [fact for fact in _FACTS if sum(row[0] == fact for row in listed) > 1]:
        notes.append(f"Twice on the sheet “{CODEBOOK}”; the last counts: {quoted_list(twice)}.")
    versions = _entries(source, VERSIONS, _VERSION_KEYS, "harvests")
    newest = versions[-1].get("version", "1") if versions else "1"
    _tell_unread(source, facts, notes)
    return {
        "codebook": facts.get("name") or without_ending(source.file),
        "version": facts.get("version") or newest,
        "language": facts.get("language", ""),
        "note": facts.get("note", ""),
        "columns": _entries(source, COLUMNS, _COLUMN_KEYS),
        "versions": versions,
        "changes": _entries(source, CHANGES, _CHANGE_KEYS, "into"),
        "targets": read_targets(_entries(source, TARGETS, _TARGET_KEYS), rows, notes),
    }


def _tell_unread(source: TableSource, facts: Iterable[str], notes: list[str]) -> None:
    """Name columns and facts of the sheets beside the labels that this version does not know."""
    if strange := [fact for fact in facts if fact and fact not in _FACTS]:
        notes.append(f"Not used on the sheet “{CODEBOOK}”: {quoted_list(strange)}.")
    tell_unused(source.tables.get(CODEBOOK, []), {0, 1}, notes, f" on the sheet “{CODEBOOK}”")
    for sheet, keys in _BESIDE_LABELS.items():
        table = source.tables.get(sheet, [])
        headings = [cell.strip() for cell in table[0]] if table else []
        tell_unused(table, first_columns(headings, keys), notes, f" on the sheet “{sheet}”")


def _entries(source: TableSource, sheet: str, keys: Sequence[str], *lists: str) -> list[Document]:
    """Return what each row of a sheet of ours says; cells of ``lists`` are cut into their items."""
    entries = []
    for row in by_heading(source.tables.get(sheet, [])):
        entry: Document = {key: row[key] for key in keys if row.get(key)}
        entry |= {key: _items(entry[key]) for key in lists if key in entry}
        if entry:
            entries.append(entry)
    return entries


def read_targets(
    listed: Sequence[Mapping[str, str]], rows: Sequence[Mapping[str, str]], notes: list[str]
) -> list[Document]:
    """Return the targets that are listed, then those that only labels name."""
    if not listed:
        notes.append("Titles and columns of the targets are not in the file; their ids were taken.")
    names = dict.fromkeys([row["id"] for row in listed] + [row["target"] for row in rows])
    labels = {name: _labels([row for row in rows if row["target"] == name]) for name in names}
    described = {row["id"]: row for row in listed}
    return [_target(described.get(name, {"id": name}), labels, notes) for name in names]


def _target(
    facts: Mapping[str, str], labels: Mapping[str, list[Document]], notes: list[str]
) -> Document:
    name = facts["id"]
    parent = facts.get("parent") or _parent_target(name, labels)
    lost = [label["parent"] for label in labels[name] if label["parent"] and not parent]
    if lost:
        notes.append(f"No target has the parents of “{name}”; not kept: {quoted_list(lost)}.")
    for label in labels[name]:
        label["parent"] = _parent_id(label["parent"], labels.get(parent, ()))
    return {**facts, "parent": parent, "labels": labels[name]}


def _labels(rows: Sequence[Mapping[str, str]]) -> list[Document]:
    made = free_ids("L", {name_key(row["id"]) for row in rows})
    labels = []
    for row in _joined(rows):
        label: Document = {key: row.get(key, "") for key in _LABEL_KEYS if key != "target"}
        label["id"] = label["id"] or next(made)
        label |= {key: _items(label[key]) for key in ("examples", "aliases")}
        labels.append(label)
    return labels


def _joined(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Make the name of a row that is the same as another one another name of that label."""
    labels = [dict(row) for row in rows if not row.get("same_as")]
    for row in rows:
        if row.get("same_as"):
            label = _same_label(row, rows, labels)
            names = (label["aliases"], row["name"], row["aliases"])
            label["aliases"] = _BETWEEN.join(filter(None, names))
    return labels


def _same_label(
    row: Mapping[str, str], rows: Sequence[Mapping[str, str]], labels: Sequence[dict[str, str]]
) -> dict[str, str]:
    """Find the label that a row is the same as, be it by way of other rows."""
    wanted = row["same_as"]
    for _ in rows:
        key = name_key(wanted)
        label = next((label for label in labels if key in _row_keys(label)), None)
        if label:
            return label
        wanted = next((other["same_as"] for other in rows if key in _row_keys(other)), "")
    raise CodebookError(
        f"“{row['name']}” shall be the same as “{row['same_as']}”, but that is no label.",
        hint="Write the name of another label under “same as”, or empty the cell.",
    )


def _row_keys(row: Mapping[str, str]) -> tuple[str, str]:
    return name_key(row["name"]), name_key(row["id"])


def _parent_target(name: str, labels: Mapping[str, Sequence[Document]]) -> str:
    """Find the target whose labels are the parents of this one's, where nothing says so."""
    wanted = {loose_key(label["parent"]) for label in labels[name] if label["parent"]}
    for other, own in labels.items():
        known = {loose_key(label[key]) for label in own for key in ("id", "name")}
        if other != name and wanted and wanted <= known:
            return other
    return ""


def _parent_id(written: str, parents: Sequence[Document]) -> str:
    """Return the id of a parent that is written as id or as name; "" if there are no parents."""
    ids: dict[str, str] = {loose_key(parent["name"]): parent["id"] for parent in parents}
    if any(parent["id"] == written for parent in parents):
        return written
    return ids.get(loose_key(written), written) if parents else ""


def as_cell(value: object) -> str:
    """Return a value as it stands in a table: yes or no, and several items below each other."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        items = [re.sub(_DASHES, r"\\\1", str(item)) for item in value]
        long = any("\n" in item for item in items)
        return (_BETWEEN_LONG if long else _BETWEEN).join(items) + (_BETWEEN_LONG if long else "")
    return str(value)


def _items(cell: str) -> list[str]:
    r"""Cut a cell into its items.

    >>> _items("one\ntwo"), _items("one\nline\n---\ntwo\n---")
    (['one', 'two'], ['one\nline', 'two'])
    >>> _items(as_cell(("one\n---\nline", "two")))
    ['one\n---\nline', 'two']
    """
    pieces = re.split(r"(?m)\n?^---$\n?", cell)
    pieces = pieces if len(pieces) > 1 else cell.split("\n")
    return [re.sub(_SHIELDED, r"\1", piece.strip()) for piece in pieces if piece.strip()]
