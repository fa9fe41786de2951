"""Moves in words: names as they were and as they are now, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain, combinations, product
from typing import TYPE_CHECKING

from classifier.codebook import NONE_FITS, name_at, write_labels
from classifier.relabel.rules import route

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target
    from classifier.relabel.nouns import Move, PlannedRow, Step

# More choices than this are not read; the rest can be typed.
_MOST_CHOICES = 12


def before_text(move: Move, version: str, codebook: Codebook) -> str:
    """Name the old labels as their version named them."""
    target = codebook.target(move.target)
    return (
        ", ".join(
            _old_name(label, target, version, codebook) for label in _sorted(move.before, target)
        )
        or NONE_FITS
    )


def after_text(labels: Collection[str], target: Target) -> str:
    """Name labels as the newest version does."""
    return write_labels(labels, target) or NONE_FITS


def _old_name(label: str, target: Target, version: str, codebook: Codebook) -> str:
    return name_at(label, target, version, codebook) or target.label(label).name


def _sorted(labels: Collection[str], target: Target) -> list[str]:
    return [label for label in target.ids if label in labels]


def why(move: Move, version: str, codebook: Codebook) -> str:
    """Say step by step what happened to a cell, one line each."""
    target = codebook.target(move.target)
    lines = [_why(step, target, version, codebook) for step in move.steps]
    return "\n".join(line for line in lines if line)


def _why(step: Step, target: Target, version: str, codebook: Codebook) -> str:
    if step.kind == "cell":
        return step.reason
    if step.kind == "derive":
        return "follows from the types"
    old = _old_name(step.label, target, version, codebook)
    if step.kind in ("rename", "merge", "retire"):
        now = write_labels(step.chosen, target) or "no longer used"
        return f"{old} → {now} (version {step.version})"
    if step.kind == "add" and step.how == "model" and not step.chosen:
        return ""
    what = "new" if step.kind == "add" else f"{old} was split"
    said = "; ".join(_scored(label, step, target) for label in step.options)
    reason = f" – {step.reason}" if step.reason else ""
    return f"{what} (version {step.version}): {said}{reason}"


def _scored(label: str, step: Step, target: Target) -> str:
    name = target.label(label).name
    if label in step.probability:
        name += f" {step.probability[label]:.0%}"
    words = step.words.get(label, ())
    return f"{name} ({', '.join(f'“{word}”' for word in words)})" if words else name


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
