"""Two models on the same fragments: what differs, and whether that can be chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from classifier.evaluate.intervals import (
    ENOUGH_GROUPS,
    Estimate,
    Spread,
    group_draws,
    groups_worth,
    interval,
    without_each,
)
from classifier.evaluate.results import Comparison, Difference
from classifier.evaluate.tally import tally

if TYPE_CHECKING:
    from classifier.evaluate.scored import Scored
    from classifier.evaluate.target_figures import Choices

SHOWN = (
    "ranking", "micro_f1", "micro_precision", "micro_recall", "macro_f1", "exact_match", "brier",
    "calibration_error",
)  # fmt: skip


def compare(
    names: tuple[str, str],
    a: Mapping[str, Scored],
    b: Mapping[str, Scored],
    choices: Choices,
    skipped: tuple[str, ...] = (),
) -> Comparison:
    """Compare two models target by target on the fragments that both have scored.

    Both are measured in the same resamples, so that an easy or hard group moves both alike. What
    either model keeps together is drawn together: with other encoders they find other twins.
    """
    differences: list[Difference] = []
    n = 0
    for target, mine in a.items():
        theirs = b.get(target)
        if theirs is None or target in skipped:
            continue
        shared = np.intersect1d(mine.rows, theirs.rows)
        if len(shared):
            n = max(n, len(shared))
            pair = _aligned(mine, shared), _aligned(theirs, shared)
            differences += _differences(target, *_grouped_alike(*pair), choices)
    return Comparison(names[0], names[1], n, tuple(differences), skipped)


def _aligned(scored: Scored, rows: np.ndarray) -> Scored:  # int (n_shared,), ascending
    kept = scored.at(np.isin(scored.rows, rows))
    if not np.array_equal(kept.rows, rows):
        raise ValueError(f"{scored.target}: the rows of the two models are not in one order")
    return kept


def _grouped_alike(a: Scored, b: Scored) -> tuple[Scored, Scored]:
    """Put fragments into one group that belong together for either model, directly or by others."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    _, here = np.unique(a.groups, return_inverse=True)
    _, there = np.unique(b.groups, return_inverse=True)
    n_here, n = here.max() + 1, here.max() + there.max() + 2
    edges = coo_matrix((np.ones(len(here)), (here, n_here + there)), shape=(n, n))
    groups = connected_components(edges, directed=False)[1][here].astype(np.int64)
    return replace(a, groups=groups), replace(b, groups=groups)


def _differences(target: str, a: Scored, b: Scored, choices: Choices) -> list[Difference]:
    counts = tally(a, ranked=False), tally(b, ranked=False)
    n_groups = counts[0].n_groups
    draws = group_draws(n_groups, choices.seed, choices.n_draws)
    ones = np.ones((1, n_groups))
    value = [one.figures(ones, ranked=False) for one in counts]
    drawn = [one.figures(draws, ranked=False) for one in counts]
    alone = [one.figures(without_each(n_groups), ranked=False) for one in counts]
    found = []
    for key in SHOWN:
        here = [float(one[key][0]) for one in value]
        spread = Spread(
            drawn[1][key] - drawn[0][key],
            n_groups,
            alone[1][key] - alone[0][key],
            groups_worth(counts[0].sizes),
        )
        gain = interval(here[1] - here[0], spread, bottom=-1.0)
        before, after = (None if np.isnan(one) else one for one in here)
        found.append(Difference(target, key, before, after, gain, verdict(gain, n_groups)))
    return found


def verdict(gain: Estimate, n_groups: int) -> Literal["real", "chance", "undecided"]:
    """Judge a difference: real if its interval leaves out 0; undecided with too few groups."""
    if gain.low is None or gain.high is None:
        return "undecided"
    if gain.low <= 0 <= gain.high:
        return "chance"
    return "real" if n_groups >= ENOUGH_GROUPS else "undecided"
