"""Trends before and after relabelling: text, csv, one picture, a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from classifier.errors import OutputError
from classifier.outputs import csv_text
from classifier.relabel.label_trends import DECIDED, partly_asked, table
from classifier.report.document import (
    Cell,
    CellLike,
    Document,
    FirstPage,
    Heading,
    KeyFigure,
    Points,
    Section,
    Table,
    numeric,
    page,
    text_table,
)
from classifier.report.figures import DASH
from classifier.report.svg import Bar, Chart, chart_svg
from classifier.translations import say

if TYPE_CHECKING:
    from classifier.relabel.label_trends import Point, Trend

HEADINGS = (
    "target", "label", "name", "harvest", "rows", "rows that were asked before", "before", "after",
    "open",
)  # fmt: skip
# More targets and harvests have no room on the first page.
_MOST_TARGETS, _MOST_HARVESTS = 3, 4
DECIDED_WORDS = {
    "unchanged": "trend_unchanged", "rule": "trend_rule", "model": "trend_model",
    "person": "trend_person", "open": "trend_undecided",
}  # fmt: skip


def point_text(point: Point) -> str:
    """Write one point: “not asked” is not nought, nor is what few rows could tell.

    >>> from classifier.relabel.label_trends import Point
    >>> point_text(Point(0, 3, 0, 2, 9)), point_text(Point(5, 5, 9, 0, 9))
    ('not asked → 3 (+2)', '5 → 5')
    >>> point_text(Point(1, 3, 4, 0, 9))
    '1 of 4 asked → 3'
    """
    return say("before_after", before=_before(point), after=_after(point))


def _before(point: Point) -> str:
    """Say a count before: a number alone would read as if all rows had been asked."""
    if point.asked and point.knew == point.rows:
        return str(point.before)
    return partly_asked(point)


def _after(point: Point) -> str:
    return f"{point.after} (+{point.open})" if point.open else str(point.after)


def trend_text(trend: Trend, targets: Sequence[str]) -> str:
    """Show counts per label and harvest on a terminal, before → after, changed labels only."""
    lines: list[str] = []
    for target in targets:
        lines += [*_text_table(trend, target), "", "Share of the cells that was decided:"]
        for harvest in trend.harvests:
            shares = trend.shares(target, harvest)
            said = [
                f"{say(DECIDED_WORDS[how])} {share:.0%}" for how, share in shares.items() if share
            ]
            lines.append(f"  {harvest or say('no_harvest')}: {', '.join(said) or 'no coded row'}")
        lines.append("")
    return "\n".join(lines).rstrip()


def _text_table(trend: Trend, target_id: str) -> list[str]:
    target = trend.codebook.target(target_id)
    chosen = trend.moved_labels(target_id)
    rows = [["", *(harvest or say("no_harvest") for harvest in trend.harvests)]]
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
    """Draw the labels of a target that changed, as one picture of its own."""
    return chart_svg(_label_chart(trend, target))


def trend_page(trend: Trend, targets: Sequence[str]) -> str:
    """Write a page of its own; nothing is loaded from elsewhere."""
    return page(
        Document(
            _first_page(trend, targets),
            (
                *(_section(trend, target) for target in targets),
                Section(
                    "limits",
                    say("trend_limits"),
                    say("trend_limits_lead"),
                    (Points(tuple(map(say, _READING))),),
                ),
            ),
        )
    )


_READING = ("trend_not_asked_says", "trend_asked_of_says", "trend_open_says")


def _first_page(trend: Trend, targets: Sequence[str]) -> FirstPage:
    """Say what changes, how it was decided and what is left to decide."""
    book, shown = trend.codebook, targets[:_MOST_TARGETS]
    n_open = sum(_decided(trend, target)["open"] for target in targets)
    return FirstPage(
        title=say("trend_title"),
        about=say("trend_about", codebook=book.name, version=book.version),
        verdict=(
            *(_changes(trend, target) for target in shown),
            say("trend_open", n=n_open) if n_open else say("trend_decided"),
        ),
        figures=_key_figures(trend, shown) if shown else (),
        picture=_decided_chart(trend, shown) if shown else None,
    )


def _changes(trend: Trend, target_id: str) -> str:
    target, n_moved = trend.codebook.target(target_id), len(trend.moved_labels(target_id))
    return say("trend_changes", target=target.name, moved=n_moved, n=len(target.labels))


def _key_figures(trend: Trend, targets: Sequence[str]) -> tuple[KeyFigure, ...]:
    rows = [
        (
            harvest or say("no_harvest"),
            f"{max(trend.rows[target, harvest] for target in targets):,}",
        )
        for harvest in trend.harvests[:_MOST_HARVESTS]
    ]
    figures = [KeyFigure(say("trend_rows"), tuple(rows))]
    ways = {
        say("trend_stay"): ("unchanged",),
        say("trend_by_program"): ("rule", "model"),
        say("trend_by_people"): ("person",),
    }
    for title, how in ways.items():
        values = [
            (
                trend.codebook.target(target).name,
                f"{sum(_decided(trend, target)[way] for way in how):,}",
            )
            for target in targets
        ]
        figures.append(KeyFigure(title, tuple(values)))
    return tuple(figures)


def _decided(trend: Trend, target: str) -> Counter[str]:
    """Count a target's cells by how they were decided, over all harvests."""
    total: Counter[str] = Counter()
    for harvest in trend.harvests:
        total += trend.decided.get((target, harvest), Counter())
    return total


def _decided_chart(trend: Trend, targets: Sequence[str]) -> Chart:
    groups = []
    for target in targets:
        counts = _decided(trend, target)
        shares = {how: counts[how] / (counts.total() or 1) for how in DECIDED}
        bars = (
            Bar(say(DECIDED_WORDS[how]), f"{share:.0%}", share) for how, share in shares.items()
        )
        groups.append((trend.codebook.target(target).name, tuple(bars)))
    return Chart(say("trend_how"), tuple(groups))


def _section(trend: Trend, target_id: str) -> Section:
    target = trend.codebook.target(target_id)
    moved = trend.moved_labels(target_id)
    same = len(target.labels) - len(moved)
    lead = say("trend_lead", moved=len(moved), same=same)
    chart = (_label_chart(trend, target_id),) if moved else ()
    blocks = (*chart, _shares(trend, target_id), _counts(trend, target_id))
    title = say("trend_target", target=target.name)
    return Section(f"target-{target_id}", title, lead, blocks)


def _label_chart(trend: Trend, target_id: str) -> Chart:
    """Show the labels that change: by harvest a pale bar for before, a dark one for after."""
    target = trend.codebook.target(target_id)
    groups = []
    for label in trend.moved_labels(target_id):
        points = {h or say("no_harvest"): trend.point(target_id, label, h) for h in trend.harvests}
        top = max([1, *(max(p.before, p.after + p.open) for p in points.values())])
        bars: list[Bar] = []
        for harvest, point in points.items():
            bars.append(
                Bar(
                    say("count_before", harvest=harvest),
                    _before(point),
                    point.before / top,
                    style="pale",
                )
            )
            after, most = point.after / top, (point.after + point.open) / top
            span = (after, most) if point.open else (None, None)
            bars.append(Bar(say("count_after", harvest=harvest), _after(point), after, *span))
        groups.append((f"{label} {target.label(label).name}", tuple(bars)))
    return Chart(say("trend_rows_changing", target=target.name), tuple(groups))


def _shares(trend: Trend, target: str) -> Table:
    rows: list[Sequence[CellLike]] = []
    for harvest in trend.harvests:
        shares = [trend.shares(target, harvest)[how] for how in DECIDED]
        cells = [Cell(DASH if share is None else f"{share:.0%}", sort=share) for share in shares]
        rows.append((harvest or say("no_harvest"), *cells))
    headings = [
        Heading(say("column_harvest")),
        *(numeric(say(key)) for key in DECIDED_WORDS.values()),
    ]
    return text_table(say("trend_how"), headings, rows)


def _counts(trend: Trend, target: str) -> Table:
    rows: list[Sequence[CellLike]] = []
    for label in trend.codebook.target(target).labels:
        points = [trend.point(target, label.id, harvest) for harvest in trend.harvests]
        cells = [Cell(point_text(point), sort=float(point.after)) for point in points]
        rows.append((f"{label.id} {label.name}", *cells))
    names = [harvest or say("no_harvest") for harvest in trend.harvests]
    headings = [Heading(say("agreement_label")), *map(numeric, names)]
    return text_table(say("trend_rows_of_labels"), headings, rows)
