"""Small drawings as SVG text: pure functions from numbers to markup.

Colours come from the page's style sheet (classes ``one``, ``two``, ``three``), so that they fit
light, dark and paper; lines differ in dashes too. Every drawing has a text alternative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from textwrap import wrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifier.evaluate.results import Bin

WIDTH, HEIGHT = 340, 260
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 12, 40
THICK = 14
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
CLASSES = ("one", "two", "three")
# Letters on a line of a picture whose widths nobody measures: so many wide ones fit too.
NAME_LETTERS, BAR_LETTERS = 56, 18
# Colours of a picture without a style sheet, by the classes of the page's.
COLOURS = (
    "text{fill:#1f3044}.track{fill:#eef1f4}.bar{fill:#2f6690}.pale{fill:#b9cbdb}"
    ".whisker{stroke:#1f3044;stroke-width:1.5;vector-effect:non-scaling-stroke}"
)


@dataclass(frozen=True)
class Bar:
    """A bar with its name and what it says; lengths are shares of the longest that there may be."""

    name: str
    text: str
    share: float
    low: float | None = None
    high: float | None = None
    style: str = "bar"


@dataclass(frozen=True)
class Chart:
    """Bars in groups with names; a page and a Markdown file set the names, so none is cut."""

    caption: str
    groups: tuple[tuple[str, tuple[Bar, ...]], ...]


@dataclass(frozen=True)
class Point:
    """One point of a line, with its interval if it has one."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Line:
    """A named line."""

    name: str
    points: tuple[Point, ...]


def drawing(body: str, alt: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    """Wrap shapes into one picture with a text alternative."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(alt)}" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">{body}</svg>'
    )


def gauge(bar: Bar) -> str:
    """Draw a bar as wide as its place, hidden from screen readers: its text says the same."""
    shapes = [
        f'<rect class="track" width="100" height="{THICK}"/>',
        f'<rect class="{bar.style}" y="3" width="{_n(100 * bar.share)}" height="{THICK - 6}"/>',
    ]
    if bar.low is not None and bar.high is not None:
        start, end = _n(100 * bar.low), _n(100 * bar.high)
        ends = "".join(f"M{x} 2V{THICK - 2}" for x in (start, end))
        shapes.append(f'<path class="whisker" d="M{start} {THICK / 2}H{end}{ends}"/>')
    return (
        f'<svg class="gauge" aria-hidden="true" viewBox="0 0 100 {THICK}" '
        f'preserveAspectRatio="none">{"".join(shapes)}</svg>'
    )


def chart_svg(chart: Chart) -> str:
    """Draw a chart as a picture of its own; long names go on in the next line."""
    shapes: list[str] = []
    y = 0
    for title, bars in chart.groups:
        lines = wrap(title, NAME_LETTERS)
        shapes += [
            _line(line, 10, y + 16 * k, ' font-weight="600"') for k, line in enumerate(lines, 1)
        ]
        y += 16 * len(lines) + 4
        for bar in bars:
            names = wrap(bar.name, BAR_LETTERS) or [""]
            shapes += [_line(line, 10, y + 14 * k) for k, line in enumerate(names, 1)]
            gauge_at = gauge(bar).replace(
                "<svg ", f'<svg x="210" y="{y + 3}" width="250" height="12" '
            )
            shapes += [gauge_at, _line(bar.text, 470, y + 14)]
            y += 14 * len(names) + 4
        y += 12
    style = f'<style>{COLOURS}</style><g font-family="system-ui,sans-serif" font-size="11">'
    return drawing(style + "".join(shapes) + "</g>", chart.caption, 640, max(y, 1))


def _line(text: str, x: int, y: int, more: str = "") -> str:
    return f'<text x="{x}" y="{y}"{more}>{escape(text)}</text>'


def calibration_plot(bins: Sequence[Bin], alt: str) -> str:
    """Draw the share found true over the probability given, with intervals."""
    shapes = [
        *_frame("probability given", "share found true"),
        f'<path class="ideal" d="M{_n(_x(0))} {_n(_y(0))}L{_n(_x(1))} {_n(_y(1))}"/>',
    ]
    for one in bins:
        if one.low is not None and one.high is not None:
            shapes.append(_whisker(_x(one.expected), one.low, one.high))
        shapes.append(_dot(_x(one.expected), _y(one.true), 0))
    return drawing("".join(shapes), alt)


def precision_recall_plot(
    curve: Sequence[tuple[float, float]], at: tuple[float, float] | None, alt: str
) -> str:
    """Draw precision over recall; ``at`` marks (recall, precision) at the label's threshold."""
    shapes = _frame("recall", "precision")
    shapes.append(f'<path class="curve one" d="{_path(curve)}"/>')
    if at is not None:
        shapes.append(_dot(_x(at[0]), _y(at[1]), 1, 5))
    return drawing("".join(shapes), alt)


def curve_plot(lines: Sequence[Line], x_name: str, alt: str) -> str:
    """Draw lines over a growing number, from 0 to 1, with intervals and the names below."""
    most = max((p.x for line in lines for p in line.points), default=1.0)
    shapes = _frame(x_name, "", x_ticks=[p.x for p in lines[0].points], most=most)
    for k, line in enumerate(lines):
        style = CLASSES[k % len(CLASSES)]
        shapes.append(
            f'<path class="curve {style}" d="{_path([(p.x / most, p.y) for p in line.points])}"/>'
        )
        for p in line.points:
            if p.low is not None and p.high is not None:
                shapes.append(_whisker(_x(p.x / most), p.low, p.high))
            shapes.append(_dot(_x(p.x / most), _y(p.y), k))
        y = HEIGHT + 14 + 18 * k
        shapes.append(f'<path class="curve {style}" d="M{LEFT} {y - 4}H{LEFT + 30}"/>')
        shapes.append(f'<text x="{LEFT + 38}" y="{y}">{escape(line.name)}</text>')
    return drawing("".join(shapes), alt, height=HEIGHT + 10 + 18 * len(lines))


def _frame(
    x_name: str, y_name: str, x_ticks: Sequence[float] = TICKS, most: float = 1.0
) -> list[str]:
    shapes = []
    for tick in TICKS:
        y = _n(_y(tick))
        shapes.append(f'<path class="grid" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>')
        shapes.append(
            f'<text class="soft" x="{LEFT - 6}" y="{_n(_y(tick) + 4)}" text-anchor="end">'
            f"{tick:.2g}</text>"
        )
    for tick in _apart([tick / most for tick in x_ticks]):
        shapes.append(
            f'<text class="soft" x="{_n(_x(tick))}" y="{HEIGHT - BOTTOM + 16}" '
            f'text-anchor="middle">{tick * most:.4g}</text>'
        )
    shapes.append(
        f'<text class="soft" x="{_n(_x(0.5))}" y="{HEIGHT - 6}" text-anchor="middle">'
        f"{escape(x_name)}</text>"
    )
    if y_name:
        middle = _n(_y(0.5))
        shapes.append(
            f'<text class="soft" x="11" y="{middle}" text-anchor="middle" '
            f'transform="rotate(-90 11 {middle})">{escape(y_name)}</text>'
        )
    shapes.append(f'<path class="axis" d="M{LEFT} {_n(_y(0))}H{WIDTH - RIGHT}"/>')
    return shapes


def _apart(ticks: Sequence[float], least: float = 0.1) -> list[float]:
    """Drop ticks whose numbers would run into each other; the last one stays."""
    kept: list[float] = []
    for tick in reversed(ticks):
        if not kept or kept[-1] - tick >= least:
            kept.append(tick)
    return kept[::-1]


def _path(points: Sequence[tuple[float, float]]) -> str:
    if not points:
        return ""
    steps = [f"M{_n(_x(points[0][0]))} {_n(_y(points[0][1]))}"]
    steps += [f"L{_n(_x(x))} {_n(_y(y))}" for _, (x, y) in pairwise(points)]
    return "".join(steps)


def _dot(x: float, y: float, style: int, radius: int = 4) -> str:
    name = CLASSES[style % len(CLASSES)]
    return f'<circle class="{name}" cx="{_n(x)}" cy="{_n(y)}" r="{radius}"/>'


def _whisker(x: float, low: float, high: float) -> str:
    return f'<path class="whisker" d="M{_n(x)} {_n(_y(low))}V{_n(_y(high))}"/>'


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
