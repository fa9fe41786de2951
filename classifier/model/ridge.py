"""The estimator: ridge scores, held-out scores, calibration and thresholds, for all labels at once.

    features ─► ridge ─► scores ─► calibration ─► probabilities ─► thresholds ─► ticks

One feature matrix holds all blocks (words, characters, sentence vectors), each of unit rows
times the square root of its weight: the inner product of two rows is then the weighted sum of
the blocks' similarities.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.utils import ClassifierTags
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

from classifier.model.calibration import (
    PooledCalibration,
    fit_calibration,
    label_prior,
    log_loss,
)
from classifier.model.exact import ExactSolver
from classifier.model.landmarks import N_LANDMARKS, Landmarks, choose_landmarks
from classifier.model.leave_out import Solver, without_own_share
from classifier.model.primal import PrimalSolver
from classifier.model.thresholds import mixed_thresholds, own_thresholds
from classifier.model.training_rows import (
    Pseudo,
    check_known,
    check_labels,
    check_names,
    training_rows,
    weights_from_rows,
)
from classifier.split import leave_out

if TYPE_CHECKING:
    from sklearn.utils import Tags

    from classifier.features.blocks import Features
    from classifier.model.training_rows import RidgeFit, TrainingRows
    from classifier.records import BoolArray, FloatArray
    from classifier.split import LeftOut

# The recipe was measured from this many coded fragments up; below, no promise is made.
MIN_CALIBRATED = 20
# Beyond, the matrix of all likenesses takes too long.
EXACT_LIMIT = 3000
# Features are taken as they are in either.
PRECISIONS = (np.float64, np.float32)
# The penalty where there is no coded fragment to choose it by.
COLD_LAMBDA = 1.0


@dataclass(frozen=True)
class _Trial:
    """One λ tried: its held-out scores, the calibration fitted to them, and how good it is."""

    ridge: RidgeFit
    raw: FloatArray
    calibration: PooledCalibration
    probabilities: FloatArray
    loss: float


class RidgeCoder(BaseEstimator):  # type: ignore[misc] # scikit-learn ships no types
    """Code texts with several labels at once, with calibrated probabilities.

    Parameters
    ----------
    lambdas : ridge penalties to try; the one whose calibrated held-out probabilities have the
        smallest log loss is taken, the first of equals
    exact_limit : up to this many fragments everything is exact; beyond, X is put in terms of
        landmarks if it is sparse or has more columns than this. Sentences of the codebook do not
        count, unless there are more than this of them too
    n_landmarks : how many landmarks
    seed : of the landmarks
    threads : of BLAS while solving. One is fastest for matrices of this size on a shared
        machine, where more threads mostly wait for each other

    Attributes
    ----------
    coef_, intercept_ : float (n_features, n_labels), (n_labels,): the raw ridge score is
        ``X @ coef_ + intercept_``
    lambda_, lambda_path_ : the penalty taken; (λ, log loss) of each one tried
    calibration_ : PooledCalibration, raw scores to probabilities
    codebook_share_ : float (n_labels,), share of each label's score that its sentences in the
        codebook give; the coded fragments give the rest
    calibrated_ : False if too few fragments could be held out to trust the probabilities
    held_out_probabilities_ : float (n_fragments, n_labels), each fragment left out with what
        `fit` was told to leave out with it, and without what leaving out does to the mean (see
        `leave_out.without_own_share`)
    loo_probabilities_ : the same, each fragment left out alone
    primal_ : the solver and its fits at each penalty, where the fit was not exact and X small
        enough to be taken as it is; they serve who learns from the same rows again. Else None
    thresholds_ : float (n_labels,), from the held-out probabilities; see `mixed_thresholds`
    known_ : bool (n_fragments, n_labels), as given
    """

    def __init__(
        self,
        *,
        lambdas: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0, 4.0),
        exact_limit: int = EXACT_LIMIT,
        n_landmarks: int = N_LANDMARKS,
        seed: int = 0,
        threads: int = 1,
    ) -> None:
        self.lambdas = lambdas
        self.exact_limit = exact_limit
        self.n_landmarks = n_landmarks
        self.seed = seed
        self.threads = threads

    def fit(
        self,
        X: Features,
        y: BoolArray,
        *,
        left_out: LeftOut | None = None,
        known: BoolArray | None = None,
        pseudo: Pseudo | None = None,
        name_features: FloatArray | None = None,
    ) -> Self:
        """Learn from coded fragments.

        The many arguments are scikit-learn's convention for what belongs to rows.

        Parameters
        ----------
        X : (n_fragments, n_features), CSR or dense; may have no row if ``pseudo`` is given
        y : bool (n_fragments, n_labels)
        left_out : what is left out with each fragment when it is scored. None: nothing else
        known : bool (n_fragments, n_labels); False where the label did not exist for the
            fragment. None: all known
        pseudo : sentences of the codebook
        name_features : float (n_fragments, n_labels, n_name_features), standardised likeness of
            the text to the label's name, the most trusted first
        """
        X = validate_data(
            self, X, accept_sparse="csr", dtype=PRECISIONS, ensure_min_samples=0 if pseudo else 1
        )
        truth = check_labels(y, X.shape[0])
        known = check_known(known, truth.shape)
        names = check_names(name_features, truth.shape)
        left_out = leave_out(range(len(truth))) if left_out is None else left_out
        if len(left_out) != len(truth):
            raise ValueError(f"left_out is of {len(left_out)} rows, y has {len(truth)}")
        rows = training_rows(X, truth & known, known, pseudo)
        self.known_ = known
        self.calibrated_ = left_out.n_tested >= MIN_CALIBRATED and bool((truth & known).any())
        with threadpool_limits(limits=self.threads, user_api="blas"):
            return self._fit_rows(rows, left_out, truth, names)

    def decision_function(self, X: Features) -> FloatArray:
        """Raw ridge scores: float (n_fragments, n_labels)."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", dtype=PRECISIONS, reset=False)
        return np.asarray(X @ self.coef_.astype(X.dtype) + self.intercept_)

    def predict_proba(
        self,
        X: Features,
        name_features: FloatArray | None = None,
    ) -> FloatArray:
        """Calibrated probabilities: float (n_fragments, n_labels)."""
        raw = self.decision_function(X)
        return self.calibration_.probabilities(raw, name_features)

    def predict(
        self,
        X: Features,
        name_features: FloatArray | None = None,
    ) -> BoolArray:
        """Tick the labels at or above their thresholds: bool (n_fragments, n_labels)."""
        return np.asarray(self.predict_proba(X, name_features) >= self.thresholds_)

    def _fit_rows(
        self, rows: TrainingRows, left_out: LeftOut, truth: BoolArray, names: FloatArray
    ) -> Self:
        """Choose λ, fit everything at it, and keep what prediction needs."""
        n_sentences, landmarks = len(rows.costs) - rows.n_fragments, None
        if max(rows.n_fragments, n_sentences) <= self.exact_limit:
            solver: Solver = ExactSolver(rows)
        else:
            if sparse.issparse(rows.features) or rows.features.shape[1] > self.exact_limit:
                chosen = choose_landmarks(
                    rows.n_fragments, n_sentences, self.n_landmarks, self.seed
                )
                landmarks = Landmarks([rows.take(chosen)])
                rows = landmarks.placed(rows)
            solver = PrimalSolver(rows)
        trials = self._trials(solver, left_out, truth, names)
        best = min(trials, key=lambda trial: trial.loss)
        self.primal_ = None
        if isinstance(solver, PrimalSolver) and landmarks is None:
            self.primal_ = solver, [trial.ridge for trial in trials]
        prior, ridge = best.calibration.prior, best.ridge
        self.lambda_ = ridge.lam
        self.coef_ = landmarks.feature_weights(ridge.coef) if landmarks else ridge.coef
        self.intercept_ = np.where(np.isnan(ridge.intercept), prior, ridge.intercept)
        self.codebook_share_ = _codebook_share(rows, ridge)
        self.calibration_ = best.calibration
        self.held_out_probabilities_ = best.probabilities
        by_itself = leave_out(range(len(truth)))
        alone = without_own_share(ridge.leave_one_out, truth, self.known_, by_itself)
        alone = _or_prior(alone, prior)
        self.loo_probabilities_ = best.calibration.probabilities(alone, names)
        self.thresholds_ = mixed_thresholds(*own_thresholds(best.probabilities, self.known_))
        return self

    def _trials(
        self, solver: Solver, left_out: LeftOut, truth: BoolArray, names: FloatArray
    ) -> list[_Trial]:
        """Calibrate the held-out scores of each λ and measure their log loss."""
        lambdas = self.lambdas if self.known_.any() else (COLD_LAMBDA,)
        prior = label_prior(truth, self.known_)
        trials = []
        fits = solver.fit(lambdas, left_out)
        scores = np.stack([ridge.left_out for ridge in fits])
        of_all = _or_prior(without_own_share(scores, truth, self.known_, left_out), prior)
        for ridge, raw in zip(fits, of_all, strict=True):
            calibration = fit_calibration(raw, truth, self.known_, names)
            p = calibration.probabilities(raw, names)
            loss = log_loss(p, truth, self.known_)
            trials.append(_Trial(ridge, raw, calibration, p, loss))
        self.lambda_path_ = tuple((trial.ridge.lam, trial.loss) for trial in trials)
        return trials

    def __sklearn_tags__(self) -> Tags:
        """Say what scikit-learn may feed it: sparse rows, and always a table of ticks.

        It is no ClassifierMixin: that contract expects one class for each row.
        """
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.classifier_tags = ClassifierTags(multi_class=False, multi_label=True)
        tags.target_tags.required = True
        tags.target_tags.two_d_labels = True
        tags.target_tags.multi_output = True
        tags.target_tags.single_output = False
        return tags


def _codebook_share(rows: TrainingRows, ridge: RidgeFit) -> FloatArray:
    """Say how much of each label's score comes from the codebook's sentences: (n_labels,).

    A ridge's row weights are its residuals over λ times the row's cost, so the sentences' part of
    the score is known. Its share is the covariance with the whole score, over its variance;
    the whole score is the one of each fragment left out, since a new text has no weight of its own.
    """
    sentences, score = rows.sentence_features, ridge.leave_one_out
    if sentences is None or len(score) < 2 or not np.isfinite(score).all():
        return np.full(ridge.coef.shape[1], float(sentences is not None))
    targets, costs = rows.targets[len(score) :], rows.costs[len(score) :]
    residual = targets - (sentences @ ridge.coef + ridge.intercept)
    weights = weights_from_rows(sentences, residual / (ridge.lam * costs[:, None]))
    part = rows.features @ weights.astype(rows.features.dtype)
    score, part = score - score.mean(axis=0), part - part.mean(axis=0)
    spread = (score**2).sum(axis=0)
    share = (score * part).sum(axis=0) / np.where(spread > 0, spread, 1)
    return np.asarray(np.clip(share, 0.0, 1.0))


def _or_prior(scores: FloatArray, prior: FloatArray) -> FloatArray:
    """Where nothing was left to learn from (NaN), the prior is all that can be said."""
    return np.where(np.isnan(scores), prior, scores)
