"""One row's answers together: clusters follow from types, and contradictions are named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from classifier.codebook import Codebook, Target, derive, parse_labels, write_labels
from classifier.decide import Decision
from classifier.records import Origin, Problem
from classifier.workbook.layout import TARGET_COLUMNS, heading, title

Settled = tuple[dict[str, Decision], list[Problem]]


def settle(
    answers: Mapping[str, Decision], cells: Mapping[str, str], codebook: Codebook, origin: Origin
) -> Settled:
    """Bring the decided answers of one row in line.

    Parameters
    ----------
    answers : decided answers by target id
    cells : the harvest's own code cells by target id, as they are in the row
    """
    settled, problems = dict(answers), []
    for target in codebook.targets:
        if not target.derived_from:
            continue
        problem = _settle_derived(settled, cells, target, codebook)
        if problem is not None:
            problems.append(replace(problem, origin=replace(origin, column=_column(target))))
    return settled, problems


def _settle_derived(
    settled: dict[str, Decision], cells: Mapping[str, str], target: Target, codebook: Codebook
) -> Problem | None:
    own, source = settled.get(target.id), settled.get(target.derived_from)
    above = codebook.target(target.derived_from)
    if source is None:
        return _against_cell(settled, cells, target, codebook) if own else None
    follows = derive(source.labels, target, codebook)
    if source.labels and not follows:
        return None  # the codebook gives these labels no parent, so nothing follows
    if own is None or own.labels == follows:
        settled[target.id] = own or Decision("decided", follows, "from the types")
        return None
    names = _names(follows, target)
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


def _against_cell(
    settled: dict[str, Decision], cells: Mapping[str, str], target: Target, codebook: Codebook
) -> Problem | None:
    """Compare a decided cluster with the types that stand in the row, if any do."""
    above = codebook.target(target.derived_from)
    read = parse_labels(cells.get(above.id, ""), above)
    follows = derive(read[0], target, codebook) if read else frozenset()
    if not follows or follows == settled[target.id].labels:
        return None
    said = settled.pop(target.id)
    what = (
        f"says {_names(said.labels, target)}, but “{title(above)}” in this row gives "
        f"{_names(follows, target)}; it was left undecided."
    )
    return Problem(Origin(""), "contradiction", what, f"Decide “{title(above)}” as well.")


def _names(labels: frozenset[str], target: Target) -> str:
    return f"“{write_labels(labels, target)}”" if labels else "“none fits”"


def _column(target: Target) -> str:
    return heading(TARGET_COLUMNS[-1], target)
