"""Codings to training truth: one row per fragment, whoever coded it and with which codebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier.codebook import known_labels, to_newest

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target
    from classifier.records import BoolArray, Coding, Fragment


# A label known in fewer rows than this, and in less than half of them, was hardly asked for.
FEWEST_KNOWN = 30


@dataclass(frozen=True)
class Truth:
    """What is known of one target.

    Attributes
    ----------
    rows : numbers of the coded fragments among those given, ascending
    values : bool (n_coded, n_labels) on the newest codebook's axis
    known : bool of the same shape; False where the label did not exist for every coder of the row
    """

    rows: tuple[int, ...]
    values: BoolArray
    known: BoolArray


def target_truth(
    fragments: Sequence[Fragment], codings: Sequence[Coding], target: Target, codebook: Codebook
) -> Truth:
    """Lay out the codings of ``target``; fragments nobody coded are left out.

    A fragment coded by several people has a label where at least half of those who knew the
    label ticked it.
    """
    column = {label: j for j, label in enumerate(target.ids)}
    number = {fragment.id: i for i, fragment in enumerate(fragments)}
    votes = np.zeros((len(fragments), len(column)))
    voters = np.zeros((len(fragments), len(column)))
    for coding in codings:
        i = number.get(coding.fragment_id)
        if coding.target != target.id or i is None:
            continue
        version = coding.version or codebook.version
        voters[i] += known_labels(target, version, codebook)
        ticked = to_newest(coding.labels, target, version, codebook)
        votes[i, [column[label] for label in ticked]] += 1
    rows = np.flatnonzero(voters.any(axis=1))
    # A label ticked in a row older than the label itself is known there: somebody recoded it.
    known = (voters[rows] > 0) | (votes[rows] > 0)
    known &= ~_hardly_asked(known)
    values = known & (2 * votes[rows] >= np.maximum(voters[rows], 1))
    return Truth(tuple(int(i) for i in rows), values, known)


def _hardly_asked(known: BoolArray) -> BoolArray:
    """Find labels to be learned from the codebook alone: bool (n_labels,).

    Old rows that know a young label were recoded one by one, because the label fits them. Taken
    for a sample, they would make it look frequent: on the sample harvests such a label was
    suggested for every second fragment.
    """
    n_known = known.sum(axis=0)
    return np.asarray((n_known < FEWEST_KNOWN) & (2 * n_known < len(known)))
