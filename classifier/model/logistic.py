"""Log odds, and logistic regression over a table of cells.

Slopes are shared by all columns, and each column has an offset of its own.

Newton's method on this smooth convex problem reaches the optimum to machine precision in a
handful of steps, so the result depends neither on a stopping rule nor on the number of threads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from classifier.records import BoolArray, FloatArray


MAX_STEPS = 100
# Stop when a whole step promises to lower the loss by less than this share of it.
ENOUGH = 1e-14
SMALLEST_STEP = 1e-10


@dataclass(frozen=True)
class Cells:
    """The cells to fit and the Gaussian priors of the parameters.

    The parameters stand in the order: slopes, intercept, offsets (n_labels,).

    Attributes
    ----------
    inputs : float (n_slopes + 1, n_fragments, n_labels); the last is 1, for the intercept
    truth, known : bool (n_fragments, n_labels); cells that are not known are left out
    centre, precision : float (n_slopes + 1 + n_labels,), the priors' means and precisions
    """

    inputs: FloatArray
    truth: BoolArray
    known: BoolArray
    centre: FloatArray
    precision: FloatArray

    def log_odds(self, parameters: FloatArray) -> FloatArray:
        """Slopes times inputs, intercept and offsets, added up: (n_fragments, n_labels)."""
        n_shared = len(self.inputs)
        shared = np.tensordot(parameters[:n_shared], self.inputs, axes=1)
        return np.asarray(shared + parameters[n_shared:], dtype=np.float64)

    def loss(self, parameters: FloatArray) -> float:
        """Log loss of the known cells, summed, and the priors' penalties."""
        z = self.log_odds(parameters)
        cells = np.where(self.known, np.logaddexp(0, z) - self.truth * z, 0.0)
        return float(cells.sum() + 0.5 * self.precision @ (parameters - self.centre) ** 2)

    def derivatives(self, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Gradient and Hessian of `loss`.

        A label's offset is the constant input confined to its column, so every sum follows from
        per-label sums of products of inputs.
        """
        p = sigmoid(self.log_odds(parameters))
        surplus = np.where(self.known, p - self.truth, 0.0)
        weight = np.where(self.known, p * (1 - p), 0.0)
        sums = np.einsum("kil,il->kl", self.inputs, surplus)
        products = np.stack(
            [np.einsum("kil,il->kl", self.inputs, weight * column) for column in self.inputs]
        )
        shared, crossed, own = products.sum(axis=2), products[-1], np.diag(products[-1, -1])
        gradient = np.concatenate([sums.sum(axis=1), sums[-1]])
        hessian = np.block([[shared, crossed], [crossed.T, own]])
        pull = self.precision * (parameters - self.centre)
        return gradient + pull, hessian + np.diag(self.precision)


def minimise(cells: Cells) -> FloatArray:
    """Find the parameters of the smallest loss, starting from the priors' means."""
    place, loss = cells.centre, cells.loss(cells.centre)
    for _ in range(MAX_STEPS):
        gradient, hessian = cells.derivatives(place)
        step = np.linalg.solve(hessian, gradient).astype(np.float64)
        if gradient @ step <= ENOUGH * max(1.0, loss):
            break
        place, lower = _descend(cells, place, step, loss)
        if lower >= loss:  # rounding is all that is left
            break
        loss = lower
    return place


def _descend(
    cells: Cells, place: FloatArray, step: FloatArray, loss: float
) -> tuple[FloatArray, float]:
    """Halve the step until the loss falls; stay where no step makes it fall."""
    size = 1.0
    while size > SMALLEST_STEP:
        trial = place - size * step
        trial_loss = cells.loss(trial)
        if trial_loss < loss:
            return trial, trial_loss
        size /= 2
    return place, loss


# Probabilities are kept this far from 0 and 1 where a logarithm is taken.
EDGE = 1e-6


def sigmoid(log_odds: FloatArray) -> FloatArray:
    """Turn log odds into probabilities without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * log_odds)), dtype=np.float64)


def logit(probability: FloatArray) -> FloatArray:
    """Turn probabilities into log odds; 0 and 1 are moved to `EDGE` and 1 − `EDGE`."""
    p = np.clip(probability, EDGE, 1 - EDGE)
    return np.asarray(np.log(p / (1 - p)), dtype=np.float64)
