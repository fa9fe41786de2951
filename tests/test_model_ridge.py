"""The estimator: all steps together, scikit-learn's contract, and every border."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.utils.estimator_checks import parametrize_with_checks

from classifier.model.logistic import sigmoid
from classifier.model.ridge import RidgeCoder
from classifier.model.training_rows import Pseudo
from classifier.split import leave_out

TICKS_ONLY = "feeds y with other values than ticks"
NOT_FOR_TICKS = {
    "check_estimators_dtypes": TICKS_ONLY,
    "check_fit2d_1feature": TICKS_ONLY,
    "check_estimator_sparse_array": "expects two probability columns for one label; see the test "
    "that sparse and dense rows give the same",
    "check_estimator_sparse_matrix": "as for the sparse array",
}


@parametrize_with_checks(
    [RidgeCoder(), RidgeCoder(exact_limit=0, n_landmarks=10)],
    expected_failed_checks=lambda estimator: NOT_FOR_TICKS,
)
def test_the_scikit_learn_contract_holds(estimator, check):
    check(estimator)


def simulate(seed=0, n=120, n_labels=6, n_features=40):
    """Texts whose features bear on the labels: dict of what `fit` takes."""
    random = np.random.default_rng(seed)
    weights = random.normal(size=(n_features, n_labels))
    features = random.normal(size=(n, n_features)) / np.sqrt(n_features)
    odds = 2.5 * features @ weights - 1.5
    return {
        "X": features,
        "y": random.random((n, n_labels)) < sigmoid(odds),
        "left_out": leave_out((np.arange(n) % 5).tolist()),
        "known": np.arange(n)[:, None] >= np.array([0] * (n_labels - 1) + [n // 3]),
        "pseudo": Pseudo(weights.T / 10, np.eye(n_labels, dtype=bool), 2.0),
        "name_features": np.stack([odds, random.normal(size=odds.shape)], axis=2),
    }


# What is fitted and no number; its numbers stand beside it or are looked at elsewhere.
OBJECTS = {"calibration_", "primal_"}


def everything(model):
    """All fitted numbers by name."""
    arrays = {k: v for k, v in vars(model).items() if k.endswith("_") and k not in OBJECTS}
    return arrays | {f"calibration.{k}": v for k, v in vars(model.calibration_).items()}


def same(one, two, atol):
    """Whether two fitted models hold the same numbers."""
    one, two = everything(one), everything(two)
    assert one.keys() == two.keys()
    for key, value in one.items():
        np.testing.assert_allclose(two[key], value, rtol=0, atol=atol, err_msg=key)


def test_the_same_data_give_the_same_numbers_to_the_last_bit():
    same(RidgeCoder().fit(**simulate()), RidgeCoder().fit(**simulate()), atol=0)
    many = RidgeCoder(exact_limit=50, n_landmarks=40)
    same(clone(many).fit(**simulate()), clone(many).fit(**simulate()), atol=0)


def test_single_precision_and_copies_of_rows_do_no_harm():
    data = simulate(n=120) | {"pseudo": None}
    data["X"] = np.repeat(data["X"][:60], 2, axis=0)
    exact = RidgeCoder().fit(**data)
    short = {"X": data["X"].astype(np.float32)}
    for limit in (100, 1):  # with its columns as they are, and in terms of landmarks
        large = RidgeCoder(exact_limit=limit).fit(**data | short)
        found = large.held_out_probabilities_
        np.testing.assert_allclose(found, exact.held_out_probabilities_, atol=1e-3)


def test_one_thread_or_two_give_the_same_probabilities():
    data = simulate(n=400)
    one, two = RidgeCoder(threads=1).fit(**data), RidgeCoder(threads=2).fit(**data)
    assert one.held_out_probabilities_ == pytest.approx(two.held_out_probabilities_, abs=1e-9)
    np.testing.assert_array_equal(
        one.predict(data["X"], data["name_features"]), two.predict(data["X"], data["name_features"])
    )


@pytest.mark.parametrize("form", [sparse.csr_matrix, sparse.csr_array])
def test_sparse_and_dense_rows_give_the_same(form):
    data = simulate()
    dense = RidgeCoder().fit(**data)
    pseudo = data["pseudo"]._replace(features=form(data["pseudo"].features))
    thin = RidgeCoder().fit(**data | {"X": form(data["X"]), "pseudo": pseudo})
    same(dense, thin, atol=1e-12)
    mixed = RidgeCoder().fit(**data | {"pseudo": pseudo})
    same(dense, mixed, atol=1e-12)
    new = simulate(1)
    p = dense.predict_proba(new["X"], new["name_features"])
    assert p == pytest.approx(thin.predict_proba(form(new["X"]), new["name_features"]))


def test_the_penalty_taken_has_the_smallest_log_loss():
    model = RidgeCoder().fit(**simulate())
    losses = dict(model.lambda_path_)
    assert len(losses) == len(model.lambdas)
    assert model.lambda_ == min(losses, key=losses.__getitem__)
    held = model.held_out_probabilities_
    y, known = simulate()["y"], model.known_
    surprise = -np.log(np.where(y, held, 1 - held))[known].mean()
    assert losses[model.lambda_] == pytest.approx(surprise)


def test_noisy_labels_call_for_a_larger_penalty():
    data = simulate(n=400)
    noisy = np.random.default_rng(0).random(data["y"].shape) < 0.9
    clean, blurred = (
        RidgeCoder(lambdas=(0.1, 1.0, 10.0, 100.0))
        .fit(data["X"], y, left_out=data["left_out"])
        .lambda_
        for y in (data["y"], np.where(noisy, False, data["y"]))
    )
    assert blurred > clean


def moved(data, rows):
    """What leaving ``rows`` out does to the labels' shares, which is taken out of the scores."""

    def share(chosen):
        known = data["known"][chosen]
        return ((data["y"][chosen] & known).sum(axis=0) + 0.5) / (known.sum(axis=0) + 1)

    everything = np.arange(len(data["y"]))
    return share(everything) - share(np.setdiff1d(everything, rows))


def without(data, rows):
    """The same data with some fragments taken away."""
    kept = {k: np.delete(data[k], rows, axis=0) for k in ("X", "y", "known")}
    return kept | {"pseudo": data["pseudo"]}


@pytest.mark.parametrize("row", [0, 3])
def test_held_out_scores_are_those_of_a_model_fitted_without_the_group_and_the_twins(row):
    data = simulate()
    del data["name_features"]
    data["left_out"] = leave_out((np.arange(120) % 5).tolist(), [(row, 46, 0.9), (46, 102, 0.9)])
    whole = RidgeCoder(lambdas=(1.0,)).fit(**data)
    held = np.append(np.arange(row, 120, 5), 46)
    smaller = RidgeCoder(lambdas=(1.0,)).fit(**without(data, held))
    expected = smaller.decision_function(data["X"][[row]]) + moved(data, held)
    expected = whole.calibration_.probabilities(expected)
    assert whole.held_out_probabilities_[[row]] == pytest.approx(expected)


@pytest.mark.parametrize("row", [0, 77])
def test_leave_one_out_scores_are_those_of_a_model_fitted_without_the_row(row):
    data = simulate()
    del data["name_features"]
    whole = RidgeCoder(lambdas=(1.0,)).fit(**data)
    smaller = RidgeCoder(lambdas=(1.0,)).fit(**without(data, [row]))
    expected = smaller.decision_function(data["X"][[row]]) + moved(data, [row])
    expected = whole.calibration_.probabilities(expected)
    assert whole.loo_probabilities_[[row]] == pytest.approx(expected)


def test_a_sentence_of_weight_three_counts_like_three():
    data = simulate()
    features, labels, _ = data["pseudo"]
    heavy = RidgeCoder().fit(**data | {"pseudo": Pseudo(features, labels, 3.0)})
    thrice = Pseudo(np.tile(features, (3, 1)), np.tile(labels, (3, 1)), 1.0)
    assert heavy.coef_ == pytest.approx(RidgeCoder().fit(**data | {"pseudo": thrice}).coef_)


def test_a_prediction_is_raw_score_then_calibration_then_threshold():
    data, new = simulate(), simulate(1)
    model = RidgeCoder().fit(**data)
    raw = new["X"] @ model.coef_ + model.intercept_
    p = model.calibration_.probabilities(raw, new["name_features"])
    assert model.predict_proba(new["X"], new["name_features"]) == pytest.approx(p)
    ticks = model.predict(new["X"], new["name_features"])
    np.testing.assert_array_equal(ticks, p >= model.thresholds_)


def test_names_and_sentences_help_where_examples_are_few():
    few, new = simulate(n=30), simulate(0, n=600)
    later = slice(200, 600)
    y = new["y"][later]
    plain = RidgeCoder().fit(few["X"], few["y"], left_out=few["left_out"])
    helped = RidgeCoder().fit(**few)
    losses = [
        -np.log(np.where(y, p, 1 - p)).mean()
        for p in (
            plain.predict_proba(new["X"][later]),
            helped.predict_proba(new["X"][later], new["name_features"][later]),
        )
    ]
    assert losses[1] < losses[0] - 0.02


def write_texts(seed, n, n_topics=5, n_words=1500, length=40):
    """Word counts of texts on topics, words as unequally frequent as in language."""
    random = np.random.default_rng(seed)
    zipf = 1 / np.arange(10, n_words + 10)
    flavours = zipf * np.random.default_rng(99).gamma(0.3, size=(n_topics, n_words))
    topics = random.random((n, n_topics)) < 0.25
    mixes = 0.5 * zipf / zipf.sum() + topics @ flavours / flavours.sum(axis=1).mean()
    counts = np.stack([random.multinomial(length, mix / mix.sum()) for mix in mixes])
    rows = sparse.csr_matrix(np.log1p(counts))
    return sparse.diags(1 / sparse.linalg.norm(rows, axis=1)) @ rows, topics


@pytest.mark.slow
def test_many_rows_by_landmarks_agree_with_the_exact_path():
    features, topics = write_texts(0, 1000)
    new, truth = write_texts(1, 500)
    exact = RidgeCoder().fit(features, topics)
    near = RidgeCoder(exact_limit=999, n_landmarks=500).fit(features, topics)
    p, q = exact.predict_proba(new), near.predict_proba(new)
    assert p.std(axis=0).min() > 0.1  # what the gap is to be measured against
    # Over six seeds: .015 to .028, .976 to .984, and +.001 to +.010.
    assert np.abs(p - q).mean() < 0.035
    alike = (p >= exact.thresholds_) == (q >= near.thresholds_)
    assert alike.mean() > 0.97
    losses = [-np.log(np.where(truth, x, 1 - x)).mean() for x in (p, q)]
    assert losses[1] < losses[0] + 0.015


def test_sentences_of_the_codebook_do_not_count_towards_the_exact_limit():
    data = simulate(n=100)
    assert data["pseudo"].features.shape[0] == 6
    exact, at_limit, beyond = (
        RidgeCoder(exact_limit=limit, n_landmarks=40).fit(**data) for limit in (3000, 100, 99)
    )
    np.testing.assert_array_equal(at_limit.coef_, exact.coef_)
    assert not np.array_equal(beyond.coef_, exact.coef_)


@pytest.mark.parametrize("exact_limit", [3000, 0])
@pytest.mark.parametrize("n", [1, 2, 5, 12])
@pytest.mark.parametrize("n_labels", [1, 3])
@pytest.mark.parametrize("value", [False, True, None])
def test_every_small_or_uniform_set_is_defined(n, n_labels, value, exact_limit):
    data = simulate(n=n, n_labels=n_labels)
    y = data["y"] if value is None else np.full((n, n_labels), value)
    model = RidgeCoder(exact_limit=exact_limit).fit(data["X"], y)
    for key, numbers in everything(model).items():
        assert np.isfinite(np.asarray(numbers, dtype=float)).all(), key
    p = model.predict_proba(simulate(1)["X"])
    assert p.shape == (120, n_labels)
    if value is not None and n == 12:
        assert (np.abs(p - value) < 0.05).all()


@pytest.mark.parametrize("exact_limit", [3000, 0])
def test_a_label_nobody_was_asked_about_rests_on_its_sentences(exact_limit):
    data = simulate()
    data["known"] = data["known"].copy()
    data["known"][:, 0] = False
    model = RidgeCoder(exact_limit=exact_limit).fit(**data)
    near = data["pseudo"].features[:2]
    raw = model.decision_function(near)
    assert raw[0, 0] > raw[1, 0]
    del data["pseudo"]
    model = RidgeCoder(exact_limit=exact_limit).fit(**data)
    assert (model.coef_[:, 0] == 0).all()
    assert model.decision_function(near)[:, 0] == pytest.approx(model.calibration_.prior[0])


def test_rows_without_features_and_constant_features_are_defined():
    data = simulate(n=30)
    features = np.zeros_like(data["X"])
    features[:, 0] = 1.0
    features[:3] = 0.0
    model = RidgeCoder().fit(features, data["y"])
    assert np.isfinite(model.predict_proba(features)).all()


def test_without_a_coded_fragment_names_and_sentences_rank():
    data, new = simulate(), simulate(1)
    nothing = {"X": data["X"][:0], "y": data["y"][:0], "name_features": data["name_features"][:0]}
    model = RidgeCoder().fit(**nothing, pseudo=data["pseudo"])
    assert not model.calibrated_
    assert model.lambda_ == 1.0
    assert model.calibration_.name_slopes.tolist() == [0.3, 0.2]
    assert model.thresholds_.tolist() == pytest.approx([0.5] * 6)
    own = data["pseudo"].features
    p = model.predict_proba(own, np.zeros((6, 6, 2)))
    assert (p.argmax(axis=1) == np.arange(6)).all()
    assert model.predict_proba(new["X"], new["name_features"]).mean() < 0.4


@pytest.mark.parametrize("exact_limit", [3000, -1])
def test_without_fragments_and_sentences_every_label_is_as_likely(exact_limit):
    nothing = Pseudo(np.zeros((0, 5)), np.zeros((0, 3), bool))
    model = RidgeCoder(exact_limit=exact_limit)
    model.fit(np.zeros((0, 5)), np.zeros((0, 3), bool), pseudo=nothing)
    p = model.predict_proba(np.ones((2, 5)))
    assert (p == p[0, 0]).all()
    assert 0.1 < p[0, 0] < 0.5


def test_a_promise_needs_twenty_fragments_and_a_positive():
    data = simulate(n=20)
    assert RidgeCoder().fit(data["X"], data["y"]).calibrated_
    assert not RidgeCoder().fit(data["X"][:19], data["y"][:19]).calibrated_
    assert not RidgeCoder().fit(data["X"], np.zeros_like(data["y"])).calibrated_


def test_where_nothing_can_be_held_out_nothing_is_called_calibrated():
    data = simulate(n=40)
    copies = [(i, j, 1.0) for i in range(40) for j in range(i + 1, 40)]
    one_text = RidgeCoder().fit(data["X"], data["y"], left_out=leave_out(range(40), copies))
    assert not one_text.calibrated_
    one_group = RidgeCoder().fit(data["X"], data["y"], left_out=leave_out(["Mali"] * 40))
    assert one_group.calibrated_


WRONG = [
    ({"y": np.zeros(120, bool)}, "y has shape"),
    ({"y": np.zeros((119, 6), bool)}, "expected \\(120, n_labels\\)"),
    ({"y": np.zeros((120, 0), bool)}, "y has shape"),
    ({"y": np.full((120, 6), 2)}, "ticks only"),
    ({"y": None}, "requires y"),
    ({"left_out": leave_out(range(5))}, "left_out is of 5 rows"),
    ({"known": np.ones((120, 5), bool)}, "known has shape"),
    ({"name_features": np.zeros((120, 5, 2))}, "name_features has shape"),
    ({"pseudo": Pseudo(np.zeros((2, 40)), np.zeros((2, 5), bool))}, "pseudo.labels has shape"),
    ({"pseudo": Pseudo(np.zeros((2, 39)), np.zeros((2, 6), bool))}, "has 39 columns"),
    ({"pseudo": Pseudo(np.zeros((2, 40)), np.zeros((2, 6), bool), 0.0)}, "must be positive"),
    ({"X": np.zeros((0, 40)), "y": np.zeros((0, 6), bool), "pseudo": None}, "minimum of 1"),
]


@pytest.mark.parametrize(("wrong", "message"), WRONG)
def test_what_does_not_fit_together_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        RidgeCoder().fit(**simulate() | wrong)


def test_the_codebooks_share_of_a_score_is_known():
    rng = np.random.default_rng(3)
    features = rng.normal(size=(60, 8))
    truth = features[:, :2] > 0
    sentences = Pseudo(np.eye(8)[:2], np.eye(2, dtype=bool), 5.0)
    with_both = RidgeCoder().fit(features, truth, pseudo=sentences)
    assert ((with_both.codebook_share_ > 0) & (with_both.codebook_share_ < 1)).all()
    assert RidgeCoder().fit(features, truth).codebook_share_.tolist() == [0, 0]
    heavier = RidgeCoder(lambdas=(with_both.lambda_,)).fit(
        features, truth, pseudo=sentences._replace(weight=50.0)
    )
    assert (heavier.codebook_share_ > with_both.codebook_share_).all()
    names = np.zeros((0, 2, 1))
    cold = RidgeCoder().fit(features[:0], truth[:0], pseudo=sentences, name_features=names)
    assert cold.codebook_share_.tolist() == [1, 1]


def test_the_parts_of_codebook_and_fragments_add_up():
    rng = np.random.default_rng(4)
    features, sentences = rng.normal(size=(40, 6)), rng.normal(size=(3, 6))
    truth = features[:, :1] > 0
    labels = np.array([[True], [False], [True]])
    fitted = RidgeCoder(lambdas=(1.0,)).fit(features, truth, pseudo=Pseudo(sentences, labels, 2.0))

    def score(rows):
        return rows @ fitted.coef_ + fitted.intercept_

    own = features.T @ (truth - score(features))
    taught = sentences.T @ ((labels - score(sentences)) * 2.0)
    np.testing.assert_allclose(own + taught, fitted.coef_, atol=1e-9)
