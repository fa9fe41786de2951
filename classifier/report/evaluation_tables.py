"""The tables of an evaluation report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from classifier.evaluate import BY_KEY, FIGURES, HEADLINES, Estimate, Evaluation
from classifier.evaluate.results import (
    Comparison,
    Curve,
    Example,
    LabelResult,
    Slice,
    TargetResult,
    View,
    Yardstick,
)
from classifier.evaluate.target_figures import FEWEST_BY_CODER, FEWEST_SHOWN
from classifier.report.document import Cell, Heading, Table, text_table
from classifier.report.evaluation_sentences import (
    DASH,
    in_use,
    number,
    short,
    signed,
    with_interval,
)
from classifier.report.svg import interval_bar
from classifier.wording import listed

YARDSTICK_FIGURES = ("ranking", "micro_f1", "macro_f1", "mean_ap", "exact_match", "brier")
VIEW_FIGURES = ("ranking", "micro_f1", "macro_f1", "exact_match", "calibration_error")
SLICE_FIGURES = ("micro_f1", "micro_precision", "micro_recall", "ranking", "exact_match")
CURVE_FIGURES = ("ranking", "micro_f1", "macro_f1")
_SHARE = Heading(
    "from the codebook",
    "Share of the label's score that its sentences in the codebook gave; coded fragments gave the "
    "rest.",
    number=True,
)


def headings(keys: Sequence[str]) -> list[Heading]:
    """Head a column for each figure."""
    return [Heading(BY_KEY[key].title, BY_KEY[key].says, number=True) for key in keys]


def digits(key: str) -> int:
    """Small figures need a third digit."""
    return 3 if key in {"brier", "calibration_error"} else 2


def estimate_cell(key: str, figures: Mapping[str, Estimate]) -> Cell:
    """One figure with its interval."""
    one = figures.get(key, Estimate(None))
    return Cell(with_interval(one, digits(key)), sort=one.value)


def headline_table(evaluation: Evaluation) -> Table:
    """One row a target."""
    return text_table(
        "The targets in four figures, with 95 % intervals",
        [Heading("target"), Heading("coded", number=True), *headings(HEADLINES)],
        [
            [
                Cell(one.title),
                Cell(str(one.n_coded), sort=one.n_coded),
                *(estimate_cell(key, one.figures) for key in HEADLINES),
            ]
            for one in evaluation.targets
        ],
    )


def figure_table(one: TargetResult) -> Table:
    """Every figure of a target, with what it means."""
    return text_table(
        f"{one.title}: all figures",
        [Heading("figure"), Heading("value (95 % interval)", number=True), Heading("meaning")],
        [[Cell(f.title), estimate_cell(f.key, one.figures), Cell(f.says)] for f in FIGURES],
    )


def label_table(one: TargetResult) -> Table:
    """One row a label, in the codebook's order; a finished model's shares are not known here."""
    names = {label.id: label.name for label in one.labels}
    labels = in_use(one)
    shared = any(label.codebook_share is not None for label in labels)
    rows = []
    for label in labels:
        few = bool(label.evaluable)
        f1 = label.figures["f1"]
        confused = listed([f"{short(names[c.suggested])} ({c.n})" for c in label.confused[:2]])
        few_words = f" ({label.evaluable})" if few else ""
        rows.append(
            [
                Cell(f"{label.name}{few_words}", quiet=few),
                Cell(str(label.support), sort=label.support),
                Cell(str(label.n_suggested), sort=label.n_suggested),
                *(_label_cell(label.figures[key], few=few) for key in ("precision", "recall")),
                Cell(
                    with_interval(Estimate(None) if few else f1),
                    sort=None if few else f1.value,
                    svg="" if few else interval_bar(f1.value, f1.low, f1.high),
                    quiet=few,
                ),
                _label_cell(label.figures["ap"], few=few),
                Cell(number(label.threshold), sort=label.threshold),
                *([_share_cell(label)] if shared else []),
                Cell(confused or DASH),
            ]
        )
    return text_table(
        f"{one.title}: label by label, in the codebook's order",
        [
            Heading("label"),
            Heading("coded", "Fragments with the label.", number=True),
            Heading("suggested", "How often it was suggested.", number=True),
            Heading("precision", "Of the suggestions, the share recorded.", number=True),
            Heading("recall", "Of the recorded ticks, the share suggested.", number=True),
            Heading("F1 with 95 % interval", "Precision and recall in one number.", number=True),
            Heading("AP", "Area under the precision–recall curve.", number=True),
            Heading("threshold", "Suggested from this probability up.", number=True),
            *([_SHARE] if shared else []),
            Heading("suggested in its stead", "Where it was missed, and how often."),
        ],
        rows,
    )


def _share_cell(label: LabelResult) -> Cell:
    return Cell(number(label.codebook_share), sort=label.codebook_share)


def _label_cell(estimate: Estimate, *, few: bool) -> Cell:
    shown = Estimate(None) if few else estimate
    return Cell(number(shown.value), sort=shown.value, quiet=few)


def slice_table(one: TargetResult) -> Table:
    """The figures for parts of the fragments; parts too small to show are counted."""
    return text_table(
        f"{one.title}: by country, language, harvest, coder, length and missing fields "
        "(not to compare people: texts differ)",
        [
            Heading("cut by"),
            Heading("part"),
            Heading("coded", number=True),
            *headings(SLICE_FIGURES),
        ],
        [
            [
                Cell(s.by),
                Cell(s.name),
                Cell(_size(s), sort=s.n if s.figures is not None else 0),
                *_slice_cells(s),
            ]
            for s in one.slices
        ],
    )


def _size(one: Slice) -> str:
    least = FEWEST_BY_CODER if one.by == "coder" else FEWEST_SHOWN
    return f"under {least}" if one.figures is None else str(one.n)


def _slice_cells(one: Slice) -> list[Cell]:
    if one.figures is None:
        return [Cell(DASH) for _ in SLICE_FIGURES]
    return [estimate_cell(key, one.figures) for key in SLICE_FIGURES]


def yardstick_table(evaluation: Evaluation, target: TargetResult) -> Table:
    """The classifier, simpler ways and people, on the same fragments."""
    mine = [y for y in evaluation.yardsticks if y.target == target.target]
    return text_table(
        f"{target.title}: the same figures for simpler ways and for people",
        [
            Heading("who codes"),
            Heading("fragments", number=True),
            *headings(YARDSTICK_FIGURES),
        ],
        [_yardstick_row(one) for one in mine],
    )


def _yardstick_row(one: Yardstick) -> list[Cell]:
    return [
        Cell(one.name),
        Cell(str(one.n), sort=one.n),
        *(estimate_cell(key, one.figures) for key in YARDSTICK_FIGURES),
    ]


def view_table(views: Sequence[View], title: str) -> Table:
    """The figures of one target under other ways of cutting."""
    return text_table(
        f"{title}: forward in time",
        [
            Heading("view"),
            Heading("learned from", number=True),
            Heading("tested on", number=True),
            *headings(VIEW_FIGURES),
        ],
        [
            [
                Cell(v.name),
                Cell(str(v.n_train), sort=v.n_train),
                Cell(str(v.n_test), sort=v.n_test),
                *(estimate_cell(key, v.figures) for key in VIEW_FIGURES),
            ]
            for v in views
        ],
    )


def curve_table(curve: Curve, title: str) -> Table:
    """The points of a learning curve."""
    return text_table(
        f"{title}: figures at growing numbers of coded fragments",
        [Heading("coded fragments", number=True), *headings(CURVE_FIGURES)],
        [
            [
                Cell(str(p.n), sort=p.n),
                *(estimate_cell(key, p.figures) for key in CURVE_FIGURES),
            ]
            for p in curve.points
        ],
    )


def comparison_table(one: Comparison) -> Table:
    """Two models side by side."""
    words = {
        "real": "real",
        "chance": "may be chance",
        "undecided": "too few groups to tell",
    }
    return text_table(
        f"A = {one.a}, B = {one.b}, on the same {one.n} fragments; the interval is of the "
        "difference, pair by pair",
        [
            Heading("target"),
            Heading("figure"),
            Heading("A", number=True),
            Heading("B", number=True),
            Heading("B minus A (95 % interval)", number=True),
            Heading("difference"),
        ],
        [
            [
                Cell(d.target),
                Cell(BY_KEY[d.figure].title),
                Cell(number(d.a, 3), sort=d.a),
                Cell(number(d.b, 3), sort=d.b),
                Cell(signed(d.gain), sort=d.gain.value),
                Cell(words[d.verdict]),
            ]
            for d in one.differences
        ],
    )


def example_table(examples: Sequence[Example], names: Mapping[str, str]) -> Table:
    """The fragments whose codes surprise the model most."""
    quoted = any(one.text for one in examples)
    return text_table(
        "Recorded codes that the model finds most surprising, and what it would suggest",
        [
            Heading("fragment"),
            Heading("target"),
            Heading("recorded"),
            Heading("suggested"),
            *([Heading("text")] if quoted else []),
        ],
        [
            [
                Cell(one.fragment_id),
                Cell(one.target),
                Cell(listed([names.get(i, i) for i in one.coded]) or "none fits"),
                Cell(listed([names.get(i, i) for i in one.suggested]) or "none"),
                *([Cell(one.text or DASH)] if quoted else []),
            ]
            for one in examples
        ],
    )
