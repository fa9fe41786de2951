"""The same ridge for more fragments than columns: time and memory grow with n.

With μ the mean of the rows φ, weighed by 1 / cost, and

    Σ_i (φ_i − μ)(φ_i − μ)ᵀ / cost_i = Q diag(d) Qᵀ        z_i = Qᵀ(φ_i − μ)

row j's target has the influence 1 / Σ_i (1 / cost_i) + Σ_k z_ik z_jk / (d_k + λ) on the score of
row i, at any λ: one eigendecomposition serves them all. What the fit says without some rows
follows; see `classifier.model.leave_out`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg

from classifier.model.leave_out import Smaller, Smoother, Solver

if TYPE_CHECKING:
    from classifier.model.training_rows import IntArray, TrainingRows
    from classifier.records import BoolArray, FloatArray

# Rows are handled this many at a time, so that no second copy of all of them is ever made.
CHUNK = 1000


@dataclass(frozen=True)
class _Axes:
    """The eigenvectors of some rows about their mean: the same for every target.

    Attributes
    ----------
    mean : float (n_columns,), of the rows
    lengths : float (n_columns,), eigenvalues
    axes : float (n_columns, n_columns), an eigenvector a column
    """

    mean: FloatArray
    lengths: FloatArray
    axes: FloatArray


@dataclass(frozen=True)
class _PrimalSmoother(Smoother):
    """The ridge of some labels at one λ, in the words of the module's formula.

    Attributes
    ----------
    placed : float (n_fragments, n_columns), z; shared by every λ
    scale : float (n_columns,), the root of 1 / (d + λ)
    mean_share : 1 / Σ (1 / cost)
    spread_weights : float (n_columns + 1, n_labels), whose product with `spread` is the score
    """

    placed: FloatArray
    scale: FloatArray
    mean_share: float
    spread_weights: FloatArray

    def influence(self, on: IntArray, of: IntArray) -> FloatArray:
        """Influence of some fragments on others: (n_on, n_of)."""
        left = self.placed[on] * self.scale
        # Of a matrix with itself BLAS works out one half.
        right = left if of is on else self.placed[of] * self.scale
        return np.asarray(left @ right.T + self.mean_share)

    def spread(self, rows: IntArray) -> FloatArray:
        """Place fragments where the inner product of two is the influence of one on the other.

        Returns float (n_rows, n_columns + 1). Of all fragments at once it would be as large as
        ``placed``, and another one for each λ.
        """
        spread = np.empty((len(rows), len(self.scale) + 1), self.placed.dtype)
        spread[:, :-1] = self.placed[rows] * self.scale
        spread[:, -1] = np.sqrt(self.mean_share)
        return spread

    def without(self, judged: IntArray, taking: BoolArray, others: IntArray) -> Smaller:
        """Leave rows out; more than there are columns by taking their part out of the sums."""
        rows = judged[taking]
        if len(rows) <= len(self.spread_weights):
            return super().without(judged, taking, others)
        part, judged_and_others = self.spread(rows), self.spread(np.concatenate([judged, others]))
        kept = np.eye(len(self.spread_weights)) - part.T @ part
        weights = self.spread_weights - part.T @ self.targets[rows]
        solved = linalg.solve(kept, np.hstack([weights, self.spread(others).T]), assume_a="pos")
        fitted, influence = np.hsplit(judged_and_others @ solved, [weights.shape[1]])
        return Smaller(fitted, influence, self.targets[others])


class PrimalSolver(Solver):
    """The ridge through the sums of squares of dense columns."""

    features = None

    def __init__(self, rows: TrainingRows) -> None:
        self.rows = rows
        self._axes: dict[bytes, _Axes] = {}

    def smoothers(
        self, taking_part: BoolArray, labels: IntArray, lambdas: Sequence[float]
    ) -> Iterator[_PrimalSmoother]:
        """Fit ``labels`` to the rows that know them, at each penalty."""
        rows, n_fragments = np.flatnonzero(taking_part), self.rows.n_fragments
        targets, shares = self.rows.targets[:, labels], 1 / self.rows.costs[rows]
        total = shares.sum()
        found = self._known_axes(taking_part, rows, shares)
        mean, axes = found.mean, found.axes
        target_mean = shares @ targets[rows] / total
        moments = axes.T @ self._moments(rows, mean, targets - target_mean)
        dtype = self.rows.features.dtype
        placed = self.rows.features @ axes
        placed -= (mean @ axes).astype(dtype)
        shrink = 1 / (np.maximum(found.lengths, 0)[:, None] + np.array(lambdas))
        own = _weighed_squares(placed, shrink.astype(dtype)) + 1 / total
        for k in range(len(lambdas)):
            weights = shrink[:, k, None] * moments
            column_weights = axes @ weights
            scale = np.sqrt(shrink[:, k])
            yield _PrimalSmoother(
                targets=targets[:n_fragments],
                fitted=placed @ weights.astype(dtype) + target_mean,
                own=own[:, k],
                weights=column_weights,
                intercept=target_mean - mean @ column_weights,
                placed=placed,
                scale=scale.astype(dtype),
                mean_share=float(1 / total),
                spread_weights=np.vstack([scale[:, None] * moments, np.sqrt(total) * target_mean]),
            )

    def _known_axes(self, taking_part: BoolArray, rows: IntArray, shares: FloatArray) -> _Axes:
        """Return the axes of some rows, found once: a second fit may be to other targets."""
        key = taking_part.tobytes()
        if key not in self._axes:
            mean = self._mean(rows, shares)
            squares = self._squares(rows, mean)
            lengths, axes = linalg.eigh(squares, overwrite_a=True, check_finite=False, driver="evd")
            self._axes[key] = _Axes(mean, lengths, axes.astype(self.rows.features.dtype))
        return self._axes[key]

    def _mean(self, rows: IntArray, shares: FloatArray) -> FloatArray:
        """Average some rows, each by its share, without a copy of them: (n_columns,)."""
        mean = np.zeros(self.rows.features.shape[1])
        for start in range(0, len(rows), CHUNK):
            chunk = slice(start, start + CHUNK)
            mean += shares[chunk] @ self.rows.take(rows[chunk])
        return np.asarray(mean / shares.sum())

    def _squares(self, rows: IntArray, mean: FloatArray) -> FloatArray:
        """Add up (φ − μ)(φ − μ)ᵀ / cost over some rows: (n_columns, n_columns)."""
        squares = np.zeros((len(mean), len(mean)))
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            taken = self.rows.take(chunk)
            scaled = (taken - mean) / np.sqrt(self.rows.costs[chunk])[:, None]
            scaled = scaled.astype(taken.dtype, copy=False)
            squares += scaled.T @ scaled
        return squares

    def _moments(self, rows: IntArray, mean: FloatArray, targets: FloatArray) -> FloatArray:
        """Add up (φ − μ)t / cost over some rows: (n_columns, n_labels)."""
        moments = np.zeros((len(mean), targets.shape[1]))
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            weighed = targets[chunk] / self.rows.costs[chunk][:, None]
            moments += (self.rows.take(chunk) - mean).T @ weighed
        return moments


def _weighed_squares(placed: FloatArray, shrink: FloatArray) -> FloatArray:
    """Add up the squares of each row, weighed for each λ: float (n_fragments, n_lambdas)."""
    out = np.empty((len(placed), shrink.shape[1]))
    for start in range(0, len(placed), CHUNK):
        out[start : start + CHUNK] = np.square(placed[start : start + CHUNK]) @ shrink
    return out
