"""What is recorded of each fragment for one target, and how else it was read.

Recorded is the first coding that stands in a harvest. Every other coding of the fragment, and for
the objective its FragmentID, is another reading. Readings of different codebook versions are
compared in the words of the older one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier.check.contradictions import OBJECTIVE, objective_of_id
from classifier.codebook import known_labels, to_coarser, to_newest
from classifier.records import Coding

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target
    from classifier.records import BoolArray, Fragment

ID_READING = "FragmentID"
"""Stands where another reading has its coder."""


@dataclass(frozen=True)
class OtherReading:
    """Another reading of a fragment, beside the recorded one.

    Attributes
    ----------
    row : which recorded row it belongs to
    coder : who read it; `ID_READING` for the FragmentID
    add, remove : label ids in the words of the version compared in
    both : label ids that both readings have
    has, usable : bool (n_labels,): what it says of each label, and where that can be compared
    """

    row: int
    coder: str
    add: frozenset[str]
    remove: frozenset[str]
    both: frozenset[str]
    has: BoolArray
    usable: BoolArray


@dataclass(frozen=True)
class Recorded:
    """The recorded codings of one target, and the other readings of them.

    Attributes
    ----------
    rows : numbers of the fragments, ascending
    codings : the recorded coding of each
    values, known : bool (n_recorded, n_labels) on the newest version's axis
    others : other readings, in the order of the rows
    """

    target: Target
    rows: tuple[int, ...]
    codings: tuple[Coding, ...]
    values: BoolArray
    known: BoolArray
    others: tuple[OtherReading, ...]

    def labels(self, row: int) -> frozenset[str]:
        """Give the recorded labels of one row, moved to the newest version."""
        return frozenset(np.array(self.target.ids)[self.values[row]].tolist())


def read_recorded(
    fragments: Sequence[Fragment], codings: Sequence[Coding], target: Target, codebook: Codebook
) -> Recorded:
    """Tell recorded codings from other readings."""
    number = {fragment.id: i for i, fragment in enumerate(fragments)}
    files = {fragment.origin.file for fragment in fragments}
    own = [c for c in codings if c.target == target.id and c.fragment_id in number]
    own.sort(key=lambda c: c.origin.file not in files)  # a harvest's own codings come first
    by_row: dict[int, list[Coding]] = {}
    for coding in own:
        by_row.setdefault(number[coding.fragment_id], []).append(coding)
    rows = tuple(sorted(by_row))
    first = tuple(by_row[row][0] for row in rows)
    values, known = _matrix(first, target, codebook)
    others = [
        _compare(i, first[i], other, target, codebook)
        for i, row in enumerate(rows)
        for other in _others(by_row[row], fragments[row], target, codebook)
    ]
    return Recorded(target, rows, first, values, known, tuple(others))


def _others(
    codings: list[Coding], fragment: Fragment, target: Target, codebook: Codebook
) -> list[Coding]:
    """The readings beside the first: one for each other coder, and that of the FragmentID."""
    found: dict[str, Coding] = {}
    for coding in codings[1:]:
        name = coding.coder or str(coding.origin)
        if name != codings[0].coder:
            found.setdefault(name, coding)
    others = list(found.values())
    said = objective_of_id(fragment.id, frozenset(target.ids)) if target.id == OBJECTIVE else None
    if said is not None:
        others.append(
            Coding(fragment.id, target.id, frozenset({said}), ID_READING, codebook.newest)
        )
    return others


def _matrix(
    codings: Sequence[Coding], target: Target, codebook: Codebook
) -> tuple[BoolArray, BoolArray]:
    column = {label: j for j, label in enumerate(target.ids)}
    values = np.zeros((len(codings), len(column)), dtype=bool)
    known = np.zeros(values.shape, dtype=bool)
    for i, coding in enumerate(codings):
        version = coding.version or codebook.newest
        known[i] = known_labels(target, version, codebook)
        values[i, [column[x] for x in to_newest(coding.labels, target, version, codebook)]] = True
    return values, known | values


def _compare(
    row: int, recorded: Coding, other: Coding, target: Target, codebook: Codebook
) -> OtherReading:
    """Bring both readings to the older version, and say where they differ."""
    ours, theirs, version = in_older_words(recorded, other, target, codebook)
    known = np.array(known_labels(target, version, codebook), dtype=bool)
    newest = to_newest(recorded.labels, target, recorded.version or codebook.newest, codebook)
    # Where going back to the older words changed what is recorded, nothing can be compared.
    same = np.array([(label in ours) == (label in newest) for label in target.ids], dtype=bool)
    has = np.array([label in theirs for label in target.ids], dtype=bool)
    return OtherReading(
        row, other.coder, theirs - ours, ours - theirs, ours & theirs, has, known & same
    )


def in_older_words(
    first: Coding, second: Coding, target: Target, codebook: Codebook
) -> tuple[frozenset[str], frozenset[str], str]:
    """Give two codings in the words of the older version, and that version."""
    a, b = first.version or codebook.newest, second.version or codebook.newest
    older = min(a, b, key=codebook.order)
    return (
        to_coarser(first.labels, target, a, b, codebook),
        to_coarser(second.labels, target, a, b, codebook),
        older,
    )
