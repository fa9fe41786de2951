"""An evaluation as HTML, Markdown and JSON: the same facts three times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

from classifier.evaluate import BY_KEY, HEADLINES, Evaluation
from classifier.evaluate.results import Comparison, EncoderWorth, TargetResult, Worth
from classifier.report import evaluation_sentences as sentences
from classifier.report import evaluation_tables as tables
from classifier.report.document import (
    Block,
    Document,
    Paragraph,
    Points,
    Row,
    Section,
    markdown,
    page,
    rounded_json,
)
from classifier.report.figures import DASH
from classifier.report.good_for import first_page, good_for
from classifier.report.next_hour import next_hour_section
from classifier.translations import LANGUAGES, say, written_in

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
    """Write every figure as JSON, in English for programs; undefined is null."""
    facts = asdict(evaluation)
    with written_in(LANGUAGES[0]):
        facts["drift"] = [
            {"kind": one.kind, "says": one.says, "serious": one.serious} for one in evaluation.drift
        ]
    return rounded_json({"format": FORMAT, **facts})


def document(evaluation: Evaluation) -> Document:
    """Lay out an evaluation as a report."""
    return Document(first_page(evaluation), tuple(_sections(evaluation)))


def _omitted(evaluation: Evaluation, names: Iterable[str]) -> Iterator[str]:
    """Say of these parts of a report which were not measured, and why."""
    for name in names:
        if name in evaluation.omitted:
            why = sentences.why_omitted(evaluation.omitted[name])
            yield say("report_not_measured", what=say(f"report_{name}"), why=why)


def _sections(evaluation: Evaluation) -> Iterator[Section]:
    """Yield what was measured; nothing is said of what was not, but in how it was measured."""
    titles = {one.target: one.title for one in evaluation.targets}
    if evaluation.targets:
        yield _short(evaluation)
    yield Section(
        "limits",
        say("report_limits"),
        say("report_limits_lead"),
        (Points(sentences.cautions(evaluation)),),
    )
    if evaluation.next_hour is not None:
        omitted = _omitted(evaluation, ["curve"])
        yield next_hour_section(evaluation.next_hour, titles, omitted)
    yield from _compared(evaluation)
    if evaluation.drift:
        yield _drift(evaluation)
    for one in evaluation.targets:
        yield _target(one, evaluation.setting.groups)
    yield from _further_fits(evaluation, titles)
    if evaluation.replays:
        yield _replay(evaluation, titles)
    if evaluation.examples:
        yield _examples(evaluation)
    yield _method(evaluation)


def _further_fits(evaluation: Evaluation, titles: Mapping[str, str]) -> Iterator[Section]:
    if evaluation.yardsticks:
        yield _yardsticks(evaluation)
    if evaluation.views:
        yield _views(evaluation, titles)
    if evaluation.curves:
        yield _curves(evaluation, titles)
    if evaluation.worth is not None:
        yield _worth(evaluation.worth)
    if evaluation.encoders:
        yield _encoders(evaluation.encoders, titles)


def _short(evaluation: Evaluation) -> Section:
    return Section(
        "short",
        say("report_short"),
        say("report_short_lead"),
        (
            Points(good_for(evaluation)),
            tables.headline_table(evaluation),
            Points(
                tuple(
                    say("report_fact", name=BY_KEY[key].title, value=BY_KEY[key].says)
                    for key in HEADLINES
                )
            ),
        ),
    )


def _target(one: TargetResult, by: str) -> Section:
    """Lay out what was measured of a target; its parts only where there are several."""
    inner = [_labels(one)]
    if one.bins or one.confusions:
        inner.insert(0, _calibration(one))
    if one.slices:
        parts = Section(
            f"parts-{one.target}",
            say("report_parts", target=one.title),
            say("report_parts_lead"),
            (tables.slice_table(one),),
        )
        inner.append(parts)
    return Section(
        f"target-{one.target}",
        say("report_target", target=one.title),
        sentences.target_lead(one, by),
        (tables.figure_table(one), *inner),
    )


def _calibration(one: TargetResult) -> Section:
    blocks: list[Block] = []
    if one.bins:
        blocks.append(Row((tables.calibration_figure(one),)))
    if one.confusions:
        blocks.append(tables.confusion_chart(one))
    return Section(
        f"calibration-{one.target}",
        say("report_calibration", target=one.title),
        sentences.calibration_words(one),
        tuple(blocks),
    )


def _labels(one: TargetResult) -> Section:
    blocks: list[Block] = [tables.label_table(one)]
    curves = tables.label_curves(one)
    if curves.figures:
        title = say("report_curves", target=one.title)
        lead = say("report_curves_lead")
        blocks.append(Section(f"curves-{one.target}", title, lead, (curves,)))
    return Section(
        f"labels-{one.target}",
        say("report_labels", target=one.title),
        sentences.label_words(one),
        tuple(blocks),
    )


def _yardsticks(evaluation: Evaluation) -> Section:
    ways = dict.fromkeys(map(tables.way_with_words, evaluation.yardsticks))
    shown = {y.target for y in evaluation.yardsticks}
    measured = [one for one in evaluation.targets if one.target in shown]
    blocks: tuple[Block, ...] = (
        *(tables.yardstick_table(evaluation, one) for one in measured),
        Points(tuple(ways)),
    )
    lead = sentences.yardstick_words(evaluation)
    return Section("yardsticks", say("report_yardsticks"), lead, blocks)


def _views(evaluation: Evaluation, titles: Mapping[str, str]) -> Section:
    by_target = [(t, [v for v in evaluation.views if v.target == t]) for t in titles]
    lead = say("report_views_lead")
    blocks = [tables.view_table(views, titles[t]) for t, views in by_target if views]
    return Section("views", say("report_views"), lead, tuple(blocks))


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
        blocks.append(Paragraph(say("report_few_judged", labels="; ".join(few))))
    lead = say("report_curve_lead")
    return Section("curve", say("report_curve"), lead, tuple(blocks))


def _worth(worth: Worth) -> Section:
    few = [sentences.few_words(title, labels) for title, labels in worth.few.items() if labels]
    blocks: list[Block] = [Points((*few, say("worth_ask")))] if few else []
    if worth.without is not None:
        blocks.insert(0, tables.comparison_table(worth.without))
    lead = sentences.worth_words(worth)
    return Section("worth", say("report_worth"), lead, tuple(blocks))


def _encoders(found: Sequence[EncoderWorth], titles: Mapping[str, str]) -> Section:
    said = Points(tuple(sentences.encoder_words(one, titles) for one in found))
    blocks = (said, tables.encoder_table(found))
    return Section("encoders", say("report_encoders"), sentences.encoders_words(found), blocks)


def _replay(evaluation: Evaluation, titles: Mapping[str, str]) -> Section:
    said = Points(tuple(sentences.replay_words(r, titles[r.target]) for r in evaluation.replays))
    small = Paragraph(say("report_work_costs"), quiet=True)
    lead = say("report_work_lead")
    blocks = (said, tables.work_table(evaluation), small)
    return Section("work", say("report_work"), lead, blocks)


def _drift(evaluation: Evaluation) -> Section:
    blocks: tuple[Block, ...] = (Points(tuple(one.says for one in evaluation.drift)),)
    if any(one.serious for one in evaluation.drift):
        blocks = (*blocks, Paragraph(say("drift_consequence")))
    lead = sentences.drift_words(evaluation.drift)
    return Section("drift", say("report_drift"), lead, blocks)


def _compared(evaluation: Evaluation) -> Iterator[Section]:
    if evaluation.comparison is not None:
        yield _comparison(evaluation.comparison)
    if evaluation.votes:
        yield _votes(evaluation.votes)


def _comparison(one: Comparison) -> Section:
    blocks: list[Block] = [tables.comparison_table(one)] if one.differences else []
    if one.skipped:
        blocks.append(Paragraph(say("report_other_labels", targets=", ".join(one.skipped))))
    if one.differences:
        blocks.append(Paragraph(say("report_by_chance"), quiet=True))
    lead = sentences.comparison_words(one)
    return Section("models", say("report_models"), lead, tuple(blocks))


def _votes(compared: Sequence[Comparison]) -> Section:
    blocks: list[Block] = []
    for one in compared:
        blocks += [Paragraph(say("report_a_and_b", a=one.a, b=one.b)), tables.comparison_table(one)]
    lead = say("report_votes_lead", fragments=compared[0].n)
    return Section("votes", say("report_votes"), lead, tuple(blocks))


def _examples(evaluation: Evaluation) -> Section:
    names = {label.id: label.name for one in evaluation.targets for label in one.labels}
    lead = say("report_fragments_lead")
    blocks = (tables.example_table(evaluation.examples, names),)
    return Section("fragments", say("report_fragments"), lead, blocks)


def _method(evaluation: Evaluation) -> Section:
    s = evaluation.setting
    kept = sentences.kept_together(s.groups)
    facts = {
        "fact_model": s.model,
        "fact_codebook": say("fact_version", name=s.codebook, version=s.codebook_version),
        "fact_measured": sentences.how_many(s.n_fragments, s.n_groups, s.groups),
        "fact_harvests": ", ".join(s.harvests) or say("fact_not_named"),
        "fact_languages": sentences.languages_told(s.languages) or DASH,
        "fact_kept_together": kept,
        "fact_seed": str(s.seed),
    }
    points = (
        say("report_words"),
        *(say("report_fact", name=say(key), value=value) for key, value in facts.items()),
        say("report_how_held_out" if s.kind == "held-out" else "report_how_unseen"),
        *_omitted(evaluation, evaluation.omitted),
        say("report_never_both", kept=kept),
        say("report_how_intervals"),
        say("report_dash_means"),
        say("report_every_label"),
    )
    lead = say("report_method_lead")
    return Section("method", say("report_method"), lead, (Points(points),))
