"""From ridge scores to probabilities: one logistic regression over all cells of all labels.

    logit p_il = a · S_il + Σ_k c_k · N_ilk + d · logit(prior_l) + b + b_l

S is the standardised out-of-fold score of fragment i for label l, N its name features (how much
the text resembles the label's name), prior_l how frequent the label is. Pooling the labels
lets a label with three positives borrow the slope of the others; b_l is its own, shrunken, word.

The idea is Platt's ("Probabilistic outputs for support vector machines", 1999), with the slopes
shared between labels and drawn toward values that held on four development sets, so that
20 fragments suffice.

Coders overlook labels, so even the surest are right less often than a straight line in log odds
says, and most of all for labels with few examples. Therefore the line may bend, in the manner of
Kull, Silva Filho & Flach ("Beta calibration", 2017), with a second slope for the likely cells:

    logit p' = rise · ln p − fall_l · ln(1 − p) + shift        fall_l = fall − rare / (1 + n_l / 5)

n_l is the number of examples of the label.

Everything here is numpy: a stored model needs no more to turn scores into probabilities.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from classifier.model.logistic import EDGE, Cells, logit, minimise, sigmoid

if TYPE_CHECKING:
    from classifier.records import BoolArray, FloatArray

# Where the slopes are expected, and how firmly (a Gaussian prior's precision). Without it the
# slope of the score came out negative with 50 fragments on two of four development sets.
SCORE_SLOPE = 1.0
NAME_SLOPES = (0.3, 0.2)
PRIOR_SLOPE = 1.2
SLOPE_PRECISION = 10.0
OFFSET_PRECISION = 1.0
# So weak that it shifts no figure; it only keeps b finite where every cell is negative.
INTERCEPT_PRECISION = 1e-3
# Where the bend's rise, fall and −rare are expected, and how firmly. On parts of the public sets'
# training pools precisions of 1, 3 and 10 gave the same log loss, all better than a straight line.
BEND = (1.0, 1.0, -0.4)
BEND_PRECISION = 3.0
# A label with so many examples bends half as much more as one without any.
HALF_RARE = 5.0
# The likelier, the likelier: no line falls.
LEAST_FALL = 0.05


def log_loss(probabilities: FloatArray, truth: BoolArray, known: BoolArray) -> float:
    """Average the surprise −log p(truth) over the known cells; 0.0 if there is none."""
    if not known.any():
        return 0.0
    p = np.clip(probabilities[known], EDGE, 1 - EDGE)
    return float(-np.log(np.where(truth[known], p, 1 - p)).mean())


def label_prior(truth: BoolArray, known: BoolArray) -> FloatArray:
    """Estimate each label's frequency, never 0 or 1.

    With ``count`` positives in ``n`` known rows it is (count + ½) / (n + 1). A label that is not
    known in every row is drawn toward the frequency of all labels instead of toward ½, so that
    one without any known row starts as an ordinary label, not as a likely one.

    Returns float (n_labels,).
    """
    n_fragments, n_labels = truth.shape
    if not known.any():
        # Nothing was coded: one label a fragment is as good a guess as any.
        return np.full(n_labels, min(0.5, 1 / max(1, n_labels)))
    count, n_known = (truth & known).sum(axis=0), known.sum(axis=0)
    common = (count.sum() + 0.5) / (n_known.sum() + 1)
    strength = np.where(n_known == n_fragments, 1.0, 0.5 / common)
    return np.asarray((count + 0.5) / (n_known + strength), dtype=np.float64)


# Scores that differ by less are one: of a label that every fragment has.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class PooledCalibration:
    """The fitted arithmetic from raw ridge scores and name features to probabilities.

    Attributes
    ----------
    prior : float (n_labels,), how frequent each label is
    score_scale : what standardised scores are divided by
    score_slope, prior_slope, intercept : a, d and b of the module's formula
    name_slopes : float (n_name_features,), c
    label_offsets : float (n_labels,), b_l
    rise, fall, shift : of the module's second formula; ``fall`` is float (n_labels,)
    """

    prior: FloatArray
    score_scale: float
    score_slope: float
    name_slopes: FloatArray
    prior_slope: float
    intercept: float
    label_offsets: FloatArray
    rise: float
    fall: FloatArray
    shift: float

    def standardise(self, raw: FloatArray) -> FloatArray:
        """Put raw ridge scores (n_fragments, n_labels) of rare and frequent labels on one scale."""
        return standardise(raw, self.prior) / self.score_scale

    def logits(self, scores: FloatArray, name_features: FloatArray | None = None) -> FloatArray:
        """Turn standardised scores into log odds.

        Parameters
        ----------
        scores : float (n_fragments, n_labels), from `standardise`
        name_features : float (n_fragments, n_labels, n_name_features); needed if the
            calibration was fitted with them
        """
        out = (
            self.score_slope * scores
            + self.prior_slope * logit(self.prior)
            + self.intercept
            + self.label_offsets
        )
        if self.name_slopes.size:
            if name_features is None:
                raise ValueError(f"{self.name_slopes.size} name features are needed, got none")
            out = out + name_features @ self.name_slopes
        log_p, log_not_p = -np.logaddexp(0, -out), -np.logaddexp(0, out)
        return np.asarray(self.rise * log_p - self.fall * log_not_p + self.shift)

    def probabilities(self, raw: FloatArray, name_features: FloatArray | None = None) -> FloatArray:
        """Turn raw ridge scores (n_fragments, n_labels) into calibrated probabilities."""
        return sigmoid(self.logits(self.standardise(raw), name_features))


def standardise(raw: FloatArray, prior: FloatArray) -> FloatArray:
    """Take a score's distance from the prior in standard deviations of a 0/1 variable."""
    return np.asarray((raw - prior) / np.sqrt(prior * (1 - prior)), dtype=np.float64)


def fit_calibration(
    raw: FloatArray,
    truth: BoolArray,
    known: BoolArray,
    name_features: FloatArray | None = None,
) -> PooledCalibration:
    """Fit the calibration to out-of-fold scores; without any known cell, expect the usual slopes.

    Parameters
    ----------
    raw : out-of-fold ridge scores, float (n_fragments, n_labels)
    truth, known : bool of the same shape; cells that are not known are left out
    name_features : float (n_fragments, n_labels, n_name_features) or None
    """
    names = np.zeros((*raw.shape, 0)) if name_features is None else name_features
    prior = label_prior(truth, known)
    scores = standardise(raw, prior)
    spread = float(scores[known].std()) if known.any() else 0.0
    scale = spread if spread > _ROUNDING else 1.0
    prior_column = np.broadcast_to(logit(prior), scores.shape)
    inputs = np.stack([scores / scale, *np.moveaxis(names, 2, 0), prior_column])
    means = np.array([SCORE_SLOPE, *_name_means(names.shape[2]), PRIOR_SLOPE])
    slopes, intercept, offsets = _bounded_slopes(inputs, truth, known, means)
    straight = PooledCalibration(
        prior=prior,
        score_scale=scale,
        score_slope=float(slopes[0]),
        name_slopes=slopes[1:-1],
        prior_slope=float(slopes[-1]),
        intercept=intercept,
        label_offsets=offsets,
        rise=1.0,
        fall=np.ones(len(prior)),
        shift=0.0,
    )
    log_odds = straight.logits(scores / scale, names)
    return _bent(straight, log_odds, truth, known)


def _bent(
    straight: PooledCalibration, log_odds: FloatArray, truth: BoolArray, known: BoolArray
) -> PooledCalibration:
    """Bend a line by the known cells; it stays straight where it would not rise throughout."""
    rare = 1 / (1 + (truth & known).sum(axis=0) / HALF_RARE)
    log_p, log_not_p = -np.logaddexp(0, -log_odds), -np.logaddexp(0, log_odds)
    inputs = np.stack([log_p, -log_not_p, -log_not_p * rare, np.ones(log_odds.shape)])
    # All cells in one column: its offset is held at 0, since the shift is enough.
    cells = Cells(
        inputs=inputs[:, known][:, :, None],
        truth=truth[known][:, None],
        known=np.ones((int(known.sum()), 1), dtype=bool),
        centre=np.array([*BEND, 0.0, 0.0]),
        precision=np.array([*[BEND_PRECISION] * len(BEND), INTERCEPT_PRECISION, 1e6]),
    )
    rise, common, more, shift = map(float, minimise(cells)[:4])
    if min(rise, common) <= 0:
        return straight
    fall = np.maximum(common + more * rare, LEAST_FALL)
    return replace(straight, rise=rise, fall=fall, shift=shift)


def _name_means(n: int) -> FloatArray:
    """Expected slopes of n name features; further ones count like the last."""
    return np.array([NAME_SLOPES[min(k, len(NAME_SLOPES) - 1)] for k in range(n)], dtype=np.float64)


def _bounded_slopes(
    inputs: FloatArray, truth: BoolArray, known: BoolArray, means: FloatArray
) -> tuple[FloatArray, float, FloatArray]:
    """Fit slopes, intercept and label offsets; the score's slope, the first, is never negative.

    The problem is convex, so where the free optimum has a negative first slope, the bounded one
    lies on the bound: the score is left out and the rest fitted again.
    """
    slopes, intercept, offsets = _free_slopes(inputs, truth, known, means)
    if slopes[0] >= 0:
        return slopes, intercept, offsets
    slopes, intercept, offsets = _free_slopes(inputs[1:], truth, known, means[1:])
    return np.concatenate([[0.0], slopes]), intercept, offsets


def _free_slopes(
    inputs: FloatArray, truth: BoolArray, known: BoolArray, means: FloatArray
) -> tuple[FloatArray, float, FloatArray]:
    """Fit slopes (n_inputs,), intercept and label offsets (n_labels,) without a bound."""
    n_slopes, n_labels = len(inputs), truth.shape[1]
    penalties = (SLOPE_PRECISION, INTERCEPT_PRECISION, OFFSET_PRECISION)
    cells = Cells(
        inputs=np.concatenate([inputs, np.ones((1, *truth.shape))]),
        truth=truth,
        known=known,
        centre=np.concatenate([means, np.zeros(1 + n_labels)]),
        precision=np.repeat(penalties, (n_slopes, 1, n_labels)),
    )
    found = minimise(cells)
    return found[:n_slopes], float(found[n_slopes]), found[n_slopes + 1 :]
