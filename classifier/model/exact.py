"""Kernel ridge regression of all labels at once, with exact scores for held-out rows.

With K the inner products of the rows, D a diagonal of costs (1 for a fragment, 1/weight for a
sentence of the codebook) and an unpenalised intercept, the fit for targets T (0/1) is

    A = (K + λD)⁻¹     a = A·1     M = A − a aᵀ / (1ᵀa)     α = M T     b = aᵀT / (1ᵀa)

and the score of any row is f(x) = Σ_i α_i k(x, x_i) + b. What f would have said of the rows F
had they been left out follows without refitting:

    f_F = T_F − (M_FF)⁻¹ α_F

For one row this is the PRESS residual of Allen (1974) and Cook & Weisberg ("Residuals and
influence in regression", 1982); for blocks see An, Liu & Venkatesh ("Fast cross-validation
algorithms for least squares support vector machine and kernel ridge regression", Pattern
Recognition 40, 2007).

One Cholesky inverse for each λ costs n³; for a path of five this is cheaper than one
eigendecomposition (about 9n³) with five reconstructions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg

from classifier.features.gram import gram
from classifier.model.rows import RidgeFit, weights_from_rows

if TYPE_CHECKING:
    from classifier.model.rows import IntArray, TrainingRows
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


class ExactSolver:
    """The ridge through the full matrix of inner products: time grows with n³, memory with n²."""

    def __init__(self, rows: TrainingRows) -> None:
        self.rows = rows
        self.features = rows.all_features
        self.kernel = gram(self.features, self.features)

    def out_of_fold(self, lambdas: Sequence[float]) -> FloatArray:
        """Score every row by the fit without its fold: (n_lambdas, n_rows, n_labels).

        NaN where no row is left to learn from, and in the rows of the codebook.
        """
        scores = np.full((len(lambdas), *self.rows.targets.shape), np.nan)
        for taking_part, labels in self.rows.patterns():
            for k, lam in enumerate(lambdas):
                solution = self._solve(taking_part, labels, lam)
                for held in self.rows.fold_rows:
                    scores[k][np.ix_(held, labels)] = self._without(solution, held, labels)
        return scores

    def final(self, lam: float) -> RidgeFit:
        """Fit all rows at one λ."""
        alpha = np.zeros(self.rows.targets.shape)
        intercept = np.full(self.rows.targets.shape[1], np.nan)
        alone = np.full(self.rows.targets.shape, np.nan)
        for taking_part, labels in self.rows.patterns():
            solution = self._solve(taking_part, labels, lam)
            alpha[np.ix_(solution.rows, labels)] = solution.alpha
            if solution.rows.size:
                intercept[labels] = solution.intercept
                alone[:, labels] = self._leave_one_out(solution, labels)
        return RidgeFit(weights_from_rows(self.features, alpha), intercept, alone)

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

    def _without(self, solution: _Solution, held: IntArray, labels: IntArray) -> FloatArray:
        """Score the rows ``held`` by the fit that has not seen them: (n_held, n_labels)."""
        scores = np.full((len(held), len(labels)), np.nan)
        inside = np.isin(held, solution.rows)
        block = np.searchsorted(solution.rows, held[inside])
        if len(block) == len(solution.rows):
            return scores
        residual = linalg.solve(
            solution.m[np.ix_(block, block)], solution.alpha[block], assume_a="pos"
        )
        scores[inside] = self.rows.targets[np.ix_(held[inside], labels)] - residual
        if not inside.all():
            # Replacing the held targets by their predictions gives the fit that never saw them.
            alpha = solution.alpha - solution.m[:, block] @ residual
            intercept = solution.intercept - solution.mean_weights[block] @ residual
            scores[~inside] = self.kernel[np.ix_(held[~inside], solution.rows)] @ alpha + intercept
        return scores

    def _leave_one_out(self, solution: _Solution, labels: IntArray) -> FloatArray:
        """Score each row by the fit without it; rows that took no part by the fit as it is."""
        scores = self.kernel[:, solution.rows] @ solution.alpha + solution.intercept
        if len(solution.rows) == 1:
            scores[solution.rows] = np.nan
            return scores
        targets = self.rows.targets[np.ix_(solution.rows, labels)]
        scores[solution.rows] = targets - solution.alpha / np.diag(solution.m)[:, None]
        return scores


def _inverse(matrix: FloatArray) -> FloatArray:
    """Invert a symmetric positive definite matrix, in place, by Cholesky."""
    if not matrix.size:
        return matrix
    # LAPACK counts columns first, so the transpose of our rows-first copy is taken unmoved.
    factor, failed = linalg.lapack.dpotrf(matrix.T, lower=True, overwrite_a=True)
    if failed:
        raise np.linalg.LinAlgError("K + λD is not positive definite")
    inverse, _ = linalg.lapack.dpotri(factor, lower=True, overwrite_c=True)
    return np.asarray(np.tril(inverse) + np.tril(inverse, -1).T)
