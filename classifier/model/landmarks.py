"""The same ridge for many fragments: time and memory grow with n, not with its cube.

Some rows are drawn as landmarks, and every row is described by its likeness to them
(the Nyström method: Williams & Seeger 2001, "Using the Nyström method to speed up kernel
machines"; Rudi, Camoriano & Rosasco 2015, "Less is more", for why so few suffice). With
K_mm = L Lᵀ between the landmarks, row x gets the coordinates φ(x) = L⁻¹ k_m(x), whose inner
products stand for k. Ridge on these n_landmarks coordinates needs only their Gram matrix

    G = Σ_i φ̃_i φ̃_iᵀ / cost_i        φ̃ = (φ, 1)

with λ added to its diagonal: A = G + λ. Row j's target has the influence φ̃_i A⁻¹ φ̃_j on the score
of row i, from which follows what the fit says without some rows; see `classifier.model.leave_out`.
φ is linear in the features, so the result is again one weight per feature.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg

from classifier.features.gram import Gram, gram
from classifier.model.leave_out import Smaller, left_out_scores, one_by_one, without_rows
from classifier.model.rows import RidgeFit, weights_from_rows

if TYPE_CHECKING:
    from classifier.model.rows import IntArray, TrainingRows
    from classifier.records import BoolArray, FloatArray
    from classifier.split import LeftOut

# Rows are handled this many at a time, so that no dense copy of all of them is ever made.
CHUNK = 1000
# Added to the diagonal of K_mm, whose mean is about 1: two landmarks may be the same text.
JITTER = 1e-8


@dataclass(frozen=True)
class _Sums:
    """What some rows add to the normal equations.

    ``squares`` is Σ φ̃φ̃ᵀ / cost, (n_coordinates, n_coordinates), ``moments`` Σ φ̃t / cost,
    (n_coordinates, n_labels).
    """

    squares: FloatArray
    moments: FloatArray

    def without(self, part: _Sums) -> _Sums:
        """Take some of the rows out."""
        return _Sums(self.squares - part.squares, self.moments - part.moments)


@dataclass(frozen=True)
class _LandmarkSmoother:
    """A fit at one λ as `leave_out` needs it.

    ``coordinates`` are those of the fragments, (n_fragments, n_coordinates); ``sums`` are of all
    rows that take part.
    """

    coordinates: FloatArray
    targets: FloatArray
    sums: _Sums
    lam: float

    @cached_property
    def root(self) -> FloatArray:
        """The lower Cholesky root of A."""
        return _root(self.sums, self.lam)

    @cached_property
    def weights(self) -> FloatArray:
        """Ridge weights of the coordinates: (n_coordinates, n_labels)."""
        return np.asarray(linalg.cho_solve((self.root, True), self.sums.moments))

    @cached_property
    def fitted(self) -> FloatArray:
        """Scores by the fit: (n_fragments, n_labels)."""
        return np.asarray(self.coordinates @ self.weights)

    @cached_property
    def spread(self) -> FloatArray:
        """L⁻¹ φ̃ of every fragment, A = L Lᵀ, whose inner products are the influences.

        Float (n_coordinates, n_fragments): as much memory as the coordinates, but one solution
        instead of several for each block.
        """
        return np.asarray(
            linalg.solve_triangular(self.root, self.coordinates.T, lower=True, check_finite=False)
        )

    @cached_property
    def own(self) -> FloatArray:
        """Influence of each fragment on itself, as if it took part: (n_fragments,)."""
        return np.asarray(np.einsum("kn,kn->n", self.spread, self.spread))

    def influence(self, on: IntArray, of: IntArray) -> FloatArray:
        """Influence of some fragments on others: (n_on, n_of)."""
        return np.asarray(self.spread[:, on].T @ self.spread[:, of])

    def without(self, rows: IntArray, judged: IntArray, others: IntArray) -> Smaller:
        """Leave rows out; many of them by taking their part out of the sums."""
        if len(rows) <= len(self.sums.squares):
            return without_rows(self, rows, judged, others)
        part = add_up(self.coordinates[rows], self.targets[rows], np.ones(len(rows)))
        smaller = replace(self, sums=self.sums.without(part))
        return without_rows(smaller, rows[:0], judged, others)


class LandmarkSolver:
    """The ridge on likeness to landmarks; equal to the exact one if every row is a landmark."""

    def __init__(self, rows: TrainingRows, n_landmarks: int, seed: int) -> None:
        self.rows = rows
        self.landmarks = rows.take(choose_landmarks(rows, n_landmarks, seed))
        between = gram(self.landmarks, self.landmarks)
        between[np.diag_indices_from(between)] += JITTER
        self.root = linalg.cholesky(between, lower=True, overwrite_a=True)
        self.coordinates = self._coordinates()
        self._wholes: dict[int, _Sums] = {}  # by the number of the pattern

    def left_out(self, lambdas: Sequence[float], left_out: LeftOut) -> FloatArray:
        """Score every fragment by the fits without it: (n_lambdas, n_fragments, n_labels).

        NaN where no row is left to learn from.
        """
        scores = np.full((len(lambdas), len(left_out), self.rows.targets.shape[1]), np.nan)
        for number, (taking_part, labels) in enumerate(self.rows.patterns()):
            if taking_part.any():
                for k, lam in enumerate(lambdas):
                    smoother = self._smoother(number, taking_part, labels, lam)
                    scores[k][:, labels] = left_out_scores(smoother, taking_part, left_out)
        return scores

    def final(self, lam: float) -> RidgeFit:
        """Fit all rows at one λ."""
        n_fragments, n_labels = self.rows.n_fragments, self.rows.targets.shape[1]
        weights = np.full((self.coordinates.shape[1], n_labels), np.nan)
        alone = np.full((n_fragments, n_labels), np.nan)
        for number, (taking_part, labels) in enumerate(self.rows.patterns()):
            if taking_part.any():
                smoother = self._smoother(number, taking_part, labels, lam)
                weights[:, labels] = smoother.weights
                alone[:, labels] = one_by_one(smoother, taking_part[:n_fragments])
        landmark_weights = linalg.solve_triangular(
            self.root, np.nan_to_num(weights[:-1]), lower=True, trans="T"
        )
        coef = weights_from_rows(self.landmarks, landmark_weights)
        return RidgeFit(coef, weights[-1], alone)

    def _coordinates(self) -> FloatArray:
        """Describe every row by the landmarks, and by a last 1: (n_rows, n_landmarks + 1)."""
        n_rows, n_landmarks = len(self.rows.costs), self.landmarks.shape[0]
        out = np.ones((n_rows, n_landmarks + 1))
        to_landmarks = Gram(self.landmarks)
        for start in range(0, n_rows, CHUNK):
            chunk = np.arange(start, min(start + CHUNK, n_rows))
            likeness = to_landmarks.of(self.rows.take(chunk))
            out[chunk, :-1] = linalg.solve_triangular(
                self.root, likeness.T, lower=True, overwrite_b=True
            ).T
        return out

    def _smoother(
        self, number: int, taking_part: BoolArray, labels: IntArray, lam: float
    ) -> _LandmarkSmoother:
        """Fit ``labels`` to the rows that know them; the sums are kept for the next λ."""
        n_fragments = self.rows.n_fragments
        if number not in self._wholes:
            rows = np.flatnonzero(taking_part)
            targets = self.rows.targets[np.ix_(rows, labels)]
            self._wholes[number] = add_up(self.coordinates, targets, self.rows.costs, rows)
        return _LandmarkSmoother(
            coordinates=self.coordinates[:n_fragments],
            targets=self.rows.targets[:n_fragments, labels],
            sums=self._wholes[number],
            lam=lam,
        )


def add_up(
    coordinates: FloatArray, targets: FloatArray, costs: FloatArray, rows: IntArray | None = None
) -> _Sums:
    """Add up φ̃φ̃ᵀ / cost and φ̃t / cost over some rows.

    Parameters
    ----------
    coordinates, costs : of more rows, if ``rows`` says which of them are meant
    targets : float (n_chosen, n_labels)
    """
    chosen = np.arange(len(coordinates)) if rows is None else rows
    n_coordinates = coordinates.shape[1]
    squares = np.zeros((n_coordinates, n_coordinates))
    moments = np.zeros((n_coordinates, targets.shape[1]))
    for start in range(0, len(chosen), CHUNK):
        chunk = chosen[start : start + CHUNK]
        root = np.sqrt(costs[chunk])[:, None]
        scaled = coordinates[chunk] / root
        squares += scaled.T @ scaled
        moments += scaled.T @ (targets[start : start + CHUNK] / root)
    return _Sums(squares, moments)


def choose_landmarks(rows: TrainingRows, n_landmarks: int, seed: int) -> IntArray:
    """Take every sentence of the codebook, and draw fragments for the rest."""
    sentences = np.arange(rows.n_fragments, len(rows.costs))
    n_drawn = min(rows.n_fragments, max(0, n_landmarks - len(sentences)))
    drawn = np.random.default_rng(seed).choice(rows.n_fragments, n_drawn, replace=False)
    return np.sort(np.concatenate([drawn, sentences]))


def _root(sums: _Sums, lam: float) -> FloatArray:
    """Cholesky root of the sums with λ on the diagonal but for the last, the intercept."""
    out = sums.squares.copy()
    coordinates = np.arange(len(out) - 1)
    out[coordinates, coordinates] += lam
    # Itself, in the order of columns first that LAPACK takes without a copy.
    return np.asarray(linalg.cholesky(out.T, lower=True, overwrite_a=True))
