"""Examples of the codebook as evidence: how much one of them adds to its label's score for a text.

A ridge's score is a sum over what it learned from: row i adds α_i (k(x, i) − k̄_i) beyond what it
adds to the average coded fragment, where α_i is the row's residual over λ and its cost. So an
example can be set beside the words of a text, and beside the coded fragments, in one unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier.codebook.codebook import ENOUGH_EXAMPLES
from classifier.features import Texts, Vectors, sentence_texts

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.features import Blocks
    from classifier.records import FloatArray


def quotable(codebook: Codebook) -> Iterator[tuple[str, int, str]]:
    """Yield the examples of labels that have enough of them: target, number of the label, text."""
    for target in codebook.targets:
        for j, label in enumerate(target.labels):
            # Of fewer examples one is the nearest by chance.
            if not label.retired and len(label.examples) >= ENOUGH_EXAMPLES:
                yield from ((target.id, j, example) for example in label.examples)


# Texts laid out at a time: with all blocks side by side they take much memory.
CHUNK = 500


@dataclass(frozen=True)
class TaughtExamples:
    """The examples of `quotable`, in its order, and what the fit made of them.

    Attributes
    ----------
    texts : n_examples
    places : by target and number of a label, the numbers of its examples
    vectors : per encoder, float32 (n_examples, n_dims)
    weights, centres : float (n_examples,), α and k̄ of each
    least : float (n_examples,), what the coded fragment that speaks most for its label adds on
        average: an example that adds less is not the strongest evidence
    """

    texts: tuple[str, ...]
    places: dict[tuple[str, int], list[int]]
    vectors: Vectors
    weights: FloatArray
    centres: FloatArray
    least: FloatArray

    def parts(self, blocks: Blocks, texts: Texts, vectors: Vectors) -> FloatArray:
        """Say how much each example adds to its label's score: (n_texts, n_examples).

        What adds less than a coded fragment would is 0.
        """
        rows = blocks.matrix(sentence_texts(self.texts), self.vectors).T
        added = np.empty((len(texts), len(self.texts)))
        for start in range(0, len(texts), CHUNK):
            part = np.arange(start, min(start + CHUNK, len(texts)))
            laid_out = blocks.matrix(texts.rows(part), vectors.rows(part))
            added[part] = self.weights * ((laid_out @ rows).toarray() - self.centres)
        # Rounded, so that the strongest does not hang on the last bit of a sum.
        return np.where(added > self.least, added, 0.0).round(9)

    def strongest(self, parts: FloatArray, label: tuple[str, int]) -> tuple[float, str]:
        """Return how much the strongest example of a label adds, and its text; 0 and "" for none.

        ``parts`` is the text's row of `parts`, ``label`` a target and the number of its label.
        """
        best = max(self.places.get(label, ()), key=lambda i: parts[i], default=-1)
        return (float(parts[best]), self.texts[best]) if best >= 0 else (0.0, "")


def taught_examples(
    codebook: Codebook, vectors: dict[str, np.ndarray], numbers: dict[str, np.ndarray]
) -> TaughtExamples | None:
    """Put together what a model keeps of its examples; None where it keeps none."""
    if not numbers:
        return None
    places: dict[tuple[str, int], list[int]] = {}
    texts = []
    for i, (target, label, text) in enumerate(quotable(codebook)):
        places.setdefault((target, label), []).append(i)
        texts.append(text)
    return TaughtExamples(tuple(texts), places, Vectors(vectors, vectors), **numbers)
