"""Agreement coefficients for several coders, gaps allowed, each for many weightings at once.

Units are fragments. Weights let a resample be a matrix product: ones give the figure itself, how
often each unit was drawn gives a resample. None of them calls two coders right or wrong.

* Krippendorff's alpha, nominal: Krippendorff ("Computing Krippendorff's Alpha-Reliability", 2011).
* The same with a distance between sets: MASI (Passonneau, "Measuring agreement on set-valued
  items for semantic and pragmatic annotation", LREC 2006) or Jaccard's.
* Gwet's AC1: Gwet ("Computing inter-rater reliability and its variance in the presence of high
  agreement", British Journal of Mathematical and Statistical Psychology 61, 2008); with gaps as
  in his "Handbook of Inter-Rater Reliability" (4th ed. 2014).
* Positive agreement: Cicchetti & Feinstein ("High agreement but low kappa: II. Resolving the
  paradoxes", Journal of Clinical Epidemiology 43, 1990), over all pairs of coders.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from classifier.records import FloatArray

Labels = frozenset[str]
Distance = Callable[[Labels, Labels], float]


def jaccard_distance(a: Labels, b: Labels) -> float:
    """One less the shared part of two sets; 0 for two empty sets.

    >>> jaccard_distance(frozenset("ab"), frozenset("bc"))
    0.6666666666666667
    """
    return 1 - len(a & b) / len(a | b) if a | b else 0.0


def masi_distance(a: Labels, b: Labels) -> float:
    """Jaccard's, softer where one set holds the other: Passonneau's monotonicity.

    1 for equal sets, 2/3 where one holds the other, 1/3 where both have labels of their own
    beside shared ones, 0 where nothing is shared.

    >>> round(masi_distance(frozenset("a"), frozenset("ab")), 4)
    0.6667
    """
    if a == b:
        return 0.0
    if not a & b:
        return 1.0
    monotone = 2 / 3 if a <= b or b <= a else 1 / 3
    return 1 - (1 - jaccard_distance(a, b)) * monotone


def binary_alpha(n_coders: FloatArray, n_ticks: FloatArray, weights: FloatArray) -> FloatArray:
    """Krippendorff's alpha of one label: float (n_draws,); NaN where nobody differs from another.

    Units with one coder are passed over, as the definition has it.

    Parameters
    ----------
    n_coders, n_ticks : float (n_units,), coders of each unit, and those of them who ticked
    weights : float (n_draws, n_units)
    """
    paired = n_coders >= 2
    m, k = np.where(paired, n_coders, 0), np.where(paired, n_ticks, 0)
    apart = np.where(paired, 2 * k * (m - k) / np.maximum(m - 1, 1), 0)
    n, ticks = weights @ m, weights @ k
    observed = _ratio(weights @ apart, n)
    expected = _ratio(2 * ticks * (n - ticks), n * (n - 1))
    return 1 - _ratio(observed, expected)


def ac1(n_coders: FloatArray, n_ticks: FloatArray, weights: FloatArray) -> FloatArray:
    """Gwet's AC1 of one label: float (n_draws,), NaN without a unit of two coders."""
    paired = n_coders >= 2
    m, k = np.maximum(n_coders, 1), n_ticks
    alike = (k * (k - 1) + (m - k) * (m - k - 1)) / np.maximum(m * (m - 1), 1)
    observed = _ratio(weights @ np.where(paired, alike, 0), weights @ paired.astype(float))
    coded = (n_coders >= 1).astype(float)
    share = _ratio(weights @ (coded * k / m), weights @ coded)
    expected = 2 * share * (1 - share)
    return _ratio(observed - expected, 1 - expected)


def positive_agreement(
    n_coders: FloatArray, n_ticks: FloatArray, weights: FloatArray
) -> FloatArray:
    """How likely another coder ticks what one ticked: float (n_draws,), NaN if nobody did."""
    paired = n_coders >= 2
    k = np.where(paired, n_ticks, 0)
    both = k * (k - 1) / np.maximum(n_coders - 1, 1)
    return _ratio(weights @ both, weights @ k)


class SetAlpha:
    """Krippendorff's alpha for sets of labels, with any distance between two sets.

    ``units`` holds for each fragment the sets that its coders gave; units with one coder are
    passed over.
    """

    def __init__(self, units: Sequence[Sequence[Labels]], distance: Distance) -> None:
        number: dict[Labels, int] = {}
        kept = [[number.setdefault(labels, len(number)) for labels in unit]
                if len(unit) >= 2 else [] for unit in units]  # fmt: skip
        shape = len(number), len(number)
        self._far = np.array([distance(*pair) for pair in product(number, repeat=2)]).reshape(shape)
        self._counts = np.array([np.bincount(rows, minlength=len(number)) for rows in kept])
        self._apart = np.zeros(len(units))
        for u, rows in enumerate(kept):
            if rows:
                self._apart[u] = self._far[np.ix_(rows, rows)].sum() / (len(rows) - 1)

    def __call__(self, weights: FloatArray) -> FloatArray:
        """Give alpha for weights (n_draws, n_units): float (n_draws,), NaN where all are equal."""
        totals = weights @ self._counts
        n = totals.sum(axis=1)
        observed = _ratio(weights @ self._apart, n)
        expected = _ratio(((totals @ self._far) * totals).sum(axis=1), n * (n - 1))
        return 1 - _ratio(observed, expected)


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    return np.where(below > 0, above / np.where(below > 0, below, 1), np.nan)
