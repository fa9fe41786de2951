"""How much two short texts have in common: rare words count more than common ones."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from classifier.folding import fold

_WORD = re.compile(r"[^\W\d_]{3,}")
# Words that every definition uses; they tell nothing apart.
_EMPTY = frozenset(
    "the and for with that this from are was were has have had not who whom which their they "
    "them its into than then when where what will can may one other any all les des une dans pour "
    "par sur est sont qui que aux avec".split()
)


class TextSimilarity:
    """Compares texts by their words' stems, weighted by how rare they are among ``texts``."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._n = len(texts)
        self._counts = Counter(word for text in texts for word in set(_words(text)))

    def __call__(self, left: str, right: str) -> float:
        """Cosine in [0, 1]; 0 where one of them has no word.

        >>> like = TextSimilarity(["a law is adopted", "a law is applied", "people meet"])
        >>> round(like("a law is adopted", "law adopted"), 2), like("people meet", "a law")
        (1.0, 0.0)
        """
        first, second = self._weights(left), self._weights(right)
        norm = math.hypot(*first.values()) * math.hypot(*second.values())
        shared = sum(first[word] * second[word] for word in first.keys() & second.keys())
        return shared / norm if norm else 0.0

    def _weights(self, text: str) -> dict[str, float]:
        counts = Counter(_words(text))
        return {
            word: n * (math.log((1 + self._n) / (1 + self._counts[word])) + 1)
            for word, n in counts.items()
        }


def _words(text: str) -> list[str]:
    """Give the words that say something, without the commonest endings.

    >>> _words("Policies, laws and the adopted policy")
    ['polic', 'law', 'adopt', 'polic']
    """
    words = [word for word in _WORD.findall(fold(text).text) if word not in _EMPTY]
    return [re.sub(r"(?:ies|y|ing|ed|es|s)$", "", word) or word for word in words]
