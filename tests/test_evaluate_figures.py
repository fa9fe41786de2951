import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_figures import average_precision, brier, label_counts, macro_f1, micro, ranking_precision
from sklearn import metrics

from classifier.evaluate.figures import calibration_error, row_figures
from classifier.evaluate.intervals import figure_estimates, group_draws, label_estimates
from classifier.evaluate.scored import Scored
from classifier.evaluate.tally import tally
from classifier.evaluate.target_figures import precision_recall

# Four fragments, three labels: one right, one half right, one coded "none", one all wrong.
TRUTH = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 0], [0, 0, 1]], dtype=bool)
CHOSEN = np.array([[1, 0, 0], [1, 0, 0], [0, 0, 0], [1, 0, 0]], dtype=bool)
P = np.array([[0.9, 0.2, 0.1], [0.8, 0.3, 0.2], [0.3, 0.1, 0.2], [0.7, 0.2, 0.6]])
ALL = np.ones((4, 3), dtype=bool)


def scored(truth=TRUTH, p=P, chosen=CHOSEN, known=ALL, groups=None):
    n = len(truth)
    groups = np.arange(n) if groups is None else np.array(groups)
    return Scored("type", np.arange(n), groups, truth, known, chosen, p)


def figures(one):
    return {k: v[0] for k, v in tally(one).figures(np.ones((1, one.n_groups))).items()}


def test_counts_by_hand():
    counts = label_counts(TRUTH, CHOSEN, ALL)
    assert [(c.hits, c.false_alarms, c.misses) for c in counts] == [(2, 1, 0), (0, 0, 1), (0, 0, 1)]
    total = micro(counts)
    assert (total.precision, total.recall, total.f1) == (2 / 3, 1 / 2, 4 / 7)
    assert counts[1].precision is None  # nobody suggested it
    assert counts[1].recall == 0
    assert macro_f1(counts) == pytest.approx((4 / 5 + 0 + 0) / 3)


def test_figures_of_a_target_by_hand():
    found = figures(scored())
    assert found["micro_f1"] == pytest.approx(4 / 7)
    assert found["macro_precision"] == pytest.approx(2 / 3)  # only the label suggested
    assert found["macro_recall"] == pytest.approx((1 + 0 + 0) / 3)
    assert found["exact_match"] == 2 / 4  # "none" suggested for "none" is right
    assert found["jaccard"] == pytest.approx((1 + 1 / 2 + 1 + 0) / 4)
    assert found["ranking"] == pytest.approx((1 + 1 + 1 / 2) / 3)  # "none" has nothing to rank
    assert found["precision_at_1"] == pytest.approx(2 / 3)
    assert found["precision_at_3"] == pytest.approx((1 / 3 + 2 / 3 + 1 / 3) / 3)
    assert found["coverage_error"] == pytest.approx((1 + 2 + 2) / 3)
    assert found["mean_ap"] == pytest.approx((1 + 1 + 1) / 3)


def test_a_label_never_coded_and_never_suggested_is_undefined_not_zero():
    none = np.zeros((2, 1), dtype=bool)
    one = scored(none, np.full((2, 1), 0.1), none, np.ones((2, 1), dtype=bool))
    found = figures(one)
    for key in ("micro_f1", "macro_f1", "mean_ap", "ranking", "precision_at_1"):
        assert np.isnan(found[key]), key
    assert found["exact_match"] == 1
    estimate = figure_estimates(tally(one), group_draws(2))["micro_f1"]
    assert (estimate.value, estimate.low, estimate.high) == (None, None, None)


def test_a_wrong_suggestion_of_a_label_nobody_coded_counts():
    truth = np.array([[1, 0], [1, 0]], dtype=bool)
    chosen = np.array([[1, 1], [1, 0]], dtype=bool)
    found = figures(scored(truth, np.full((2, 2), 0.5), chosen, np.ones((2, 2), bool)))
    assert found["macro_f1"] == pytest.approx((1 + 0) / 2)
    assert found["micro_precision"] == pytest.approx(2 / 3)


def test_cells_of_unknown_labels_count_nowhere():
    known = ALL.copy()
    known[3] = [False, True, True]  # the wrong suggestion and the first rank are not asked there
    found = figures(scored(known=known))
    assert found["micro_precision"] == 1
    assert found["precision_at_1"] == 1
    assert found["coverage_error"] == pytest.approx((1 + 2 + 1) / 3)
    assert found["brier"] == pytest.approx(((P - TRUTH) ** 2)[known].mean())


def test_a_fragment_nobody_coded_is_no_row():
    empty = scored(TRUTH[:0], P[:0], CHOSEN[:0], ALL[:0], groups=[])
    assert all(np.isnan(value) for value in figures(empty).values())


tables = st.integers(0, 2**32 - 1).map(np.random.default_rng)


@settings(max_examples=50, deadline=None)
@given(tables, st.integers(1, 12), st.integers(2, 6))
def test_all_figures_equal_those_of_scikit_learn(random, n, n_labels):
    truth = random.random((n, n_labels)) < 0.4
    p = np.round(random.random((n, n_labels)), 1)  # with ties
    chosen = p >= 0.5
    everywhere = np.ones(truth.shape, dtype=bool)
    found = figures(scored(truth, p, chosen, everywhere))
    nan = {"zero_division": np.nan}
    for average in ("micro", "macro"):
        for name, theirs in (
            ("precision", metrics.precision_score),
            ("recall", metrics.recall_score),
            ("f1", metrics.f1_score),
        ):
            expected = theirs(truth, chosen, average=average, **nan)
            np.testing.assert_allclose(found[f"{average}_{name}"], expected, err_msg=name)
    assert found["exact_match"] == pytest.approx(metrics.accuracy_score(truth, chosen))
    expected = metrics.jaccard_score(truth, chosen, average="samples", zero_division=1)
    assert found["jaccard"] == pytest.approx(expected)
    some = truth.any(axis=1)
    rankable = some & ~truth.all(axis=1)
    if rankable.any():
        expected = metrics.label_ranking_average_precision_score(truth[rankable], p[rankable])
        assert found["ranking"] == pytest.approx(expected)
        assert ranking_precision(truth, p) == pytest.approx(expected)
    if some.any():
        expected = metrics.coverage_error(truth[some], p[some])
        assert found["coverage_error"] == pytest.approx(expected)
    precisions = [
        metrics.average_precision_score(truth[:, j], p[:, j])
        for j in range(n_labels)
        if truth[:, j].any()
    ]
    if precisions:
        assert found["mean_ap"] == pytest.approx(np.mean(precisions))
    assert found["brier"] == pytest.approx(brier(truth, p, everywhere))
    expected = calibration_error(truth, p, chosen)
    assert found["calibration_error"] == pytest.approx(
        np.nan if expected is None else expected, nan_ok=True
    )


@settings(max_examples=30, deadline=None)
@given(tables, st.integers(2, 10))
def test_a_resample_equals_the_figures_of_the_rows_it_drew(random, n):
    truth = random.random((n, 3)) < 0.4
    p = np.round(random.random((n, 3)), 1)
    one = scored(truth, p, p >= 0.5, np.ones((n, 3), bool), groups=random.integers(0, 4, n))
    draw = group_draws(one.n_groups, 3, 1)
    drawn = tally(one).figures(draw)
    names = np.unique(one.groups)
    rows = [i for g, times in zip(names, draw[0], strict=True) for i in np.repeat(
        np.flatnonzero(one.groups == g), int(times)
    )]  # fmt: skip
    expected = figures(scored(truth[rows], p[rows], p[rows] >= 0.5, np.ones((len(rows), 3), bool)))
    for key, value in expected.items():
        np.testing.assert_allclose(drawn[key][0], value, err_msg=key)


def test_scalar_figures_are_undefined_where_there_is_nothing_to_measure():
    nothing = np.zeros((0, 2), dtype=bool)
    assert brier(nothing, nothing.astype(float), nothing) is None
    assert calibration_error(nothing, nothing.astype(float), nothing) is None
    assert average_precision(np.zeros(3, dtype=bool), np.zeros(3)) is None
    assert ranking_precision(np.ones((2, 2), dtype=bool), np.ones((2, 2))) is None
    assert macro_f1([]) is None


def test_calibration_error_by_hand():
    p = np.array([[0.5], [0.5], [0.9], [0.9]])
    truth = np.array([[1], [1], [1], [0]], dtype=bool)
    gap = 0.5 * 0.5 + 0.5 * 0.4
    assert calibration_error(truth, p, np.ones((4, 1), bool)) == pytest.approx(gap)


def test_a_precision_recall_curve_by_hand():
    curve = precision_recall(np.array([1, 0, 1], bool), np.array([0.9, 0.8, 0.7]))
    assert curve == ((0.5, 1.0), (1.0, pytest.approx(2 / 3)))
    assert precision_recall(np.zeros(2, bool), np.ones(2)) == ()


def test_tables_of_unlike_shapes_are_refused():
    with pytest.raises(ValueError, match=r"truth has shape \(4, 3\), the other \(4, 2\)"):
        row_figures(TRUTH, P[:, :2], CHOSEN, ALL)
    with pytest.raises(ValueError, match=r"values has shape \(4, 3\), another \(3, 3\)"):
        scored(chosen=CHOSEN[:3])


def test_a_label_is_judged_by_the_groups_it_occurs_in():
    n = 24
    truth = np.zeros((n, 2), dtype=bool)
    truth[:, 0] = np.arange(n) % 2 == 0
    truth[:2, 1] = True  # in two groups of twelve only
    p = np.where(truth, 0.8, 0.2)
    chosen = truth.copy()
    chosen[4, 0] = False
    one = scored(truth, p, chosen, np.ones((n, 2), bool), groups=np.arange(n) // 2)
    frequent, rare = label_estimates(tally(one), group_draws(12))
    assert frequent["f1"].low is not None
    assert rare["f1"].value == 1
    assert rare["f1"].low is None
