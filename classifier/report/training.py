"""What a training run shows: a summary for the terminal, a model card, a table of figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from classifier.evaluate import Estimate, Evaluation
from classifier.evaluate.scored import held_out_profile
from classifier.model.head import FEW_EXAMPLES
from classifier.report.evaluation_sentences import KEPT_TOGETHER, figure_words, with_interval
from classifier.report.problems import counted
from classifier.report.suggestions import cut_sentences
from classifier.split import ONE_BY_ONE
from classifier.suggest.profile import PROFILE, profile_json
from classifier.train import ENOUGH_TO_BEGIN, Trained, training_facts

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.evaluate.results import TargetResult

_SHOWN = ("ranking", "micro_f1", "macro_f1", "brier", "calibration_error")
CAUTION = (
    "Each fragment was scored by a fit that had not seen it. Kept apart from it: {kept}. The "
    "coders' own codes are the yardstick: where coders differ or err, no program can agree with "
    "all of them."
)
NO_INTERVAL = (
    "Where no interval is given, the fragments come from too few groups, or from too unequal "
    "ones, or no resample moves the figure."
)


def training_summary(trained: Trained, evaluation: Evaluation, out: Path, report: Path) -> str:
    """Say in a few lines what was learned and how well; ``report`` is the report's folder."""
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
    if unsure:
        lines += ["", NO_INTERVAL]
    few = _few_labels(evaluation)
    if not evaluation.targets:
        lines = [
            f"Nothing is coded yet: {facts['n_fragments']} texts and the codebook were read.",
            "The model ranks labels; its numbers are not calibrated. Code about "
            f"{ENOUGH_TO_BEGIN} fragments, beginning with the suggestions, and train again.",
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
    return "\n".join(
        [*lines, "", f"Model written to {out}", f"Report        {report / 'report.html'}"]
    )


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
    facts = training_facts(trained)
    book = trained.inputs.codebook
    encoders = ", ".join(e.name for e in trained.material.encoders) or "none (words alone)"
    return "\n".join(
        [
            f"# Model card: {book.name}",
            "",
            f"Trained on {facts['date']} {_lesson(evaluation, facts)} "
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
            *_how_well(trained, evaluation),
            *_uncalibrated(trained),
            "",
        ]
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


def _lesson(evaluation: Evaluation, facts: Mapping[str, object]) -> str:
    if evaluation.targets:
        return f"from {facts['n_fragments']} fragments"
    return f"from the codebook and {facts['n_fragments']} fragments that nobody has coded"


def _how_well(trained: Trained, evaluation: Evaluation) -> list[str]:
    if not evaluation.targets:
        return ["Nobody knows yet: no fragment is coded, so nothing was measured."]
    setting = evaluation.setting
    notices = [line for notice in setting.notices for line in ("", f"**{notice}**")]
    kept = KEPT_TOGETHER[setting.groups]
    return [_figures_table(trained, evaluation), "", CAUTION.format(kept=kept), *notices]


def _uncalibrated(trained: Trained) -> list[str]:
    """Warn in the card of targets with too few codings for probabilities."""
    model, evidence = trained.fitted.model, trained.fitted.evidence
    names = [
        name
        for name, head in model.heads.items()
        if not head.calibrated and len(evidence[name].rows) < ENOUGH_TO_BEGIN
    ]
    if not names:
        return []
    return [
        "",
        f"**Not calibrated: {', '.join(names)}.** The model only ranks these labels, and numbers "
        f"mean nothing for them, until about {ENOUGH_TO_BEGIN} fragments are coded.",
    ]


def _figures_table(trained: Trained, evaluation: Evaluation) -> str:
    lines = [
        "| target | coded | ranking (LRAP) | micro-F1 | macro-F1 | Brier | calibration error |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in evaluation.targets:
        figures = _shown_figures(trained, one)
        cells = [figure_words(key, figures) for key in _SHOWN]
        lines.append(f"| {one.title} | {one.n_coded} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _few_labels(evaluation: Evaluation) -> list[str]:
    return [
        label.name
        for one in evaluation.targets
        for label in one.labels
        if label.support < FEW_EXAMPLES and not label.retired
    ]


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []
