"""From probabilities to ticks: the threshold of the largest expected F1, per label and mixed.

Sources: for a calibrated probability the threshold that maximises expected F1 is half the F1
it reaches (Zhao, Edakunni, Pocock & Brown 2013, "Beyond Fano's inequality", J. Machine Learning
Research 14; Lipton, Elkan & Naryanaswamy 2014, "Optimal thresholding of classifiers to
maximize F1 measure", ECML). Tuned alone, the threshold of a rare label is noise; Fan & Lin 2007
("A study on threshold selection for multi-label classification", carried on in LibMultiLabel)
pull it toward something safer. Here it is pulled toward the one threshold of all cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from classifier.model.logistic import logit, sigmoid

if TYPE_CHECKING:
    from classifier.records import BoolArray, FloatArray

# Whatever the labels' own thresholds, nothing less likely than this is suggested. A label
# without a positive has an own threshold near 0 and would be ticked at random.
LEAST = 0.05


def expected_f1_threshold(probabilities: FloatArray) -> float:
    """Find the threshold at which ticking is expected to reach the largest F1.

    If the k likeliest of the cells are ticked, 2 · (sum of their probabilities) / (k + sum of
    all) is close to the expected F1; half of its maximum over k is the threshold. Without any
    cell it is 0.5, "likelier than not".

    >>> p = np.array([0.8, 0.4, 0.0])  # F1 is 1.6/2.2 with one tick, 2.4/3.2 with two
    >>> round(expected_f1_threshold(p), 3)
    0.375
    """
    if probabilities.size == 0:
        return 0.5
    ordered = -np.sort(-probabilities, axis=None)
    ticked = np.arange(1, ordered.size + 1)
    expected_f1 = 2 * np.cumsum(ordered) / (ticked + ordered.sum())
    return float(expected_f1.max() / 2)


def own_thresholds(probabilities: FloatArray, known: BoolArray) -> tuple[float, FloatArray]:
    """Find the threshold of all known cells together, and each label's own.

    Parameters
    ----------
    probabilities : out-of-fold probabilities, float (n_fragments, n_labels)
    known : bool of the same shape; cells that are not known count nowhere

    Returns
    -------
    the common threshold; float (n_labels,), the common one where a label has no known cell
    """
    common = expected_f1_threshold(probabilities[known])
    own = [
        expected_f1_threshold(column[rows]) if rows.any() else common
        for column, rows in zip(probabilities.T, known.T, strict=True)
    ]
    return common, np.array(own, dtype=np.float64)


def mixed_thresholds(common: float, own: FloatArray) -> FloatArray:
    """Take the middle of each label's own threshold and the common one, in log odds.

    The common one alone favours micro F1, the labels' own favour macro F1. Tick where the
    probability is at or above the result, float (n_labels,), which is never under `LEAST`.
    """
    mixed = sigmoid(0.5 * logit(own) + 0.5 * logit(np.array(common)))
    return np.maximum(mixed, LEAST)
