"""The last step taken back, whichever command wrote it: from the columns beside the codes.

Files of the program's first versions are put back too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.codebook import ChosenColumn, Codebook
from classifier.edit import TableChange
from classifier.edit.first_versions import NO_COLUMN, FirstVersions, read_log
from classifier.edit.over_archive import Output, Work
from classifier.edit.provenance import (
    RELABELLED,
    UNDO,
    Step,
    is_provenance,
    last_step,
    read_step,
    restored_cells,
)
from classifier.engine.archive_files import read_batches
from classifier.engine.parts import Tally
from classifier.errors import HarvestError
from classifier.harvest.headings import TARGET
from classifier.outputs import sha256_of

if TYPE_CHECKING:
    from classifier.engine import Progress, Resources
    from classifier.engine.archive_files import ArchiveFile, Batch
    from classifier.harvest.table import Row, Table


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back: counts of rows by state, rows that were left, and steps that are left.

    ``steps_left`` is 0 where the harvest is as it was before any step.
    """

    tally: Tally
    steps_left: int


def undo(
    source: Path,
    target: Path,
    codebook: Codebook | None = None,
    *,
    log: Path | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Undone:
    """Write ``source``, a harvest or a folder of them, as it was before its last step.

    Rows that were recoded since are left and named, with the columns that tell of them.

    Parameters
    ----------
    codebook : needed for codes in columns of options, and for files of the first versions
    log : what an “audit apply” of the first versions left beside the file
    """
    made_from = {"undo": codebook.version if codebook else "", "log": sha256_of(log) if log else ""}
    reading = _reading_ours(codebook)
    with Work(source, Output(target, force), reading, made_from, {}) as work:
        older = FirstVersions(codebook, read_log(log) if log else ())
        sheets = _sheets(work.files, reading, older)

        def changes(batch: Batch, tally: Tally, resources: Resources) -> list[TableChange]:
            del resources
            return [
                _undo_table(table, sheets[batch.file.label, table.origin.sheet], older, tally)
                for table in batch.tables
            ]

        tally = Tally.together(work.run(changes, progress))
        if not tally.counts["undone"] and not tally.counts["refused"]:
            raise _nothing_to_undo(source, any(sheet.signed for sheet in sheets.values()))
        work.finish()
    return Undone(tally, max((sheet.steps_left for sheet in sheets.values()), default=0))


def _reading_ours(codebook: Codebook | None) -> Codebook:
    """Return a codebook that finds the rows of any harvest by our own column.

    The texts are not needed here, whatever their column is called.
    """
    codebook = codebook or Codebook("", "1", ())
    return replace(codebook, columns=(*codebook.columns, ChosenColumn("outcome", UNDO)))


def _nothing_to_undo(source: Path, signed: bool) -> HarvestError:
    if signed:
        return HarvestError(
            f"{source.name} has no column “{UNDO}” any more, or nothing in it: without it nobody "
            "knows what stood there before.",
            hint="Put that column back beside its rows, from an older copy of the file.",
        )
    return HarvestError(
        f"{source.name} holds nothing to undo.",
        hint="Undo takes what “finish”, “audit apply” or “relabel apply” has written.",
    )


@dataclass(slots=True)
class _Sheet:
    """What must be known of a whole sheet before its first row is written.

    Attributes
    ----------
    last : the number of the step that is taken back
    steps_left : how many remain
    versioned : a first version added the column of versions
    goes : columns that are empty once it is taken back
    signed : some row tells of a decision
    """

    last: int = 0
    steps_left: int = 0
    versioned: bool = False
    goes: frozenset[str] = frozenset()
    signed: bool = False


# -- what is known before the first row is written


def _sheets(
    files: Iterable[ArchiveFile], codebook: Codebook | None, older: FirstVersions
) -> dict[tuple[str, str], _Sheet]:
    """Read everything once for the number of the last step, and once for what remains without it.

    A step covers a whole file, so its number is one for all sheets.
    """
    sheets: dict[tuple[str, str], _Sheet] = {}
    for file in files:
        own: dict[str, _Sheet] = {}
        for table in _tables(file, codebook):
            sheet = own.setdefault(table.origin.sheet, _Sheet())
            sheet.last = max(sheet.last, last_step(row.cells for row in table.rows))
            before = (row.cells.get(f"{RELABELLED}version before") for row in table.rows)
            sheet.versioned |= NO_COLUMN in before
            sheet.signed |= any(map(_is_signed, table.rows))
        last = max((sheet.last for sheet in own.values()), default=0)
        for sheet in own.values():
            sheet.last, sheet.steps_left = last, max(last - 1, 0)
        _find_empty(file, codebook, older, own)
        sheets |= {(file.label, name): sheet for name, sheet in own.items()}
    return sheets


def _tables(file: ArchiveFile, codebook: Codebook | None) -> Iterator[Table]:
    for batch in read_batches(file, codebook):
        yield from batch.tables


def _find_empty(
    file: ArchiveFile, codebook: Codebook | None, older: FirstVersions, sheets: Mapping[str, _Sheet]
) -> None:
    """Find the columns that a step added, and that are empty in all rows once it is taken back."""
    filled: dict[str, set[str]] = {name: set() for name in sheets}
    added: dict[str, set[str]] = {name: set() for name in sheets}
    for table in _tables(file, codebook):
        name = table.origin.sheet
        added[name].update(filter(is_provenance, table.headings))
        for row in table.rows:
            cells = dict(row.cells)
            step = _step(row, table, sheets[name], older)
            if step is not None and not _trouble(step, row):
                cells |= restored_cells(step, row.cells)
                added[name].update(step.added)
            filled[name].update(heading for heading, text in cells.items() if text)
    for name, sheet in sheets.items():
        sheet.goes = frozenset(added[name] - filled[name])


def _step(row: Row, table: Table, sheet: _Sheet, older: FirstVersions) -> Step | None:
    """Return the step of a row if it is the one to be taken back."""
    if row.cells.get(UNDO):
        step = read_step(row.cells)
        if step is None:  # not as the program wrote it
            return Step(sheet.last, {}, {UNDO: "?"})
        return step if step.number == sheet.last else None
    return older.step(row, table, sheet.versioned) if sheet.last == 0 else None


def _trouble(step: Step, row: Row) -> str:
    """Say why a row is left; "" if it can be put back."""
    gone = [h for h in step.before if h not in row.cells and step.before[h] is not None]
    if gone:
        return f"has no column “{gone[0]}” any more"
    heading = step.changed_since(row.cells)
    return f"was changed under “{heading}” since" if heading else ""


# -- rows


def _undo_table(table: Table, sheet: _Sheet, older: FirstVersions, tally: Tally) -> TableChange:
    drop = [heading for heading in table.headings if heading in sheet.goes]
    change = TableChange(table, drop=drop, texts=_texts(table, sheet))
    for row in table.rows:
        step = _step(row, table, sheet, older)
        trouble = _trouble(step, row) if step else ""
        if step is None:
            tally.counts["not moved"] += 1
        elif trouble:
            what = f"{trouble}; it was left alone."
            tally.refuse(row.origin, "row-changed", what, "Put its codes back by hand.")
        else:
            tally.counts["undone" if _is_signed(row) else "not moved"] += 1
            change.cells[row.origin.row or 0] = _put_back(step, row, sheet)
    return change


def _texts(table: Table, sheet: _Sheet) -> list[str]:
    """List the columns that may be written and that stay."""
    fields = ["version", *(field for field in table.fields if field.startswith(TARGET))]
    written = [heading for field in fields for heading in table.fields.get(field, ())]
    written += filter(is_provenance, table.headings)
    return [heading for heading in written if heading not in sheet.goes]


def _is_signed(row: Row) -> bool:
    """Whether a row says more than what is for the program: a bare version is no decision."""
    told = (heading for heading, text in row.cells.items() if text and is_provenance(heading))
    return any(heading != UNDO for heading in told)


def _put_back(step: Step, row: Row, sheet: _Sheet) -> dict[str, str]:
    """Return the cells that change when a step is taken back, but for columns that go."""
    cells = restored_cells(step, row.cells)
    kept = row.cells.keys() & cells.keys() - sheet.goes
    return {h: cells[h] for h in row.cells if h in kept and cells[h] != row.cells[h]}
