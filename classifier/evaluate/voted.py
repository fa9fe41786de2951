"""What a second reader's votes bring: with them, without them, and the votes alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from classifier.evaluate.compare import compare
from classifier.evaluate.scored import predicted
from classifier.model.head import ticks
from classifier.model.thresholds import mixed_thresholds
from classifier.model.votes import FEWEST_READ, NAMED

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.evaluate.results import Comparison
    from classifier.evaluate.scored import Scored
    from classifier.evaluate.target_figures import Choices
    from classifier.evaluate.unseen import Unseen
    from classifier.model.votes import TrustLearned
    from classifier.records import FloatArray
    from classifier.train import TargetEvidence, Trained
    from classifier.train.voted import VotedEvidence

WITHOUT, ALONE, WITH = "the model alone", "the votes alone", "the model with votes"


@dataclass
class _Sides:
    """What is compared, by target, on the fragments with votes."""

    without: dict[str, Scored] = field(default_factory=dict)
    alone: dict[str, Scored] = field(default_factory=dict)
    together: dict[str, Scored] = field(default_factory=dict)

    def add(self, without: Scored, votes: FloatArray, together: Scored) -> None:
        """Add a target; ``votes`` are float (n_read, n_labels)."""
        self.without[without.target], self.together[without.target] = without, together
        self.alone[without.target] = replace(
            without, chosen=votes >= NAMED, probabilities=None, thresholds=None
        )

    def compared(self, choices: Choices) -> tuple[Comparison, ...]:
        """Set the model with votes beside itself without them, and beside the votes alone."""
        if not self.together:
            return ()
        unlike = compare((ALONE, WITH), self.alone, self.together, choices)
        # Votes are no probabilities: what needs these has no figure.
        figures = tuple(one for one in unlike.differences if one.a is not None)
        return (
            compare((WITHOUT, WITH), self.without, self.together, choices),
            replace(unlike, differences=figures),
        )


def compare_votes(
    trained: Trained, scored: Mapping[str, Scored], choices: Choices
) -> tuple[Comparison, ...]:
    """Compare held-out figures with and without votes, on the fragments that have both."""
    sides = _Sides()
    for name, voted in _learned(trained.fitted.evidence).items():
        if voted.learned is None or voted.own is None or name not in scored:
            continue
        read = scored[name].at(voted.read)
        limits = mixed_thresholds(voted.common, voted.own)
        p, single = voted.learned.held_out, trained.fitted.evidence[name].single
        chosen = ticks(p, limits, single)
        sides.add(read, voted.votes, replace(read, chosen=chosen, probabilities=p))
    return sides.compared(choices)


def compare_unseen_votes(unseen: Unseen, choices: Choices) -> tuple[Comparison, ...]:
    """Compare a finished model with and without votes, on unseen fragments that have both."""
    material, sides = unseen.data.material, _Sides()
    if not material.votes:
        return ()
    groups = unseen.data.split.groups
    found = predicted(unseen.model, material, unseen.rows, groups, with_votes=True)
    for name, plain in unseen.scored.items():
        votes = material.votes.get(name)
        if unseen.model.heads[name].voted and votes is not None:
            read = votes.read[plain.rows]
            sides.add(plain.at(read), votes.values[plain.rows[read]], found[name].at(read))
    return sides.compared(choices)


def votes_notices(codebook: Codebook, evidence: Mapping[str, TargetEvidence]) -> Iterator[str]:
    """Say of which targets the votes count, and why not of the others."""
    for name, voted in _learned(evidence).items():
        title, read = codebook.target(name).name, f"{len(voted.read)} of the coded fragments"
        rates = _rates(evidence[name], voted)
        if voted.learned is None:
            yield (
                f"Votes on “{title}” are not used: {read} had votes, and {FEWEST_READ} are needed "
                "to learn how far to trust them."
            )
        elif not voted.votes.any():
            yield f"Votes on “{title}” are not used: on {read} they name nothing."
        elif voted.used:
            yield (
                f"Votes on “{title}” count: held-out log loss {_change(voted.learned)} on {read}. "
                f"{rates} Figures are without votes where nothing else is said."
            )
        else:
            yield (
                f"Votes on “{title}” are not used: they did not make held-out log loss smaller (it "
                f"{_change(voted.learned)} with them, on {read}). {rates}"
            )


def _change(learned: TrustLearned) -> str:
    """Say how a loss changes, with as many digits as it takes to see it.

    >>> from types import SimpleNamespace as Losses
    >>> _change(Losses(loss_without=0.32551, loss=0.32549)), _change(Losses(loss_without=1, loss=1))
    ('falls from 0.32551 to 0.32549', 'stays at 1.0000')
    """
    before, after = learned.loss_without, learned.loss
    for digits in range(4, 9):
        told = f"{before:.{digits}f}", f"{after:.{digits}f}"
        if told[0] != told[1]:
            return f"{'falls' if after < before else 'rises'} from {told[0]} to {told[1]}"
    return f"stays at {before:.4f}"


def _rates(evidence: TargetEvidence, voted: VotedEvidence) -> str:
    """Say how far votes and codes are the same: a reading is measured as a coder's is."""
    known = evidence.known[voted.read]
    coded, named = evidence.values[voted.read] & known, (voted.votes >= NAMED) & known
    both, n_coded, n_named = int((coded & named).sum()), int(coded.sum()), int(named.sum())
    if not n_coded or not n_named:
        return "They name nothing." if n_coded else "Nothing is coded there."
    return (
        f"Of the labels that they name {both / n_named:.0%} are recorded, and of those recorded "
        f"they name {both / n_coded:.0%}."
    )


def _learned(evidence: Mapping[str, TargetEvidence]) -> dict[str, VotedEvidence]:
    return {name: one.voted for name, one in evidence.items() if one.voted is not None}
