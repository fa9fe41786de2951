"""One target's doubts: recorded labels against held-out probabilities, twins and other readings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
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
from classifier.audit.signals import nearest, neighbour_odds, together_odds
from classifier.model.calibration import fit_calibration, label_prior, log_loss
from classifier.model.exact import ExactSolver
from classifier.model.leave_out import without_own_share
from classifier.model.logistic import logit, sigmoid
from classifier.model.primal import PrimalSolver
from classifier.model.votes import FEWEST_READ, learn_trust
from classifier.split import group_folds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.model.leave_out import Solver
    from classifier.model.training_rows import RidgeFit, TrainingRows
    from classifier.model.votes import Votes
    from classifier.records import FloatArray
    from classifier.split import LeftOut

LAMBDAS = (0.5, 1.0, 2.0)
# Beyond, the matrix of all likenesses takes too much memory.
KERNEL_LIMIT = 4000


@dataclass(frozen=True)
class Laid:
    """The recorded fragments of one target in the feature space.

    Attributes
    ----------
    taught : solver and fits of training, where that learned the same codes of a large archive;
        otherwise what gives the rows to learn from, once they are needed
    names : float (n_recorded, n_labels, n_name_features)
    left_out : what never vouches for each row
    twins : pairs of rows that tell nearly the same, whose codes are compared
    votes : a second reader's, of n_recorded fragments
    groups : int (n_recorded,), held out together where it is learned how far votes count
    """

    taught: tuple[PrimalSolver, list[RidgeFit]] | Callable[[], TrainingRows]
    names: FloatArray
    left_out: LeftOut
    twins: Sequence[tuple[int, int, float]]
    votes: Votes | None = None
    groups: NDArray[np.int64] | None = None


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
    told = twin_evidence(values, known, prior, [(i, j) for i, j, _ in laid.twins])
    with threadpool_limits(limits=1, user_api="blas"):
        fits = _HeldOutOdds(recorded, laid)
        odds, lam = fits.best()
        rates = estimate_rates(recorded.others, values, known, odds, seed)
        both = rates.kept, rates.astray
        # Once more, from codes as the first chances correct them.
        corrected = fits.corrected(_chances(recorded, odds, prior, told, both), lam)
        chances = _chances(recorded, corrected, prior, told, both)
    return TargetDoubts(
        recorded=recorded,
        odds=odds,
        corrected=corrected,
        prior=prior,
        rates=rates,
        chances=chances,
        twins=laid.twins,
        told_by_twins=told,
        near=fits.near,
        n_large=laid.left_out.n_large,
    )


class _HeldOutOdds:
    """Held-out log odds of every label, from ridge scores and the signals beside them.

    A large archive goes by landmarks, and without what nearness and other labels tell.
    """

    _solver: Solver

    def __init__(self, recorded: Recorded, laid: Laid) -> None:
        self._values, self._known = recorded.values, recorded.known
        self._left_out, self._prior = laid.left_out, label_prior(self._values, self._known)
        self._votes, self._groups = laid.votes, laid.groups
        self._signals, self.near = laid.names, np.zeros((len(self._values), 0), dtype=np.int64)
        self._fits: list[RidgeFit] = []
        if isinstance(laid.taught, tuple):
            self._solver, fits = laid.taught
            self._fits = [fit for fit in fits if fit.lam in LAMBDAS]
            return
        rows = laid.taught()
        if rows.n_fragments > KERNEL_LIMIT:
            self._solver = PrimalSolver(rows)
            return
        self._solver = ExactSolver(rows)
        held = laid.left_out.each()
        order, likeness = nearest(self._solver.kernel, held)
        self.near = order[:, np.isfinite(likeness).all(axis=0)]
        near = neighbour_odds(order, likeness, self._values, self._known, self._prior)
        together = together_odds(self._values, self._known, held)
        self._signals = np.concatenate([laid.names, np.stack([near, together], axis=2)], axis=2)

    def best(self) -> tuple[FloatArray, float]:
        """The log odds at the penalty with the smallest log loss, and that penalty."""
        fits = self._fits or self._solver.fit(LAMBDAS, self._left_out)
        taught = self._solver.rows.targets[: len(self._values)]
        tried = [(self._calibrated(fit.left_out, taught), fit.lam) for fit in fits]
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
        solver = copy(self._solver)
        targets = np.concatenate([fits, solver.rows.targets[len(fits) :]])
        solver.rows = replace(solver.rows, targets=targets)
        (fit,) = solver.fit([lam], self._left_out)
        return self._calibrated(fit.left_out, fits)

    def _calibrated(self, raw: FloatArray, taught: FloatArray) -> FloatArray:
        """Turn scores (n_recorded, n_labels), learned from ``taught``, into log odds."""
        raw = without_own_share(raw, taught, self._known, self._left_out)
        raw = np.where(np.isnan(raw), self._prior, raw)
        fitted = fit_calibration(raw, self._values, self._known, self._signals)
        return logit(self._with_votes(fitted.probabilities(raw, self._signals)))

    def _with_votes(self, p: FloatArray) -> FloatArray:
        """Put the votes in where these make the held-out probabilities (n_recorded, ...) better."""
        if self._votes is None or self._groups is None:
            return p
        read = np.flatnonzero(self._votes.read)
        truth, known = (self._values & self._known)[read], self._known[read]
        if len(read) < FEWEST_READ or not known.any():
            return p
        folds = group_folds(truth, self._groups[read])
        learned = learn_trust(p[read], self._votes.values[read], truth, known, folds)
        found = p.copy()
        if learned.helps:
            found[read] = learned.held_out
        return found


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
