"""Decisions read back from ``plan.xlsx``; whatever else differs from the facts is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.decide import Decision, read_decision
from classifier.errors import ClassifierError
from classifier.records import Origin, Problem
from classifier.relabel.plan_lines import (
    COLUMNS,
    DATA_SHEET,
    DECISION,
    FACT_COLUMNS,
    Line,
    line_key,
    line_of,
    listed_lines,
)
from classifier.text_files import read_bytes
from classifier.translations import one_after_the_other, say, tell, written_in
from classifier.wording import first_names
from classifier.workbook.review_sheet import id_in
from classifier.xlsx.read import read_workbook

if TYPE_CHECKING:
    from classifier.relabel.moves import Move, PlannedRow
    from classifier.relabel.plan_file import Plan

# Disagreements that are named; the rest is counted.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided, and the decision cells that could not be understood."""

    decisions: dict[tuple[int, str], Decision]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """One line as it stands in the workbook: its row there, and its cells by the column's key."""

    row: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A line of the plan that a person may decide, and what stands there.

    Attributes
    ----------
    written : None for one that was deleted
    decision : None where nothing is decided
    """

    row: PlannedRow
    move: Move
    written: Written | None
    decision: Decision | None

    @property
    def key(self) -> str:
        """Return what names it in the workbook."""
        return line_key(self.row, self.move)

    @property
    def trouble(self) -> str:
        """Return what is wrong with its decision, and what to do; "" where nothing is."""
        decision = self.decision
        if decision is None or not decision.what:
            return ""
        return one_after_the_other(decision.what, decision.hint)


def read_decisions(plan: Plan) -> Decided:
    """Read the decisions of a plan and compare everything else with its facts.

    A decision in a cell merged over several lines counts for each of them. The row of a line that
    was deleted waits, since nobody saw what would become of it.
    """
    with written_in(plan.header.language):
        decisions: dict[tuple[int, str], Decision] = {}
        problems: list[Problem] = []
        gone: list[str] = []
        for line in listed(plan, plan.decisions):
            decision, place = line.decision, (line.row.number, line.move.target)
            if line.written is None:
                decisions[place] = Decision("keep")
                gone.append(line.key)
            elif decision is not None:
                if decision.state != "unclear":
                    decisions[place] = decision
                if decision.what:
                    problems.append(_problem(decision, line.written, plan.decisions))
        problems += _deleted(gone, plan.decisions)
    return Decided(decisions, tuple(problems))


def _problem(decision: Decision, written: Written, path: Path) -> Problem:
    origin = Origin(path.name, written.row, say("plan_sheet"), column_heading(DECISION))
    return Problem(origin, f"decision-{decision.state}", decision.what, decision.hint)


def listed(plan: Plan, workbook: Path) -> list[ListedLine]:
    """Read the lines of a plan's workbook in the order of the rows, with what is decided.

    It is read in the language of the plan; whatever else differs from the facts is refused.
    """
    rows = _read_lines(plan, workbook)
    written = dict(_written_lines(rows, _columns(rows[0], workbook)))
    wrong: list[str] = []
    lines: list[ListedLine] = []
    places, _ = listed_lines(plan)
    for row in plan.rows():
        for move in row.moves:
            if (row.number, move.target) not in places:
                continue
            found = written.pop(line_key(row, move), None)
            decision = None
            if found is not None:
                wrong += _disagreements(line_of(row, move, plan.codebook), found)
                decision = _decision(found.cells[DECISION], move, plan)
            lines.append(ListedLine(row, move, found, decision))
    wrong += [f"row {one.row}: line “{key}” is not in the plan" for key, one in written.items()]
    _refuse(wrong, workbook)
    return lines


def _decision(cell: str, move: Move, plan: Plan) -> Decision | None:
    target = plan.codebook.target(move.target)
    return read_decision(cell, target, move.after) if cell else None


def column_heading(key: str) -> str:
    """Return the heading of a column in the language of the plan."""
    return next(column.heading for column in COLUMNS if column.key == key)


def _read_lines(plan: Plan, path: Path) -> list[list[str]]:
    if not path.exists():
        raise ClassifierError(
            f"{path} is missing.", hint="Put it back, or make the plan again: it holds decisions."
        )
    sheets = read_cells(path)
    lines = say("plan_sheet")
    lost = next((name for name in (DATA_SHEET, lines) if not sheets.get(name)), None)
    if lost:
        raise ClassifierError(
            f"{path.name} has lost its sheet “{lost}”.",
            hint="Copy the decisions into an untouched copy of the plan's workbook.",
        )
    known = sheets[DATA_SHEET][1][0] if len(sheets[DATA_SHEET]) > 1 else ""
    if known != plan.header.id:
        raise ClassifierError(
            f"{path.name} belongs to another plan ({known}, not {plan.header.id}).",
            hint="Put the workbook back beside the plan.json it was made with.",
        )
    return sheets[lines]


def _columns(headings: Sequence[str], path: Path) -> dict[str, int]:
    heads = {" ".join(text.split()): column for column, text in enumerate(headings)}
    found = {one.key: heads[one.heading] for one in COLUMNS if one.heading in heads}
    needed = [*(column.key for column in FACT_COLUMNS), DECISION]
    missing = [column_heading(key) for key in needed if key not in found]
    if missing:
        raise ClassifierError(
            f"{path.name} has lost its column “{missing[0]}”.",
            hint="Copy the decisions into an untouched copy of the plan's workbook.",
        )
    return found


def _written_lines(
    rows: Sequence[Sequence[str]], columns: Mapping[str, int]
) -> Iterator[tuple[str, Written]]:
    for number, texts in enumerate(rows[1:], start=2):
        # Below the lines, formulas and errors of her own are no words.
        if any(text and not text.startswith(("=", "#")) for text in texts):
            cells = {key: texts[column].strip() for key, column in columns.items()}
            yield cells["line"], Written(number, cells)


def _disagreements(line: Line, found: Written) -> Iterator[str]:
    for column in FACT_COLUMNS:
        fact, said = line[column.key] or None, found.cells[column.key]
        same = _number(said) == fact if isinstance(fact, float) else _same(str(fact or ""), said)
        if not same:
            yield f"row {found.row}: “{column.heading}” is not what the plan says"
    # The column of older plans shows the text without the id.
    if "text" in found.cells and id_in(found.cells["text"]) != line["fragment_id"]:
        yield f"row {found.row}: “{column_heading('text')}” is of another fragment"


def _deleted(lines: Sequence[str], path: Path) -> Iterator[Problem]:
    """Name the lines that are gone."""
    if lines:
        what = tell("decision_lines_lost", n=len(lines), lines=first_names(lines))
        hint = tell("decision_lines_lost_hint")
        yield Problem(Origin(path.name, sheet=say("plan_sheet")), "line-missing", what, hint)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _same(left: str, right: str) -> bool:
    return " ".join(left.split()) == " ".join(right.split())


def _refuse(wrong: list[str], path: Path) -> None:
    if not wrong:
        return
    more = f"; and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
    raise ClassifierError(
        f"{path.name} and plan.json disagree: {'; '.join(wrong[:_SHOWN])}{more}.",
        hint=f"Only the column “{column_heading(DECISION)}” may be changed. Undo the rest, or copy "
        "the decisions into an untouched copy of the workbook.",
    )


def read_cells(path: Path) -> dict[str, list[list[str]]]:
    """Read the cells of every sheet, hidden ones too: rows of one length, the first being row 1.

    A formula without a result gives its own text, and an error such as #N/A its name.
    """
    found = {}
    for grid in read_workbook(path.name, read_bytes(path, path.name)):
        width = max((len(cells) for _, cells in grid.rows), default=0)
        found[grid.origin.sheet] = [cells + [""] * (width - len(cells)) for _, cells in grid.rows]
    return found
