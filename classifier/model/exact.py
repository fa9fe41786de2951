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

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg

from classifier.features.gram import gram
from classifier.model.leave_out import Smaller, left_out_scores, one_by_one, without_rows
from classifier.model.rows import RidgeFit, weights_from_rows

if TYPE_CHECKING:
    from classifier.model.rows import IntArray, TrainingRows
    from classifier.records import BoolArray, FloatArray
    from classifier.split import LeftOut


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

    def without(self, rows: IntArray, judged: IntArray, others: IntArray) -> Smaller:
        """Leave rows out."""
        return without_rows(self, rows, judged, others)


class ExactSolver:
    """The ridge through the full matrix of inner products: time grows with n³, memory with n²."""

    def __init__(self, rows: TrainingRows, kernel: FloatArray | None = None) -> None:
        """Take rows; ``kernel`` is their inner products, float (n_rows, n_rows), if known."""
        self.rows = rows
        self.features = rows.all_features
        self.kernel = gram(self.features, self.features) if kernel is None else kernel

    def left_out(self, lambdas: Sequence[float], left_out: LeftOut) -> FloatArray:
        """Score every fragment by the fits without it: (n_lambdas, n_fragments, n_labels).

        NaN where no row is left to learn from.
        """
        scores = np.full((len(lambdas), len(left_out), self.rows.targets.shape[1]), np.nan)
        for taking_part, labels in self.rows.patterns():
            if taking_part.any():
                for k, lam in enumerate(lambdas):
                    smoother = self._smoother(self._solve(taking_part, labels, lam), labels, lam)
                    scores[k][:, labels] = left_out_scores(smoother, taking_part, left_out)
        return scores

    def final(self, lam: float) -> RidgeFit:
        """Fit all rows at one λ."""
        n_fragments, n_labels = self.rows.n_fragments, self.rows.targets.shape[1]
        alpha = np.zeros(self.rows.targets.shape)
        intercept = np.full(n_labels, np.nan)
        alone = np.full((n_fragments, n_labels), np.nan)
        for taking_part, labels in self.rows.patterns():
            if not taking_part.any():
                continue
            solution = self._solve(taking_part, labels, lam)
            alpha[np.ix_(solution.rows, labels)] = solution.alpha
            intercept[labels] = solution.intercept
            smoother = self._smoother(solution, labels, lam)
            alone[:, labels] = one_by_one(smoother, taking_part[:n_fragments])
        return RidgeFit(weights_from_rows(self.features, alpha), intercept, alone)

    def _smoother(self, solution: _Solution, labels: IntArray, lam: float) -> _ExactSmoother:
        targets = self.rows.targets[: self.rows.n_fragments, labels]
        return _ExactSmoother(solution, self.kernel, lam, targets)

    def _solve(self, taking_part: BoolArray, labels: IntArray, lam: float) -> _Solution:
        """Fit ``labels`` to the rows that know them."""
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
