"""What a fit would have said of its rows had some been left out, without fitting again.

A ridge is linear in its targets: f = H t, and H_ij is the *influence* of row j's target on row i's
score. Without the rows F the scores and the influences are

    r = (I − H_FF)⁻¹ (t_F − f_F)         f' = f − H_·F r
    H' = H + H_·F (I − H_FF)⁻¹ H_F·

For one row this is the PRESS residual of Allen (1974) and Cook & Weisberg ("Residuals and
influence in regression", 1982); for blocks see An, Liu & Venkatesh ("Fast cross-validation
algorithms for least squares support vector machine and kernel ridge regression", Pattern
Recognition 40, 2007). So a whole group is left out by one solution, and each of its rows is then
left out with its own twins by a solution of their number.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg

from classifier.model.training_rows import RidgeFit

if TYPE_CHECKING:
    from classifier.features.blocks import Features
    from classifier.model.training_rows import IntArray, TrainingRows
    from classifier.records import BoolArray, FloatArray
    from classifier.split import LeftOut


@dataclass(frozen=True)
class Smaller:
    """A fit without some rows, as far as it is needed.

    Attributes
    ----------
    fitted : float (n_judged + n_others, n_labels), scores of the rows judged, then of the others
    influence : float (n_judged + n_others, n_others), of the others, which may be left out next
    targets : float (n_others, n_labels)
    """

    fitted: FloatArray
    influence: FloatArray
    targets: FloatArray

    def scores(self, judged: IntArray, others: IntArray) -> FloatArray:
        """Score rows, each without as many of the others too: (n_rows, n_labels).

        Parameters
        ----------
        judged : int (n_rows,), places among the rows judged
        others : int (n_rows, n_left_out), places among the others
        """
        inside = len(self.fitted) - len(self.targets) + others
        wrong = self.targets[others] - self.fitted[inside]
        kept = np.eye(others.shape[1]) - self.influence[inside[:, :, None], others[:, None, :]]
        # Not scipy's, which is slower for so few and knows no stacks of matrices.
        solved = np.linalg.solve(kept, wrong)
        told = self.influence[judged[:, None], others][:, None, :] @ solved
        return np.asarray(self.fitted[judged] - told[:, 0])


@dataclass(frozen=True)
class Smoother(ABC):
    """A fit of some labels at one penalty, as a linear function of its targets.

    Attributes
    ----------
    targets : float (n_fragments, n_labels)
    fitted : scores by the fit as it is, of the same shape
    own : float (n_fragments,), influence of each fragment on itself
    weights : float (n_weights, n_labels), of the columns or of rows; see `RidgeFit`
    intercept : float (n_labels,)
    """

    targets: FloatArray
    fitted: FloatArray
    own: FloatArray
    weights: FloatArray
    intercept: FloatArray

    @abstractmethod
    def influence(self, on: IntArray, of: IntArray) -> FloatArray:
        """Influence of fragments that took part on any fragments: float (n_on, n_of)."""

    def without(self, judged: IntArray, taking: BoolArray, others: IntArray) -> Smaller:
        """Leave out those ``judged`` that were ``taking`` part; see `Smaller` for the others."""
        rows, seen = judged[taking], np.concatenate([judged, others])
        taken = seen if taking.all() else np.concatenate([rows, others])
        influence = self.influence(seen, taken)
        outward, influence = influence[:, : len(rows)], influence[:, len(rows) :]
        fitted = self.fitted[seen]
        if len(rows):
            inside = np.flatnonzero(taking)
            wrong = self.targets[rows] - fitted[inside]
            kept = np.eye(len(rows)) - outward[inside]
            solved = linalg.solve(kept, np.hstack([wrong, influence[inside]]), assume_a="pos")
            fitted = fitted - outward @ solved[:, : wrong.shape[1]]
            influence = influence + outward @ solved[:, wrong.shape[1] :]
        return Smaller(fitted, influence, self.targets[others])

    def one_by_one(self, part: BoolArray) -> FloatArray:
        """Leave each row out alone: (n_fragments, n_labels); NaN for an only row.

        Rows that took no ``part`` are scored by the fit as it is.
        """
        own = np.where(part, self.own, 0.0)[:, None]
        only = own > 1 - 1e-9
        scores = (self.fitted - own * self.targets) / np.where(only, 1.0, 1 - own)
        return np.asarray(np.where(only, np.nan, scores))


class Solver(ABC):
    """A way to fit the ridge to some rows.

    ``features`` are of the rows that get a weight; None where each column gets one.
    """

    rows: TrainingRows
    features: Features | None

    @abstractmethod
    def smoothers(
        self, taking_part: BoolArray, labels: IntArray, lambdas: Sequence[float]
    ) -> Iterator[Smoother]:
        """Fit ``labels`` to the rows that know them, at each penalty."""

    def fit(self, lambdas: Sequence[float], left_out: LeftOut) -> list[RidgeFit]:
        """Fit all labels at each penalty, and score each fragment by the fits without it."""
        n_labels = self.rows.targets.shape[1]
        scores = np.full((len(lambdas), len(left_out), n_labels), np.nan)
        alone = scores.copy()
        columns = self.rows.features.shape[1]
        n_weights = columns if self.features is None else self.features.shape[0]
        weights = np.zeros((len(lambdas), n_weights, n_labels))
        intercepts = np.full((len(lambdas), n_labels), np.nan)
        for taking_part, labels in self.rows.patterns():
            if not taking_part.any():
                continue
            part = taking_part[: len(left_out)]
            # Looked up for all penalties: the rows that take part are the same.
            twins = [list(_with_twins(block, part, left_out)) for block, _ in left_out.together]
            for k, smoother in enumerate(self.smoothers(taking_part, labels, lambdas)):
                weights[k][:, labels] = smoother.weights
                intercepts[k, labels] = smoother.intercept
                by_itself = smoother.one_by_one(part)
                alone[k][:, labels] = by_itself
                scores[k][:, labels] = _left_out_scores(
                    smoother, by_itself, taking_part, left_out, twins
                )
        return [
            RidgeFit(lam, self.features, *tables)
            for lam, *tables in zip(lambdas, weights, intercepts, scores, alone, strict=True)
        ]


def _left_out_scores(
    smoother: Smoother,
    alone: FloatArray,
    taking_part: BoolArray,
    left_out: LeftOut,
    twins_of_blocks: Sequence[Sequence[tuple[IntArray, IntArray]]],
) -> FloatArray:
    """Score each fragment by the fit without what is left out with it: (n_fragments, n_labels).

    NaN where no row is left to learn from.

    Parameters
    ----------
    alone : what `Smoother.one_by_one` gives
    taking_part : bool (n_rows,), rows of the fit: fragments, and sentences after them
    twins_of_blocks : for each block of ``left_out``, what `_with_twins` gives
    """
    part, n_part = taking_part[: len(left_out)], int(taking_part.sum())
    scores = alone.copy()
    for (block, twins_of_all), with_twins in zip(left_out.together, twins_of_blocks, strict=True):
        taking, others = part[block], twins_of_all[part[twins_of_all]]
        n_taking = int(taking.sum())
        if n_taking == n_part:
            scores[block] = np.nan
            continue
        smaller = smoother.without(block, taking, others)
        scores[block] = smaller.fitted[: len(block)]
        for places, twins in with_twins:
            if n_taking + twins.shape[1] == n_part:
                scores[block[places]] = np.nan
            else:
                scores[block[places]] = smaller.scores(places, np.searchsorted(others, twins))
    return scores


def _with_twins(
    block: IntArray, part: BoolArray, left_out: LeftOut
) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield places in a block that have as many twins elsewhere, and the twins of each."""
    all_twins = [left_out.twins[row] for row in block]
    taking = [twins[part[twins]] for twins in all_twins]
    n_twins = np.array([len(twins) for twins in taking])
    for n in np.unique(n_twins[n_twins > 0]):
        places = np.flatnonzero(n_twins == n)
        yield places, np.stack([taking[place] for place in places])


def without_own_share(
    scores: FloatArray, truth: BoolArray | FloatArray, known: BoolArray, left_out: LeftOut
) -> FloatArray:
    """Take out of held-out scores what the rows left out did to the mean of the others.

    Where a row with the label is left out, the label is rarer among the rest, and the score of that
    very row is lower for no other reason; a row without it gains. A new text does neither. So each
    score is moved by the label's share among all rows less its share among those that stayed.

    Parameters
    ----------
    scores : float (..., n_fragments, n_labels)
    truth : (n_fragments, n_labels), bool, or how likely each label is right
    known : bool of the same shape
    """
    ticked, seen = np.where(known, truth, 0.0), known.astype(np.float64)
    n_ticked, n_seen = (_sums_left_out(table, left_out) for table in (ticked, seen))
    stayed = (ticked.sum(axis=0) - n_ticked + 0.5) / (seen.sum(axis=0) - n_seen + 1)
    share = (ticked.sum(axis=0) + 0.5) / (seen.sum(axis=0) + 1)
    return np.asarray(scores + share - stayed)


def _sums_left_out(table: FloatArray, left_out: LeftOut) -> FloatArray:
    """Sum the rows that are left out with each row: float (n_fragments, n_labels)."""
    by_block = np.zeros((left_out.blocks.max(initial=-1) + 1, table.shape[1]))
    np.add.at(by_block, left_out.blocks, table)
    sums = by_block[left_out.blocks]
    for i, twins in enumerate(left_out.twins):
        if len(twins):
            sums[i] += table[twins].sum(axis=0)
    return sums
