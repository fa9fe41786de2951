"""A second opinion beside the model's: votes for labels, trusted as far as held-out figures allow.

    logit q_il = slope · logit p_il + weight · (v_il − v̄) + shift

p is the calibrated probability of label l for fragment i, v the vote (1: somebody named the
label, 0: looked and did not; a mean where several voted), v̄ the mean vote. The three numbers are
shared by all labels and drawn firmly toward “believe the model, and a vote a little”, so that 30
fragments suffice. That is Platt's scaling (1999) once more, in the manner of stacked generalisation
(Wolpert 1992): it learns from probabilities of fragments that were held out. A target that follows
from another gets no trust of its own: it sees its children's probabilities with the votes in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier.model.calibration import log_loss
from classifier.model.logistic import Cells, logit, minimise, sigmoid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.model.accept import HeldOut
    from classifier.records import BoolArray, FloatArray

# Where slope, weight and shift are expected, and how firmly (a Gaussian prior's precision).
EXPECTED = (1.0, 2.0, 0.0)
PRECISION = (100.0, 4.0, 1.0)
# With fewer fragments no trust is learned.
FEWEST_READ = 20
# Several readers' votes are averaged: where half of them named a label, it counts as named.
NAMED = 0.5


@dataclass(frozen=True)
class Votes:
    """Votes of one target on some of n fragments.

    Attributes
    ----------
    read : bool (n_fragments,), on which there are votes
    values : float (n_fragments, n_labels), the votes between 0 and 1; 0 where nobody read
    """

    read: BoolArray
    values: FloatArray

    def rows(self, rows: NDArray[np.int64]) -> Votes:
        """Take the votes of some fragments."""
        return Votes(self.read[rows], self.values[rows])


@dataclass(frozen=True)
class Trust:
    """How far votes count: the fitted numbers of the module's formula."""

    slope: float
    weight: float
    shift: float
    mean_vote: float

    def probabilities(self, p: FloatArray, votes: FloatArray) -> FloatArray:
        """Turn probabilities and votes, float (n_fragments, n_labels), into probabilities."""
        towards = self.weight * (votes - self.mean_vote)
        return sigmoid(self.slope * logit(p) + towards + self.shift)


def fit_trust(p: FloatArray, votes: FloatArray, truth: BoolArray, known: BoolArray) -> Trust:
    """Learn how far votes count from fragments that were coded and voted on.

    Parameters
    ----------
    p : held-out probabilities, float (n_read, n_labels)
    votes : float of the same shape
    truth, known : bool of the same shape; cells that are not known are left out
    """
    mean_vote = float(votes.mean()) if votes.size else 0.0
    inputs = np.stack([logit(p), votes - mean_vote, np.ones(p.shape)])
    # All cells in one column: its offset is held at 0, since the shift is enough.
    cells = Cells(
        inputs=inputs[:, known][:, :, None],
        truth=truth[known][:, None],
        known=np.ones((int(known.sum()), 1), dtype=bool),
        centre=np.array([*EXPECTED, 0.0]),
        precision=np.array([*PRECISION, 1e6]),
    )
    slope, weight, shift = map(float, minimise(cells)[:3])
    return Trust(slope, weight, shift, mean_vote)


@dataclass(frozen=True)
class VotedHead:
    """How a target is judged where there are votes.

    Attributes
    ----------
    trust : how far the votes count
    common_threshold, own_thresholds : as `Head` has them, of the probabilities with votes
    held_out : held-out suggestions with votes, from which a promise can be made
    """

    trust: Trust
    common_threshold: float
    own_thresholds: FloatArray
    held_out: HeldOut


@dataclass(frozen=True)
class TrustLearned:
    """A trust, and each fragment's probability by a trust that has not seen its fold.

    Attributes
    ----------
    folds : int (n_read,)
    by_fold : the trust learned without each fold
    held_out : float (n_read, n_labels)
    loss, loss_without : held-out log loss with and without the votes
    """

    trust: Trust
    folds: NDArray[np.int64]
    by_fold: dict[int, Trust]
    held_out: FloatArray
    loss: float
    loss_without: float

    @property
    def helps(self) -> bool:
        """Whether held-out probabilities are better with the votes, where these differ at all.

        The same vote for every label would be trusted for what slope and shift do without it.
        """
        return 0 < self.trust.mean_vote < 1 and self.loss < self.loss_without


def learn_trust(
    p: FloatArray,
    votes: FloatArray,
    truth: BoolArray,
    known: BoolArray,
    folds: NDArray[np.int64],
) -> TrustLearned:
    """Learn a trust from all fragments, and each fold's probabilities from the other folds.

    ``folds`` are int (n_read,); the others as `fit_trust` takes them.
    """
    held_out = np.array(p, dtype=np.float64)
    by_fold = {}
    for fold in np.unique(folds).tolist():
        inside = folds == fold
        rest = ~inside
        by_fold[fold] = fit_trust(p[rest], votes[rest], truth[rest], known[rest])
        held_out[inside] = by_fold[fold].probabilities(p[inside], votes[inside])
    return TrustLearned(
        trust=fit_trust(p, votes, truth, known),
        folds=folds,
        by_fold=by_fold,
        held_out=held_out,
        loss=log_loss(held_out, truth, known),
        loss_without=log_loss(p, truth, known),
    )
