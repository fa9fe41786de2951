"""A codebook as tables of text, the way coordinators keep one, and tables as a codebook.

Five tables hold everything: the labels, and beside them what is said of the codebook as a whole,
its targets, versions and changes. The labels alone are enough to be read as a codebook.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.codebook.code_targets import free_ids
from classifier.codebook.code_tree import tell_above, tell_unused
from classifier.codebook.codebook import Change, Codebook, Label, Target
from classifier.codebook.foreign_table import read_foreign_table, require_names
from classifier.codebook.headings import Row, by_heading, find_columns
from classifier.codebook.xlsform import choices_of, read_xlsform
from classifier.folding import loose_key, name_key
from classifier.wording import quoted_list

LABELS, CODEBOOK, TARGETS = "Labels", "Codebook", "Targets"
VERSIONS, CHANGES = "Versions", "Changes"

Rows = list[list[str]]

_LABEL_KEYS = (
    "target", "id", "name", "parent", "definition", "include", "exclude", "examples", "aliases",
    "since", "retired",
)  # fmt: skip
_LABEL_TEXTS = [key for key in _LABEL_KEYS if key not in ("target", "id", "examples", "aliases")]
CSV_KEYS = tuple(key for key in _LABEL_KEYS if key not in ("since", "retired"))
"""The headings of a csv table of ours, which keeps no history."""
_TARGET_KEYS = ("id", "title", "column", "multiple", "parent", "derived_from")
_CHANGE_KEYS = ("version", "kind", "target", "label", "was", "into", "note", "review")
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
    facts = ("name", "version", "language", "note")
    labels = [
        [target.id, *_cells(label, _LABEL_KEYS[1:])]
        for target in codebook.targets
        for label in target.labels
    ]
    versions = [[version, _cell(harvests)] for version, harvests in codebook.versions]
    change_headings = ["change" if key == "kind" else key for key in _CHANGE_KEYS]
    changes = [_cells(change, _CHANGE_KEYS) for change in codebook.changes]
    return {
        LABELS: [list(_LABEL_KEYS), *labels],
        CODEBOOK: [["fact", "value"], *map(list, zip(facts, _cells(codebook, facts), strict=True))],
        TARGETS: [list(_TARGET_KEYS), *(_cells(t, _TARGET_KEYS) for t in codebook.targets)],
        VERSIONS: [["version", "harvests"], *versions],
        CHANGES: [change_headings, *changes],
    }


def _cells(noun: Codebook | Target | Label | Change, keys: Sequence[str]) -> list[str]:
    return [_cell(getattr(noun, key)) for key in keys]


def from_tables(source: TableSource) -> tuple[Codebook, tuple[str, ...]]:
    """Read tables as a codebook; says in words what had to be made up and what is not kept.

    Only the labels are needed. Tables of ours, and others with a column for the target, are read
    as they stand; an XLSForm by its choices; in any other table a tree is looked for.
    """
    notes: list[str] = []
    choices = choices_of(source.tables)
    if choices is not None:
        return read_xlsform(choices, source.tables, source.file, notes), tuple(notes)
    sheet, table = _labels_table(source)
    ours = tuple(table[0] if table else ()) in (_LABEL_KEYS, CSV_KEYS) or TARGETS in source.tables
    columns = find_columns(table)
    if not ours and "target" not in columns.of:
        _tell_other_sheets(source, sheet, notes)
        return read_foreign_table(table, columns, source.file, notes), tuple(notes)
    require_names(columns, source.file)
    tell_above(table[: columns.row], notes)
    tell_unused(columns.unused, notes)
    rows = [_by_key(row) for row in _with_names(columns.rows_below(table), notes)]
    return _read_ours(source, rows, notes), tuple(notes)


def _labels_table(source: TableSource) -> tuple[str, Rows]:
    """Return the table of labels: the one of that name, or the one with most known headings."""
    if LABELS in source.tables:
        return LABELS, source.tables[LABELS]
    named = {sheet: find_columns(rows) for sheet, rows in source.tables.items()}
    best = max(named, key=lambda s: (bool(named[s].levels), len(named[s].used)), default="")
    return best, source.tables.get(best, [])


def _tell_other_sheets(source: TableSource, sheet: str, notes: list[str]) -> None:
    filled = [name for name, rows in source.tables.items() if any(map(any, rows))]
    others = [name for name in filled if name != sheet]
    if others:
        notes.append(f"Read was the sheet “{sheet}”, not {quoted_list(others)}.")


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
    cells = {key: _BETWEEN.join(row.texts(key)) for key in _LABEL_KEYS}
    *above, _ = row.columns.levels
    parent = cells["parent"] or (row.at(above[-1]).strip() if above else "")
    target = cells["target"] or DEFAULT_TARGET
    return cells | {"name": row.name, "parent": parent, "target": target}


def _read_ours(source: TableSource, rows: list[dict[str, str]], notes: list[str]) -> Codebook:
    facts = {row[0]: row[1] for row in source.tables.get(CODEBOOK, [])[1:] if len(row) > 1}
    versions = tuple(
        (row["version"], _items(row.get("harvests", "")))
        for row in _by_heading(source.tables.get(VERSIONS, []))
    )
    changes = tuple(_change(row) for row in _by_heading(source.tables.get(CHANGES, [])))
    return Codebook(
        name=facts.get("name") or re.sub(r"\.\w+$", "", source.file),
        version=facts.get("version") or (versions[-1][0] if versions else "1"),
        targets=_targets(_by_heading(source.tables.get(TARGETS, [])), rows, notes),
        language=facts.get("language") or "en",
        versions=versions,
        changes=changes,
        note=facts.get("note", ""),
    )


def _targets(
    listed: list[dict[str, str]], rows: list[dict[str, str]], notes: list[str]
) -> tuple[Target, ...]:
    """Return the targets that are listed, then those that only labels name."""
    if not listed:
        notes.append("Titles and columns of the targets are not in the file; their ids were taken.")
    described = {row["id"]: row for row in listed}
    names = dict.fromkeys([*described, *(row["target"] for row in rows)])
    labels = {name: _labels([row for row in rows if row["target"] == name]) for name in names}
    targets = []
    for name, own in labels.items():
        facts = described.get(name, {})
        parent = facts.get("parent") or _parent_target(name, labels)
        lost = [label.parent for label in own if label.parent and not parent]
        if lost:
            notes.append(f"No target has the parents of “{name}”; not kept: {quoted_list(lost)}.")
        targets.append(
            Target(
                id=name,
                labels=tuple(_with_parent(label, labels.get(parent, ())) for label in own),
                title=facts.get("title", ""),
                column=facts.get("column", ""),
                multiple=facts.get("multiple") != "no",
                parent=parent,
                derived_from=facts.get("derived_from", ""),
            )
        )
    return tuple(targets)


def _labels(rows: Sequence[Mapping[str, str]]) -> tuple[Label, ...]:
    made = free_ids("L", {name_key(row["id"]) for row in rows})
    labels = []
    for row in rows:
        texts = {key: row[key] for key in _LABEL_TEXTS}
        examples, aliases = _items(row["examples"]), _items(row["aliases"])
        label_id = row["id"] or next(made)
        labels.append(Label(label_id, examples=examples, aliases=aliases, **texts))
    return tuple(labels)


def _parent_target(name: str, labels: Mapping[str, tuple[Label, ...]]) -> str:
    """Find the target whose labels are the parents of this one's, where nothing says so."""
    wanted = {loose_key(label.parent) for label in labels[name] if label.parent}
    for other, own in labels.items():
        known = {loose_key(text) for label in own for text in (label.id, label.name)}
        if other != name and wanted and wanted <= known:
            return other
    return ""


def _with_parent(label: Label, parents: Sequence[Label]) -> Label:
    """Return the label with its parent's id, whether it was written as id or as name."""
    if not parents:
        return replace(label, parent="")
    by_name = {loose_key(parent.name): parent.id for parent in parents}
    if label.parent in {parent.id for parent in parents}:
        return label
    return replace(label, parent=by_name.get(loose_key(label.parent), label.parent))


def _change(row: Mapping[str, str]) -> Change:
    return Change(
        version=row["version"],
        kind=row["change"],
        target=row["target"],
        label=row["label"],
        was=row.get("was", ""),
        into=_items(row.get("into", "")),
        note=row.get("note", ""),
        review=row.get("review") == "yes",
    )


def _by_heading(table: Rows) -> list[dict[str, str]]:
    return [row for row in by_heading(table) if any(row.values())]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        items = [re.sub(_DASHES, r"\\\1", str(item)) for item in value]
        long = any("\n" in item for item in items)
        return (_BETWEEN_LONG if long else _BETWEEN).join(items) + (_BETWEEN_LONG if long else "")
    return str(value)


def _items(cell: str) -> tuple[str, ...]:
    r"""Cut a cell into its items.

    >>> _items("one\ntwo"), _items("one\nline\n---\ntwo\n---")
    (('one', 'two'), ('one\nline', 'two'))
    >>> _items(_cell(("one\n---\nline", "two")))
    ('one\n---\nline', 'two')
    """
    pieces = re.split(r"(?m)\n?^---$\n?", cell)
    pieces = pieces if len(pieces) > 1 else cell.split("\n")
    return tuple(re.sub(_SHIELDED, r"\1", piece.strip()) for piece in pieces if piece.strip())
