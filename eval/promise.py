"""Does `--accept 0.9` keep its word? Many seeded trials on UN speeches with their coders' labels.

    python eval/promise.py --public DIR [--trials 200] [--size 1000]

Each trial trains on a random part, asks for a promise, and looks at the rest: a promise of 0.9 is
broken if fewer than nine in ten of the labels marked there are right. With 90 % confidence at most
one trial in ten may break it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from common.pages import Options, needed, table, write_page
from common.tasks import CODE, Settings, Task, public_tasks, settings_of, some_tasks

from classifier.suggest import SuggestConfig
from classifier.suggest.verdicts import acceptable, choose, promises
from classifier.train import TrainConfig, fit

PRECISIONS = (0.7, 0.8, 0.9)
RISK = 0.1
SET = "un-speeches"


@dataclass(frozen=True)
class Trial:
    """One promise of one trial: whether it was made, what came of it, how much it covered."""

    promised: float
    made: bool
    precision: float
    share: float


def trial(task: Task, size: int, seed: int, settings: Settings) -> Iterator[Trial]:
    """Train on ``size`` random texts and test the promises on all others."""
    order = np.random.default_rng(seed).permutation(len(task.texts))
    task = replace(task, pool=order[:size], test=order[size:])
    model = fit(task.material(task.pool, settings), TrainConfig()).model
    found, truth = {CODE: task.probabilities(model)}, task.truth[task.test]
    chosen = choose(model, found, {CODE: model.heads[CODE].thresholds()})
    for promised in PRECISIONS:
        marked = acceptable(model, found, chosen, SuggestConfig(accept=promised))[CODE]
        if promises(model, promised)[CODE].cut is None or not marked.any():
            yield Trial(promised, False, 1.0, 0.0)
            continue
        share = float(marked.sum() / chosen[CODE].sum())
        yield Trial(promised, True, float(truth[marked].mean()), share)


def chance_of_so_many(broken: int, trials: int) -> float:
    """Probability of at least ``broken`` broken promises if each breaks with probability RISK."""
    return sum(
        math.comb(trials, k) * RISK**k * (1 - RISK) ** (trials - k)
        for k in range(broken, trials + 1)
    )


def rows(trials: list[Trial], n_trials: int) -> Iterator[list[str]]:
    """Yield how often each promise was made and broken."""
    for promised in PRECISIONS:
        made = [t for t in trials if t.promised == promised and t.made]
        broken = sum(t.precision < promised for t in made)
        yield [
            str(promised),
            str(len(made)),
            str(broken),
            f"{RISK * n_trials:.0f}",
            f"{chance_of_so_many(broken, n_trials):.2f}",
            f"{np.mean([t.precision for t in made]):.3f}" if made else "–",
            f"{np.mean([t.share for t in made]):.2f}" if made else "–",
        ]


def page(options: Options) -> Iterator[str]:
    """Say how often each promise was made and broken."""
    settings, n, size = settings_of(), options.trials, options.size
    (task,) = some_tasks(public_tasks(needed(options.public, "--public DIR"), settings, [SET]))
    trials = [one for seed in range(n) for one in trial(task, size, seed, settings)]
    yield "# Does `--accept` keep its word?"
    yield (
        f"UN speeches ({len(task.labels)} labels), {n} seeded trials: train on {size} random "
        "sentences, test on all others. A promise is broken if a smaller share of the labels "
        "marked “accept” is right than was promised; with 90 % confidence one trial in ten may "
        "break it. Chance: the probability of so many broken promises or more if the confidence "
        "holds; under .01 it would not."
    )
    headings = ("promised", "made", "broken", "may be broken", "chance", "mean precision")
    yield table((*headings, "mean share of suggestions marked"), rows(trials, n))


if __name__ == "__main__":
    write_page(page, public=None, trials=200, size=1000)
