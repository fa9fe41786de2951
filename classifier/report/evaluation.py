"""An evaluation as HTML, Markdown and JSON: the same facts three times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from classifier.evaluate import BY_KEY, HEADLINES, Evaluation
from classifier.evaluate.results import Comparison, TargetResult
from classifier.report import evaluation_sentences as sentences
from classifier.report import evaluation_tables as tables
from classifier.report.document import (
    Block,
    Document,
    Folded,
    Paragraph,
    Points,
    Row,
    Section,
    markdown,
    page,
    rounded_json,
)
from classifier.report.good_for import good_for
from classifier.suggest.drift import CONSEQUENCE

FORMAT = 1


def evaluation_files(evaluation: Evaluation) -> dict[str, str]:
    """Write the report three times: texts by file name."""
    laid_out = document(evaluation)
    return {
        "report.html": page(laid_out),
        "report.md": markdown(laid_out),
        "report.json": evaluation_json(evaluation),
    }


def evaluation_json(evaluation: Evaluation) -> str:
    """Write every figure as JSON; undefined is null."""
    return rounded_json({"format": FORMAT, **asdict(evaluation)})


_BESIDE = {
    "yardsticks": "Beside simpler ways",
    "views": "Forward in time",
    "curve": "What more coding would bring",
}
"""Titles of the sections on what is set beside the targets."""


def document(evaluation: Evaluation) -> Document:
    """Lay out an evaluation as a report."""
    serious = any(one.serious for one in evaluation.drift)
    drift = [sentences.drift_words(evaluation.drift)] if serious else []
    return Document(
        title=f"{evaluation.setting.title}: {evaluation.setting.model}",
        summary=good_for(evaluation),
        facts=_facts(evaluation),
        caution_title="What this does not show",
        cautions=sentences.cautions(evaluation),
        sections=tuple(_sections(evaluation)),
        alerts=(*evaluation.setting.notices, *drift),
    )


def _facts(evaluation: Evaluation) -> tuple[tuple[str, str], ...]:
    s = evaluation.setting
    languages = ", ".join(f"{name} {n}" for name, n in s.languages.items())
    return (
        ("Model", s.model),
        ("Codebook", f"{s.codebook}, version {s.codebook_version}"),
        ("Measured", sentences.how_many(s.n_fragments, s.n_groups, s.groups)),
        ("Harvests", ", ".join(s.harvests) or "not named"),
        ("Languages", languages or sentences.DASH),
        ("Kept together", sentences.KEPT_TOGETHER[s.groups]),
        ("Seed", str(s.seed)),
    )


def _sections(evaluation: Evaluation) -> Iterator[Section]:
    if not evaluation.targets:
        return
    yield Section(
        "short",
        "In short",
        "Four figures for each target: how well the list is ordered, how far suggestions and "
        "recorded codes agree, and whether probabilities can be believed.",
        (
            Points(tuple(f"{BY_KEY[key].title}: {BY_KEY[key].says}" for key in HEADLINES)),
            tables.headline_table(evaluation),
        ),
    )
    if evaluation.comparison is not None:
        yield _comparison(evaluation.comparison)
    if evaluation.drift or evaluation.setting.kind == "unseen":
        yield _drift(evaluation)
    for one in evaluation.targets:
        yield from _target(one, evaluation.setting.groups)
    yield from _beside(evaluation)
    if evaluation.replays:
        yield _replay(evaluation)
    if evaluation.examples:
        yield _examples(evaluation)
    yield _method(evaluation)


def _target(one: TargetResult, by: str) -> Iterator[Section]:
    yield Section(
        f"target-{one.target}",
        one.title,
        sentences.target_lead(one, by),
        (tables.figure_table(one),),
    )
    blocks: list[Block] = []
    figures = []
    if one.bins:
        figures.append(tables.calibration_figure(one))
    if one.confusions:
        figures.append(tables.confusion_figure(one))
    if figures:
        blocks.append(Row(tuple(figures)))
    yield Section(
        f"calibration-{one.target}",
        f"{one.title}: probabilities, and labels that blur",
        sentences.calibration_words(one),
        tuple(blocks),
        level=3,
    )
    curves = tables.label_curves(one)
    yield Section(
        f"labels-{one.target}",
        f"{one.title}: label by label",
        sentences.label_words(one),
        (
            tables.label_table(one),
            *((Folded("Precision and recall of each label", (curves,)),) if curves.figures else ()),
        ),
        level=3,
    )
    yield Section(
        f"parts-{one.target}",
        f"{one.title}: part by part",
        "Differences between parts are mostly differences between texts; small parts are not "
        "shown, and where a part has few groups there is no interval.",
        (tables.slice_table(one),) if one.slices else (Paragraph("There is only one part."),),
        level=3,
    )


def _beside(evaluation: Evaluation) -> Iterator[Section]:
    """Yield what was measured beside the targets themselves."""
    titles = {one.target: one.title for one in evaluation.targets}
    parts = (
        (evaluation.yardsticks, _yardsticks),
        (evaluation.views, _views),
        (evaluation.curves, _curves),
    )
    for measured, section in parts:
        if measured:
            yield section(evaluation, titles)


def _yardsticks(evaluation: Evaluation, titles: Mapping[str, str]) -> Section:
    ways = dict.fromkeys(f"{y.name}: {y.says}" for y in evaluation.yardsticks)
    shown = {y.target for y in evaluation.yardsticks}
    measured = [one for one in evaluation.targets if one.target in shown]
    blocks: tuple[Block, ...] = (
        *(tables.yardstick_table(evaluation, one) for one in measured),
        Points(tuple(ways)),
    )
    lead = sentences.yardstick_words(evaluation)
    return Section("yardsticks", f"{_BESIDE['yardsticks']} and people", lead, blocks)


def _views(evaluation: Evaluation, titles: Mapping[str, str]) -> Section:
    by_target = [(t, [v for v in evaluation.views if v.target == t]) for t in titles]
    lead = (
        "Learning from earlier harvests and testing on the next is how the tool is used; held-out "
        "scores mix the harvests and are easier."
    )
    blocks = [tables.view_table(views, titles[t]) for t, views in by_target if views]
    return Section("views", _BESIDE["views"], lead, tuple(blocks))


def _curves(evaluation: Evaluation, titles: Mapping[str, str]) -> Section:
    said = Points(tuple(sentences.curve_words(c, titles[c.target]) for c in evaluation.curves))
    few = [
        f"{label.name}: {label.support}"
        for one in evaluation.targets
        for label in sentences.in_use(one)
        if label.evaluable
    ]
    blocks: list[Block] = [
        said,
        Row(tuple(tables.learning_figure(c, titles[c.target]) for c in evaluation.curves)),
        *(tables.curve_table(c, titles[c.target]) for c in evaluation.curves),
    ]
    if few:
        blocks.append(Paragraph(f"Too few examples to say anything of: {'; '.join(few)}."))
    lead = "The same held-out fragments, after learning from more and more of the others."
    return Section("curve", _BESIDE["curve"], lead, tuple(blocks))


def _replay(evaluation: Evaluation) -> Section:
    titles = {one.target: one.title for one in evaluation.targets}
    said = Points(tuple(sentences.replay_words(r, titles[r.target]) for r in evaluation.replays))
    small = Paragraph(
        "Ticking or unticking a label costs 1, finding it in the list 0, 2 or 4 more. What is "
        "likely (suggested, and above 50 %) is ticked already, what is possible (suggested, or "
        "among the first three) need not be found. Reading costs the same and is not counted.",
        quiet=True,
    )
    lead = "What the suggestions would have saved, replayed on fragments that are coded already."
    return Section("work", "Work saved", lead, (said, tables.work_table(evaluation), small))


def _drift(evaluation: Evaluation) -> Section:
    said = tuple(one.says for one in evaluation.drift)
    blocks: tuple[Block, ...] = (Points(said),) if said else ()
    if any(one.serious for one in evaluation.drift):
        blocks = (*blocks, Paragraph(CONSEQUENCE))
    lead = sentences.drift_words(evaluation.drift)
    return Section("drift", "How these fragments differ from the training", lead, blocks)


def _comparison(one: Comparison) -> Section:
    blocks: list[Block] = [tables.comparison_table(one)] if one.differences else []
    if one.skipped:
        blocks.append(Paragraph(f"Other labels in the two models: {', '.join(one.skipped)}."))
    if one.differences:
        blocks.append(
            Paragraph(
                "Of many figures, one in twenty differs by chance alone: trust a difference that "
                "several figures show.",
                quiet=True,
            )
        )
    return Section(
        "models",
        "Two models side by side",
        sentences.comparison_words(one),
        tuple(blocks),
    )


def _examples(evaluation: Evaluation) -> Section:
    names = {label.id: label.name for one in evaluation.targets for label in one.labels}
    lead = (
        "A surprising code is not a mistake: people who know the story often have a reason that "
        "is not in the text."
    )
    return Section(
        "fragments",
        "Fragments worth reading",
        lead,
        (tables.example_table(evaluation.examples, names),),
    )


def _method(evaluation: Evaluation) -> Section:
    omitted = evaluation.omitted.items()
    held_out = evaluation.setting.kind == "held-out"
    how = (
        "Each fragment was scored by a fit that had not seen it, nor what must not vouch for it. "
        "Penalty, calibration and thresholds were chosen on these scores; the view forward in time "
        "chooses them on the earlier harvests alone."
        if held_out
        else "The model was trained before; fragments it had seen are left out."
    )
    return Section(
        "method",
        "How it was measured",
        "Figures rest on fragments that the model had not seen, and intervals on whole groups of "
        "fragments.",
        (
            Points(
                (
                    how,
                    *(f"Not measured: {_BESIDE[name]}. {why}" for name, why in omitted),
                    "What never stands on both sides of a test: "
                    f"{sentences.KEPT_TOGETHER[evaluation.setting.groups]}.",
                    "Intervals: 95 %, from 1,000 resamples of whole groups, with Student's "
                    "distribution for few groups. There is none with fewer than 5 groups, nor "
                    "where groups are so unequal that it would reach from 0 to 1. They were "
                    "checked by simulation (eval/coverage.md).",
                    "“–” means undefined, not 0: nothing was suggested, or nothing recorded. A "
                    "label that did not exist in a fragment's codebook version is left out there.",
                    "Every label of the codebook has its place, also where nobody recorded it, so "
                    "that no wrong suggestion disappears.",
                )
            ),
        ),
    )
