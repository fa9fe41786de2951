"""Can the probabilities of suggested labels be taken at their word? Held out, decile by decile.

    python eval/calibration.py [--public DIR] [--draws 5] [--encoder use+minilm]

Learns from 100, 300 and 1,000 texts of each public set, several draws each, and looks at the
labels that are suggested for the fixed test part; the sample is judged forward in time: learn from
harvest 1, suggest for harvest 2, then from both for harvest 3. Pooled over sizes and draws the mean
probability of the suggested labels may differ from the share that is right by at most .03, and in
a decile of probability with 300 or more labels by at most .06 and two standard errors. Of the
sample it also tells how many *likely* labels a fragment gets (what ``accept`` takes), and how many
of these were recorded, with the codebook as it is and with 16 examples a label.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from common import DATA
from common.pages import Options, decimals, table, write_page
from common.tasks import (
    CODE,
    Settings,
    Task,
    forward,
    public_tasks,
    sample_inputs,
    settings_of,
)

from classifier.encode import DEFAULT
from classifier.model.accept import LIKELY
from classifier.suggest.verdicts import choose
from classifier.train import TrainConfig, TrainInputs, fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.records import BoolArray, FloatArray

SIZES = (100, 300, 1000)
MOST_OVERALL, MOST_IN_DECILE, FEWEST = 0.03, 0.06, 300

Shown = tuple["FloatArray", "BoolArray"]
"""Of suggested labels: the probability given, and whether the label is right."""


def shown_on_public(task: Task, settings: Settings, n_draws: int) -> Iterator[tuple[int, Shown]]:
    """Learn from each draw of each size; yields the size and what is suggested for the test."""
    for size in SIZES:
        for train in task.draws(size, n_draws):
            model = fit(task.material(train, settings), TrainConfig()).model
            p = task.probabilities(model)
            chosen = choose(model, {CODE: p}, {CODE: model.heads[CODE].thresholds()})[CODE]
            yield size, (p[chosen], task.truth[task.test][chosen])
        print(task.name, size, file=sys.stderr)


@dataclass(frozen=True, slots=True)
class OnHarvest:
    """What was suggested for one target of one harvest, by a model of the harvests before it."""

    harvest: str
    target: str
    n_fragments: int
    shown: Shown


def shown_on_sample(inputs: TrainInputs, settings: Settings) -> Iterator[OnHarvest]:
    """Learn from the harvests before each one, and suggest for it."""
    for harvest, _, by_target in forward(inputs, settings):
        n = sum(f.harvest == harvest for f in inputs.fragments)
        for name, scored in by_target.items():
            cells = scored.chosen & scored.known
            if scored.probabilities is not None:
                shown = (scored.probabilities[cells], scored.values[cells])
                yield OnHarvest(harvest, name, n, shown)


def pooled(parts: list[Shown]) -> Shown:
    """Put the suggested labels of several runs together."""
    return np.concatenate([p for p, _ in parts]), np.concatenate([r for _, r in parts])


def row(name: str, shown: Shown) -> list[str]:
    """Write how many there are, what was said, what was right."""
    said, right = float(shown[0].mean()), float(shown[1].mean())
    return [name, str(len(shown[0])), *decimals((said, right)), f"{said - right:+.3f}"]


def decile_rows(shown: Shown) -> Iterator[list[str]]:
    """Yield one row for each decile of probability, with what may lie between said and right."""
    p, right = shown
    place: NDArray[np.int64] = np.minimum((p * 10).astype(np.int64), 9)
    for decile in range(10):
        inside = place == decile
        n = int(inside.sum())
        if n < FEWEST:
            continue
        share = float(right[inside].mean())
        limit = MOST_IN_DECILE + 2 * float(np.sqrt(share * (1 - share) / n))
        kept = abs(float(p[inside].mean()) - share) <= limit
        name = f"{decile * 10}–{decile * 10 + 10} %"
        yield [*row(name, (p[inside], right[inside])), f"{limit:.3f}", "yes" if kept else "no"]


def section(name: str, by_size: dict[str, list[Shown]]) -> Iterator[str]:
    """Yield the tables of one set: by size or target, and by decile of all."""
    every = pooled([part for parts in by_size.values() for part in parts])
    kept = "yes" if abs(float(every[0].mean() - every[1].mean())) <= MOST_OVERALL else "no"
    columns = ("suggested labels", "said", "right", "difference")
    rows = [row(size, pooled(parts)) for size, parts in by_size.items()]
    yield f"## {name}"
    yield table(("of", *columns), [*rows, row("all", every)])
    yield f"Within {MOST_OVERALL} overall: {kept}. By decile:"
    yield table(("probability", *columns, "may be", "kept"), decile_rows(every))


def likely_rows(on_harvests: list[OnHarvest]) -> Iterator[list[str]]:
    """Yield how many likely labels a fragment gets, and how many are recorded."""
    for one in on_harvests:
        p, right = one.shown
        likely = np.round(p, 4) > LIKELY
        n = int(likely.sum())
        said, recorded = float(p[likely].mean()), float(right[likely].mean())
        name = f"{one.target}, {one.harvest}"
        yield [name, str(n), f"{n / one.n_fragments:.2f}", *decimals((said, recorded))]


def page(options: Options) -> Iterator[str]:
    """Measure everything and write the page."""
    settings = settings_of(options.encoder)
    yield "# Can the probabilities of suggested labels be taken at their word?"
    yield (
        f"{options.draws} draws of each size, a fixed test part that no fit has seen; the sample "
        "(invented texts) forward in time. “Said” is the mean probability of the labels that are "
        "suggested, “right” the share of them that the coders recorded. Deciles with fewer than "
        f"{FEWEST} labels are left out."
    )
    for task in public_tasks(options.public, settings):
        by_size: dict[str, list[Shown]] = {}
        for size, shown in shown_on_public(task, settings, options.draws):
            by_size.setdefault(f"{size} texts", []).append(shown)
        yield from section(task.name, by_size)
    by_book = {
        name: list(shown_on_sample(sample_inputs(DATA / name), settings))
        for name in ("codebook.yaml", "codebook-16.yaml")
    }
    by_target: dict[str, list[Shown]] = {}
    for one in by_book["codebook.yaml"]:
        by_target.setdefault(one.target, []).append(one.shown)
    yield from section("sample harvests (synthetic), forward in time", by_target)
    for name, on_harvests in by_book.items():
        headings = (f"likely, {name}, of", "labels", "a fragment", "said", "recorded")
        yield table(headings, likely_rows(on_harvests))


if __name__ == "__main__":
    write_page(page, public=None, draws=5, encoder=DEFAULT)
