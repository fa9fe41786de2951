"""Figures as a report writes them: with their interval, as people count, as a cell with a bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from classifier.evaluate.intervals import Estimate
from classifier.report.document import Cell
from classifier.report.svg import Bar
from classifier.translations import say

DASH = "–"


def number(value: float | None, digits: int = 2) -> str:
    """Write a figure; "–" if it is undefined.

    >>> number(0.4567), number(None)
    ('0.46', '–')
    """
    return DASH if value is None else f"{value:.{digits}f}"


def with_interval(estimate: Estimate, form: str = ".2f", *, worded: bool = False) -> str:
    """Write a figure with its interval; ``worded``: no dash, which could be taken for a minus.

    >>> with_interval(Estimate(0.5, 0.42, 0.58)), with_interval(Estimate(None))
    ('0.50 (0.42–0.58)', '–')
    """
    value, low, high = estimate.value, estimate.low, estimate.high
    if value is None:
        return DASH
    if low is None or high is None:
        return f"{value:{form}}"
    shown = f"{low:{form}}", f"{high:{form}}"
    ends = say("from_to", low=shown[0], high=shown[1]) if worded else DASH.join(shown)
    return f"{value:{form}} ({ends})"


def figure_words(key: str, figures: Mapping[str, Estimate]) -> str:
    """Write one figure of several with its interval; small ones need a third digit."""
    form = ".3f" if key in {"brier", "calibration_error"} else ".2f"
    return with_interval(figures.get(key, Estimate(None)), form)


def signed(estimate: Estimate) -> str:
    """Write a difference with its sign and its interval."""
    return with_interval(estimate, "+.3f", worded=True)


def percent(share: float) -> str:
    r"""Write a share in percent; its sign never stands alone at the beginning of a line.

    >>> percent(0.427)
    '43\xa0%'
    """
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def of_hundred(share: float | None) -> str:
    """Write a share as people count.

    >>> of_hundred(0.427)
    '43 of 100'
    """
    return DASH if share is None else say("report_of", n=round(100 * share), all=100)


def bar_of(estimate: Estimate, name: str = "", text: str = "") -> Bar | None:
    """Return a share with its interval as a bar; None where it is undefined or below 0."""
    if estimate.value is None or estimate.value < 0:
        return None
    low = None if estimate.low is None else max(0.0, estimate.low)
    return Bar(name, text, estimate.value, low, estimate.high)


def estimate_cell(estimate: Estimate, *, worded: bool = False, quiet: bool = False) -> Cell:
    """Return a figure with its interval, as text and as a bar."""
    text = with_interval(estimate, worded=worded)
    return Cell(text, sort=estimate.value, bar=bar_of(estimate), quiet=quiet)


def first_named(names: Sequence[str], most: int = 6) -> str:
    """Return names with commas, those after the first ``most`` counted.

    >>> first_named(["Mali", "Iraq", "Kenya"], most=2)
    'Mali, Iraq and 1 more'
    """
    shown, more = ", ".join(names[:most]), len(names) - most
    return say("report_and_more", names=shown, more=more) if more > 0 else shown


def named(names: Sequence[str]) -> str:
    """Return names with commas and an “and”, in the language that is written.

    >>> named(["Mali", "Iraq", "Kenya"]), named(["Mali"])
    ('Mali, Iraq and Kenya', 'Mali')
    """
    *first, last = names
    return say("report_and", first=", ".join(first), last=last) if first else last
