"""Trends before and after relabelling: text, csv, one picture, a page of small pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from classifier.errors import OutputError
from classifier.outputs import csv_text
from classifier.relabel.label_trends import DECIDED, table
from classifier.report.document import (
    Block,
    Cell,
    CellLike,
    Document,
    Figure,
    Heading,
    Row,
    Section,
    numeric,
    page,
    text_table,
)
from classifier.report.svg import drawing

if TYPE_CHECKING:
    from classifier.relabel.label_trends import Point, Trend

HEADINGS = (
    "target", "label", "name", "harvest", "rows", "rows that were asked before", "before", "after",
    "open",
)  # fmt: skip
PICTURE = 230, 110
_CELL, _COLUMNS = (PICTURE[0] + 10, PICTURE[1] + 26), 4
# Colours of a picture without a style sheet, by the classes of the page's.
_COLOURS = (
    "text{fill:#1f3044}.soft{fill:#5a6878}.bar{fill:#2f6690}.pale{fill:#b9cbdb}"
    ".whisker{stroke:#1f3044;stroke-width:1.5}"
)
_TITLE_LENGTH = 30
_PLOT, _BASE = (216, 66), 88
# Narrower harvests have no numbers on their bars: they would run into each other.
_ROOM_FOR_NUMBERS = 44
NOT_ASKED = "not asked"
NO_HARVEST = "no harvest"
DECIDED_WORDS = {
    "unchanged": "unchanged", "rule": "by rule", "model": "by model", "person": "by people",
    "open": "not decided yet",
}  # fmt: skip


def point_text(point: Point) -> str:
    """Write one point: “not asked” is not nought, nor is what few rows could tell.

    >>> from classifier.relabel.label_trends import Point
    >>> point_text(Point(0, 3, 0, 2, 9)), point_text(Point(5, 5, 9, 0, 9))
    ('not asked → 3 (+2)', '5 → 5')
    >>> point_text(Point(1, 3, 4, 0, 9))
    '1 of 4 asked → 3'
    """
    before = str(point.before) if point.asked else NOT_ASKED
    if point.asked and point.knew < point.rows:
        before += f" of {point.knew} asked"
    return f"{before} → {point.after}" + (f" (+{point.open})" if point.open else "")


def trend_text(trend: Trend, targets: Sequence[str]) -> str:
    """Show counts per label and harvest on a terminal, before → after, changed labels only."""
    lines: list[str] = []
    for target in targets:
        lines += [*_text_table(trend, target), "", "Share of the cells that was decided:"]
        for harvest in trend.harvests:
            shares = trend.shares(target, harvest)
            said = [f"{DECIDED_WORDS[how]} {share:.0%}" for how, share in shares.items() if share]
            lines.append(f"  {harvest or NO_HARVEST}: {', '.join(said) or 'no coded row'}")
        lines.append("")
    return "\n".join(lines).rstrip()


def _text_table(trend: Trend, target_id: str) -> list[str]:
    target = trend.codebook.target(target_id)
    chosen = trend.moved_labels(target_id)
    rows = [["", *(harvest or NO_HARVEST for harvest in trend.harvests)]]
    for label in chosen:
        points = [trend.point(target_id, label, harvest) for harvest in trend.harvests]
        rows.append([f"{label} {target.label(label).name}"[:44], *map(point_text, points)])
    first = max([len(row[0]) for row in rows[1:]], default=10)
    widths = [max(len(name), 20) for name in rows[0][1:]]
    lines = [f"{target.name}: rows with each label, before → after (+ open)"]
    for name, *cells in rows:
        padded = [f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True)]
        lines.append("  ".join([f"{name:<{first}}", *padded]))
    same = len(target.labels) - len(chosen)
    return [*lines, f"{same} labels more did not change."] if same else lines


def trend_file(trend: Trend, targets: Sequence[str], ending: str) -> str:
    """Write the trends in the format that an ending names."""
    if ending == ".csv":
        return trend_csv(trend, targets)
    if ending == ".html":
        return trend_page(trend, targets)
    if ending == ".svg":
        return trend_svg(trend, (*targets, trend.codebook.targets[0].id)[0])
    raise OutputError(
        f"“{ending}” does not say how the trends are to be written.",
        hint="Let the file end in .html, .svg or .csv.",
    )


def trend_csv(trend: Trend, targets: Sequence[str]) -> str:
    """Write all points as a long table; an empty cell in “before” means not asked."""
    rows: list[Sequence[str]] = [HEADINGS]
    for target in targets:
        for label, name, harvest, point in table(trend, target):
            before = point.before if point.asked else ""
            counts = (point.rows, point.knew, before, point.after, point.open)
            rows.append([target, label, name, harvest, *map(str, counts)])
    return csv_text(rows)


def trend_svg(trend: Trend, target: str) -> str:
    """Draw one small picture a label that changed: bars by harvest, before beside after."""
    chosen = trend.moved_labels(target)
    rows = -(-len(chosen) // _COLUMNS) or 1
    width, height = _CELL[0] * _COLUMNS, _CELL[1] * rows
    names = {label.id: label.name for label in trend.codebook.target(target).labels}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" font-family="system-ui,sans-serif" '
        f'font-size="11"><style>{_COLOURS}</style>'
    ]
    for n, label in enumerate(chosen):
        x, y = n % _COLUMNS * _CELL[0], n // _COLUMNS * _CELL[1]
        points = [trend.point(target, label, h) for h in trend.harvests]
        title = f"{label} {names[label]}"
        shown = title if len(title) <= _TITLE_LENGTH else f"{title[: _TITLE_LENGTH - 1]}…"
        parts.append(f'<g transform="translate({x + 10},{y + 16})"><title>{escape(title)}</title>')
        parts.append(f'<text font-weight="600">{escape(shown)}</text>')
        parts.append(f"{bars(points, trend.harvests)}</g>")
    return "".join(parts) + "</svg>"


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
    figures = []
    for label in moved:
        points = [trend.point(target_id, label, harvest) for harvest in trend.harvests]
        said = zip(trend.harvests, map(point_text, points), strict=True)
        alt = "; ".join(f"{harvest or NO_HARVEST} {text}" for harvest, text in said)
        picture = drawing(bars(points, trend.harvests), alt, *PICTURE)
        figures.append(Figure(picture, alt, f"{label} {target.label(label).name}"))
    blocks: list[Block] = [Row(tuple(figures))] if figures else []
    blocks += [_shares(trend, target_id), _counts(trend, target_id)]
    return Section(f"target-{target_id}", target.name, lead, tuple(blocks))


def _shares(trend: Trend, target: str) -> Block:
    rows: list[Sequence[CellLike]] = []
    for harvest in trend.harvests:
        shares = [trend.shares(target, harvest)[how] for how in DECIDED]
        cells = [Cell("–" if share is None else f"{share:.0%}", sort=share) for share in shares]
        rows.append((harvest or NO_HARVEST, *cells))
    headings = [Heading("Harvest"), *map(numeric, DECIDED_WORDS.values())]
    return text_table("How the cells were decided", headings, rows)


def _counts(trend: Trend, target: str) -> Block:
    rows: list[Sequence[CellLike]] = []
    for label in trend.codebook.target(target).labels:
        points = [trend.point(target, label.id, harvest) for harvest in trend.harvests]
        cells = [Cell(point_text(point), sort=float(point.after)) for point in points]
        rows.append((f"{label.id} {label.name}", *cells))
    names = [harvest or NO_HARVEST for harvest in trend.harvests]
    headings = [Heading("Label"), *map(numeric, names)]
    return text_table("Rows with each label, before → after (+ open)", headings, rows)


def bars(points: Sequence[Point], harvests: Sequence[str]) -> str:
    """Draw one label: by harvest a pale bar for before, a dark one for after, a whisker for open.

    Colours come from the classes ``pale``, ``bar``, ``whisker`` and ``soft``.
    """
    step = _PLOT[0] / max(len(points), 1)
    top = max([1, *(max(p.before, p.after + p.open) for p in points)])
    shapes: list[str] = []
    for number, (point, harvest) in enumerate(zip(points, harvests, strict=True)):
        shapes += _harvest(point, harvest or "–", (number * step, step), top)
    return "".join(shapes)


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
