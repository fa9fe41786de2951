"""Trends before and after relabelling as text, csv and one picture; `relabel_page` has the page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from classifier.errors import OutputError
from classifier.relabel.trend import table
from classifier.report.relabel_page import PICTURE, bars, trend_page
from classifier.report.relabel_words import DECIDED_WORDS, NO_HARVEST, point_text

if TYPE_CHECKING:
    from classifier.relabel.trend import Trend

HEADINGS = (
    "target", "label", "name", "harvest", "rows", "rows that were asked before", "before", "after",
    "open",
)  # fmt: skip
_CELL, _COLUMNS = (PICTURE[0] + 10, PICTURE[1] + 26), 4
# Colours of a picture without a style sheet, by the classes of the page's.
_COLOURS = (
    "text{fill:#1f3044}.soft{fill:#5a6878}.bar{fill:#2f6690}.pale{fill:#b9cbdb}"
    ".whisker{stroke:#1f3044;stroke-width:1.5}"
)
_TITLE_LENGTH = 30


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
    columns = [h or NO_HARVEST for h in trend.harvests]
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


def _text_shares(trend: Trend, target: str) -> Iterator[str]:
    yield "Share of the cells that was decided:"
    for harvest in trend.harvests:
        shares = trend.shares(target, harvest)
        said = ", ".join(
            f"{DECIDED_WORDS[how]} {share:.0%}" for how, share in shares.items() if share
        )
        yield f"  {harvest or NO_HARVEST}: {said or 'no coded row'}"


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
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(HEADINGS)
    for target in targets:
        for label, name, harvest, point in table(trend, target):
            before = point.before if point.asked else ""
            counts = [point.rows, point.knew, before, point.after, point.open]
            writer.writerow([target, label, name, harvest, *counts])
    return stream.getvalue()


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
