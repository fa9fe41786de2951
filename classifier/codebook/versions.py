"""Which version a row was coded in, how codes of one version read in another, what follows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from classifier.codebook.cells import read_cell
from classifier.codebook.codebook import Change, Codebook, Label, Target
from classifier.errors import CodebookError
from classifier.folding import name_key
from classifier.translations import tell

if TYPE_CHECKING:
    pass


@lru_cache(maxsize=4096)
def required_version(cell: str, target: Target, codebook: Codebook) -> str | None:
    """Find the newest version that any written name requires; None if the oldest has them all.

    After a rename in version 3 the new name requires 3, the old one the version it came with.
    """
    names = read_cell(cell, target).names
    first_uses = _first_uses(target, codebook)
    newest = max((first_uses.get(name.key, 0) for name in names), default=0)
    return codebook.versions[newest][0] if newest else None


def row_version(
    written_cells: Mapping[str, str], harvest: str, column_value: str, codebook: Codebook
) -> tuple[str, bool]:
    """Tell the version a row was coded in, and whether that is known.

    The column ``Codebook version`` decides; else the newer of what the written names require
    and what the codebook says of the harvest. A harvest that the codebook does not list counts
    as newest and is not known (unless the codebook has no history to choose from).

    Parameters
    ----------
    written_cells : target id to cell, as written
    column_value : the cell of the column ``Codebook version``; a version outside the history
        is a CodebookError
    """
    if column_value.strip():
        version = codebook.find_version(column_value)
        if version is None:
            known = ", ".join(version for version, _ in codebook.versions)
            raise CodebookError(
                f"The codebook “{codebook.name}” has no version “{column_value.strip()}”.",
                hint=tell("harvest_known_versions", versions=known),
            )
        return version, True
    of_harvest = codebook.version_of_harvest(harvest)
    if of_harvest is None:
        has_history = len(codebook.versions) > 1 or bool(codebook.versions[0][1])
        return codebook.newest, not has_history
    required = [
        required_version(written_cells.get(target.id, ""), target, codebook)
        for target in codebook.targets
    ]
    return max([of_harvest, *filter(None, required)], key=codebook.order), True


def name_at(label_id: str, target: Target, version: str, codebook: Codebook) -> str | None:
    """Give the name a label had in a version; None where the label did not exist."""
    label = target.label(label_id)
    at = codebook.order(version)
    if not _exists(label, at, codebook):
        return None
    later = [
        change for change in _namings(label, target, codebook) if _order(change, codebook) > at
    ]
    return later[0].was if later else label.name


@lru_cache(maxsize=256)
def known_labels(target: Target, version: str, codebook: Codebook) -> tuple[bool, ...]:
    """Tell of each label of the axis whether a row of ``version`` answers it: bool (n_labels,).

    The row is taken as moved by ``to_newest``. False where the label came later, was retired
    before, or was merged away. A later label that merges labels of that version is known:
    together they say the same.
    """
    at = codebook.order(version)
    merges = [change for change in _changes(target, codebook) if _merges_away(change)]
    merged_away = {change.label for change in merges}
    known = {label.id: _exists(label, at, codebook) for label in target.labels}
    answers = dict(known)
    for change in merges:
        if known[change.label] and _order(change, codebook) > at:
            answers |= dict.fromkeys(change.into, True)
    return tuple(answers[label_id] and label_id not in merged_away for label_id in target.ids)


def to_newest(
    coding_labels: Collection[str], target: Target, version: str, codebook: Codebook
) -> frozenset[str]:
    """Move labels coded in ``version`` forward to the newest.

    A rename keeps the id, a merge goes into the label that took it in, a split stays on its
    own label, and a retired label stays what it was: its column is still there.
    """
    at = codebook.order(version)
    labels = _checked(coding_labels, target)
    for change in _changes(target, codebook):
        # A label that is gone at the newest may be written in any row: its name says what is meant.
        due = _order(change, codebook) > at or target.label(change.label).retired
        if _merges_away(change) and change.label in labels and due:
            labels = labels - {change.label} | frozenset(change.into)
    return labels


def to_coarser(
    labels: Collection[str], target: Target, version: str, other_version: str, codebook: Codebook
) -> frozenset[str]:
    """Move labels coded in one of two versions to what both versions can tell.

    Both codings of a comparison are moved by the same call. A split between the versions is
    undone, a merge is done, and a label that only one of them has is left out.
    """
    low, high = sorted((codebook.order(version), codebook.order(other_version)))
    between = [c for c in _changes(target, codebook) if low < _order(c, codebook) <= high]
    wholes = _wholes(link for change in between for link in _links(change, target))
    shared = {
        label.id
        for label in target.labels
        if low == high or (_exists(label, low, codebook) and _exists(label, high, codebook))
    }
    ids = _checked(labels, target)
    return frozenset(
        wholes.get(label, label) for label in ids if label in shared or label in wholes
    )


def _wholes(links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return one label that stands for all that are linked, by each of these."""
    wholes: dict[str, str] = {}
    for piece, whole in links:
        old, new = wholes.setdefault(piece, piece), wholes.setdefault(whole, whole)
        wholes |= {label: new for label, other in wholes.items() if other == old}
    return wholes


def as_of(codebook: Codebook, version: str) -> Codebook:
    """Rebuild the codebook as it was in ``version``: its labels, their names then, its history.

    The history tells names, splits, merges, births and ends; it does not tell how a definition
    read or which parent a label had, so these are today's, and the note says so.
    """
    at = codebook.order(version)
    if version == codebook.newest:
        return codebook
    kept = tuple(c for c in codebook.changes if codebook.order(c.version) <= at)
    undone = [c for c in codebook.changes if codebook.order(c.version) > at]
    targets = []
    for target in codebook.targets:
        own = [change for change in undone if change.target == target.id]
        labels = _labels_at(own, target, version, codebook)
        if not labels:
            raise CodebookError(
                f"In version {version} the target “{target.id}” had no labels yet.",
                hint="Choose a newer version with --as-of.",
            )
        targets.append(replace(target, labels=tuple(labels)))
    told = f"Rebuilt as of version {version}; definitions and parents as in version {{}}."
    note = " ".join(filter(None, [codebook.note, told.format(codebook.newest)]))
    return replace(
        codebook,
        version=version,
        targets=tuple(targets),
        versions=codebook.versions[: at + 1],
        changes=kept,
        note=note,
    )


def _labels_at(
    undone: list[Change], target: Target, version: str, codebook: Codebook
) -> list[Label]:
    at = codebook.order(version)
    born = [label for label in target.labels if codebook.order(label.since or version) <= at]
    return [_label_at(label, undone, target, version, codebook) for label in born]


def _label_at(
    label: Label, undone: list[Change], target: Target, version: str, codebook: Codebook
) -> Label:
    """Take back the later names and a later end; ``undone`` are the target's later changes."""
    ended = bool(label.retired) and codebook.order(label.retired) <= codebook.order(version)
    name = label.name if ended else name_at(label.id, target, version, codebook) or label.name
    later = {name_key(label.name), name_key(name)}
    later |= {name_key(c.was) for c in undone if c.was and c.label == label.id}
    aliases = tuple(alias for alias in label.aliases if name_key(alias) not in later)
    return replace(label, name=name, aliases=aliases, retired=label.retired if ended else "")


def _links(change: Change, target: Target) -> Iterable[tuple[str, str]]:
    """Pairs (piece, whole) of labels that the older and the newer version cannot tell apart."""
    if _merges_away(change):
        return [(change.label, other) for other in change.into]
    if change.kind != "split":
        return []
    # A piece that was there before the split had a meaning of its own: it is not folded back.
    born = [other for other in change.into if target.label(other).since == change.version]
    return [(other, change.label) for other in born if other != change.label]


def _checked(labels: Collection[str], target: Target) -> frozenset[str]:
    return frozenset(target.label(label_id).id for label_id in labels)


def _exists(label: Label, at: int, codebook: Codebook) -> bool:
    born = codebook.order(label.since) if label.since else 0
    return born <= at and (not label.retired or at < codebook.order(label.retired))


def _merges_away(change: Change) -> bool:
    return change.kind == "merge" and change.label not in change.into


def _order(change: Change, codebook: Codebook) -> int:
    return codebook.order(change.version)


def _changes(target: Target, codebook: Codebook) -> list[Change]:
    """List the changes of one target, oldest first."""
    own = [change for change in codebook.changes if change.target == target.id]
    return sorted(own, key=lambda change: _order(change, codebook))


def _namings(label: Label, target: Target, codebook: Codebook) -> list[Change]:
    """List the changes that gave the label another name, oldest first."""
    own = [c for c in _changes(target, codebook) if c.label == label.id and c.was]
    return [c for c in own if c.kind in ("rename", "split") or label.id in c.into]


@lru_cache(maxsize=64)
def _first_uses(target: Target, codebook: Codebook) -> dict[str, int]:
    """Map the key of each name to the order of the first version that used it."""
    uses: dict[str, int] = {}
    for label in target.labels:
        born = start = codebook.order(label.since) if label.since else 0
        own: dict[str, int] = {}
        for change in _namings(label, target, codebook):
            own.setdefault(name_key(change.was), start)
            start = _order(change, codebook)
        own.setdefault(name_key(label.name), start)
        for other in (*label.aliases, label.id):
            own.setdefault(name_key(other), born)
        uses |= {key: first for key, first in own.items() if key not in uses}
    return uses


def derive(ids: Collection[str], target: Target, codebook: Codebook) -> frozenset[str]:
    """Return the labels of a derived target that follow from labels of its source: their parents.

    Parameters
    ----------
    ids : labels of the target that ``target.derived_from`` names
    """
    if not target.derived_from:
        raise ValueError(f"target {target.id!r} is not derived from another one")
    source = codebook.target(target.derived_from)
    parents = (source.label(label_id).parent for label_id in ids)
    return frozenset(parent for parent in parents if parent)


def what_follows(ids: Collection[str], target: Target, codebook: Codebook) -> frozenset[str] | None:
    """Return the labels of a derived target that new labels of its source bring; None for none.

    Where no source label is left, no label follows. Where there are some but the codebook gives
    them no parent, nothing follows: what stands there stays.
    """
    labels = derive(ids, target, codebook)
    return labels if labels or not ids else None


def did_follow(
    own: Collection[str], ids: Collection[str], target: Target, version: str, codebook: Codebook
) -> bool:
    """Whether a row's labels of a derived target followed from those of its source, if any stood.

    Those that did not are somebody's choice, and do not follow new ones.

    Parameters
    ----------
    own : labels of ``target``, in the words of ``version``
    ids : labels of its source, in the same words
    """
    written = to_newest(own, target, version, codebook)
    possible = [possible_parents(label, target, version, codebook) for label in ids]
    surplus = written - frozenset[str]().union(*possible)
    agrees = not surplus and all(written & parents for parents in possible if parents)
    return agrees or not written


def possible_parents(
    label: str, target: Target, version: str, codebook: Codebook
) -> frozenset[str]:
    """Return the labels of a derived target that one label of its source may have meant.

    One that was split after ``version`` may have meant any of its pieces, with their parents.
    """
    source = codebook.target(target.derived_from)
    meant = {label}
    for change in sorted(codebook.changes, key=lambda change: codebook.order(change.version)):
        is_split = change.kind == "split" and change.target == source.id
        later = codebook.order(change.version) > codebook.order(version)
        if is_split and later and change.label in meant:
            meant |= set(change.into)
    return derive(meant | to_newest(meant, source, version, codebook), target, codebook)
