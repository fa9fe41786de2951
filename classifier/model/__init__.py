"""The fitted thing: one head for all labels of a target, its calibration and its thresholds.

Reading order: `classifier.features.blocks` (who resembles whom), `exact` and `primal` (the ridge
and its scores for held-out rows, up to and beyond a few thousand fragments; the many are first
put in terms of `landmarks`), `calibration` (scores to probabilities), `thresholds` (probabilities
to ticks), `ridge` (the estimator that strings them together).

What a stored model needs to suggest, `PooledCalibration` and the thresholds, is numpy alone;
`classifier.model.ridge` needs scipy and scikit-learn and is imported only to train.
"""

from classifier.model.calibration import PooledCalibration, fit_calibration, label_prior, log_loss
from classifier.model.thresholds import expected_f1_threshold, mixed_thresholds, own_thresholds

__all__ = [
    "PooledCalibration",
    "expected_f1_threshold",
    "fit_calibration",
    "label_prior",
    "log_loss",
    "mixed_thresholds",
    "own_thresholds",
]
