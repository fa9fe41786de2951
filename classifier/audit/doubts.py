"""One target's doubts: recorded labels against held-out probabilities, twins and other readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from classifier.audit.finding import Rates
from classifier.audit.noise import (
    doubts,
    estimate_rates,
    reading_evidence,
    stray_shares,
    twin_evidence,
)
from classifier.audit.readings import Recorded
from classifier.audit.signals import neighbour_odds, together_odds
from classifier.model.calibration import fit_calibration, label_prior, log_loss
from classifier.model.exact import ExactSolver
from classifier.model.leave_out import without_own_share
from classifier.model.logistic import logit, sigmoid
from classifier.model.ridge import RidgeCoder
from classifier.model.training_rows import training_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.audit.signals import HeldOut
    from classifier.features.blocks import Features
    from classifier.model.training_rows import Pseudo
    from classifier.records import FloatArray
    from classifier.split import LeftOut

LAMBDAS = (0.5, 1.0, 2.0)
# Beyond, the matrix of all likenesses takes too much memory.
EXACT_LIMIT = 4000


@dataclass(frozen=True)
class Laid:
    """The recorded fragments of one target in the feature space.

    Attributes
    ----------
    features : (n_recorded, n_features)
    names : float (n_recorded, n_labels, n_name_features)
    pseudo : the codebook's sentences, if it has any
    left_out : what never vouches for each row
    twins : pairs of rows that tell nearly the same, whose codes are compared
    """

    features: Features
    names: FloatArray
    pseudo: Pseudo | None
    left_out: LeftOut
    twins: Sequence[tuple[int, int, float]]


@dataclass(frozen=True)
class TargetDoubts:
    """How likely each recorded or unrecorded label of one target is to change.

    Attributes
    ----------
    recorded : what is recorded, and the other readings
    odds : log odds that each label is recorded, held out: float (n_recorded, n_labels)
    corrected : the same, learned from codes corrected by the doubts; the chances rest on it
    prior : float (n_labels,)
    rates : how often coders leave out or stray
    chances : float (n_recorded, n_labels), 0 where the label is unknown to the row
    twins : pairs of rows with their likeness
    told_by_twins : log odds from them, float (n_recorded, n_labels)
    near : int (n_recorded, n_near), the most similar rows that are neither twins nor of the group
    n_large : rows whose group was too large to be left out whole
    """

    recorded: Recorded
    odds: FloatArray
    corrected: FloatArray
    prior: FloatArray
    rates: Rates
    chances: FloatArray
    twins: Sequence[tuple[int, int, float]]
    told_by_twins: FloatArray
    near: NDArray[np.int64]
    n_large: int

    def chances_at(self, kept: float, astray: float) -> FloatArray:
        """The chances, had coders other rates."""
        rates = kept, astray
        return _chances(self.recorded, self.corrected, self.prior, self.told_by_twins, rates)


def doubt_target(recorded: Recorded, laid: Laid, seed: int = 0) -> TargetDoubts:
    """Weigh every cell of one target."""
    values, known = recorded.values, recorded.known
    prior = label_prior(values, known)
    held = laid.left_out.each()
    fits, near = None, np.zeros((len(values), 0), dtype=np.int64)
    with threadpool_limits(limits=1, user_api="blas"):
        if len(values) <= EXACT_LIMIT:
            rows = training_rows(laid.features, values & known, known, laid.pseudo)
            fits = _HeldOutOdds(ExactSolver(rows), laid.names, laid.left_out)
            odds, lam = fits.best()
            near = _near(fits.kernel, held)
        else:
            odds = _odds_of_many(recorded, laid)
        rates = estimate_rates(recorded.others, values, known, odds, seed)
        told = twin_evidence(values, known, prior, [(i, j) for i, j, _ in laid.twins])
        both = rates.kept, rates.astray
        chances, corrected = _chances(recorded, odds, prior, told, both), odds
        if fits is not None:  # once more, from codes as these chances correct them
            corrected = fits.corrected(chances, lam)
            chances = _chances(recorded, corrected, prior, told, both)
    n_large = laid.left_out.n_large
    return TargetDoubts(
        recorded, odds, corrected, prior, rates, chances, laid.twins, told, near, n_large
    )


class _HeldOutOdds:
    """Held-out log odds of every label, from ridge scores and the signals beside them."""

    def __init__(self, solver: ExactSolver, names: FloatArray, left_out: LeftOut) -> None:
        n, held = len(left_out), left_out.each()
        self.kernel = solver.kernel
        self._solver, self._left_out = solver, left_out
        self._values, self._known = solver.rows.targets[:n] > 0, solver.rows.known[:n]
        self._prior = label_prior(self._values, self._known)
        near = neighbour_odds(self.kernel, self._values, self._known, self._prior, held)
        together = together_odds(self._values, self._known, held)
        self._signals = np.concatenate([names, near[:, :, None], together[:, :, None]], axis=2)

    def best(self) -> tuple[FloatArray, float]:
        """The log odds at the penalty with the smallest log loss, and that penalty."""
        tried = [(self._at(self._solver, lam), lam) for lam in LAMBDAS]
        losses = [log_loss(sigmoid(odds), self._values, self._known) for odds, _ in tried]
        return tried[int(np.argmin(losses))]

    def corrected(self, chances: FloatArray, lam: float) -> FloatArray:
        """The log odds once more, learned from codes corrected by how likely each changes.

        Codes that were left out or put astray taught the first fit as if they were right.
        Unlike the first log odds these are not wholly held out: the corrections of other rows
        were learned from this row's codes too, which then speak a little for themselves. The
        chances of doubts rest on them, and nothing else does.
        """
        fits = np.where(self._values, 1 - chances, chances)
        rows = self._solver.rows
        targets = np.concatenate([fits, rows.targets[len(fits) :]])
        return self._at(ExactSolver(replace(rows, targets=targets), self.kernel), lam)

    def _at(self, solver: ExactSolver, lam: float) -> FloatArray:
        raw = solver.fit([lam], self._left_out)[0].left_out
        taught = solver.rows.targets[: len(self._values)]
        raw = without_own_share(raw, taught, self._known, self._left_out)
        raw = np.where(np.isnan(raw), self._prior, raw)
        fitted = fit_calibration(raw, self._values, self._known, self._signals)
        return logit(fitted.probabilities(raw, self._signals))


def _odds_of_many(recorded: Recorded, laid: Laid) -> FloatArray:
    """Held-out log odds for large archives, without what nearness and other labels tell."""
    coder = RidgeCoder(lambdas=(1.0,)).fit(
        laid.features,
        recorded.values,
        left_out=laid.left_out,
        known=recorded.known,
        pseudo=laid.pseudo,
        name_features=laid.names,
    )
    return logit(coder.held_out_probabilities_)


def _chances(
    recorded: Recorded,
    odds: FloatArray,
    prior: FloatArray,
    told_by_twins: FloatArray,
    rates: tuple[float, float],
) -> FloatArray:
    values, known = recorded.values, recorded.known
    kept, astray = rates
    strays = stray_shares(values, known, prior, astray)
    readings = reading_evidence(recorded.others, values.shape, strays, kept)
    evidence = told_by_twins + readings
    return np.where(known, doubts(odds, evidence, values, strays, kept), 0.0)


def _near(kernel: FloatArray, held: HeldOut) -> NDArray[np.int64]:
    """The rows most like each row, nearest first, without those left out with it."""
    likeness = kernel[: len(held), : len(held)].copy()
    for i, left_out in enumerate(held):
        likeness[i, left_out] = -np.inf
    order = np.argsort(-np.round(likeness, 6), axis=1, kind="stable")[:, :25]
    keep = np.isfinite(np.take_along_axis(likeness, order, axis=1)).all(axis=0)
    return np.asarray(order[:, keep])
