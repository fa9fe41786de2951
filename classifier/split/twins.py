"""Outcomes told twice: most of their words are the same, and no crowd of others is as like them.

One topic told by ten countries is no twin, and neither is a template that is filled in again and
again, or a sentence that somebody pasted into thirty rows: there, being alike is usual. A pair
counts if it stands out from the likeness that both texts have to others of the collection anyway.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, combinations, pairwise, product
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from classifier.features.blocks import gram
from classifier.features.ngrams import numbering, tokens

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.features import Texts
    from classifier.records import Fragment


# Cosine of word weights, words that only one text has counting too. On the sample the 16 pairs
# that pass this and the next two limits tell one event, or fill in one template twice.
LIKE = 0.25
# In a small file only common words occur twice, and their weights make any two texts look
# alike; what is told twice also shares this much of its vocabulary.
SHARED_OF_SHORTER = 0.55
SHARED_OF_BOTH = 0.24
# Two words alone may well be the same by chance.
FEWEST_WORDS = 4
# An outcome is told a few times; from this many similar texts on it is a template or a topic.
CROWD = 10
# How far a pair must stand above the crowd, as a share of what is left up to 1.
ABOVE_CROWD = 0.2
# Texts compared with those after them at a time, so that many thousands fit in memory.
PIECE = 500

Pair = tuple[int, int, float]


def find_twins(texts: Texts) -> list[Pair]:
    """List pairs of fragments (i < j) whose outcomes tell nearly the same, with their likeness.

    Fragments whose outcomes have the same words in the same order are twins, however many. Where
    no outcome is told, the significance stands for it.
    """
    members: dict[tuple[str, ...], list[int]] = {}
    for i, (outcome, significance) in enumerate(
        zip(texts.outcomes, texts.significances, strict=True)
    ):
        words = tuple(tokens(outcome) or tokens(significance))
        if words:
            members.setdefault(words, []).append(i)
    told = list(members)
    copies = list(members.values())
    pairs = [(i, j, 1.0) for rows in copies for i, j in combinations(rows, 2)]
    for a, b, likeness in _reworded(told):
        if share_words(told[a], told[b]):
            for i, j in product(copies[a], copies[b]):
                pairs.append((min(i, j), max(i, j), likeness))
    return sorted(pairs)


def share_words(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether two texts, given as words, share as much of their vocabulary as twins do."""
    a, b = frozenset(first), frozenset(second)
    shared, shorter = len(a & b), min(len(a), len(b))
    enough = shared >= SHARED_OF_SHORTER * shorter and shared >= SHARED_OF_BOTH * len(a | b)
    return shorter >= FEWEST_WORDS and enough


def _reworded(told: Sequence[Sequence[str]]) -> list[Pair]:
    """List pairs of different texts whose words are much alike, and above the crowd's."""
    weights = _word_weights(told)
    # How like each text is to its nearest; 0 where there are fewer.
    nearest = np.zeros((len(told), CROWD), np.float32)
    first, second, likeness = [], [], []
    for start in range(0, len(told), PIECE):
        end = start + PIECE
        # With the texts before, these were compared already.
        alike = np.asarray(gram(weights[start:end], weights[start:]), np.float32)
        np.fill_diagonal(alike, 0.0)  # itself
        nearest[start:end] = _largest(nearest[start:end], alike)
        nearest[end:] = _largest(nearest[end:], alike[:, PIECE:].T)
        rows, columns = np.nonzero(alike >= LIKE)
        later = columns > rows
        rows, columns = rows[later], columns[later]
        first.append(rows + start)
        second.append(columns + start)
        likeness.append(alike[rows, columns])
    if not first:
        return []
    i, j, like = (np.concatenate(parts) for parts in (first, second, likeness))
    crowd = nearest.min(axis=1)
    usual = np.maximum(crowd[i], crowd[j])
    found = like >= usual + ABOVE_CROWD * (1 - usual)
    return list(zip(i[found].tolist(), j[found].tolist(), like[found].tolist(), strict=True))


def _word_weights(told: Sequence[Sequence[str]]) -> sparse.csr_matrix:
    """TF-IDF of words and pairs of them, all of them: CSR float32 (n_texts, n_terms), unit rows.

    Unlike in a model, words of one text alone weigh too: in a small file hardly any other is left.
    Nothing of this is kept, confidential texts included.
    """
    column = numbering()
    columns: list[int] = []
    starts = [0]
    for words in told:
        columns += map(column.__getitem__, chain(words, pairwise(words)))
        starts.append(len(columns))
    shape = (len(told), len(column))
    counts = sparse.csr_matrix((np.ones(len(columns)), columns, starts), shape=shape)
    counts.sum_duplicates()
    n_with = np.bincount(counts.indices, minlength=len(column))
    rarity = np.log((1 + len(told)) / (1 + n_with)) + 1
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    lengths = np.sqrt(counts.multiply(counts).sum(axis=1))
    return sparse.csr_matrix(counts.multiply(1 / np.maximum(lengths, 1e-12)), dtype=np.float32)


def _largest(known: NDArray[np.float32], further: NDArray[np.float32]) -> NDArray[np.float32]:
    """Keep of each row as many of the largest as are known: float (n_rows, n_known)."""
    return np.partition(np.hstack([known, further]), -CROWD, axis=1)[:, -CROWD:]


_TOKEN = re.compile(r"<[^<>]*>|\w+")
_SMALL_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve dozen first second third "
    "un une deux trois quatre cinq six sept huit neuf dix premier deuxième".split()
)


def is_template(first: Fragment, second: Fragment) -> bool:
    """Whether the outcomes differ only in names, numbers and redaction tags.

    >>> from classifier.records import Fragment
    >>> a = Fragment("1", "In May 2021 the council of Bor set up 4 water points")
    >>> b = Fragment("2", "In June 2022 the council of Torit set up 7 water points")
    >>> is_template(a, b), is_template(a, Fragment("3", "The council of Bor met the youth"))
    (True, False)
    """
    words, others = _TOKEN.findall(first.outcome), _TOKEN.findall(second.outcome)
    if not words or not others:
        return False
    # A word at the very start is written large whatever it is.
    kept = [_plain(words), _plain(others)]
    return kept[0] == kept[1] and words != others


def _plain(words: list[str]) -> list[str]:
    """The words of a text without what a template leaves open."""
    return [
        word.casefold()
        for place, word in enumerate(words)
        if not (
            word.startswith("<")
            or word[0].isdigit()
            or word.casefold() in _SMALL_NUMBERS
            or (place and word[0].isupper())
        )
    ]
