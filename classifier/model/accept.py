"""A promise for labels that are accepted unseen: "at most one in ten of them is wrong".

Learn-then-test (Angelopoulos, Bates, Candès, Jordan & Lei 2021, "Learn then test: calibrating
predictive algorithms to achieve risk control"), with fixed-sequence testing: cuts are tried from
the strictest down, and the last one before the first failure is taken, so that testing many cuts
costs nothing. Each test asks whether the precision of held-out suggestions at or above the cut is
surely at least what was promised, by the exact binomial bound of Clopper & Pearson (1934).

Suggestions of one group (a country's fragments of one harvest) are right or wrong together, so
they count for fewer independent ones: the number is divided by the design effect and corrected for
the few groups it is estimated from (Korn & Graubard 1998, "Confidence intervals for proportions
with small expected number of positive counts estimated from survey data").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.records import BoolArray, FloatArray

CONFIDENCE = 0.9
# Nothing is accepted that is not likelier than not, whatever would be promised for it.
LIKELY = 0.5
# Tests are passed at this confidence. The same held-out scores have chosen penalty, calibration and
# thresholds, so they look a little better than new ones: in 40 trials on UN speeches four promises
# of .9 were broken, of fifteen made, when tests were passed at `CONFIDENCE` itself.
TESTED = 0.95
N_CUTS = 20
# Fewer held-out suggestions than this could not promise 90 % even without a single error.
FEWEST = 29


@dataclass(frozen=True)
class HeldOut:
    """Held-out suggestions of one target, pooled over its labels; few-example labels left out.

    Attributes
    ----------
    probabilities : float (n_suggestions,)
    right : bool (n_suggestions,), a coder had ticked the label
    groups : int (n_suggestions,), equal where suggestions may be right or wrong together
    """

    probabilities: FloatArray
    right: BoolArray
    groups: NDArray[np.int64]


@dataclass(frozen=True)
class Promise:
    """What can be promised.

    Attributes
    ----------
    cut : accept suggestions at or above this probability; None if nothing can be promised
    share : share of the held-out suggestions at or above the cut
    rows_needed : suggestions that would have to be checked for a promise, where there is none;
        None if the suggestions are not precise enough for any number
    rows_checked : held-out suggestions there are
    """

    precision: float
    cut: float | None
    share: float = 0.0
    rows_needed: int | None = None
    rows_checked: int = 0


def on_final_scale(held_out: FloatArray, left_out: FloatArray, known: BoolArray) -> FloatArray:
    """Say what probability the final model would give where ``held_out`` was given.

    A model that learned from everything spreads its scores wider than the fits without a whole
    group, so that more new texts pass a given cut than held-out ones did. What it gives to new
    texts shows in the scores of rows left out one by one; probabilities of equal rank are taken
    for each other.

    Parameters
    ----------
    held_out, left_out : float (n_coded, n_labels), with groups and twins, and one by one
    known : bool of the same shape
    """
    if not known.any():
        return held_out
    fold, single = np.sort(held_out[known]), np.sort(left_out[known])
    return np.interp(held_out, fold, single)


def make_promise(held_out: HeldOut, precision: float) -> Promise:
    """Find the lowest probability above `LIKELY` from which at least ``precision`` is sure.

    Sure means: with `CONFIDENCE`, over harvests like those the model was trained on.
    """
    if not 0 < precision < 1:
        raise ValueError(f"precision must lie between 0 and 1, got {precision}")
    order = np.argsort(-held_out.probabilities, kind="stable")
    right, groups = held_out.right[order], held_out.groups[order]
    probabilities = held_out.probabilities[order]
    cut, share = None, 0.0
    for n in _sizes(groups, precision):
        if probabilities[n - 1] <= LIKELY or lower_bound(right[:n], groups[:n]) < precision:
            break
        cut, share = float(probabilities[n - 1]), n / len(order)
    if cut is not None:
        return Promise(precision, cut, share, rows_checked=len(order))
    needed = _rows_needed(right, groups, precision)
    return Promise(precision, None, rows_needed=needed, rows_checked=len(order))


def lower_bound(right: BoolArray, groups: NDArray[np.int64]) -> float:
    """Bound the share of right suggestions from below, with confidence `TESTED`.

    >>> round(lower_bound(np.ones(29, bool), np.arange(29)), 3)
    0.902
    """
    from scipy.special import betaincinv

    n, hits = len(right), int(right.sum())
    if not n or not hits:
        return 0.0
    n_effective = _effective(right, groups)
    successes = n_effective * hits / n
    return float(betaincinv(successes, n_effective - successes + 1, 1 - TESTED))


def _effective(right: BoolArray, groups: NDArray[np.int64]) -> float:
    """Count how many independent suggestions these are worth."""
    from scipy.special import stdtrit

    n, share = len(right), float(right.mean())
    names, member = np.unique(groups, return_inverse=True)
    n_groups = len(names)
    if n_groups == n:
        return float(n)
    if n_groups < 2:
        return 1.0
    sums = np.bincount(member, weights=right - share)
    variance = n_groups / (n_groups - 1) * float((sums**2).sum()) / n**2
    plain = share * (1 - share) / n
    # Without a single error the groups' likeness cannot be seen; each then counts as one.
    effect = max(1.0, variance / plain) if plain > 0 else n / n_groups
    tail = (1 - TESTED) / 2
    few = (stdtrit(n - 1, tail) / stdtrit(n_groups - 1, tail)) ** 2
    return float(max(1.0, n / effect * few))


def _sizes(groups: NDArray[np.int64], precision: float) -> list[int]:
    """How many of the likeliest suggestions each test takes, strictest first.

    The first test is the smallest that could be passed without an error; which it is depends on
    the groups alone, so looking for it costs no confidence.
    """
    n = len(groups)
    if n < FEWEST:
        return []
    sizes = sorted({round(float(size)) for size in np.geomspace(FEWEST, n, N_CUTS)})
    flawless = np.ones(n, dtype=bool)
    return [s for s in sizes if lower_bound(flawless[:s], groups[:s]) >= precision]


def _rows_needed(right: BoolArray, groups: NDArray[np.int64], precision: float) -> int | None:
    """Estimate how many suggestions must be checked, if the likeliest stay as good as they are."""
    from scipy.special import betaincinv

    if len(right) < FEWEST:
        return FEWEST
    sizes = _sizes(groups, precision) or [len(right)]
    best = max(sizes, key=lambda n: (float(right[:n].mean()), -n))
    share = float(right[:best].mean())
    if share <= precision:
        return None
    effect = best / _effective(right[:best], groups[:best])
    for n in np.unique(np.geomspace(FEWEST, 20_000, 200).astype(int)):
        if betaincinv(n * share, n * (1 - share) + 1, 1 - TESTED) >= precision:
            return int(np.ceil(n * effect * len(right) / best))
    return None
