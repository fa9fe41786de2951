"""Read back from a pre-tagged workbook what it suggests, and what was decided in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from classifier.decide import Decision, read_decision
from classifier.decide.rows import match_rows
from classifier.records import (
    Fragment,
    LabelSuggestion,
    Origin,
    Problem,
    Suggestion,
    TargetSuggestion,
)
from classifier.review.proposals import FixedProposals
from classifier.suggest.reasons import CODEBOOK_SAYS
from classifier.workbook.layout import TARGET_COLUMNS, heading

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.codebook import Codebook, Target
    from classifier.records import Verdict
    from classifier.workbook.hidden_sheet import PretaggedRow
    from classifier.workbook.reviewed import Reviewed, ReviewedRow, ReviewedSheet

_QUOTED = re.compile("“([^”]+)”")
_PERCENT = re.compile(r"(\d+)\s*%")
_FEW = re.compile(r"only (\d+) coded examples")
_LIKE = "like "
_VERDICTS: dict[str, Verdict] = {"suggest": "suggest", "not-readable": "not-readable"}
_COLUMNS = {column.key: column for column in TARGET_COLUMNS}


@dataclass(frozen=True)
class Tagged:
    """A pre-tagged workbook, read for review.

    Attributes
    ----------
    keys : per fragment, the id under which the workbook knows it
    decided : decisions that stand in it, by place and target
    """

    keys: tuple[str, ...]
    proposals: FixedProposals
    decided: Mapping[int, Mapping[str, Decision]]
    problems: tuple[Problem, ...]


def read_tagged(reviewed: Reviewed, path: Path, fragments: Sequence[Fragment]) -> Tagged:
    """Match the fragments of ``path`` with what was suggested for them."""
    rows = [row for sheet in reviewed.sheets for row in sheet.rows()]
    match = match_rows(rows, reviewed.pretagged.rows, path.name)
    sheets = {sheet.entry.name: sheet for sheet in reviewed.sheets}
    pairs = {(row.sheet, row.row): (row, remembered) for row, remembered in match.rows}
    only = next(iter(sheets), "")
    keys, suggestions, decided = [], {}, {}
    problems = list(match.problems)
    for place, fragment in enumerate(fragments):
        pair = pairs.get((fragment.origin.sheet or only, fragment.origin.row or 0))
        keys.append(pair[1].key if pair else fragment.id)
        if pair:
            row, remembered = pair
            suggestions[place] = _suggestion(reviewed, sheets[row.sheet], row, remembered)
            decided[place] = _decisions(reviewed, row, remembered)
            problems += _not_understood(decided[place], row, path.name, reviewed.pretagged.codebook)
    proposals = FixedProposals(reviewed.pretagged.model, suggestions)
    return Tagged(tuple(keys), proposals, decided, tuple(problems))


def _decisions(
    reviewed: Reviewed, row: ReviewedRow, remembered: PretaggedRow
) -> Mapping[str, Decision]:
    codebook = reviewed.pretagged.codebook
    return {
        target: read_decision(cell, codebook.target(target), remembered.likely.get(target))
        for target, cell in row.decisions.items()
    }


def _not_understood(
    decisions: Mapping[str, Decision], row: ReviewedRow, file: str, codebook: Codebook
) -> Iterator[Problem]:
    for target, decision in decisions.items():
        if decision.what:
            column = heading(TARGET_COLUMNS[-1], codebook.target(target))
            origin = Origin(file, row.row, row.sheet, column)
            yield Problem(origin, f"decision-{decision.state}", decision.what, decision.hint)


def _suggestion(
    reviewed: Reviewed, sheet: ReviewedSheet, row: ReviewedRow, remembered: PretaggedRow
) -> Suggestion:
    pretagged = reviewed.pretagged
    targets = tuple(_target(sheet, row.row, t, remembered) for t in pretagged.codebook.targets)
    return Suggestion(remembered.key, pretagged.model, pretagged.codebook.newest, "", targets)


def _target(
    sheet: ReviewedSheet, row: int, target: Target, remembered: PretaggedRow
) -> TargetSuggestion:
    cells = {}
    for key, column in _COLUMNS.items():
        place = sheet.find(heading(column, target))
        cells[key] = sheet.grid.text(row, place) if place else ""
    chosen = remembered.suggested.get(target.id, frozenset())
    likely = remembered.likely.get(target.id, frozenset())
    labels = [
        replace(_label(cells, target, name, len(chosen) == 1), likely=name in likely)
        for name in chosen
    ]
    labels.sort(key=lambda one: (-one.probability, target.ids.index(one.id)))
    labels += _next_best(cells["next"], target, chosen)
    # Anything strange counts as unsure.
    verdict = _VERDICTS.get(remembered.verdicts.get(target.id, ""), "unsure")
    return TargetSuggestion(target.id, verdict, tuple(labels))


def _label(cells: Mapping[str, str], target: Target, label: str, alone: bool) -> LabelSuggestion:
    """One suggested label with what the cell "Reasons" says about it."""
    name = target.label(label).name
    lines = cells["why"].split("\n")
    similar = _similar(lines)
    lines = [line for line in lines if not line.startswith((_LIKE, CODEBOOK_SAYS))]
    own = [line for line in lines if line.startswith(f"{name} ")]
    if alone and not own:
        own = [line for line in lines if line]
    reason = "".join(own[:1]).removeprefix(name)
    percent, few = _PERCENT.search(reason), _FEW.search(reason)
    return LabelSuggestion(
        label,
        name,
        int(percent[1]) / 100 if percent else _number(cells["probability"]),
        0.0,
        suggested=True,
        examples=int(few[1]) if few else 0,
        few=few is not None,
        words=tuple(_QUOTED.findall(reason)),
        similar=similar,
    )


def _similar(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the fragments that this one is said to be like."""
    told = [line.removeprefix(_LIKE) for line in lines if line.startswith(_LIKE)]
    return tuple(name for line in told for name in line.partition(": “")[0].split(", "))


def _next_best(cell: str, target: Target, chosen: frozenset[str]) -> list[LabelSuggestion]:
    name, _, percent = cell.rpartition(" · ")
    found = [one for one in target.labels if one.name == name and one.id not in chosen]
    match = _PERCENT.search(percent)
    if not found or match is None:
        return []
    return [LabelSuggestion(found[0].id, name, int(match[1]) / 100, 1.0, suggested=False)]


def _number(cell: str) -> float:
    try:
        return min(1.0, max(0.0, float(cell)))
    except ValueError:
        return 0.0
