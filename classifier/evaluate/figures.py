"""Figures of one target from truth and probabilities, and their names; undefined is None, not 0.

All take bool or float arrays of shape (n_fragments, n_labels); cells whose label did not exist
in the row's codebook version are left out by ``known``. Figures of a fragment come first, those
of all cells after them. `classifier.evaluate.tally` computes the same for many resamples at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from classifier.records import BoolArray, FloatArray

# Deciles, as the report names them.
ECE_BINS = 10


@dataclass(frozen=True, slots=True)
class LabelCounts:
    """Counts of one label; the ratios are properties, None where undefined."""

    hits: int
    false_alarms: int
    misses: int

    @property
    def support(self) -> int:
        """Coded fragments with the label."""
        return self.hits + self.misses

    @property
    def precision(self) -> float | None:
        """Share of suggestions that were right."""
        suggested = self.hits + self.false_alarms
        return self.hits / suggested if suggested else None

    @property
    def recall(self) -> float | None:
        """Share of the coders' ticks that were suggested."""
        return self.hits / self.support if self.support else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None if neither ticked nor suggested."""
        total = 2 * self.hits + self.false_alarms + self.misses
        return 2 * self.hits / total if total else None


@dataclass(frozen=True)
class RowFigures:
    """Figures of each fragment, float (n_fragments,), NaN where undefined.

    Attributes
    ----------
    exact_match : 1 where suggestion and coding are the same set
    jaccard : common labels over all labels of both; 1 where both are empty
    ranking : label ranking average precision (Tsoumakas, Katakis & Vlahavas 2010, "Mining
        multi-label data"), over fragments with some but not all labels
    precision_at_1, precision_at_3 : share of the first 1 or 3 that were coded, over fragments
        with at least one label
    coverage_error : how far down the list one must read to meet every coded label, over
        fragments with at least one label
    """

    exact_match: FloatArray
    jaccard: FloatArray
    ranking: FloatArray
    precision_at_1: FloatArray
    precision_at_3: FloatArray
    coverage_error: FloatArray


def row_figures(
    truth: BoolArray, scores: FloatArray, chosen: BoolArray, known: BoolArray
) -> RowFigures:
    """Measure each fragment by itself; unknown cells neither count nor take a rank."""
    for other in (scores, chosen, known):
        _same_shape(truth, other)
    truth, chosen = truth & known, chosen & known
    common, either = (truth & chosen).sum(axis=1), (truth | chosen).sum(axis=1)
    some = truth.any(axis=1)
    rank, own_rank = _ranks(truth, np.where(known, scores, -np.inf))
    rankable = some & (truth.sum(axis=1) < known.sum(axis=1))
    shares = np.where(truth, own_rank / np.maximum(rank, 1), 0).sum(axis=1)
    n_true = np.maximum(truth.sum(axis=1), 1)
    order = np.argsort(-np.where(known, scores, -np.inf), axis=1, kind="stable")
    best = np.take_along_axis(truth, order, axis=1)
    return RowFigures(
        exact_match=_where(known.any(axis=1), (truth == chosen).all(axis=1)),
        jaccard=_where(known.any(axis=1), np.where(either, common / np.maximum(either, 1), 1.0)),
        ranking=_where(rankable, shares / n_true),
        precision_at_1=_where(some, best[:, :1].sum(axis=1)),
        precision_at_3=_where(some, best[:, :3].sum(axis=1) / 3),
        coverage_error=_where(some, np.where(truth, rank, 0).max(axis=1, initial=0)),
    )


def label_counts(truth: BoolArray, chosen: BoolArray, known: BoolArray) -> list[LabelCounts]:
    """Count hits, false alarms and misses label by label."""
    _same_shape(truth, chosen)
    hits = (truth & chosen & known).sum(axis=0)
    alarms = (~truth & chosen & known).sum(axis=0)
    misses = (truth & ~chosen & known).sum(axis=0)
    return [
        LabelCounts(int(h), int(a), int(m)) for h, a, m in zip(hits, alarms, misses, strict=True)
    ]


def micro(counts: Sequence[LabelCounts]) -> LabelCounts:
    """Add up the counts of all labels."""
    return LabelCounts(
        sum(c.hits for c in counts),
        sum(c.false_alarms for c in counts),
        sum(c.misses for c in counts),
    )


def macro_f1(counts: Sequence[LabelCounts]) -> float | None:
    """Average F1 over the labels that were ticked or suggested at least once.

    A label that nobody ticked but the model suggested counts with its 0: leaving it out would
    hide wrong suggestions.
    """
    return _mean([c.f1 for c in counts])


def ranking_precision(truth: BoolArray, scores: FloatArray) -> float | None:
    """Label ranking average precision over the rows with some but not all labels."""
    _same_shape(truth, scores)
    everywhere = np.ones(truth.shape, dtype=bool)
    return _nan_mean(row_figures(truth, scores, truth, everywhere).ranking)


def average_precision(truth: BoolArray, scores: FloatArray) -> float | None:
    """Average precision of one label: (n_fragments,) each; None without a positive.

    Precision at each distinct score, weighted by the recall gained there.
    """
    _same_shape(truth, scores)
    if not truth.any():
        return None
    order = np.argsort(-scores, kind="stable")
    hits, ends = np.cumsum(truth[order]), tie_ends(scores[order])
    gained = np.diff(hits[ends], prepend=0)
    return float((gained * hits[ends] / (ends + 1)).sum() / truth.sum())


def tie_ends(ordered: FloatArray) -> np.ndarray:  # int, positions
    """Find where each run of equal scores ends in an ordered list."""
    differs = np.append(ordered[1:] != ordered[:-1], True)
    return np.asarray(np.flatnonzero(differs), dtype=np.int64)


def brier(truth: BoolArray, probabilities: FloatArray, known: BoolArray) -> float | None:
    """Mean squared distance of probability and truth over the known cells (Brier 1950)."""
    cells = probabilities[known], truth[known]
    return float(np.mean((cells[0] - cells[1]) ** 2)) if known.any() else None


def calibration_error(
    truth: BoolArray, probabilities: FloatArray, cells: BoolArray
) -> float | None:
    """Expected calibration error over the deciles of probability of some cells.

    Definition: Naeini, Cooper & Hauskrecht (2015), with 10 bins of equal width. Over all cells it
    says little: nearly all are near 0. A report takes the suggested ones.
    """
    if not cells.any():
        return None
    p, y = probabilities[cells], truth[cells]
    bins = bin_numbers(p)
    gaps = [
        abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)
    ]
    return float(sum(gaps))


def bin_numbers(probabilities: FloatArray) -> np.ndarray:  # int, same shape
    """Number the equal-width bin each probability falls in."""
    return np.asarray(np.minimum((probabilities * ECE_BINS).astype(np.int64), ECE_BINS - 1))


def _ranks(truth: BoolArray, scores: FloatArray) -> tuple[np.ndarray, np.ndarray]:
    """Rank every label among all, and among the coded ones; of equals all take the last place."""
    rank = np.zeros(truth.shape, dtype=int)
    own = np.zeros(truth.shape, dtype=int)
    for j in range(truth.shape[1]):
        above = scores >= scores[:, j : j + 1]
        rank[:, j] = above.sum(axis=1)
        own[:, j] = (above & truth).sum(axis=1)
    return rank, own


def _where(defined: np.ndarray | np.bool_, values: np.ndarray) -> FloatArray:
    return np.asarray(np.where(defined, values.astype(np.float64), np.nan), dtype=np.float64)


def _mean(values: Sequence[float | None]) -> float | None:
    defined = [value for value in values if value is not None]
    return float(np.mean(defined)) if defined else None


def _nan_mean(values: FloatArray) -> float | None:
    return _mean([None if np.isnan(value) else float(value) for value in values])


def _same_shape(truth: BoolArray, other: BoolArray | FloatArray) -> None:
    if truth.shape != other.shape:
        raise ValueError(f"truth has shape {truth.shape}, the other {other.shape}")


@dataclass(frozen=True, slots=True)
class FigureName:
    """One figure.

    Attributes
    ----------
    key : as in the JSON
    says : one sentence in plain words
    better : whether more or less of it is better
    """

    key: str
    title: str
    says: str
    better: Literal["high", "low"] = "high"


FIGURES = (
    FigureName(
        "micro_f1",
        "micro-F1",
        "Precision and recall in one number, every tick counting alike.",
    ),
    FigureName("micro_precision", "micro precision", "Of the suggested ticks, the share coded."),
    FigureName("micro_recall", "micro recall", "Of the coded ticks, the share suggested."),
    FigureName(
        "macro_f1",
        "macro-F1",
        "F1 label by label, then averaged: rare labels count as much as common ones.",
    ),
    FigureName(
        "macro_precision", "macro precision", "Precision averaged over the labels suggested."
    ),
    FigureName("macro_recall", "macro recall", "Recall averaged over the labels coded."),
    FigureName(
        "exact_match", "exact match", "Share of fragments suggested exactly as they were coded."
    ),
    FigureName(
        "jaccard", "Jaccard", "Per fragment, labels in common over labels in either; averaged."
    ),
    FigureName(
        "ranking",
        "ranking (LRAP)",
        "How near the top of the list the coded labels stand; 1 is perfect.",
    ),
    FigureName(
        "precision_at_1", "first is right", "Share of fragments whose likeliest label was coded."
    ),
    FigureName(
        "precision_at_3", "of the first three", "Share of the three likeliest labels coded."
    ),
    FigureName(
        "coverage_error",
        "labels to read",
        "How many labels down the list one must read to meet every coded one.",
        better="low",
    ),
    FigureName(
        "mean_ap",
        "mean average precision",
        "Area under each label's precision–recall curve, averaged.",
    ),
    FigureName(
        "brier", "Brier score", "Squared distance of probability and truth, averaged.", better="low"
    ),
    FigureName(
        "calibration_error",
        "calibration error",
        "How far the probabilities of suggested labels stand from the shares found true, decile by "
        "decile; 0 is perfect.",
        better="low",
    ),
)
BY_KEY = {figure.key: figure for figure in FIGURES}
HEADLINES = ("ranking", "micro_f1", "macro_f1", "calibration_error")
