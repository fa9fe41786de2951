"""Probabilities as log odds and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from classifier.records import FloatArray

# Probabilities are kept this far from 0 and 1 where a logarithm is taken.
EDGE = 1e-6


def sigmoid(log_odds: FloatArray) -> FloatArray:
    """Turn log odds into probabilities without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * log_odds)), dtype=np.float64)


def logit(probability: FloatArray) -> FloatArray:
    """Turn probabilities into log odds; 0 and 1 are moved to `EDGE` and 1 − `EDGE`."""
    p = np.clip(probability, EDGE, 1 - EDGE)
    return np.asarray(np.log(p / (1 - p)), dtype=np.float64)
