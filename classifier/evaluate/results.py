"""What an evaluation found: frozen results that the report turns into pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from typing import TYPE_CHECKING, Literal

from classifier.evaluate.intervals import Estimate
from classifier.suggest.drift import Drift

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Confusion:
    """Fragments coded ``missed`` where ``suggested`` was suggested in its stead."""

    missed: str
    suggested: str
    n: int


@dataclass(frozen=True)
class LabelResult:
    """One label, measured.

    Attributes
    ----------
    support, n_suggested : coded fragments with the label, and suggestions of it
    figures : precision, recall, f1, ap
    evaluable : why not, in words; "" if it is
    confused : what was suggested instead where it was missed, most often first
    curve : (recall, precision) pairs of the precision–recall curve
    codebook_share : how much of its score the codebook's sentences gave, the coded fragments
        giving the rest; None where the fit is not at hand
    """

    id: str
    name: str
    support: int
    n_suggested: int
    figures: Mapping[str, Estimate]
    threshold: float | None
    evaluable: str
    retired: bool
    confused: tuple[Confusion, ...]
    curve: tuple[tuple[float, float], ...]
    codebook_share: float | None = None


@dataclass(frozen=True, slots=True)
class Bin:
    """Suggested labels of one decile of probability: what was expected, what was true.

    ``low`` and ``high`` bound the true share, 95 %.
    """

    n: int
    expected: float
    true: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Slice:
    """A part of the fragments: its figures, or None (and ``n`` 0) where it is too small to show."""

    by: str
    name: str
    n: int
    n_groups: int
    figures: Mapping[str, Estimate] | None


@dataclass(frozen=True)
class TargetResult:
    """One target, measured.

    Attributes
    ----------
    n_coded, n_none : coded fragments, and those of them coded "none fits"
    figures : by the keys of `classifier.evaluate.figures.FIGURES`
    confusions : pairs of labels taken for each other, most often first
    bins : what the calibration plot of the suggested labels shows
    """

    target: str
    title: str
    n_coded: int
    n_none: int
    n_groups: int
    figures: Mapping[str, Estimate]
    labels: tuple[LabelResult, ...]
    confusions: tuple[Confusion, ...]
    bins: tuple[Bin, ...]
    slices: tuple[Slice, ...]


@dataclass(frozen=True)
class Yardstick:
    """Something simpler, or people, measured on the same fragments with the same figures."""

    name: str
    says: str
    target: str
    n: int
    figures: Mapping[str, Estimate]
    missing: str = ""


@dataclass(frozen=True)
class Work:
    """What a person is offered, and what it saves beside coding from nothing.

    Attributes
    ----------
    likely, right : likely labels a fragment, and the share of them that was recorded
    saved : share of the work, by what finding a label in the list costs (`FINDING`)
    """

    likely: Estimate
    right: Estimate
    saved: Mapping[int, Estimate]


@dataclass(frozen=True)
class View:
    """The figures under another way of cutting: forward in time."""

    name: str
    target: str
    n_train: int
    n_test: int
    figures: Mapping[str, Estimate]
    work: Work


@dataclass(frozen=True)
class CurvePoint:
    """Figures after learning from ``n`` coded fragments."""

    n: int
    figures: Mapping[str, Estimate]


@dataclass(frozen=True)
class Forecast:
    """What ``more`` coded fragments beyond the ``n`` at hand would probably add to a figure.

    Attributes
    ----------
    gain : its interval holds at least what the rule would have missed by
    missed_by : how far the same rule, shown all but the last point, was from the last
    """

    figure: str
    n: int
    more: int
    gain: Estimate
    missed_by: float | None = None


@dataclass(frozen=True)
class Curve:
    """One target's figures at growing numbers of coded fragments."""

    target: str
    points: tuple[CurvePoint, ...]
    forecasts: tuple[Forecast, ...]


@dataclass(frozen=True)
class Replay:
    """What the suggestions would have saved, had they been there.

    Attributes
    ----------
    accepted : share of the fragments that could have been taken as suggested
    precision : share of right labels among those taken
    promised : the precision that the cut was chosen for, on other fragments
    """

    target: str
    n: int
    promised: float
    accepted: Estimate
    precision: Estimate
    work: Work


@dataclass(frozen=True)
class Difference:
    """One figure of two models on the same fragments; ``gain`` is B minus A, paired."""

    target: str
    figure: str
    a: float | None
    b: float | None
    gain: Estimate
    verdict: Literal["real", "chance", "undecided"]


@dataclass(frozen=True)
class Comparison:
    """Two models side by side.

    ``n`` fragments are new to both; ``skipped`` targets have other labels in the two models, and
    ``same_labels`` says whether any target has the same.
    """

    a: str
    b: str
    n: int
    differences: tuple[Difference, ...]
    skipped: tuple[str, ...] = ()
    same_labels: bool = True


@dataclass(frozen=True)
class Worth:
    """What the codebook's examples bring, and which labels lack them.

    Attributes
    ----------
    few : names of the labels with few examples, by their target's title
    without : the fit without them (A) beside the fit with them; None where it was not measured
    """

    few: Mapping[str, tuple[str, ...]]
    without: Comparison | None = None


@dataclass(frozen=True)
class Way:
    """One way to spend work on better suggestions.

    Attributes
    ----------
    target : "" where the gains are not this archive's own but were measured elsewhere
    n, hours : how many pieces of work it is, and how long they take by assumption
    gains : by figure
    measured_on : the fragments that the archive's own gains rest on, where they are others
    """

    way: Literal["code", "doubtful", "examples", "reader"]
    target: str
    n: int
    hours: float
    gains: Mapping[str, Estimate]
    measured_on: int = 0


@dataclass(frozen=True)
class Needed:
    """How many coded fragments ``figure`` needs to come from ``now`` to ``wanted``.

    ``n`` is None where it cannot be said, ``high`` where it cannot be said how many at most.
    """

    target: str
    figure: str
    now: float
    wanted: float
    n: int | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class NextHour:
    """What an hour of work would buy, and what it takes to come to a figure by coding alone."""

    ways: tuple[Way, ...]
    needed: tuple[Needed, ...]


@dataclass(frozen=True)
class EncoderWorth:
    """What one encoder brings: the fit without it (A) beside the fit with it.

    ``times`` as long as “use” it takes; None where that was never measured.
    """

    encoder: str
    without: Comparison
    times: int | None


@dataclass(frozen=True)
class Example:
    """A fragment whose suggestion and coding lie far apart; ``text`` only if asked for.

    ``fragment_id`` is its place where it is confidential.
    """

    fragment_id: str
    target: str
    coded: tuple[str, ...]
    suggested: tuple[str, ...]
    surprise: float
    text: str = ""


@dataclass(frozen=True)
class Setting:
    """What was measured, on what.

    Attributes
    ----------
    kind : held-out scores of the training, or fragments that a finished model had not seen
    groups : what stayed together
    notices : what a reader must know before the figures
    """

    kind: Literal["held-out", "unseen"]
    title: str
    model: str
    codebook: str
    codebook_version: str
    groups: str
    n_fragments: int
    n_groups: int
    harvests: tuple[str, ...]
    languages: Mapping[str, int]
    seed: int
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """Everything an evaluation found; sections that were not asked for are empty."""

    setting: Setting
    targets: tuple[TargetResult, ...]
    yardsticks: tuple[Yardstick, ...] = ()
    views: tuple[View, ...] = ()
    curves: tuple[Curve, ...] = ()
    replays: tuple[Replay, ...] = ()
    drift: tuple[Drift, ...] = ()
    comparison: Comparison | None = None
    votes: tuple[Comparison, ...] = ()
    examples: tuple[Example, ...] = ()
    worth: Worth | None = None
    next_hour: NextHour | None = None
    encoders: tuple[EncoderWorth, ...] = ()
    omitted: Mapping[str, str] = field(default_factory=dict)

    def to_frame(self) -> pd.DataFrame:
        """Return the figures: a row for each of a target (label "") and of each of its labels."""
        import pandas as pd

        rows: list[tuple[object, ...]] = []
        for target in self.targets:
            measured = {"": target.figures} | {label.id: label.figures for label in target.labels}
            for label, figures in measured.items():
                for name, estimate in figures.items():
                    rows.append((target.target, label, name, *astuple(estimate)))
        columns = ["target", "label", "figure", "value", "low", "high"]
        return pd.DataFrame(rows, columns=columns)
