"""Texts to n-grams, the way scikit-learn counts them, without importing it.

A cold start of scikit-learn costs more than a whole suggestion. A test holds both analyzers equal
to ``TfidfVectorizer(analyzer=…, strip_accents="unicode")``.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_TOKEN = re.compile(r"\w+")

WORDS = (1, 2)
CHARACTERS = (2, 5)

# Texts whose pieces are counted at a time, so that many thousands fit in memory.
CHUNK = 1000


def plain(text: str) -> str:
    """Lower-case ``text`` and drop its accents.

    >>> plain("Comité d’Éthique")
    'comite d’ethique'
    """
    text = text.lower()
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    # Looked at once for each letter that occurs, not for each place where it does.
    for mark in filter(unicodedata.combining, set(decomposed)):
        decomposed = decomposed.replace(mark, "")
    return decomposed


def tokens(text: str) -> list[str]:
    """Cut a text into its words.

    >>> tokens("A l'aube, <person> led")
    ['a', 'l', 'aube', 'person', 'led']
    """
    return _TOKEN.findall(plain(text))


def word_ngrams(text: str) -> list[str]:
    """List the words and pairs of neighbouring words of a text.

    >>> word_ngrams("a new law")
    ['a', 'new', 'law', 'a new', 'new law']
    """
    words = tokens(text)
    return words + [f"{a} {b}" for a, b in pairwise(words)]


def character_ngrams(text: str, lengths: tuple[int, int] = CHARACTERS) -> list[str]:
    """List the pieces of 2 to 5 letters inside word borders (a blank marks a border).

    >>> character_ngrams("law", (3, 4))
    [' la', 'law', 'aw ', ' law', 'law ']
    """
    return [piece for word in spaced_words(text) for piece in word_pieces(word, lengths)]


def spaced_words(text: str) -> list[str]:
    """Cut a text at its blanks, punctuation kept.

    >>> spaced_words("A new  law, passed")
    ['a', 'new', 'law,', 'passed']
    """
    return plain(text).split()


# Words recur: cutting each of them once makes a large archive several times faster to read.
@lru_cache(maxsize=2**14)
def word_pieces(word: str, lengths: tuple[int, int] = CHARACTERS) -> tuple[str, ...]:
    """Cut one word into its pieces.

    >>> word_pieces("law", (3, 4))
    (' la', 'law', 'aw ', ' law', 'law ')
    """
    return tuple(_pieces(f" {word} ", *lengths))


def _pieces(word: str, shortest: int, longest: int) -> list[str]:
    pieces: list[str] = []
    for size in range(shortest, longest + 1):
        starts = range(max(1, len(word) - size + 1))
        pieces += [word[start : start + size] for start in starts]
        if size >= len(word):  # a short word counts once, not once per length
            break
    return pieces


def word_story_counts(stories: Iterable[Sequence[str]]) -> dict[str, int]:
    """Count in how many stories each word and each pair of neighbouring words occurs.

    A story is one or more texts; no pair reaches from one text into the next.
    """
    table, ngrams = _occurrences(chain.from_iterable(map(word_ngrams, story)) for story in stories)
    return dict(zip(ngrams, table.getnnz(axis=0).tolist(), strict=True))


def piece_story_counts(stories: Iterable[Sequence[str]]) -> dict[str, int]:
    """Count in how many stories each piece of 2 to 5 letters occurs.

    By way of the words: a text has few different words but thousands of pieces, and the product
    of texts × words with words × pieces counts those many times faster than a loop.
    """
    split = (chain.from_iterable(map(spaced_words, story)) for story in stories)
    of_texts, words = _occurrences(split)
    of_words, pieces = _occurrences(map(word_pieces, words))
    counts = np.zeros(len(pieces), dtype=np.int64)
    for start in range(0, of_texts.shape[0], CHUNK):
        counts += (of_texts[start : start + CHUNK] @ of_words).getnnz(axis=0)
    return dict(zip(pieces, counts.tolist(), strict=True))


def _occurrences(rows: Iterable[Iterable[str]]) -> tuple[csr_matrix, list[str]]:
    """Tell which items are in which row: ones of (n_rows, n_items), and the items."""
    from scipy.sparse import csr_matrix

    numbers = numbering()
    starts, columns = [0], array("i")
    for items in rows:
        columns.extend(set(map(numbers.__getitem__, items)))
        starts.append(len(columns))
    ones = np.ones(len(columns), dtype=np.int32)
    shape = (len(starts) - 1, len(numbers))
    return csr_matrix((ones, np.frombuffer(columns, np.int32), starts), shape=shape), list(numbers)


def numbering() -> defaultdict[Any, int]:
    """Return a dict that numbers its keys from 0 in the order in which they are first asked for."""
    numbers: defaultdict[Any, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    return numbers
