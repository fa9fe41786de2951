"""What `fit` is given, checked and laid out as the solvers' training rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

from classifier.model.rows import TrainingRows

if TYPE_CHECKING:
    from classifier.features.gram import Features
    from classifier.records import BoolArray, FloatArray


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
    if known is None:
        return np.ones(shape, dtype=bool)
    given = np.asarray(known, dtype=bool)
    if given.shape != shape:
        raise ValueError(f"known has shape {given.shape}, y has {shape}")
    return given


def check_names(name_features: FloatArray | None, shape: tuple[int, int]) -> FloatArray:
    """Read ``name_features``, none if None: float (n_fragments, n_labels, n_name_features)."""
    if name_features is None:
        return np.zeros((*shape, 0))
    given = np.asarray(name_features, dtype=np.float64)
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
