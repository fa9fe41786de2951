"""The tables and pictures of an evaluation report, each picture with what it shows in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from classifier.evaluate import BY_KEY, FIGURES, HEADLINES, Estimate, Evaluation
from classifier.evaluate.replay import FINDING
from classifier.evaluate.results import (
    Comparison,
    Curve,
    Example,
    LabelResult,
    Slice,
    TargetResult,
    View,
)
from classifier.evaluate.target_figures import FEWEST_BY_CODER, FEWEST_SHOWN
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
from classifier.wording import listed

YARDSTICK_FIGURES = ("ranking", "micro_f1", "macro_f1", "mean_ap", "exact_match", "brier")
VIEW_FIGURES = ("ranking", "micro_f1", "macro_f1", "exact_match", "calibration_error")
SLICE_FIGURES = ("micro_f1", "micro_precision", "micro_recall", "ranking", "exact_match")
_SHARE = numeric(
    "from the codebook",
    "Share of the label's score that its sentences in the codebook gave; coded fragments gave the "
    "rest.",
)
_VERDICTS = {"real": "real", "chance": "may be chance", "undecided": "too few groups to tell"}


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
        "The targets in four figures, with 95 % intervals",
        ["target", numeric("coded"), *headings(HEADLINES)],
        [[one.title, one.n_coded, *cells(HEADLINES, one.figures)] for one in evaluation.targets],
    )


def figure_table(one: TargetResult) -> Table:
    """Every figure of a target, with what it means."""
    return text_table(
        f"{one.title}: all figures",
        ["figure", numeric("value (95 % interval)"), "meaning"],
        [[f.title, *cells([f.key], one.figures), f.says] for f in FIGURES],
    )


def label_table(one: TargetResult) -> Table:
    """One row a label, in the codebook's order; a finished model's shares are not known here."""
    names = {label.id: label.name for label in one.labels}
    labels = in_use(one)
    shared = any(label.codebook_share is not None for label in labels)
    return text_table(
        f"{one.title}: label by label, in the codebook's order",
        [
            "label",
            numeric("coded", "Fragments with the label."),
            numeric("suggested", "How often it was suggested."),
            numeric("precision", "Of the suggestions, the share recorded."),
            numeric("recall", "Of the recorded ticks, the share suggested."),
            numeric("F1 with 95 % interval", "Precision and recall in one number."),
            numeric("AP", "Area under the precision–recall curve."),
            numeric("threshold", "Suggested from this probability up."),
            *([_SHARE] if shared else []),
            Heading("suggested in its stead", "Where it was missed, and how often."),
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
        listed(f"{names[c.suggested]} ({c.n})" for c in label.confused[:2]) or DASH,
    ]


def slice_table(one: TargetResult) -> Table:
    """The figures for parts of the fragments; parts too small to show are counted."""
    return text_table(
        f"{one.title}: by country, language, harvest, coder, length and missing fields "
        "(not to compare people: texts differ)",
        ["cut by", "part", numeric("coded"), *headings(SLICE_FIGURES)],
        [_slice_row(one) for one in one.slices],
    )


def _slice_row(one: Slice) -> list[CellLike]:
    if one.figures is not None:
        return [one.by, one.name, one.n, *cells(SLICE_FIGURES, one.figures)]
    least = FEWEST_BY_CODER if one.by == "coder" else FEWEST_SHOWN
    return [one.by, one.name, Cell(f"under {least}", sort=0), *[DASH] * len(SLICE_FIGURES)]


def yardstick_table(evaluation: Evaluation, target: TargetResult) -> Table:
    """The classifier, simpler ways and people, on the same fragments."""
    return text_table(
        f"{target.title}: the same figures for simpler ways and for people",
        ["who codes", numeric("fragments"), *headings(YARDSTICK_FIGURES)],
        [
            [one.name, one.n, *cells(YARDSTICK_FIGURES, one.figures)]
            for one in evaluation.yardsticks
            if one.target == target.target
        ],
    )


def view_table(views: Sequence[View], title: str) -> Table:
    """The figures of one target under other ways of cutting."""
    return text_table(
        f"{title}: forward in time",
        ["view", numeric("learned from"), numeric("tested on"), *headings(VIEW_FIGURES)],
        [[v.name, v.n_train, v.n_test, *cells(VIEW_FIGURES, v.figures)] for v in views],
    )


def work_table(evaluation: Evaluation) -> Table:
    """What is likely, and the work it saves, of every target; also forward in time."""
    titles = {one.target: one.title for one in evaluation.targets}
    measured = [
        *(("these fragments", one.target, one.n, one.work) for one in evaluation.replays),
        *((one.name, one.target, one.n_test, one.work) for one in evaluation.views),
    ]
    rows: list[list[CellLike]] = []
    for name, target, n, work in measured:
        figures = (work.likely, work.right, *work.saved.values())
        shown = [Cell(with_interval(one), sort=one.value) for one in figures]
        rows.append([titles[target], name, n, *shown])
    return text_table(
        "What is likely, and the work saved, with 95 % intervals",
        [
            "target",
            "measured on",
            numeric("fragments"),
            numeric("likely", "Likely labels a fragment."),
            numeric("of these recorded", "Of the likely labels, the share recorded."),
            *(numeric(f"saved, finding {n}", f"A tick costs 1, finding {n}.") for n in FINDING),
        ],
        rows,
    )


def curve_table(curve: Curve, title: str) -> Table:
    """The points of a learning curve."""
    return text_table(
        f"{title}: figures at growing numbers of coded fragments",
        [numeric("coded fragments"), *headings([*CURVE_FIGURES])],
        [[point.n, *cells([*CURVE_FIGURES], point.figures)] for point in curve.points],
    )


def comparison_table(one: Comparison) -> Table:
    """Two models side by side."""
    return text_table(
        f"A = {one.a}, B = {one.b}, on the same {one.n} fragments; the interval is of the "
        "difference, pair by pair",
        [
            "target",
            "figure",
            numeric("A"),
            numeric("B"),
            numeric("B minus A (95 % interval)"),
            "difference",
        ],
        [
            [
                d.target,
                BY_KEY[d.figure].title,
                Cell(number(d.a, 3), sort=d.a),
                Cell(number(d.b, 3), sort=d.b),
                Cell(signed(d.gain), sort=d.gain.value),
                _VERDICTS[d.verdict],
            ]
            for d in one.differences
        ],
    )


def example_table(examples: Sequence[Example], names: Mapping[str, str]) -> Table:
    """The fragments whose codes surprise the model most."""
    quoted = any(one.text for one in examples)
    rows = []
    for one in examples:
        coded = listed(names.get(label, label) for label in one.coded) or "none fits"
        suggested = listed(names.get(label, label) for label in one.suggested) or "none"
        text = [one.text or DASH] if quoted else []
        rows.append([one.fragment_id, one.target, coded, suggested, *text])
    return text_table(
        "Recorded codes that the model finds most surprising, and what it would suggest",
        ["fragment", "target", "recorded", "suggested", *(["text"] if quoted else [])],
        rows,
    )


N_PAIRS = 12
CURVE_FIGURES = {"ranking": "ranking (LRAP)", "micro_f1": "micro-F1", "macro_f1": "macro-F1"}
"""The figures of a learning curve with the names of their lines."""


def calibration_figure(one: TargetResult) -> Figure:
    """Probabilities given against shares found true."""
    said = "; ".join(
        f"{percent(b.expected)} given, {percent(b.true)} recorded ({b.n})" for b in one.bins
    )
    alt = f"Calibration of {one.title}. {said}."
    caption = (
        "Calibration of the suggested labels, by decile: the probability given, and the share that "
        "is recorded. On the dashed line both are the same; the bars are 95 % intervals."
    )
    return Figure(calibration_plot(one.bins, alt), alt, caption)


def confusion_chart(one: TargetResult) -> Chart:
    """Pairs of labels taken for each other."""
    names = {label.id: label.name for label in one.labels}
    pairs = one.confusions[:N_PAIRS]
    most = max(pair.n for pair in pairs)
    bars = tuple(
        Bar(f"{names[pair.missed]} → {names[pair.suggested]}", str(pair.n), pair.n / most)
        for pair in pairs
    )
    caption = (
        "Labels that blur: the first was recorded and not suggested, the second was suggested in "
        "its stead; in how many fragments."
    )
    return Chart(caption, (("", bars),))


def label_curves(one: TargetResult) -> Row:
    """Precision over recall of every label that can be judged."""
    return Row(tuple(_label_curve(x) for x in one.labels if x.curve and not x.evaluable))


def _label_curve(label: LabelResult) -> Figure:
    precision, recall = label.figures["precision"].value, label.figures["recall"].value
    at = None if precision is None or recall is None else (recall, precision)
    alt = (
        f"Precision and recall of {label.name}: average precision "
        f"{number(label.figures['ap'].value)}; at its threshold precision {number(precision)}, "
        f"recall {number(recall)}."
    )
    return Figure(precision_recall_plot(label.curve, at, alt), alt, label.name)


def learning_figure(curve: Curve, title: str) -> Figure:
    """Figures over the number of coded fragments."""
    lines = []
    for key, name in CURVE_FIGURES.items():
        points = [(p.n, p.figures[key]) for p in curve.points]
        lines.append(
            Line(
                name,
                tuple(Point(n, e.value, e.low, e.high) for n, e in points if e.value is not None),
            )
        )
    lines = [line for line in lines if line.points]
    said = "; ".join(
        f"{p.n} fragments: "
        + ", ".join(f"{name} {number(p.figures[key].value)}" for key, name in CURVE_FIGURES.items())
        for p in curve.points
    )
    alt = f"Learning curve of {title}. {said}."
    return Figure(curve_plot(lines, "coded fragments", alt), alt, f"{title}: learning curve")
