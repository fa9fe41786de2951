"""What a training run shows: a summary for the terminal, a model card, a table of figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from classifier.evaluate import Estimate, Evaluation
from classifier.evaluate.scored import held_out_profile
from classifier.model.head import FEW_EXAMPLES
from classifier.report.document import markdown_of
from classifier.report.evaluation_sentences import KEPT_TOGETHER, figure_words, with_interval
from classifier.report.problems import counted
from classifier.report.suggestions import cut_sentences
from classifier.split import ONE_BY_ONE
from classifier.suggest.profile import PROFILE, profile_json
from classifier.train import ENOUGH_TO_BEGIN, Trained, training_facts

if TYPE_CHECKING:
    from classifier.evaluate.results import TargetResult

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
    """Say in a few lines what was learned and how well."""
    facts = training_facts(trained)
    lines = [
        _learned(trained),
        "",
        "Held-out figures     coded   ranking            micro-F1           macro-F1",
    ]
    ranks_only = []
    unsure = False
    for one in evaluation.targets:
        figures = _shown_figures(trained, one)
        keys = ("ranking", "micro_f1", "macro_f1")
        cells = [f"{with_interval(figures[key]):<18}" for key in keys]
        unsure = unsure or any(_unsure(figures[key]) for key in keys)
        if not _calibrated(trained, one) and one.n_coded < ENOUGH_TO_BEGIN:
            ranks_only.append(f"{one.target} ({one.n_coded} coded)")
        lines.append(f"  {one.target:<18} {one.n_coded:>5}   {' '.join(cells)}".rstrip())
    lines += ["", ABOUT_FIGURES]
    if unsure:
        lines += ["", NO_INTERVAL]
    few = _few_labels(evaluation)
    if not evaluation.targets:
        lines = [
            f"Nothing is coded yet: {facts['n_fragments']} texts and the codebook were read.",
            "The model ranks labels; its numbers are not calibrated. Let it suggest for a harvest, "
            f"code about {ENOUGH_TO_BEGIN} fragments of that, and train again.",
        ]
    elif ranks_only:
        lines += [
            "",
            f"Not calibrated, only ranked: {', '.join(ranks_only)}. From {ENOUGH_TO_BEGIN} coded "
            "fragments up there are probabilities and figures.",
        ]
    elif few:
        lines += ["", f"Too few examples to trust yet (under {FEW_EXAMPLES}): {', '.join(few)}."]
    lines += cut_sentences(trained.material.n_cut)
    return "\n".join(lines)


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
        kept=KEPT_TOGETHER[evaluation.setting.groups],
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
