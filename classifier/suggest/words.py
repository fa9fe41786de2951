"""Which words of a text speak for a label.

Exact for the sparse blocks: the score is a sum over n-grams, so each word's part is known. A
word gets its own weight and that of the letter pieces inside it; a pair of words gets what the
pair alone adds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from classifier.features.ngrams import character_ngrams, plain, tokens

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


@dataclass(frozen=True, slots=True)
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
        parts = self.word_parts[:, label]
        says = [plain(word) not in _EMPTY for word in self.words]
        ranked = [(parts[i], word) for i, word in enumerate(self.words) if says[i] and parts[i] > 0]
        pairs = zip(self.pairs, self.phrases, self.pair_parts[:, label], strict=True)
        for (i, j), phrase, extra in pairs:
            if phrase and extra > 0 and says[i]:  # “composed of” says something, “in early” not
                inside = sum(max(0.0, parts[k]) for k in (i, j) if says[k])
                ranked.append((extra + inside, phrase))
        ranked.sort(key=lambda item: (-round(float(item[0]), 9), item[1]))
        return _without_overlap([word for _, word in ranked], n)


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
    owners = [(i, token) for i, word in enumerate(words) for token in set(tokens(word))]
    pieces = [(i, piece) for i, word in enumerate(words) for piece in set(character_ngrams(word))]
    return WordEvidence(
        words,
        pairs,
        tuple(phrases.values()),
        by_word.shared_out(owners, len(words)) + by_piece.shared_out(pieces, len(words)),
        by_word.of([f"{spelled[i]} {spelled[j]}" for i, j in pairs]),
    )


class _Contributions:
    """What each n-gram of one text adds to the scores of the labels at ``columns``."""

    def __init__(self, model: Model, block: str, text: str, columns: NDArray[np.intp]) -> None:
        sparse = model.blocks.words if block == "words" else model.blocks.characters
        terms, values = sparse.transform([text]).row(0)
        root = np.sqrt(model.blocks.weights[block])
        weights = model.coefficients[block][np.ix_(terms, columns)] * (root * values)[:, None]
        # The last row stands for every n-gram that the model does not know.
        self.rows = np.vstack([weights, np.zeros(len(columns))])
        self.place = {sparse.terms[t]: i for i, t in enumerate(terms)}

    def of(self, grams: Sequence[str]) -> Floats:
        """Look up ``grams``: float (n_grams, n_labels)."""
        positions = [self.place.get(gram, len(self.place)) for gram in grams]
        return np.asarray(self.rows[np.array(positions, dtype=np.intp)])

    def shared_out(self, owned: Sequence[tuple[int, str]], n_owners: int) -> Floats:
        """Give each owner its n-grams' parts; an n-gram of several owners is divided."""
        counts = Counter(gram for _, gram in owned)
        total = np.zeros((n_owners, self.rows.shape[1]))
        if owned:
            shares = np.array([1 / counts[gram] for _, gram in owned])
            parts = self.of([gram for _, gram in owned]) * shares[:, None]
            np.add.at(total, [owner for owner, _ in owned], parts)
        return total


def _without_overlap(ranked: list[str], n: int) -> tuple[str, ...]:
    """Drop a word that a stronger phrase already shows."""
    chosen: list[str] = []
    for phrase in ranked:
        parts = set(_WORD.findall(phrase))
        if all(parts.isdisjoint(_WORD.findall(other)) for other in chosen):
            chosen.append(phrase)
        if len(chosen) == n:
            break
    return tuple(chosen)
