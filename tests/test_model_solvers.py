"""The ridge: held-out scores against plain refits, computed the long way."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from classifier.features.gram import gram
from classifier.model.exact import ExactSolver
from classifier.model.landmarks import LandmarkSolver, choose_landmarks
from classifier.model.rows import TrainingRows, weights_from_rows

N_FRAGMENTS, N_SENTENCES, N_FEATURES, N_LABELS = 24, 4, 9, 4


def make_rows(seed=0, mask=True):
    """Fragments in three folds, sentences of weight 2 below them; the last label came later."""
    random = np.random.default_rng(seed)
    n_rows = N_FRAGMENTS + N_SENTENCES
    features = random.normal(size=(n_rows, N_FEATURES)) / 3
    targets = (random.random((n_rows, N_LABELS)) < 0.4).astype(float)
    targets[N_FRAGMENTS:] = np.eye(N_SENTENCES)
    known = np.ones(targets.shape, dtype=bool)
    if mask:
        known[:10, 3] = False
    costs = np.concatenate([np.ones(N_FRAGMENTS), np.full(N_SENTENCES, 0.5)])
    folds = np.concatenate([np.arange(N_FRAGMENTS) % 3, np.full(N_SENTENCES, -1)])
    return TrainingRows(features, targets, known, costs, folds)


def refit(rows, kept, label, lam):
    """Weighted ridge with a free intercept by its normal equations: (weights, intercept)."""
    kept = kept & rows.known[:, label]
    wide = np.column_stack([rows.features[kept], np.ones(kept.sum())])
    weights = 1 / rows.costs[kept]
    penalty = lam * np.diag([1.0] * N_FEATURES + [0.0])
    sums = wide.T @ (weights[:, None] * wide) + penalty
    solution = np.linalg.solve(sums, wide.T @ (weights * rows.targets[kept, label]))
    return solution[:-1], solution[-1]


def solvers(rows):
    """Both paths; with every row a landmark the second is exact too."""
    return [ExactSolver(rows), LandmarkSolver(rows, n_landmarks=100, seed=0)]


def test_two_fragments_can_be_followed_by_hand():
    # K = I, λ = 1, so K + λ = 2I; the intercept is the mean ½ and α = (t − ½) / 2 = ±¼.
    rows = TrainingRows(
        np.eye(2), np.array([[1.0], [0]]), np.ones((2, 1), bool), np.ones(2), np.arange(2)
    )
    fit = ExactSolver(rows).final(1.0)
    assert fit.coef.ravel() == pytest.approx([0.25, -0.25])
    assert fit.intercept == pytest.approx([0.5])
    # One row alone is fitted by its own target, and the two are unlike: each predicts the other.
    assert fit.leave_one_out.ravel() == pytest.approx([0.0, 1.0])


@pytest.mark.parametrize("path", [0, 1])
@pytest.mark.parametrize("lam", [0.25, 4.0])
def test_leave_fold_out_equals_fitting_without_the_fold(path, lam):
    rows = make_rows()
    (scores,) = solvers(rows)[path].out_of_fold([lam])
    for label in range(N_LABELS):
        for fold in range(3):
            held = rows.folds == fold
            weights, intercept = refit(rows, ~held, label, lam)
            expected = rows.features[held] @ weights + intercept
            assert scores[held, label] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("path", [0, 1])
def test_leave_one_out_equals_fitting_without_the_row(path):
    rows = make_rows()
    scores = solvers(rows)[path].final(0.5).leave_one_out
    for label in range(N_LABELS):
        for i in range(len(rows.costs)):
            weights, intercept = refit(rows, np.arange(len(rows.costs)) != i, label, 0.5)
            assert scores[i, label] == pytest.approx(
                rows.features[i] @ weights + intercept, abs=1e-6
            )


@pytest.mark.parametrize("path", [0, 1])
def test_the_fit_equals_the_normal_equations(path):
    rows = make_rows()
    fit = solvers(rows)[path].final(2.0)
    for label in range(N_LABELS):
        weights, intercept = refit(rows, np.ones(len(rows.costs), dtype=bool), label, 2.0)
        assert fit.coef[:, label] == pytest.approx(weights, abs=1e-6)
        assert fit.intercept[label] == pytest.approx(intercept, abs=1e-6)


@pytest.mark.parametrize("path", [0, 1])
def test_an_unknown_cell_has_no_influence(path):
    rows = make_rows()
    flipped = rows.targets.copy()
    flipped[~rows.known] = 1 - flipped[~rows.known]
    other = TrainingRows(rows.features, flipped, rows.known, rows.costs, rows.folds)
    one, two = solvers(rows)[path], solvers(other)[path]
    np.testing.assert_array_equal(one.out_of_fold([1.0]), two.out_of_fold([1.0]))
    np.testing.assert_array_equal(one.final(1.0).coef, two.final(1.0).coef)
    np.testing.assert_array_equal(one.final(1.0).leave_one_out, two.final(1.0).leave_one_out)


@pytest.mark.parametrize("path", [0, 1])
def test_a_sentence_of_weight_two_counts_like_two(path):
    rows = make_rows(mask=False)
    twice = np.concatenate([np.arange(len(rows.costs)), np.arange(N_FRAGMENTS, len(rows.costs))])
    doubled = TrainingRows(
        rows.features[twice],
        rows.targets[twice],
        rows.known[twice],
        np.ones(len(twice)),
        rows.folds[twice],
    )
    once, again = solvers(rows)[path].final(1.0), solvers(doubled)[path].final(1.0)
    assert once.coef == pytest.approx(again.coef, abs=1e-6)
    assert once.intercept == pytest.approx(again.intercept, abs=1e-6)


@pytest.mark.parametrize("path", [0, 1])
def test_where_no_row_is_left_there_is_no_score(path):
    one_fold = TrainingRows(
        np.eye(3), np.eye(3), np.ones((3, 3), bool), np.ones(3), np.zeros(3, int)
    )
    assert np.isnan(solvers(one_fold)[path].out_of_fold([1.0])).all()
    alone = TrainingRows(
        np.eye(1), np.ones((1, 2)), np.array([[True, False]]), np.ones(1), np.zeros(1, int)
    )
    fit = solvers(alone)[path].final(1.0)
    assert np.isnan(fit.leave_one_out).all()
    assert fit.coef == pytest.approx(np.zeros((1, 2)))
    assert fit.intercept[0] == pytest.approx(1.0)
    assert np.isnan(fit.intercept[1])


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
        np.array([0, 1, 0, -1, -1]),
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
    folds = np.array([0, 1, 2, 0, 1, -1, -1])
    chosen = choose_landmarks(folds, 4, seed=3)
    assert {5, 6} <= set(chosen)
    assert len(set(chosen)) == 4
    np.testing.assert_array_equal(chosen, choose_landmarks(folds, 4, seed=3))
    assert choose_landmarks(folds, 1, seed=3).tolist() == [5, 6]


def test_twin_landmarks_do_no_harm():
    rows = make_rows(mask=False)
    twins = np.repeat(np.arange(len(rows.costs)), 2)
    doubled = TrainingRows(
        rows.features[twins],
        rows.targets[twins],
        rows.known[twins],
        rows.costs[twins],
        rows.folds[twins],
    )
    exact, landmarks = (solver.out_of_fold([1.0])[0][:48] for solver in solvers(doubled))
    assert landmarks == pytest.approx(exact, abs=1e-5)


def test_a_matrix_that_is_not_positive_definite_is_refused():
    rows = make_rows(mask=False)
    with pytest.raises(np.linalg.LinAlgError, match="not positive definite"):
        ExactSolver(rows).out_of_fold([-100.0])
