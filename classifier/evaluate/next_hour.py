"""What an hour of somebody's work would buy: four ways to better suggestions beside each other.

Each way's gain is this archive's own, from figures held out, wherever it can be had; otherwise it
is one that was measured elsewhere, and says so. How long a way takes is assumed, not measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from classifier.evaluate.ceiling import HUMAN
from classifier.evaluate.intervals import Estimate
from classifier.evaluate.results import Needed, NextHour, Way
from classifier.evaluate.voted import WITHOUT
from classifier.examples.prompt import N_SENTENCES

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target
    from classifier.evaluate.results import Comparison, Curve, Evaluation, Forecast, Worth

GAINED = ("ranking", "micro_f1")
N_DOUBTFUL, WANTED_EXAMPLES = 100, N_SENTENCES
# Assumed, and said in the report.
AN_HOUR = {"code": 20, "doubtful": 40, "examples": 200, "reader": 1}
# With fewer a label, what examples bring cannot be carried on: eval/next_hour.md.
FEWEST_EXAMPLES = 4
# Measured on the invented sample, with 95 % intervals: eval/next_hour.md. Of a reader that errs
# where the model errs, eval/reader.md: of micro-F1 .55, and no interval but from .15 to .70.
ELSEWHERE: Mapping[str, Mapping[str, Estimate]] = {
    "doubtful": {
        "ranking": Estimate(0.026, 0.008, 0.045),
        "micro_f1": Estimate(0.022, -0.007, 0.052),
    },
    "examples": {
        "ranking": Estimate(0.052, 0.021, 0.082),
        "micro_f1": Estimate(0.062, 0.037, 0.088),
    },
    "reader": {
        "ranking": Estimate(0.116, 0.0, 0.215),
        "micro_f1": Estimate(0.162, 0.0, 0.303),
    },
}
# A line over the logarithm is carried on to so many times what there is, no further.
FARTHEST = 4


def next_hour(evaluation: Evaluation, book: Codebook) -> NextHour:
    """Set the ways beside each other, once everything else has been measured."""
    ways = (
        *more_coded(evaluation.curves, book),
        _way("doubtful", N_DOUBTFUL, ELSEWHERE["doubtful"]),
        *more_examples(evaluation.worth, book),
        *a_reader(evaluation.votes, book),
    )
    return NextHour(ways, tuple(rows_needed(evaluation, book)))


def more_coded(curves: Sequence[Curve], book: Codebook) -> Iterator[Way]:
    """Yield what further coded fragments bring, by the learning curve."""
    asked = {target.id for target in book.asked}
    for curve in curves:
        gains = {one.figure: one.gain for one in curve.forecasts if one.figure in GAINED}
        if curve.target in asked and gains:
            yield _way("code", curve.forecasts[0].more, gains, curve.target)


def more_examples(worth: Worth | None, book: Codebook) -> Iterator[Way]:
    """Yield what examples up to `WANTED_EXAMPLES` a label bring.

    What the codebook's own examples bring is carried on along the logarithm of their number.
    """
    without = worth.without if worth else None
    elsewhere = 0
    for target in book.asked:
        missing = sum(WANTED_EXAMPLES - n for n in _counts(target))
        times = examples_to_go(target)
        gains = _gains(without, target.id) if without else {}
        if times is None or not gains:
            elsewhere += missing
        elif missing:
            yield _way("examples", missing, _scaled(gains, times), target.id)
    if elsewhere:
        yield _way("examples", elsewhere, ELSEWHERE["examples"])


def examples_to_go(target: Target) -> float | None:
    """Return how many times what its own examples bring a target may still gain.

    None with too few examples: too short a way to be carried on.
    """
    counts = _counts(target)
    if not counts or np.mean(counts) < FEWEST_EXAMPLES:
        return None
    done = float(np.log1p(counts).mean())
    return (float(np.log1p(WANTED_EXAMPLES)) - done) / done


def _counts(target: Target) -> list[int]:
    """Return how many examples each label in use has, of those that are wanted."""
    used = [label for label in target.labels if not label.retired]
    return [min(len(label.examples), WANTED_EXAMPLES) for label in used]


def a_reader(votes: Sequence[Comparison], book: Codebook) -> Iterator[Way]:
    """Yield what a second reader's votes bring."""
    found = False
    for one in votes:
        for target in book.asked:
            gains = _gains(one, target.id) if one.a == WITHOUT else {}
            if gains:
                found = True
                yield _way("reader", 1, gains, target.id, measured_on=one.n)
    if not found:
        yield _way("reader", 1, ELSEWHERE["reader"])


def _way(
    key: Literal["code", "doubtful", "examples", "reader"],
    n: int,
    gains: Mapping[str, Estimate],
    target: str = "",
    measured_on: int = 0,
) -> Way:
    return Way(key, target, n, n / AN_HOUR[key], gains, measured_on)


def _gains(one: Comparison, target: str) -> dict[str, Estimate]:
    """Return the gains of a target; nothing if it was not compared."""
    return {d.figure: d.gain for d in one.differences if d.target == target and d.figure in GAINED}


def _scaled(gains: Mapping[str, Estimate], times: float) -> dict[str, Estimate]:
    return {key: scaled(one, times) for key, one in gains.items()}


def scaled(one: Estimate, times: float) -> Estimate:
    """Multiply a gain with its interval."""
    values = (one.value, one.low, one.high)
    return Estimate(*(None if value is None else value * times for value in values))


def rows_needed(evaluation: Evaluation, book: Codebook) -> Iterator[Needed]:
    """Yield how many coded fragments the next figures worth having would need."""
    asked = {target.id for target in book.asked}
    curves = {curve.target: curve for curve in evaluation.curves if curve.target in asked}
    people = {y.target: y.figures for y in evaluation.yardsticks if y.name == HUMAN}
    for one in evaluation.targets:
        if one.target not in curves:
            continue
        for forecast in curves[one.target].forecasts:
            now = one.figures[forecast.figure].value
            if forecast.figure not in GAINED or now is None:
                continue
            human = people.get(one.target, {}).get(forecast.figure, Estimate(None)).value
            for wanted in wanted_figures(now, human):
                yield needed(one.target, now, wanted, forecast)


def wanted_figures(now: float, human: float | None) -> list[float]:
    """Return the next tenth, and where people agree, if that is more.

    >>> wanted_figures(0.42, 0.71), wanted_figures(0.49, None), wanted_figures(0.85, 0.8)
    ([0.5, 0.71], [0.6], [0.9])
    """
    tenth = np.ceil(10 * now + 0.2) / 10
    found = [round(float(tenth), 1)] if tenth < 1 else []
    return found + (
        [round(human, 2)] if human is not None and human > max(found, default=now) else []
    )


def needed(target: str, now: float, wanted: float, forecast: Forecast) -> Needed:
    """Return how many coded fragments a figure needs, carried on along the logarithm.

    Nothing is said where the line may as well fall, or beyond `FARTHEST` times what is coded.
    """
    unknown = Needed(target, forecast.figure, now, wanted)
    gain, step = forecast.gain, np.log((forecast.n + forecast.more) / forecast.n)
    if gain.value is None or gain.low is None or gain.high is None or gain.low <= 0:
        return unknown
    at, least, most = (
        forecast.n * float(np.exp((wanted - now) * step / slope))
        for slope in (gain.value, gain.high, gain.low)
    )
    if at > FARTHEST * forecast.n:
        return unknown
    bounded = most <= FARTHEST * forecast.n
    return replace(
        unknown, n=roughly(at), low=roughly(least), high=roughly(most) if bounded else None
    )


def roughly(rows: float) -> int:
    """Round to two digits: more would claim too much.

    >>> roughly(96.4), roughly(1249.0)
    (96, 1200)
    """
    return int(float(f"{rows:.2g}"))
