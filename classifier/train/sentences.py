"""What the codebook says, as training rows: each sentence of a label is an example of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Label, Target
    from classifier.records import FloatArray

# How much one sentence counts beside one coded fragment; see eval/README.md.
SENTENCE_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of the whole codebook, and whose they are.

    ``owners`` holds (target id, label id) for each of the n_sentences texts.
    """

    texts: tuple[str, ...]
    owners: tuple[tuple[str, str], ...]

    def of_target(self, target: Target) -> tuple[list[int], FloatArray]:
        """Number the sentences of one target and lay out their labels.

        Returns the positions in ``texts`` and float (n_chosen, n_labels).
        """
        column = {label: j for j, label in enumerate(target.ids)}
        chosen = [i for i, (owner, _) in enumerate(self.owners) if owner == target.id]
        table = np.zeros((len(chosen), len(column)))
        for row, i in enumerate(chosen):
            table[row, column[self.owners[i][1]]] = 1
        return chosen, table


def codebook_sentences(codebook: Codebook) -> Sentences:
    """Collect name, definition, include note and examples of every label still in use."""
    texts, owners = [], []
    for target in codebook.targets:
        for label in target.labels:
            for sentence in _sentences(label):
                texts.append(sentence)
                owners.append((target.id, label.id))
    return Sentences(tuple(texts), tuple(owners))


def _sentences(label: Label) -> list[str]:
    if label.retired:
        return []
    written = [label.name, label.definition, label.include, *label.examples]
    return [text for text in written if text]
