"""The coded fragments nearest to a text, by sentence vectors of non-confidential fragments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.features import Vectors

N_NEAREST = 12


@dataclass(frozen=True)
class Neighbours:
    """Ids, labels and vectors of coded fragments that anyone in the team may see.

    Attributes
    ----------
    ids : n_neighbours fragment ids
    labels : per target, bool (n_neighbours, n_labels)
    vectors : per encoder, float32 (n_neighbours, n_dims), unit rows
    """

    ids: tuple[str, ...]
    labels: dict[str, NDArray[np.bool_]]
    vectors: dict[str, NDArray[np.float32]]

    def nearest(
        self, vectors: Vectors, shares: dict[str, float], n_texts: int
    ) -> NDArray[np.int64]:
        """Find the nearest coded fragments, nearest first: int (n_texts, at most N_NEAREST).

        ``shares`` weigh the encoders. Without encoders there are no neighbours.
        """
        if not self.ids or not self.vectors:
            return np.zeros((n_texts, 0), dtype=np.int64)
        likeness = np.zeros((n_texts, len(self.ids)))
        for name, rows in self.vectors.items():
            likeness += shares[name] * (vectors.stories[name] @ rows.T)
        # Rounded, so that the order does not hang on the last bit of a sum.
        order = np.argsort(-np.round(likeness, 5), axis=1, kind="stable")
        return order[:, :N_NEAREST].astype(np.int64)

    def with_label(self, nearest: NDArray[np.int64], target: str, label: int) -> tuple[str, ...]:
        """Name those of ``nearest`` that carry the label, at most three."""
        carriers = self.labels[target][nearest, label]
        return tuple(self.ids[i] for i in nearest[carriers][:3])
