"""Who resembles whom: inner products between rows of the feature matrix.

The columns of a text's features are of two kinds: thousands of n-grams that few rows have, and
a few hundred that all rows have (sentence vectors, common n-grams). Each kind has its own fast
way: sparse products for the first, BLAS for the second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from classifier.model.rows import Features
    from classifier.records import FloatArray

# A column filled in more than this share of the rows goes to BLAS. Measured break-even lies
# near .1: a sparse product does about a hundredth of BLAS's operations a second, but only
# share² of them.
FILLED_SHARE = 0.1


def gram(left: Features, right: Features) -> FloatArray:
    """Inner products of the rows of two matrices with the same columns: (n_left, n_right)."""
    if not sparse.issparse(left):
        return np.asarray(left @ right.T, dtype=np.float64)
    n_rows, n_features = right.shape
    filled = np.bincount(right.indices, minlength=n_features) > FILLED_SHARE * n_rows
    rare = ~filled
    common = left[:, filled].toarray() @ right[:, filled].toarray().T
    return np.asarray(common + (left[:, rare] @ right[:, rare].T).toarray(), dtype=np.float64)


def weights_from_rows(features: Features, row_weights: FloatArray) -> FloatArray:
    """Turn weights of rows (n_rows, n_labels) into weights of features (n_features, n_labels).

    A kernel machine's Σ_i α_i k(x, x_i) is the linear score x · (Xᵀα); stored so, a model holds
    no row it was trained on.
    """
    return np.asarray(features.T @ row_weights, dtype=np.float64)
