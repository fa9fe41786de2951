import numpy as np
import pytest

from classifier.model.accept import (
    FEWEST,
    HeldOut,
    Promise,
    lower_bound,
    make_promise,
    on_final_scale,
)


def held_out(right, probabilities=None, groups=None):
    n = len(right)
    p = np.linspace(0.99, 0.5, n) if probabilities is None else np.asarray(probabilities, float)
    g = np.arange(n) if groups is None else np.asarray(groups)
    return HeldOut(p, np.asarray(right, bool), g)


@pytest.mark.parametrize(("n", "expected"), [(22, 0.8727), (29, 0.9019), (59, 0.9505)])
def test_the_bound_without_an_error_is_the_root_of_the_risk(n, expected):
    # Clopper & Pearson with no failure: the n-th root of 1 - confidence.
    assert lower_bound(np.ones(n, bool), np.arange(n)) == pytest.approx(0.05 ** (1 / n))
    assert lower_bound(np.ones(n, bool), np.arange(n)) == pytest.approx(expected, abs=1e-4)


def test_the_bound_with_errors_equals_the_binomial_one():
    from scipy.stats import binom

    right = np.arange(100) >= 4  # 96 of 100
    low = lower_bound(right, np.arange(100))
    assert binom.sf(95, 100, low) == pytest.approx(0.05, abs=1e-9)


def test_nothing_right_or_nothing_at_all_bounds_at_zero():
    assert lower_bound(np.zeros(30, bool), np.arange(30)) == 0
    assert lower_bound(np.zeros(0, bool), np.arange(0)) == 0


def test_suggestions_that_stand_and_fall_together_count_for_less():
    right = np.arange(200) >= 10
    groups = np.arange(200) // 10  # the ten errors are one group
    assert lower_bound(right, groups) < lower_bound(right, np.arange(200)) - 0.02
    assert lower_bound(right, np.zeros(200, int)) < 0.5  # one group says next to nothing


def test_the_cut_stops_before_the_errors_begin():
    right = np.ones(200, bool)
    right[100:] = False
    promise = make_promise(held_out(right), 0.9)
    assert promise.cut is not None
    assert 0.4 < promise.share < 0.6
    assert make_promise(held_out(right), 0.97).share <= promise.share


def test_nothing_is_accepted_that_is_no_likelier_than_not():
    p = np.repeat([0.9, 0.5], 60)
    promise = make_promise(held_out(np.ones(120), p), 0.7)
    assert promise.cut == 0.9
    assert promise.share <= 0.5
    assert make_promise(held_out(np.ones(60), p[60:]), 0.7).cut is None


def test_where_nothing_can_be_promised_the_rows_needed_are_named():
    assert make_promise(held_out([True] * 5), 0.9) == Promise(
        0.9, None, rows_needed=FEWEST, rows_checked=5
    )
    hopeless = np.arange(400) % 2 == 0
    assert make_promise(held_out(hopeless), 0.9) == Promise(0.9, None, rows_checked=len(hopeless))
    nearly = np.ones(30, bool)
    nearly[[0, 5]] = False
    promise = make_promise(held_out(nearly), 0.9)
    assert promise.cut is None
    assert promise.rows_needed > 30


def test_flawless_suggestions_of_many_groups_are_promised_however_they_are_grouped():
    groups = np.arange(1000) % 40  # forty groups of twenty-five
    assert make_promise(held_out(np.ones(1000), groups=groups), 0.9).cut is not None
    few = np.arange(1000) % 4
    assert make_promise(held_out(np.ones(1000), groups=few), 0.9).cut is None


def test_a_promise_outside_zero_and_one_is_refused():
    with pytest.raises(ValueError, match=r"got 1\.5"):
        make_promise(held_out([True] * 30), 1.5)


def test_the_promise_holds_as_often_as_it_says():
    rng = np.random.default_rng(0)
    kept = made = 0
    for _ in range(300):
        p = rng.beta(4, 2, 400)
        promise = make_promise(HeldOut(p, rng.random(400) < p, np.arange(400)), 0.9)
        if promise.cut is not None:
            made += 1
            above = np.linspace(promise.cut, 1, 2001)
            weights = above**3 * (1 - above)  # the density of the probabilities
            kept += (above * weights).sum() / weights.sum() >= 0.9
    assert made > 30
    assert kept / 300 + (300 - made) / 300 >= 0.9 - 0.05


def test_held_out_probabilities_are_moved_to_the_final_models_scale():
    folds = np.array([[0.1, 0.4], [0.2, 0.6]])
    alone = np.array([[0.05, 0.5], [0.2, 0.9]])
    known = np.ones((2, 2), bool)
    np.testing.assert_allclose(on_final_scale(folds, alone, known), [[0.05, 0.5], [0.2, 0.9]])
    one_less = np.array([[True, True], [True, False]])
    moved = on_final_scale(folds, alone, one_less)
    np.testing.assert_allclose(moved, [[0.05, 0.5], [0.2, 0.5]])
    assert on_final_scale(folds, alone, ~known) is folds
