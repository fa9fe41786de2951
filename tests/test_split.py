import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.features import Texts, Vectors, fit_blocks
from classifier.records import Fragment
from classifier.split import find_twins, group_folds, group_numbers


def fragments(*places):
    return [Fragment(str(i), "x", country=c, harvest=h) for i, (c, h) in enumerate(places)]


def test_one_country_in_one_harvest_is_one_group():
    rows = fragments(("Mali", "1"), ("Mali", "2"), ("Mali", "1"), ("Iraq", "1"))
    assert group_numbers(rows).tolist() == [0, 1, 0, 2]
    assert group_numbers(rows, by="country").tolist() == [0, 0, 0, 1]
    assert group_numbers(rows, by="harvest").tolist() == [0, 1, 0, 0]


def test_twins_join_their_groups_and_chains_of_twins_too():
    rows = fragments(("A", "1"), ("B", "1"), ("C", "1"), ("D", "1"))
    assert group_numbers(rows, [(0, 2, 0.9), (2, 3, 0.9)]).tolist() == [0, 1, 0, 0]
    assert group_numbers(rows, [(1, 2, 0.9)], by="twins").tolist() == [0, 1, 1, 2]


def test_the_same_outcome_told_twice_is_found():
    texts = Texts(
        (
            "In May the clans signed a grazing calendar near the river",
            "In June the clans signed a grazing calendar near the river",
            "Two reporters walked free after nineteen days",
        ),
        ("", "", ""),
    )
    blocks = fit_blocks(texts, [False] * 3, texts.outcomes, {})
    found = find_twins(blocks, texts, Vectors({}, {}))
    assert [(i, j) for i, j, _ in found] == [(0, 1)]
    assert 0.4 < found[0][2] < 1


def test_twins_are_found_once_wherever_they_stand(monkeypatch):
    told = ["the clans signed a grazing calendar", "two reporters walked free", "a law on land"]
    texts = Texts(tuple(told[i % 3] for i in range(7)), ("",) * 7)
    random = np.random.default_rng(0).normal(size=(3, 8)).astype(np.float32)
    random /= np.linalg.norm(random, axis=1, keepdims=True)
    rows = {"any": random[[i % 3 for i in range(7)]]}
    blocks = fit_blocks(texts, [False] * 7, texts.outcomes, {"any": 8})
    expected = [(i, j) for i in range(7) for j in range(i + 1, 7) if i % 3 == j % 3]
    for piece in (1, 2, 3, 1000):
        monkeypatch.setattr("classifier.split.PIECE", piece)
        found = find_twins(blocks, texts, Vectors(rows, rows))
        assert sorted((i, j) for i, j, _ in found) == expected


@given(st.lists(st.integers(0, 12), min_size=1, max_size=80), st.integers(0, 3), st.integers(2, 6))
def test_no_group_is_in_two_folds_and_no_fold_is_empty(groups, seed, n_folds):
    groups = np.array(groups)
    values = np.random.default_rng(1).random((len(groups), 4)) < 0.3
    folds = group_folds(values, groups, n_folds, seed)
    for group in np.unique(groups):
        assert len(np.unique(folds[groups == group])) == 1
    assert len(np.unique(folds)) == min(n_folds, len(np.unique(groups)))


def test_labels_and_sizes_are_spread_evenly():
    rng = np.random.default_rng(0)
    groups = rng.integers(0, 60, 600)
    values = rng.random((600, 8)) < np.array([0.5, 0.3, 0.2, 0.1, 0.1, 0.05, 0.05, 0.02])
    folds = group_folds(values, groups)
    sizes = np.bincount(folds)
    assert sizes.max() <= 1.25 * sizes.min()
    examples = np.array([values[folds == f].sum(axis=0) for f in range(5)])
    assert (examples >= 1).all()


def test_the_same_seed_gives_the_same_folds():
    rng = np.random.default_rng(0)
    groups, values = rng.integers(0, 30, 200), rng.random((200, 3)) < 0.2
    first = group_folds(values, groups, seed=4)
    assert first.tolist() == group_folds(values, groups, seed=4).tolist()
    assert first.tolist() != group_folds(values, groups, seed=5).tolist()


@pytest.mark.parametrize("n_fragments", [0, 1])
def test_too_few_fragments_for_folds_are_no_error(n_fragments):
    folds = group_folds(np.zeros((n_fragments, 2), bool), np.arange(n_fragments))
    assert folds.tolist() == [0] * n_fragments
