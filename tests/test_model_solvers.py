"""The ridge: held-out scores against plain refits, computed the long way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from classifier.features.blocks import gram
from classifier.model.exact import ExactSolver
from classifier.model.landmarks import Landmarks, choose_landmarks
from classifier.model.leave_out import without_own_share
from classifier.model.primal import PrimalSolver
from classifier.model.training_rows import TrainingRows, weights_from_rows
from classifier.split import LeftOut, leave_out

N_FRAGMENTS, N_SENTENCES, N_FEATURES, N_LABELS = 24, 4, 9, 4
# Across groups and inside one, of rows that know the last label and rows that do not.
TWINS = [(0, 7, 0.9), (1, 2, 0.9), (3, 18, 0.9), (3, 4, 0.9), (11, 16, 0.9), (12, 23, 0.9)]


def make_rows(seed=0, mask=True):
    """Fragments, sentences of weight 2 below them; the last label came later."""
    random = np.random.default_rng(seed)
    features = random.normal(size=(N_FRAGMENTS + N_SENTENCES, N_FEATURES)) / 3
    targets = (random.random((len(features), N_LABELS)) < 0.4).astype(float)
    targets[N_FRAGMENTS:] = np.eye(N_SENTENCES)
    known = np.ones(targets.shape, dtype=bool)
    if mask:
        known[:10, 3] = False
    costs = np.concatenate([np.ones(N_FRAGMENTS), np.full(N_SENTENCES, 0.5)])
    return TrainingRows(
        features[:N_FRAGMENTS], targets, known, costs, sentence_features=features[N_FRAGMENTS:]
    )


def refit(rows, kept, label, lam):
    """Weighted ridge with a free intercept by its normal equations: (weights, intercept)."""
    kept = kept & rows.known[:, label]
    wide = np.column_stack([rows.all_features[kept], np.ones(kept.sum())])
    weights = 1 / rows.costs[kept]
    penalty = lam * np.diag([1.0] * N_FEATURES + [0.0])
    sums = wide.T @ (weights[:, None] * wide) + penalty
    solution = np.linalg.solve(sums, wide.T @ (weights * rows.targets[kept, label]))
    return solution[:-1], solution[-1]


def taken(rows, fragments):
    """The same rows with some of the fragments, in that order, and all sentences."""
    chosen = np.concatenate([fragments, np.arange(N_FRAGMENTS, len(rows.costs))])
    return TrainingRows(
        rows.features[fragments],
        rows.targets[chosen],
        rows.known[chosen],
        rows.costs[chosen],
        sentence_features=rows.sentence_features,
    )


def landmarks_of(rows, n_landmarks=100):
    n_sentences = len(rows.costs) - rows.n_fragments
    chosen = choose_landmarks(rows.n_fragments, n_sentences, n_landmarks, seed=0)
    return Landmarks([rows.take(chosen)])


def solvers(rows):
    """Both paths; with every row a landmark the second is exact too."""
    return [ExactSolver(rows), PrimalSolver(landmarks_of(rows).placed(rows))]


def weights_of(path, rows, lam):
    """Weights of the features and intercepts, on either path."""
    fit = fitted(solvers(rows)[path], lam)
    return landmarks_of(rows).feature_weights(fit.coef) if path else fit.coef, fit.intercept


def fitted(solver, lam):
    (fit,) = solver.fit([lam], leave_out(range(solver.rows.n_fragments)))
    return fit


def test_two_fragments_can_be_followed_by_hand():
    # K = I, λ = 1, so K + λ = 2I; the intercept is the mean ½ and α = (t − ½) / 2 = ±¼.
    rows = TrainingRows(np.eye(2), np.array([[1.0], [0]]), np.ones((2, 1), bool), np.ones(2))
    fit = fitted(ExactSolver(rows), 1.0)
    assert fit.coef.ravel() == pytest.approx([0.25, -0.25])
    assert fit.intercept == pytest.approx([0.5])
    # One row alone is fitted by its own target, and the two are unlike: each predicts the other.
    assert fit.leave_one_out.ravel() == pytest.approx([0.0, 1.0])


@pytest.mark.parametrize("path", [0, 1])
@pytest.mark.parametrize("lam", [0.25, 4.0])
def test_left_out_scores_are_those_of_a_fit_without_the_group_and_the_twins(path, lam):
    rows = make_rows()
    left_out = leave_out([i % 5 for i in range(N_FRAGMENTS)], TWINS)
    scores = solvers(rows)[path].fit([lam], left_out)[0].left_out
    for i, held in enumerate(left_out.each()):
        kept = ~np.isin(np.arange(len(rows.costs)), held)
        for label in range(N_LABELS):
            weights, intercept = refit(rows, kept, label, lam)
            expected = rows.features[i] @ weights + intercept
            assert scores[i, label] == pytest.approx(expected, abs=1e-6)


def test_a_group_larger_than_the_landmarks_is_left_out_as_exactly():
    rows = make_rows()
    left_out = leave_out([i % 3 for i in range(N_FRAGMENTS)], TWINS)
    few = landmarks_of(rows, 6).placed(rows)
    scores = PrimalSolver(few).fit([1.0], left_out)[0].left_out
    for i, held in enumerate(left_out.each()):
        kept = ~np.isin(np.arange(len(rows.costs)), held)
        for label in range(N_LABELS):
            part = kept & rows.known[:, label]
            described = np.column_stack([few.all_features, np.ones(len(rows.costs))])
            phi, weights = described[part], 1 / rows.costs[part]
            sums = phi.T @ (weights[:, None] * phi) + np.diag([1.0] * few.features.shape[1] + [0.0])
            solved = np.linalg.solve(sums, phi.T @ (weights * rows.targets[part, label]))
            assert scores[i, label] == pytest.approx(described[i] @ solved, abs=1e-6)


@pytest.mark.parametrize("path", [0, 1])
def test_copies_left_out_at_once_are_scored_as_one_by_one(path):
    rows = make_rows()
    copies = [(0, 1, 1.0), (0, 2, 1.0), (1, 2, 1.0), (3, 4, 1.0), (4, 5, 0.9)]
    left_out = leave_out(range(N_FRAGMENTS), copies)
    assert left_out.blocks[0] == left_out.blocks[2]
    scores = solvers(rows)[path].fit([1.0], left_out)[0].left_out
    for i, held in enumerate(left_out.each()):
        kept = ~np.isin(np.arange(len(rows.costs)), held)
        for label in range(N_LABELS):
            weights, intercept = refit(rows, kept, label, 1.0)
            expected = rows.features[i] @ weights + intercept
            assert scores[i, label] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("path", [0, 1])
def test_leave_one_out_equals_fitting_without_the_row(path):
    rows = make_rows()
    scores = fitted(solvers(rows)[path], 0.5).leave_one_out
    for label in range(N_LABELS):
        for i in range(N_FRAGMENTS):
            weights, intercept = refit(rows, np.arange(len(rows.costs)) != i, label, 0.5)
            assert scores[i, label] == pytest.approx(
                rows.features[i] @ weights + intercept, abs=1e-6
            )


@pytest.mark.parametrize("path", [0, 1])
def test_the_fit_equals_the_normal_equations(path):
    rows = make_rows()
    coef, intercepts = weights_of(path, rows, 2.0)
    for label in range(N_LABELS):
        weights, intercept = refit(rows, np.ones(len(rows.costs), dtype=bool), label, 2.0)
        assert coef[:, label] == pytest.approx(weights, abs=1e-6)
        assert intercepts[label] == pytest.approx(intercept, abs=1e-6)


@pytest.mark.parametrize("path", [0, 1])
def test_an_unknown_cell_has_no_influence(path):
    rows = make_rows()
    flipped = rows.targets.copy()
    flipped[~rows.known] = 1 - flipped[~rows.known]
    other = replace(rows, targets=flipped)
    one, two = solvers(rows)[path], solvers(other)[path]
    left_out = leave_out([i % 4 for i in range(N_FRAGMENTS)], TWINS)
    first, second = (solver.fit([1.0], left_out)[0] for solver in (one, two))
    np.testing.assert_array_equal(first.left_out, second.left_out)
    np.testing.assert_array_equal(first.coef, second.coef)
    np.testing.assert_array_equal(first.leave_one_out, second.leave_one_out)


@pytest.mark.parametrize("path", [0, 1])
def test_a_sentence_of_weight_two_counts_like_two(path):
    rows = make_rows(mask=False)
    sentences = np.arange(N_FRAGMENTS, len(rows.costs))
    twice = np.concatenate([np.arange(len(rows.costs)), sentences])
    doubled = TrainingRows(
        rows.features,
        rows.targets[twice],
        rows.known[twice],
        np.ones(len(twice)),
        sentence_features=np.vstack([rows.sentence_features] * 2),
    )
    once, again = weights_of(path, rows, 1.0), weights_of(path, doubled, 1.0)
    assert once[0] == pytest.approx(again[0], abs=1e-6)
    assert once[1] == pytest.approx(again[1], abs=1e-6)


@pytest.mark.parametrize("path", [0, 1])
def test_where_no_row_is_left_there_is_no_score(path):
    rows = TrainingRows(np.eye(3), np.eye(3), np.ones((3, 3), bool), np.ones(3))
    everybody = LeftOut(np.zeros(3, int), (np.zeros(0, int),) * 3)
    assert np.isnan(solvers(rows)[path].fit([1.0], everybody)[0].left_out).all()
    twins_of_all = leave_out([0, 1, 2], [(0, 1, 0.9), (0, 2, 0.9)])
    scores = solvers(rows)[path].fit([1.0], twins_of_all)[0].left_out
    assert np.isnan(scores[0]).all()
    assert np.isfinite(scores[1:]).all()
    alone = TrainingRows(np.eye(1), np.ones((1, 2)), np.array([[True, False]]), np.ones(1))
    fit = fitted(solvers(alone)[path], 1.0)
    assert np.isnan(fit.leave_one_out).all()
    assert fit.coef == pytest.approx(np.zeros((1, 2)))
    assert fit.intercept[0] == pytest.approx(1.0)
    assert np.isnan(fit.intercept[1])


def test_what_leaving_out_does_to_the_mean_is_taken_out_of_the_score():
    # Four rows, one with the label; the mean of the others is 0 for it and 1/3 for the rest, but
    # for the second, which is left out with the first.
    truth = np.array([[True], [False], [False], [False]])
    left_out = leave_out(range(4), [(0, 1, 0.9)])
    moved = without_own_share(np.zeros((4, 1)), truth, np.ones((4, 1), bool), left_out)
    share, with_it, with_twin = 1.5 / 5, 1.5 / 4, 0.5 / 3
    assert moved.ravel() == pytest.approx(
        [share - with_twin, share - with_twin, share - with_it, share - with_it]
    )


def test_labels_known_to_the_same_rows_are_solved_together():
    rows = make_rows()
    found = {tuple(labels): part.sum() for part, labels in rows.patterns()}
    assert found == {(0, 1, 2): 28, (3,): 18}


@pytest.mark.parametrize("form", [sparse.csr_matrix, sparse.csr_array, np.asarray])
def test_inner_products_are_the_same_sparse_or_dense(form):
    random = np.random.default_rng(0)
    left, right = random.normal(size=(7, 30)), random.normal(size=(25, 30))
    right[:, :20] *= random.random((25, 20)) < 0.05  # rare columns beside filled ones
    found = gram(form(left), form(right))
    assert type(found) is np.ndarray
    assert found == pytest.approx(left @ right.T)


@pytest.mark.parametrize("form", [sparse.csr_matrix, np.asarray])
def test_row_weights_become_feature_weights(form):
    features = np.array([[1.0, 0], [2, 3]])
    found = weights_from_rows(form(features), np.array([[1.0], [-1]]))
    assert found.tolist() == [[-1.0], [-3.0]]


@pytest.mark.parametrize("form", [sparse.csr_matrix, np.asarray])
def test_rows_are_taken_from_the_fragments_and_the_sentences_below_them(form):
    features = np.arange(15.0).reshape(5, 3)
    rows = TrainingRows(
        form(features[:3]),
        np.zeros((5, 1)),
        np.ones((5, 1), bool),
        np.ones(5),
        sentence_features=form(features[3:]),
    )
    for chosen in ([0, 2, 3, 4], [1], [4], []):
        found = rows.take(np.array(chosen, dtype=int))
        found = found.toarray() if sparse.issparse(found) else found
        np.testing.assert_array_equal(found, features[chosen])
    everything = rows.all_features
    everything = everything.toarray() if sparse.issparse(everything) else everything
    np.testing.assert_array_equal(everything, features)


def test_every_sentence_is_a_landmark_and_the_draw_repeats():
    chosen = choose_landmarks(24, 4, 7, seed=3)
    assert {24, 25, 26, 27} <= set(chosen)
    assert len(set(chosen)) == 7
    np.testing.assert_array_equal(chosen, choose_landmarks(24, 4, 7, seed=3))
    assert choose_landmarks(24, 4, 1, seed=3).tolist() == [24, 25, 26, 27]
    # However many sentences there are, half as many as asked for are fragments.
    assert (choose_landmarks(24, 40, 20, seed=3) < 24).sum() == 10


def test_copies_among_the_landmarks_do_no_harm():
    rows = make_rows(mask=False)
    doubled = taken(rows, np.repeat(np.arange(N_FRAGMENTS), 2))
    left_out = leave_out([i // 2 for i in range(2 * N_FRAGMENTS)])
    exact, landmarks = (solver.fit([1.0], left_out)[0].left_out for solver in solvers(doubled))
    assert landmarks == pytest.approx(exact, abs=1e-5)


def test_a_matrix_that_is_not_positive_definite_is_refused():
    rows = make_rows(mask=False)
    with pytest.raises(np.linalg.LinAlgError, match="not positive definite"):
        fitted(ExactSolver(rows), -100.0)
