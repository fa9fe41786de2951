import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from classifier.evaluate.compare import compare, verdict
from classifier.evaluate.intervals import (
    Estimate,
    Spread,
    figure_estimates,
    group_draws,
    interval,
)
from classifier.evaluate.scored import Scored, stitched
from classifier.evaluate.tally import tally
from classifier.evaluate.target_figures import Choices

ROOT = Path(__file__).parent.parent
SPEC = importlib.util.spec_from_file_location("coverage_script", ROOT / "eval" / "coverage.py")
coverage = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = coverage  # dataclasses look their module up
SPEC.loader.exec_module(coverage)


def half_width(estimate):
    return (estimate.high - estimate.low) / 2


def world(n_groups=24, seed=0):
    return coverage.draw_sample(n_groups, np.random.default_rng(seed))


def test_resamples_draw_as_many_groups_as_there_are_and_repeat_by_seed():
    draws = group_draws(7, 1, 50)
    assert draws.shape == (50, 7)
    assert (draws.sum(axis=1) == 7).all()
    assert (draws == group_draws(7, 1, 50)).all()
    assert (draws != group_draws(7, 2, 50)).any()


def test_the_interval_is_over_groups_not_rows():
    one = world()
    # Each fragment told ten times over adds rows and no knowledge.
    ten = stitched([Scored(
        "t", one.rows + 10_000 * k, one.groups, one.values, one.known, one.chosen,
        one.probabilities,
    ) for k in range(10)])  # fmt: skip
    widths = []
    for scored in (one, ten):
        found = figure_estimates(tally(scored), group_draws(24))["micro_f1"]
        widths.append(half_width(found))
    assert widths[1] == pytest.approx(widths[0], rel=1e-6)


def test_an_interval_that_would_reach_from_end_to_end_is_none():
    spread = Spread(np.linspace(0.1, 0.9, 200), 30, worth=1.1)
    assert interval(0.5, spread) == Estimate(0.5)
    assert interval(0.5, replace(spread, worth=30)).low is not None


def test_few_groups_have_no_interval_and_unequal_ones_a_wider_one():
    draws = np.random.default_rng(0).normal(0.5, 0.1, 500)
    assert interval(0.5, Spread(draws, 4)) == Estimate(0.5)
    even, uneven = interval(0.5, Spread(draws, 10)), interval(0.5, Spread(draws, 10, worth=4.0))
    assert half_width(uneven) > half_width(even) > 0


def test_an_interval_stays_where_a_figure_can_lie():
    draws = np.random.default_rng(0).normal(0.98, 0.2, 500)
    found = interval(0.98, Spread(draws, 10))
    assert found.high == 1.0
    assert 0 <= found.low < 0.98


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_figure_at_the_edge_that_no_resample_moves_has_no_interval(value):
    still = Spread(np.full(1000, value), 12, np.full(12, value))
    assert interval(value, still) == Estimate(value)
    assert interval(0.0, Spread(np.zeros(1000), 12), bottom=-1.0) == Estimate(0.0, 0.0, 0.0)


def test_a_figure_seldom_defined_has_no_interval():
    draws = np.where(np.arange(100) < 50, np.nan, 0.5)
    assert interval(0.5, Spread(draws, 10)) == Estimate(0.5)
    assert interval(np.nan, Spread(draws, 10)) == Estimate(None)


def test_the_bias_moves_the_interval_and_not_the_figure():
    draws = np.random.default_rng(0).normal(0.5, 0.01, 500)
    alone = np.full(10, 0.5) + np.linspace(0.001, 0.002, 10)
    plain = interval(0.5, Spread(draws, 10, alone))
    moved = interval(0.5, Spread(draws, 10, alone), centred=True)
    assert moved.value == plain.value == 0.5
    assert moved.low < plain.low
    assert moved.high >= 0.5


@pytest.mark.slow
def test_intervals_of_twenty_groups_cover_as_they_should():
    found = coverage.measure_coverage(200, (20,), seed=7)
    assert {one.figure for one in found} >= {"micro_f1", "mean_ap", "F1 of a rare label"}
    assert [one.figure for one in found if not one.compatible] == []
    assert "micro-F1" in [row[0] for row in coverage.figure_rows(found, 200)]


def test_the_committed_table_promises_no_more_than_it_shows():
    text = (ROOT / "eval" / "coverage.md").read_text("utf-8")
    assert "--repeats 200" in text
    assert ", 0 remain incompatible" in text


def better(one, gain=0.3):
    """Move the probabilities toward the truth."""
    p = one.probabilities + gain * (one.values - one.probabilities)
    return Scored(
        one.target, one.rows, one.groups, one.values, one.known, p >= 0.35, p, one.thresholds
    )


def test_a_better_model_is_really_better_and_the_same_one_is_not():
    one = world(30)
    real = compare(("a", "b"), {"t": one}, {"t": better(one)}, Choices())
    by_figure = {d.figure: d for d in real.differences}
    assert by_figure["ranking"].verdict == "real"
    assert by_figure["ranking"].gain.low > 0
    assert by_figure["brier"].gain.high < 0
    same = compare(("a", "b"), {"t": one}, {"t": one}, Choices())
    assert {d.verdict for d in same.differences} == {"chance"}
    assert {d.gain.value for d in same.differences} == {0.0}


def test_pairing_makes_a_small_difference_visible():
    one, other = world(30), better(world(30), 0.1)
    paired = compare(("a", "b"), {"t": one}, {"t": other}, Choices()).differences[0].gain
    alone = figure_estimates(tally(one), group_draws(30))["ranking"]
    assert half_width(paired) < half_width(alone) / 2


def test_few_groups_leave_it_undecided():
    assert verdict(Estimate(0.2, 0.1, 0.3), 8) == "undecided"
    assert verdict(Estimate(0.2), 30) == "undecided"
    assert verdict(Estimate(0.2, -0.1, 0.3), 8) == "chance"


def test_models_are_compared_on_the_fragments_both_have_scored():
    one = world(30)
    half = one.at(one.groups < 15)
    found = compare(("a", "b"), {"t": one, "u": one}, {"t": half}, Choices(), ("u",))
    assert found.n == len(half.rows)
    assert {d.target for d in found.differences} == {"t"}
    shuffled = one.at(np.argsort(-one.rows))
    with pytest.raises(ValueError, match="not in one order"):
        compare(("a", "b"), {"t": one}, {"t": shuffled}, Choices())


def test_models_that_found_other_twins_are_resampled_alike():
    one = world(30)
    # B keeps groups 0 and 1 together, and parts a fragment of group 2 from the others.
    groups = np.where(one.groups == 1, 0, one.groups)
    groups[np.flatnonzero(groups == 2)[0]] = 99
    other = replace(better(one), groups=groups)
    joined = replace(one, groups=np.where(one.groups == 1, 0, one.groups))
    expected = compare(("a", "b"), {"t": joined}, {"t": better(joined)}, Choices())
    assert compare(("a", "b"), {"t": one}, {"t": other}, Choices()) == expected
    assert compare(("b", "a"), {"t": other}, {"t": one}, Choices()).n == len(one.rows)


def test_a_fragment_scored_twice_is_refused():
    with pytest.raises(ValueError, match="a fragment was scored twice"):
        stitched([world(), world()])
