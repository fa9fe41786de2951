"""The tables and pictures of an evaluation report, each picture with what it shows in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from classifier.evaluate import BY_KEY, FIGURES, HEADLINES, Estimate, Evaluation
from classifier.evaluate.ceiling import BESIDE, HUMAN
from classifier.evaluate.refit import CURVE_FIGURES, FORWARD
from classifier.evaluate.replay import FINDING
from classifier.evaluate.results import (
    Comparison,
    Curve,
    Difference,
    EncoderWorth,
    Example,
    LabelResult,
    Slice,
    TargetResult,
    View,
    Yardstick,
)
from classifier.evaluate.target_figures import FEWEST_BY_CODER, FEWEST_SHOWN
from classifier.evaluate.yardsticks import OURS, TITLES
from classifier.report.document import (
    Cell,
    CellLike,
    Figure,
    Heading,
    Row,
    Table,
    numeric,
    text_table,
)
from classifier.report.evaluation_sentences import in_use
from classifier.report.figures import (
    DASH,
    estimate_cell,
    figure_words,
    named,
    number,
    percent,
    signed,
    with_interval,
)
from classifier.report.svg import (
    Bar,
    Chart,
    Line,
    Point,
    calibration_plot,
    curve_plot,
    precision_recall_plot,
)
from classifier.translations import TEXTS, say

YARDSTICK_FIGURES = ("ranking", "micro_f1", "macro_f1", "mean_ap", "exact_match", "brier")
VIEW_FIGURES = ("ranking", "micro_f1", "macro_f1", "exact_match", "calibration_error")
SLICE_FIGURES = ("micro_f1", "micro_precision", "micro_recall", "ranking", "exact_match")
_VERDICTS = {
    "real": "difference_real",
    "chance": "difference_chance",
    "undecided": "difference_undecided",
}
_PARTS = {
    "country": "part_country",
    "language": "part_language",
    "harvest": "part_harvest",
    "coder": "part_coder",
    "length": "part_length",
    "field missing": "part_field_missing",
}
_WAYS = {name: f"way_{key.replace(' ', '_')}" for key, name in TITLES.items() if key != OURS} | {
    OURS: "way_ours",
    HUMAN: "way_human",
    BESIDE: "way_beside",
}


def way(name: str) -> str:
    """Return what a way of coding is called, in the language that is written."""
    return say(_WAYS[name]) if name in _WAYS else name


def way_with_words(one: Yardstick) -> str:
    """Return a way of coding with what it does."""
    says = f"{_WAYS.get(one.name)}_says"
    return say("report_fact", name=way(one.name), value=say(says) if says in TEXTS else one.says)


def _explained(key: str) -> Heading:
    """Head a column of numbers, and explain it."""
    return numeric(say(f"head_{key}"), say(f"head_{key}_says"))


def _heads(*keys: str) -> list[str]:
    return [say(f"head_{key}") for key in keys]


def headings(keys: Sequence[str]) -> list[Heading]:
    """Head a column for each figure."""
    return [numeric(BY_KEY[key].title, BY_KEY[key].says) for key in keys]


def cells(keys: Sequence[str], figures: Mapping[str, Estimate]) -> list[Cell]:
    """Return figures with their intervals."""
    shown = [figures.get(key, Estimate(None)).value for key in keys]
    return [Cell(figure_words(key, figures), sort=n) for key, n in zip(keys, shown, strict=True)]


def headline_table(evaluation: Evaluation) -> Table:
    """One row a target."""
    return text_table(
        say("table_headline"),
        [say("head_target"), numeric(say("head_coded")), *headings(HEADLINES)],
        [[one.title, one.n_coded, *cells(HEADLINES, one.figures)] for one in evaluation.targets],
    )


def figure_table(one: TargetResult) -> Table:
    """Every figure of a target, with what it means."""
    return text_table(
        say("table_figures", target=one.title),
        [say("head_figure"), numeric(say("head_value")), say("head_meaning")],
        [[f.title, *cells([f.key], one.figures), f.says] for f in FIGURES],
    )


def label_table(one: TargetResult) -> Table:
    """One row a label, in the codebook's order; a finished model's shares are not known here."""
    names = {label.id: label.name for label in one.labels}
    labels = in_use(one)
    shared = any(label.codebook_share is not None for label in labels)
    return text_table(
        say("table_labels", target=one.title),
        [
            say("head_label"),
            *map(_explained, ("coded", "suggested", "precision", "recall", "f1", "ap")),
            _explained("threshold"),
            *([_explained("from_codebook")] if shared else []),
            Heading(say("head_instead"), say("head_instead_says")),
        ],
        [_label_row(label, names, shared=shared) for label in labels],
    )


def _label_row(label: LabelResult, names: Mapping[str, str], *, shared: bool) -> list[CellLike]:
    """Return the cells of a label; one with too few examples says so instead of its figures."""
    few = bool(label.evaluable)
    figures = {key: Estimate(None) if few else one for key, one in label.figures.items()}
    precision, recall, ap = (
        Cell(number(figures[key].value), sort=figures[key].value, quiet=few)
        for key in ("precision", "recall", "ap")
    )
    share = Cell(number(label.codebook_share), sort=label.codebook_share)
    return [
        Cell(f"{label.name} ({label.evaluable})" if few else label.name, quiet=few),
        label.support,
        label.n_suggested,
        precision,
        recall,
        estimate_cell(figures["f1"], quiet=few),
        ap,
        Cell(number(label.threshold), sort=label.threshold),
        *([share] if shared else []),
        _and(f"{names[c.suggested]} ({c.n})" for c in label.confused[:2]) or DASH,
    ]


def slice_table(one: TargetResult) -> Table:
    """The figures for parts of the fragments; parts too small to show are counted."""
    return text_table(
        say("table_parts", target=one.title),
        [*_heads("cut_by", "part"), numeric(say("head_coded")), *headings(SLICE_FIGURES)],
        [_slice_row(one) for one in one.slices],
    )


def _slice_row(one: Slice) -> list[CellLike]:
    by = say(_PARTS[one.by]) if one.by in _PARTS else one.by
    if one.figures is not None:
        return [by, one.name, one.n, *cells(SLICE_FIGURES, one.figures)]
    least = FEWEST_BY_CODER if one.by == "coder" else FEWEST_SHOWN
    few = Cell(say("under_least", least=least), sort=0)
    return [by, one.name, few, *[DASH] * len(SLICE_FIGURES)]


def yardstick_table(evaluation: Evaluation, target: TargetResult) -> Table:
    """The classifier, simpler ways and people, on the same fragments."""
    return text_table(
        say("table_yardsticks", target=target.title),
        [say("head_who_codes"), numeric(say("head_fragments")), *headings(YARDSTICK_FIGURES)],
        [
            [way(one.name), one.n, *cells(YARDSTICK_FIGURES, one.figures)]
            for one in evaluation.yardsticks
            if one.target == target.target
        ],
    )


def view_table(views: Sequence[View], title: str) -> Table:
    """The figures of one target under other ways of cutting."""
    return text_table(
        say("table_views", target=title),
        [
            say("head_view"),
            *map(numeric, _heads("learned_from", "tested_on")),
            *headings(VIEW_FIGURES),
        ],
        [[_view(v), v.n_train, v.n_test, *cells(VIEW_FIGURES, v.figures)] for v in views],
    )


def _view(one: View) -> str:
    start, _, harvest = one.name.partition(": ")
    return say("forward_view", harvest=harvest) if start == FORWARD else one.name


def work_table(evaluation: Evaluation) -> Table:
    """What is likely, and the work it saves, of every target; also forward in time."""
    titles = {one.target: one.title for one in evaluation.targets}
    measured = [
        *((say("these_fragments"), one.target, one.n, one.work) for one in evaluation.replays),
        *((_view(one), one.target, one.n_test, one.work) for one in evaluation.views),
    ]
    rows: list[list[CellLike]] = []
    for name, target, n, work in measured:
        figures = (work.likely, work.right, *work.saved.values())
        shown = [Cell(with_interval(one), sort=one.value) for one in figures]
        rows.append([titles[target], name, n, *shown])
    return text_table(
        say("table_work"),
        [
            *_heads("target", "measured_on"),
            numeric(say("head_fragments")),
            *map(_explained, ("likely", "likely_recorded")),
            *(numeric(say("head_saved", cost=n), say("head_saved_says", cost=n)) for n in FINDING),
        ],
        rows,
    )


def curve_table(curve: Curve, title: str) -> Table:
    """The points of a learning curve."""
    return text_table(
        say("table_curve", target=title),
        [numeric(say("head_coded_fragments")), *headings(CURVE_FIGURES)],
        [[point.n, *cells(CURVE_FIGURES, point.figures)] for point in curve.points],
    )


def comparison_table(one: Comparison) -> Table:
    """Two models side by side."""
    return text_table(
        say("table_compared", a=one.a, b=one.b, fragments=one.n),
        _difference_heads(),
        [_difference_cells(d) for d in one.differences],
    )


def encoder_table(found: Sequence[EncoderWorth]) -> Table:
    """The figures with all encoders, and without each."""
    return text_table(
        say("table_encoders", fragments=found[0].without.n),
        [say("head_encoder"), *_difference_heads()],
        [[one.encoder, *_difference_cells(d)] for one in found for d in one.without.differences],
    )


def _difference_heads() -> list[Heading | str]:
    return [
        *_heads("target", "figure"),
        numeric("A"),
        numeric("B"),
        numeric(say("head_gain")),
        say("head_difference"),
    ]


def _difference_cells(d: Difference) -> list[CellLike]:
    return [
        d.target,
        BY_KEY[d.figure].title,
        Cell(number(d.a, 3), sort=d.a),
        Cell(number(d.b, 3), sort=d.b),
        Cell(signed(d.gain), sort=d.gain.value),
        say(_VERDICTS[d.verdict]),
    ]


def example_table(examples: Sequence[Example], names: Mapping[str, str]) -> Table:
    """The fragments whose codes surprise the model most."""
    quoted = any(one.text for one in examples)
    rows = []
    for one in examples:
        coded = _and(names.get(label, label) for label in one.coded) or say("none_fits_word")
        suggested = _and(names.get(label, label) for label in one.suggested)
        text = [one.text or DASH] if quoted else []
        rows.append([one.fragment_id, one.target, coded, suggested or say("none_suggested"), *text])
    return text_table(
        say("table_surprising"),
        _heads("fragment", "target", "recorded", "suggested", *(["text"] if quoted else [])),
        rows,
    )


N_PAIRS = 12


def _and(names: Iterable[str]) -> str:
    """Return names with commas and an “and”, "" for none."""
    found = list(names)
    return named(found) if found else ""


def calibration_figure(one: TargetResult) -> Figure:
    """Probabilities given against shares found true."""
    said = "; ".join(
        say("calibration_decile", given=percent(b.expected), true=percent(b.true), count=b.n)
        for b in one.bins
    )
    alt = say("calibration_alt", target=one.title, said=said)
    return Figure(calibration_plot(one.bins, alt), alt, say("calibration_caption"))


def confusion_chart(one: TargetResult) -> Chart:
    """Pairs of labels taken for each other."""
    names = {label.id: label.name for label in one.labels}
    pairs = one.confusions[:N_PAIRS]
    most = max(pair.n for pair in pairs)
    bars = []
    for pair in pairs:
        both = say("confusion_pair", missed=names[pair.missed], instead=names[pair.suggested])
        bars.append(Bar(both, str(pair.n), pair.n / most))
    return Chart(say("confusion_caption"), (("", tuple(bars)),))


def label_curves(one: TargetResult) -> Row:
    """Precision over recall of every label that can be judged."""
    return Row(tuple(_label_curve(x) for x in one.labels if x.curve and not x.evaluable))


def _label_curve(label: LabelResult) -> Figure:
    precision, recall = label.figures["precision"].value, label.figures["recall"].value
    at = None if precision is None or recall is None else (recall, precision)
    alt = say(
        "label_curve_alt",
        label=label.name,
        ap=number(label.figures["ap"].value),
        precision=number(precision),
        recall=number(recall),
    )
    return Figure(precision_recall_plot(label.curve, at, alt), alt, label.name)


def learning_figure(curve: Curve, title: str) -> Figure:
    """Figures over the number of coded fragments."""
    lines = []
    for key in CURVE_FIGURES:
        points = [(p.n, p.figures[key]) for p in curve.points]
        lines.append(
            Line(
                BY_KEY[key].title,
                tuple(Point(n, e.value, e.low, e.high) for n, e in points if e.value is not None),
            )
        )
    lines = [line for line in lines if line.points]
    points_told = []
    for point in curve.points:
        told = (f"{BY_KEY[key].title} {number(point.figures[key].value)}" for key in CURVE_FIGURES)
        points_told.append(say("learning_point", count=point.n, figures=", ".join(told)))
    alt = say("learning_alt", target=title, said="; ".join(points_told))
    picture = curve_plot(lines, say("head_coded_fragments"), alt)
    return Figure(picture, alt, say("learning_caption", target=title))
