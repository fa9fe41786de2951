"""A codebook as YAML and as a hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from classifier.codebook.nouns import Change, Codebook, Label, Target


def dump_codebook(codebook: Codebook) -> str:
    """Write a codebook as YAML; ``read_codebook`` gives an equal one back."""
    document: dict[str, Any] = {
        "codebook": codebook.name,
        "version": codebook.version,
        "language": codebook.language,
    }
    if codebook.note:
        document["note"] = codebook.note
    document["versions"] = [
        {"version": version, "harvests": list(harvests)} for version, harvests in codebook.versions
    ]
    if codebook.changes:
        document["changes"] = [_change(change) for change in codebook.changes]
    document["targets"] = [_target(target) for target in codebook.targets]
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(document, Dumper=dumper, sort_keys=False, allow_unicode=True, width=110))


def codebook_hash(codebook: Codebook) -> str:
    """Sha256 of the codebook's content: layout and comments of the file do not count."""
    canonical = json.dumps(asdict(codebook), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _change(change: Change) -> dict[str, Any]:
    written = _filled(change)
    return {"version": written.pop("version"), "change": written.pop("kind")} | written


def _target(target: Target) -> dict[str, Any]:
    written = _filled(target) | {"multiple": target.multiple}
    written.pop("labels", None)
    return written | {"labels": [_filled(label) for label in target.labels]}


def _filled(noun: Change | Label | Target) -> dict[str, Any]:
    """Give the fields that say something, in their order; tuples as lists."""
    values = {field.name: getattr(noun, field.name) for field in fields(noun)}
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in values.items()
        if value not in ("", (), False)
    }
