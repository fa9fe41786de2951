"""The fitted model: texts and vectors in, probabilities for every target out.

Beside it the coded fragments nearest to a text, which a suggestion names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from classifier.model.head import Head
from classifier.model.hierarchy import any_child, at_least_children, membership, source_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.codebook import Codebook
    from classifier.features import Blocks, Rows, Texts, Vectors
    from classifier.model.taught_examples import TaughtExamples
    from classifier.model.votes import Votes
    from classifier.records import FloatArray


@dataclass(frozen=True)
class Model:
    """All that a model folder holds, ready to use.

    Attributes
    ----------
    name : "sample@3f2a": the folder's name and the first letters of its contents' hash
    coefficients : per block, float32 (width, n_labels of all targets side by side)
    heads : by target, in the codebook's order
    encoder_hashes : by encoder, sha256 of the weights that made the vectors
    languages : languages (ISO 639-1) that the model can read
    facts : what the manifest tells about the training, JSON values only
    examples : examples of the codebook that may be quoted as reasons; None without any
    """

    name: str
    codebook: Codebook
    blocks: Blocks
    coefficients: dict[str, NDArray[np.float32]]
    heads: dict[str, Head]
    neighbours: Neighbours
    encoder_hashes: dict[str, str]
    languages: frozenset[str]
    facts: dict[str, object]
    examples: TaughtExamples | None = None

    @cached_property
    def first_columns(self) -> dict[str, int]:
        """Column of each target's first label in the coefficients."""
        lengths = (len(head.labels) for head in self.heads.values())
        return dict(zip(self.heads, accumulate(lengths, initial=0), strict=False))

    def probabilities(
        self,
        texts: Texts,
        vectors: Vectors,
        sparse: Mapping[str, Rows] | None = None,
        votes: Mapping[str, Votes] | None = None,
    ) -> dict[str, FloatArray]:
        """Give every label's probability per target: float (n_texts, n_labels).

        ``sparse`` are the texts' n-grams, where they were weighed already; ``votes`` those of a
        second reader by target, used where the model has learned how far to trust them.
        """
        scores = self.blocks.scores(texts, vectors, self.coefficients, sparse)
        found: dict[str, FloatArray] = {}
        for target, head in self.heads.items():
            start = self.first_columns[target]
            raw = scores[:, start : start + len(head.labels)] + head.intercept
            features = head.names.features(texts, vectors)
            p = self._calibrated(head, raw, features, found)
            found[target] = with_votes(head, p, (votes or {}).get(target))
        return found

    def _calibrated(
        self, head: Head, raw: FloatArray, features: FloatArray, found: dict[str, FloatArray]
    ) -> FloatArray:
        target = self.codebook.target(head.target)
        source = source_of(target, self.codebook)
        if source is None or source.id not in found:
            return head.calibration.probabilities(raw, features)
        members = membership(target, source)
        features = with_children(features, any_child(found[source.id], members))
        own = head.calibration.probabilities(raw, features)
        return at_least_children(own, found[source.id], members)


def with_votes(head: Head, p: FloatArray, votes: Votes | None) -> FloatArray:
    """Return the probabilities (n_texts, n_labels) with the votes in, where these are trusted."""
    if head.voted is None or votes is None:
        return p
    return np.where(votes.read[:, None], head.voted.trust.probabilities(p, votes.values), p)


def with_children(features: FloatArray, odds: FloatArray) -> FloatArray:
    """Add the children's log odds to the name features: float (n_texts, n_labels, 3)."""
    return np.concatenate([features, odds[:, :, None]], axis=2)


def target_order(codebook: Codebook) -> tuple[str, ...]:
    """Order the targets so that what a target follows from comes before it."""
    first = [t.id for t in codebook.targets if not t.derived_from]
    return (*first, *(t.id for t in codebook.targets if t.derived_from))


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
