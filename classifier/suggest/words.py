"""Which words of a text speak for a label.

Exact for the sparse blocks: the score is a sum over n-grams, so each word's part is known. A
word gets its own weight and that of the letter pieces inside it; a pair of words gets what the
pair alone adds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from classifier.features.ngrams import plain, spaced_words, tokens

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
        """Name the words and pairs that raise the score of label number ``label`` most."""
        strength, order = self._strength[:, label], self._alphabetical
        ranked = order[np.argsort(-np.round(strength[order], 9), kind="stable")]
        raising = (self._candidates[i] for i in ranked if strength[i] > 0)
        return _without_overlap(raising, n)

    @cached_property
    def _candidates(self) -> tuple[str, ...]:
        return (*self.words, *self.phrases)

    @cached_property
    def _alphabetical(self) -> NDArray[np.intp]:
        every = self._candidates
        return np.array(sorted(range(len(every)), key=every.__getitem__), dtype=np.intp)

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
        joined = _JOINT.fullmatch(lowered[a.end() : b.start()])
        phrase = lowered[a.start() : b.end()] if joined else ""
        pair = (place[a[0]], place[b[0]])
        phrases[pair] = phrases.get(pair) or phrase
    pairs = tuple(phrases)
    spelled = [plain(word) for word in words]
    by_word = _Contributions(model, "words", text, columns)
    by_piece = _Contributions(model, "characters", text, columns)
    whole = [set(map(by_word.sparse.column, tokens(word))) for word in spelled]
    pieces = [
        {c for part in spaced_words(word) for c in by_piece.sparse.piece_columns(part).tolist()}
        for word in spelled
    ]
    neighbours = [{by_word.sparse.column(f"{spelled[i]} {spelled[j]}")} for i, j in pairs]
    return WordEvidence(
        words,
        pairs,
        tuple(phrases.values()),
        by_word.shared_out(whole) + by_piece.shared_out(pieces),
        by_word.summed(neighbours),
    )


class _Contributions:
    """What each n-gram of one text adds to the scores of the labels at ``columns``."""

    def __init__(self, model: Model, block: str, text: str, columns: NDArray[np.intp]) -> None:
        self.sparse = model.blocks.words if block == "words" else model.blocks.characters
        terms, values = self.sparse.transform([text]).row(0)
        root = np.sqrt(model.blocks.weights[block])
        coefficients = model.coefficients[block][np.ix_(terms, columns)]
        self._parts = coefficients * (root * values)[:, None]
        # A piece may be known to the model and yet not be in the text: “aide” in “d’aide”.
        self._place = {term: i for i, term in enumerate(terms.tolist())}

    def summed(self, owned: Sequence[set[int | None]]) -> Floats:
        """Add up each owner's n-grams, by their columns in the block: (n_owners, n_labels)."""
        return self._add(owned, {})

    def shared_out(self, owned: Sequence[set[int | None]]) -> Floats:
        """Add up as `summed` does; an n-gram of several owners is divided between them."""
        return self._add(owned, Counter(gram for grams in owned for gram in grams))

    def _add(self, owned: Sequence[set[int | None]], counts: Mapping[int | None, int]) -> Floats:
        total = np.zeros((len(owned), self._parts.shape[1]))
        place = self._place
        found = [[gram for gram in grams if gram in place] for grams in owned]
        owners = [i for i, grams in enumerate(found) if grams]
        if not owners:
            return total
        flat = [gram for grams in found for gram in grams]
        shares = np.array([1 / counts.get(gram, 1) for gram in flat])
        parts = self._parts[[place[gram] for gram in flat]] * shares[:, None]
        starts = np.cumsum([0, *(len(found[i]) for i in owners)])[:-1]
        total[owners] = np.add.reduceat(parts, starts, axis=0)
        return total


def _without_overlap(ranked: Iterable[str], n: int) -> tuple[str, ...]:
    """Drop a word that a stronger phrase already shows."""
    chosen: list[str] = []
    for phrase in ranked:
        parts = set(_WORD.findall(phrase))
        if all(parts.isdisjoint(_WORD.findall(other)) for other in chosen):
            chosen.append(phrase)
        if len(chosen) == n:
            break
    return tuple(chosen)
