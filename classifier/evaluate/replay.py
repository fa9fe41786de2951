"""What suggestions would have saved on fragments that are coded already.

Clicks: coding from nothing costs a click for each label and one to go on; correcting suggestions
costs a click for each label to add or take away and one to go on. Reading and finding a label in
a long list cost more than clicks; neither is counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from classifier.evaluate.intervals import Estimate, Spread, group_draws, interval
from classifier.evaluate.results import Replay
from classifier.evaluate.tally import group_sums
from classifier.model.accept import make_promise
from classifier.model.head import held_out_suggestions

if TYPE_CHECKING:
    from classifier.evaluate.scored import Scored
    from classifier.evaluate.target_figures import Choices
    from classifier.records import BoolArray, FloatArray

PRECISION = 0.9


def replay(scored: Scored, choices: Choices) -> Replay:
    """Replay one target's archive; a cut is always chosen on other groups than it is tried on."""
    accepted = _accepted(scored, choices.seed)
    known = scored.known
    right = (scored.chosen & scored.values & known).sum(axis=1)
    offered = (scored.chosen & known).sum(axis=1)
    corrections = ((scored.chosen != scored.values) & known).sum(axis=1)
    ones = np.ones(len(scored.rows))
    ask = _Asking(scored, choices)
    return Replay(
        target=scored.target,
        n=len(scored.rows),
        promised=PRECISION,
        accepted=ask.ratio(accepted.astype(float), ones),
        precision=ask.ratio(np.where(accepted, right, 0), np.where(accepted, offered, 0)),
        clicks_without=ask.ratio((scored.values & known).sum(axis=1) + 1.0, ones, top=np.inf),
        clicks_with=ask.ratio(corrections + 1.0, ones, top=np.inf),
    )


class _Asking:
    """Ratios of sums over fragments with intervals over groups."""

    def __init__(self, scored: Scored, choices: Choices) -> None:
        self.groups = scored.groups
        self.draws = group_draws(scored.n_groups, choices.seed, choices.n_draws)

    def ratio(self, above: FloatArray, below: FloatArray, top: float = 1.0) -> Estimate:
        if not below.sum():
            return Estimate(None)
        sums = group_sums(self.groups, np.column_stack([above, below]))
        drawn = self.draws @ sums
        with np.errstate(invalid="ignore", divide="ignore"):
            values = np.where(drawn[:, 1] > 0, drawn[:, 0] / drawn[:, 1], np.nan)
        return interval(float(above.sum() / below.sum()), Spread(values, len(sums)), top=top)


def _accepted(scored: Scored, seed: int) -> BoolArray:
    """Take fragments whose suggestions all stand above the cut promised by the other groups."""
    taken = np.zeros(len(scored.rows), dtype=bool)
    if scored.probabilities is None:
        return taken
    names = np.unique(scored.groups)
    half = np.random.default_rng(seed).permutation(len(names)) % 2
    side = half[np.searchsorted(names, scored.groups)]
    chosen = scored.chosen & scored.known
    least = np.where(chosen, scored.probabilities, np.inf).min(axis=1, initial=np.inf)
    for here in (0, 1):
        cut = _cut(scored.at(side != here))
        taken |= (side == here) & chosen.any(axis=1) & (least >= cut)
    return taken


def _cut(scored: Scored) -> float:
    """Find the lowest probability from which the suggestions keep the promise; inf if none."""
    if scored.probabilities is None:
        return np.inf
    held_out = held_out_suggestions(
        scored.probabilities, scored.values, scored.known, scored.chosen, scored.groups
    )
    cut = make_promise(held_out, PRECISION).cut
    return np.inf if cut is None else cut
