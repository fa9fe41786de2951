"""What two coders agreed on, written into a copy of the harvest, with where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from classifier.codebook import NONE_FITS, Codebook, Target, write_labels
from classifier.decide import Decision
from classifier.decide.rows import FoundRow, RowFinder, text_digest
from classifier.double_coding.agreement import read_agreement
from classifier.double_coding.compare import Labels, TargetAgreement
from classifier.double_coding.workbooks import A, B
from classifier.edit import TableChange, check_endings, rewrite, signed_changes
from classifier.edit.provenance import (
    RowEdit,
    Signature,
    code_cell,
    code_heading,
)
from classifier.engine.archive_files import read_tables
from classifier.errors import HarvestError
from classifier.finish.settle import RecordedRow, settle
from classifier.guard import refuse_existing, replace_file
from classifier.harvest import ReadingChoices, read_harvest
from classifier.harvest.headings import NOT_BY_CODERS, TARGET
from classifier.outputs import refuse_input
from classifier.records import Fragment, Harvest, Origin, Problem

if TYPE_CHECKING:
    from classifier.harvest.table import Row, Table

# What a fragment without an id is called.
_MADE = re.compile(r".+:row [1-9]\d*")
HOW = "agreed by two coders"
"""How a code came about, in the column beside it."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was written, what is open, and how far each coder was from what was agreed.

    Attributes
    ----------
    n_written : cells of the harvest that were written, what follows from them included
    n_open : cells of the workbook that nobody agreed on yet
    n_elsewhere : fragments of the workbook that stand in other harvests
    before : A against B, one a target
    after : each coder, “A” or “B”, against what was agreed, one a target
    """

    n_written: int
    n_open: int
    n_elsewhere: int
    before: tuple[TargetAgreement, ...]
    after: Mapping[str, tuple[TargetAgreement, ...]]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Files:
    """What is read, and the copy that is written."""

    workbook: Path
    harvest: Path
    codebook: Path
    out: Path


class _Place(NamedTuple):
    """A fragment of the harvest with its row."""

    fragment: Fragment
    row: Row
    table: Table


def write_agreed(
    files: Files,
    signature: Signature,
    *,
    force: bool = False,
    reading: ReadingChoices | None = None,
) -> Agreed:
    """Write what was agreed into a copy of the harvest; what is open stays as it was."""
    harvest, out = files.harvest, files.out
    refuse_input(out, harvest, files.workbook, files.codebook)
    check_endings(harvest, out)
    refuse_existing(out, force)
    book = (reading or ReadingChoices()).codebook(files.codebook)
    agreement = read_agreement(files.workbook, book)
    work = _Work(book, read_harvest(harvest, book), read_tables(harvest, book))
    for fragment in agreement.fragments:
        agreed = {t.id: agreement.said[""].get((fragment.id, t.id)) for t in book.asked}
        work.write(fragment, agreed)
    if work.n_elsewhere == len(agreement.fragments):
        raise HarvestError(
            f"No fragment of {files.workbook.name} is in {harvest.name}.",
            hint="Give the harvest that the fragments were drawn from.",
        )
    changes = work.signed(signature, files.workbook.name)
    with replace_file(out, force) as place:
        notices = rewrite(harvest, place, changes, book)
    return Agreed(
        work.n_written,
        agreement.n_open,
        work.n_elsewhere,
        agreement.between(A, B),
        {coder: agreement.between(coder, "") for coder in (A, B)},
        (*agreement.problems, *work.problems, *notices),
        book.notices,
    )


def _places(harvest: Harvest, tables: Sequence[Table]) -> Iterator[FoundRow[_Place]]:
    """Find the row of each fragment."""
    rows = {
        (table.origin.sheet, row.origin.row): (row, table) for table in tables for row in table.rows
    }
    for fragment in harvest.fragments:
        found = rows.get((fragment.origin.sheet, fragment.origin.row))
        if found is not None:
            yield FoundRow(fragment.id, text_digest(fragment), _Place(fragment, *found))


class _Work:
    """The copy being changed: new cells by row, and what could not be written."""

    def __init__(self, book: Codebook, harvest: Harvest, tables: Sequence[Table]) -> None:
        self._book, self._tables = book, tables
        self._finder = RowFinder(_places(harvest, tables))
        self._versions = {coding.fragment_id: coding.version for coding in harvest.codings}
        self._edits: list[tuple[_Place, dict[str, Decision]]] = []
        self.problems: list[Problem] = []
        self.n_written = self.n_elsewhere = 0

    def write(self, fragment: Fragment, agreed: Mapping[str, Labels | None]) -> None:
        """Take over what was agreed on one fragment, or say why not."""
        row_id = self._id_of(fragment)
        if not row_id:
            self.n_elsewhere += 1
            return
        answers = {
            target: Decision("decided", labels)
            for target, labels in agreed.items()
            if labels is not None
        }
        if not answers:
            return
        found, changed = self._finder.find(row_id, text_digest(fragment))
        if found is None:
            self._name(
                fragment, "row-gone", "stands in several rows with other texts; it was left."
            )
            return
        if changed:
            what = "has another text in the harvest; it was matched by its FragmentID."
            self._name(fragment, "text-changed", what, notice=True)
        place = found.of
        recorded = self._recorded(place)
        settled, problems = settle(answers, recorded, self._book, place.fragment.origin)
        self.problems += problems
        fixed = [t for t in settled if TARGET + t in place.table.spread]
        for target in fixed:
            name = self._book.target(target).name
            what = f"has its codes of “{name}” in several columns; change them by hand."
            self._name(fragment, "cell-fixed", what)
        self._edits.append((place, {t: d for t, d in settled.items() if t not in fixed}))

    def _id_of(self, fragment: Fragment) -> str:
        """Return the id of a fragment in the harvest; "" where it stands in another one.

        An id that is made of a file's name and a row is another one in a copy: there the text
        tells, where one row alone has it.
        """
        if _MADE.fullmatch(fragment.id):
            ids = [row.written_id for row in self._finder.with_text(text_digest(fragment))]
            if fragment.id not in ids and len(ids) == 1 and _MADE.fullmatch(ids[0]):
                return ids[0]
        return fragment.id if self._finder.with_id(fragment.id) else ""

    def _recorded(self, place: _Place) -> RecordedRow:
        cells = {t.id: code_cell(place.row, place.table, t.id) for t in self._book.targets}
        version = self._versions.get(place.fragment.id, "")
        return RecordedRow(cells, version or self._book.newest)

    def _name(self, fragment: Fragment, kind: str, what: str, *, notice: bool = False) -> None:
        origin: Origin = fragment.origin
        self.problems.append(Problem(origin, kind, f"“{fragment.id}” {what}", notice=notice))

    def signed(self, signature: Signature, workbook: str) -> list[TableChange]:
        """Return what is to be written: the codes, and beside each row where they came from."""
        edits = []
        for place, answers in self._edits:
            edit = self._row_edit(place, answers, signature, workbook)
            self.n_written += len(answers)
            edits.append((place.row, place.table, edit))
        return signed_changes(self._tables, edits)

    def _row_edit(
        self, place: _Place, answers: Mapping[str, Decision], signature: Signature, workbook: str
    ) -> RowEdit:
        cells, shown = {}, {}
        for name, decision in answers.items():
            target = self._book.target(name)
            heading = code_heading(place.row, place.table, name) or target.column or target.name
            cells[heading] = write_labels(decision.labels, target) or NONE_FITS
            shown[target.name] = (heading, decision.how if target.derived_from else HOW)
        cells |= self._row_facts(place, answers, signature)
        return RowEdit(cells, shown, signature, where=workbook)

    def _row_facts(
        self, place: _Place, answers: Mapping[str, Decision], signature: Signature
    ) -> dict[str, str]:
        """Name coder and codebook version where they hold for every code of the row."""
        open_targets = [t for t in self._book.targets if t.id not in answers]
        facts = {}
        if not any(self._says_something(place, t) for t in open_targets):
            facts[place.table.heading("version") or "Codebook version"] = self._book.newest
        if all(t.id in NOT_BY_CODERS for t in open_targets):
            facts[place.table.heading("coder") or "Coder"] = signature.coder
        return facts

    def _says_something(self, place: _Place, target: Target) -> bool:
        return bool(code_cell(place.row, place.table, target.id).strip())
