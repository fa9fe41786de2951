"""Counts per label and harvest, before and after, with what was not asked kept apart from none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.codebook import known_labels
from classifier.relabel.decisions import read_decisions
from classifier.relabel.moves import route
from classifier.relabel.plan_file import Plan
from classifier.relabel.settle import Decisions, is_settled, settle
from classifier.translations import say

if TYPE_CHECKING:
    from pandas import DataFrame

    from classifier.codebook import Codebook
    from classifier.records import Problem
    from classifier.relabel.moves import Move, PlannedRow
    from classifier.relabel.settle import Settled

DECIDED = ("unchanged", "rule", "model", "person", "open")
"""How cells were decided; ``open`` waits for a person."""


@dataclass(slots=True)
class Point:
    """One label in one harvest.

    Attributes
    ----------
    before, after : rows with the label; after counts what is certain
    rows : coded rows, and ``knew`` those whose version knew the label before
    open : rows that may carry it, where a person has not decided yet
    """

    before: int = 0
    after: int = 0
    knew: int = 0
    open: int = 0
    rows: int = 0

    @property
    def asked(self) -> bool:
        """Whether anybody could have ticked the label; else nothing is known before."""
        return self.knew > 0


def partly_asked(point: Point) -> str:
    """Say of a label that not every row was asked about how many were.

    >>> partly_asked(Point(1, 3, 4, 0, 9)), partly_asked(Point(0, 3, 0, 2, 9))
    ('1 of 4 asked', 'not asked')
    """
    return say("asked_of", n=point.before, asked=point.knew) if point.asked else say("not_asked")


@dataclass
class Trend:
    """Everything that is counted.

    Attributes
    ----------
    targets : those in which anything happens
    harvests : their names, in the codebook's order of versions
    rows : coded rows by (target, harvest)
    points : by (target, label, harvest)
    decided : cells by (target, harvest), then by how
    problems : decisions that could not be understood
    """

    codebook: Codebook
    targets: tuple[str, ...] = ()
    harvests: tuple[str, ...] = ()
    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    points: dict[tuple[str, str, str], Point] = field(default_factory=dict)
    decided: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def point(self, target: str, label: str, harvest: str) -> Point:
        """Give one point; zeros where there are no rows."""
        return self.points.get((target, label, harvest)) or Point()

    def shares(self, target: str, harvest: str) -> dict[str, float | None]:
        """Share of the cells decided in each way; None without cells."""
        counts = self.decided.get((target, harvest), Counter())
        total = counts.total()
        return {how: counts[how] / total if total else None for how in DECIDED}

    def moved_labels(self, target: str) -> tuple[str, ...]:
        """Labels whose counts change, or were unknown somewhere; in the codebook's order."""
        return tuple(
            label.id
            for label in self.codebook.target(target).labels
            if any(_moves(self.point(target, label.id, h)) for h in self.harvests)
        )

    def to_frame(self) -> DataFrame:
        """Return the counts of each label in each harvest as a table; not asked is no count."""
        from pandas import DataFrame

        rows = []
        for target in self.targets:
            for label, name, harvest, point in table(self, target):
                before = point.before if point.asked else None
                counts = (point.rows, point.knew, before, point.after, point.open)
                rows.append((target, label, name, harvest, *counts))
        names = ["target", "label", "name", "harvest", "rows", "asked", "before", "after", "open"]
        return DataFrame(rows, columns=names)


def trend(plan: Path) -> Trend:
    """Count labels per harvest before and after a plan, with the decisions made so far."""
    opened = Plan.read(plan)
    opened.check()
    decided = read_decisions(opened)
    counted = count_trend(opened.rows(), decided.decisions, opened.codebook)
    return replace(counted, targets=opened.header.targets, problems=decided.problems)


def _moves(point: Point) -> bool:
    return point.before != point.after or bool(point.open) or point.knew < point.rows


def count_trend(rows: Iterable[PlannedRow], decisions: Decisions, codebook: Codebook) -> Trend:
    """Count all rows of a plan with the decisions made so far."""
    trend = Trend(codebook)
    harvests: dict[str, None] = {}
    for row in rows:
        harvests.setdefault(row.harvest)
        settled = settle(row, decisions, codebook)
        whole = is_settled(settled)
        for move in row.moves:
            _count(trend, row, move, settled[move.target] if whole else None)
    trend.harvests = tuple(sorted(harvests, key=lambda name: _place(name, codebook)))
    return trend


def _place(harvest: str, codebook: Codebook) -> tuple[int, str]:
    version = codebook.version_of_harvest(harvest)
    return (codebook.order(version) if version else len(codebook.versions), harvest)


def _count(trend: Trend, row: PlannedRow, move: Move, settled: Settled | None) -> None:
    target_id, n = move.target, 1 + row.repeats
    target = trend.codebook.target(target_id)
    knows = dict(zip(target.ids, known_labels(target, row.version, trend.codebook), strict=True))
    if settled is not None:
        certain, maybe = settled.labels, frozenset[str]()
        how: str = settled.by
    else:
        way = route(move.before, target, row.version, trend.codebook)
        certain = way.fixed
        asked = [step for step in move.steps if step.how == "person" or step.chosen]
        maybe = frozenset(o for step in asked for o in step.options) - certain
        how = "open"
    trend.rows[target_id, row.harvest] += n
    trend.decided.setdefault((target_id, row.harvest), Counter())[how] += n
    for label in target.ids:
        point = trend.points.setdefault((target_id, label, row.harvest), Point())
        point.rows += n
        point.knew += n * (knows[label] or label in move.before)
        point.before += n * (label in move.before)
        point.after += n * (label in certain)
        point.open += n * (label in maybe)


def table(trend: Trend, target: str) -> Iterator[tuple[str, str, str, Point]]:
    """Go through the points of a target: label id, its name, harvest, counts."""
    for label in trend.codebook.target(target).labels:
        for harvest in trend.harvests:
            yield label.id, label.name, harvest, trend.point(target, label.id, harvest)
