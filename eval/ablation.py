"""What each part of the recipe is worth on the sample, by group folds against the coders' codes.

    python eval/ablation.py

Writes eval/ablation.md beside itself. The sample is synthetic: the order of the rows says how the
program works, the level says nothing about real outcomes.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from common import DATA, HARVESTS
from plain_figures import label_counts, macro_f1, micro, ranking_precision

from classifier.codebook import Codebook, Label
from classifier.encode import VectorCache, detect_language, resolve_encoders
from classifier.evaluate.figures import row_figures
from classifier.model.head import ticks
from classifier.train import (
    TargetEvidence,
    TrainConfig,
    TrainInputs,
    fit,
    gather,
    read_inputs,
)

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


def measured(evidence: TargetEvidence) -> tuple[float | None, float | None, float | None]:
    """LRAP, micro-F1 and macro-F1 of held-out scores."""
    chosen = ticks(evidence.probabilities, evidence.thresholds, evidence.single)
    counts = label_counts(evidence.values, chosen, evidence.known)
    ranking = ranking_precision(evidence.values, evidence.probabilities)
    return ranking, micro(counts).f1, macro_f1(counts)


def figures(inputs: TrainInputs, book: Codebook, encoders: str) -> list[float]:
    """LRAP, micro-F1 and macro-F1 of the types, and LRAP of clusters: means over the seeds."""
    chosen = resolve_encoders(encoders)
    material = gather(inputs.fragments, inputs.codings, book, chosen.encoders, VectorCache())
    rows = []
    for seed in SEEDS:
        evidence = fit(material, TrainConfig(seed=seed)).evidence
        rows.append((*measured(evidence["type"]), measured(evidence["cluster"])[0]))
    return [
        statistics.mean(float(value or 0) for value in column) for column in zip(*rows, strict=True)
    ]


def by_language(inputs: TrainInputs, encoders: str) -> dict[str, tuple[int, str]]:
    """LRAP of the types in each language, with a 95 % interval over countries and harvests."""
    chosen = resolve_encoders(encoders)
    book = inputs.codebook
    material = gather(inputs.fragments, inputs.codings, book, chosen.encoders, VectorCache())
    evidence = fit(material, TrainConfig()).evidence["type"]
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


def language_lines(inputs: TrainInputs) -> list[str]:
    """Set the encoders beside each other in each language of the sample."""
    lines = [
        "", "## By language", "",
        "Type LRAP with 95 % intervals over countries and harvests; few rows, so wide ones.", "",
        "| encoders | English | French | Arabic |", "|---|---|---|---|",
    ]  # fmt: skip
    for encoders in ("tfidf-only", "minilm", "use", "use+minilm"):
        found = by_language(inputs, encoders)
        if len(lines) == 7:
            lines.append("| *fragments* | " + " | ".join(str(n) for n, _ in found.values()) + " |")
        lines.append(f"| {encoders} | " + " | ".join(text for _, text in found.values()) + " |")
        print(lines[-1], flush=True)
    return lines


def main() -> None:
    """Measure, print and write the table."""
    inputs = read_inputs(HARVESTS, DATA / "codebook.yaml")
    book = inputs.codebook
    plain = without_tags(inputs)
    variants = [
        ("words alone, whole codebook", inputs, book, "tfidf-only"),
        ("MiniLM alone, whole codebook", inputs, book, "minilm"),
        ("USE alone, whole codebook", inputs, book, "use"),
        ("both encoders, no codebook", inputs, changed(book, nameless), "use+minilm"),
        ("both encoders, names only", inputs, changed(book, names_only), "use+minilm"),
        (
            "both encoders, names and definitions",
            inputs,
            changed(book, with_definition),
            "use+minilm",
        ),
        ("both encoders, whole codebook (the default)", inputs, book, "use+minilm"),
        (
            "… and exclusions as examples of the label they name",
            inputs,
            taught_by_exclusions(book),
            "use+minilm",
        ),
        ("… and tags dropped from the texts", plain, book, "use+minilm"),
    ]
    lines = [
        "# What each part is worth",
        "",
        f"Sample harvests 1–3 (synthetic), {len(inputs.fragments)} fragments, held out by "
        f"country and harvest, against the coders' own codes; means over {len(SEEDS)} seeds. "
        "The order is what counts: how well real outcomes are coded cannot be read from it.",
        "",
        "| variant | type LRAP | type micro-F1 | type macro-F1 | cluster LRAP |",
        "|---|---|---|---|---|",
    ]
    for name, material, variant, encoders in variants:
        cells = " | ".join(f"{value:.3f}" for value in figures(material, variant, encoders))
        lines.append(f"| {name} | {cells} |")
        print(lines[-1], flush=True)
    lines += language_lines(inputs)
    Path(__file__).with_suffix(".md").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
