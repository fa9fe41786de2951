"""The lines of ``plan.xlsx``: one table of columns for writing, reading back and comparing.

What is written is made again from the facts and compared when decisions are read. So a change of
these words needs a new ``FORMAT`` in `plan_file`: older plans are then refused in words of their
own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain, combinations, product
from typing import TYPE_CHECKING

from classifier.codebook import name_at, write_labels
from classifier.relabel.moves import route
from classifier.relabel.settle import has_line
from classifier.translations import say, written_in
from classifier.wording import quoted
from classifier.workbook.layout import TEXT_COLUMN
from classifier.xlsx.decision_sheet import Column

if TYPE_CHECKING:
    from pandas import DataFrame

    from classifier.codebook import Codebook, Target
    from classifier.relabel.moves import Move, PlannedRow, Step
    from classifier.relabel.plan_file import Plan

# Excel opens 10,000 lines with drop-downs at once; nobody reads more of them one by one.
MOST_LINES = 10_000
# More choices than this are not read; the rest can be typed.
_MOST_CHOICES = 12
DATA_SHEET = "plan data"
DECISION = "decision"
HOW_SAID = {
    "unchanged": "trend_unchanged",
    "rule": "trend_rule",
    "model": "trend_model",
    "person": "plan_person",
}
"""By how a cell is decided, the key of the words for it."""


# The cells of a line by the keys of `COLUMNS`.
Line = dict[str, str | float | None]


_ROOM = "plan"
COLUMNS = (
    TEXT_COLUMN,
    Column("target", 13),
    Column("before", 20, _ROOM, look="text"),
    Column("after", 22, _ROOM, look="possible"),
    Column(DECISION, 22, _ROOM),
    Column("why", 30, _ROOM),
    Column("how", 14, _ROOM, look="verdict"),
    Column("look", 24, _ROOM),
    Column("certainty", 11, _ROOM, look="probability"),
    Column("fragment_id", 18, _ROOM),
    Column("harvest", 12, _ROOM),
    Column("version", 9, _ROOM),
    Column("file", 16, _ROOM),
    Column("row", 7, _ROOM),
    Column("line", 14, _ROOM, look="key"),
)
# What a person is shown or writes; all else is compared with the facts when decisions are read.
_SHOWN = frozenset({"text", "target", DECISION})
FACT_COLUMNS = tuple(column for column in COLUMNS if column.key not in _SHOWN)


def line_key(row: PlannedRow, move: Move) -> str:
    """Return what names a line."""
    return f"{row.number} {move.target}"


def line_of(row: PlannedRow, move: Move, codebook: Codebook) -> Line:
    """Lay out one move of one row."""
    target = codebook.target(move.target)
    return {
        "line": line_key(row, move),
        "file": row.file,
        "row": float(row.row),
        "fragment_id": row.fragment_id,
        "harvest": row.harvest,
        "version": row.version,
        "target": move.target,
        "before": before_text(move, row.version, codebook),
        "after": after_text(move.after, target),
        "how": say(HOW_SAID[move.how]),
        "certainty": move.certainty,
        "why": why(move, row.version, codebook),
        "look": "\n".join(move.look),
    }


def listed_lines(plan: Plan) -> tuple[dict[tuple[int, str], int], int]:
    """Choose the lines: what a person must decide, then the model's, then what rules did.

    Gives each line's place in the list, and how many were left out.
    """
    ranks: dict[int, list[tuple[int, str]]] = {0: [], 1: [], 2: [], 3: []}
    n_lines = 0
    for row in plan.rows():
        for move in row.moves:
            if has_line(move, plan.codebook):
                n_lines += 1
                rank = {"person": 0, "model": 1}.get(move.how, 2 if move.look else 3)
                if len(ranks[rank]) < MOST_LINES:
                    ranks[rank].append((row.number, move.target))
    ordered = [key for rank in sorted(ranks) for key in ranks[rank]]
    places = {key: place for place, key in enumerate(ordered[:MOST_LINES])}
    return places, max(0, n_lines - MOST_LINES)


def plan_frame(plan: Plan) -> DataFrame:
    """Return all lines of a plan as a table, a column for each fact."""
    from pandas import DataFrame

    names = ["target", *(column.key for column in FACT_COLUMNS)]
    with written_in(plan.header.language):
        lines = [
            line_of(row, move, plan.codebook)
            for row in plan.rows()
            for move in row.moves
            if has_line(move, plan.codebook)
        ]
    return DataFrame(lines, columns=names)


# -- moves in words: names as they were and as they are now, and why


def before_text(move: Move, version: str, codebook: Codebook) -> str:
    """Name the old labels as their version named them."""
    target = codebook.target(move.target)
    labels = (label for label in target.ids if label in move.before)
    names = [_old_name(label, target, version, codebook) for label in labels]
    return ", ".join(names) or say("none_fits_word")


def after_text(labels: Collection[str], target: Target) -> str:
    """Name labels as the newest version does."""
    return write_labels(labels, target) or say("none_fits_word")


def _old_name(label: str, target: Target, version: str, codebook: Codebook) -> str:
    return name_at(label, target, version, codebook) or target.label(label).name


def why(move: Move, version: str, codebook: Codebook) -> str:
    """Say step by step what happened to a cell, one line each."""
    target = codebook.target(move.target)
    lines = [_why(step, target, version, codebook) for step in move.steps]
    return "\n".join(line for line in lines if line)


def _why(step: Step, target: Target, version: str, codebook: Codebook) -> str:
    if step.kind == "cell":
        return step.reason
    if step.kind == "derive":
        return say("plan_follows")
    old = _old_name(step.label, target, version, codebook)
    if step.kind in ("rename", "merge", "retire"):
        now = write_labels(step.chosen, target) or say("plan_not_used")
        return say("plan_renamed", old=old, now=now, version=step.version)
    if step.kind == "add" and step.how == "model" and not step.chosen:
        return ""
    labels = "; ".join(_scored(label, step, target) for label in step.options)
    if step.kind == "add":
        said = say("plan_new", version=step.version, labels=labels)
    else:
        said = say("plan_split", old=old, version=step.version, labels=labels)
    return f"{said} – {step.reason}" if step.reason else said


def _scored(label: str, step: Step, target: Target) -> str:
    name = target.label(label).name
    if label in step.probability:
        name += f" {step.probability[label]:.0%}"
    words = step.words.get(label, ())
    return f"{name} ({quoted(words)})" if words else name


def choices(row: PlannedRow, move: Move, codebook: Codebook) -> list[frozenset[str]]:
    """List what a cell may become, the proposal first: what a drop-down offers."""
    target = codebook.target(move.target)
    fixed = route(move.before, target, row.version, codebook).fixed
    asked = [step for step in move.steps if step.kind in ("split", "add")]
    # A new label that the model has ruled out is not offered again.
    asked = [step for step in asked if step.how == "person" or step.chosen]
    ways = product(*(list(_ways(step)) for step in asked))
    found = [move.after, *(fixed.union(*way) for way in ways)]
    return list(dict.fromkeys(found))[:_MOST_CHOICES]


def _ways(step: Step) -> Iterator[tuple[str, ...]]:
    sizes = range(0 if step.kind == "add" else 1, len(step.options) + 1)
    yield from chain.from_iterable(combinations(step.options, size) for size in sizes)
