"""What becomes of a row once people have decided: settled cells, or a row that waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.codebook import did_follow, what_follows
from classifier.relabel.label_history import route
from classifier.relabel.moves import HOW_WORDS

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target
    from classifier.decide import Decision
    from classifier.relabel.moves import How, Move, PlannedRow

# How a settled cell says that it was decided, for provenance and trends.
BY_WORDS: dict[str, str] = {**HOW_WORDS, "person": "by a person"}


# Decisions by (number of the row in the plan, target).
Decisions = Mapping[tuple[int, str], "Decision"]


@dataclass(frozen=True, slots=True)
class Settled:
    """One cell as it will be, and who decided that."""

    labels: frozenset[str]
    by: How


def has_line(move: Move, codebook: Codebook) -> bool:
    """Whether a move stands in the workbook; cells that follow from others are not asked for."""
    if move.how == "unchanged":
        return False
    follows = bool(codebook.target(move.target).derived_from)
    return not follows or any(step.kind == "cell" for step in move.steps)


def settle(row: PlannedRow, decisions: Decisions, codebook: Codebook) -> dict[str, Settled | None]:
    """Settle every cell of a row; None where it waits for a person."""
    done: dict[str, Settled | None] = {}
    order = sorted(row.moves, key=lambda move: bool(codebook.target(move.target).derived_from))
    for move in order:
        target = codebook.target(move.target)
        decision = decisions.get((row.number, move.target))
        if decision is not None:
            done[move.target] = _decided(decision)
        elif target.derived_from in done and not has_line(move, codebook):
            done[move.target] = _following(move, target, done[target.derived_from], row, codebook)
        else:
            done[move.target] = None if move.how == "person" else Settled(move.after, move.how)
    return {move.target: done[move.target] for move in row.moves}


def is_settled(settled: Mapping[str, Settled | None]) -> bool:
    """Whether nothing of a row waits; only then it is moved, since its version is one for all."""
    return all(one is not None for one in settled.values())


def _decided(decision: Decision) -> Settled | None:
    return Settled(decision.labels, "person") if decision.state == "decided" else None


def _following(
    move: Move, target: Target, source: Settled | None, row: PlannedRow, codebook: Codebook
) -> Settled | None:
    if row.version == codebook.newest:
        return Settled(move.after, "unchanged")
    if source is None:
        return None
    labels = what_follows(source.labels, target, codebook)
    types = row.move(target.derived_from)
    before = types.before if types else frozenset[str]()
    if labels is None or not did_follow(move.before, before, target, row.version, codebook):
        labels = route(move.before, target, row.version, codebook).fixed
    return Settled(labels, "unchanged" if labels == move.before and not move.steps else "rule")
