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
    known = np.zeros((len(rows), len(column)), dtype=bool)
    answers: dict[str, tuple[bool, ...]] = {}
    for i, coding in enumerate(rows):
        version = coding.version or codebook.newest
        if version not in answers:
            answers[version] = known_labels(target, version, codebook)
        known[i] = answers[version]
        labels = to_newest(coding.labels, target, version, codebook)
        values[i, [column[label_id] for label_id in labels]] = True
    ids = tuple(coding.fragment_id for coding in rows)
    return LabelMatrix(ids, target.ids, values, known | values)


def derive(ids: Collection[str], target: Target, codebook: Codebook) -> frozenset[str]:
    """Give the labels of a derived target that follow from labels of its source: their parents.

    Parameters
    ----------
    ids : labels of the target that ``target.derived_from`` names
    """
    if not target.derived_from:
        raise ValueError(f"target {target.id!r} is not derived from another one")
    source = codebook.target(target.derived_from)
    parents = (source.label(label_id).parent for label_id in ids)
    return frozenset(parent for parent in parents if parent)
