"""The dense blocks: sentence vectors of the outcome, and of outcome and significance together.

Outcome and significance are encoded apart, so that a paragraph used twice is encoded once and a
long significance never cuts the outcome off. Their mean serves as the vector of the whole story:
measured on the sample, it is as good as encoding the joint text, at half the cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from classifier.encode import CachedEncoder
from classifier.features.texts import Texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.encode import Encoder, VectorCache
    from classifier.progress import Progress

    Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vectors:
    """Sentence vectors per encoder: float32 (n_texts, n_dims), unit rows or zeros.

    ``n_cut`` counts per encoder the texts that were longer than it reads.
    """

    outcomes: Mapping[str, Floats]
    stories: Mapping[str, Floats]
    n_cut: Mapping[str, int] = field(default_factory=dict)

    def rows(self, chosen: NDArray[np.intp]) -> Vectors:
        """Keep the texts at ``chosen``."""
        return Vectors(
            {name: rows[chosen] for name, rows in self.outcomes.items()},
            {name: rows[chosen] for name, rows in self.stories.items()},
        )


def embed(
    texts: Texts,
    encoders: Sequence[Encoder],
    cache: VectorCache | None = None,
    progress: Progress | None = None,
) -> Vectors:
    """Encode every distinct text once with every encoder."""
    outcomes, stories, n_cut = {}, {}, {}
    n = len(texts)
    for encoder in encoders:
        remembering = CachedEncoder(encoder, cache)
        rows = remembering.encode([*texts.outcomes, *texts.significances], progress)
        outcomes[encoder.name] = rows[:n]
        stories[encoder.name] = unit(rows[:n] + rows[n:])
        n_cut[encoder.name] = remembering.n_cut
    return Vectors(outcomes, stories, n_cut)


def unit(rows: Floats) -> Floats:
    """Scale rows to length 1; rows of zeros stay zeros."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)
