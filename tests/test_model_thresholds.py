"""Thresholds: the largest expected F1 found by trying every number of ticks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from classifier.model.thresholds import expected_f1_threshold, mixed_thresholds, own_thresholds

PROBABILITIES = st.floats(0.001, 0.999)


@given(arrays(float, st.integers(1, 8), elements=PROBABILITIES))
def test_the_threshold_is_half_of_the_best_expected_f1(p):
    ordered = sorted(p, reverse=True)
    best = max(2 * sum(ordered[:k]) / (k + sum(ordered)) for k in range(1, len(p) + 1))
    assert expected_f1_threshold(p) == pytest.approx(best / 2)


@given(arrays(float, st.integers(1, 8), elements=PROBABILITIES))
def test_ticking_at_the_threshold_reaches_the_best_expected_f1(p):
    ticked = p >= expected_f1_threshold(p) - 1e-12
    reached = 2 * p[ticked].sum() / (ticked.sum() + p.sum())
    assert reached == pytest.approx(2 * expected_f1_threshold(p))


def test_without_a_cell_the_threshold_is_likelier_than_not():
    assert expected_f1_threshold(np.zeros(0)) == 0.5


def test_unknown_cells_count_nowhere():
    p = np.array([[0.8, 0.99], [0.4, 0.3], [0.0, 0.1]])
    known = np.array([[True, False], [True, True], [True, True]])
    common, own = own_thresholds(p, known)
    assert common == expected_f1_threshold(np.array([0.8, 0.4, 0.0, 0.3, 0.1]))
    assert own == pytest.approx([0.375, expected_f1_threshold(np.array([0.3, 0.1]))])


def test_a_label_nobody_knows_takes_the_common_threshold():
    p = np.array([[0.8, 0.9]])
    common, own = own_thresholds(p, np.array([[True, False]]))
    assert own[1] == common == expected_f1_threshold(np.array([0.8]))


def test_a_threshold_lies_half_way_between_the_common_one_and_the_labels_own():
    # Half way on the odds: √(3/7 · 1/9) and √(3/7 · 4/6).
    odds = np.sqrt(np.array([3 / 7 / 9, 3 / 7 * 4 / 6]))
    mixed = mixed_thresholds(0.3, np.array([0.1, 0.4]))
    assert mixed == pytest.approx(odds / (1 + odds))


def test_what_is_most_unlikely_is_never_ticked():
    assert mixed_thresholds(0.01, np.array([0.0001])).tolist() == [0.05]
