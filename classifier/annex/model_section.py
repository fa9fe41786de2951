"""The model in a methods annex: from what it learned, and its figures as its report has them."""

from __future__ import annotations

from collections.abc import Iterator

from classifier.annex.facts import Annex, ModelFacts
from classifier.evaluate import Evaluation
from classifier.report.document import (
    Block,
    CellLike,
    Heading,
    Paragraph,
    Points,
    Section,
    Table,
    numeric,
    text_table,
)
from classifier.report.evaluation_sentences import cautions, in_use, kept_together
from classifier.report.figures import figure_words, first_named
from classifier.report.good_for import good_for
from classifier.translations import say

_SHOWN = ("ranking", "micro_f1", "macro_f1", "calibration_error")
_WEAK = 12


def model_section(annex: Annex) -> Section:
    """Tell of the model in use, and name the others."""
    used = next((model for model in annex.models if model.in_use), None)
    others = [model.name for model in annex.models if model is not used]
    title = say("annex_model")
    if used is None:
        lead = say("annex_no_model_in_use") if others else say("annex_no_model")
        return Section("model", title, lead, tuple(_others(others)))
    blocks: list[Block] = [Points(tuple(_learned(used)))]
    if used.evaluation is not None:
        blocks += _measured(used.evaluation)
    lead = say("annex_model_lead", name=used.name, day=used.date)
    return Section("model", title, lead, (*blocks, *_others(others)))


def _others(names: list[str]) -> Iterator[Block]:
    if names:
        yield Paragraph(say("annex_other_models", names=first_named(names)))


def _learned(model: ModelFacts) -> Iterator[str]:
    yield say("annex_learned", n=model.fragments, confidential=model.confidential)
    if model.coded:
        results = model.evaluation.targets if model.evaluation else ()
        titles = {one.target: one.title for one in results}
        told = "; ".join(f"{titles.get(name, name)}: {n}" for name, n in model.coded.items())
        yield say("annex_learned_codes", counts=told)
    yield say("annex_learned_version", version=model.codebook_version)
    encoders = ", ".join(model.encoders)
    yield say("annex_encoders", names=encoders) if encoders else say("annex_no_encoders")
    if model.reader:
        yield say("annex_reader", name=model.reader)
    if model.evaluation is None:
        yield say("annex_no_report")


def _measured(evaluation: Evaluation) -> Iterator[Block]:
    if evaluation.targets:
        yield _figures(evaluation)
        yield Paragraph(say("annex_figures_say"), quiet=True)
        setting = evaluation.setting
        yield Paragraph(say("annex_held_out", kept=kept_together(setting.groups)))
    yield Points((*good_for(evaluation), *_weak(evaluation), *cautions(evaluation)))


def _figures(evaluation: Evaluation) -> Table:
    headings: tuple[Heading | str, ...] = (
        say("annex_target"),
        numeric(say("annex_coded")),
        *(numeric(say(f"figure_{key}")) for key in _SHOWN),
    )
    rows: list[tuple[CellLike, ...]] = [
        (one.title, one.n_coded, *(figure_words(key, one.figures) for key in _SHOWN))
        for one in evaluation.targets
    ]
    return text_table(say("annex_figures"), headings, rows)


def _weak(evaluation: Evaluation) -> Iterator[str]:
    """Name the labels of which nothing is known, target by target."""
    for one in evaluation.targets:
        unknown = [label.name for label in in_use(one) if label.evaluable]
        if unknown:
            yield say("annex_unknown_labels", target=one.title, names=first_named(unknown, _WEAK))
