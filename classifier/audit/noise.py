"""How often coders omit a fitting code or record one that does not fit, and what follows.

Each cell (fragment × label) has a chance that the label fits; what is recorded is a noisy answer
to that. Let r be the share of fitting labels that are recorded and f_l the share of fragments
without a fitting label l where l is recorded all the same. If q is the probability that l is
recorded (what a model of recorded codes estimates), it fits with probability

    t = (q − f_l) / (r − f_l)

and, by Bayes' rule, it is missing where it is not recorded with t(1−r) / (t(1−r) + (1−t)(1−f_l)),
and unsupported where it is recorded with (1−t)f_l / ((1−t)f_l + t·r). Twins and other readings
multiply the odds of t. The noise model is that of Natarajan et al. ("Learning with noisy labels",
NeurIPS 2013).

How often coders leave out or stray is guessed from what is usual. Two things correct the guess:
fragments that were read twice, and the texts that speak most clearly. By the first formula q lies
between f_l and r: where the labels that texts speak for most clearly are recorded nine times in
ten, coders cannot leave out a quarter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from classifier.audit.finding import Rates
from classifier.model.calibration import label_prior
from classifier.model.logistic import EDGE, logit, sigmoid

if TYPE_CHECKING:
    from classifier.audit.readings import OtherReading
    from classifier.records import BoolArray, FloatArray

# What is usual, and how many fragments coded twice this guess counts for: coders of a codebook of
# this kind keep three of four fitting labels, and for two that they leave out record one that does
# not fit. Both are guessed as log odds and log ratio, with these spreads.
USUAL_KEPT, KEPT_SPREAD = 0.76, 0.35
USUAL_STRAYS_FOR_EACH_LEFT_OUT, STRAYS_SPREAD = 0.5, 0.5
KEPT_GRID = np.linspace(0.5, 0.98, 49)
ASTRAY_GRID = np.geomspace(0.01, 0.4, 40)
N_DRAWS = 200
# How likely twins share a code, and for how many codes of twins this guess counts.
TWINS_SHARE = 0.7
TWINS_GUESS = 20.0
# How far a twin with other codes can move the odds.
MOST_FROM_TWINS = 3.0
# Readers share the text's ambiguity, so their readings are not quite independent.
INDEPENDENCE = 0.8


def estimate_rates(
    others: Sequence[OtherReading],
    values: BoolArray,
    known: BoolArray,
    odds: FloatArray,
    seed: int = 0,
) -> Rates:
    """Estimate both rates from fragments read twice and from clear texts, drawn to what is usual.

    The likeliest pair of rates on a grid. Where the text speaks for a label, readers differ
    because one left it out; where it does not, because one strayed: the held-out probability
    tells the two apart. With t as in the module's formula, two readers both record a label with
    probability t r² + (1 − t) f², and so on for the three other cases.

    Parameters
    ----------
    others : other readings, each beside a recorded one
    odds : log odds that each label is recorded: float (n_recorded, n_labels)
    """
    likely = _Likelihood(values, known, sigmoid(odds))
    by_row: dict[int, FloatArray] = {}
    for other in others:
        by_row[other.row] = by_row.get(other.row, 0) + likely.of(other)
    rows = np.array(list(by_row.values())).reshape(len(by_row), KEPT_GRID.size, ASTRAY_GRID.size)
    guess = _guess() + likely.of_clear_texts()
    kept, astray = _best(rows.sum(axis=0) + guess)
    return Rates(kept, astray, len(by_row), _draws(rows, guess, seed))


class _Likelihood:
    """Log likelihood of what was recorded and of second readings, on the grid of both rates."""

    def __init__(self, values: BoolArray, known: BoolArray, q: FloatArray) -> None:
        self._values, self._known, self._q = values, known, np.clip(q, EDGE, 1 - EDGE)
        prior = label_prior(values, known)
        shares = [stray_shares(values, known, prior, astray) for astray in ASTRAY_GRID]
        self._strays = np.array(shares)

    def of(self, other: OtherReading) -> FloatArray:
        """One reading: float (n_kept, n_astray)."""
        cells = np.flatnonzero(other.usable)
        y, z = self._values[other.row, cells], other.has[cells]
        q, f = self._q[other.row, cells], self._strays[None, :, cells]
        r = KEPT_GRID[:, None, None]
        t = _fitting(q, f, r)
        fits = np.where(y, r, 1 - r) * np.where(z, r, 1 - r)
        not_fits = np.where(y, f, 1 - f) * np.where(z, f, 1 - f)
        both = t * fits + (1 - t) * not_fits
        # What is recorded is given; what is asked is how likely the other reading is beside it.
        alone = t * np.where(y, r, 1 - r) + (1 - t) * np.where(y, f, 1 - f)
        return np.asarray(np.log(both / alone).sum(axis=2))

    def of_clear_texts(self) -> FloatArray:
        """What the first readings alone rule out: float (n_kept, n_astray).

        A small r cannot be where texts that speak clearly for a label have it more often, and a
        large f not where texts that speak clearly against it have it less often. The other way
        round nothing is ruled out: there may be no texts so clear.
        """
        recorded, q = self._values[self._known], self._q[self._known]
        strays = np.broadcast_to(self._strays[:, None], (ASTRAY_GRID.size, *self._q.shape))
        kept = np.array([_log_likelihood(recorded, np.minimum(q, r)) for r in KEPT_GRID])
        astray = np.array(
            [_log_likelihood(recorded, np.maximum(q, f[self._known])) for f in strays]
        )
        kept[kept.argmax() :] = kept.max()
        astray[: astray.argmax()] = astray.max()
        return np.asarray(kept[:, None] + astray[None, :])


def _log_likelihood(recorded: BoolArray, q: FloatArray) -> float:
    return float(np.log(np.where(recorded, q, 1 - q)).sum())


def _fitting(q: FloatArray, strays: FloatArray, kept: float | FloatArray) -> FloatArray:
    """How likely a label fits, if it is recorded with probability q.

    Near f the formula would fall to 0, and near r rise to 1, and likelier cells could not be told
    from less likely ones: a third of q, and of 1 − q, always remains.
    """
    return np.asarray(np.clip((q - strays) / (kept - strays), q / 3, 1 - (1 - q) / 3))


def _guess() -> FloatArray:
    """Log prior of both rates on the grid."""
    r, astray = KEPT_GRID[:, None], ASTRAY_GRID[None, :]
    strays = astray / (1 - astray) * r  # for each fitting label
    far = (logit(r) - logit(np.array(USUAL_KEPT))) / KEPT_SPREAD
    ratio = np.log(strays / (1 - r) / USUAL_STRAYS_FOR_EACH_LEFT_OUT) / STRAYS_SPREAD
    return np.asarray(-0.5 * (far**2 + ratio**2))


def _best(log_posterior: FloatArray) -> tuple[float, float]:
    """The mean of both rates under the posterior: steadier than its peak."""
    weight = np.exp(log_posterior - log_posterior.max())
    weight /= weight.sum()
    kept = float((weight.sum(axis=1) * KEPT_GRID).sum())
    return kept, float((weight.sum(axis=0) * ASTRAY_GRID).sum())


def _draws(rows: FloatArray, guess: FloatArray, seed: int) -> FloatArray:
    """Draw the fragments anew, and one pair of rates from what they say."""
    random = np.random.default_rng(seed)
    drawn = []
    for _ in range(N_DRAWS):
        again = rows[random.integers(len(rows), size=len(rows))] if len(rows) else rows
        posterior = again.sum(axis=0) + guess
        weight = np.exp(posterior - posterior.max()).ravel()
        place = int(random.choice(weight.size, p=weight / weight.sum()))
        i, j = divmod(place, ASTRAY_GRID.size)
        drawn.append((KEPT_GRID[i], ASTRAY_GRID[j]))
    return np.array(drawn)


def stray_shares(
    values: BoolArray, known: BoolArray, prior: FloatArray, astray: float
) -> FloatArray:
    """How often each label is recorded where it does not fit: f, float (n_labels,).

    Between two habits: strays fall on labels by their frequency, or on all alike. The square
    root of the frequency did best on the whole over three kinds of planted strays.
    """
    weight = np.sqrt(prior)
    n_strays = astray * (values & known).sum()
    room = ((1 - prior) * weight * known.sum(axis=0)).sum()
    return np.asarray(np.minimum(weight * n_strays / max(room, 1e-9), 0.5 * prior))


def doubts(
    recorded_odds: FloatArray,
    evidence: FloatArray,
    values: BoolArray,
    strays: FloatArray,
    kept: float,
) -> FloatArray:
    """How likely each cell is to change on a second look: float (n_fragments, n_labels).

    Parameters
    ----------
    recorded_odds : log odds that the label is recorded, from the text
    evidence : log odds from twins and other readings, added
    strays : float (n_labels,), from `stray_shares`
    """
    q = sigmoid(recorded_odds)
    fits = sigmoid(logit(_fitting(q, strays, kept)) + evidence)
    missing = fits * (1 - kept) / (fits * (1 - kept) + (1 - fits) * (1 - strays))
    unsupported = (1 - fits) * strays / ((1 - fits) * strays + fits * kept)
    return np.where(values, unsupported, missing)


def twin_share(values: BoolArray, known: BoolArray, pairs: Sequence[tuple[int, int]]) -> float:
    """How likely a code of one twin is recorded of the other too, drawn toward what is usual."""
    shared, ticked = TWINS_SHARE * TWINS_GUESS, TWINS_GUESS
    for i, j in pairs:
        both = known[i] & known[j]
        shared += 2 * float((values[i] & values[j] & both).sum())
        ticked += float((values[i] & both).sum() + (values[j] & both).sum())
    return min(shared / ticked, 0.95)


def twin_evidence(
    values: BoolArray, known: BoolArray, prior: FloatArray, pairs: Sequence[tuple[int, int]]
) -> FloatArray:
    """Log odds from twins: they can raise a doubt, and never vouch for what is recorded.

    Where a fragment has several twins, their mean counts: they are no independent witnesses.
    """
    out = np.zeros(values.shape)
    n_twins = np.bincount(np.array(pairs, dtype=int).ravel(), minlength=len(values))
    share = np.maximum(twin_share(values, known, pairs), prior)
    for i, j in (*pairs, *((b, a) for a, b in pairs)):
        says = np.where(values[j], np.log(share / prior), np.log((1 - share) / (1 - prior)))
        against = np.where(values[i], np.minimum(says, 0), np.maximum(says, 0))
        out[i] += INDEPENDENCE * np.where(known[j], against, 0)
    out /= np.maximum(n_twins, 1)[:, None]
    return np.clip(out, -MOST_FROM_TWINS, MOST_FROM_TWINS)


def reading_evidence(
    others: Sequence[OtherReading], shape: tuple[int, int], strays: FloatArray, kept: float
) -> FloatArray:
    """Log odds from other readings, for and against."""
    out = np.zeros(shape)
    for other in others:
        says = np.where(other.has, np.log(kept / strays), np.log((1 - kept) / (1 - strays)))
        out[other.row] += INDEPENDENCE * np.where(other.usable, says, 0)
    return out
