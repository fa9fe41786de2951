"""Two more signals for the calibration: what near fragments carry, and what goes with what.

Both leave out what must not vouch for a fragment. Measured on public sets in eval/README.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from classifier.model.logistic import logit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.records import BoolArray, FloatArray

    # For each fragment the rows that must not vouch for it, ascending.
    HeldOut = tuple[NDArray[np.int64], ...]

# Rows found near each row, and those of them that count.
N_FOUND, N_COUNTED = 25, 10
# A pair of labels counts as if this many fragments had shown them independent.
PSEUDO_FRAGMENTS = 5.0
_EDGE = 1e-4


def nearest(kernel: FloatArray, held: HeldOut) -> tuple[NDArray[np.int64], FloatArray]:
    """Find the rows most like each row, nearest first, and how like: (n_fragments, n_found) each.

    What must not vouch for a row comes last, at a likeness of −∞.
    """
    likeness = kernel[: len(held), : len(held)].copy()
    for i, left_out in enumerate(held):
        likeness[i, left_out] = -np.inf
    # Rounded, so that the order does not hang on the last bit of a sum.
    order = np.argsort(-np.round(likeness, 6), axis=1, kind="stable")[:, :N_FOUND]
    return order, np.take_along_axis(likeness, order, axis=1)


def neighbour_odds(
    order: NDArray[np.int64],
    likeness: FloatArray,
    values: BoolArray,
    known: BoolArray,
    prior: FloatArray,
) -> FloatArray:
    """Log odds of each label among the nearest fragments, less its log odds among all.

    Neighbours weigh by their squared likeness; the prior counts as one more.
    Returns float (n_fragments, n_labels).

    Parameters
    ----------
    order, likeness : from `nearest`
    """
    order, likeness = order[:, :N_COUNTED], likeness[:, :N_COUNTED]
    weights = np.maximum(likeness, 0) ** 2
    seen = np.einsum("nk,nkl->nl", weights, known[order])
    ticked = np.einsum("nk,nkl->nl", weights, (values & known)[order])
    share = np.where(seen > 0, ticked / np.maximum(seen, 1e-12), prior)
    n_near = np.isfinite(likeness).sum(axis=1)[:, None]
    return logit((share * n_near + prior) / (n_near + 1)) - logit(prior)


def together_odds(values: BoolArray, known: BoolArray, held: HeldOut) -> FloatArray:
    """Log odds of each label given the fragment's other labels, as in naive Bayes.

    Sum over the other labels k of log P(k as recorded | label) / P(k as recorded | not label),
    drawn toward independence. Gives float (n_fragments, n_labels).
    """
    ticked, seen = (values & known).astype(float), known.astype(float)
    everything = _Counts(ticked, seen)
    out = np.zeros(values.shape)
    cache: dict[bytes, tuple[FloatArray, FloatArray]] = {}
    for i, left_out in enumerate(held):
        key = left_out.tobytes()
        if key not in cache:
            cache[key] = everything.log_ratios(_Counts(ticked[left_out], seen[left_out]))
        with_it, without_it = cache[key]
        out[i] = with_it @ ticked[i] + without_it @ (seen[i] - ticked[i])
    return out


class _Counts:
    """How often labels are known and ticked together: float (n_labels, n_labels) each."""

    def __init__(self, ticked: FloatArray, seen: FloatArray) -> None:
        self.both_known = seen.T @ seen
        self.ticked_known = ticked.T @ seen  # [l, k]: l ticked where k is known
        self.both_ticked = ticked.T @ ticked

    def log_ratios(self, left_out: _Counts) -> tuple[FloatArray, FloatArray]:
        """Log ratios [l, k] for a ticked and for an unticked k, without ``left_out``."""
        known = self.both_known - left_out.both_known
        ticked = self.ticked_known - left_out.ticked_known
        both = self.both_ticked - left_out.both_ticked
        share = (np.diag(both) + 0.5) / (np.diag(known) + 1)
        extra = PSEUDO_FRAGMENTS * share[None, :]
        with_l = np.clip((both + extra) / (ticked + PSEUDO_FRAGMENTS), _EDGE, 1 - _EDGE)
        without_l = (ticked.T - both + extra) / (known - ticked + PSEUDO_FRAGMENTS)
        without_l = np.clip(without_l, _EDGE, 1 - _EDGE)
        present = np.log(with_l / without_l)
        absent = np.log((1 - with_l) / (1 - without_l))
        np.fill_diagonal(present, 0)
        np.fill_diagonal(absent, 0)
        return present, absent
