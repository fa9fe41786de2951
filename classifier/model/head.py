"""One target's part of a fitted model: from block scores to probabilities and ticks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from classifier.model.accept import LIKELY, HeldOut
from classifier.model.calibration import PooledCalibration
from classifier.model.thresholds import mixed_thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.features import LabelNames
    from classifier.model.votes import VotedHead, Votes
    from classifier.records import BoolArray, FloatArray

Dial = Literal["safer", "balanced", "more"]

# Below this many coded examples a label's suggestions are marked as resting on too few.
FEW_EXAMPLES = 10


@dataclass(frozen=True)
class Head:
    """The fitted head of one target.

    Attributes
    ----------
    target : the target's id
    labels : n_labels ids, the codebook's order
    intercept : float (n_labels,), added to the blocks' scores
    calibration : scores and name features to probabilities
    names : the labels' own words as features
    common_threshold : the threshold of all cells together
    own_thresholds : float (n_labels,), each label's own
    n_examples : int (n_labels,), coded fragments with the label
    single : the coders gave nearly every fragment exactly one label
    calibrated : False for a cold start, whose probabilities only rank
    held_out : held-out suggestions, from which a promise can be made
    voted : how fragments with votes are judged; None where nothing was learned of votes
    """

    target: str
    labels: tuple[str, ...]
    intercept: FloatArray
    calibration: PooledCalibration
    names: LabelNames
    common_threshold: float
    own_thresholds: FloatArray
    n_examples: NDArray[np.int64]
    single: bool
    calibrated: bool
    held_out: HeldOut
    voted: VotedHead | None = None

    def thresholds(self, dial: Dial = "balanced") -> FloatArray:
        """Give each label's threshold where there are no votes: float (n_labels,).

        Balanced mixes the label's own with the common one; safer takes the stricter of the two,
        more the looser, so that safer suggestions are among the balanced ones, and these among
        the many.
        """
        return thresholds(self.common_threshold, self.own_thresholds, dial)

    def row_thresholds(self, votes: Votes | None, dial: Dial = "balanced") -> FloatArray:
        """Give each label's threshold for each fragment: float (1 or n_fragments, n_labels)."""
        plain = self.thresholds(dial)[None, :]
        if self.voted is None or votes is None:
            return plain
        voted = thresholds(self.voted.common_threshold, self.voted.own_thresholds, dial)
        return np.where(votes.read[:, None], voted, plain)

    @property
    def few(self) -> BoolArray:
        """Labels with too few examples to trust: bool (n_labels,)."""
        return few_examples(self.n_examples)

    @property
    def judged(self) -> BoolArray:
        """Labels of which a probability is known: calibrated, and given by anybody."""
        return (self.n_examples > 0) & self.calibrated

    def likely(self, probabilities: FloatArray, chosen: BoolArray) -> BoolArray:
        """Mark the suggestions that are likelier than not: bool (n_fragments, n_labels)."""
        return likely_ones(probabilities, chosen, self.judged)


def thresholds(common: float, own: FloatArray, dial: Dial = "balanced") -> FloatArray:
    """Set the dial between the common threshold and the labels' own: float (n_labels,)."""
    if dial == "safer":
        return np.maximum(common, own)
    if dial == "more":
        return np.minimum(common, own)
    return mixed_thresholds(common, own)


def likely_ones(probabilities: FloatArray, chosen: BoolArray, judged: BoolArray) -> BoolArray:
    """Mark suggestions that are likelier than not: bool (n_fragments, n_labels).

    Probabilities count as they are shown, with 4 decimals; ``judged`` is bool (n_labels,).
    """
    return chosen & judged & (np.round(probabilities, 4) > LIKELY)


def few_examples(n_examples: NDArray[np.int64]) -> BoolArray:
    """Mark labels with too few coded examples to trust: bool (n_labels,)."""
    return n_examples < FEW_EXAMPLES


def held_out_suggestions(
    probabilities: FloatArray,
    values: BoolArray,
    known: BoolArray,
    chosen: BoolArray,
    groups: NDArray[np.int64],
) -> HeldOut:
    """Collect the cells that would have been suggested, few-example labels left out.

    All tables are (n_coded, n_labels); ``groups`` is int (n_coded,).
    """
    enough = ~few_examples((values & known).sum(axis=0))
    rows, columns = np.nonzero(chosen & known & enough)
    return HeldOut(probabilities[rows, columns], values[rows, columns], groups[rows])


def ticks(probabilities: FloatArray, thresholds: FloatArray, single: bool) -> BoolArray:
    """Choose the labels to suggest: bool (n_fragments, n_labels).

    Where coders nearly always give one label (objectives), it is the likeliest label at or above
    its threshold; a second one only if it is likelier than not.

    >>> p = np.array([[0.5, 0.45], [0.7, 0.6], [0.1, 0.2]])
    >>> ticks(p, np.array([0.3, 0.3]), single=True).tolist()
    [[True, False], [True, True], [False, False]]
    """
    reached = probabilities >= thresholds
    if not single or not reached.size:
        return reached
    best = np.zeros_like(reached)
    best[np.arange(len(best)), probabilities.argmax(axis=1)] = True
    return reached & (best | (probabilities > 0.5))
