"""Undo: what stood in a harvest before a plan was applied, from the harvest's own provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.edit.rewrite import TableChange
from classifier.engine.archive_files import read_batches
from classifier.errors import HarvestError
from classifier.harvest.headings import TARGET
from classifier.relabel.edits import NO_COLUMN, VERSION, Signature, about, undo_row
from classifier.relabel.work import Applied, Work

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.engine import Progress
    from classifier.engine.archive_files import Batch
    from classifier.harvest.table import Table


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What must be known of a whole sheet before its first row is written.

    ``refused``: some row was recoded since, so the provenance stays; ``added``: the column of
    versions was not there before.
    """

    refused: bool = False
    added: bool = False


def undo_plan(
    source: Path,
    target: Path,
    codebook: Codebook,
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> Applied:
    """Put back what stood in ``source`` before a plan was applied, and take our columns out.

    Rows that were recoded since are left alone and named; then the columns stay too.
    """
    made_from = {"undo": codebook.version}
    work = Work(source, target, codebook, made_from, Signature("", ""), force=force)
    sheets = _sheets(work, codebook)

    def changes(batch: Batch, done: Applied) -> list[TableChange]:
        return [
            _undo_table(table, codebook, done, sheets[batch.file.label, table.origin.sheet])
            for table in batch.tables
        ]

    work.run(changes, progress)
    if not work.done.counts["undone"]:
        raise HarvestError(
            f"{source.name} holds nothing to undo.",
            hint="Undo takes a harvest that “relabel apply” has written.",
        )
    work.finish()
    return work.done


def _sheets(work: Work, codebook: Codebook) -> Mapping[tuple[str, str], _Sheet]:
    found: dict[tuple[str, str], _Sheet] = {}
    for file in work.files:
        for batch in read_batches(file, codebook):
            for table in batch.tables:
                key = file.label, table.origin.sheet
                before = found.get(key, _Sheet())
                undone = [undo_row(row, table, codebook) for row in table.rows]
                added = (row.cells.get(about("version before")) for row in table.rows)
                found[key] = _Sheet(
                    before.refused or any(one and one.refused for one in undone),
                    before.added or any(text == NO_COLUMN for text in added),
                )
    return found


def _undo_table(table: Table, codebook: Codebook, done: Applied, sheet: _Sheet) -> TableChange:
    ours = [name for name in table.headings if name.startswith(about(""))]
    added = [VERSION] if sheet.added and VERSION in table.headings else []
    fields = ["version", *(TARGET + target.id for target in codebook.targets)]
    written = [name for field in fields for name in table.fields.get(field, ())]
    drop = [] if sheet.refused else [*added, *ours]
    change = TableChange(table, drop=drop, texts=[*written, *ours])
    cleared = dict.fromkeys(ours, "")
    for row in table.rows:
        undone = undo_row(row, table, codebook)
        if undone is None:
            done.counts["not moved"] += 1
        elif undone.refused:
            what = f"{undone.refused}; it was left alone."
            done.refuse(row.origin, "row-changed", what, "Put its codes back by hand.")
        else:
            done.counts["undone"] += 1
            cells = {**undone.cells, **cleared}
            change.cells[row.origin.row or 0] = {
                name: text
                for name, text in cells.items()
                if name in table.headings and name not in drop
            }
    return change
