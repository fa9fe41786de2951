"""Fit again on a part of the material and score the rest: forward in time, and learning curves.

Figures of learning curves rise about evenly with the logarithm of the number of examples over the
range a team can reach (Figueroa, Zeng-Treitler, Kandula & Ngo 2012, "Predicting sample size
required for classification performance", fit an inverse power law, which few points cannot pin
down). A straight line through the last three points is what is carried on here, and it is put to
the test: shown all points but the last, how far is it from the last?
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from classifier.evaluate.intervals import Estimate, Spread, figure_estimates, group_draws, interval
from classifier.evaluate.replay import work
from classifier.evaluate.results import Curve, CurvePoint, Forecast, View
from classifier.evaluate.scored import Scored, predicted, stitched
from classifier.evaluate.tally import Tally, tally
from classifier.progress import tracked
from classifier.split import group_folds
from classifier.train import TrainConfig, fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.evaluate.target_figures import Choices
    from classifier.progress import Stages
    from classifier.records import FloatArray
    from classifier.split import SplitGroups
    from classifier.train import Material

    Numbers = NDArray[np.int64]

# What a view shows; the rest would not be read.
VIEW_FIGURES = ("ranking", "micro_f1", "macro_f1", "exact_match", "brier", "calibration_error")
# Fewer coded fragments to learn from or to test on make no view.
FEWEST_CODED = 20


@dataclass(frozen=True)
class RefitData:
    """What all refits of one evaluation stand on.

    Attributes
    ----------
    split : groups of all fragments, and twins among them
    coded : row numbers of the fragments coded on any target
    """

    material: Material
    config: TrainConfig
    split: SplitGroups
    coded: Numbers

    @property
    def groups(self) -> Numbers:
        """The group of each fragment: int (n_fragments,)."""
        return self.split.groups


def learn_and_test(data: RefitData, train: Numbers, test: Numbers) -> dict[str, Scored]:
    """Fit on the fragments at ``train`` alone and score those at ``test``.

    Penalty, calibration and thresholds come from the training rows too.
    """
    model = fit(data.material.rows(train), data.config).model
    return predicted(model, data.material, test, data.groups)


def harvest_order(material: Material) -> tuple[str, ...]:
    """List the harvests from the earliest to the latest.

    In the order of the codebook's history; harvests it does not list come after, in the order
    of the files. Fragments without a harvest are in none.
    """
    book = material.codebook
    read = list(dict.fromkeys(f.harvest for f in material.fragments if f.harvest))
    listed = [name for _, names in book.versions for name in names]
    place = {name.casefold(): i for i, name in enumerate(listed)}
    return tuple(sorted(read, key=lambda name: place.get(name.casefold(), len(listed))))


def forward_splits(data: RefitData) -> list[tuple[str, Numbers, Numbers]]:
    """Cut forward in time: learn from earlier harvests, test on the next.

    A fragment that tells the same as one of the earlier ones is not tested.
    """
    harvests = np.array([f.harvest for f in data.material.fragments])
    coded = np.zeros(len(harvests), dtype=bool)
    coded[data.coded] = True
    cuts = []
    earlier: list[str] = []
    for name in harvest_order(data.material):
        before = np.flatnonzero(np.isin(harvests, earlier) & coded)
        now = np.flatnonzero((harvests == name) & coded)
        now = data.split.without_twins(now, before)
        if min(len(before), len(now)) >= FEWEST_CODED:
            cuts.append((name, before, now))
        earlier.append(name)
    return cuts


FORWARD = "forward in time"


def forward_views(data: RefitData, choices: Choices, stages: Stages) -> list[View]:
    """Learn from the harvests before each harvest and test on it."""
    views = []
    for name, train, test in tracked(stages, "Measuring forward in time", forward_splits(data)):
        for scored in learn_and_test(data, train, test).values():
            if len(scored.rows):
                views.append(_view(f"{FORWARD}: {name}", scored, len(train), choices))
    return views


def _view(name: str, scored: Scored, n_train: int, choices: Choices) -> View:
    counts = tally(scored, ranked=False)
    draws = group_draws(counts.n_groups, choices.seed, choices.n_draws)
    every = figure_estimates(counts, draws, ranked=False)
    shown = {key: every[key] for key in VIEW_FIGURES}
    saved = work(scored, choices)
    return View(name, scored.target, n_train, len(scored.rows), shown, saved)


CURVE_FIGURES = ("ranking", "micro_f1", "macro_f1")
SIZES = (25, 50, 100, 200, 400, 800, 1600, 3200)
N_POINTS = 4
N_FOLDS = 3
MORE = 50
LINE_POINTS = 3
# What a fit costs whatever it learns from, as a share of the coded fragments; and in fits of the
# largest part: a simpler way once, and all figures. Measured with 110, 280 and 470 fragments.
_FIXED, _SIMPLER_WAY, _FIGURES = 0.18, 0.375, 3.3


def curve_sizes(n: int) -> tuple[int, ...]:
    """Choose the numbers of fragments to learn from, where at most ``n`` are there.

    >>> curve_sizes(313)
    (50, 100, 200, 313)
    """
    smaller = [size for size in SIZES if size * 1.1 < n]
    return (*smaller[-(N_POINTS - 1) :], n)


def curve_splits(data: RefitData, seed: int = 0) -> Iterator[tuple[int, Numbers, Numbers]]:
    """Yield (size, train, test): the same tests at every size, the smaller parts in the larger.

    Whole groups in random order fill the training part, without twins of the tested fragments; the
    last one may be cut. A single group cannot be parted, so nothing is yielded.
    """
    coded = data.coded
    folds = group_folds(np.zeros((len(coded), 1), dtype=bool), data.groups[coded], N_FOLDS, seed)
    random = np.random.default_rng(seed)
    if len(np.unique(folds)) < 2:
        return
    parts = [(coded[folds == fold], coded[folds != fold]) for fold in np.unique(folds)]
    parts = [(test, data.split.without_twins(rest, test)) for test, rest in parts]
    smallest = min(len(rest) for _, rest in parts)
    for test, rest in parts:
        order = random.permutation(np.unique(data.groups[rest]))
        place = {int(group): i for i, group in enumerate(order)}
        ranks = np.array([place[int(group)] for group in data.groups[rest]])
        filled = rest[np.argsort(ranks, kind="stable")]
        for size in curve_sizes(smallest):
            yield size, np.sort(filled[:size]), test


def learning_curves(
    data: RefitData, choices: Choices, stages: Stages, tell: Callable[[float], None]
) -> tuple[Curve, ...]:
    """Learn from growing parts and test on the same held-out groups each time.

    ``tell`` is called with the seconds of the first fit, the largest.
    """
    parts: dict[tuple[str, int], list[Scored]] = {}
    splits = sorted(curve_splits(data, choices.seed), key=lambda split: -split[0])
    started = time.perf_counter()
    in_turn = tracked(stages, "Measuring the learning curve", splits)
    for place, (size, train, test) in enumerate(in_turn):
        for name, scored in learn_and_test(data, train, test).items():
            if len(scored.rows):
                parts.setdefault((name, size), []).append(scored)
        if place == 0:
            tell(time.perf_counter() - started)
    curves = []
    for target in data.material.codebook.targets:
        sizes = sorted(size for name, size in parts if name == target.id)
        tallies = [tally(stitched(parts[target.id, size]), ranked=False) for size in sizes]
        if len(sizes) > 1:
            curves.append(_curve(target.id, sizes, tallies, len(data.coded), choices))
    return tuple(curves)


def n_first_fits(data: RefitData, seed: int, *, n_whole: int, n_simpler: int) -> float:
    """Return how many times as long as the first fit of the learning curve all of it takes.

    Parameters
    ----------
    n_whole : fits of all coded fragments that follow, with the views forward in time; 0 for none
    n_simpler : times that one of the simpler ways learns
    """
    sizes = [size for size, _, _ in curve_splits(data, seed)]
    first = max(sizes, default=0)
    if n_whole:
        sizes += [len(data.coded)] * n_whole
        sizes += [len(train) for _, train, _ in forward_splits(data)]
    fixed = _FIXED * len(data.coded)
    fits = sum(fixed + size for size in sizes) / (fixed + first) if first else 0.0
    return fits + n_simpler * _SIMPLER_WAY + _FIGURES


def _curve(
    target: str, sizes: Sequence[int], tallies: Sequence[Tally], n_coded: int, choices: Choices
) -> Curve:
    draws = group_draws(tallies[0].n_groups, choices.seed, choices.n_draws)
    points = []
    for size, counts in zip(sizes, tallies, strict=True):
        every = figure_estimates(counts, draws, ranked=False)
        points.append(CurvePoint(size, {key: every[key] for key in CURVE_FIGURES}))
    ones = np.ones((1, tallies[0].n_groups))
    values = [counts.figures(ones, ranked=False) for counts in tallies]
    drawn = [counts.figures(draws, ranked=False) for counts in tallies]
    forecasts = [
        forecast(
            key,
            (sizes, n_coded),
            np.array([found[key] for found in values]),
            np.array([found[key] for found in drawn]),
            tallies[0].n_groups,
        )
        for key in CURVE_FIGURES
    ]
    return Curve(target, tuple(points), tuple(forecasts))


def forecast(
    figure: str,
    counts: tuple[Sequence[int], int],
    values: FloatArray,
    draws: FloatArray,
    n_groups: int,
) -> Forecast:
    """Say what `MORE` coded fragments would add to all that are coded.

    Parameters
    ----------
    counts : the sizes of the curve, and how many fragments are coded: more than the last size,
        since some are kept back for the test
    values : float (n_sizes, 1), the figure at each size
    draws : float (n_sizes, n_draws), the same resamples at every size
    """
    sizes, n_coded = counts
    growth = np.log((n_coded + MORE) / n_coded)
    gain = slopes(sizes, values)[0] * growth
    drawn = Spread(slopes(sizes, draws) * growth, n_groups)
    spread = interval(float(gain), drawn, bottom=-1.0)
    if len(sizes) <= LINE_POINTS:
        return Forecast(figure, n_coded, MORE, spread)
    before = sizes[:-1]
    step = np.log(sizes[-1] / before[-1])
    missed = float(values[-1, 0] - values[-2, 0] - slopes(before, values[:-1])[0] * step)
    return Forecast(figure, n_coded, MORE, _reaching(spread, abs(missed) * growth / step), missed)


def _reaching(gain: Estimate, error: float) -> Estimate:
    """Let an interval reach at least so far to both sides.

    Resamples of the tested groups do not move with what happened to be learned from.
    """
    if gain.value is None or gain.low is None or gain.high is None:
        return gain
    return replace(
        gain, low=min(gain.low, gain.value - error), high=max(gain.high, gain.value + error)
    )


def slopes(sizes: Sequence[int], values: FloatArray) -> FloatArray:
    """Fit a line over log size through the last points: (n_draws,) from (n_sizes, n_draws).

    >>> slopes([10, 100, 1000], np.array([[0.1], [0.2], [0.3]])) * np.log(10)
    array([0.1])
    """
    x = np.log(np.array(sizes[-LINE_POINTS:], dtype=np.float64))
    y = values[-LINE_POINTS:]
    x = x - x.mean()
    return np.asarray(x @ (y - y.mean(axis=0)) / (x @ x), dtype=np.float64)
