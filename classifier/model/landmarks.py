"""The same ridge for many fragments: time and memory grow with n, not with its cube.

Some rows are drawn as landmarks, and every row is described by its likeness to them
(the Nyström method: Williams & Seeger 2001, "Using the Nyström method to speed up kernel
machines"; Rudi, Camoriano & Rosasco 2015, "Less is more", for why so few suffice). With
K_mm = L Lᵀ between the landmarks, row x gets the coordinates φ(x) = L⁻¹ k_m(x), whose inner
products stand for k. With μ their mean over the rows, weighed by 1 / cost, and

    Σ_i (φ_i − μ)(φ_i − μ)ᵀ / cost_i = Q diag(d) Qᵀ        z_i = Qᵀ(φ_i − μ)

row j's target has the influence 1 / Σ_i (1 / cost_i) + Σ_k z_ik z_jk / (d_k + λ) on the score of
row i, at any λ: one eigendecomposition serves them all. What the fit says without some rows
follows; see `classifier.model.leave_out`. φ is linear in the features, so the result is again one
weight per feature.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg

from classifier.features.blocks import Gram, gram
from classifier.model.leave_out import Smaller, Smoother, Solver

if TYPE_CHECKING:
    from classifier.model.training_rows import IntArray, TrainingRows
    from classifier.records import BoolArray, FloatArray

N_LANDMARKS = 1500
# Rows are handled this many at a time, so that no dense copy of all of them is ever made.
CHUNK = 1000
# Added to the diagonal of K_mm, whose mean is about 1: two landmarks may be the same text.
JITTER = 1e-8


@dataclass(frozen=True)
class _Axes:
    """The eigenvectors of some rows' coordinates about their mean: the same for every target.

    Attributes
    ----------
    mean : float (n_landmarks,), of the rows' coordinates
    lengths : float (n_landmarks,), eigenvalues
    axes : float (n_landmarks, n_landmarks), an eigenvector a column
    """

    mean: FloatArray
    lengths: FloatArray
    axes: FloatArray


@dataclass(frozen=True)
class _LandmarkSmoother(Smoother):
    """The ridge of some labels at one λ, in the words of the module's formula.

    Attributes
    ----------
    placed : float (n_fragments, n_landmarks), z; shared by every λ
    shrink : float (n_landmarks,), 1 / (d + λ)
    mean_share : 1 / Σ (1 / cost)
    weights : float (n_landmarks + 1, n_labels), whose product with `spread` is the score
    """

    placed: FloatArray
    shrink: FloatArray
    mean_share: float
    weights: FloatArray

    def influence(self, on: IntArray, of: IntArray) -> FloatArray:
        """Influence of some fragments on others: (n_on, n_of)."""
        return np.asarray((self.placed[on] * self.shrink) @ self.placed[of].T + self.mean_share)

    def spread(self, rows: IntArray) -> FloatArray:
        """Place fragments where the inner product of two is the influence of one on the other.

        Returns float (n_rows, n_landmarks + 1). Of all fragments at once it would be as large as
        ``placed``, and another one for each λ.
        """
        spread = np.empty((len(rows), len(self.shrink) + 1))
        spread[:, :-1] = self.placed[rows] * np.sqrt(self.shrink)
        spread[:, -1] = np.sqrt(self.mean_share)
        return spread

    def without(self, judged: IntArray, taking: BoolArray, others: IntArray) -> Smaller:
        """Leave rows out; more than there are landmarks by taking their part out of the sums."""
        rows = judged[taking]
        if len(rows) <= len(self.weights):
            return super().without(judged, taking, others)
        part, judged_and_others = self.spread(rows), self.spread(np.concatenate([judged, others]))
        kept = np.eye(len(self.weights)) - part.T @ part
        weights = self.weights - part.T @ self.targets[rows]
        solved = linalg.solve(kept, np.hstack([weights, self.spread(others).T]), assume_a="pos")
        fitted, influence = np.hsplit(judged_and_others @ solved, [weights.shape[1]])
        return Smaller(fitted, influence, self.targets[others])


class LandmarkSolver(Solver):
    """The ridge on likeness to landmarks; equal to the exact one if every row is a landmark."""

    def __init__(self, rows: TrainingRows, n_landmarks: int, seed: int) -> None:
        self.rows = rows
        self.features = rows.take(choose_landmarks(rows, n_landmarks, seed))
        between = gram(self.features, self.features)
        between[np.diag_indices_from(between)] += JITTER
        self.root = linalg.cholesky(between, lower=True, overwrite_a=True)
        self.coordinates = self._coordinates()
        self._axes: dict[bytes, _Axes] = {}

    def smoothers(
        self, taking_part: BoolArray, labels: IntArray, lambdas: Sequence[float]
    ) -> Iterator[_LandmarkSmoother]:
        """Fit ``labels`` to the rows that know them, at each penalty."""
        rows, n_fragments = np.flatnonzero(taking_part), self.rows.n_fragments
        targets, shares = self.rows.targets[:, labels], 1 / self.rows.costs[rows]
        total = shares.sum()
        found = self._known_axes(taking_part, rows, shares)
        mean, axes = found.mean, found.axes
        target_mean = _mean(targets, rows, shares)
        moments = axes.T @ self._moments(rows, mean, targets - target_mean)
        placed = self.coordinates[:n_fragments] @ axes
        placed -= mean @ axes
        shrink = 1 / (np.maximum(found.lengths, 0)[:, None] + np.array(lambdas))
        own = _weighed_squares(placed, shrink) + 1 / total
        for k in range(len(lambdas)):
            weights = shrink[:, k, None] * moments
            coordinate_weights = axes @ weights
            root = np.sqrt(shrink[:, k, None])
            yield _LandmarkSmoother(
                targets=targets[:n_fragments],
                fitted=placed @ weights + target_mean,
                own=own[:, k],
                row_weights=linalg.solve_triangular(
                    self.root, coordinate_weights, lower=True, trans="T"
                ),
                intercept=target_mean - mean @ coordinate_weights,
                placed=placed,
                shrink=shrink[:, k],
                mean_share=float(1 / total),
                weights=np.vstack([root * moments, np.sqrt(total) * target_mean]),
            )

    def _known_axes(self, taking_part: BoolArray, rows: IntArray, shares: FloatArray) -> _Axes:
        """Return the axes of some rows, found once: a second fit may be to other targets."""
        key = taking_part.tobytes()
        if key not in self._axes:
            mean = _mean(self.coordinates, rows, shares)
            squares = self._squares(rows, mean)
            found = linalg.eigh(squares, overwrite_a=True, check_finite=False, driver="evd")
            self._axes[key] = _Axes(mean, *found)
        return self._axes[key]

    def _coordinates(self) -> FloatArray:
        """Describe every row by the landmarks: (n_rows, n_landmarks)."""
        n_rows = len(self.rows.costs)
        out = np.empty((n_rows, self.features.shape[0]))
        to_landmarks = Gram(self.features)
        for start in range(0, n_rows, CHUNK):
            chunk = np.arange(start, min(start + CHUNK, n_rows))
            likeness = to_landmarks.of(self.rows.take(chunk))
            out[chunk] = linalg.solve_triangular(
                self.root, likeness.T, lower=True, overwrite_b=True
            ).T
        return out

    def _squares(self, rows: IntArray, mean: FloatArray) -> FloatArray:
        """Add up (φ − μ)(φ − μ)ᵀ / cost over some rows: (n_landmarks, n_landmarks)."""
        squares = np.zeros((len(mean), len(mean)))
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            scaled = (self.coordinates[chunk] - mean) / np.sqrt(self.rows.costs[chunk])[:, None]
            squares += scaled.T @ scaled
        return squares

    def _moments(self, rows: IntArray, mean: FloatArray, targets: FloatArray) -> FloatArray:
        """Add up (φ − μ)t / cost over some rows: (n_landmarks, n_labels)."""
        moments = np.zeros((len(mean), targets.shape[1]))
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            weighed = targets[chunk] / self.rows.costs[chunk][:, None]
            moments += (self.coordinates[chunk] - mean).T @ weighed
        return moments


def _weighed_squares(placed: FloatArray, shrink: FloatArray) -> FloatArray:
    """Add up the squares of each row, weighed for each λ: float (n_fragments, n_lambdas)."""
    out = np.empty((len(placed), shrink.shape[1]))
    for start in range(0, len(placed), CHUNK):
        out[start : start + CHUNK] = np.square(placed[start : start + CHUNK]) @ shrink
    return out


def _mean(table: FloatArray, rows: IntArray, shares: FloatArray) -> FloatArray:
    """Average some rows, each by its share, without a copy of them: (n_columns,)."""
    weights = np.zeros(len(table))
    weights[rows] = shares / shares.sum()
    return np.asarray(weights @ table)


def choose_landmarks(rows: TrainingRows, n_landmarks: int, seed: int) -> IntArray:
    """Take every sentence of the codebook, and draw fragments for the rest."""
    sentences = np.arange(rows.n_fragments, len(rows.costs))
    n_drawn = min(rows.n_fragments, max(0, n_landmarks - len(sentences)))
    drawn = np.random.default_rng(seed).choice(rows.n_fragments, n_drawn, replace=False)
    return np.sort(np.concatenate([drawn, sentences]))
