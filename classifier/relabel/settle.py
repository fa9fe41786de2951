"""What becomes of a row once people have decided: settled cells, and what is written of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from classifier.codebook import NONE_FITS, did_follow, what_follows, write_labels
from classifier.edit.provenance import (
    BY,
    DATE,
    EARLIER,
    IN,
    MODEL,
    RELABELLED,
    UNDO,
    VERSION,
    RowEdit,
    Signature,
    added_columns,
    before_heading,
    code_cell,
    code_heading,
    how_heading,
    is_provenance,
    read_step,
    signed_cells,
)
from classifier.harvest.headings import TARGET
from classifier.relabel.moves import HOW_WORDS, route
from classifier.relabel.rows import ArchiveRow

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target
    from classifier.decide import Decision
    from classifier.harvest.table import Row, Table
    from classifier.relabel.moves import How, Move, PlannedRow
    from classifier.relabel.plan_file import Header

# How a settled cell says that it was decided, for provenance and trends.
BY_WORDS: dict[str, str] = {**HOW_WORDS, "person": "by a person"}


PLAN_NAME = "plan "

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


# -- what is written: codes in new words, the version, and where they came from


State = Literal["moved", "done", "waits", "newest", "not coded"]


@dataclass(frozen=True, slots=True)
class Edit:
    """Cells of one row to be written, by heading; ``state`` says what became of the row."""

    state: State
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Editor:
    """Turns settled rows into edits of their cells."""

    codebook: Codebook
    header: Header
    signature: Signature

    def columns(self, table: Table) -> list[str]:
        """List the columns that a table may need whatever its rows say."""
        version = [] if table.heading("version") else [VERSION]
        targets = [self.codebook.target(name) for name in self.header.targets]
        ours = [h for t in targets for h in (how_heading(t), before_heading(t))]
        ours += [before_heading(VERSION), MODEL, DATE, BY, IN, UNDO, EARLIER]
        return added_columns([dict.fromkeys([*version, *ours], "")], table.headings)

    def texts(self, table: Table) -> list[str]:
        """List the columns that may be written: codes, version and provenance."""
        fields = ["version", *(TARGET + target.id for target in self.codebook.targets)]
        written = [name for field_ in fields for name in table.fields.get(field_, ())]
        return [*written, *filter(is_provenance, table.headings)]

    def move(
        self,
        row: ArchiveRow,
        table: Table,
        planned: PlannedRow,
        settled: Mapping[str, Settled | None],
        step: int,
    ) -> Edit:
        """Write a row's codes in the newest words; one that waits gets its old version stated."""
        if planned.version == self.codebook.newest:
            return Edit("newest", self._stated(row, table, planned, step))
        whole = {target: cell for target, cell in settled.items() if cell is not None}
        if len(whole) < len(settled):
            return Edit("waits", self._stated(row, table, planned, step))
        edit = self._moved(row, table, planned, whole)
        return Edit("moved", signed_cells(edit, row.row.cells, step))

    def _moved(
        self, row: ArchiveRow, table: Table, planned: PlannedRow, settled: Mapping[str, Settled]
    ) -> RowEdit:
        version = table.heading("version")
        cells = {version or VERSION: self.codebook.newest}
        shown = {VERSION: (version, "")} if version else {}
        for target_id, cell in settled.items():
            target = self.codebook.target(target_id)
            heading = code_heading(row.row, table, target_id)
            written = code_cell(row.row, table, target_id)
            text, how = self._cell(row, planned, target, cell, written)
            if text != written:
                cells[heading] = text
            if how:
                shown[target.title or target.id] = heading, how
        by_model = any(cell.by == "model" for cell in settled.values())
        model = self.header.model if by_model else ""
        return RowEdit(cells, shown, self.signature, model, plan_name(self.header.id))

    @staticmethod
    def _stated(row: ArchiveRow, table: Table, planned: PlannedRow, step: int) -> Mapping[str, str]:
        """State a row's version in a column of ours; a column of theirs stays as it is."""
        if table.heading("version") or not row.codes.known:
            return {}
        return signed_cells(RowEdit({VERSION: planned.version}), row.row.cells, step)

    def _cell(
        self, row: ArchiveRow, planned: PlannedRow, target: Target, one: Settled, written: str
    ) -> tuple[str, str]:
        """Return the text of a cell and how it was decided, "" where nothing was."""
        move = planned.move(target.id)
        # A cell whose labels and words are the same stays as it was written.
        if move is not None and one.labels == move.before and one.by == "unchanged":
            return written, ""
        # Without a coder an empty cell would say that nobody looked.
        text = write_labels(one.labels, target) or ("" if row.coder else NONE_FITS)
        sure = move.certainty if move and one.by == "model" else None
        return text, BY_WORDS[one.by] + ("" if sure is None else f" ({sure:.4f})")


def plan_name(plan: str) -> str:
    """How the column “Decided in” names a plan."""
    return f"{PLAN_NAME}{plan}"


def is_done(row: Row, plan: str) -> bool:
    """Whether a row was moved by this plan and its codes have stayed as they were written."""
    if row.cells.get(f"{RELABELLED}plan") == plan:
        return True
    step = read_step(row.cells)
    moved = row.cells.get(IN) == plan_name(plan)
    return moved and step is not None and not step.changed_since(row.cells)
