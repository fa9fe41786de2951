"""Measure one target: figures, labels, confusions, calibration, and the same for parts of it.

The parts are those of a country, a language, a harvest, a coder, a length of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier.disclosure import numbered_coders, open_names
from classifier.encode import detect_language
from classifier.evaluate.figures import ECE_BINS, bin_numbers, tie_ends
from classifier.evaluate.intervals import (
    Estimate,
    Spread,
    figure_estimates,
    group_draws,
    groups_worth,
    interval,
    label_estimates,
)
from classifier.evaluate.results import Bin, Confusion, LabelResult, Slice, TargetResult
from classifier.evaluate.tally import tally
from classifier.features import model_texts

if TYPE_CHECKING:
    from classifier.codebook import Label, Target
    from classifier.evaluate.scored import Scored
    from classifier.records import BoolArray, Coding, FloatArray, Fragment

# With fewer coded examples a label's figures are chance.
EVALUABLE = 5
FEWEST_CELLS = 10
FEWEST_CONFUSIONS = 2
# A curve of more points looks the same and makes the report heavy.
CURVE_POINTS = 60


@dataclass(frozen=True)
class Choices:
    """Choices of an evaluation.

    Attributes
    ----------
    seed, n_draws : of the resamples behind the intervals
    """

    seed: int = 0
    n_draws: int = 1000


def measure(
    scored: Scored, target: Target, parts: Sequence[Part], choices: Choices | None = None
) -> TargetResult:
    """Measure one target; ``parts`` say how to slice its fragments."""
    choices = choices or Choices()
    counts = tally(scored)
    draws = group_draws(counts.n_groups, choices.seed, choices.n_draws)
    confusions = _confusions(scored, target.ids)
    per_label = label_estimates(counts, draws)
    return TargetResult(
        target=target.id,
        title=target.title or target.id,
        n_coded=len(scored.rows),
        n_none=int((~(scored.values & scored.known).any(axis=1)).sum()),
        n_groups=counts.n_groups,
        figures=figure_estimates(counts, draws),
        labels=tuple(
            _label(scored, j, label, per_label[j], confusions)
            for j, label in enumerate(target.labels)
        ),
        confusions=tuple(confusions),
        bins=tuple(_bins(scored, choices)),
        slices=slices(scored, parts, choices.seed, choices.n_draws),
    )


def _label(
    scored: Scored,
    j: int,
    label: Label,
    figures: Mapping[str, Estimate],
    confusions: Sequence[Confusion],
) -> LabelResult:
    known = scored.known[:, j]
    support = int(scored.values[known, j].sum())
    thresholds, p = scored.thresholds, scored.probabilities
    return LabelResult(
        id=label.id,
        name=label.name,
        support=support,
        n_suggested=int(scored.chosen[known, j].sum()),
        figures=figures,
        threshold=None if thresholds is None else float(thresholds[j]),
        evaluable="" if support >= EVALUABLE else f"not evaluable, {examples(support)}",
        retired=bool(label.retired),
        confused=tuple(c for c in confusions if c.missed == label.id)[:3],
        curve=() if p is None else precision_recall(scored.values[known, j], p[known, j]),
        codebook_share=scored.codebook_share[j] if scored.codebook_share else None,
    )


def examples(n: int) -> str:
    """Count examples in words.

    >>> examples(1)
    '1 example'
    """
    return f"{n} example" if n == 1 else f"{n} examples"


def precision_recall(truth: BoolArray, scores: FloatArray) -> tuple[tuple[float, float], ...]:
    """Trace precision over recall, from the likeliest cell down; empty without a positive.

    Returns (recall, precision) at scores at which recall grows, at most `CURVE_POINTS` of them.
    """
    if not truth.any():
        return ()
    order = np.argsort(-scores, kind="stable")
    ends = tie_ends(scores[order])
    hits = np.cumsum(truth[order])[ends]
    grew = np.diff(hits, prepend=0) > 0
    recall, precision = hits[grew] / truth.sum(), hits[grew] / (ends[grew] + 1)
    kept = np.unique(np.linspace(0, len(recall) - 1, CURVE_POINTS).astype(int))
    recall, precision = recall[kept], precision[kept]
    return tuple((float(r), float(p)) for r, p in zip(recall, precision, strict=True))


def _confusions(scored: Scored, ids: Sequence[str]) -> list[Confusion]:
    """Count, for each pair, the fragments where one was missed and the other wrongly suggested."""
    missed = (scored.values & ~scored.chosen & scored.known).astype(int)
    wrong = (~scored.values & scored.chosen & scored.known).astype(int)
    together = missed.T @ wrong
    pairs = [
        Confusion(ids[i], ids[j], int(together[i, j]))
        for i, j in zip(*np.nonzero(together >= FEWEST_CONFUSIONS), strict=True)
    ]
    return sorted(pairs, key=lambda pair: -pair.n)


def _bins(scored: Scored, choices: Choices) -> list[Bin]:
    """Lay out the calibration plot of suggested labels: each decile's true share, with interval."""
    if scored.probabilities is None:
        return []
    names, member = np.unique(scored.groups, return_inverse=True)
    row, column = np.nonzero(scored.chosen & scored.known)
    p, y = scored.probabilities[row, column], scored.values[row, column]
    place = bin_numbers(p)
    draws = group_draws(len(names), choices.seed, choices.n_draws)
    bins = []
    for b in range(ECE_BINS):
        inside = place == b
        if inside.sum() >= FEWEST_CELLS:
            by_group = member[row[inside]]
            n = np.bincount(by_group, minlength=len(names))
            true = np.bincount(by_group, weights=y[inside], minlength=len(names))
            with np.errstate(invalid="ignore"):
                drawn = (draws @ true) / (draws @ n)
            spread = Spread(drawn, int((n > 0).sum()), worth=groups_worth(n.astype(np.float64)))
            share = interval(float(y[inside].mean()), spread)
            mean = float(p[inside].mean())
            bins.append(
                Bin(int(inside.sum()), mean, float(y[inside].mean()), share.low, share.high)
            )
    return bins


# Smaller parts are counted, not shown: their figures are chance, and could point at people.
FEWEST_SHOWN = 5
# Figures of one coder's fragments are read as figures of the coder; few of them would be unfair.
FEWEST_BY_CODER = 50
SLICE_FIGURES = ("micro_f1", "micro_precision", "micro_recall", "ranking", "exact_match")
# Words of outcome and significance together.
LENGTHS = (
    (0, "under 40 words"),
    (40, "40 to 79 words"),
    (80, "80 to 149 words"),
    (150, "150 words and more"),
)
UNKNOWN = "not given"


@dataclass(frozen=True)
class Part:
    """One way to cut the fragments: ``names`` has the part of each of all fragments."""

    by: str
    names: tuple[str, ...]


def parts_of(fragments: Sequence[Fragment], codings: Sequence[Coding]) -> tuple[Part, ...]:
    """Cut fragments by country, language, harvest, coder, length, and which field is missing."""
    coders: dict[str, str] = {}
    for coding in codings:
        seen = coders.setdefault(coding.fragment_id, coding.coder)
        if seen != coding.coder:
            coders[coding.fragment_id] = "several coders"
    numbers = numbered_coders(coding.coder for coding in codings)
    numbered = [numbers.get(name, name) for name in (coders.get(f.id, "") for f in fragments)]
    texts = model_texts(fragments).joint

    def shown(names: list[str]) -> tuple[str, ...]:
        return tuple(name or UNKNOWN for name in open_names(names, fragments))

    return (
        Part("country", shown([f.country for f in fragments])),
        Part("language", tuple(detect_language(text) or UNKNOWN for text in texts)),
        Part("harvest", shown([f.harvest for f in fragments])),
        Part("coder", shown(numbered)),
        Part("length", tuple(_length(text) for text in texts)),
        Part("field missing", tuple(_missing(f) for f in fragments)),
    )


def slices(
    scored: Scored, parts: Sequence[Part], seed: int = 0, n_draws: int = 1000
) -> tuple[Slice, ...]:
    """Measure each part; a cut into a single part is left out."""
    found = []
    for part in parts:
        names = np.array([part.names[row] for row in scored.rows])
        counted = Counter(names.tolist())
        if len(counted) > 1:
            for name in sorted(counted, key=lambda key: (-counted[key], key)):
                found.append(_slice(scored.at(names == name), part.by, name, (seed, n_draws)))
    return tuple(found)


def _slice(scored: Scored, by: str, name: str, draw: tuple[int, int]) -> Slice:
    n = len(scored.rows)
    figures = None
    if n >= (FEWEST_BY_CODER if by == "coder" else FEWEST_SHOWN):
        counts = tally(scored, ranked=False)
        draws = group_draws(counts.n_groups, *draw)
        every = figure_estimates(counts, draws, ranked=False)
        figures = {key: every[key] for key in SLICE_FIGURES}
    return Slice(by, name, 0 if figures is None else n, scored.n_groups, figures)


def _length(text: str) -> str:
    n = len(text.split())
    return [name for least, name in LENGTHS if n >= least][-1]


def _missing(fragment: Fragment) -> str:
    if not fragment.outcome.strip():
        return "no outcome description" if fragment.significance.strip() else "no text"
    return "none missing" if fragment.significance.strip() else "no significance"
