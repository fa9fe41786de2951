"""Decisions written into ``plan.xlsx``: those made elsewhere, those of a copy that came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError
from classifier.guard import rewrite_decided
from classifier.relabel.decisions import column_heading, listed
from classifier.relabel.plan_lines import DECISION
from classifier.translations import say, written_in
from classifier.xlsx.package import Package
from classifier.xlsx.sheet_cells import SheetCells, shared_strings
from classifier.xlsx.styles import Styles

if TYPE_CHECKING:
    from classifier.relabel.decisions import ListedLine
    from classifier.relabel.plan_file import Plan


@dataclass(frozen=True, slots=True)
class Returned:
    """What a copy of the plan's workbook that came back decides.

    Attributes
    ----------
    decisions : what it decides otherwise than the plan's own workbook, by line
    replaced : lines of these where something else is decided in the plan, and what
    n_missing : lines that were deleted in it, whose rows are to stay as they are
    unclear : what is wrong with cells that are no decision, by line
    """

    decisions: Mapping[str, str]
    replaced: Mapping[str, str]
    n_missing: int
    unclear: Mapping[str, str]


def read_returned(plan: Plan, workbook: Path) -> Returned:
    """Compare a copy of the workbook with the plan's own; an empty cell changes nothing.

    What nobody understands takes the place of no decision, nor does a line that was deleted.
    """
    with written_in(plan.header.language):
        ours = {line.key: cell_of(line) for line in listed(plan, plan.decisions)}
        theirs = listed(plan, workbook)
        kept = say("keep_as_is_word")
    changed = [(line, said) for line in theirs if (said := _said(line, ours[line.key], kept))]
    new = {line.key: said for line, said in changed if said != ours[line.key]}
    return Returned(
        new,
        {key: ours[key] for key in new if ours[key]},
        sum(line.written is None for line in theirs),
        {line.key: line.trouble for line in theirs if line.trouble},
    )


def _said(line: ListedLine, stands: str, kept: str) -> str:
    """Return what a line that came back decides, where something stands already; "" for nothing."""
    is_weak = line.written is None or bool(line.trouble)
    if is_weak and stands:
        return ""
    return kept if line.written is None else cell_of(line)


def cell_of(line: ListedLine) -> str:
    """Return what stands in the decision cell of a line."""
    return line.written.cells[DECISION] if line.written else ""


def write_decisions(plan: Plan, decisions: Mapping[str, str]) -> None:
    """Write decisions by line into the plan's workbook; "" takes one back."""
    with written_in(plan.header.language):
        package = Package.read(plan.decisions)
        _put(package, plan, decisions)
        with rewrite_decided(plan.decisions) as beside:
            package.write(beside)
            there = {line.key: cell_of(line) for line in listed(plan, beside)}
            wrong = [key for key, text in decisions.items() if there[key] != text]
            if wrong:
                raise _not_there(plan, wrong[0])


def _put(package: Package, plan: Plan, decisions: Mapping[str, str]) -> None:
    """Write into the cells; those of lines that are not there are refused."""
    entry = next(one for one in package.sheets() if one.name == say("plan_sheet"))
    grid = SheetCells(package.tree(entry.part), shared_strings(package))
    styles = Styles(package)
    columns = {" ".join(text.split()): column for column, text in grid.texts(1).items()}
    lines, column = columns[column_heading("line")], columns[column_heading(DECISION)]
    rows = {grid.text(row, lines).strip(): row for row in grid.row_numbers}
    for key, text in decisions.items():
        if key not in rows:
            raise _not_there(plan, key)
        style = styles.kept_as_text(grid.style(rows[key], column), text)
        grid.put_text(rows[key], column, text, style)
    grid.write_dimension()


def _not_there(plan: Plan, key: str) -> ClassifierError:
    return ClassifierError(
        f"{plan.decisions.name} has no cell of its own for the decision of line “{key}”.",
        hint="A line was deleted there, or its cell merged with others: decide it in the workbook, "
        "or make a new plan.",
    )
