"""Measure whether 95 % intervals of the evaluation hold the truth in 95 of 100 cases.

    python eval/coverage.py [--repeats 200]

Invented worlds whose true figures are known: groups differ in size, in which labels are frequent
and in how hard their texts are, as countries and harvests do; labels reach from one in four
fragments to one in seventy. From each world a sample of a few groups is drawn, measured, and the
interval is held against the truth. Seeded: the same command gives the same table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from common.pages import Options, table, write_page
from scipy import stats

from classifier.evaluate.figures import FIGURES
from classifier.evaluate.intervals import figure_estimates, group_draws, label_estimates
from classifier.evaluate.scored import Scored
from classifier.evaluate.tally import tally

if TYPE_CHECKING:
    from classifier.evaluate.intervals import Estimate

N_GROUPS = (5, 10, 20, 40)
# From here on the intervals are promised to cover.
PROMISED = 20
N_LABELS = 12
# Log odds of the most and the least frequent label.
FREQUENT, RARE = -1.0, -4.2
N_TRUTH = 12_000
# The spread of 400 resamples is within 4 % of that of 1,000; the intervals use no more of them.
N_DRAWS = 400
# Two-sided; with some fifty figures looked at, one in twenty would stand out by chance alone.
ALPHA = 0.01
LABELS = {"a frequent label": 0, "a middling label": 5, "a rare label": 9}


@dataclass(frozen=True)
class Coverage:
    """How often an interval held the truth, for one figure and one number of groups."""

    figure: str
    n_groups: int
    hits: int
    given: int
    width: float

    @property
    def share(self) -> float | None:
        """Share of the intervals given that held the truth; None if none was given."""
        return self.hits / self.given if self.given else None

    @property
    def compatible(self) -> bool:
        """Whether 95 % is compatible with it, by the exact binomial test."""
        return self.p_value >= ALPHA

    @property
    def p_value(self) -> float:
        """How likely so many or so few hits are if 95 % is right; 0 if no interval was given."""
        if not self.given:
            return 0.0
        return float(stats.binomtest(self.hits, self.given, 0.95).pvalue)


def draw_sample(n_groups: int, random: np.random.Generator) -> Scored:
    """Draw groups of fragments with truth, probabilities and ticks."""
    prior = np.linspace(FREQUENT, RARE, N_LABELS)
    sizes = random.integers(3, 25, size=n_groups)
    group = np.repeat(np.arange(n_groups), sizes)
    shape = (len(group), N_LABELS)
    leaning = random.normal(0, 0.6, size=(n_groups, N_LABELS))
    hardness = np.maximum(random.normal(0, 0.4, size=n_groups), -0.8)
    log_odds = prior + leaning[group] + random.normal(0, 1.5, size=shape)
    values = random.random(shape) < _sigmoid(log_odds)
    noise = random.normal(0, 1, size=shape) * (1.2 + hardness[group])[:, None]
    probabilities = _sigmoid(0.8 * log_odds + noise - 0.1)
    return Scored(
        target="invented",
        rows=np.arange(len(group)),
        groups=group,
        values=values,
        known=np.ones(shape, dtype=bool),
        chosen=probabilities >= 0.35,
        probabilities=probabilities,
    )


def estimates(scored: Scored, seed: int) -> dict[str, Estimate]:
    """Estimate the figures of a sample, and F1 and average precision of three labels."""
    counts = tally(scored)
    draws = group_draws(counts.n_groups, seed, N_DRAWS)
    found = figure_estimates(counts, draws)
    by_label = label_estimates(counts, draws)
    for name, j in LABELS.items():
        found[f"F1 of {name}"] = by_label[j]["f1"]
        found[f"AP of {name}"] = by_label[j]["ap"]
    return found


def true_figures(random: np.random.Generator) -> dict[str, float]:
    """Measure a sample so large that its figures are the truth."""
    counts = tally(draw_sample(N_TRUTH, random))
    ones = np.ones((1, counts.n_groups))
    found = {name: float(values[0]) for name, values in counts.figures(ones).items()}
    by_label = counts.label_figures(ones)
    for name, j in LABELS.items():
        found[f"F1 of {name}"] = float(by_label["f1"][0, j])
        found[f"AP of {name}"] = float(by_label["ap"][0, j])
    return found


def measure_coverage(
    n_repeats: int, group_numbers: Sequence[int] = N_GROUPS, seed: int = 1
) -> list[Coverage]:
    """Repeat drawing and measuring for each number of groups."""
    truth = true_figures(np.random.default_rng(seed))
    found = []
    for n_groups in group_numbers:
        random = np.random.default_rng((seed, n_groups))
        hits = dict.fromkeys(truth, 0)
        widths: dict[str, list[float]] = {name: [] for name in truth}
        for repeat in range(n_repeats):
            for name, one in estimates(draw_sample(n_groups, random), repeat).items():
                if one.low is not None and one.high is not None:
                    hits[name] += one.low <= truth[name] <= one.high
                    widths[name].append(one.high - one.low)
        found += [
            Coverage(name, n_groups, hits[name], len(w), float(np.mean(w)) if w else 0.0)
            for name, w in widths.items()
        ]
    return found


def figure_rows(found: Sequence[Coverage], n_repeats: int) -> Iterator[list[str]]:
    """Yield one row for each figure, by its title."""
    titles = {f.key: f.title for f in FIGURES}
    for name in dict.fromkeys(one.figure for one in found):
        cells = [_cell(one, n_repeats) for one in found if one.figure == name]
        yield [titles.get(name, name), *cells]


def page(options: Options) -> Iterator[str]:
    """Write the table and what it says."""
    n_repeats = options.repeats
    found = measure_coverage(n_repeats)
    yield "# Do the 95 % intervals cover?"
    yield (
        "Share of samples whose interval held the true figure; ✗ where 95 % is not compatible with "
        f"it (exact binomial test, {ALPHA:.0%}). In brackets the mean width. Each cell: "
        f"{n_repeats} samples."
    )
    headings = ("figure", *(f"{n} groups" for n in N_GROUPS))
    yield table(headings, figure_rows(found, n_repeats))
    yield from _conclusion(found)


def _cell(one: Coverage, n_repeats: int) -> str:
    if one.share is None:
        return "–"
    some = f" of {one.given}" if one.given < n_repeats else ""
    return f"{one.share:.3f}{some} ({one.width:.2f}){'' if one.compatible else ' ✗'}"


def _conclusion(found: Sequence[Coverage]) -> Iterator[str]:
    enough = [one for one in found if one.n_groups >= PROMISED and one.given]
    off = [one for one in enough if not one.compatible]
    names = "; ".join(f"{one.figure}, {one.n_groups} groups ({one.share:.3f})" for one in off)
    yield (
        f"From {PROMISED} groups on, {len(enough) - len(off)} of {len(enough)} shares are "
        f"compatible with 95 %{f' (not: {names})' if off else ''}. By chance alone "
        f"{ALPHA * len(enough):.1f} would not be; after Holm's correction for looking at "
        f"{len(enough)} shares, {_after_holm(enough)} remain incompatible."
    )
    for n_groups in filter(lambda n: n < PROMISED, N_GROUPS):
        here = [one for one in found if one.n_groups == n_groups and one.given]
        worst = min(here, key=lambda one: one.share or 0.0)
        mean = float(np.mean([one.share for one in here]))
        yield (
            f"With {n_groups} groups the intervals held the truth in {mean:.1%} of the cases on "
            f"the mean over the figures; furthest below: {worst.figure}, {worst.share:.1%} of "
            f"{worst.given}."
        )
    yield "Below 5 groups, and for labels found in fewer than 5 groups, no interval is given."


def _after_holm(found: Sequence[Coverage], alpha: float = 0.05) -> int:
    """Count the shares that 95 % does not explain, all looked at together (Holm 1979)."""
    p = sorted(one.p_value for one in found)
    kept = 0
    for k, value in enumerate(p):
        if value >= alpha / (len(p) - k):
            break
        kept += 1
    return kept


def _sigmoid(values: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-values)))


if __name__ == "__main__":
    write_page(page, repeats=200)
