"""Likeness to some rows in place of features: time and memory grow with n, not with its cube.

Some rows are drawn as landmarks, and every row is described by its likeness to them
(the Nyström method: Williams & Seeger 2001, "Using the Nyström method to speed up kernel
machines"; Rudi, Camoriano & Rosasco 2015, "Less is more", for why so few suffice). With
K_mm = L Lᵀ between the landmarks, row x gets the coordinates φ(x) = L⁻¹ k_m(x), whose inner
products stand for k: exactly, where one of the two rows is a landmark. φ is linear in the
features, so weights of coordinates are again one weight per feature.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg

from classifier.features.blocks import Gram, gram

if TYPE_CHECKING:
    from classifier.features.blocks import Features
    from classifier.model.training_rows import IntArray, TrainingRows
    from classifier.records import FloatArray

N_LANDMARKS = 1500
# Added to the diagonal of K_mm, whose mean is about 1: two landmarks may be the same text.
JITTER = 1e-8


class Landmarks:
    """Rows that stand for all. Rows are given in one matrix or several side by side.

    ``dtype`` is that of the coordinates.
    """

    def __init__(self, blocks: Sequence[Features], dtype: type = np.float64) -> None:
        # In double precision, where the jitter is more than its rounding.
        doubles = (block.astype(np.float64, copy=False) for block in blocks)
        between: FloatArray = reduce(np.add, (gram(block, block) for block in doubles))
        between[np.diag_indices_from(between)] += JITTER
        self._root = linalg.cholesky(between, lower=True, overwrite_a=True)
        self._blocks, self._dtype = tuple(blocks), dtype
        self._grams = [Gram(block.astype(dtype, copy=False)) for block in blocks]

    def place(self, blocks: Iterable[Features]) -> FloatArray:
        """Describe rows by the landmarks: (n_rows, n_landmarks)."""
        both = zip(self._grams, blocks, strict=True)
        # One after the other, so that a large archive's blocks are never all there.
        likeness: FloatArray = reduce(
            np.add, (one.of(b.astype(self._dtype, copy=False)) for one, b in both)
        )
        coordinates = linalg.solve_triangular(self._root, likeness.T, lower=True)
        return np.asarray(coordinates.T, dtype=self._dtype)

    def placed(self, rows: TrainingRows) -> TrainingRows:
        """Put coordinates for the features of training rows."""
        sentences = rows.sentence_features
        below = None if sentences is None else self.place([sentences])
        return replace(rows, features=self.place([rows.features]), sentence_features=below)

    def feature_weights(self, weights: FloatArray) -> FloatArray:
        """Turn weights of coordinates (n_landmarks, n_labels) into (n_features, n_labels)."""
        of_rows = linalg.solve_triangular(self._root, weights, lower=True, trans="T")
        return np.vstack([block.T @ of_rows for block in self._blocks])


def choose_landmarks(n_fragments: int, n_sentences: int, n_landmarks: int, seed: int) -> IntArray:
    """Take every sentence of the codebook, and draw fragments for the rest.

    However many sentences there are, at least half of ``n_landmarks`` are fragments: what stands
    in no landmark gets no weight. Numbers of rows, ascending; the sentences come last.
    """
    n_drawn = min(n_fragments, max(n_landmarks - n_sentences, n_landmarks // 2))
    drawn = np.random.default_rng(seed).choice(n_fragments, n_drawn, replace=False)
    return np.concatenate([np.sort(drawn), n_fragments + np.arange(n_sentences)])
