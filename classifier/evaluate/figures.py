"""Figures of one target from truth and probabilities, and their names; undefined is None, not 0.

All take bool or float arrays of shape (n_fragments, n_labels); cells whose label did not exist
in the row's codebook version are left out by ``known``. Figures of a fragment come first, those
of all cells after them. `classifier.evaluate.tally` computes the same for many resamples at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from classifier.translations import say

if TYPE_CHECKING:
    from classifier.records import BoolArray, FloatArray

# Deciles, as the report names them.
ECE_BINS = 10


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
        require_same_shape(truth, other)
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


def tie_ends(ordered: FloatArray) -> np.ndarray:  # int, positions
    """Find where each run of equal scores ends in an ordered list."""
    differs = np.append(ordered[1:] != ordered[:-1], True)
    return np.asarray(np.flatnonzero(differs), dtype=np.int64)


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


def require_same_shape(truth: BoolArray, other: BoolArray | FloatArray) -> None:
    """Raise a ValueError if two tables do not fit together."""
    if truth.shape != other.shape:
        raise ValueError(f"truth has shape {truth.shape}, the other {other.shape}")


@dataclass(frozen=True, slots=True)
class FigureName:
    """One figure; what it is called and what it says stands in the table of words.

    Attributes
    ----------
    key : as in the JSON
    better : whether more or less of it is better
    """

    key: str
    better: Literal["high", "low"] = "high"

    @property
    def title(self) -> str:
        """Return what it is called, in the language that is written."""
        return say(f"figure_{self.key}")

    @property
    def says(self) -> str:
        """Return one sentence in plain words."""
        return say(f"figure_{self.key}_says")


FIGURES = (
    FigureName("micro_f1"),
    FigureName("micro_precision"),
    FigureName("micro_recall"),
    FigureName("macro_f1"),
    FigureName("macro_precision"),
    FigureName("macro_recall"),
    FigureName("exact_match"),
    FigureName("jaccard"),
    FigureName("ranking"),
    FigureName("precision_at_1"),
    FigureName("precision_at_3"),
    FigureName("coverage_error", better="low"),
    FigureName("mean_ap"),
    FigureName("brier", better="low"),
    FigureName("calibration_error", better="low"),
)
BY_KEY = {figure.key: figure for figure in FIGURES}
HEADLINES = ("ranking", "micro_f1", "macro_f1", "calibration_error")
