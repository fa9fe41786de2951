"""What suggestions would have saved on fragments that are coded already.

Work: ticking or unticking a label costs 1, finding it in the list `f` before. Coding from nothing,
each label is found and ticked. With suggestions the likely ones are ticked already and the wrong
ones of them unticked; what is possible stands beside and is ticked; the rest is found and ticked.
Reading, and going on to the next fragment, cost the same either way and are not counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from classifier.evaluate.intervals import Estimate, Spread, group_draws, interval
from classifier.evaluate.results import Replay, Work
from classifier.evaluate.tally import group_sums
from classifier.model.accept import make_promise
from classifier.model.head import held_out_suggestions
from classifier.records import FIRST

if TYPE_CHECKING:
    from classifier.evaluate.scored import Scored
    from classifier.evaluate.target_figures import Choices
    from classifier.records import BoolArray, FloatArray

PRECISION = 0.9
# What finding a label in the list costs beside a tick: nothing, a little, as much as is likely.
FINDING = (0, 2, 4)


def replay(scored: Scored, choices: Choices) -> Replay:
    """Replay one target's archive; a cut is always chosen on other groups than it is tried on."""
    accepted = _accepted(scored, choices.seed)
    known = scored.known
    right = (scored.chosen & scored.values & known).sum(axis=1)
    offered = (scored.chosen & known).sum(axis=1)
    ones = np.ones(len(scored.rows))
    ask = _Asking(scored, choices)
    return Replay(
        target=scored.target,
        n=len(scored.rows),
        promised=PRECISION,
        accepted=ask.ratio(accepted.astype(float), ones),
        precision=ask.ratio(np.where(accepted, right, 0), np.where(accepted, offered, 0)),
        work=work(scored, choices),
    )


def work(scored: Scored, choices: Choices) -> Work:
    """Count what is likely, and what was saved by the likely and the possible labels."""
    values, likely = scored.values & scored.known, scored.likely & scored.known
    offered = likely | (scored.chosen & scored.known) | _first(scored)
    recorded, ticked = values.sum(axis=1), likely.sum(axis=1)
    right = (values & likely).sum(axis=1)
    to_find = (values & ~offered).sum(axis=1)
    to_mend = (values != likely).sum(axis=1)
    ask = _Asking(scored, choices)
    saved = {}
    for finding in FINDING:
        without = recorded * (1.0 + finding)
        saved[finding] = ask.ratio(without - to_mend - to_find * finding, without, bottom=-np.inf)
    ones = np.ones(len(scored.rows))
    return Work(ask.ratio(ticked, ones, top=np.inf), ask.ratio(right, ticked), saved)


def _first(scored: Scored) -> BoolArray:
    """Mark the labels that are among the first of their fragment: bool (n_coded, n_labels)."""
    if scored.probabilities is None:
        return np.zeros_like(scored.known)
    ranked = np.where(scored.known, scored.probabilities, -np.inf)
    order = np.argsort(-ranked, axis=1, kind="stable")[:, :FIRST]
    first = np.zeros_like(scored.known)
    np.put_along_axis(first, order, True, axis=1)
    return first & scored.known


class _Asking:
    """Ratios of sums over fragments with intervals over groups."""

    def __init__(self, scored: Scored, choices: Choices) -> None:
        self.groups = scored.groups
        self.draws = group_draws(scored.n_groups, choices.seed, choices.n_draws)

    def ratio(
        self, above: FloatArray, below: FloatArray, *, bottom: float = 0.0, top: float = 1.0
    ) -> Estimate:
        if not below.sum():
            return Estimate(None)
        sums = group_sums(self.groups, np.column_stack([above, below]))
        drawn = self.draws @ sums
        with np.errstate(invalid="ignore", divide="ignore"):
            values = np.where(drawn[:, 1] > 0, drawn[:, 0] / drawn[:, 1], np.nan)
        share = float(above.sum() / below.sum())
        return interval(share, Spread(values, len(sums)), top=top, bottom=bottom)


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
