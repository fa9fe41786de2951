"""What the ridge solvers take and give: training rows, from checked input, and a fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

from classifier.features.blocks import stacked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.features.blocks import Features
    from classifier.records import BoolArray, FloatArray

    IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class TrainingRows:
    """What a ridge solver sees: the coded fragments, and below them the codebook's sentences.

    Attributes
    ----------
    features : (n_fragments, n_features)
    targets : float (n_rows, n_labels), 0 or 1
    known : bool (n_rows, n_labels); a row takes no part in the fit of a label unknown to it
    costs : float (n_rows,), 1 for a fragment, 1/weight for a sentence, which is never held out
    sentence_features : (n_sentences, n_features); None without any. Apart, since one matrix of
        all rows would be a second copy of the fragments' features
    """

    features: Features
    targets: FloatArray
    known: BoolArray
    costs: FloatArray
    sentence_features: Features | None = None

    @property
    def n_fragments(self) -> int:
        """How many of the rows are fragments; sentences come after them."""
        return int(self.features.shape[0])

    @property
    def all_features(self) -> Features:
        """The features of all rows in one matrix, a copy: (n_rows, n_features)."""
        if self.sentence_features is None:
            return self.features
        return stacked(self.features, self.sentence_features)

    def take(self, rows: IntArray) -> Features:
        """The features of some rows, ascending: (len(rows), n_features)."""
        n_fragments = self.n_fragments
        above = self.features[rows[rows < n_fragments]]
        if self.sentence_features is None:
            return above
        return stacked(above, self.sentence_features[rows[rows >= n_fragments] - n_fragments])

    def patterns(self) -> Iterator[tuple[BoolArray, IntArray]]:
        """Group the labels that the same rows know: (bool (n_rows,), label numbers) each.

        Harvests coded with older codebooks lack the labels born later, so there are as many
        groups as codebook versions, usually one to four.
        """
        seen, group = np.unique(self.known, axis=1, return_inverse=True)
        for k in range(seen.shape[1]):
            yield seen[:, k], np.flatnonzero(group.ravel() == k)


@dataclass(frozen=True)
class RidgeFit:
    """The fit at one penalty, and what it says of fragments left out.

    Attributes
    ----------
    features : (n_weights, n_features), the rows that have a weight; None if each column has one
    weights : float (n_weights, n_labels)
    intercept : float (n_labels,); NaN for a label that no row knows
    left_out : float (n_fragments, n_labels), each fragment scored without what is left out with
        it; NaN where no row is left to learn from
    leave_one_out : the same, each fragment left out alone
    """

    lam: float
    features: Features | None
    weights: FloatArray
    intercept: FloatArray
    left_out: FloatArray
    leave_one_out: FloatArray

    @cached_property
    def coef(self) -> FloatArray:
        """Weights of the features: (n_features, n_labels)."""
        if self.features is None:
            return self.weights
        return weights_from_rows(self.features, self.weights)


def weights_from_rows(features: Features, row_weights: FloatArray) -> FloatArray:
    """Turn weights of rows (n_rows, n_labels) into weights of features (n_features, n_labels).

    A kernel machine's Σ_i α_i k(x, x_i) is the linear score x · (Xᵀα); stored so, a model holds
    no row it was trained on.
    """
    return np.asarray(features.T @ row_weights, dtype=np.float64)


class Pseudo(NamedTuple):
    """Sentences of the codebook, learned from like fragments but never held out.

    Attributes
    ----------
    features : (n_sentences, n_features), in the fragments' feature space
    labels : bool (n_sentences, n_labels), what each sentence stands for
    weight : how many fragments one sentence counts for
    """

    features: Features
    labels: BoolArray
    weight: float = 1.0


def check_labels(y: BoolArray, n_fragments: int) -> BoolArray:
    """Read y as a table of ticks: bool (n_fragments, n_labels)."""
    if y is None:
        raise ValueError(
            "This RidgeCoder estimator requires y to be passed, but the target y is None"
        )
    given = np.asarray(y)
    if given.ndim != 2 or given.shape[0] != n_fragments or not given.shape[1]:
        raise ValueError(f"y has shape {given.shape}, expected ({n_fragments}, n_labels)")
    if not np.isin(given, (0, 1)).all():
        raise ValueError("y must hold ticks only: False and True, or 0 and 1")
    return given.astype(bool)


def check_known(known: BoolArray | None, shape: tuple[int, int]) -> BoolArray:
    """Read ``known``, all True if None."""
    given = np.ones(shape, dtype=bool) if known is None else np.asarray(known, dtype=bool)
    if given.shape != shape:
        raise ValueError(f"known has shape {given.shape}, y has {shape}")
    return given


def check_names(name_features: FloatArray | None, shape: tuple[int, int]) -> FloatArray:
    """Read ``name_features``, none if None: float (n_fragments, n_labels, n_name_features)."""
    given = np.zeros((*shape, 0)) if name_features is None else np.asarray(name_features, float)
    if given.ndim != 3 or given.shape[:2] != shape:
        raise ValueError(f"name_features has shape {given.shape}, y has {shape}")
    return given


def training_rows(
    features: Features, truth: BoolArray, known: BoolArray, pseudo: Pseudo | None
) -> TrainingRows:
    """Lay the codebook's sentences below the fragments."""
    costs = np.ones(len(truth))
    if pseudo is None:
        return TrainingRows(features, truth.astype(np.float64), known, costs)
    n_sentences = pseudo.features.shape[0]
    labels = np.asarray(pseudo.labels, dtype=np.float64)
    if labels.shape != (n_sentences, truth.shape[1]):
        raise ValueError(
            f"pseudo.labels has shape {labels.shape}, expected {(n_sentences, truth.shape[1])}"
        )
    if not pseudo.weight > 0:
        raise ValueError(f"pseudo.weight must be positive, got {pseudo.weight}")
    if pseudo.features.shape[1] != features.shape[1]:
        raise ValueError(
            f"pseudo.features has {pseudo.features.shape[1]} columns, "
            f"the fragments have {features.shape[1]}"
        )
    return TrainingRows(
        features=features,
        targets=np.vstack([truth, labels]),
        known=np.vstack([known, np.ones(labels.shape, dtype=bool)]),
        costs=np.concatenate([costs, np.full(n_sentences, 1 / pseudo.weight)]),
        sentence_features=_like(pseudo.features, features),
    )


def _like(sentences: Features, features: Features) -> Features:
    """Bring the sentences into the fragments' form, sparse or dense."""
    if sparse.issparse(features):
        return sparse.csr_matrix(sentences, dtype=np.float64)
    return sentences.toarray() if sparse.issparse(sentences) else sentences
