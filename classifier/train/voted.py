"""How far a second reader's votes are trusted: learned from fragments both coded and voted on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier.model.head import held_out_suggestions, ticks
from classifier.model.thresholds import mixed_thresholds, own_thresholds
from classifier.model.votes import FEWEST_READ, TrustLearned, VotedHead, learn_trust
from classifier.split import group_folds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.model.votes import Votes
    from classifier.records import FloatArray
    from classifier.train.space import TargetEvidence

# With fewer fragments read, labels have no thresholds of their own.
ENOUGH_FOR_OWN = 60


@dataclass(frozen=True)
class VotedEvidence:
    """What was held out of the fragments that were coded and voted on.

    Attributes
    ----------
    read : int (n_read,), which of the coded fragments
    votes : float (n_read, n_labels)
    learned : the trust with its held-out probabilities; None with too few fragments
    common, own : thresholds of these probabilities
    """

    read: NDArray[np.int64]
    votes: FloatArray
    learned: TrustLearned | None = None
    common: float = 0.5
    own: FloatArray | None = None

    @property
    def used(self) -> bool:
        """Whether the votes made held-out probabilities better, so that they count."""
        return self.learned is not None and self.learned.helps


def voted_evidence(
    evidence: TargetEvidence, votes: Votes, groups: NDArray[np.int64]
) -> VotedEvidence:
    """Learn how far to trust the votes; ``votes`` and ``groups`` are those of the coded rows."""
    read = np.flatnonzero(votes.read)
    given = votes.values[read]
    known = evidence.known[read]
    if len(read) < FEWEST_READ or not known.any():
        return VotedEvidence(read, given)
    truth = evidence.values[read] & known
    folds = group_folds(truth, groups[read])
    learned = learn_trust(evidence.probabilities[read], given, truth, known, folds)
    common, own = own_thresholds(learned.held_out, known)
    if len(read) < ENOUGH_FOR_OWN:
        own = np.full(len(own), common)
    return VotedEvidence(read, given, learned, common, own)


def voted_head(
    evidence: TargetEvidence, voted: VotedEvidence, final: FloatArray, groups: NDArray[np.int64]
) -> VotedHead | None:
    """Return what a model keeps of the votes; None where they are not used.

    Parameters
    ----------
    final : float (n_coded, n_labels), the held-out probabilities on the final model's scale
    groups : int (n_coded,)
    """
    if voted.learned is None or voted.own is None or not voted.used:
        return None
    read, learned = voted.read, voted.learned
    values, known = evidence.values[read], evidence.known[read]
    thresholds = mixed_thresholds(voted.common, voted.own)
    chosen = ticks(learned.held_out, thresholds, evidence.single)
    p = np.array(final[read])
    for fold, trust in learned.by_fold.items():
        inside = learned.folds == fold
        p[inside] = trust.probabilities(p[inside], voted.votes[inside])
    held_out = held_out_suggestions(p, values, known, chosen, groups[read])
    return VotedHead(learned.trust, voted.common, voted.own, held_out)
