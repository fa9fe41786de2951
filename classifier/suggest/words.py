"""Which words of a text speak for a label.

Exact for the sparse blocks: the score is a sum over n-grams, so each word's part is known. A
word gets its own weight and that of the letter pieces inside it; a pair of words gets what the
pair alone adds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from classifier.features.ngrams import plain, tokens
from classifier.features.sparse import joined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.model.fitted import Model

    Floats = NDArray[np.float64]

N_WORDS = 4
_WORD = re.compile(r"\w+")
# What may stand inside a phrase: a blank, an apostrophe, a hyphen.
_JOINT = re.compile(r"[ '’\-]")
# Words that say nothing alone; they may still be part of a phrase.
_EMPTY = frozenset(
    "a an and are as at be been but by for from had has have he her his in into is it its not of "
    "on or our she so some that the their them they this to up was we were when where which who "
    "will with le la les l d de des du un une et en au aux a est sont par pour que qui dans sur "
    "se s ne pas ce cette ces ont ete leur leurs son sa ses avec plus "
    "person loc redacted في من على إلى أن عن مع هذا هذه التي الذي و".split()
)


@dataclass(frozen=True)
class WordEvidence:
    """The sparse part of one text's scores, word by word, for some labels of a model.

    Attributes
    ----------
    words : the distinct words of the text, as written but in lower case
    pairs : neighbours among them, as positions in ``words``
    phrases : each pair as it stands in the text; "" where a full stop or the like parts them
    word_parts : float (n_words, n_labels)
    pair_parts : float (n_pairs, n_labels), what a pair adds to its words
    """

    words: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]
    phrases: tuple[str, ...]
    word_parts: Floats
    pair_parts: Floats

    def strongest(self, label: int, n: int = N_WORDS) -> tuple[str, ...]:
        """Name the words and pairs that raise the score of label number ``label`` most.

        A word that a stronger phrase already shows is left out.
        """
        shown: list[str] = []
        used: set[int] = set()
        for i in self._ranked[:, label].tolist():
            if len(shown) == n or self._strength[i, label] <= 0:
                break
            own = (i,) if i < len(self.words) else self.pairs[i - len(self.words)]
            if used.isdisjoint(own):
                used.update(own)
                shown.append(self._candidates[i])
        return tuple(shown)

    @cached_property
    def _candidates(self) -> tuple[str, ...]:
        return (*self.words, *self.phrases)

    @cached_property
    def _ranked(self) -> NDArray[np.intp]:
        """Order the candidates of each label: the strongest first, then by the alphabet."""
        every = self._candidates
        alphabetical = np.array(sorted(range(len(every)), key=every.__getitem__), dtype=np.intp)
        strength = np.round(self._strength[alphabetical], 9)
        return alphabetical[np.argsort(-strength, axis=0, kind="stable")]

    @cached_property
    def _strength(self) -> Floats:
        """How much each word and phrase raises each label: (n_candidates, n_labels), 0 for none.

        “composed of” says something, “in early” does not: a phrase begins with a word that does.
        """
        says = np.array([plain(word) not in _EMPTY for word in self.words], dtype=bool)
        words = np.where(says[:, None], np.maximum(self.word_parts, 0), 0)
        if not self.pairs:
            return words
        first, second = np.array(self.pairs, dtype=np.intp).T
        stands = says[first] & np.array([bool(phrase) for phrase in self.phrases])
        extra = np.where(stands[:, None], self.pair_parts, 0)
        pairs = np.where(extra > 0, extra + words[first] + words[second], 0)
        return np.vstack([words, pairs])


def word_evidence(model: Model, text: str, columns: NDArray[np.intp]) -> WordEvidence:
    """Take the sparse scores of ``text`` apart for the labels at ``columns`` of the weights."""
    lowered = text.lower()
    found = list(_WORD.finditer(lowered))
    words = tuple(dict.fromkeys(match[0] for match in found))
    place = {word: i for i, word in enumerate(words)}
    phrases: dict[tuple[int, int], str] = {}
    for a, b in pairwise(found):
        between = _JOINT.fullmatch(lowered[a.end() : b.start()])
        phrase = lowered[a.start() : b.end()] if between else ""
        pair = (place[a[0]], place[b[0]])
        phrases[pair] = phrases.get(pair) or phrase
    pairs = tuple(phrases)
    spelled = [_spell(word) for word in words]
    by_word = _Contributions(model, "words", text, columns)
    by_piece = _Contributions(model, "characters", text, columns)
    whole = [(i, token) for i, word in enumerate(spelled) for token in word.tokens]
    neighbours = [(k, f"{spelled[i].plain} {spelled[j].plain}") for k, (i, j) in enumerate(pairs)]
    pieces = [by_piece.sparse.piece_columns(word.plain) for word in spelled]
    owners = np.repeat(np.arange(len(words)), [len(some) for some in pieces])
    letters = by_piece.shared_out(owners, joined(pieces), len(words))
    return WordEvidence(
        words,
        pairs,
        tuple(phrases.values()),
        by_word.of(whole, len(words)) + letters,
        by_word.of(neighbours, len(pairs)),
    )


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A word as the blocks see it: without accents, and as tokens."""

    plain: str
    tokens: tuple[str, ...]


@lru_cache(maxsize=2**15)
def _spell(word: str) -> _Spelling:
    spelled = plain(word)
    return _Spelling(spelled, tuple(tokens(spelled)))


class _Contributions:
    """What each n-gram of one text adds to the scores of the labels at ``columns``."""

    def __init__(self, model: Model, block: str, text: str, columns: NDArray[np.intp]) -> None:
        self.sparse = model.blocks.words if block == "words" else model.blocks.characters
        self._terms, values = self.sparse.transform([text]).row(0)
        root = np.sqrt(model.blocks.weights[block])
        coefficients = model.coefficients[block][np.ix_(self._terms, columns)]
        self._parts = coefficients * (root * values)[:, None]

    def of(self, owned: Sequence[tuple[int, str]], n_owners: int) -> Floats:
        """Give each owner its n-grams' parts: (n_owners, n_labels)."""
        column = self.sparse.column
        known = [(owner, column(gram)) for owner, gram in owned]
        found = [(owner, place) for owner, place in known if place is not None]
        owners, grams = np.array(found, dtype=np.intp).reshape(-1, 2).T
        return self.shared_out(owners, grams, n_owners)

    def shared_out(
        self, owners: NDArray[np.intp], grams: NDArray[np.integer], n_owners: int
    ) -> Floats:
        """Do the same for n-grams by their columns; one of several owners is divided."""
        total = np.zeros((n_owners, self._parts.shape[1]))
        n_terms = len(self._terms)
        if not n_terms or not len(grams):
            return total
        places = np.minimum(np.searchsorted(self._terms, grams), n_terms - 1)
        # A piece may be known to the model and yet not be in the text: “aide” in “d’aide”.
        there = self._terms[places] == grams
        pairs = np.unique(owners[there] * n_terms + places[there])
        owners, places = np.divmod(pairs, n_terms)
        shares = 1 / np.bincount(places, minlength=n_terms)[places]
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        if len(starts):
            parts = self._parts[places] * shares[:, None]
            total[owners[starts]] = np.add.reduceat(parts, starts, axis=0)
        return total
