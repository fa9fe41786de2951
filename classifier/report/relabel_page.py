"""Trends before and after relabelling as a page: small pictures, shares and counts by harvest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from classifier.relabel.trend import DECIDED
from classifier.report.document import (
    Block,
    Cell,
    Document,
    Figure,
    Heading,
    Row,
    Section,
    text_table,
)
from classifier.report.page import page
from classifier.report.relabel_words import DECIDED_WORDS, NO_HARVEST, point_text
from classifier.report.svg import drawing

if TYPE_CHECKING:
    from classifier.relabel.trend import Point, Trend

PICTURE = 230, 110
_PLOT, _BASE = (216, 66), 88
# Narrower harvests have no numbers on their bars: they would run into each other.
_ROOM_FOR_NUMBERS = 44


def trend_page(trend: Trend, targets: Sequence[str]) -> str:
    """Write a page of its own; nothing is loaded from elsewhere."""
    book = trend.codebook
    rows = [(h, max(trend.rows[t, h] for t in targets)) for h in trend.harvests] if targets else []
    return page(
        Document(
            title="Trends before and after relabelling",
            summary=(
                "How often each label was recorded in the words of its time, and how often it is "
                f"there in the words of version {book.version}.",
            ),
            facts=(
                ("Codebook", f"{book.name}, version {book.version}"),
                *((h or NO_HARVEST, f"{n:,} coded rows") for h, n in rows),
            ),
            caution_title="How to read it",
            cautions=(
                "A label that a harvest's codebook did not have was not asked, which is not "
                "nought: it has a question mark instead of a pale bar.",
                "Where only rows that were coded later could tell, the count says of how many: "
                "4/6 or “4 of 6”.",
                "What a person has not decided yet is counted apart, as “+”: these rows may carry "
                "the label.",
            ),
            sections=tuple(_section(trend, target) for target in targets),
        )
    )


def _section(trend: Trend, target_id: str) -> Section:
    target = trend.codebook.target(target_id)
    moved = trend.moved_labels(target_id)
    same = len(target.labels) - len(moved)
    lead = f"{len(moved)} labels change, {same} do not. Pale: as recorded. Dark: in the new words."
    figures = tuple(_figure(trend, target_id, label) for label in moved)
    blocks: list[Block] = [Row(figures)] if figures else []
    blocks += [_shares(trend, target_id), _counts(trend, target_id)]
    return Section(f"target-{target_id}", target.title or target_id, lead, tuple(blocks))


def _figure(trend: Trend, target_id: str, label: str) -> Figure:
    points = [trend.point(target_id, label, harvest) for harvest in trend.harvests]
    pairs = zip(trend.harvests, points, strict=True)
    alt = "; ".join(f"{harvest or NO_HARVEST} {point_text(point)}" for harvest, point in pairs)
    name = trend.codebook.target(target_id).label(label).name
    return Figure(drawing(bars(points, trend.harvests), alt, *PICTURE), alt, f"{label} {name}")


def _shares(trend: Trend, target: str) -> Block:
    headings = [Heading("Harvest"), *(Heading(w, number=True) for w in DECIDED_WORDS.values())]
    rows = []
    for harvest in trend.harvests:
        shares = trend.shares(target, harvest)
        values = (shares[how] for how in DECIDED)
        cells = (Cell("–" if s is None else f"{s:.0%}", sort=s) for s in values)
        rows.append([Cell(harvest or NO_HARVEST), *cells])
    return text_table("How the cells were decided", headings, rows)


def _counts(trend: Trend, target: str) -> Block:
    headings = [Heading("Label"), *(Heading(h or NO_HARVEST, number=True) for h in trend.harvests)]
    rows = []
    for label in trend.codebook.target(target).labels:
        points = (trend.point(target, label.id, harvest) for harvest in trend.harvests)
        cells = (Cell(point_text(point), sort=float(point.after)) for point in points)
        rows.append([Cell(f"{label.id} {label.name}"), *cells])
    return text_table("Rows with each label, before → after (+ open)", headings, rows)


def bars(points: Sequence[Point], harvests: Sequence[str]) -> str:
    """Draw one label: by harvest a pale bar for before, a dark one for after, a whisker for open.

    Colours come from the classes ``pale``, ``bar``, ``whisker`` and ``soft``.
    """
    step = _PLOT[0] / max(len(points), 1)
    top = max([1, *(max(p.before, p.after + p.open) for p in points)])
    return "".join(
        shape
        for i, (point, harvest) in enumerate(zip(points, harvests, strict=True))
        for shape in _harvest(point, harvest or "–", (i * step, step), top)
    )


def _harvest(point: Point, name: str, place: tuple[float, float], top: int) -> Iterator[str]:
    left, step = place
    width = min(step * 0.36, 30)
    right = left + width + 2
    if point.asked:
        yield _bar(left, width, point.before / top, "pale")
    if step >= _ROOM_FOR_NUMBERS or not point.asked:
        yield _text(left + width / 2, _y(point.before / top) - 3, _before(point), "soft")
    yield _bar(right, width, point.after / top, "bar")
    if point.open:
        middle, high = right + width / 2, _y((point.after + point.open) / top)
        low = _y(point.after / top)
        yield f'<path class="whisker" d="M{middle:.1f} {low:.1f}V{high:.1f}"/>'
    if step >= _ROOM_FOR_NUMBERS:
        after = f"{point.after}+{point.open}" if point.open else str(point.after)
        yield _text(right + width / 2, _y((point.after + point.open) / top) - 3, after, "")
    yield _text(left, _BASE + 13, name[-12:], "soft", "start")


def _before(point: Point) -> str:
    """Say a count before: a number alone would read as if all rows had been asked."""
    if not point.asked:
        return "?"
    return f"{point.before}/{point.knew}" if point.knew < point.rows else str(point.before)


def _y(share: float) -> float:
    return _BASE - _PLOT[1] * share


def _bar(x: float, width: float, share: float, style: str) -> str:
    return (
        f'<rect class="{style}" x="{x:.1f}" y="{_y(share):.1f}" width="{width:.1f}" '
        f'height="{_PLOT[1] * share:.1f}"/>'
    )


def _text(x: float, y: float, text: str, style: str, anchor: str = "middle") -> str:
    named = f' class="{style}"' if style else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{named}>{escape(text)}</text>'
