"""A codebook as tables of text, the way coordinators keep one, and tables as a codebook.

Five tables hold everything: the labels, and beside them what is said of the codebook as a whole,
its targets, versions and changes. The labels alone are enough to be read as a codebook.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.codebook.code_tree import tell_above, tell_unused
from classifier.codebook.codebook import Change, Codebook, Label, Target
from classifier.codebook.foreign_table import read_foreign_table, require_names
from classifier.codebook.headings import Columns, at, find_columns
from classifier.codebook.xlsform import choices_of, read_xlsform
from classifier.folding import loose_key
from classifier.wording import quoted_list

LABELS, CODEBOOK, TARGETS, VERSIONS, CHANGES = (
    "Labels",
    "Codebook",
    "Targets",
    "Versions",
    "Changes",
)
TABLES = (LABELS, CODEBOOK, TARGETS, VERSIONS, CHANGES)

Rows = list[list[str]]

_LABEL_KEYS = (
    "target", "id", "name", "parent", "definition", "include", "exclude", "examples", "aliases",
    "since", "retired",
)  # fmt: skip
CSV_KEYS = tuple(key for key in _LABEL_KEYS if key not in ("since", "retired"))
"""The headings of a csv table of ours, which keeps no history."""
_TARGET_KEYS = ("id", "title", "column", "multiple", "parent", "derived_from")
_CHANGE_KEYS = ("version", "change", "target", "label", "was", "into", "note", "review")
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
    labels = [list(_LABEL_KEYS)]
    for target in codebook.targets:
        for label in target.labels:
            cells = {key: _cell(getattr(label, key)) for key in _LABEL_KEYS[1:]}
            labels.append([target.id, *cells.values()])
    facts = ("name", "version", "language", "note")
    return {
        LABELS: labels,
        CODEBOOK: [["fact", "value"], *([key, getattr(codebook, key)] for key in facts)],
        TARGETS: [
            list(_TARGET_KEYS),
            *([_cell(getattr(t, key)) for key in _TARGET_KEYS] for t in codebook.targets),
        ],
        VERSIONS: [["version", "harvests"], *([v, _cell(names)] for v, names in codebook.versions)],
        CHANGES: [
            list(_CHANGE_KEYS),
            *(
                [_cell(getattr(c, "kind" if k == "change" else k)) for k in _CHANGE_KEYS]
                for c in codebook.changes
            ),
        ],
    }


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
        return read_foreign_table(table, source.file, notes), tuple(notes)
    rows = _label_rows(source, table, columns, notes)
    return _read_ours(source, rows, notes), tuple(notes)


def _labels_table(source: TableSource) -> tuple[str, Rows]:
    """Return the table of labels: the one of that name, or the one with most known headings."""
    if LABELS in source.tables:
        return LABELS, source.tables[LABELS]
    named = {sheet: find_columns(rows) for sheet, rows in source.tables.items()}
    best = max(named, key=lambda s: (bool(named[s].levels), len(named[s].used)), default="")
    return best, source.tables.get(best, [])


def _tell_other_sheets(source: TableSource, sheet: str, notes: list[str]) -> None:
    others = [
        name for name, rows in source.tables.items()
        if name != sheet and any(any(row) for row in rows)
    ]  # fmt: skip
    if others:
        notes.append(f"Read was the sheet “{sheet}”, not {quoted_list(others)}.")


def _read_ours(source: TableSource, rows: list[dict[str, str]], notes: list[str]) -> Codebook:
    facts = {row[0]: row[1] for row in source.tables.get(CODEBOOK, [])[1:] if len(row) > 1}
    targets = _targets(source, rows, notes)
    versions = tuple(
        (row["version"], _items(row.get("harvests", "")))
        for row in _by_heading(source.tables.get(VERSIONS, []))
    )
    changes = tuple(_change(row) for row in _by_heading(source.tables.get(CHANGES, [])))
    return Codebook(
        name=facts.get("name") or re.sub(r"\.\w+$", "", source.file),
        version=facts.get("version") or (versions[-1][0] if versions else "1"),
        targets=targets,
        language=facts.get("language") or "en",
        versions=versions,
        changes=changes,
        note=facts.get("note", ""),
    )


def _label_rows(
    source: TableSource, table: Rows, columns: Columns, notes: list[str]
) -> list[dict[str, str]]:
    require_names(columns, source.file)
    tell_above(table[: columns.row], notes)
    tell_unused(columns.unused, notes)
    found = []
    for number, cells in enumerate(table[columns.row + 1 :], columns.row + 2):
        row = {key: _BETWEEN.join(columns.cells(cells, key)) for key in _LABEL_KEYS}
        row["name"] = at(cells, columns.levels[-1]).strip()
        if len(columns.levels) > 1:
            row["parent"] = row["parent"] or at(cells, columns.levels[-2]).strip()
        if row["name"]:
            found.append(row)
        elif any(row.values()):
            notes.append(f"Row {number} has no name; it was not read.")
    if any(not row["id"] for row in found):
        notes.append("Labels without an id got one; keep these ids from now on.")
    return found


def _targets(
    source: TableSource, rows: list[dict[str, str]], notes: list[str]
) -> tuple[Target, ...]:
    listed = _by_heading(source.tables.get(TARGETS, []))
    for row in rows:
        row["target"] = row.get("target") or DEFAULT_TARGET
    described = {row["id"]: row for row in listed}
    names = list(dict.fromkeys([*described, *(row["target"] for row in rows)]))
    labels = {name: _labels([r for r in rows if r["target"] == name]) for name in names}
    if not listed:
        notes.append("Titles and columns of the targets are not in the file; their ids were taken.")
    found = []
    for name in names:
        facts = described.get(name, {})
        parent = facts.get("parent", "") or _parent_target(name, labels)
        own = tuple(_with_parent(label, labels.get(parent, ())) for label in labels[name])
        lost = [label.parent for label in labels[name] if label.parent and not parent]
        if lost:
            notes.append(f"No target has the parents of “{name}”; not kept: {quoted_list(lost)}.")
        found.append(
            Target(
                id=name,
                labels=own,
                title=facts.get("title", ""),
                column=facts.get("column", ""),
                multiple=facts.get("multiple", "yes") != "no",
                parent=parent,
                derived_from=facts.get("derived_from", ""),
            )
        )
    return tuple(found)


def _labels(rows: Sequence[Mapping[str, str]]) -> tuple[Label, ...]:
    taken = {row.get("id", "") for row in rows}
    made = (f"L{n:02d}" for n in range(1, len(rows) + len(taken) + 1) if f"L{n:02d}" not in taken)
    return tuple(
        Label(
            id=row.get("id") or next(made),
            name=row["name"],
            parent=row.get("parent", ""),
            since=row.get("since", ""),
            aliases=_items(row.get("aliases", "")),
            definition=row.get("definition", ""),
            include=row.get("include", ""),
            exclude=row.get("exclude", ""),
            examples=_items(row.get("examples", "")),
            retired=row.get("retired", ""),
        )
        for row in rows
    )


def _parent_target(name: str, labels: Mapping[str, tuple[Label, ...]]) -> str:
    """Find the target whose labels are the parents of this one's, where nothing says so."""
    wanted = {loose_key(label.parent) for label in labels[name] if label.parent}
    for other, own in labels.items():
        known = {loose_key(text) for label in own for text in (label.id, label.name)}
        if other != name and wanted and wanted <= known:
            return other
    return ""


def _with_parent(label: Label, parents: Sequence[Label]) -> Label:
    """Give the parent by its id, whether it was written as id or as name."""
    by_name = {loose_key(parent.name): parent.id for parent in parents}
    ids = {parent.id for parent in parents}
    if not parents or label.parent in ids:
        return label if parents else replace(label, parent="")
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
        review=row.get("review", "no") == "yes",
    )


def _by_heading(rows: Rows) -> list[dict[str, str]]:
    """Return each row below the headings as cells by heading."""
    filled = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    keys = [text.strip() for text in rows[0]] if rows else []
    return [
        {k: cell.strip() for k, cell in zip(keys, row + [""] * len(keys), strict=False) if k}
        for row in filled
    ]


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
