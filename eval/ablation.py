"""What each part of the recipe is worth on the sample, by group folds against the coders' codes.

    python eval/ablation.py

The sample is synthetic: the order of the rows says how the
program works, the level says nothing about real outcomes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from common.pages import Options, decimals, table, write_page
from common.tasks import TYPES, Settings, sample_inputs, settings_of
from plain_figures import main_figures

from classifier.codebook import Codebook, Label
from classifier.encode import DEFAULT, detect_language
from classifier.evaluate.figures import row_figures
from classifier.model.head import ticks
from classifier.train import TargetEvidence, TrainConfig, TrainInputs, fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEEDS = (0, 1, 2)
LANGUAGES = ("en", "fr", "ar")


def nameless(label: Label) -> Label:
    """Leave the id and nothing that means anything."""
    return replace(names_only(label), name=label.id, aliases=())


def names_only(label: Label) -> Label:
    """Leave the name."""
    return replace(label, definition="", include="", exclude="", examples=())


def with_definition(label: Label) -> Label:
    """Leave name and definition."""
    return replace(label, include="", exclude="", examples=())


def taught_by_exclusions(book: Codebook) -> Codebook:
    """Let each exclusion that names another label, "… (T03)", be an example of that label."""
    target = book.target("type")
    found: dict[str, list[str]] = {name: [] for name in target.ids}
    for label in target.labels:
        for piece in re.split("[;.]", label.exclude):
            for name in re.findall(r"\b(T\d\d)\b", piece):
                found[name].append(re.sub(r"\([^()]*\)", "", piece).strip())
    labels = tuple(
        replace(label, examples=(*label.examples, *found[label.id])) for label in target.labels
    )
    taught = replace(target, labels=labels)
    return replace(book, targets=tuple(taught if t is target else t for t in book.targets))


def without_tags(inputs: TrainInputs) -> TrainInputs:
    """Drop <person>, <LOC> and <redacted> from the texts."""

    def bare(text: str) -> str:
        return re.sub(r"<\w+>", " ", text)

    fragments = tuple(
        replace(f, outcome=bare(f.outcome), significance=bare(f.significance))
        for f in inputs.fragments
    )
    return replace(inputs, fragments=fragments)


def changed(book: Codebook, change: Callable[[Label], Label]) -> Codebook:
    """Apply ``change`` to every label."""
    targets = tuple(
        replace(target, labels=tuple(change(label) for label in target.labels))
        for target in book.targets
    )
    return replace(book, targets=targets)


def measured(evidence: TargetEvidence) -> tuple[float, float, float]:
    """LRAP, micro-F1 and macro-F1 of held-out scores."""
    chosen = ticks(evidence.probabilities, evidence.thresholds, evidence.single)
    return main_figures(evidence.values, evidence.probabilities, chosen, evidence.known)


def variants(inputs: TrainInputs) -> Iterator[tuple[str, TrainInputs, str]]:
    """Yield what is measured: its name, what is read, and the encoders."""
    book = inputs.codebook

    def reading(other: Codebook) -> TrainInputs:
        return replace(inputs, codebook=other)

    yield "words alone, whole codebook", inputs, "tfidf-only"
    yield "MiniLM alone, whole codebook", inputs, "minilm"
    yield "USE alone, whole codebook", inputs, "use"
    for name, change in (
        ("no codebook", nameless),
        ("names only", names_only),
        ("names and definitions", with_definition),
    ):
        yield f"both encoders, {name}", reading(changed(book, change)), DEFAULT
    yield "both encoders, whole codebook (the default)", inputs, DEFAULT
    taught = reading(taught_by_exclusions(book))
    yield "… and exclusions as examples of the label they name", taught, DEFAULT
    yield "… and tags dropped from the texts", without_tags(inputs), DEFAULT


def variant_rows(inputs: TrainInputs) -> Iterator[list[str]]:
    """LRAP, micro-F1 and macro-F1 of the types, and LRAP of clusters: means over the seeds."""
    for name, read, encoder in variants(inputs):
        material = settings_of(encoder).material(read)
        runs = []
        for seed in SEEDS:
            evidence = fit(material, TrainConfig(seed=seed)).evidence
            runs.append((*measured(evidence[TYPES]), measured(evidence["cluster"])[0]))
        yield [name, *decimals(np.mean(runs, axis=0))]
        print(name, file=sys.stderr)


def by_language(inputs: TrainInputs, settings: Settings) -> dict[str, tuple[int, str]]:
    """LRAP of the types in each language, with a 95 % interval over countries and harvests."""
    material = settings.material(inputs)
    evidence = fit(material, TrainConfig()).evidence[TYPES]
    everything = np.ones(evidence.values.shape, dtype=bool)
    ranking = row_figures(
        evidence.values, evidence.probabilities, evidence.values, everything
    ).ranking
    told = [(material.texts.joint[i], material.fragments[i]) for i in evidence.rows]
    groups = np.array([f"{fragment.country} {fragment.harvest}" for _, fragment in told])
    languages = np.array([detect_language(text) for text, _ in told])
    found = {}
    for language in LANGUAGES:
        own = (languages == language) & ~np.isnan(ranking)
        found[language] = int(own.sum()), _with_interval(ranking[own], groups[own])
    return found


def _with_interval(values: NDArray[np.float64], groups: NDArray[np.str_]) -> str:
    """Mean, and the middle 95 % of the means of resampled groups."""
    random = np.random.default_rng(0)
    names = np.unique(groups)
    sums = np.array([values[groups == name].sum() for name in names])
    sizes = np.array([(groups == name).sum() for name in names])
    drawn = random.integers(0, len(names), (2000, len(names)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return f"{values.mean():.3f} ({low:.3f}–{high:.3f})"


def language_rows(inputs: TrainInputs) -> Iterator[list[str]]:
    """Set the encoders beside each other in each language of the sample."""
    for number, encoder in enumerate(("tfidf-only", "minilm", "use", DEFAULT)):
        found = by_language(inputs, settings_of(encoder))
        if number == 0:
            yield ["*fragments*", *(str(n) for n, _ in found.values())]
        yield [encoder, *(text for _, text in found.values())]
        print(encoder, file=sys.stderr)


def page(_: Options) -> Iterator[str]:
    """Measure and write the tables."""
    inputs = sample_inputs()
    yield "# What each part is worth"
    yield (
        f"Sample harvests 1–3 (synthetic), {len(inputs.fragments)} fragments, held out by country "
        f"and harvest, against the coders' own codes; means over {len(SEEDS)} seeds. The order is "
        "what counts: how well real outcomes are coded cannot be read from it."
    )
    headings = ("variant", "type LRAP", "type micro-F1", "type macro-F1", "cluster LRAP")
    yield table(headings, variant_rows(inputs))
    yield "## By language"
    yield "Type LRAP with 95 % intervals over countries and harvests; few rows, so wide ones."
    yield table(("encoders", "English", "French", "Arabic"), language_rows(inputs))


if __name__ == "__main__":
    write_page(page)
