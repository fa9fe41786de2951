"""An older version of a codebook, rebuilt from its history."""

from __future__ import annotations

from dataclasses import replace

from classifier.codebook.nouns import Change, Codebook, Label, Target
from classifier.codebook.text import name_key
from classifier.codebook.versions import name_at
from classifier.errors import CodebookError


def as_of(codebook: Codebook, version: str) -> Codebook:
    """Rebuild the codebook as it was in ``version``: its labels, their names then, its history.

    The history tells names, splits, merges, births and ends; it does not tell how a definition
    read or which parent a label had, so these are today's, and the note says so.
    """
    at = codebook.order(version)
    if version == codebook.newest:
        return codebook
    versions = codebook.versions[: at + 1]
    kept = tuple(c for c in codebook.changes if codebook.order(c.version) <= at)
    undone = [c for c in codebook.changes if codebook.order(c.version) > at]
    targets = tuple(_target_at(target, version, undone, codebook) for target in codebook.targets)
    empty = [target.id for target in targets if not target.labels]
    if empty:
        raise CodebookError(
            f"In version {version} the target “{empty[0]}” had no labels yet.",
            hint="Choose a newer version with --as-of.",
        )
    told = f"Rebuilt as of version {version}; definitions and parents as in version {{}}."
    note = " ".join(filter(None, [codebook.note, told.format(codebook.newest)]))
    return replace(
        codebook, version=version, targets=targets, versions=versions, changes=kept, note=note
    )


def _target_at(target: Target, version: str, undone: list[Change], codebook: Codebook) -> Target:
    labels = []
    for label in target.labels:
        born = not label.since or codebook.order(label.since) <= codebook.order(version)
        if born:
            own = [c for c in undone if c.target == target.id and c.label == label.id]
            labels.append(_label_at(label, own, target, version, codebook))
    return replace(target, labels=tuple(labels))


def _label_at(
    label: Label, undone: list[Change], target: Target, version: str, codebook: Codebook
) -> Label:
    """Take back the later names and a later end; ``undone`` are the label's later changes."""
    ended = bool(label.retired) and codebook.order(label.retired) <= codebook.order(version)
    name = label.name if ended else name_at(label.id, target, version, codebook) or label.name
    later = {name_key(label.name), *(name_key(c.was) for c in undone if c.was), name_key(name)}
    aliases = tuple(alias for alias in label.aliases if name_key(alias) not in later)
    return replace(label, name=name, aliases=aliases, retired=label.retired if ended else "")
