"""Who resembles whom: inner products between rows of the feature matrix.

The columns of a text's features are of two kinds: thousands of n-grams that few rows have, and
a few hundred that all rows have (sentence vectors, common n-grams). Each kind has its own fast
way: sparse products for the first, BLAS for the second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from classifier.records import FloatArray

    # float (n_rows, n_features), scipy CSR or dense
    Features = Any

# A column filled in more than this share of the rows goes to BLAS. Measured break-even lies
# near .1: a sparse product does about a hundredth of BLAS's operations a second, but only
# share² of them.
FILLED_SHARE = 0.1


class Gram:
    """Inner products with the rows of one matrix, laid out once for any number of questions."""

    def __init__(self, right: Features) -> None:
        self._right = right
        if sparse.issparse(right):
            n_rows, n_features = right.shape
            self._filled = np.bincount(right.indices, minlength=n_features) > FILLED_SHARE * n_rows
            self._common = right[:, self._filled].toarray().T
            self._rare = right[:, ~self._filled].T.tocsr()

    def of(self, left: Features) -> FloatArray:
        """Multiply the rows of ``left``, of the same columns and kind: (n_left, n_right)."""
        if not sparse.issparse(left):
            return np.asarray(left @ self._right.T, dtype=np.float64)
        common = left[:, self._filled].toarray() @ self._common
        return np.asarray(common + (left[:, ~self._filled] @ self._rare).toarray(), np.float64)


def gram(left: Features, right: Features) -> FloatArray:
    """Inner products of the rows of two matrices with the same columns: (n_left, n_right)."""
    return Gram(right).of(left)
