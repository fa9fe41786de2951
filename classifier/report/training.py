"""What a training run shows: a summary for the terminal, a model card, a table of figures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from classifier.evaluate import TargetFigures
from classifier.model.head import FEW_EXAMPLES
from classifier.train import ENOUGH_TO_BEGIN, Trained, training_facts

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.codebook import Codebook

CAUTION = (
    "Each fragment was scored by a model that had seen nothing of its fold "
    "({groups} and twins stay together). The coders' own codes are the yardstick: where coders "
    "differ or err, no program can agree with all of them."
)


def number(value: float | None, digits: int = 3) -> str:
    """Write a figure; "–" if it is undefined."""
    return "–" if value is None else f"{value:.{digits}f}"


def training_summary(trained: Trained, figures: Sequence[TargetFigures], out: Path) -> str:
    """Say in a few lines what was learned and how well."""
    facts = training_facts(trained)
    lines = [
        f"Learned from {facts['n_fragments']} fragments in {facts['n_groups']} groups.",
        "",
        "Held-out figures     coded   ranking   micro-F1   macro-F1   calibration error",
    ]
    for f in figures:
        lines.append(
            f"  {f.target:<18} {f.n_coded:>5}   {number(f.ranking):>7}   {number(f.total.f1):>8}   "
            f"{number(f.macro_f1):>8}   {number(f.calibration_error):>17}"
        )
    few = _few_labels(trained.inputs.codebook, figures)
    if not any(f.n_coded for f in figures):
        lines = [
            f"Nothing is coded yet: {facts['n_fragments']} texts and the codebook were read.",
            "The model ranks labels; its numbers are not calibrated. Code about "
            f"{ENOUGH_TO_BEGIN} fragments, beginning with the suggestions, and train again.",
        ]
    elif few:
        lines += ["", f"Too few examples to trust yet (under {FEW_EXAMPLES}): {', '.join(few)}."]
    cut = {name: n for name, n in trained.material.n_cut.items() if n}
    lines += [
        f"{n} texts are longer than {name} reads; it saw their beginning."
        for name, n in cut.items()
    ]
    return "\n".join([*lines, "", f"Model written to {out}"])


def training_documents(trained: Trained, figures: Sequence[TargetFigures]) -> dict[str, str]:
    """Write the model card and the evaluation: texts by their path in the model folder."""
    facts = {name: _facts(f, trained.inputs.codebook) for f in figures for name in [f.target]}
    return {
        "MODEL_CARD.md": _card(trained, figures),
        "evaluation/report.json": json.dumps(facts, ensure_ascii=False, indent=1) + "\n",
        "evaluation/report.md": _report(trained, figures),
    }


def _card(trained: Trained, figures: Sequence[TargetFigures]) -> str:
    facts = training_facts(trained)
    book = trained.inputs.codebook
    encoders = ", ".join(e.name for e in trained.material.encoders) or "none (words alone)"
    return "\n".join(
        [
            f"# Model card: {book.name}",
            "",
            f"Trained on {facts['date']} from {facts['n_fragments']} fragments "
            f"({facts['n_confidential']} of them confidential), codebook version {book.version}. "
            f"Sentence encoders: {encoders}.",
            "",
            "## What it is for",
            "",
            "It suggests labels for outcome fragments. A person decides. It knows the codebook and "
            "how similar texts were coded, not the context; a rare label or an unusual story is "
            "where it is most often wrong.",
            "",
            "## What it learned from",
            "",
            f"Harvests: {', '.join(map(str, _list(facts['harvests']))) or 'not named'}. "
            f"Countries: {', '.join(map(str, _list(facts['countries']))) or 'not named'}.",
            "",
            "Outcome description and significance only. The FragmentID, the coder, the ratings and "
            "the contribution never reach the model. It stores weights of words found in at least "
            "two non-confidential fragments, and sentence vectors, ids and labels of "
            "non-confidential coded fragments; it holds no text.",
            "",
            "## How well it does",
            "",
            _figures_table(figures),
            "",
            CAUTION.format(groups=facts["groups"]),
            "",
        ]
    )


def _report(trained: Trained, figures: Sequence[TargetFigures]) -> str:
    book = trained.inputs.codebook
    lines = ["# Evaluation on held-out folds", "", _figures_table(figures), ""]
    lines += [CAUTION.format(groups=trained.config.groups), ""]
    for f in figures:
        target = book.target(f.target)
        lines += [f"## {target.title or target.id}", ""]
        lines += ["| label | coded | precision | recall | F1 |", "|---|---|---|---|---|"]
        for label, counts in zip(target.labels, f.counts, strict=True):
            few = " (few)" if counts.support < FEW_EXAMPLES else ""
            lines.append(
                f"| {label.name} | {counts.support}{few} | {number(counts.precision, 2)} | "
                f"{number(counts.recall, 2)} | {number(counts.f1, 2)} |"
            )
        lines.append("")
    return "\n".join(lines)


def _figures_table(figures: Sequence[TargetFigures]) -> str:
    lines = [
        "| target | coded | ranking (LRAP) | micro-F1 | macro-F1 | Brier | calibration error |",
        "|---|---|---|---|---|---|---|",
    ]
    for f in figures:
        lines.append(
            f"| {f.target} | {f.n_coded} | {number(f.ranking)} | {number(f.total.f1)} | "
            f"{number(f.macro_f1)} | {number(f.brier)} | {number(f.calibration_error)} |"
        )
    return "\n".join(lines)


def _facts(f: TargetFigures, book: Codebook) -> dict[str, object]:
    labels = book.target(f.target).ids
    return {
        "n_coded": f.n_coded,
        "lrap": f.ranking,
        "micro_f1": f.total.f1,
        "macro_f1": f.macro_f1,
        "brier": f.brier,
        "calibration_error": f.calibration_error,
        "labels": {
            label: {**asdict(c), "precision": c.precision, "recall": c.recall, "f1": c.f1}
            for label, c in zip(labels, f.counts, strict=True)
        },
    }


def _few_labels(book: Codebook, figures: Sequence[TargetFigures]) -> list[str]:
    return [
        label.name
        for f in figures
        for label, counts in zip(book.target(f.target).labels, f.counts, strict=True)
        if counts.support < FEW_EXAMPLES and not label.retired
    ]


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []
