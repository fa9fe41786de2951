"""Which codes follow from which: the clusters of types, from the rows that hold both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_MOSTLY = 0.8
"""Share of rows that a rule must explain to be one."""
_FEWEST_ROWS = 5
_ROUNDS = 3

Labels = frozenset[str]


@dataclass(frozen=True, slots=True)
class Following:
    """That labels of one target follow from those of another.

    Attributes
    ----------
    parents : the parent of each label below; labels that no row tells of are left out
    exceptions : numbers of the rows in which the parents are not those that are written
    unsure : labels below whose parent stands in less than most of their rows
    """

    parents: Mapping[str, str]
    exceptions: tuple[int, ...]
    unsure: tuple[str, ...]


def find_following(rows: Sequence[tuple[Labels, Labels]]) -> Following | None:
    """Find the parent of each label; None if the second labels do not follow from the first.

    Parameters
    ----------
    rows : what each row that has both holds of the one and of the other
    """
    below = Labels().union(*(row[0] for row in rows))
    above = Labels().union(*(row[1] for row in rows))
    if len(rows) < _FEWEST_ROWS or not 1 < len(above) < len(below):
        return None
    parents: dict[str, str] = {}
    for _ in range(_ROUNDS):
        parents = _parents(rows, parents)
    exceptions = tuple(
        number
        for number, (labels, written) in enumerate(rows)
        if Labels(parents[label] for label in labels) != written
    )
    if len(exceptions) > (1 - _MOSTLY) * len(rows):
        return None
    return Following(parents, exceptions, _unsure(rows, parents))


def _parents(rows: Sequence[tuple[Labels, Labels]], known: Mapping[str, str]) -> dict[str, str]:
    """Return for each label the parent that stands most beside it and is explained by no other."""
    own: dict[str, Counter[str]] = {}
    beside: dict[str, Counter[str]] = {}
    for labels, written in rows:
        for label in labels:
            explained = {known[other] for other in labels - {label} if other in known}
            own.setdefault(label, Counter()).update(written - explained)
            beside.setdefault(label, Counter()).update(written)
    return {
        label: max(sorted(counts), key=lambda parent: (own[label][parent], counts[parent]))
        for label, counts in beside.items()
    }


def _unsure(rows: Sequence[tuple[Labels, Labels]], parents: Mapping[str, str]) -> tuple[str, ...]:
    n_rows: Counter[str] = Counter()
    n_with: Counter[str] = Counter()
    for labels, written in rows:
        n_rows.update(labels)
        n_with.update(label for label in labels if parents[label] in written)
    return tuple(label for label in parents if n_with[label] <= _MOSTLY * n_rows[label])
