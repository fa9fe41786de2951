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

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy import linalg

if TYPE_CHECKING:
    from classifier.model.rows import IntArray
    from classifier.records import BoolArray, FloatArray
    from classifier.split import LeftOut


class Smoother(Protocol):
    """A fit of some labels at one penalty, as a linear function of its targets."""

    @property
    def targets(self) -> FloatArray:
        """Float (n_fragments, n_labels)."""
        ...

    @property
    def fitted(self) -> FloatArray:
        """Scores by the fit as it is: float (n_fragments, n_labels)."""
        ...

    @property
    def own(self) -> FloatArray:
        """Influence of each fragment on itself: float (n_fragments,)."""
        ...

    def influence(self, on: IntArray, of: IntArray) -> FloatArray:
        """Influence of fragments that took part on any fragments: float (n_on, n_of)."""
        ...

    def without(self, rows: IntArray, judged: IntArray, others: IntArray) -> Smaller:
        """Leave out ``rows``, all of which took part; see `Smaller` for the other two."""
        ...


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

    def score(self, k: int, others: IntArray) -> FloatArray:
        """Score the ``k``-th row judged when some of the others are left out too."""
        n_judged = len(self.fitted) - len(self.targets)
        inside = n_judged + others
        wrong = self.targets[others] - self.fitted[inside]
        kept = np.eye(len(others)) - self.influence[np.ix_(inside, others)]
        solved = np.linalg.solve(kept, wrong)  # quicker than scipy's for so few
        return np.asarray(self.fitted[k] - self.influence[k, others] @ solved)


def without_rows(smoother: Smoother, rows: IntArray, judged: IntArray, others: IntArray) -> Smaller:
    """Leave rows out by the formula of this module."""
    seen = np.concatenate([judged, others])
    fitted, influence = smoother.fitted[seen], smoother.influence(seen, others)
    if len(rows):
        wrong = smoother.targets[rows] - smoother.fitted[rows]
        kept = np.eye(len(rows)) - smoother.influence(rows, rows)
        inward = smoother.influence(rows, others)
        solved = linalg.solve(kept, np.hstack([wrong, inward]), assume_a="pos")
        outward = smoother.influence(seen, rows)
        fitted = fitted - outward @ solved[:, : wrong.shape[1]]
        influence = influence + outward @ solved[:, wrong.shape[1] :]
    return Smaller(fitted, influence, smoother.targets[others])


def left_out_scores(smoother: Smoother, taking_part: BoolArray, left_out: LeftOut) -> FloatArray:
    """Score each fragment by the fit without what is left out with it: (n_fragments, n_labels).

    NaN where no row is left to learn from.

    Parameters
    ----------
    taking_part : bool (n_rows,), rows of the fit: fragments, and sentences after them
    """
    part, n_part = taking_part[: len(left_out)], int(taking_part.sum())
    scores = one_by_one(smoother, part)
    for block, twins_of_all in left_out.together:
        group, others = block[part[block]], twins_of_all[part[twins_of_all]]
        if len(group) == n_part:
            scores[block] = np.nan
            continue
        smaller = smoother.without(group, block, others)
        scores[block] = smaller.fitted[: len(block)]
        for k in np.flatnonzero([len(left_out.twins[row]) > 0 for row in block]):
            twins = left_out.twins[block[k]]
            places = np.searchsorted(others, twins[part[twins]])
            if len(group) + len(places) == n_part:
                scores[block[k]] = np.nan
            elif len(places):
                scores[block[k]] = smaller.score(int(k), places)
    return scores


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


def one_by_one(smoother: Smoother, part: BoolArray) -> FloatArray:
    """Leave each row out alone: (n_fragments, n_labels); NaN for an only row.

    Rows that took no part are scored by the fit as it is.
    """
    own = np.where(part, smoother.own, 0.0)[:, None]
    only = own > 1 - 1e-9
    scores = (smoother.fitted - own * smoother.targets) / np.where(only, 1.0, 1 - own)
    return np.asarray(np.where(only, np.nan, scores))
