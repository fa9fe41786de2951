"""The whole recipe the long way: refit without groups, minimise, search; equal to the estimator.

Written from the formulas of the recipe, with none of the shortcuts that make the estimator fast.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from classifier.model.ridge import RidgeCoder
from classifier.model.training_rows import Pseudo
from classifier.split import leave_out

LAMBDAS = (0.25, 0.5, 1.0, 2.0, 4.0)
WEIGHT = 2.0


def simulate(seed, n=60, n_labels=4, n_features=15):
    """Unit rows that bear on the labels, one sentence a label, and two name features."""
    random = np.random.default_rng(seed)
    signs = random.normal(size=(n_labels, n_features))
    features = random.normal(size=(n, n_features))
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    truth = features @ signs.T + random.normal(size=(n, n_labels)) > 1.2
    names = np.stack([features @ signs.T, random.normal(size=truth.shape)], axis=2)
    sentences = signs / np.linalg.norm(signs, axis=1, keepdims=True)
    return features, truth, sentences, names, np.arange(n) % 5


def ridge(features, targets, weights, lam):
    """Minimise weighted squares with a free intercept: a function from rows to scores."""
    wide = np.column_stack([features, np.ones(len(features))])
    penalty = lam * np.diag([1.0] * features.shape[1] + [0.0])
    left = wide.T @ (weights[:, None] * wide) + penalty
    solution = np.linalg.solve(left, wide.T @ (weights[:, None] * targets))
    return lambda rows: rows @ solution[:-1] + solution[-1]


def odds(p):
    return np.log(p / (1 - p))


def calibrated(scores, truth, names, prior):
    """The pooled regression by a general minimiser: a function from scores to probabilities."""
    n_labels = truth.shape[1]
    means = np.array([1.0, 0.3, 0.2, 1.2])

    def probabilities(theta, scores, names):
        slopes, intercept, offsets = theta[:4], theta[4], theta[5:]
        z = slopes[0] * scores + names @ slopes[1:3] + slopes[3] * odds(prior)
        return 1 / (1 + np.exp(-(z + intercept + offsets)))

    def loss(theta):
        p = probabilities(theta, scores, names)
        surprise = -np.where(truth, np.log(p), np.log(1 - p)).sum()
        return surprise + 5 * ((theta[:4] - means) ** 2).sum() + (theta[5:] ** 2).sum() / 2

    start = np.concatenate([means, np.zeros(1 + n_labels)])
    bounds = [(0, None), *[(None, None)] * (len(start) - 1)]
    found = minimize(
        loss, start, bounds=bounds, method="L-BFGS-B", options={"ftol": 1e-13, "gtol": 1e-7}
    )
    straight = probabilities(found.x, scores, names)

    rare = 1 / (1 + truth.sum(axis=0) / 5)

    def bend(theta, p):
        rise, fall, more, shift = theta
        falls = np.maximum(fall + more * rare, 0.05)
        return 1 / (1 + np.exp(-(rise * np.log(p) - falls * np.log(1 - p) + shift)))

    def bent_loss(theta):
        p = bend(theta, straight)
        surprise = -np.where(truth, np.log(p), np.log(1 - p)).sum()
        off = theta[:3] - np.array([1, 1, -0.4])
        return surprise + 1.5 * (off**2).sum() + 5e-4 * theta[3] ** 2

    bent = minimize(
        bent_loss,
        np.array([1.0, 1, -0.4, 0]),
        method="L-BFGS-B",
        options={"ftol": 1e-13, "gtol": 1e-7},
    )
    return lambda scores, names: bend(bent.x, probabilities(found.x, scores, names))


def best_expected_f1(p):
    """Half the largest expected F1 over all numbers of ticks."""
    p = sorted(p.ravel(), reverse=True)
    return max(2 * sum(p[:k]) / (k + sum(p)) for k in range(1, len(p) + 1)) / 2


def long_way(features, truth, sentences, names, folds):
    """Every step for every penalty; the one with the smallest log loss."""
    n, n_labels = truth.shape
    rows, targets = np.vstack([features, sentences]), np.vstack([truth, np.eye(n_labels)])
    weights = np.concatenate([np.ones(n), np.full(n_labels, WEIGHT)])
    prior = (truth.sum(axis=0) + 0.5) / (n + 1)
    spread = np.sqrt(prior * (1 - prior))
    tried = []
    for lam in LAMBDAS:
        held = np.zeros(truth.shape)
        for fold in range(5):
            kept = np.concatenate([folds != fold, np.ones(n_labels, bool)])
            out = folds == fold
            held[out] = ridge(rows[kept], targets[kept], weights[kept], lam)(features[out])
            stayed = (truth[folds != fold].sum(axis=0) + 0.5) / ((folds != fold).sum() + 1)
            held[out] += prior - stayed  # what leaving them out did to the labels' shares
        scores = (held - prior) / spread
        unit = scores.std()
        to_p = calibrated(scores / unit, truth, names, prior)
        p = to_p(scores / unit, names)
        surprise = -np.log(np.where(truth, p, 1 - p)).mean()
        final = ridge(rows, targets, weights, lam)

        def predict(new, new_names, final=final, to_p=to_p, unit=unit):
            return to_p((final(new) - prior) / spread / unit, new_names)

        tried.append((surprise, lam, p, predict))
    return min(tried, key=lambda one: one[0])


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1])
def test_the_estimator_equals_the_recipe_step_by_step(seed):
    features, truth, sentences, names, folds = simulate(seed)
    surprise, lam, held, predict = long_way(features, truth, sentences, names, folds)
    model = RidgeCoder(lambdas=LAMBDAS).fit(
        features,
        truth,
        left_out=leave_out(folds.tolist()),
        pseudo=Pseudo(sentences, np.eye(truth.shape[1], dtype=bool), WEIGHT),
        name_features=names,
    )
    assert model.lambda_ == lam
    assert dict(model.lambda_path_)[lam] == pytest.approx(surprise, abs=1e-5)
    assert model.held_out_probabilities_ == pytest.approx(held, abs=1e-4)
    common = odds(best_expected_f1(held))
    own = odds(np.array([best_expected_f1(column) for column in held.T]))
    mixed = 1 / (1 + np.exp(-(own + common) / 2))
    assert model.thresholds_ == pytest.approx(mixed, abs=1e-4)
    new, _, _, new_names, _ = simulate(seed + 10)
    assert model.predict_proba(new, new_names) == pytest.approx(predict(new, new_names), abs=1e-4)
