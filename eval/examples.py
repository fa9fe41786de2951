"""What example sentences in the codebook are worth, forward in time; and which misplaced ones show.

    python eval/examples.py

Writes eval/examples.md beside itself, in about five minutes. For each next harvest of the sample a
model learns from the earlier ones, with 0 to 18 examples a label: those that the codebook has (2),
then those that were written from the definitions alone, direct and indirect ones in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
from common import DATA, HARVESTS, table

from classifier.codebook import Codebook, Label, Target, read_codebook
from classifier.encode import EncoderSettings, VectorCache, resolve_encoders
from classifier.evaluate.compare import compare
from classifier.evaluate.refit import RefitData, forward_splits, learn_and_test
from classifier.evaluate.results import Comparison
from classifier.evaluate.scored import Scored
from classifier.evaluate.target_figures import Choices
from classifier.examples import Sentence
from classifier.examples.merge import find_doubts
from classifier.split import split_groups
from classifier.train import TrainConfig, TrainInputs, gather, read_inputs

TARGET = "type"
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


def forward(inputs: TrainInputs, book: Codebook) -> Iterator[list[str]]:
    """Yield rows of a table: the figures with each number of examples on each next harvest."""
    encoders = resolve_encoders(settings=EncoderSettings(1)).encoders
    config, cache = TrainConfig(), VectorCache()
    scored: dict[str, dict[int, Comparison]] = {}
    base: dict[str, dict[str, Scored]] = {}
    for n in COUNTS:
        material = gather(inputs.fragments, inputs.codings, with_count(book, n), encoders, cache)
        coded = material.coded_rows()
        split = split_groups(material.fragments, material.texts, coded, config.groups)
        data = RefitData(material, config, split, coded)
        for name, train, test in forward_splits(data):
            found = {TARGET: learn_and_test(data, train, test)[TARGET]}
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


def misplaced(book: Codebook) -> Iterator[list[str]]:
    """Yield how many misplaced sentences are asked about, and how many that are well placed."""
    encoders, cache = resolve_encoders(settings=EncoderSettings(1)).encoders, VectorCache()
    target = book.target(TARGET)
    good = [
        Sentence(text, TARGET, label.id) for label in target.labels for text in label.examples[OWN:]
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


def main() -> None:
    """Measure and write."""
    book = read_codebook(DATA / "codebook-16.yaml")
    inputs = read_inputs(HARVESTS, book)
    headings = ("learned from all before", "examples a label", "LRAP", "micro-F1", "macro-F1")
    lines = (
        "# What example sentences in the codebook are worth",
        f"**{CAUTION}**",
        "A model learns from the sample's earlier harvests and is tested on the next, against the "
        "recorded types, `python eval/examples.py`. In brackets: the gain over the codebook's own "
        f"{OWN} examples, paired, with its 95 % interval over groups of country and harvest.",
        table(headings, forward(inputs, book)),
        "## Sentences under the wrong label",
        f"**{CAUTION.partition('.')[0]}.** `codebook add-examples` asks about a sentence that lies "
        "clearly nearer to another label than to the others of its own. Of the 16 further "
        f"sentences a label, a share of {MISPLACED:.0%} is put under another label at random:",
        table(("sentences", "n", "share asked about"), misplaced(book)),
    )
    (Path(__file__).parent / "examples.md").write_text("\n\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
