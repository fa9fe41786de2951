"""Apply a plan: a new harvest in the newest words, row by row; what changed since is refused."""

from __future__ import annotations

import datetime
from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from classifier.edit import TableChange
from classifier.edit.over_archive import Output, Work
from classifier.edit.provenance import UNDO, Signature, added_columns, last_step
from classifier.engine import Here
from classifier.engine.archive_files import read_batches
from classifier.engine.parts import Tally
from classifier.errors import HarvestError
from classifier.harvest.parquet import SUFFIX as PARQUET
from classifier.relabel.decisions import read_decisions
from classifier.relabel.plan_file import Plan
from classifier.relabel.rows import RowReader
from classifier.relabel.settle import Decisions, Editor, is_done, settle
from classifier.translations import tell

if TYPE_CHECKING:
    from classifier.engine import Engine, Progress, Resources
    from classifier.engine.archive_files import Batch
    from classifier.harvest.table import Table
    from classifier.relabel.moves import PlannedRow
    from classifier.relabel.rows import ArchiveRow


class PlanIndex:
    """Finds the plan's row of a harvest's row: places in the file, not the rows themselves.

    Two 64-bit fingerprints a row, with their places, are 32 bytes; a dictionary takes 300.
    """

    def __init__(self, plan: Plan) -> None:
        keys, places = array("Q"), array("Q")
        for place, line in plan.lines():
            row = plan.row(line)
            keys.extend((int(row.key, 16), int(row.who, 16)))
            places.extend((place, place))
        order = np.argsort(keys, kind="stable")
        self._keys = np.array(keys, dtype=np.uint64)[order]
        self._places = np.array(places, dtype=np.uint64)[order]
        self._path = plan.path.absolute()
        self._plan = plan

    def find(self, row: ArchiveRow) -> PlannedRow | None:
        """Find the row that is the same in id, coder, text and codes."""
        return self._first(int(row.key, 16))

    def find_changed(self, row: ArchiveRow) -> PlannedRow | None:
        """Find a row of the same id and coder."""
        return self._first(int(row.who, 16))

    def _first(self, key: int) -> PlannedRow | None:
        i = int(np.searchsorted(self._keys, np.uint64(key)))
        if i == len(self._keys) or self._keys[i] != key:
            return None
        with self._path.open("rb") as stream:
            stream.seek(int(self._places[i]))
            line = stream.readline().decode("utf-8", "replace")
        return self._plan.row(line.rstrip("\n").removesuffix(","))


@dataclass
class Applier:
    """Turns the tables of a harvest into changes, after a plan and its decisions."""

    plan: Plan
    decisions: Decisions
    editor: Editor
    index: PlanIndex
    reader: RowReader
    steps: dict[str, int] = field(default_factory=dict)

    def __call__(self, batch: Batch, tally: Tally, resources: Resources) -> list[TableChange]:
        """Work out what changes in every table of a batch."""
        del resources
        step = self._step(batch)
        changes = {
            id(table): TableChange(table, texts=self.editor.texts(table)) for table in batch.tables
        }
        tables = {id(row): table for table in batch.tables for row in table.rows}
        for row in self.reader.rows(batch):
            table = tables[id(row.row)]
            cells = self._edit(row, table, step, tally)
            if cells:
                changes[id(table)].cells[row.row.origin.row or 0] = cells
        for change in changes.values():
            change.add = self._added(change, batch)
        return list(changes.values())

    def _added(self, change: TableChange, batch: Batch) -> list[str]:
        """List the new columns of a table; all batches of one file get the same."""
        if batch.file.path.suffix.lower() == PARQUET:
            return self.editor.columns(change.table)
        return added_columns(change.cells.values(), change.table.headings)

    def _step(self, batch: Batch) -> int:
        """Return the number of this step in a file: one more than the last that it tells of."""
        label = batch.file.label
        if label not in self.steps:
            told = any(UNDO in table.headings for table in batch.tables)
            batches = read_batches(batch.file, self.plan.codebook) if told else ()
            rows = (row.cells for one in batches for table in one.tables for row in table.rows)
            self.steps[label] = last_step(rows) + 1
        return self.steps[label]

    def _edit(self, row: ArchiveRow, table: Table, step: int, tally: Tally) -> dict[str, str]:
        if is_done(row.row, self.plan.header.id):
            tally.counts["done"] += 1
            return {}
        planned = self.index.find(row)
        if planned is None:
            self._refuse(row, tally)
            return {}
        settled = settle(planned, self.decisions, self.plan.codebook)
        edit = self.editor.move(row, table, planned, settled, step)
        tally.counts[edit.state] += 1
        return dict(edit.cells)

    def _refuse(self, row: ArchiveRow, tally: Tally) -> None:
        if not row.codes.version or not row.codes.labels:
            tally.counts["not coded"] += 1
            return
        known = self.index.find_changed(row)
        hint = tell("decision_new_plan")
        if known is None:
            tally.refuse(row.row.origin, "row-new", tell("decision_row_new"), hint)
        elif known.text != row.text:
            what = tell("decision_text_since_plan")
            tally.refuse(row.row.origin, "row-changed", what, hint)
        else:
            what = tell("decision_recoded_since_plan")
            tally.refuse(row.row.origin, "row-changed", what, hint)


@dataclass(frozen=True)
class ApplyConfig:
    """Choices of applying a plan.

    Attributes
    ----------
    coder : who applies it; stands in every row
    date : the day, as 2025-01-31
    engine : where the files are written
    force : whether an older output may be replaced
    """

    coder: str = ""
    date: str = field(default_factory=lambda: datetime.date.today().isoformat())
    engine: Engine = field(default_factory=Here)
    progress: Progress | None = None
    force: bool = False


def apply(plan: Path, harvest: Path, out: Path, config: ApplyConfig | None = None) -> Tally:
    """Write ``harvest``, a file or a folder, in the newest words, as plan and decisions say.

    Rows that changed since the plan, and rows that wait for a person, stay as they are. A run
    that was killed is continued, with the date it began with; until it ends there is no output.
    """
    config = config or ApplyConfig()
    opened = Plan.read(plan)
    opened.check()
    decided = read_decisions(opened)
    book, decisions = opened.codebook, decided.decisions
    made_from = {"plan": opened.header.id, "decisions": _written_down(decisions)}
    facts = {"coder": config.coder, "date": config.date}
    with Work(harvest, Output(out, config.force), book, made_from, facts) as work:
        editor = Editor(book, opened.header, Signature(**work.facts))
        applier = Applier(opened, decisions, editor, PlanIndex(opened), RowReader(book))
        tally = Tally()
        tally.note(decided.problems)
        tally.add(Tally.together(work.run(applier, config.progress, config.engine)))
        _refuse_strange(tally, opened, harvest)
        work.finish()
    return tally


def _written_down(decisions: Decisions) -> str:
    """Write decisions as a text that is the same in every run; sets have no order."""
    lines = [
        f"{number} {target}: {decision.state} {sorted(decision.labels)}"
        for (number, target), decision in sorted(decisions.items())
    ]
    return "\n".join(lines)


def _refuse_strange(tally: Tally, plan: Plan, harvest: Path) -> None:
    """Refuse a harvest of which the plan knows no row at all."""
    known = sum(tally.counts[state] for state in ("moved", "waits", "newest", "done"))
    if tally.counts["refused"] and not known:
        raise HarvestError(
            f"The plan holds no row of {harvest.name} as it is now.",
            hint=f"It was made for {', '.join(plan.header.inputs)}. Make a new one for this file.",
        )
