"""How figures grow with the number of coded fragments, and what the next ones would add.

Figures of such curves rise about evenly with the logarithm of the number of examples over the
range a team can reach (Figueroa, Zeng-Treitler, Kandula & Ngo 2012, "Predicting sample size
required for classification performance", fit an inverse power law, which few points cannot pin
down). A straight line through the last three points is what is carried on here, and it is put to
the test: shown all points but the last, how far is it from the last?
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from classifier.evaluate.intervals import Spread, figure_estimates, group_draws, interval
from classifier.evaluate.refit import Ground, learn_and_test
from classifier.evaluate.results import Curve, CurvePoint, Forecast
from classifier.evaluate.scored import Scored, stitched
from classifier.evaluate.tally import Tally, tally
from classifier.split import group_folds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.evaluate.target import Choices
    from classifier.records import FloatArray

    Numbers = NDArray[np.int64]
    Step = Callable[[], None]

SHOWN = ("ranking", "micro_f1", "macro_f1")
SIZES = (25, 50, 100, 200, 400, 800, 1600, 3200)
N_POINTS = 4
N_FOLDS = 3
MORE = 50
LINE_POINTS = 3


def curve_sizes(n: int) -> tuple[int, ...]:
    """Choose the numbers of fragments to learn from, where at most ``n`` are there.

    >>> curve_sizes(313)
    (50, 100, 200, 313)
    """
    smaller = [size for size in SIZES if size * 1.1 < n]
    return (*smaller[-(N_POINTS - 1) :], n)


def curve_splits(ground: Ground, seed: int = 0) -> Iterator[tuple[int, Numbers, Numbers]]:
    """Yield (size, train, test): the same tests at every size, the smaller parts in the larger.

    Whole groups in random order fill the training part, without twins of the tested fragments; the
    last one may be cut. A single group cannot be parted, so nothing is yielded.
    """
    coded = ground.coded
    folds = group_folds(np.zeros((len(coded), 1), dtype=bool), ground.groups[coded], N_FOLDS, seed)
    random = np.random.default_rng(seed)
    if len(np.unique(folds)) < 2:
        return
    parts = [(coded[folds == fold], coded[folds != fold]) for fold in np.unique(folds)]
    parts = [(test, ground.apart.without_twins(rest, test)) for test, rest in parts]
    smallest = min(len(rest) for _, rest in parts)
    for test, rest in parts:
        order = random.permutation(np.unique(ground.groups[rest]))
        place = {int(group): i for i, group in enumerate(order)}
        ranks = np.array([place[int(group)] for group in ground.groups[rest]])
        filled = rest[np.argsort(ranks, kind="stable")]
        for size in curve_sizes(smallest):
            yield size, np.sort(filled[:size]), test


def learning_curves(ground: Ground, choices: Choices, step: Step) -> tuple[Curve, ...]:
    """Learn from growing parts and test on the same held-out groups each time.

    ``step`` is called after each fit.
    """
    parts: dict[tuple[str, int], list[Scored]] = {}
    for size, train, test in curve_splits(ground, choices.seed):
        for name, scored in learn_and_test(ground, train, test).items():
            if len(scored.rows):
                parts.setdefault((name, size), []).append(scored)
        step()
    curves = []
    for target in ground.material.codebook.targets:
        sizes = [size for name, size in parts if name == target.id]
        tallies = [tally(stitched(parts[target.id, size]), ranked=False) for size in sizes]
        if len(sizes) > 1:
            curves.append(_curve(target.id, sizes, tallies, choices))
    return tuple(curves)


def n_fits(ground: Ground) -> int:
    """Count the fits that the curves need."""
    return sum(1 for _ in curve_splits(ground))


def _curve(target: str, sizes: Sequence[int], tallies: Sequence[Tally], choices: Choices) -> Curve:
    draws = group_draws(tallies[0].n_groups, choices.seed, choices.n_draws)
    points = []
    for size, counts in zip(sizes, tallies, strict=True):
        every = figure_estimates(counts, draws, ranked=False)
        points.append(CurvePoint(size, {key: every[key] for key in SHOWN}))
    ones = np.ones((1, tallies[0].n_groups))
    values = [counts.figures(ones, ranked=False) for counts in tallies]
    drawn = [counts.figures(draws, ranked=False) for counts in tallies]
    forecasts = [
        forecast(
            key,
            sizes,
            np.array([found[key] for found in values]),
            np.array([found[key] for found in drawn]),
            tallies[0].n_groups,
        )
        for key in SHOWN
    ]
    return Curve(target, tuple(points), tuple(forecasts))


def forecast(
    figure: str, sizes: Sequence[int], values: FloatArray, draws: FloatArray, n_groups: int
) -> Forecast:
    """Say what `MORE` coded fragments would add beyond the last size.

    Parameters
    ----------
    values : float (n_sizes, 1), the figure at each size
    draws : float (n_sizes, n_draws), the same resamples at every size
    """
    last = sizes[-1]
    growth = np.log((last + MORE) / last)
    gain = slopes(sizes, values)[0] * growth
    drawn = Spread(slopes(sizes, draws) * growth, n_groups)
    spread = interval(float(gain), drawn, bottom=-1.0)
    missed = None
    if len(sizes) > LINE_POINTS:
        before = sizes[:-1]
        step = np.log(last / before[-1])
        expected = values[-2, 0] + slopes(before, values[:-1])[0] * step
        missed = float(values[-1, 0] - expected)
    return Forecast(figure, MORE, spread, missed)


def slopes(sizes: Sequence[int], values: FloatArray) -> FloatArray:
    """Fit a line over log size through the last points: (n_draws,) from (n_sizes, n_draws).

    >>> slopes([10, 100, 1000], np.array([[0.1], [0.2], [0.3]])) * np.log(10)
    array([0.1])
    """
    x = np.log(np.array(sizes[-LINE_POINTS:], dtype=np.float64))
    y = values[-LINE_POINTS:]
    x = x - x.mean()
    return np.asarray(x @ (y - y.mean(axis=0)) / (x @ x), dtype=np.float64)
