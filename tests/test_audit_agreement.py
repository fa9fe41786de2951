import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.audit.agreement_coefficients import (
    SetAlpha,
    ac1,
    binary_alpha,
    jaccard_distance,
    masi_distance,
    positive_agreement,
)

ALL = np.ones((1, 1))


def units(*coders):
    """Turn one row a coder ("." is a gap) into the sets of each fragment."""
    return [
        [frozenset(value) for value in unit if value != "."] for unit in zip(*coders, strict=True)
    ]


NOMINAL = operator.ne


def counts(sets, label):
    """Coders of each fragment, and those of them who ticked the label."""
    m = np.array([len(unit) for unit in sets], float)
    return m, np.array([sum(label in one for one in unit) for unit in sets], float)


def weights(sets):
    return np.ones((1, len(sets)))


# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", sections A to C.
MEG_AND_OWEN = units("0100000010", "1110010000")
BEN_AND_GERRY = units("aabbdcccedda", "babbbccceddd")
FOUR_OBSERVERS = units("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


@pytest.mark.parametrize(
    ("sets", "published"),
    [(MEG_AND_OWEN, 0.095), (BEN_AND_GERRY, 0.692), (FOUR_OBSERVERS, 0.743)],
    ids=["binary, two observers", "nominal, two observers", "four observers with gaps"],
)
def test_alpha_equals_the_published_worked_examples(sets, published):
    alpha = SetAlpha(sets, NOMINAL)(weights(sets))[0]
    assert alpha == pytest.approx(published, abs=0.0006)


def test_alpha_of_one_label_is_alpha_of_its_two_values():
    m, k = counts(MEG_AND_OWEN, "1")
    assert binary_alpha(m, k, weights(MEG_AND_OWEN))[0] == pytest.approx(0.095, abs=0.0006)


def test_ac1_equals_gwets_example_of_high_agreement():
    # Gwet (2008): 118 subjects positive for both raters, 5 and 2 for one, none negative for both.
    sets = units("1" * 125, "1" * 125)
    m = np.full(125, 2.0)
    k = np.array([2.0] * 118 + [1.0] * 7)
    assert ac1(m, k, weights(sets))[0] == pytest.approx(0.941, abs=0.0006)
    # Cicchetti & Feinstein's positive agreement of the same table: 2 · 118 / (2 · 118 + 5 + 2).
    assert positive_agreement(m, k, weights(sets))[0] == pytest.approx(0.971, abs=0.0006)


def test_ac1_keeps_gaps_out_of_agreement_and_in_the_frequencies():
    # By hand: units (1,1), (1,0), (0,0), (1 alone). pa = 2/3, share of 1: (1+½+0+1)/4 = 0.625.
    m, k = np.array([2.0, 2, 2, 1]), np.array([2.0, 1, 0, 1])
    expected = (2 / 3 - 2 * 0.625 * 0.375) / (1 - 2 * 0.625 * 0.375)
    assert ac1(m, k, np.ones((1, 4)))[0] == pytest.approx(expected)


def test_masi_is_passonneaus():
    a, ab, bc, abc = (frozenset(text) for text in ("a", "ab", "bc", "abc"))
    assert masi_distance(a, a) == 0
    assert masi_distance(a, ab) == pytest.approx(1 - 1 / 2 * 2 / 3)
    assert masi_distance(ab, bc) == pytest.approx(1 - 1 / 3 * 1 / 3)
    assert masi_distance(abc, bc) == pytest.approx(1 - 2 / 3 * 2 / 3)
    assert masi_distance(a, bc) == 1
    assert masi_distance(frozenset(), frozenset()) == 0
    assert masi_distance(frozenset(), a) == 1


def test_alpha_of_sets_by_hand():
    # Two fragments, two coders: {a} {a,b} and {b} {b}. With Jaccard: Dₒ = (2 · ½) / 4.
    sets = [[frozenset("a"), frozenset("ab")], [frozenset("b"), frozenset("b")]]
    # Expected: values a, ab, b, b; distances a–ab ½, a–b 1 (twice), ab–b ½ (twice), each counted
    # in both orders: 2 · (½ + 2 · 1 + 2 · ½) = 7, over n (n − 1) = 12.
    alpha = SetAlpha(sets, jaccard_distance)(weights(sets))[0]
    assert alpha == pytest.approx(1 - (1 / 4) / (7 / 12))


def test_one_coder_leaves_every_figure_undefined():
    sets = units("0101")
    m, k = counts(sets, "1")
    assert np.isnan(SetAlpha(sets, masi_distance)(weights(sets))[0])
    for figure in (binary_alpha, ac1, positive_agreement):
        assert np.isnan(figure(m, k, weights(sets))[0])


def test_a_coder_without_any_answer_changes_nothing():
    with_gaps = units("0100000010", "1110010000", "..........")
    figure = SetAlpha(with_gaps, NOMINAL)(weights(with_gaps))[0]
    assert figure == SetAlpha(MEG_AND_OWEN, NOMINAL)(weights(MEG_AND_OWEN))[0]


def test_a_label_that_nobody_used_has_no_alpha_and_no_positive_agreement():
    m, k = np.full(6, 2.0), np.zeros(6)
    one = np.ones((1, 6))
    assert np.isnan(binary_alpha(m, k, one)[0])
    assert np.isnan(positive_agreement(m, k, one)[0])
    assert ac1(m, k, one)[0] == 1


CODINGS = st.lists(
    st.lists(st.frozensets(st.sampled_from("abc")), min_size=2, max_size=4), min_size=2, max_size=8
)


@given(CODINGS)
def test_coders_who_always_agree_have_alpha_one(sets):
    same = [[unit[0]] * len(unit) for unit in sets]
    alpha = SetAlpha(same, masi_distance)(weights(same))[0]
    assert np.isnan(alpha) or alpha == pytest.approx(1)


@given(CODINGS, st.integers(0, 3))
def test_weighing_a_fragment_twice_is_having_it_twice(sets, which):
    which %= len(sets)
    twice = np.ones((1, len(sets)))
    twice[0, which] = 2
    longer = [*sets, sets[which]]
    for distance in (masi_distance, jaccard_distance):
        a = SetAlpha(sets, distance)(twice)[0]
        b = SetAlpha(longer, distance)(weights(longer))[0]
        assert a == pytest.approx(b, nan_ok=True)


@given(CODINGS)
def test_the_order_of_coders_does_not_count(sets):
    turned = [unit[::-1] for unit in sets]
    a = SetAlpha(sets, masi_distance)(weights(sets))[0]
    assert a == pytest.approx(SetAlpha(turned, masi_distance)(weights(turned))[0], nan_ok=True)
