"""Codings on the codebook's label axis, and clusters that follow from types."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from classifier.codebook.versions import known_labels, to_newest

if TYPE_CHECKING:
    from classifier.codebook.codebook import Codebook, Target
    from classifier.records import Coding, LabelMatrix


def label_matrix(codings: Sequence[Coding], target_id: str, codebook: Codebook) -> LabelMatrix:
    """Lay out the codings of one target, a row for each, moved to the newest version.

    A coding without a version counts as newest. What a coder ticked is known, whatever the
    version; a version outside the codebook's history is a CodebookError.
    """
    import numpy as np

    from classifier.records import LabelMatrix

    target = codebook.target(target_id)
    column = {label_id: j for j, label_id in enumerate(target.ids)}
    rows = [coding for coding in codings if coding.target == target_id]
    values = np.zeros((len(rows), len(column)), dtype=bool)
    known = np.zeros_like(values)
    for i, coding in enumerate(rows):
        version = coding.version or codebook.newest
        known[i] = known_labels(target, version, codebook)
        labels = to_newest(coding.labels, target, version, codebook)
        values[i, [column[label_id] for label_id in labels]] = True
    ids = tuple(coding.fragment_id for coding in rows)
    return LabelMatrix(ids, target.ids, values, known | values)


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
