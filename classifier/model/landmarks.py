"""The same ridge for many fragments: time and memory grow with n, not with its cube.

Some rows are drawn as landmarks, and every row is described by its likeness to them
(the Nyström method: Williams & Seeger 2001, "Using the Nyström method to speed up kernel
machines"; Rudi, Camoriano & Rosasco 2015, "Less is more", for why so few suffice). With
K_mm = L Lᵀ between the landmarks, row x gets the coordinates φ(x) = L⁻¹ k_m(x), whose inner
products stand for k. Ridge on these n_landmarks coordinates needs only their Gram matrix

    G = Σ_i φ̃_i φ̃_iᵀ / cost_i        φ̃ = (φ, 1)

which is added up fold by fold: the fit without a fold is the one with its part subtracted. φ is
linear in the features, so the result is again one weight per feature.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg

from classifier.features.gram import Gram, gram
from classifier.model.rows import RidgeFit, weights_from_rows

if TYPE_CHECKING:
    from classifier.model.rows import IntArray, TrainingRows
    from classifier.records import BoolArray, FloatArray

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

    n_rows: int
    squares: FloatArray
    moments: FloatArray

    def without(self, part: _Sums) -> _Sums:
        """Take some of the rows out."""
        return _Sums(
            self.n_rows - part.n_rows, self.squares - part.squares, self.moments - part.moments
        )


class LandmarkSolver:
    """The ridge on likeness to landmarks; equal to the exact one if every row is a landmark."""

    def __init__(self, rows: TrainingRows, n_landmarks: int, seed: int) -> None:
        self.rows = rows
        self.landmarks = rows.take(choose_landmarks(rows.folds, n_landmarks, seed))
        between = gram(self.landmarks, self.landmarks)
        between[np.diag_indices_from(between)] += JITTER
        self.root = linalg.cholesky(between, lower=True, overwrite_a=True)
        self.coordinates = self._coordinates()
        self._wholes: dict[int, _Sums] = {}  # by the number of the pattern

    def out_of_fold(self, lambdas: Sequence[float]) -> FloatArray:
        """Score every row by the fit without its fold: (n_lambdas, n_rows, n_labels).

        NaN where no row is left to learn from, and in the rows of the codebook.
        """
        scores = np.full((len(lambdas), *self.rows.targets.shape), np.nan)
        for number, (taking_part, labels) in enumerate(self.rows.patterns()):
            whole, parts = self._fold_sums(taking_part, labels)
            self._wholes[number] = whole
            for held, part in zip(self.rows.fold_rows, parts, strict=True):
                if part.n_rows == taking_part.sum():
                    continue
                remaining = whole.without(part)
                for k, lam in enumerate(lambdas):
                    weights = _solve(remaining, lam)
                    scores[k][np.ix_(held, labels)] = self.coordinates[held] @ weights
        return scores

    def final(self, lam: float) -> RidgeFit:
        """Fit all rows at one λ."""
        n_labels = self.rows.targets.shape[1]
        weights = np.full((self.coordinates.shape[1], n_labels), np.nan)
        alone = np.full(self.rows.targets.shape, np.nan)
        for number, (taking_part, labels) in enumerate(self.rows.patterns()):
            if not taking_part.any():
                continue
            whole = self._wholes.get(number) or self._fold_sums(taking_part, labels)[0]
            weights[:, labels] = _solve(whole, lam)
            fitted = self.coordinates @ weights[:, labels]
            leverage = np.where(taking_part, self._leverage(whole.squares, lam), 0.0)[:, None]
            alone[:, labels] = _left_out(fitted, self.rows.targets[:, labels], leverage)
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

    def _fold_sums(self, taking_part: BoolArray, labels: IntArray) -> tuple[_Sums, list[_Sums]]:
        """Add up the rows that know ``labels``: all of them, and each fold's."""
        parts = [self._sums(held[taking_part[held]], labels) for held in self.rows.fold_rows]
        sentences = self._sums(np.flatnonzero(taking_part & (self.rows.folds < 0)), labels)
        squares, moments = sentences.squares, sentences.moments
        for part in parts:
            squares += part.squares
            moments += part.moments
        return _Sums(int(taking_part.sum()), squares, moments), parts

    def _sums(self, rows: IntArray, labels: IntArray) -> _Sums:
        """Add up φ̃φ̃ᵀ / cost and φ̃t / cost over some rows."""
        n_coordinates = self.coordinates.shape[1]
        sums, moments = (
            np.zeros((n_coordinates, n_coordinates)),
            np.zeros((n_coordinates, len(labels))),
        )
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            scaled = self.coordinates[chunk] / np.sqrt(self.rows.costs[chunk])[:, None]
            sums += scaled.T @ scaled
            targets = self.rows.targets[np.ix_(chunk, labels)]
            moments += scaled.T @ (targets / np.sqrt(self.rows.costs[chunk])[:, None])
        return _Sums(len(rows), sums, moments)

    def _leverage(self, sums: FloatArray, lam: float) -> FloatArray:
        """How much each row's fitted value follows its own target: float (n_rows,)."""
        factor = linalg.cholesky(_penalised(sums, lam), lower=True, overwrite_a=True)
        out = np.empty(len(self.coordinates))
        for start in range(0, len(out), CHUNK):
            chunk = slice(start, start + CHUNK)
            spread = linalg.solve_triangular(factor, self.coordinates[chunk].T, lower=True)
            out[chunk] = (spread**2).sum(axis=0) / self.rows.costs[chunk]
        return out


def choose_landmarks(folds: IntArray, n_landmarks: int, seed: int) -> IntArray:
    """Take every sentence of the codebook (fold −1), and draw fragments for the rest."""
    sentences, fragments = np.flatnonzero(folds < 0), np.flatnonzero(folds >= 0)
    n_drawn = min(len(fragments), max(0, n_landmarks - len(sentences)))
    drawn = np.random.default_rng(seed).choice(fragments, n_drawn, replace=False)
    return np.sort(np.concatenate([sentences, drawn]))


def _penalised(sums: FloatArray, lam: float) -> FloatArray:
    """Add λ to the diagonal but for the last coordinate, the intercept."""
    out = sums.copy()
    coordinates = np.arange(len(out) - 1)
    out[coordinates, coordinates] += lam
    return out.T  # itself, in the order of columns first that LAPACK takes without a copy


def _solve(sums: _Sums, lam: float) -> FloatArray:
    """Ridge weights of the coordinates: (n_landmarks + 1, n_labels)."""
    factor = linalg.cho_factor(_penalised(sums.squares, lam), overwrite_a=True)
    return np.asarray(linalg.cho_solve(factor, sums.moments))


def _left_out(fitted: FloatArray, targets: FloatArray, leverage: FloatArray) -> FloatArray:
    """Score each row by the fit without it: (f − h t) / (1 − h); NaN for an only row."""
    only = leverage > 1 - 1e-9
    scores = (fitted - leverage * targets) / np.where(only, 1.0, 1 - leverage)
    return np.asarray(np.where(only, np.nan, scores))
