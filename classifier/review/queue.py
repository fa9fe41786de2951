"""The fragments under review, one after the other: in which order, and how many are done.

by row      as the harvest has them
unsure      by the expected number of wrong ticks if every suggestion were accepted, most first
differ      by how far the model alone is from what a second reader named, most first
cluster     like with like: by the likeliest label of the uppermost target, then of the next
teach       by what the answer would teach a model: max-margin prediction uncertainty times label
            cardinality inconsistency (Li & Guo 2013, "Active learning with multi-label SVM
            classification", IJCAI), equally weighted; their choice of the weight by trial is left
            out, since it trains a model for each candidate
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.codebook import Codebook
    from classifier.review.proposals import Scored

    Floats = NDArray[np.float64]


class Queue:
    """Places in the order of the review, and which of all places are done.

    Everything that a page asks takes the same time in a small harvest and in a large one.
    """

    def __init__(self, n_fragments: int) -> None:
        self._done: set[int] = set()
        self.put(range(n_fragments))

    def put(self, places: Sequence[int]) -> None:
        """Queue ``places`` up anew; those left out keep whether they are done."""
        self.places = tuple(places)
        self._spots = {place: spot for spot, place in enumerate(self.places)}
        self._n_done = len(self._done & self._spots.keys())

    def mark(self, place: int, *, done: bool) -> None:
        """Say whether a fragment is done."""
        if done == (place in self._done):
            return
        (self._done.add if done else self._done.discard)(place)
        if place in self._spots:
            self._n_done += 1 if done else -1

    @property
    def done(self) -> Set[int]:
        """All places that are done, whether they are in the queue or not."""
        return self._done

    def progress(self) -> tuple[int, int]:
        """Count what is done in the queue, and the queue."""
        return self._n_done, len(self.places)

    @property
    def finished(self) -> bool:
        """Whether nothing in the queue is left to do."""
        return self._n_done == len(self.places)

    def beside(self, place: int, step: int) -> int | None:
        """Give the place so many steps on; None beyond an end, the first for a stranger."""
        spot = self._spots.get(place)
        if spot is None:
            return self.places[0] if self.places else None
        wanted = spot + step
        return self.places[wanted] if 0 <= wanted < len(self.places) else None

    def still_open(self, place: int | None = None) -> Iterator[int]:
        """Give what is not done after ``place``, then from the start; never ``place`` itself."""
        if self.finished:
            return
        spot = -1 if place is None else self._spots.get(place, -1)
        n = len(self.places)
        for step in range(1, n + 1):
            one = self.places[(spot + step) % n]
            if one not in self._done and one != place:
                yield one


ORDERS = ("row", "unsure", "cluster", "teach")
DIFFER, WORKLIST = "differ", "worklist"
"""Orders where there is something to order by."""
_LEAST = 1e-4


def in_order(order: str, scored: Scored, codebook: Codebook) -> list[int]:
    """Give all places in ``order``; fragments that no model can read come first.

    Nobody but a person can answer for those. Ties keep the order of the rows.
    """
    if order == "cluster":
        return _by_cluster(scored, codebook)
    measures = {"unsure": expected_errors, "teach": informativeness, DIFFER: disagreement}
    if order not in measures:
        return list(range(len(scored.known)))
    values = np.where(scored.known, measures[order](scored, codebook), np.inf)
    # Rounded, so that the last bit of a sum does not decide.
    return [int(i) for i in np.argsort(-np.round(values, 6), kind="stable")]


def expected_errors(scored: Scored, codebook: Codebook) -> Floats:
    """Expected number of wrong ticks per fragment: float (n_fragments,).

    A suggested label is wrong with 1 - p, one that is not suggested is missed with p.
    """
    total = np.zeros(len(scored.known))
    for target in codebook.asked:
        p, chosen = scored.probabilities[target.id], scored.chosen[target.id]
        total += np.where(chosen, 1 - p, p).sum(axis=1)
    return total


def disagreement(scored: Scored, codebook: Codebook) -> Floats:
    """How far the model alone is from a second reader per fragment: float (n_fragments,)."""
    del codebook
    return np.zeros(len(scored.known)) if scored.apart is None else scored.apart.astype(float)


def informativeness(scored: Scored, codebook: Codebook) -> Floats:
    """How much each answer would teach: float (n_fragments,), for comparing only."""
    total = np.zeros(len(scored.known))
    for target in codebook.asked:
        if not target.labels:
            continue
        p = np.clip(scored.probabilities[target.id].astype(float), _LEAST, 1 - _LEAST)
        cut = np.clip(scored.thresholds[target.id].astype(float), _LEAST, 1 - _LEAST)
        above = scored.chosen[target.id]
        total += np.sqrt(_uncertainty(p, cut, above) * _inconsistency(above, scored, target.id))
    return total


def _uncertainty(p: Floats, cut: Floats, above: NDArray[np.bool_]) -> Floats:
    """One over the gap between the least sure suggested label and the likeliest other one.

    The margin of a label is its log odds above its threshold's.
    """
    margin = np.abs(np.log(p / (1 - p)) - np.log(cut / (1 - cut)))
    far = margin.max(axis=1)
    lowest = np.where(above.any(axis=1), np.where(above, margin, np.inf).min(axis=1), far)
    highest = np.where((~above).any(axis=1), np.where(above, np.inf, margin).min(axis=1), far)
    return np.asarray(1 / np.maximum(lowest + highest, _LEAST))


def _inconsistency(above: NDArray[np.bool_], scored: Scored, target: str) -> Floats:
    """How far the number of suggested labels is from what coders usually give."""
    usual = scored.usual[target]
    if usual is None:
        return np.ones(len(above))
    return np.asarray(np.abs(above.sum(axis=1) - usual))


def _by_cluster(scored: Scored, codebook: Codebook) -> list[int]:
    derived = [target for target in codebook.targets if target.derived_from]
    keys = [_likeliest(scored, target.id) for target in [*derived, *codebook.asked]]
    # lexsort takes its last key first.
    return [int(i) for i in np.lexsort([*reversed(keys), scored.known.astype(int)])]


def _likeliest(scored: Scored, target: str) -> NDArray[np.intp]:
    p = scored.probabilities[target]
    return p.argmax(axis=1) if p.shape[1] else np.zeros(len(p), np.intp)
