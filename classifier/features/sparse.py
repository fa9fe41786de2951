"""The sparse block: TF-IDF of n-grams with sublinear counts, every row of unit length.

Definition: Salton & Buckley (1988), as in scikit-learn's ``TfidfVectorizer(sublinear_tf=True)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import TYPE_CHECKING

import numpy as np

from classifier.features.ngrams import (
    CHARACTERS,
    piece_story_counts,
    spaced_words,
    word_ngrams,
    word_pieces,
    word_story_counts,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

COUNTERS: dict[str, Callable[[Iterable[Sequence[str]]], dict[str, int]]] = {
    "words": word_story_counts,
    "characters": piece_story_counts,
}

# Words whose letter pieces are remembered: most words of a text were in the one before.
REMEMBERED = 50_000
# Texts weighed at a time: their n-grams are sorted at once, in short integers for speed.
CHUNK = 100

# A word of one story alone could name a person; it never enters a model.
FEWEST_STORIES = 2
# Pairs of words overlap, and so do pieces of letters where a script has no blanks: put in order
# they would give a text back. What so many stories share is nobody's text.
FEWEST_STORIES_IN_ORDER = 3


Grams = Mapping[str, "tuple[NDArray[np.int32], NDArray[np.float64]]"]
"""The n-grams of one text by block: their columns, ascending, and their values."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Sparse rows of n_texts × n_terms: row i is ``indices/values[starts[i]:starts[i + 1]]``."""

    starts: NDArray[np.int64]
    indices: NDArray[np.int32]
    values: NDArray[np.float64]
    n_terms: int

    def row(self, i: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Give the columns and values of row ``i``."""
        part = slice(self.starts[i], self.starts[i + 1])
        return self.indices[part], self.values[part]

    def times(self, weights: NDArray[np.floating]) -> NDArray[np.float64]:
        """Multiply by ``weights`` (n_terms, n_labels): float (n_texts, n_labels)."""
        product = np.zeros((len(self.starts) - 1, weights.shape[1]))
        for i in range(len(product)):
            columns, values = self.row(i)
            product[i] = values @ weights[columns]
        return product

    def matrix(self) -> csr_matrix:
        """Convert to scipy's form for training."""
        from scipy.sparse import csr_matrix

        shape = (len(self.starts) - 1, self.n_terms)
        return csr_matrix((self.values, self.indices, self.starts), shape=shape)


class PieceColumns(dict[str, "NDArray[np.int32]"]):
    """The columns of each word's known letter pieces, looked up when a word is first met."""

    def __init__(self, known: dict[str, int], lengths: tuple[int, int] = CHARACTERS) -> None:
        super().__init__()
        self._known, self._lengths = known, lengths

    def __missing__(self, word: str) -> NDArray[np.int32]:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[word] = known_columns(self._known, word_pieces(word, self._lengths))
        return found


@dataclass(frozen=True, slots=True)
class SparseBlock:
    """The n-grams that a model knows and how rare each is.

    ``terms`` are in alphabetical order; ``idf`` is float32 (n_terms,).
    """

    kind: str
    terms: tuple[str, ...]
    idf: NDArray[np.float32]
    _columns: dict[str, int] = field(init=False, repr=False, compare=False)
    _by_word: PieceColumns = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        columns = {term: i for i, term in enumerate(self.terms)}
        object.__setattr__(self, "_columns", columns)
        object.__setattr__(self, "_by_word", PieceColumns(columns))

    def __reduce__(self) -> tuple[type[SparseBlock], tuple[object, ...]]:
        """Go to another process without the words that were met here."""
        return SparseBlock, (self.kind, self.terms, self.idf)

    def transform(self, texts: Sequence[str]) -> Rows:
        """Weigh the known n-grams of each text; a text without any is a row of zeros."""
        parts = [self._weighed(texts[i : i + CHUNK]) for i in range(0, len(texts), CHUNK)]
        n_grams, columns, values = zip(*parts, strict=True) if parts else ((), (), ())
        starts = np.concatenate([[0], np.cumsum(joined([*n_grams], np.int64))])
        return Rows(starts, joined([*columns], np.int32), joined([*values]), len(self.terms))

    def columns(self, grams: Iterable[str]) -> NDArray[np.int32]:
        """Look up the column of each n-gram; −1 for one that is not known."""
        return _looked_up(self._columns, grams)

    def piece_columns(self, word: str) -> NDArray[np.int32]:
        """Look up the columns of a word's known letter pieces, for a block of characters."""
        return self._by_word[word]

    def _weighed(
        self, texts: Sequence[str]
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
        """Count and weigh: how many n-grams each text has, their columns, their values."""
        found, text_of = self._known_grams(texts)
        n_terms = max(1, len(self.terms))
        short = np.int32 if len(texts) * n_terms < 2**31 else np.int64
        places = (text_of * n_terms + found).astype(short)
        places, counts = np.unique(places, return_counts=True)
        rows, columns = np.divmod(places, n_terms)
        values = (1 + np.log(counts)) * self.idf[columns]
        lengths = np.sqrt(np.bincount(rows, values * values))
        n_grams = np.bincount(rows, minlength=len(texts))
        return n_grams, columns.astype(np.int32), values / lengths[rows]

    def _known_grams(self, texts: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """List the columns of the known n-grams as often as they occur, and the text of each."""
        if self.kind == "characters":
            return known_pieces(texts, self._by_word)
        grams = [word_ngrams(text) for text in texts]
        text_of = np.repeat(np.arange(len(texts)), list(map(len, grams)))
        found = self.columns(chain.from_iterable(grams))
        return found[found >= 0], text_of[found >= 0]


def fit_sparse(
    kind: str, stories: Sequence[Sequence[str]], hidden: Sequence[str], sentences: Sequence[str]
) -> SparseBlock:
    """Choose the n-grams and weigh their rarity.

    Parameters
    ----------
    kind : "words" or "characters"
    stories : the texts of each story that is not confidential; an n-gram is stored only if enough
        stories share it
    hidden : texts of confidential fragments; they count for the rarity only
    sentences : the codebook's own sentences; their n-grams are stored too, being no one's secret
    """
    told, unshown, written = (
        COUNTERS[kind](some) for some in (stories, zip(hidden), zip(sentences))
    )
    shared = {term for term, n in told.items() if n >= _fewest_stories(kind, term)}
    terms = sorted(shared | written.keys())
    counts = [told.get(t, 0) + unshown.get(t, 0) + written.get(t, 0) for t in terms]
    n_documents = len(stories) + len(hidden) + len(sentences)
    idf = np.log((1 + n_documents) / (1 + np.array(counts, dtype=float))) + 1
    return SparseBlock(kind, tuple(terms), idf.astype(np.float32))


def _fewest_stories(kind: str, term: str) -> int:
    """Return how many stories must share an n-gram; in a block of words a blank parts a pair."""
    in_order = kind == "characters" or " " in term
    return FEWEST_STORIES_IN_ORDER if in_order else FEWEST_STORIES


def known_pieces(
    texts: Sequence[str], by_word: PieceColumns
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """List the columns of the known letter pieces as often as they occur, and the text of each."""
    words = [spaced_words(text) for text in texts]
    pieces = [by_word[word] for word in chain.from_iterable(words)]
    word_of = np.repeat(np.arange(len(pieces)), list(map(len, pieces)))
    text_of = np.repeat(np.arange(len(texts)), list(map(len, words)))
    return joined(pieces, np.int32), text_of[word_of]


def known_columns(columns: dict[str, int], grams: Iterable[str]) -> NDArray[np.int32]:
    """Look up the n-grams that have a column."""
    found = _looked_up(columns, grams)
    return found[found >= 0]


def _looked_up(columns: dict[str, int], grams: Iterable[str]) -> NDArray[np.int32]:
    return np.fromiter(map(columns.get, grams, repeat(-1)), np.int32)


def joined(parts: list[NDArray], dtype: type = np.float64) -> NDArray:  # type: ignore[type-arg]  # either of two dtypes
    """Put arrays behind one another; none of them is an empty array."""
    return np.concatenate(parts) if parts else np.empty(0, dtype)
