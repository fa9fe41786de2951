"""Kernel ridge regression of all labels at once, with exact scores for held-out rows.

With K the inner products of the rows, D a diagonal of costs (1 for a fragment, 1/weight for a
sentence of the codebook) and an unpenalised intercept, the fit for targets T (0/1) is

    A = (K + λD)⁻¹     a = A·1     M = A − a aᵀ / (1ᵀa)     α = M T     b = aᵀT / (1ᵀa)

and the score of any row is f(x) = Σ_i α_i k(x, x_i) + b. What f would have said of rows that are
left out follows without refitting; see `classifier.model.leave_out`.

One Cholesky inverse for each λ costs n³; for a path of five this is cheaper than one
eigendecomposition (about 9n³) with five reconstructions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg

from classifier.features.blocks import gram
from classifier.model.leave_out import Smaller, without_rows

if TYPE_CHECKING:
    from classifier.model.training_rows import IntArray, TrainingRows
    from classifier.records import BoolArray, FloatArray


@dataclass(frozen=True)
class _Solution:
    """The ridge of one pattern at one λ, in the words of the module's formula.

    ``rows`` are the row numbers that take part; ``m`` is their M, ``mean_weights`` a / (1ᵀa).
    """

    rows: IntArray
    m: FloatArray
    mean_weights: FloatArray
    alpha: FloatArray
    intercept: FloatArray


@dataclass(frozen=True)
class _ExactSmoother:
    """A solution as `leave_out` needs it: scores and influences of the fragments."""

    solution: _Solution
    kernel: FloatArray
    lam: float
    targets: FloatArray

    @cached_property
    def place(self) -> IntArray:
        """Where each fragment stands among the rows that take part; −1 elsewhere."""
        place = np.full(len(self.targets), -1)
        inside = self.solution.rows[self.solution.rows < len(place)]
        place[inside] = np.arange(len(inside))
        return place

    @cached_property
    def fitted(self) -> FloatArray:
        """Scores by the fit: (n_fragments, n_labels). Of a row in it, T − λ α."""
        solution, inside = self.solution, self.place >= 0
        fitted = np.empty(self.targets.shape)
        fitted[inside] = self.targets[inside] - self.lam * solution.alpha[self.place[inside]]
        outside = self.kernel[np.ix_(np.flatnonzero(~inside), solution.rows)]
        fitted[~inside] = outside @ solution.alpha + solution.intercept
        return fitted

    @cached_property
    def own(self) -> FloatArray:
        """Influence of each fragment on itself: 1 − λ M_ii, 0 where it took no part."""
        diagonal = np.diag(self.solution.m)
        return np.where(self.place >= 0, 1 - self.lam * diagonal[self.place], 0.0)

    def influence(self, on: IntArray, of: IntArray) -> FloatArray:
        """Influence of fragments in the fit on any: I − λM, or through the kernel from outside."""
        if not len(of):
            return np.zeros((len(on), 0))
        columns, inside = self.place[of], self.place[on] >= 0
        found = np.empty((len(on), len(of)))
        rows = self.place[on[inside]]
        same = (rows[:, None] == columns[None, :]).astype(np.float64)
        found[inside] = same - self.lam * self.solution.m[np.ix_(rows, columns)]
        if not inside.all():
            outside = self.kernel[np.ix_(on[~inside], self.solution.rows)]
            through = outside @ self.solution.m[:, columns]
            found[~inside] = through + self.solution.mean_weights[columns]
        return found

    def without(self, judged: IntArray, taking: BoolArray, others: IntArray) -> Smaller:
        """Leave rows out."""
        return without_rows(self, judged, taking, others)

    @property
    def row_weights(self) -> FloatArray:
        """α, 0 for the rows that took no part: (n_rows, n_labels)."""
        weights = np.zeros((len(self.kernel), self.targets.shape[1]))
        weights[self.solution.rows] = self.solution.alpha
        return weights

    @property
    def intercept(self) -> FloatArray:
        """Float (n_labels,)."""
        return self.solution.intercept


class ExactSolver:
    """The ridge through the full matrix of inner products: time grows with n³, memory with n²."""

    def __init__(self, rows: TrainingRows, kernel: FloatArray | None = None) -> None:
        """Take rows; ``kernel`` is their inner products, float (n_rows, n_rows), if known."""
        self.rows = rows
        self.features = rows.all_features
        self.kernel = gram(self.features, self.features) if kernel is None else kernel

    def smoothers(
        self, taking_part: BoolArray, labels: IntArray, lambdas: Sequence[float]
    ) -> Iterator[_ExactSmoother]:
        """Fit ``labels`` to the rows that know them, at each penalty."""
        targets = self.rows.targets[: self.rows.n_fragments, labels]
        for lam in lambdas:
            solution = self._solve(taking_part, labels, lam)
            yield _ExactSmoother(solution, self.kernel, lam, targets)

    def _solve(self, taking_part: BoolArray, labels: IntArray, lam: float) -> _Solution:
        rows = np.flatnonzero(taking_part)
        targets = self.rows.targets[np.ix_(rows, labels)]
        inverse = self.kernel[np.ix_(rows, rows)]
        inverse[np.diag_indices_from(inverse)] += lam * self.rows.costs[rows]
        inverse = _inverse(inverse)
        sums = inverse.sum(axis=1)
        mean_weights = sums / sums.sum()
        m = inverse - np.outer(sums, mean_weights)
        return _Solution(rows, m, mean_weights, m @ targets, mean_weights @ targets)


def _inverse(matrix: FloatArray) -> FloatArray:
    """Invert a symmetric positive definite matrix, in place, by Cholesky."""
    # LAPACK counts columns first, so the transpose of our rows-first copy is taken unmoved.
    factor, failed = linalg.lapack.dpotrf(matrix.T, lower=True, overwrite_a=True)
    if failed:
        raise np.linalg.LinAlgError("K + λD is not positive definite")
    inverse, _ = linalg.lapack.dpotri(factor, lower=True, overwrite_c=True)
    return np.asarray(np.tril(inverse) + np.tril(inverse, -1).T)
