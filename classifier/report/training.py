"""What a training run shows: a summary for the terminal, a model card, a table of figures."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING

from classifier.evaluate import BY_KEY, Estimate, Evaluation
from classifier.evaluate.scored import held_out_profile
from classifier.model.head import FEW_EXAMPLES
from classifier.report.document import markdown_of
from classifier.report.evaluation_sentences import kept_together
from classifier.report.figures import figure_words, with_interval
from classifier.report.good_for import good_for
from classifier.report.suggestions import cut_sentences
from classifier.split import ONE_BY_ONE
from classifier.suggest.profile import PROFILE, profile_json
from classifier.train import ENOUGH_TO_BEGIN, Trained, training_facts
from classifier.translations import say
from classifier.wording import counted, first_names

if TYPE_CHECKING:
    from classifier.evaluate.results import TargetResult

_FIGURES = ("ranking", "micro_f1", "macro_f1")
_WIDTH = 100
_SHOWN = ("ranking", "micro_f1", "macro_f1", "brier", "calibration_error")
NO_INTERVAL = (
    "Where no interval is given, the fragments come from too few groups, or from too unequal "
    "ones, or no resample moves the figure."
)


ABOUT_FIGURES = (
    "1 is best, 0 is worst. Ranking: do the right labels stand first? F1: is what is suggested "
    "right, and what is right suggested? micro counts every code alike, macro every label."
)


def training_summary(trained: Trained, evaluation: Evaluation) -> str:
    """Say in a few lines what was learned, what that is good for, and the figures behind it."""
    said = [
        textwrap.fill(text, _WIDTH, subsequent_indent="  ", break_on_hyphens=False)
        for text in good_for(evaluation)
    ]
    cut = cut_sentences(trained.material.n_cut)
    if not evaluation.targets:
        n_texts = counted(len(trained.material.fragments), "text")
        return "\n".join([f"{n_texts} and the codebook were read.", "", *said, *cut])
    lines = [_learned(trained), "", *said, "", *_figure_lines(trained, evaluation)]
    ranks_only = [
        f"{one.target} ({one.n_coded} coded)"
        for one in evaluation.targets
        if not _calibrated(trained, one) and one.n_coded < ENOUGH_TO_BEGIN
    ]
    if ranks_only:
        lines.append(f"Not calibrated, only ranked: {', '.join(ranks_only)}.")
    elif few := _few_labels(evaluation):
        lines.append(f"Too few examples to trust yet (under {FEW_EXAMPLES}): {first_names(few)}.")
    return "\n".join([*lines, *cut])


def _figure_lines(trained: Trained, evaluation: Evaluation) -> list[str]:
    """Return a table of figures, and what they mean."""
    lines = ["Held-out figures     coded   ranking            micro-F1           macro-F1"]
    shown = [(one, _shown_figures(trained, one)) for one in evaluation.targets]
    for one, figures in shown:
        cells = [f"{with_interval(figures[key]):<18}" for key in _FIGURES]
        lines.append(f"  {one.target:<18} {one.n_coded:>5}   {' '.join(cells)}".rstrip())
    lines.append(ABOUT_FIGURES)
    if any(_unsure(figures[key]) for _, figures in shown for key in _FIGURES):
        lines.append(NO_INTERVAL)
    return lines


def _calibrated(trained: Trained, one: TargetResult) -> bool:
    return trained.fitted.model.heads[one.target].calibrated


def _shown_figures(trained: Trained, one: TargetResult) -> Mapping[str, Estimate]:
    """Take the figures of a target; undefined where too little was held out to know them."""
    if _calibrated(trained, one):
        return one.figures
    return dict.fromkeys(one.figures, Estimate(None))


def _unsure(one: Estimate) -> bool:
    return one.value is not None and one.low is None


def _learned(trained: Trained) -> str:
    groups = ""
    if trained.fitted.split.by not in ONE_BY_ONE:
        groups = f" in {counted(len(set(trained.fitted.groups.tolist())), 'group')}"
    n_fragments = counted(len(trained.material.fragments), "fragment")
    return f"Learned from {n_fragments}{groups}: {_coded(trained)}."


def training_documents(trained: Trained, evaluation: Evaluation) -> dict[str, str]:
    """Write what a model folder holds beside the evaluation: texts by their path in it."""
    return {
        "MODEL_CARD.md": _card(trained, evaluation),
        PROFILE: profile_json(held_out_profile(trained)),
    }


def _card(trained: Trained, evaluation: Evaluation) -> str:
    model, evidence = trained.fitted.model, trained.fitted.evidence
    rows = []
    for one in evaluation.targets:
        figures = _shown_figures(trained, one)
        rows.append([one.title, str(one.n_coded), *(figure_words(key, figures) for key in _SHOWN)])
    return markdown_of(
        "model_card.md",
        facts=training_facts(trained),
        book=trained.inputs.codebook,
        encoders=[encoder.name for encoder in trained.material.encoders],
        rows=rows,
        meanings=[f"{BY_KEY[key].title}: {BY_KEY[key].says}" for key in _SHOWN],
        words=say("report_words"),
        kept=kept_together(evaluation.setting.groups),
        notices=evaluation.setting.notices,
        uncalibrated=[
            name
            for name, head in model.heads.items()
            if not head.calibrated and len(evidence[name].rows) < ENOUGH_TO_BEGIN
        ],
        enough=ENOUGH_TO_BEGIN,
    )


def _coded(trained: Trained) -> str:
    """Say per target how many of the fragments that were read are coded."""
    n = len(trained.material.fragments)
    counts = []
    for target in trained.inputs.codebook.targets:
        evidence = trained.fitted.evidence.get(target.id)
        coded = len(evidence.rows) if evidence else 0
        counts.append(f"{coded} of {n} are coded for “{target.title or target.id}”")
    return ", ".join(counts)


def _few_labels(evaluation: Evaluation) -> list[str]:
    return [
        label.name
        for one in evaluation.targets
        for label in one.labels
        if label.support < FEW_EXAMPLES and not label.retired
    ]
