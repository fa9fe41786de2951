"""What the ridge solvers take and give: training rows, and a fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.records import BoolArray, FloatArray

    IntArray = NDArray[np.int64]
    # float (n_rows, n_features), scipy CSR or dense
    Features = Any


@dataclass(frozen=True)
class TrainingRows:
    """What a ridge solver sees: the coded fragments, and below them the codebook's sentences.

    Attributes
    ----------
    features : (n_rows, n_features)
    targets : float (n_rows, n_labels), 0 or 1
    known : bool (n_rows, n_labels); a row takes no part in the fit of a label unknown to it
    costs : float (n_rows,), 1 for a fragment, 1/weight for a sentence
    folds : int (n_rows,); −1 marks the sentences, which are never held out
    """

    features: Features
    targets: FloatArray
    known: BoolArray
    costs: FloatArray
    folds: IntArray

    @property
    def fold_rows(self) -> list[IntArray]:
        """The row numbers of each fold."""
        return [np.flatnonzero(self.folds == k) for k in np.unique(self.folds[self.folds >= 0])]

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
    """One fit: feature weights, intercepts, and what it says of each row left out alone.

    Attributes
    ----------
    coef : float (n_features, n_labels)
    intercept : float (n_labels,); NaN for a label that no row knows
    leave_one_out : float (n_rows, n_labels); NaN where no other row is left
    """

    coef: FloatArray
    intercept: FloatArray
    leave_one_out: FloatArray
