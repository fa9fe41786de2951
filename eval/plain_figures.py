"""Figures computed one by one, as they are defined.

The scripts print them, and tests hold `classifier.evaluate.tally` to them, which computes them for
many resamples at once. All take bool or float arrays of shape (n_fragments, n_labels); undefined is
None, never 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier.evaluate.figures import require_same_shape, row_figures, tie_ends

if TYPE_CHECKING:
    from classifier.records import BoolArray, FloatArray


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


def label_counts(truth: BoolArray, chosen: BoolArray, known: BoolArray) -> list[LabelCounts]:
    """Count hits, false alarms and misses label by label."""
    require_same_shape(truth, chosen)
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
    require_same_shape(truth, scores)
    everywhere = np.ones(truth.shape, dtype=bool)
    return _nan_mean(row_figures(truth, scores, truth, everywhere).ranking)


def main_figures(
    truth: BoolArray, scores: FloatArray, chosen: BoolArray, known: BoolArray
) -> tuple[float, float, float]:
    """Return ranking (LRAP), micro-F1 and macro-F1; 0 where one is undefined."""
    counts = label_counts(truth, chosen, known)
    ranking = ranking_precision(truth, scores)
    return ranking or 0.0, micro(counts).f1 or 0.0, macro_f1(counts) or 0.0


def average_precision(truth: BoolArray, scores: FloatArray) -> float | None:
    """Average precision of one label: (n_fragments,) each; None without a positive.

    Precision at each distinct score, weighted by the recall gained there.
    """
    require_same_shape(truth, scores)
    if not truth.any():
        return None
    order = np.argsort(-scores, kind="stable")
    hits, ends = np.cumsum(truth[order]), tie_ends(scores[order])
    gained = np.diff(hits[ends], prepend=0)
    return float((gained * hits[ends] / (ends + 1)).sum() / truth.sum())


def brier(truth: BoolArray, probabilities: FloatArray, known: BoolArray) -> float | None:
    """Mean squared distance of probability and truth over the known cells (Brier 1950)."""
    cells = probabilities[known], truth[known]
    return float(np.mean((cells[0] - cells[1]) ** 2)) if known.any() else None


def _mean(values: Sequence[float | None]) -> float | None:
    defined = [value for value in values if value is not None]
    return float(np.mean(defined)) if defined else None


def _nan_mean(values: FloatArray) -> float | None:
    return _mean([None if np.isnan(value) else float(value) for value in values])
