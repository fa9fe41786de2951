"""Counts by group, from which every figure follows for any weights of the groups.

A figure and its 1,000 resamples are the same arithmetic: ones as weights give the figure, how
often a resample drew each group gives the resample. Sums over fragments are kept by group, so
that a resample is a matrix product.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from classifier.evaluate.figures import ECE_BINS, bin_numbers, row_figures, tie_ends

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.evaluate.scored import Scored
    from classifier.records import BoolArray, FloatArray

ROW_FIGURES = (
    "exact_match", "jaccard", "ranking", "precision_at_1", "precision_at_3", "coverage_error",
)  # fmt: skip
NEEDS_SCORES = frozenset(ROW_FIGURES[2:])


@dataclass(frozen=True)
class Ranking:
    """One label's known fragments in the order of its probability.

    Attributes
    ----------
    groups : int (n_known,), likeliest first
    truth : bool (n_known,)
    ends : positions where a run of equal probabilities ends
    """

    groups: NDArray[np.int64]
    truth: BoolArray
    ends: NDArray[np.int64]


@dataclass(frozen=True)
class Tally:
    """Sums by group of one target.

    Attributes
    ----------
    counts : float (n_groups, n_labels, 3): hits, false alarms, misses
    rows : by figure of a fragment, float (n_groups, 2): sum, and over how many fragments
    squares : float (n_groups, 2): squared distances of probability and truth, and cells
    bins : float (n_groups, n_bins, 3), of suggested labels: how many, sum of probabilities, and how
        many of them are right
    rankings : one for each label; empty without probabilities
    """

    counts: FloatArray
    rows: dict[str, FloatArray]
    squares: FloatArray
    bins: FloatArray
    rankings: tuple[Ranking, ...]

    @property
    def n_groups(self) -> int:
        """How many groups there are."""
        return len(self.counts)

    @property
    def sizes(self) -> FloatArray:
        """Fragments of each group: float (n_groups,)."""
        return self.rows["exact_match"][:, 1]

    def figures(self, weights: FloatArray, *, ranked: bool = True) -> dict[str, FloatArray]:
        """Compute every figure of the target for weights (n_draws, n_groups): (n_draws,) each.

        NaN where undefined. ``ranked`` False leaves out the mean average precision, which costs
        more than all others together.
        """
        labels = self.label_figures(weights, ranked=ranked)
        hits, alarms, misses = np.moveaxis(_totals(weights, self.counts).sum(axis=1), 1, 0)
        found = {
            "micro_f1": _ratio(2 * hits, 2 * hits + alarms + misses),
            "micro_precision": _ratio(hits, hits + alarms),
            "micro_recall": _ratio(hits, hits + misses),
            "macro_f1": _nan_mean(labels["f1"]),
            "macro_precision": _nan_mean(labels["precision"]),
            "macro_recall": _nan_mean(labels["recall"]),
        }
        for name in ROW_FIGURES:
            found[name] = _ratio(*(weights @ self.rows[name]).T)
        found["mean_ap"] = _nan_mean(labels["ap"])
        found["brier"] = _ratio(*(weights @ self.squares).T)
        found["calibration_error"] = self._calibration_error(weights)
        return found

    def label_figures(self, weights: FloatArray, *, ranked: bool = True) -> dict[str, FloatArray]:
        """Compute the figures of each label: (n_draws, n_labels) each, NaN where undefined."""
        hits, alarms, misses = np.moveaxis(_totals(weights, self.counts), 2, 0)
        ap = np.full(hits.shape, np.nan)
        if ranked:
            for j, ranking in enumerate(self.rankings):
                ap[:, j] = _average_precision(ranking, weights)
        return {
            "precision": _ratio(hits, hits + alarms),
            "recall": _ratio(hits, hits + misses),
            "f1": _ratio(2 * hits, 2 * hits + alarms + misses),
            "ap": ap,
        }

    def _calibration_error(self, weights: FloatArray) -> FloatArray:
        cells, expected, positives = np.moveaxis(_totals(weights, self.bins), 2, 0)
        return _ratio(np.abs(expected - positives).sum(axis=1), cells.sum(axis=1))


def tally(scored: Scored, *, ranked: bool = True) -> Tally:
    """Sum up one target by group; ``ranked`` False skips what average precision needs."""
    names, member = np.unique(scored.groups, return_inverse=True)
    by_group = _Summing(member, len(names))
    truth, chosen, known = scored.values & scored.known, scored.chosen & scored.known, scored.known
    counts = np.stack([truth & chosen, ~truth & chosen, truth & ~chosen], axis=2)
    p = scored.probabilities
    scores = np.zeros(truth.shape) if p is None else p
    one_by_one = row_figures(truth, scores, chosen, known)
    rows = {f.name: by_group.mean_parts(getattr(one_by_one, f.name)) for f in fields(one_by_one)}
    if p is None:
        rows.update({name: np.zeros((len(names), 2)) for name in NEEDS_SCORES})
    return Tally(
        counts=by_group.sum(counts.astype(np.float64)),
        rows=rows,
        squares=_squares(p, truth, known, by_group),
        bins=_bins(p, truth, chosen, by_group),
        rankings=() if p is None or not ranked else _rankings(p, truth, known, member),
    )


def group_sums(groups: NDArray[np.int64], values: FloatArray) -> FloatArray:
    """Sum rows (n_fragments, …) by group, groups in ascending order: (n_groups, …)."""
    names, member = np.unique(groups, return_inverse=True)
    return _Summing(member, len(names)).sum(values)


@dataclass(frozen=True)
class _Summing:
    member: NDArray[np.int64]
    n_groups: int

    def sum(self, values: FloatArray) -> FloatArray:
        """Sum rows (n_fragments, …) by group: (n_groups, …)."""
        out = np.zeros((self.n_groups, *values.shape[1:]))
        np.add.at(out, self.member, values)
        return out

    def mean_parts(self, values: FloatArray) -> FloatArray:
        defined = ~np.isnan(values)
        return self.sum(np.column_stack([np.where(defined, values, 0), defined]))


def _squares(
    p: FloatArray | None, truth: BoolArray, known: BoolArray, by_group: _Summing
) -> FloatArray:
    if p is None:
        return np.zeros((by_group.n_groups, 2))
    distance = np.where(known, (p - truth) ** 2, 0).sum(axis=1)
    return by_group.sum(np.column_stack([distance, known.sum(axis=1)]))


def _bins(
    p: FloatArray | None, truth: BoolArray, chosen: BoolArray, by_group: _Summing
) -> FloatArray:
    out = np.zeros((by_group.n_groups, ECE_BINS, 3))
    if p is not None:
        row, column = np.nonzero(chosen)
        cells = p[row, column]
        place = (by_group.member[row], bin_numbers(cells))
        np.add.at(out, place, np.column_stack([np.ones(len(cells)), cells, truth[row, column]]))
    return out


def _rankings(
    p: FloatArray, truth: BoolArray, known: BoolArray, member: NDArray[np.int64]
) -> tuple[Ranking, ...]:
    found = []
    for j in range(truth.shape[1]):
        rows = np.flatnonzero(known[:, j])
        rows = rows[np.argsort(-p[rows, j], kind="stable")]
        ends = tie_ends(p[rows, j]) if len(rows) else np.zeros(0, dtype=np.int64)
        found.append(Ranking(member[rows], truth[rows, j], ends))
    return tuple(found)


def _average_precision(ranking: Ranking, weights: FloatArray) -> FloatArray:
    """Average precision of one label for each draw: `figures.average_precision`, weighted."""
    if not ranking.truth.any():
        return np.full(len(weights), np.nan)
    drawn = weights[:, ranking.groups]
    seen = np.cumsum(drawn, axis=1)[:, ranking.ends]
    hits = np.cumsum(np.where(ranking.truth, drawn, 0), axis=1)[:, ranking.ends]
    gained = np.diff(hits, prepend=0, axis=1)
    area = (gained * hits / np.maximum(seen, 1)).sum(axis=1)
    return _ratio(area, hits[:, -1])


def _totals(weights: FloatArray, sums: FloatArray) -> FloatArray:
    return np.tensordot(weights, sums, axes=1)


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    return np.where(below > 0, above / np.where(below > 0, below, 1), np.nan)


def _nan_mean(values: FloatArray) -> FloatArray:
    defined = ~np.isnan(values)
    return _ratio(np.where(defined, values, 0).sum(axis=1), defined.sum(axis=1))
