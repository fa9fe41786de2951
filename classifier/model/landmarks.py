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
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg

from classifier.features.blocks import Gram, gram
from classifier.model.leave_out import Smaller, without_rows

if TYPE_CHECKING:
    from classifier.model.training_rows import IntArray, TrainingRows
    from classifier.records import BoolArray, FloatArray

# Rows are handled this many at a time, so that no dense copy of all of them is ever made.
CHUNK = 1000
# Added to the diagonal of K_mm, whose mean is about 1: two landmarks may be the same text.
JITTER = 1e-8


@dataclass(frozen=True)
class _Axes:
    """The rows that take part, on axes of their own, in the words of the module's formula.

    Attributes
    ----------
    mean : μ, float (n_landmarks,)
    axes : Q, float (n_landmarks, n_landmarks)
    lengths : d, float (n_landmarks,)
    weight : Σ_i 1 / cost_i
    target_mean : float (n_labels,)
    moments : Σ_i z_i (t_i − target_mean) / cost_i, float (n_landmarks, n_labels)
    """

    mean: FloatArray
    axes: FloatArray
    lengths: FloatArray
    weight: float
    target_mean: FloatArray
    moments: FloatArray


@dataclass(frozen=True)
class _LandmarkSmoother:
    """A fit at one λ as `leave_out` needs it.

    ``placed`` is z of the fragments, float (n_fragments, n_landmarks); ``root`` is L.
    """

    axes: _Axes
    placed: FloatArray
    targets: FloatArray
    root: FloatArray
    lam: float

    @cached_property
    def shrunk(self) -> FloatArray:
        """1 / (d + λ): (n_landmarks,)."""
        return np.asarray(1 / (self.axes.lengths + self.lam))

    @cached_property
    def weights(self) -> FloatArray:
        """Ridge weights of z: (n_landmarks, n_labels)."""
        return np.asarray(self.shrunk[:, None] * self.axes.moments)

    @cached_property
    def row_weights(self) -> FloatArray:
        """Weights of the landmarks: (n_landmarks, n_labels)."""
        weights = self.axes.axes @ self.weights
        return np.asarray(linalg.solve_triangular(self.root, weights, lower=True, trans="T"))

    @property
    def intercept(self) -> FloatArray:
        """Float (n_labels,)."""
        axes = self.axes
        return np.asarray(axes.target_mean - axes.mean @ (axes.axes @ self.weights))

    @cached_property
    def fitted(self) -> FloatArray:
        """Scores by the fit: (n_fragments, n_labels)."""
        return np.asarray(self.axes.target_mean + self.placed @ self.weights)

    @cached_property
    def own(self) -> FloatArray:
        """Influence of each fragment on itself, as if it took part: (n_fragments,)."""
        spread = np.einsum("nk,nk,k->n", self.placed, self.placed, self.shrunk)
        return np.asarray(1 / self.axes.weight + spread)

    def influence(self, on: IntArray, of: IntArray) -> FloatArray:
        """Influence of some fragments on others: (n_on, n_of)."""
        spread = (self.placed[on] * self.shrunk) @ self.placed[of].T
        return np.asarray(1 / self.axes.weight + spread)

    def without(self, judged: IntArray, taking: BoolArray, others: IntArray) -> Smaller:
        """Leave rows out; more than there are landmarks by taking their part out of the sums."""
        if taking.sum() <= len(self.shrunk):
            return without_rows(self, judged, taking, others)
        rows, seen = self._scaled(judged[taking]), self._scaled(np.concatenate([judged, others]))
        kept = np.eye(rows.shape[1]) - rows.T @ rows
        weights = np.vstack(
            [
                np.sqrt(self.shrunk)[:, None] * self.axes.moments,
                np.sqrt(self.axes.weight) * self.axes.target_mean,
            ]
        )
        weights = weights - rows.T @ self.targets[judged[taking]]
        solved = linalg.solve(kept, np.hstack([weights, seen[len(judged) :].T]), assume_a="pos")
        n_labels = weights.shape[1]
        return Smaller(
            seen @ solved[:, :n_labels], seen @ solved[:, n_labels:], self.targets[others]
        )

    def _scaled(self, rows: IntArray) -> FloatArray:
        """Put rows where inner products are influences: (n_chosen, n_landmarks + 1)."""
        scaled = self.placed[rows] * np.sqrt(self.shrunk)
        constant = np.full((len(rows), 1), 1 / np.sqrt(self.axes.weight))
        return np.hstack([scaled, constant])


class LandmarkSolver:
    """The ridge on likeness to landmarks; equal to the exact one if every row is a landmark."""

    def __init__(self, rows: TrainingRows, n_landmarks: int, seed: int) -> None:
        self.rows = rows
        self.features = rows.take(choose_landmarks(rows, n_landmarks, seed))
        between = gram(self.features, self.features)
        between[np.diag_indices_from(between)] += JITTER
        self.root = linalg.cholesky(between, lower=True, overwrite_a=True)
        self.coordinates = self._coordinates()

    def smoothers(
        self, taking_part: BoolArray, labels: IntArray, lambdas: Sequence[float]
    ) -> Iterator[_LandmarkSmoother]:
        """Fit ``labels`` to the rows that know them, at each penalty."""
        n_fragments = self.rows.n_fragments
        axes = self._axes(np.flatnonzero(taking_part), labels)
        placed = self.coordinates[:n_fragments] @ axes.axes
        placed -= axes.mean @ axes.axes
        targets = self.rows.targets[:n_fragments, labels]
        for lam in lambdas:
            yield _LandmarkSmoother(axes, placed, targets, self.root, lam)

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

    def _axes(self, rows: IntArray, labels: IntArray) -> _Axes:
        """Add up some rows, and turn the sums to axes of their own."""
        shares = 1 / self.rows.costs[rows]
        weight = float(shares.sum())
        targets = self.rows.targets[np.ix_(rows, labels)]
        everywhere = np.zeros(len(self.coordinates))
        everywhere[rows] = shares / weight
        mean, target_mean = everywhere @ self.coordinates, shares @ targets / weight
        squares = np.zeros((len(mean), len(mean)))
        moments = np.zeros((len(mean), len(labels)))
        for start in range(0, len(rows), CHUNK):
            chunk = slice(start, start + CHUNK)
            root = np.sqrt(shares[chunk])[:, None]
            scaled = (self.coordinates[rows[chunk]] - mean) * root
            squares += scaled.T @ scaled
            moments += scaled.T @ ((targets[chunk] - target_mean) * root)
        lengths, axes = linalg.eigh(squares, overwrite_a=True, check_finite=False, driver="evd")
        return _Axes(mean, axes, np.maximum(lengths, 0), weight, target_mean, axes.T @ moments)


def choose_landmarks(rows: TrainingRows, n_landmarks: int, seed: int) -> IntArray:
    """Take every sentence of the codebook, and draw fragments for the rest."""
    sentences = np.arange(rows.n_fragments, len(rows.costs))
    n_drawn = min(rows.n_fragments, max(0, n_landmarks - len(sentences)))
    drawn = np.random.default_rng(seed).choice(rows.n_fragments, n_drawn, replace=False)
    return np.sort(np.concatenate([drawn, sentences]))
