"""The figures of an evaluation report, each with what it shows in words."""

from __future__ import annotations

from classifier.evaluate.results import Curve, LabelResult, TargetResult
from classifier.report.document import Figure, Row
from classifier.report.evaluation_sentences import number, percent, short
from classifier.report.svg import (
    Line,
    Point,
    calibration_plot,
    curve_plot,
    pair_bars,
    precision_recall_plot,
)

N_PAIRS = 12
LINE_NAMES = {"ranking": "ranking (LRAP)", "micro_f1": "micro-F1", "macro_f1": "macro-F1"}


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


def confusion_figure(one: TargetResult) -> Figure:
    """Pairs of labels taken for each other."""
    names = {label.id: label.name for label in one.labels}
    pairs = [
        (f"{short(names[c.missed])} → {short(names[c.suggested])}", c.n)
        for c in one.confusions[:N_PAIRS]
    ]
    said = "; ".join(
        f"{names[c.missed]} recorded, {names[c.suggested]} suggested instead: {c.n}"
        for c in one.confusions[:N_PAIRS]
    )
    alt = f"Pairs of labels of {one.title} that are easily taken for each other. {said}."
    caption = (
        "Labels that blur: the first was recorded and not suggested, the second was suggested in "
        "its stead; in how many fragments."
    )
    return Figure(pair_bars(pairs, alt), alt, caption)


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
    for key, name in LINE_NAMES.items():
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
        + ", ".join(f"{name} {number(p.figures[key].value)}" for key, name in LINE_NAMES.items())
        for p in curve.points
    )
    alt = f"Learning curve of {title}. {said}."
    return Figure(curve_plot(lines, "coded fragments", alt), alt, f"{title}: learning curve")
