"""What is written into one row: its codes in new words, its version, and where they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from classifier.codebook import NONE_FITS, write_labels
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
from classifier.relabel.rows import ArchiveRow
from classifier.relabel.settle import BY_WORDS

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target
    from classifier.harvest.table import Row, Table
    from classifier.relabel.moves import PlannedRow
    from classifier.relabel.plan_file import Header
    from classifier.relabel.settle import Settled

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
        version = table.heading("version")
        # In a column of ours every row states its version; a column of theirs stays as it is.
        stated = {} if version or not row.codes.known else {VERSION: planned.version}
        if stated:
            stated = signed_cells(RowEdit(stated), row.row.cells, step)
        if planned.version == self.codebook.newest:
            return Edit("newest", stated)
        whole = {target: one for target, one in settled.items() if one is not None}
        if len(whole) < len(settled):
            return Edit("waits", stated)
        cells = {version or VERSION: self.codebook.newest}
        shown = {VERSION: (version, "")} if version else {}
        for target_id, one in whole.items():
            target = self.codebook.target(target_id)
            heading, written = _place(row, table, target_id)
            text, how = self._cell(row, planned, target, one, written)
            cells |= {heading: text} if text != written else {}
            shown |= {target.title or target.id: (heading, how)} if how else {}
        by_model = any(one.by == "model" for one in whole.values())
        model = self.header.model if by_model else ""
        edit = RowEdit(cells, shown, self.signature, model, plan_name(self.header.id))
        return Edit("moved", signed_cells(edit, row.row.cells, step))

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


def _place(row: ArchiveRow, table: Table, target: str) -> tuple[str, str]:
    return code_heading(row.row, table, target), code_cell(row.row, table, target)


def plan_name(plan: str) -> str:
    """How the column “Decided in” names a plan."""
    return f"plan {plan}"


def is_done(row: Row, plan: str) -> bool:
    """Whether a row was moved by this plan and its codes have stayed as they were written."""
    if row.cells.get(f"{RELABELLED}plan") == plan:
        return True
    step = read_step(row.cells)
    moved = row.cells.get(IN) == plan_name(plan)
    return moved and step is not None and not step.changed_since(row.cells)
