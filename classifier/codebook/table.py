"""A codebook as tables of text, the way coordinators keep one, and tables as a codebook.

Five tables hold everything: the labels, and beside them what is said of the codebook as a whole,
its targets, versions and changes. The labels alone are enough to be read as a codebook.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.codebook.nouns import Change, Codebook, Label, Target
from classifier.codebook.text import loose_key
from classifier.errors import CodebookError

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
_TARGET_KEYS = ("id", "title", "column", "multiple", "parent", "derived_from")
_CHANGE_KEYS = ("version", "change", "target", "label", "was", "into", "note", "review")
_LISTS = ("examples", "aliases", "into", "harvests")
_BETWEEN = "\n"
_BETWEEN_LONG = "\n---\n"  # between items that are paragraphs themselves
# A line of an item that looks like what stands between two gets a backslash before it.
_DASHES = re.compile(r"^(\\*---)$", re.MULTILINE)
_SHIELDED = re.compile(r"^\\(\\*---)$", re.MULTILINE)

# What coordinators call these columns, as `loose_key` gives it.
_NAMES: dict[str, tuple[str, ...]] = {
    "target": ("target", "question", "codebookpart", "dimension", "variable"),
    "id": ("id", "code", "codeid", "labelid", "number", "no", "nr"),
    "name": ("name", "label", "codename", "labelname", "codelabel", "nom", "libellé", "title"),
    "parent": ("parent", "cluster", "category", "group", "theme", "catégorie", "groupe"),
    "definition": ("definition", "description", "meaning", "définition"),
    "include": ("include", "includes", "inclusion", "whentouse", "inclure"),
    "exclude": ("exclude", "excludes", "exclusion", "whennottouse", "exclure"),
    "examples": ("examples", "example", "exemples", "exemple"),
    "aliases": ("aliases", "alias", "alsocalled", "oldnames", "synonyms", "synonymes"),
    "since": ("since", "depuis"),
    "retired": ("retired", "until", "retiré"),
}
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
    """Read tables as a codebook; says in words what had to be made up.

    Only the labels are needed. Without a target all belong to one; without ids labels get
    numbers; a parent may be written by its name.
    """
    notes: list[str] = []
    rows = _label_rows(source, notes)
    facts = {row[0]: row[1] for row in source.tables.get(CODEBOOK, [])[1:] if len(row) > 1}
    targets = _targets(source, rows, notes)
    versions = tuple(
        (row["version"], _items(row.get("harvests", "")))
        for row in _by_heading(source.tables.get(VERSIONS, []))
    )
    changes = tuple(_change(row) for row in _by_heading(source.tables.get(CHANGES, [])))
    version = facts.get("version") or (versions[-1][0] if versions else "1")
    name = facts.get("name") or re.sub(r"\.\w+$", "", source.file)
    return (
        Codebook(
            name=name,
            version=version,
            targets=targets,
            language=facts.get("language") or "en",
            versions=versions,
            changes=changes,
            note=facts.get("note", ""),
        ),
        tuple(notes),
    )


def _label_rows(source: TableSource, notes: list[str]) -> list[dict[str, str]]:
    table = source.tables.get(LABELS, [])
    rows = _by_heading(table, _NAMES)
    if rows and "name" not in rows[0] and "id" in rows[0]:
        # A list with one column "Code" names its codes there.
        rows = [{**row, "name": row["id"], "id": ""} for row in rows]
    if not rows or "name" not in rows[0]:
        raise CodebookError(
            f"{source.file} has no list of labels.",
            hint="It needs a heading row with “name”, best with “id” and “definition” too.",
        )
    rows = [row for row in rows if row["name"]]
    if any(not row.get("id") for row in rows):
        notes.append("Labels without an id got one; keep these ids from now on.")
    return rows


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


def _by_heading(
    rows: Rows, names: Mapping[str, tuple[str, ...]] | None = None
) -> list[dict[str, str]]:
    """Give each row below the headings as cells by key; without ``names`` headings are keys."""
    if not rows:
        return []
    known = {form: key for key, forms in (names or {}).items() for form in forms}
    keys = [known.get(loose_key(text), "") if names else text.strip() for text in rows[0]]
    filled = [row for row in rows[1:] if any(cell.strip() for cell in row)]
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
