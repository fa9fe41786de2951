"""Trends before and after relabelling: tables of counts, and small pictures side by side."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from classifier.errors import OutputError
from classifier.relabel.trend import DECIDED, table

if TYPE_CHECKING:
    from classifier.relabel.trend import Point, Trend

NOT_ASKED = "not asked"
HEADINGS = (
    "target", "label", "name", "harvest", "rows", "rows that were asked before", "before", "after",
    "open",
)  # fmt: skip
_DECIDED_WORDS = {
    "unchanged": "unchanged", "rule": "by rule", "model": "by model", "person": "by people",
    "open": "not decided yet",
}  # fmt: skip

_CELL, _PLOT, _COLUMNS = (230, 120), (170, 62), 4
_STYLE = (
    "body{font:14px/1.5 system-ui,sans-serif;color:#1f3044;max-width:70rem;margin:2rem auto;"
    "padding:0 1rem}table{border-collapse:collapse;margin:1rem 0}th,td{padding:.25rem .6rem;"
    "border-bottom:1px solid #e3eaf0;text-align:right}th:first-child,td:first-child{text-align:"
    "left}th{background:#eaf1f6}.muted{color:#5a6878}svg{max-width:100%;height:auto}"
)


def trend_text(trend: Trend, targets: Sequence[str]) -> str:
    """Show counts per label and harvest on a terminal, before → after, changed labels only."""
    lines: list[str] = []
    for target in targets:
        lines += [*_text_table(trend, target), "", *_text_shares(trend, target), ""]
    return "\n".join(lines).rstrip()


def _text_table(trend: Trend, target_id: str) -> list[str]:
    target = trend.codebook.target(target_id)
    chosen = trend.moved_labels(target_id)
    names = {label.id: f"{label.id} {label.name}"[:44] for label in target.labels}
    width = max([len(names[label]) for label in chosen], default=10)
    columns = [f"{h or 'no harvest'}" for h in trend.harvests]
    wide = [max(len(name), 20) for name in columns]
    head = "  ".join(f"{name:>{w}}" for name, w in zip(columns, wide, strict=True))
    lines = [f"{target.title or target.id}: rows with each label, before → after (+ open)"]
    lines.append(f"{'':<{width}}  {head}")
    for label in chosen:
        cells = [point_text(trend.point(target_id, label, h)) for h in trend.harvests]
        row = "  ".join(f"{cell:>{w}}" for cell, w in zip(cells, wide, strict=True))
        lines.append(f"{names[label]:<{width}}  {row}")
    same = len(target.labels) - len(chosen)
    return [*lines, f"{same} labels more did not change."] if same else lines


def point_text(point: Point) -> str:
    """Write one point: “not asked” is not nought, nor is what few rows could tell.

    >>> from classifier.relabel.trend import Point
    >>> point_text(Point(0, 3, 0, 2, 9)), point_text(Point(5, 5, 9, 0, 9))
    ('not asked → 3 (+2)', '5 → 5')
    >>> point_text(Point(1, 3, 4, 0, 9))
    '1 of 4 asked → 3'
    """
    before = str(point.before) if point.asked else NOT_ASKED
    if point.asked and point.knew < point.rows:
        before += f" of {point.knew} asked"
    return f"{before} → {point.after}" + (f" (+{point.open})" if point.open else "")


def _text_shares(trend: Trend, target: str) -> Iterator[str]:
    yield "Share of the cells that was decided:"
    for harvest in trend.harvests:
        shares = trend.shares(target, harvest)
        said = ", ".join(
            f"{_DECIDED_WORDS[how]} {share:.0%}" for how, share in shares.items() if share
        )
        yield f"  {harvest or 'no harvest'}: {said or 'no coded row'}"


def trend_file(trend: Trend, targets: Sequence[str], ending: str) -> str:
    """Write the trends in the format that an ending names."""
    if ending == ".csv":
        return trend_csv(trend, targets)
    if ending == ".html":
        return trend_html(trend, targets)
    if ending == ".svg":
        return trend_svg(trend, (*targets, trend.codebook.targets[0].id)[0])
    raise OutputError(
        f"“{ending}” does not say how the trends are to be written.",
        hint="Let the file end in .html, .svg or .csv.",
    )


def trend_csv(trend: Trend, targets: Sequence[str]) -> str:
    """Write all points as a long table; an empty cell in “before” means not asked."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(HEADINGS)
    for target in targets:
        for label, name, harvest, point in table(trend, target):
            before = point.before if point.asked else ""
            counts = [point.rows, point.knew, before, point.after, point.open]
            writer.writerow([target, label, name, harvest, *counts])
    return stream.getvalue()


def trend_html(trend: Trend, targets: Sequence[str]) -> str:
    """Write a page of its own: pictures, then tables; nothing is loaded from elsewhere."""
    parts = [
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Trends</title>'
        f"<style>{_STYLE}</style><h1>Trends before and after relabelling</h1>"
        f"<p>{escape(trend.codebook.name)}, version {escape(trend.codebook.version)}. Pale: as "
        "coded. Dark: in the new codebook. Whiskers: rows where a person has not decided. A label "
        "that a harvest's codebook did not have was not asked, which is not nought: it has no "
        "pale bar there.</p>"
    ]
    for target in targets:
        parts.append(f"<h2>{escape(trend.codebook.target(target).title or target)}</h2>")
        parts += [trend_svg(trend, target), _html_shares(trend, target), _html_table(trend, target)]
    return "".join(parts) + "</html>\n"


def _html_table(trend: Trend, target: str) -> str:
    heads = "".join(f"<th>{escape(h or 'no harvest')}</th>" for h in trend.harvests)
    rows = []
    for label in trend.codebook.target(target).labels:
        cells = (point_text(trend.point(target, label.id, h)) for h in trend.harvests)
        row = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        rows.append(f"<tr><td>{escape(label.id)} {escape(label.name)}</td>{row}</tr>")
    return f"<table><tr><th>Label</th>{heads}</tr>{''.join(rows)}</table>"


def _html_shares(trend: Trend, target: str) -> str:
    heads = "".join(f"<th>{escape(word)}</th>" for word in _DECIDED_WORDS.values())
    rows = []
    for harvest in trend.harvests:
        shares = trend.shares(target, harvest)
        row = "".join(
            f"<td>{'–' if share is None else f'{share:.0%}'}</td>"
            for share in (shares[how] for how in DECIDED)
        )
        rows.append(f"<tr><td>{escape(harvest or 'no harvest')}</td>{row}</tr>")
    return f"<table><tr><th>Cells decided</th>{heads}</tr>{''.join(rows)}</table>"


def trend_svg(trend: Trend, target: str) -> str:
    """Draw one small picture a label that changed: bars by harvest, before beside after."""
    chosen = trend.moved_labels(target)
    rows = -(-len(chosen) // _COLUMNS) or 1
    width, height = _CELL[0] * _COLUMNS, _CELL[1] * rows
    names = {label.id: label.name for label in trend.codebook.target(target).labels}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" font-family="system-ui,sans-serif" '
        'font-size="11" fill="#1f3044">'
    ]
    for n, label in enumerate(chosen):
        x, y = n % _COLUMNS * _CELL[0], n // _COLUMNS * _CELL[1]
        points = [trend.point(target, label, h) for h in trend.harvests]
        title = f"{label} {names[label]}"
        shown = title if len(title) <= 34 else f"{title[:33]}…"
        parts.append(f'<g transform="translate({x + 10},{y + 16})"><title>{escape(title)}</title>')
        parts.append(f'<text font-weight="600">{escape(shown)}</text>')
        parts += _bars(points, trend.harvests)
        parts.append("</g>")
    return "".join(parts) + "</svg>"


def _bars(points: Sequence[Point], harvests: Sequence[str]) -> Iterator[str]:
    top = max([1, *(max(p.before, p.after + p.open) for p in points)])
    step = _PLOT[0] / max(len(points), 1)
    bar = min(step * 0.36, 26)

    def y(value: int) -> float:
        return 14 + _PLOT[1] * (1 - value / top)

    for i, (point, harvest) in enumerate(zip(points, harvests, strict=True)):
        left = i * step
        if point.asked:
            yield _bar(left, bar, y(point.before), "#b9cbdb", point.before)
        else:
            yield f'<text x="{left:.1f}" y="{y(0) - 2:.1f}" fill="#8796a5">?</text>'
        yield _bar(left + bar + 2, bar, y(point.after), "#2f6690", point.after)
        if point.open:
            x = left + bar * 1.5 + 2
            yield (
                f'<path d="M{x:.1f} {y(point.after):.1f}V{y(point.after + point.open):.1f}" '
                'stroke="#2f6690" stroke-dasharray="2 2"/>'
            )
        short = (harvest or "–")[-12:]
        yield f'<text x="{left:.1f}" y="{y(0) + 13:.1f}" fill="#5a6878">{escape(short)}</text>'


def _bar(x: float, width: float, y: float, fill: str, value: int) -> str:
    base = 14 + _PLOT[1]
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{base - y:.1f}" fill="{fill}">'
        f"<title>{value}</title></rect>"
    )
