"""Does `--accept 0.9` keep its word? Many seeded trials on UN speeches with their coders' labels.

    python eval/promise.py --public DIR [--trials 200] [--size 1000]

Each trial trains on a random part, asks for a promise, and looks at the rest: a promise of 0.9 is
broken if fewer than nine in ten of the labels marked there are right. With 90 % confidence at most
one trial in ten may break it. Writes eval/promise.md beside itself.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from classifier.codebook import Codebook, Label, Target
from classifier.encode import VectorCache, resolve_encoders
from classifier.features import Texts, Vectors, embed
from classifier.records import Coding, Fragment
from classifier.suggest import SuggestConfig
from classifier.suggest.verdicts import acceptable, choose, promises
from classifier.train import TrainConfig, fit, gather

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from classifier.encode import Encoder

PRECISIONS = (0.7, 0.8, 0.9)
RISK = 0.1
TARGET = "type"


@dataclass(frozen=True)
class Speeches:
    """The public set: texts, truth (n_texts, n_labels), and vectors, encoded once."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    truth: NDArray[np.bool_]
    vectors: Vectors
    encoders: tuple[Encoder, ...]


@dataclass(frozen=True)
class Trial:
    """One promise of one trial: whether it was made, what came of it, how much it covered."""

    promised: float
    made: bool
    precision: float
    share: float


def read_speeches(frame: pd.DataFrame, cache: VectorCache) -> Speeches:
    """Lay the labels out and encode every text once."""
    frame = frame.drop_duplicates("text").reset_index(drop=True)
    ticked = [set(cell.split("|")) - {""} for cell in frame["labels"]]
    labels = tuple(sorted(set().union(*ticked)))
    truth = np.array([[label in cell for label in labels] for cell in ticked])
    texts = tuple(frame["text"])
    encoders = resolve_encoders().encoders
    vectors = embed(Texts(texts, ("",) * len(texts)), encoders, cache)
    return Speeches(texts, labels, truth, vectors, encoders)


def trial(speeches: Speeches, size: int, seed: int, cache: VectorCache) -> list[Trial]:
    """Train on ``size`` random texts and test the promises on all others."""
    order = np.random.default_rng(seed).permutation(len(speeches.texts))
    train, test = order[:size], order[size:]
    labels = tuple(Label(str(j), name) for j, name in enumerate(speeches.labels))
    book = Codebook("UN speeches", "1", (Target(TARGET, labels),))
    fragments = [Fragment(str(i), speeches.texts[i], country=str(i)) for i in train]
    codings = [
        Coding(str(i), TARGET, frozenset(str(j) for j in np.flatnonzero(speeches.truth[i])))
        for i in train
    ]
    model = fit(gather(fragments, codings, book, speeches.encoders, cache), TrainConfig()).model
    texts = Texts(tuple(speeches.texts[i] for i in test), ("",) * len(test))
    found = model.probabilities(texts, speeches.vectors.rows(test))
    chosen = choose(model, found, {TARGET: model.heads[TARGET].thresholds()})
    outcomes = []
    for promised in PRECISIONS:
        marked = acceptable(model, found, chosen, SuggestConfig(accept=promised))[TARGET]
        if promises(model, promised)[TARGET].cut is None or not marked.any():
            outcomes.append(Trial(promised, False, 1.0, 0.0))
            continue
        right = float(speeches.truth[test][marked].mean())
        outcomes.append(Trial(promised, True, right, float(marked.sum() / chosen[TARGET].sum())))
    return outcomes


def chance_of_so_many(broken: int, trials: int) -> float:
    """Probability of at least ``broken`` broken promises if each breaks with probability RISK."""
    return sum(
        math.comb(trials, k) * RISK**k * (1 - RISK) ** (trials - k)
        for k in range(broken, trials + 1)
    )


def report(trials: list[Trial], n_trials: int, size: int) -> str:
    """Say how often each promise was made and broken."""
    lines = [
        "# Does `--accept` keep its word?",
        "",
        f"UN speeches (4 labels), {n_trials} seeded trials: train on {size} random sentences, test "
        "on all others. A promise is broken if a smaller share of the labels marked “accept” is "
        "right than was promised; with 90 % confidence one trial in ten may break it. Chance: the "
        "probability of so many broken promises or more if the confidence holds; under .01 it "
        "would not.",
        "",
        "| promised | made | broken | may be broken | chance | mean precision | mean share of "
        "suggestions marked |",
        "|---|---|---|---|---|---|---|",
    ]
    for promised in PRECISIONS:
        made = [t for t in trials if t.promised == promised and t.made]
        broken = sum(t.precision < promised for t in made)
        precision = f"{np.mean([t.precision for t in made]):.3f}" if made else "–"
        share = f"{np.mean([t.share for t in made]):.2f}" if made else "–"
        lines.append(
            f"| {promised} | {len(made)} | {broken} | {RISK * n_trials:.0f} | "
            f"{chance_of_so_many(broken, n_trials):.2f} | {precision} | {share} |"
        )
    return "\n".join([*lines, ""])


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--public", type=Path, required=True)
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--size", type=int, default=1000)
    options = parser.parse_args()
    path = options.public / "un-speeches.csv"
    if not path.is_file():
        print(f"not measured: {path} is not there")
        return
    import pandas as pd

    cache = VectorCache()
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    speeches = read_speeches(frame, cache)
    trials = [
        one for seed in range(options.trials) for one in trial(speeches, options.size, seed, cache)
    ]
    text = report(trials, options.trials, options.size)
    Path(__file__).with_suffix(".md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
