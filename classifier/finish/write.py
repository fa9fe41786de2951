"""Decided rows into the harvest's own columns, with where each coding came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifier.codebook import NONE_FITS, Target, write_labels
from classifier.decide import Decision
from classifier.harvest.headings import NOT_BY_CODERS, TARGET
from classifier.outputs import FORMULA_STARTS
from classifier.records import Origin, Problem
from classifier.workbook.hidden_sheet import Memory
from classifier.workbook.layout import (
    CODER_HEADING,
    PROVENANCE,
    how_heading,
    title,
)
from classifier.workbook.reviewed import ReviewedSheet
from classifier.xlsx.styles import Styles

_WIDTHS = {one.heading: one.width for one in PROVENANCE}
_CODES_WIDTH, _HOW_WIDTH, _NOTE_WIDTH = 30.0, 16.0, 40.0
NOTE_HEADING = "Review note"
NOT_CODED = "not coded"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who finished the workbook, and when (as 2025-01-31)."""

    coder: str
    date: str


@dataclass(frozen=True, slots=True)
class DecidedRow:
    """A row with its settled answers by target id; ``height`` is its height before.

    ``date`` and ``model``: where they differ from the signature's and the workbook's, else "".
    """

    row: int
    answers: Mapping[str, Decision]
    height: str
    date: str = ""
    model: str = ""
    note: str = ""


class SheetWriter:
    """Writes the decided rows of one sheet; our columns are taken out on the way."""

    def __init__(
        self, sheet: ReviewedSheet, styles: Styles, memory: Memory, signature: Signature
    ) -> None:
        self._sheet, self._grid, self._styles = sheet, sheet.grid, styles
        self._memory, self._signature = memory, signature
        self._targets = memory.codebook.targets
        self._columns: dict[str, int] = {}
        self._formulas: set[str] = set()

    def write(self, rows: Sequence[DecidedRow]) -> list[Problem]:
        """Write everything; gives notices."""
        self._sheet.clear_ours()
        self._sheet.restore_heights({one.row: one.height for one in rows})
        decided = [one for one in rows if one.answers or one.note]
        added = self._add_columns(decided) if decided else {}
        for one in decided:
            self._write_row(one)
        for one in rows:
            self._leave_open(one, frozenset(added.values()))
        self._sheet.close_gaps(added)
        self._grid.write_dimension()
        return [self._formula_notice(heading) for heading in sorted(self._formulas)]

    # -- columns

    def _add_columns(self, rows: Sequence[DecidedRow]) -> dict[int, str]:
        """Find the columns to write to, and add those that the harvest lacks."""
        wanted = self._wanted(rows)
        for name, column in wanted.items():
            if column is not None:
                self._columns[name] = column
        new = [name for name, column in wanted.items() if column is None]
        added = dict(zip(self._sheet.free_columns(len(new)), new, strict=True))
        row = self._sheet.headings.row
        style = self._grid.style(row, self._model_column())
        for column, name in added.items():
            self._columns[name] = column
            self._grid.put_text(row, column, name, style)
        if added:
            self._grid.set_widths({column: self._width(name) for column, name in added.items()})
        return added

    def _wanted(self, rows: Sequence[DecidedRow]) -> dict[str, int | None]:
        """List heading and column of all that is written; None for a column to be added."""
        find, fields = self._sheet.find, self._sheet.headings.fields
        touched = [t for t in self._targets if any(t.id in one.answers for one in rows)]
        wanted = {self._heading(t): self._sheet.code_column(t.id) for t in touched}
        if any(t.id not in NOT_BY_CODERS for t in touched):
            wanted[CODER_HEADING] = fields.get("coder")
        wanted |= {how_heading(t): find(how_heading(t)) for t in touched}
        for one in PROVENANCE if touched else ():
            wanted[one.heading] = fields.get(one.key) if one.key == "version" else find(one.heading)
        if any(one.note for one in rows):
            wanted[NOTE_HEADING] = find(NOTE_HEADING)
        return wanted

    def _heading(self, target: Target) -> str:
        column = self._sheet.code_column(target.id)
        return self._sheet.headings.texts[column] if column else target.column or title(target)

    def _width(self, name: str) -> float:
        how = {how_heading(target) for target in self._targets}
        if name == NOTE_HEADING:
            return _NOTE_WIDTH
        return _HOW_WIDTH if name in how else _WIDTHS.get(name, _CODES_WIDTH)

    def _model_column(self) -> int:
        """The column whose looks new columns take over: one with codes, else the first."""
        codes = [self._sheet.code_column(target.id) for target in self._targets]
        return next(filter(None, codes), 1)

    # -- rows

    def _write_row(self, one: DecidedRow) -> None:
        if one.note:
            self._put(one.row, NOTE_HEADING, one.note)
        if not one.answers:
            return
        signs = self._signs_row(one)
        for target in self._targets:
            answer = one.answers.get(target.id)
            if answer is None:
                continue
            text = write_labels(answer.labels, target)
            if not answer.labels and (not signs or target.id in NOT_BY_CODERS):
                # Without a coder an empty cell would say "not coded".
                text = NONE_FITS
            self._put_code(one.row, self._heading(target), text)
            self._clear_other_columns(one.row, target)
            self._put(one.row, how_heading(target), answer.how)
        if signs:
            self._put(one.row, CODER_HEADING, self._signature.coder)
        facts = {"model": one.model or self._memory.model, "by": self._signature.coder}
        facts["date"] = one.date or self._signature.date
        if self._is_whole(one):
            facts["version"] = self._memory.codebook.newest
        for provenance in PROVENANCE:
            if provenance.key in facts:
                self._put(one.row, provenance.heading, facts[provenance.key])

    def _leave_open(self, one: DecidedRow, added: frozenset[str]) -> None:
        """Say in columns that were added that a coder's undecided row is not coded.

        Left empty beside a coder, such a cell would say that no label fits.
        """
        if not self._own_text(one.row, self._sheet.headings.fields.get("coder")):
            return
        for target in self._targets:
            answered = target.id in one.answers or target.id in NOT_BY_CODERS
            elsewhere = TARGET + target.id in self._sheet.headings.spread
            heading = self._heading(target)
            if heading in added and not answered and not elsewhere:
                self._put(one.row, heading, NOT_CODED)

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
        changed = {change.target for change in self._memory.codebook.changes}
        open_cells = [t for t in self._targets if t.id in changed - one.answers.keys()]
        columns = [self._sheet.code_column(target.id) for target in open_cells]
        return not any(self._own_text(one.row, column) for column in columns)

    def _own_text(self, row: int, column: int | None) -> str:
        return self._grid.text(row, column).strip() if column else ""

    def _put(self, row: int, heading: str, text: str) -> None:
        column = self._columns[heading]
        style = self._grid.style(row, column) or self._grid.style(row, self._model_column())
        if text.startswith(FORMULA_STARTS):
            style = self._styles.quoted(style)
        self._grid.put_text(row, column, text, style)

    def _put_code(self, row: int, heading: str, text: str) -> None:
        if self._grid.formula(row, self._columns[heading]) in ("shared", "array"):
            # Other cells take their formula from this one, so it has to stay.
            self._grid.put_cached(row, self._columns[heading], text)
            self._formulas.add(heading)
        else:
            self._put(row, heading, text)

    def _clear_other_columns(self, row: int, target: Target) -> None:
        """Empty what other columns say of a target that was decided: one cell holds it all now."""
        own = self._columns[self._heading(target)]
        for column in self._sheet.headings.spread.get(TARGET + target.id, ()):
            if column != own and self._grid.text(row, column):
                self._grid.put_text(row, column, "")

    def _formula_notice(self, heading: str) -> Problem:
        what = "holds formulas that other cells share; they were left in, with the decided value."
        hint = "Excel may calculate them again: check this column."
        origin = Origin("", sheet=self._sheet.entry.name, column=heading)
        return Problem(origin, "formula-kept", what, hint, notice=True)
