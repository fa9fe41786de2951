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
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg

from classifier.features.blocks import gram
from classifier.model.leave_out import Smoother, Solver

if TYPE_CHECKING:
    from classifier.model.training_rows import IntArray, TrainingRows
    from classifier.records import BoolArray, FloatArray


@dataclass(frozen=True)
class _ExactSmoother(Smoother):
    """The ridge of some labels at one λ, in the words of the module's formula.

    Attributes
    ----------
    place : int (n_fragments,), where each fragment stands among the rows that take part; else −1
    m : M of the rows that take part
    mean_weights : a / (1ᵀa)
    likeness : float (n_fragments, n_taking_part), to the rows that take part
    """

    lam: float
    place: IntArray
    m: FloatArray
    mean_weights: FloatArray
    likeness: FloatArray

    def influence(self, on: IntArray, of: IntArray) -> FloatArray:
        """Influence of fragments in the fit on any: I − λM, or through the kernel from outside."""
        if not len(of):
            return np.zeros((len(on), 0))
        columns, inside = self.place[of], self.place[on] >= 0
        influence = np.empty((len(on), len(of)))
        rows = self.place[on[inside]]
        same = (rows[:, None] == columns[None, :]).astype(np.float64)
        influence[inside] = same - self.lam * self.m[np.ix_(rows, columns)]
        if not inside.all():
            through = self.likeness[on[~inside]] @ self.m[:, columns]
            influence[~inside] = through + self.mean_weights[columns]
        return influence


class ExactSolver(Solver):
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
        rows, n_fragments = np.flatnonzero(taking_part), self.rows.n_fragments
        place = np.where(taking_part, np.cumsum(taking_part) - 1, -1)[:n_fragments]
        inside = place >= 0
        targets = self.rows.targets[:, labels]
        likeness = self.kernel[:n_fragments, rows]
        for lam in lambdas:
            m, mean_weights = self._solve(rows, lam)
            weights = np.zeros(targets.shape)
            weights[rows] = m @ targets[rows]
            intercept = mean_weights @ targets[rows]
            fitted = (targets - lam * weights)[:n_fragments]
            fitted[~inside] = likeness[~inside] @ weights[rows] + intercept
            yield _ExactSmoother(
                targets=targets[:n_fragments],
                fitted=fitted,
                own=np.where(inside, 1 - lam * np.diag(m)[place], 0.0),
                weights=weights,
                intercept=intercept,
                lam=lam,
                place=place,
                m=m,
                mean_weights=mean_weights,
                likeness=likeness,
            )

    def _solve(self, rows: IntArray, lam: float) -> tuple[FloatArray, FloatArray]:
        """Compute M and a / (1ᵀa) of some rows."""
        inverse = self.kernel[np.ix_(rows, rows)]
        inverse[np.diag_indices_from(inverse)] += lam * self.rows.costs[rows]
        inverse = _inverse(inverse)
        sums = inverse.sum(axis=1)
        mean_weights = sums / sums.sum()
        return inverse - np.outer(sums, mean_weights), mean_weights


def _inverse(matrix: FloatArray) -> FloatArray:
    """Invert a symmetric positive definite matrix, in place, by Cholesky."""
    # LAPACK counts columns first, so the transpose of our rows-first copy is taken unmoved.
    factor, failed = linalg.lapack.dpotrf(matrix.T, lower=True, overwrite_a=True)
    if failed:
        raise np.linalg.LinAlgError("K + λD is not positive definite")
    inverse, _ = linalg.lapack.dpotri(factor, lower=True, overwrite_c=True)
    return np.asarray(np.tril(inverse) + np.tril(inverse, -1).T)
