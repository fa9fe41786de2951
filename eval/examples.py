"""What example sentences in the codebook are worth, forward in time; and which misplaced ones show.

    python eval/examples.py

Takes about five minutes. For each next harvest of the sample a
model learns from the earlier ones, with 0 to 18 examples a label: those that the codebook has (2),
then those that were written from the definitions alone, direct and indirect ones in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import numpy as np
from common import DATA
from common.pages import Options, table, write_page
from common.tasks import TYPES, Settings, sample_inputs, settings_of

from classifier.codebook import Codebook, Label, Target
from classifier.evaluate.compare import compare
from classifier.evaluate.refit import RefitData, forward_splits, learn_and_test
from classifier.evaluate.results import Comparison
from classifier.evaluate.scored import Scored
from classifier.evaluate.target_figures import Choices
from classifier.examples import Sentence
from classifier.examples.merge import find_doubts
from classifier.split import split_groups
from classifier.train import Material, TrainConfig, TrainInputs

OWN = 2
COUNTS = (OWN, 0, 4, 8, 16, 18)
FIGURES = ("ranking", "micro_f1", "macro_f1")
CAUTION = (
    "Synthetic data show that the program works, not how well it codes real outcomes. The sample's "
    "fragments and the sentences were both written by a language model: on real texts a third to "
    "a half of these gains is to be expected."
)
# Share of well placed sentences that are put under another label, to see how many are found.
MISPLACED, N_TRIALS = 0.05, 6


def with_count(book: Codebook, n: int) -> Codebook:
    """Keep ``n`` examples of each label: its own, then direct and indirect ones in turn."""

    def kept(_: Target, label: Label) -> tuple[str, ...]:
        own, further = label.examples[:OWN], label.examples[OWN:]
        half = len(further) // 2
        in_turn = chain.from_iterable(zip(further[:half], further[half:], strict=True))
        return (*own, *in_turn)[:n]

    return book.with_examples(kept)


def forward_types(material: Material) -> dict[str, Scored]:
    """Score the types of each next harvest by a model of the earlier ones, without their twins."""
    config, coded = TrainConfig(), material.coded_rows()
    split = split_groups(material.fragments, material.texts, coded, config.groups)
    data = RefitData(material, config, split, coded)
    return {
        name: learn_and_test(data, train, test)[TYPES] for name, train, test in forward_splits(data)
    }


def count_rows(inputs: TrainInputs, settings: Settings) -> Iterator[list[str]]:
    """Yield the figures with each number of examples on each next harvest."""
    scored: dict[str, dict[int, Comparison]] = {}
    base: dict[str, dict[str, Scored]] = {}
    for n in COUNTS:
        material = settings.material(inputs, with_count(inputs.codebook, n))
        for name, one in forward_types(material).items():
            found = {TYPES: one}
            base.setdefault(name, found)
            names = (f"{OWN}", f"{n}")
            scored.setdefault(name, {})[n] = compare(names, base[name], found, Choices())
    for name, by_count in scored.items():
        for n in sorted(COUNTS):
            yield [name, str(n), *cells(by_count[n])]


def cells(one: Comparison) -> Iterator[str]:
    """Yield the value of each figure, and what it gained over the codebook's own examples."""
    found = {difference.figure: difference for difference in one.differences}
    for key in FIGURES:
        figure = found[key]
        gain = figure.gain
        told = f" ({gain.value:+.3f}: {gain.low:+.3f} to {gain.high:+.3f})" if gain.value else ""
        yield f"{figure.b:.3f}{told}"


def misplaced(book: Codebook, settings: Settings) -> Iterator[list[str]]:
    """Yield how many misplaced sentences are asked about, and how many that are well placed."""
    encoders, cache = settings.encoders, settings.cache
    target = book.target(TYPES)
    good = [
        Sentence(text, TYPES, label.id) for label in target.labels for text in label.examples[OWN:]
    ]
    small = with_count(book, OWN)
    asked = len(find_doubts(good, small, encoders, cache))
    yield ["well placed", str(len(good)), f"{asked / len(good):.3f}"]
    random = np.random.default_rng(0)
    n, n_found = round(MISPLACED * len(good)), 0
    for _ in range(N_TRIALS):
        moved = list(good)
        for i in random.choice(len(good), n, replace=False):
            others = [label for label in target.ids if label != good[i].label]
            moved[i] = replace(good[i], label=str(random.choice(others)))
        wrong = {one for one, before in zip(moved, good, strict=True) if one != before}
        n_found += sum(d.sentence in wrong for d in find_doubts(moved, small, encoders, cache))
    yield ["put under another label", str(N_TRIALS * n), f"{n_found / (N_TRIALS * n):.3f}"]


def page(_: Options) -> Iterator[str]:
    """Measure and write."""
    inputs, settings = sample_inputs(DATA / "codebook-16.yaml"), settings_of()
    yield "# What example sentences in the codebook are worth"
    yield f"**{CAUTION}**"
    yield (
        "A model learns from the sample's earlier harvests and is tested on the next, against the "
        "recorded types. In brackets: the gain over the codebook's own "
        f"{OWN} examples, paired, with its 95 % interval over groups of country and harvest."
    )
    headings = ("learned from all before", "examples a label", "LRAP", "micro-F1", "macro-F1")
    yield table(headings, count_rows(inputs, settings))
    yield "## Sentences under the wrong label"
    yield (
        f"**{CAUTION.partition('.')[0]}.** `codebook add-examples` asks about a sentence that lies "
        "clearly nearer to another label than to the others of its own. Of the 16 further "
        f"sentences a label, a share of {MISPLACED:.0%} is put under another label at random:"
    )
    yield table(("sentences", "n", "share asked about"), misplaced(inputs.codebook, settings))


if __name__ == "__main__":
    write_page(page)
