"""Which words, and which sentence, of a text speak for a label.

Words: exact for the sparse blocks: the score is a sum over n-grams, so each word's part is known. A
word gets its own weight and that of the letter pieces inside it; a pair of words gets what the
pair alone adds.

The sentence is found by occlusion (Zeiler & Fergus 2014, "Visualizing and understanding
convolutional networks"): each is left out in turn. That sees what the sentence vectors contribute,
which no list of words can show. It encodes the text once per sentence, so it is done for one card
or one page, not for a harvest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from classifier.features import Texts, embed, model_texts
from classifier.features.ngrams import plain, tokens
from classifier.features.sparse import joined
from classifier.model.logistic import logit
from classifier.records import Fragment, LabelSuggestion, Suggestion
from classifier.suggest.function_words import says_something

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.encode import Encoder, VectorCache
    from classifier.features import Blocks, Grams
    from classifier.model.fitted import Model

    Floats = NDArray[np.float64]

N_WORDS = 4
_WORD = re.compile(r"(\w+)")
# What may stand inside a phrase.
_JOINTS = frozenset(" '’-")


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
        for i in self._ranked[: self._n_speaking[label], label].tolist():
            own = (i,) if i < len(self.words) else self.pairs[i - len(self.words)]
            if used.isdisjoint(own):
                used.update(own)
                shown.append(self._candidates[i])
                if len(shown) == n:
                    break
        return tuple(shown)

    def strength(self, label: int) -> float:
        """Say how much the strongest word or pair raises the score of label number ``label``."""
        return float(self._strength[:, label].max(initial=0.0))

    @cached_property
    def _candidates(self) -> tuple[str, ...]:
        return (*self.words, *self.phrases)

    @cached_property
    def _n_speaking(self) -> NDArray[np.intp]:
        return np.asarray(np.count_nonzero(self._strength > 0, axis=0))

    @cached_property
    def _ranked(self) -> NDArray[np.intp]:
        """Order the candidates of each label: the strongest first, then by the alphabet."""
        every = self._candidates
        alphabetical = np.array(sorted(range(len(every)), key=every.__getitem__), dtype=np.intp)
        return alphabetical[np.argsort(-self._strength[alphabetical], axis=0, kind="stable")]

    @cached_property
    def _strength(self) -> Floats:
        """How much each word and phrase raises each label: (n_candidates, n_labels), 0 for none.

        “youth council” says something, “members of” no more than “members”: both words must.
        Rounded, so that the order does not hang on the last bit of a sum.
        """
        says = np.array([_spell(word).says for word in self.words], dtype=bool)
        words = np.where(says[:, None], np.maximum(self.word_parts, 0), 0)
        if not self.pairs:
            return words.round(9)
        first, second = np.array(self.pairs, dtype=np.intp).T
        stands = says[first] & says[second] & np.array([bool(text) for text in self.phrases])
        extra = np.where(stands[:, None], self.pair_parts, 0)
        pairs = np.where(extra > 0, extra + words[first] + words[second], 0)
        return np.vstack([words, pairs]).round(9)


def word_evidence(
    model: Model, text: str, columns: NDArray[np.intp], grams: Grams | None = None
) -> WordEvidence:
    """Take the sparse scores of ``text`` apart for the labels at ``columns`` of the weights.

    ``grams`` are the text's n-grams in each sparse block, where they were counted already.
    """
    # What stands before the first word, the word, what stands between it and the next, …
    found = _WORD.split(text.lower())
    words = tuple(dict.fromkeys(found[1::2]))
    place = {word: i for i, word in enumerate(words)}
    phrases: dict[tuple[int, int], str] = {}
    for (a, b), between in zip(pairwise(found[1::2]), found[2:-1:2], strict=True):
        pair = place[a], place[b]
        if not phrases.get(pair):
            phrases[pair] = f"{a}{between}{b}" if between in _JOINTS else ""
    spelled = [_spell(word) for word in words]
    pairs = [f"{spelled[i].plain} {spelled[j].plain}" for i, j in phrases]
    if grams is None:
        grams = {name: rows.row(0) for name, rows in model.blocks.sparse([text]).items()}
    parts = _parts(model, grams, spelled, pairs, columns)
    n = len(words)
    return WordEvidence(words, tuple(phrases), tuple(phrases.values()), parts[:n], parts[n:])


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A word as the blocks see it: without accents, and as tokens.

    ``says``: it says something when it stands alone.
    """

    plain: str
    tokens: tuple[str, ...]
    says: bool


@lru_cache(maxsize=2**15)
def _spell(word: str) -> _Spelling:
    spelled = plain(word)
    return _Spelling(spelled, tuple(tokens(spelled)), says_something(word))


def _parts(
    model: Model,
    grams: Grams,
    spelled: Sequence[_Spelling],
    pairs: Sequence[str],
    columns: NDArray[np.intp],
) -> Floats:
    """Say what each word adds to the scores, then each pair: (n_words + n_pairs, n_labels)."""
    blocks = model.blocks
    # N-grams of both blocks: those of letters are numbered after those of words.
    first = {"words": 0, "characters": len(blocks.words.terms)}
    owners, owned = _owned(blocks, spelled, pairs)
    terms = np.concatenate([grams[name][0] + start for name, start in first.items()])
    owners, places = _places(owners, owned, terms)
    coefficients = np.concatenate(
        [model.coefficients[n].take(grams[n][0], axis=0).take(columns, axis=1) for n in first]
    )
    weights = np.concatenate([np.sqrt(blocks.weights[n]) * grams[n][1] for n in first])
    # What an n-gram adds is shared by the words that it is found in.
    weights /= np.maximum(np.bincount(places, minlength=len(terms)), 1)
    worth = (coefficients * weights[:, None]).take(places, axis=0)
    total = np.zeros((len(spelled) + len(pairs), len(columns)))
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    if len(starts):
        total[owners[starts]] = np.add.reduceat(worth, starts, axis=0)
    return total


def _owned(
    blocks: Blocks, spelled: Sequence[_Spelling], pairs: Sequence[str]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """List which word or pair holds which known n-gram, as two columns of numbers."""
    owners = [i for i, word in enumerate(spelled) for _ in word.tokens]
    owners += range(len(spelled), len(spelled) + len(pairs))
    wholes = blocks.words.columns([*(t for word in spelled for t in word.tokens), *pairs])
    known = wholes >= 0
    pieces = [blocks.characters.piece_columns(word.plain) for word in spelled]
    of_pieces = np.repeat(np.arange(len(pieces)), [len(some) for some in pieces])
    piece = joined(pieces, np.int32) + len(blocks.words.terms)
    holders = np.concatenate([np.array(owners, dtype=np.intp)[known], of_pieces])
    return holders, np.concatenate([wholes[known], piece])


def _places(
    owners: NDArray[np.intp], owned: NDArray[np.intp], terms: NDArray[np.integer]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Find what is owned in ``terms`` (ascending): each place once for an owner, by owner."""
    if not len(terms):
        return owners[:0], owned[:0]
    places = np.minimum(np.searchsorted(terms, owned), len(terms) - 1)
    # A piece may be known to the model and yet not be in the text: “aide” in “d’aide”.
    there = terms[places] == owned
    pairs = np.sort(owners[there] * len(terms) + places[there])
    once = pairs[np.diff(pairs, prepend=-1) > 0]  # np.unique is slow with so few
    return np.divmod(once, len(terms))


_END = re.compile(r"(?<=[.!?؟;])\s+|\n+")
# A smaller drop of the log odds than this says nothing.
LEAST_DROP = 0.2


def split_sentences(text: str) -> list[str]:
    """Cut a text after its full stops, question marks and semicolons.

    >>> split_sentences("They met. Who came? All; even he.")
    ['They met.', 'Who came?', 'All;', 'even he.']
    """
    return [part.strip() for part in _END.split(text) if part.strip()]


def with_sentences(
    suggestion: Suggestion,
    fragment: Fragment,
    model: Model,
    encoders: Sequence[Encoder],
    cache: VectorCache | None = None,
) -> Suggestion:
    """Add to each suggested label the sentence whose absence would lower it most."""
    (outcome,), (significance,) = _fields(fragment)
    told, hoped = split_sentences(outcome), split_sentences(significance)
    if len(told) + len(hoped) < 2 or not encoders:
        return suggestion
    outcomes = [outcome, *(_without(told, k) for k in range(len(told))), *[outcome] * len(hoped)]
    significances = [significance] * (1 + len(told)) + [
        _without(hoped, k) for k in range(len(hoped))
    ]
    texts = Texts(tuple(outcomes), tuple(significances))
    vectors = embed(texts, encoders, cache).less(model.blocks.centres)
    found = model.probabilities(texts, vectors)
    drops = {name: logit(p[:1]) - logit(p[1:]) for name, p in found.items()}
    sentences = [*told, *hoped]

    def explained(target: str, label: LabelSuggestion) -> LabelSuggestion:
        column = drops[target][:, model.heads[target].labels.index(label.id)]
        best = int(np.argmax(column))
        if not label.suggested or column[best] < LEAST_DROP:
            return label
        return replace(label, sentence=sentences[best])

    targets = tuple(
        replace(t, labels=tuple(explained(t.target, label) for label in t.labels))
        for t in suggestion.targets
    )
    return replace(suggestion, targets=targets)


def _fields(fragment: Fragment) -> tuple[tuple[str, ...], tuple[str, ...]]:
    texts = model_texts([fragment])
    return texts.outcomes, texts.significances


def _without(sentences: Sequence[str], k: int) -> str:
    return " ".join(s for i, s in enumerate(sentences) if i != k)
