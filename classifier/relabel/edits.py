"""What is written into one row: its codes in new words, its version, and where they came from.

The columns that say where a code came from ("provenance") let a person defend it later and let
`undo` put back what was there, letter by letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from classifier.codebook import NONE_FITS, write_labels
from classifier.harvest.headings import TARGET
from classifier.relabel.rows import ArchiveRow, code_cell, code_heading
from classifier.relabel.settle import BY_WORDS

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target
    from classifier.harvest.table import Row, Table
    from classifier.relabel.moves import PlannedRow
    from classifier.relabel.plan_file import Header
    from classifier.relabel.settle import Settled

VERSION = "Codebook version"
_ABOUT_TARGET = ("before", "after", "how", "probability")
_ABOUT_ROW = ("model", "date", "by", "plan", "version before")
# Written in "version before" where the harvest had no column for it.
NO_COLUMN = "(no column)"

State = Literal["moved", "done", "waits", "newest", "not coded"]


def about(key: str, target: Target | None = None) -> str:
    """Name a provenance column.

    >>> about("date")
    'Relabelled – date'
    """
    return f"Relabelled – {key}" + (f" – {target.title or target.id}" if target else "")


def provenance_columns(codebook: Codebook, targets: tuple[str, ...]) -> list[str]:
    """List the provenance columns from left to right."""
    of_targets = [about(k, codebook.target(t)) for t in targets for k in _ABOUT_TARGET]
    return [*of_targets, *(about(key) for key in _ABOUT_ROW)]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who applied the plan, and when (as 2025-01-31)."""

    by: str
    date: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Cells of one row to be written, by heading; ``state`` says what became of the row."""

    state: State
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Editor:
    """Turns settled rows into edits of their cells.

    ``targets`` are those that get provenance columns.
    """

    codebook: Codebook
    header: Header
    signature: Signature

    @property
    def targets(self) -> tuple[str, ...]:
        """Targets in which anything happens, in the plan."""
        return self.header.targets

    def columns(self, table: Table) -> list[str]:
        """List the columns that have to be added to a table."""
        version = [] if table.heading("version") else [VERSION]
        ours = provenance_columns(self.codebook, self.targets)
        return [name for name in (*version, *ours) if name not in table.headings]

    def texts(self, table: Table) -> list[str]:
        """List the columns that may be written: codes, version and provenance."""
        fields = ["version", *(TARGET + target.id for target in self.codebook.targets)]
        written = [name for field_ in fields for name in table.fields.get(field_, ())]
        ours = provenance_columns(self.codebook, self.targets)
        return [*written, *(name for name in ours if name in table.headings)]

    def move(
        self,
        row: ArchiveRow,
        table: Table,
        planned: PlannedRow,
        settled: Mapping[str, Settled | None],
    ) -> Edit:
        """Write a row's codes in the newest words; one that waits gets its old version stated."""
        version = table.heading("version")
        # In a column of ours every row states its version; a column of theirs stays as it is.
        stated = {} if version or not row.codes.known else {VERSION: planned.version}
        if planned.version == self.codebook.newest:
            return Edit("newest", stated)
        whole = {target: one for target, one in settled.items() if one is not None}
        if len(whole) < len(settled):
            return Edit("waits", stated)
        cells = {version or VERSION: self.codebook.newest}
        for target_id, one in whole.items():
            cells |= self._cell(row, table, planned, target_id, one)
        no_column = not version
        cells |= {
            about("model"): self.header.model,
            about("date"): self.signature.date,
            about("by"): self.signature.by,
            about("plan"): self.header.id,
            about("version before"): (NO_COLUMN if no_column else row.row.cell("version")),
        }
        return Edit("moved", cells)

    def _cell(
        self, row: ArchiveRow, table: Table, planned: PlannedRow, target_id: str, one: Settled
    ) -> dict[str, str]:
        target = self.codebook.target(target_id)
        written = code_cell(row.row, table, target_id)
        move = planned.move(target_id)
        same = move is not None and one.labels == move.before and one.by == "unchanged"
        # A cell whose labels and words are the same stays as it was written.
        text = written if same else self._text(one, target, row)
        cells = {code_heading(row.row, table, target_id): text} if text != written else {}
        if target_id in self.targets:
            sure = move.certainty if move and one.by == "model" else None
            cells |= {
                about("before", target): written,
                about("after", target): text,
                about("how", target): BY_WORDS[one.by],
                about("probability", target): "" if sure is None else f"{sure:.4f}",
            }
        return cells

    @staticmethod
    def _text(one: Settled, target: Target, row: ArchiveRow) -> str:
        text = write_labels(one.labels, target)
        # Without a coder an empty cell would say that nobody looked.
        return text if text or row.coder else NONE_FITS


def is_done(row: Row, table: Table, plan: str, codebook: Codebook) -> bool:
    """Whether a row was moved by this plan and its codes have stayed as they were written."""
    if row.cells.get(about("plan"), "") != plan:
        return False
    return all(
        row.cells[about("after", target)] == code_cell(row, table, target.id)
        for target in codebook.targets
        if about("after", target) in row.cells
    )


@dataclass(frozen=True, slots=True)
class Undone:
    """One row put back: its cells by heading; ``refused`` says why it was left alone."""

    cells: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""


def undo_row(row: Row, table: Table, codebook: Codebook) -> Undone | None:
    """Put back what a row's provenance says was there; None for a row without provenance."""
    if not row.cells.get(about("plan"), ""):
        return None
    cells = {}
    for target in codebook.targets:
        if about("after", target) not in row.cells:
            continue
        now, after = code_cell(row, table, target.id), row.cells[about("after", target)]
        if now != after:
            what = f"“{target.title or target.id}” was recoded after the plan was applied"
            return Undone(refused=what)
        heading, was = code_heading(row, table, target.id), row.cells[about("before", target)]
        if heading and was != now:
            cells[heading] = was
    before = row.cells.get(about("version before"), "")
    cells[table.heading("version") or VERSION] = "" if before == NO_COLUMN else before
    return Undone(cells)
