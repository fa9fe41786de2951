"""Read back from a pre-tagged workbook what it suggests, and what was decided in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from classifier.decide import Decision, read_decision
from classifier.records import Fragment, Problem, Suggestion
from classifier.review.proposals import FixedProposals, with_quotes
from classifier.workbook.layout import DECISION_COLUMN

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.workbook.her_rows import ReviewedRow
    from classifier.workbook.hidden_sheet import Pretagged, PretaggedRow
    from classifier.workbook.reviewed import Reviewed


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


def read_tagged(
    reviewed: Reviewed, path: Path, fragments: Sequence[Fragment], coded: Mapping[str, Fragment]
) -> Tagged:
    """Match the fragments of ``path`` with what was suggested for them.

    ``coded`` are fragments that may be quoted where a suggestion names them.
    """
    _, match = reviewed.matched(path.name)
    pretagged = reviewed.pretagged
    pairs = {(row.sheet, row.row): (row, remembered) for row, remembered in match.rows}
    only = reviewed.sheets[0].entry.name if reviewed.sheets else ""
    keys, suggestions, decided = [], {}, {}
    problems = list(match.problems)
    for place, fragment in enumerate(fragments):
        pair = pairs.get((fragment.origin.sheet or only, fragment.origin.row or 0))
        keys.append(pair[1].key if pair else fragment.id)
        if pair:
            row, remembered = pair
            newest = pretagged.codebook.newest
            targets = tuple(
                with_quotes(one, fragment, coded, pretagged.codebook) for one in remembered.targets
            )
            suggestions[place] = Suggestion(remembered.key, pretagged.model, newest, "", targets)
            decided[place] = _decisions(reviewed, row, remembered)
            problems += _not_understood(decided[place], row, path.name, pretagged)
    proposals = FixedProposals(pretagged.model, suggestions)
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
    decisions: Mapping[str, Decision], row: ReviewedRow, file: str, pretagged: Pretagged
) -> Iterator[Problem]:
    for target, decision in decisions.items():
        if decision.what:
            column = pretagged.heading(DECISION_COLUMN, pretagged.codebook.target(target))
            origin = replace(row.place(file), column=column)
            yield Problem(origin, f"decision-{decision.state}", decision.what, decision.hint)
