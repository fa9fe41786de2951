"""A codebook as YAML: read, or all its problems at once, each with its line; written, hashed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from classifier.codebook.codebook import Change, ChosenColumn, Codebook, Label, Target
from classifier.codebook.validation import (
    check_changes,
    check_columns,
    check_names,
    check_targets,
    check_versions,
)
from classifier.errors import CodebookError
from classifier.folding import name_key
from classifier.yaml_tree import Document, Entry, Schema, dump_yaml, load_tree

_BEGINS = re.compile(r"(  )?- id: '?(.*?)'?$")

_KINDS_OF = {"str": "text", "bool": "flag", "tuple[str, ...]": "texts"}


def _schema(noun: type[Change | Label | Target]) -> dict[str, str | Schema]:
    """Return what a file may say of a noun: its fields, by their types."""
    kinds = {field.name: _KINDS_OF.get(str(field.type)) for field in fields(noun)}
    return {name: kind for name, kind in kinds.items() if kind}


LABEL = _schema(Label)
TARGET = _schema(Target) | {"labels": LABEL}
CHANGE = {"change" if key == "kind" else key: kind for key, kind in _schema(Change).items()}
CODEBOOK: Schema = {
    "codebook": "text",
    "version": "text",
    "language": "text",
    "note": "text",
    "columns": {"field": "text", "heading": "text"},
    "versions": {"version": "text", "harvests": "texts"},
    "changes": CHANGE,
    "targets": TARGET,
}


def parse_codebook(text: str, file: str) -> Codebook:
    """Read and check a codebook in YAML; ``file`` is what problems name.

    Old names in ``changes`` become aliases of their labels, so that old cells can be read; and
    what only ``changes`` says of a label (when it came, when it went) is filled in.
    """
    root = load_tree(text, file, CODEBOOK)
    listed = [(e.text("version"), e.items("harvests")) for e in root.children("versions")]
    versions = tuple(item for item in listed if item[0]) or ((root.text("version", "1"), ()),)
    order = {version: i for i, (version, _) in enumerate(versions)}
    check_versions(root, order)
    check_targets(root, order)
    check_changes(root, order)
    check_names(root)
    check_columns(root)
    root.notes.refuse_if_any()
    changes = []
    for entry in root.children("changes"):
        texts = _texts(entry, CHANGE)
        kind, review = texts.pop("change"), entry.flag("review", default=False)
        changes.append(Change(kind=kind, into=entry.items("into"), review=review, **texts))
    return Codebook(
        name=root.text("codebook", Path(file).stem),
        version=versions[-1][0],
        targets=tuple(_target(entry, changes) for entry in root.children("targets")),
        language=root.text("language", "en"),
        versions=versions,
        changes=tuple(changes),
        note=root.text("note"),
        columns=tuple(
            ChosenColumn(entry.text("field"), entry.text("heading"))
            for entry in root.children("columns")
        ),
    )


def _texts(entry: Entry, schema: Schema) -> dict[str, str]:
    return {key: entry.text(key) for key, kind in schema.items() if kind == "text"}


def _target(entry: Entry, changes: list[Change]) -> Target:
    own = [change for change in changes if change.target == entry.text("id")]
    labels = [_label(child, own) for child in entry.children("labels")]
    present = {label.id for label in labels}
    gone = {change.label: change for change in own if change.label not in present}
    labels += [_gone_label(change, own) for change in gone.values()]
    multiple = entry.flag("multiple", default=True)
    return Target(labels=tuple(labels), multiple=multiple, **_texts(entry, TARGET))


def _label(entry: Entry, changes: list[Change]) -> Label:
    own = [change for change in changes if change.label == entry.text("id")]
    aliases = _aliases(entry.text("name"), entry.items("aliases"), own)
    label = Label(aliases=aliases, examples=entry.items("examples"), **_texts(entry, LABEL))
    # A survivor of its own merge stays.
    ends = [change for change in own if change.label not in change.into]
    return replace(
        label,
        since=label.since or _version_of(own, "add"),
        retired=label.retired or _version_of(ends, "merge", "retire", "split"),
    )


def _gone_label(change: Change, changes: list[Change]) -> Label:
    """Put back a label that the file no longer lists: old rows and stored models still hold it."""
    own = [other for other in changes if other.label == change.label]
    return Label(
        id=change.label,
        name=change.was,
        since=_version_of(own, "add"),
        aliases=_aliases(change.was, (), own),
        retired=change.version,
    )


def _version_of(changes: list[Change], *kinds: str) -> str:
    return next((change.version for change in reversed(changes) if change.kind in kinds), "")


def _aliases(name: str, written: tuple[str, ...], changes: list[Change]) -> tuple[str, ...]:
    known = {name_key(text) for text in (name, *written)}
    old = {name_key(c.was): c.was for c in changes if c.was and name_key(c.was) not in known}
    return (*written, *old.values())


# -- writing


def dump_codebook(codebook: Codebook) -> str:
    """Write a codebook as YAML; ``parse_codebook`` gives an equal one back."""
    return dump_yaml(document_of(codebook))


def dump_with_comments(
    codebook: Codebook,
    beside: Mapping[tuple[str, str], Mapping[str, str]],
    about: Sequence[str],
) -> str:
    """Write a codebook with remarks above its labels, which nobody reads back."""
    lines = [f"# {line}".rstrip() for line in about]
    target = ""
    for line in dump_codebook(codebook).splitlines():
        begins = _BEGINS.match(line)
        if begins and not begins[1]:
            target = begins[2]
        elif begins:
            for key, text in beside.get((target, begins[2]), {}).items():
                lines += [f"  # {key}: {part}" for part in text.splitlines()]
        lines.append(line)
    return "\n".join(lines) + "\n"


def document_of(codebook: Codebook) -> Document:
    """Return a codebook by the keys of its file; what is empty is left out."""
    document = {
        "codebook": codebook.name,
        "version": codebook.version,
        "language": codebook.language,
        "note": codebook.note,
        "columns": [{"field": c.field_name, "heading": c.heading} for c in codebook.columns],
        "versions": [
            {"version": version, "harvests": list(harvests)}
            for version, harvests in codebook.versions
        ],
        "changes": [
            {"version": change.version, "change": change.kind} | _filled(change, "kind")
            for change in codebook.changes
        ],
        "targets": [
            _filled(target, "labels")
            | {"multiple": target.multiple, "labels": list(map(_filled, target.labels))}
            for target in codebook.targets
        ],
    }
    return {key: value for key, value in document.items() if value or key == "language"}


def codebook_of(document: Document, file: str) -> Codebook:
    """Read a document as `document_of` gives it, held to all rules that a YAML file must keep."""
    try:
        return parse_codebook(dump_yaml(document), file)
    except CodebookError as error:
        said = "\n".join(line.partition(": ")[2] for line in str(error).splitlines())
        in_qdc = file.lower().endswith((".qdc", ".qdpx"))
        raise CodebookError(
            f"{file} cannot be used as a codebook:\n{said}",
            hint="Mend this in the program that wrote the file, and export it again."
            if in_qdc
            else "Mend this in the file and try again.",
        ) from None


def codebook_hash(codebook: Codebook) -> str:
    """Sha256 of the codebook's content: layout and comments of the file do not count."""
    content = asdict(replace(codebook, notices=()))
    del content["notices"]
    # Without chosen columns a codebook keeps the hash that it had before there were any.
    content |= {"columns": [(c.field_name, c.heading) for c in codebook.columns]}
    if not codebook.columns:
        del content["columns"]
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _filled(noun: Change | Label | Target, without: str = "") -> dict[str, Any]:
    """Return the fields that say something, in their order; tuples as lists."""
    names = [field.name for field in fields(noun) if field.name != without]
    values = {name: getattr(noun, name) for name in names}
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in values.items()
        if value not in ("", (), False)
    }
