"""What the model sees: weighted blocks side by side, and the inner products of such rows.

Concatenating blocks of unit rows, each times the root of its weight, gives the same model as
adding their kernels with these weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.features.sparse import Rows, SparseBlock, fit_sparse
from classifier.features.texts import Texts, Vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    from classifier.records import FloatArray

    # float (n_rows, n_features), scipy CSR or dense
    Features = Any


# Shares of the sparse part, and of the dense part between its two views of a fragment.
WORDS_SHARE = 0.6
OUTCOME_SHARE = 0.2
SPARSE_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Blocks:
    """The fitted feature space.

    Attributes
    ----------
    encoders : an encoder's share of the dense part, by name; the shares sum to 1
    centres : what is taken off an encoder's vectors, float32 (n_dims,), learned from the training
        texts; of encoders that need it
    """

    words: SparseBlock
    characters: SparseBlock
    encoders: dict[str, float]
    n_dims: dict[str, int]
    centres: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    @property
    def _sparse(self) -> dict[str, SparseBlock]:
        return {"words": self.words, "characters": self.characters}

    @property
    def weights(self) -> dict[str, float]:
        """Weight of each block by name, in the order of the columns; they sum to 1."""
        sparse = SPARSE_SHARE if self.encoders else 1.0
        weights = {"words": sparse * WORDS_SHARE, "characters": sparse * (1 - WORDS_SHARE)}
        for name, share in self.encoders.items():
            dense = (1 - sparse) * share
            weights[f"{name}:story"] = dense * (1 - OUTCOME_SHARE)
            weights[f"{name}:outcome"] = dense * OUTCOME_SHARE
        return weights

    @property
    def widths(self) -> dict[str, int]:
        """Number of columns of each block by name."""
        widths = {name: len(block.terms) for name, block in self._sparse.items()}
        for name in self.encoders:
            widths[f"{name}:story"] = widths[f"{name}:outcome"] = self.n_dims[name]
        return widths

    def matrices(self, texts: Texts, vectors: Vectors) -> Iterator[object]:
        """Lay the weighted blocks out: scipy CSR or float64 (n_texts, width).

        One after the other, so that a large archive's are never all there twice.
        """
        for name, weight in self.weights.items():
            root = np.sqrt(weight)
            if name in self._sparse:
                yield self._sparse[name].transform(texts.joint).matrix() * root
            else:
                yield _view(vectors, name).astype(np.float64) * root

    def matrix(self, texts: Texts, vectors: Vectors) -> csr_matrix:
        """Put the `matrices` side by side: CSR (n_texts, n_features)."""
        from scipy.sparse import csr_matrix, hstack

        parts = [csr_matrix(block) for block in self.matrices(texts, vectors)]
        return hstack(parts, format="csr")

    def sparse(self, joint: Sequence[str]) -> dict[str, Rows]:
        """Weigh the n-grams of some texts, by block."""
        return {name: block.transform(joint) for name, block in self._sparse.items()}

    def scores(
        self,
        texts: Texts,
        vectors: Vectors,
        coefficients: dict[str, NDArray[np.float32]],
        sparse: Mapping[str, Rows] | None = None,
    ) -> NDArray[np.float64]:
        """Multiply the weighted blocks by ``coefficients[block]`` (width, n_labels), summed.

        ``sparse`` are the texts' n-grams, where they were weighed already.
        """
        total = np.zeros((len(texts), next(iter(coefficients.values())).shape[1]))
        for name, weight in self.weights.items():
            root = np.sqrt(weight)
            if name in self._sparse:
                rows = sparse[name] if sparse else self._sparse[name].transform(texts.joint)
                part = rows.times(coefficients[name])
            else:
                part = _view(vectors, name).astype(np.float64) @ coefficients[name]
            total += root * part
        return total


def _view(vectors: Vectors, name: str) -> NDArray[np.float32]:
    """Take the vectors of a dense block, "ENCODER:story" or "ENCODER:outcome"."""
    encoder, view = name.rsplit(":", 1)
    return (vectors.stories if view == "story" else vectors.outcomes)[encoder]


def fit_blocks(
    stories: Sequence[Sequence[str]],
    hidden: Sequence[str],
    sentences: Sequence[str],
    n_dims: dict[str, int],
    centres: dict[str, NDArray[np.float32]],
) -> Blocks:
    """Choose the n-grams: of open stories, of confidential texts, of the codebook's sentences."""
    words = fit_sparse("words", stories, hidden, sentences)
    characters = fit_sparse("characters", stories, hidden, sentences)
    # No other shares do better everywhere: eval/trials.md has the figures.
    return Blocks(words, characters, {name: 1 / len(n_dims) for name in n_dims}, n_dims, centres)


# A column filled in more than this share of the rows goes to BLAS. Measured break-even lies
# near .1: a sparse product does about a hundredth of BLAS's operations a second, but only
# share² of them.
FILLED_SHARE = 0.1


class Gram:
    """Inner products with the rows of one matrix, laid out once for any number of questions.

    The columns of a text's features are of two kinds: thousands of n-grams that few rows have,
    and a few hundred that all rows have (sentence vectors, common n-grams). Each kind has its own
    fast way: sparse products for the first, BLAS for the second.
    """

    def __init__(self, right: Features) -> None:
        self._right, self._dense = right, isinstance(right, np.ndarray)
        if not self._dense:
            n_rows, n_features = right.shape
            self._filled = np.bincount(right.indices, minlength=n_features) > FILLED_SHARE * n_rows
            self._common = right[:, self._filled].toarray().T
            self._rare = right[:, ~self._filled].T.tocsr()

    def of(self, left: Features) -> FloatArray:
        """Multiply the rows of ``left``, of the same columns and kind: (n_left, n_right)."""
        if self._dense:
            return np.asarray(left @ self._right.T)
        common = left[:, self._filled].toarray() @ self._common
        return np.asarray(common + (left[:, ~self._filled] @ self._rare).toarray())


def stacked(*parts: Features) -> Features:
    """Put matrices of one form on top of each other; a single one is not copied."""
    if len(parts) == 1:
        return parts[0]
    if isinstance(parts[0], np.ndarray):
        return np.vstack(parts)
    from scipy.sparse import vstack

    return vstack(parts, format="csr")


def gram(left: Features, right: Features) -> FloatArray:
    """Inner products of the rows of two matrices with the same columns: (n_left, n_right)."""
    return Gram(right).of(left)
