"""What a second reader's votes bring: with them, without them, and the votes alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from classifier.evaluate.compare import compare
from classifier.model.head import ticks
from classifier.model.thresholds import mixed_thresholds
from classifier.model.votes import FEWEST_READ

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.evaluate.results import Comparison
    from classifier.evaluate.scored import Scored
    from classifier.evaluate.target_figures import Choices
    from classifier.train import TargetEvidence, Trained
    from classifier.train.voted import VotedEvidence

WITHOUT, ALONE, WITH = "the model alone", "the votes alone", "the model with votes"


def compare_votes(
    trained: Trained, scored: Mapping[str, Scored], choices: Choices
) -> tuple[Comparison, ...]:
    """Compare held-out figures with and without votes, on the fragments that have both."""
    without: dict[str, Scored] = {}
    alone: dict[str, Scored] = {}
    together: dict[str, Scored] = {}
    for name, voted in _learned(trained.fitted.evidence).items():
        if voted.learned is None or voted.own is None or name not in scored:
            continue
        read = scored[name].at(voted.read)
        limits = mixed_thresholds(voted.common, voted.own)
        p, single = voted.learned.held_out, trained.fitted.evidence[name].single
        without[name] = read
        alone[name] = replace(read, chosen=voted.votes >= 0.5, probabilities=None, thresholds=None)
        chosen = ticks(p, limits, single)
        together[name] = replace(read, chosen=chosen, probabilities=p, thresholds=limits)
    if not together:
        return ()
    unlike = compare((ALONE, WITH), alone, together, choices)
    # Votes are no probabilities: what needs these has no figure.
    figures = tuple(one for one in unlike.differences if one.a is not None)
    return (
        compare((WITHOUT, WITH), without, together, choices),
        replace(unlike, differences=figures),
    )


def votes_notices(codebook: Codebook, evidence: Mapping[str, TargetEvidence]) -> Iterator[str]:
    """Say of which targets the votes count, and why not of the others."""
    for name, voted in _learned(evidence).items():
        title, read = codebook.target(name).name, f"{len(voted.read)} of the coded fragments"
        if voted.learned is None:
            yield (
                f"Votes on “{title}” are not used: {read} had votes, and {FEWEST_READ} are needed "
                "to learn how far to trust them."
            )
        elif voted.used:
            yield (
                f"Votes on “{title}” count: held-out log loss falls from "
                f"{voted.learned.loss_without:.4f} to {voted.learned.loss:.4f} on {read}. Figures "
                "are without votes where nothing else is said."
            )
        else:
            yield (
                f"Votes on “{title}” are not used: they did not make held-out log loss smaller "
                f"({voted.learned.loss_without:.4f} without, {voted.learned.loss:.4f} with them, "
                f"on {read})."
            )


def _learned(evidence: Mapping[str, TargetEvidence]) -> dict[str, VotedEvidence]:
    return {name: one.voted for name, one in evidence.items() if one.voted is not None}
