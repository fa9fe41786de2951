"""Small drawings as SVG text: pure functions from numbers to markup.

Colours come from the page's style sheet (classes ``one``, ``two``, ``three``), so that they fit
light, dark and paper; lines differ in dashes too. Every drawing has a text alternative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifier.evaluate.results import Bin

WIDTH, HEIGHT = 340, 260
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 12, 40
CELL_WIDTH, CELL_HEIGHT = 110, 14
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
CLASSES = ("one", "two", "three")


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


def interval_bar(value: float | None, low: float | None, high: float | None) -> str:
    """Draw a share as a bar with its interval, small enough for a table; "" if undefined.

    The cell's text says the same, so the bar is hidden from screen readers.
    """
    if value is None:
        return ""
    middle = CELL_HEIGHT / 2
    shapes = [
        f'<rect class="track" width="{CELL_WIDTH}" height="{CELL_HEIGHT}"/>',
        f'<rect class="bar" y="3" width="{_n(value * CELL_WIDTH)}" height="{CELL_HEIGHT - 6}"/>',
    ]
    if low is not None and high is not None:
        start, end = low * CELL_WIDTH, high * CELL_WIDTH
        shapes.append(
            f'<path class="whisker" d="M{_n(start)} {middle}H{_n(end)}'
            f'M{_n(start)} 2V{CELL_HEIGHT - 2}M{_n(end)} 2V{CELL_HEIGHT - 2}"/>'
        )
    return (
        f'<svg aria-hidden="true" width="{CELL_WIDTH}" height="{CELL_HEIGHT}" '
        f'viewBox="0 0 {CELL_WIDTH} {CELL_HEIGHT}">{"".join(shapes)}</svg>'
    )


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


def pair_bars(pairs: Sequence[tuple[str, int]], alt: str) -> str:
    """Draw counts as bars, each under its name."""
    most = max((n for _, n in pairs), default=1)
    shapes = []
    for k, (name, n) in enumerate(pairs):
        y = 36 * k
        length = (WIDTH - 50) * n / most
        shapes.append(f'<text x="0" y="{y + 13}">{escape(name)}</text>')
        shapes.append(
            f'<rect class="bar" x="0" y="{y + 18}" width="{_n(length)}" height="10"/>'
            f'<text x="{_n(length + 6)}" y="{y + 28}">{n}</text>'
        )
    return drawing("".join(shapes), alt, height=max(36 * len(pairs), 1))


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
