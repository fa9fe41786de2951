"""One row's answers together: clusters follow from types, and contradictions are named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from classifier.codebook import (
    Codebook,
    Target,
    derive,
    did_follow,
    parse_labels,
    what_follows,
    write_labels,
)
from classifier.decide import Decision
from classifier.records import Origin, Problem
from classifier.workbook.layout import TARGET_COLUMNS, heading, title


@dataclass(frozen=True, slots=True)
class RecordedRow:
    """What a row of the harvest said before: its code cells by target id, and their version."""

    cells: Mapping[str, str]
    version: str

    def labels(self, target: Target) -> frozenset[str]:
        """Return the labels of a target that stand in the row."""
        read = parse_labels(self.cells.get(target.id, ""), target)
        return read[0] if read else frozenset()


def settle(
    answers: Mapping[str, Decision], recorded: RecordedRow, codebook: Codebook, origin: Origin
) -> tuple[dict[str, Decision], list[Problem]]:
    """Bring the decided answers of one row, by target id, in line with one another."""
    settled, problems = dict(answers), []
    for target in codebook.targets:
        if target.derived_from:
            problem = _settle_derived(settled, recorded, target, codebook)
            if problem is not None:
                problems.append(replace(problem, origin=replace(origin, column=_column(target))))
    return settled, problems


def _settle_derived(
    settled: dict[str, Decision], recorded: RecordedRow, target: Target, codebook: Codebook
) -> Problem | None:
    own, source = settled.get(target.id), settled.get(target.derived_from)
    above = codebook.target(target.derived_from)
    if source is None:
        return _against_row(settled, recorded, target, codebook) if own else None
    follows = what_follows(source.labels, target, codebook)
    if follows is None or (own is not None and own.labels == follows):
        return None
    names = _names(follows, target)
    if own is None:
        before, types = recorded.labels(target), recorded.labels(above)
        if before == follows or did_follow(before, types, target, recorded.version, codebook):
            settled[target.id] = Decision("decided", follows, "from the types")
            return None
        what = (
            f"the row has {_names(before, target)}, which did not follow from its types, so it was "
            f"left; the decision on “{title(above)}” gives {names}."
        )
        return Problem(Origin(""), "cluster-kept", what, notice=True)
    if own.lightly:
        settled[target.id] = Decision("decided", follows, "from the types")
        what = f"was accepted as suggested, but the decision on “{title(above)}” gives {names}."
        return Problem(Origin(""), "cluster-derived", what, notice=True)
    del settled[target.id], settled[above.id]
    what = (
        f"says {_names(own.labels, target)}, but the decision on “{title(above)}” gives {names}; "
        "both were left undecided."
    )
    return Problem(Origin(""), "contradiction", what, "Clear one of the two, or change it.")


def _against_row(
    settled: dict[str, Decision], recorded: RecordedRow, target: Target, codebook: Codebook
) -> Problem | None:
    """Compare a decided cluster with the types that stand in the row, if any do."""
    above = codebook.target(target.derived_from)
    types, said = recorded.labels(above), settled[target.id].labels
    follows = derive(types, target, codebook)
    if not follows or follows == said:
        return None
    del settled[target.id]
    what = (
        f"says {_names(said, target)}, but “{title(above)}” in this row gives "
        f"{_names(follows, target)}; it was left undecided."
    )
    return Problem(Origin(""), "contradiction", what, f"Decide “{title(above)}” as well.")


def _names(labels: frozenset[str], target: Target) -> str:
    return f"“{write_labels(labels, target)}”" if labels else "“none fits”"


def _column(target: Target) -> str:
    return heading(TARGET_COLUMNS[-1], target)
