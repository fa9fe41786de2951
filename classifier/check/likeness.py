"""Outcomes that may be told twice, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.check.reading import Reading
from classifier.records import Fragment, Origin, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class _Pair:
    first: Fragment
    second: Fragment
    likeness: float


def near_duplicates(reading: Reading) -> list[Problem]:
    """One line for each row whose outcome an earlier row tells in nearly the same words."""
    nearest: dict[str, list[_Pair]] = {}
    for pair in _pairs(reading.harvest.fragments):
        ids = {reading.cell(pair.first, "id"), reading.cell(pair.second, "id")}
        if len(ids) == 2 or ids == {""}:  # one id on two rows has been reported as such
            nearest.setdefault(pair.second.id, []).append(pair)
    return [_told_again(pairs, reading) for pairs in nearest.values()]


def _told_again(pairs: list[_Pair], reading: Reading) -> Problem:
    best = max(pairs, key=lambda pair: pair.likeness)
    first, second = best.first, best.second
    same = first.outcome == second.outcome and first.significance == second.significance
    where = _where(first.origin, second.origin)
    others = f" (and of {len(pairs) - 1} more)" if len(pairs) > 1 else ""
    if same:
        what = f"has the same texts as {where}, {first.id}{others}."
        hint = "Delete one of the two rows, or write what sets them apart."
        return reading.problem(second.origin, "outcome", "same-text", what, hint)
    what = f"is nearly the text of {where}, {first.id}{others}."
    hint = "It may be the same outcome told twice, or a template; both are kept."
    origin = reading.place(second.origin, "outcome")
    return Problem(origin, "near-duplicate", what, hint, notice=True)


def _where(first: Origin, second: Origin) -> str:
    file = f"{first.file}, " if first.file != second.file else ""
    sheet = f"sheet “{first.sheet}”, " if first.sheet != second.sheet else ""
    return f"{file}{sheet}row {first.row}"


def _pairs(fragments: Sequence[Fragment]) -> list[_Pair]:
    from classifier.features import model_texts
    from classifier.split import find_twins

    found = find_twins(model_texts(fragments))
    return [_Pair(fragments[i], fragments[j], likeness) for i, j, likeness in found]
