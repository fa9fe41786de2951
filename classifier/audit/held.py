"""Ridge scores of each fragment by a fit that has not seen it, its twins or its group.

Out-of-fold scores leave out more than they must: a chain of twins can join many countries into one
fold. Here each fragment is left out with exactly those that must not vouch for it, by the formula
of `classifier.model.exact`: f_F = T_F − (M_FF)⁻¹ α_F.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.model.rows import TrainingRows
    from classifier.records import FloatArray

    HeldOut = tuple[NDArray[np.int64], ...]

# A fragment whose group holds more than this share of all is left out with its twins alone: too
# little would be left to learn from.
LARGEST_GROUP = 0.5


def held_out_with(
    keys: Sequence[Hashable], twins: Sequence[tuple[int, int, float]]
) -> tuple[HeldOut, int]:
    """List for each row those that are left out with it, itself among them, ascending.

    Also gives the number of rows whose group was too large to be left out whole.

    Parameters
    ----------
    keys : the group of each row
    twins : pairs of rows that tell the same; the third of each is not looked at
    """
    members: dict[Hashable, set[int]] = {}
    for i, key in enumerate(keys):
        members.setdefault(key, set()).add(i)
    beside: list[set[int]] = [{i} for i in range(len(keys))]
    for i, j, _ in twins:
        beside[i].add(j)
        beside[j].add(i)
    held, n_large = [], 0
    for i, key in enumerate(keys):
        large = len(members[key]) > LARGEST_GROUP * len(keys)
        n_large += large
        held.append(np.array(sorted(beside[i] | (set() if large else members[key]))))
    return tuple(held), n_large


def held_out_scores(
    rows: TrainingRows, kernel: FloatArray, lam: float, held: HeldOut
) -> FloatArray:
    """Score each fragment by the ridge without the rows in ``held``: (n_fragments, n_labels).

    NaN where nothing was left to learn from.

    Parameters
    ----------
    rows : the fragments first, the codebook's sentences below them
    kernel : float (n_rows, n_rows), inner products of the rows
    """
    scores = np.full((len(held), rows.targets.shape[1]), np.nan)
    together = _by_held(held)
    for taking_part, labels in rows.patterns():
        fit = _Ridge(rows, kernel, lam, np.flatnonzero(taking_part), labels)
        for left_out, judged in together:
            scores[np.ix_(judged, labels)] = fit.without(left_out, judged)
    return scores


def _by_held(held: HeldOut) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Gather rows that are left out with the same others: they share one solution."""
    groups: dict[bytes, list[int]] = {}
    for i, left_out in enumerate(held):
        groups.setdefault(left_out.tobytes(), []).append(i)
    return [(held[judged[0]], np.array(judged)) for judged in groups.values()]


class _Ridge:
    """One fit of the labels that the same rows know, in the words of `classifier.model.exact`."""

    def __init__(
        self,
        rows: TrainingRows,
        kernel: FloatArray,
        lam: float,
        part: NDArray[np.int64],
        labels: NDArray[np.int64],
    ) -> None:
        self.kernel, self.part = kernel, part
        self.targets = rows.targets[np.ix_(part, labels)]
        inverse = kernel[np.ix_(part, part)]
        inverse[np.diag_indices_from(inverse)] += lam * rows.costs[part]
        inverse = linalg.inv(inverse, overwrite_a=True) if len(part) else inverse
        sums = inverse.sum(axis=1)
        self.mean_weights = sums / sums.sum() if len(part) else sums
        self.m = inverse - np.outer(sums, self.mean_weights)
        self.alpha = self.m @ self.targets
        self.intercept = self.mean_weights @ self.targets

    def without(self, left_out: NDArray[np.int64], judged: NDArray[np.int64]) -> FloatArray:
        """Score the rows ``judged`` without ``left_out``: (n_judged, n_labels)."""
        block = np.searchsorted(self.part, left_out[np.isin(left_out, self.part)])
        scores = np.full((len(judged), self.targets.shape[1]), np.nan)
        if len(block) == len(self.part):
            return scores
        residual = linalg.solve(self.m[np.ix_(block, block)], self.alpha[block], assume_a="pos")
        inside = np.isin(judged, self.part)
        place = np.searchsorted(self.part[block], judged[inside])
        scores[inside] = self.targets[block][place] - residual[place]
        if not inside.all():
            alpha = self.alpha - self.m[:, block] @ residual
            intercept = self.intercept - self.mean_weights[block] @ residual
            scores[~inside] = self.kernel[np.ix_(judged[~inside], self.part)] @ alpha + intercept
        return scores
