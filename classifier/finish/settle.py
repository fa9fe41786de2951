"""One row's answers together: clusters follow from types, and contradictions are named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.codebook import (
    NONE_FITS,
    Codebook,
    Target,
    derive,
    did_follow,
    parse_labels,
    to_newest,
    what_follows,
    write_labels,
)
from classifier.decide import Decision
from classifier.edit.provenance import (
    RowEdit,
    Signature,
    added_columns,
    signed_cells,
)
from classifier.edit.workbooks import SheetEdit
from classifier.harvest.headings import NOT_BY_CODERS, TARGET
from classifier.records import Origin, Problem
from classifier.translations import tell
from classifier.workbook.hidden_sheet import Pretagged
from classifier.workbook.layout import DECISION_COLUMN, heading, title
from classifier.workbook.reviewed import ReviewedSheet


@dataclass(frozen=True, slots=True)
class RecordedRow:
    """What a row of the harvest said before: its code cells by target id, and their version."""

    cells: Mapping[str, str]
    version: str

    def labels(self, target: Target) -> frozenset[str]:
        """Return the labels of a target that stand in the row."""
        read = parse_labels(self.cells.get(target.id, ""), target)
        return read[0] if read else frozenset()


def settle(
    answers: Mapping[str, Decision], recorded: RecordedRow, codebook: Codebook, origin: Origin
) -> tuple[dict[str, Decision], list[Problem]]:
    """Bring the decided answers of one row, by target id, in line with one another."""
    settled, problems = dict(answers), []
    for target in codebook.targets:
        if target.derived_from:
            problem = _settle_derived(settled, recorded, target, codebook)
            if problem is not None:
                problems.append(
                    replace(
                        problem, origin=replace(origin, column=heading(DECISION_COLUMN, target))
                    )
                )
    return settled, problems


def _settle_derived(
    settled: dict[str, Decision], recorded: RecordedRow, target: Target, codebook: Codebook
) -> Problem | None:
    own, source = settled.get(target.id), settled.get(target.derived_from)
    above = codebook.target(target.derived_from)
    if source is None:
        return _against_row(settled, recorded, target, codebook) if own else None
    follows = what_follows(source.labels, target, codebook)
    if follows is None or (own is not None and own.labels == follows):
        return None
    names = _names(follows, target)
    if own is None:
        before, types = recorded.labels(target), recorded.labels(above)
        if before == follows or did_follow(before, types, target, recorded.version, codebook):
            settled[target.id] = Decision("decided", follows, "from the types")
            return None
        had = _names(before, target)
        what = tell("decision_cluster_kept", before=had, title=title(above), names=names)
        return Problem(Origin(""), "cluster-kept", what, notice=True)
    if own.lightly:
        settled[target.id] = Decision("decided", follows, "from the types")
        what = tell("decision_cluster_derived", title=title(above), names=names)
        return Problem(Origin(""), "cluster-derived", what, notice=True)
    del settled[target.id], settled[above.id]
    said = _names(own.labels, target)
    what = tell("decision_contradicts", said=said, title=title(above), names=names)
    return Problem(Origin(""), "contradiction", what, tell("decision_contradicts_hint"))


def _against_row(
    settled: dict[str, Decision], recorded: RecordedRow, target: Target, codebook: Codebook
) -> Problem | None:
    """Compare a decided cluster with the types that stand in the row, if any do."""
    above = codebook.target(target.derived_from)
    types = to_newest(recorded.labels(above), above, recorded.version, codebook)
    follows, said = derive(types, target, codebook), settled[target.id].labels
    if not follows or follows == said:
        return None
    del settled[target.id]
    gives = _names(follows, target)
    what = tell("decision_against_row", said=_names(said, target), title=title(above), names=gives)
    hint = tell("decision_against_row_hint", title=title(above))
    return Problem(Origin(""), "contradiction", what, hint)


def _names(labels: frozenset[str], target: Target) -> str:
    return f"“{write_labels(labels, target)}”" if labels else tell("decision_none_fits")


CODER_HEADING, NOTE_HEADING, VERSION_HEADING = "Coder", "Review note", "Codebook version"
NOT_CODED = "not coded"


@dataclass(frozen=True, slots=True)
class DecidedRow:
    """A row with its settled answers by target id.

    ``date``, ``model``, ``coder``: where they are not the signature's and the workbook's, else "".
    """

    row: int
    answers: Mapping[str, Decision]
    date: str = ""
    model: str = ""
    note: str = ""
    coder: str = ""

    def signed(self, signature: Signature) -> Signature:
        """Return who decided the row, and when."""
        return Signature(self.coder or signature.coder, self.date or signature.date)


class SheetWriter:
    """Writes the decided rows of one sheet; our columns are taken out on the way."""

    def __init__(
        self, sheet: ReviewedSheet, edit: SheetEdit, pretagged: Pretagged, signature: Signature
    ) -> None:
        self._sheet, self._grid, self._edit = sheet, sheet.grid, edit
        self._pretagged, self._signature = pretagged, signature
        self._targets = pretagged.codebook.targets
        self._columns = sheet.columns

    def write(self, rows: Sequence[DecidedRow], step: int) -> list[Problem]:
        """Write everything as the step of this number; returns notices."""
        self._sheet.restore_heights()
        touched = {name for one in rows for name in one.answers}
        cells = {}
        for one in rows:
            edit = self._row_edit(one, touched)
            if edit.cells:
                cells[one.row] = signed_cells(edit, self._sheet.texts(one.row), step)
        self._edit.write(
            self._sheet.headings.row,
            self._columns,
            drop=self._sheet.ours,
            add=added_columns(cells.values(), self._columns),
            cells=cells,
        )
        return self._edit.notices

    def _heading(self, target: Target) -> str:
        column = self._sheet.code_column(target.id)
        return self._sheet.headings.texts[column] if column else target.column or title(target)

    def _field(self, name: str, heading: str) -> str:
        """The heading of a field of the harvest; ``heading`` where it has no such column."""
        column = self._sheet.headings.fields.get(name)
        return self._sheet.headings.texts[column] if column else heading

    def _row_edit(self, one: DecidedRow, touched: set[str]) -> RowEdit:
        """Gather what is written into a row."""
        cells = {NOTE_HEADING: one.note} if one.note else {}
        signature = one.signed(self._signature)
        shown: dict[str, tuple[str, str]] = {}
        signs = self._signs_row(one)
        for target in self._targets:
            answer = one.answers.get(target.id)
            if answer is None:
                continue
            text = write_labels(answer.labels, target)
            if not answer.labels and (not signs or target.id in NOT_BY_CODERS):
                # Without a coder an empty cell would say "not coded".
                text = NONE_FITS
            cells |= {**self._other_columns(one.row, target), self._heading(target): text}
            shown[title(target)] = (self._heading(target), answer.how)
        cells |= self._not_coded(one, touched)
        if not one.answers:
            return RowEdit(cells)
        if signs:
            cells[self._field("coder", CODER_HEADING)] = signature.coder
        if self._is_whole(one):
            version = self._field("version", VERSION_HEADING)
            cells[version] = self._pretagged.codebook.newest
            shown |= {VERSION_HEADING: (version, "")}
        return RowEdit(cells, shown, signature, one.model or self._pretagged.model)

    def _other_columns(self, row: int, target: Target) -> dict[str, str]:
        """Empty what other columns say of a target that was decided: one cell holds it all now."""
        columns = self._sheet.headings.spread.get(TARGET + target.id, ())
        filled = [column for column in columns if self._own_text(row, column)]
        return {self._sheet.headings.texts[column]: "" for column in filled}

    def _not_coded(self, one: DecidedRow, touched: set[str]) -> dict[str, str]:
        """Say in columns that are added that a coder's undecided row is not coded.

        Left empty beside a coder, such a cell would say that no label fits.
        """
        if not self._own_text(one.row, self._sheet.headings.fields.get("coder")):
            return {}
        return {
            self._heading(target): NOT_CODED
            for target in self._targets
            if target.id in touched - one.answers.keys() - NOT_BY_CODERS
            and self._sheet.code_column(target.id) is None
            and TARGET + target.id not in self._sheet.headings.spread
        }

    def _signs_row(self, one: DecidedRow) -> bool:
        """Whether the reviewer goes into the column Coder.

        Not if that would sign for what another coder ticked, nor if it would turn an empty cell
        that nobody decided into "looked, found none".
        """
        by_coders = [target for target in self._targets if target.id not in NOT_BY_CODERS]
        open_cells = [target for target in by_coders if target.id not in one.answers]
        if len(open_cells) == len(by_coders):
            return False
        if self._own_text(one.row, self._sheet.headings.fields.get("coder")):
            return not open_cells
        columns = [self._sheet.code_column(target.id) for target in open_cells]
        return all(column is None or self._own_text(one.row, column) for column in columns)

    def _is_whole(self, one: DecidedRow) -> bool:
        """Whether every code in the row is in the newest version's words now.

        A target that never changed has the same words in every version.
        """
        changed = {change.target for change in self._pretagged.codebook.changes}
        open_cells = [t for t in self._targets if t.id in changed - one.answers.keys()]
        columns = [self._sheet.code_column(target.id) for target in open_cells]
        return not any(self._own_text(one.row, column) for column in columns)

    def _own_text(self, row: int, column: int | None) -> str:
        return self._grid.text(row, column).strip() if column else ""
