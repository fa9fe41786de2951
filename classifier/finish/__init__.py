"""Turn a reviewed workbook into a coded harvest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from classifier.codebook import Codebook, row_version
from classifier.decide import Decision, How, read_decision
from classifier.decide.guard import refuse_existing, replace_file
from classifier.decide.rows import digest
from classifier.edit.provenance import Signature, last_step
from classifier.edit.workbooks import SheetEdit, drop_counts, lock_notices
from classifier.finish.settle import DecidedRow, RecordedRow, SheetWriter, settle
from classifier.finish.summary import add_summary
from classifier.folding import spelling_key
from classifier.harvest.headings import TARGET
from classifier.outputs import refuse_input, refuse_unwritable, require_ending
from classifier.records import Origin, Problem
from classifier.workbook.her_rows import ReviewedRow, RowMatch
from classifier.workbook.hidden_sheet import Pretagged, PretaggedRow
from classifier.workbook.layout import DECISION_COLUMN, heading
from classifier.workbook.reviewed import Reviewed, ReviewedSheet
from classifier.xlsx.markup import letters
from classifier.xlsx.styles import Styles

__all__ = ["Elsewhere", "Finished", "Left", "Signature", "WrittenCoding", "finish"]


@dataclass(frozen=True, slots=True)
class WrittenCoding:
    """What was written for one target of one fragment; no labels: none fits."""

    fragment_id: str
    target: str
    labels: frozenset[str]
    how: How
    origin: Origin


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Decisions on one fragment that were made elsewhere than in its workbook.

    Attributes
    ----------
    cells : what the decision cells would say, by target id
    unseen : targets that were decided while the suggestions were hidden
    date : the day of the last decision, as 2025-01-31
    model : the model that suggested; "" for the workbook's
    note : what the coder wrote beside the row, "" for nothing
    """

    cells: Mapping[str, str] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()
    date: str = ""
    model: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A row that was left as it was for some targets, by their ids.

    ``discuss`` are those that are kept for a talk; they are among ``targets``. ``name`` is what
    the fragment may be called: its id, or the place of a confidential row.
    """

    fragment_id: str
    name: str
    targets: tuple[str, ...]
    discuss: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Finished:
    """The outcome of ``finish``.

    Attributes
    ----------
    decisions : what was written, in the order of the rows
    left : rows with something undecided, in the order of the rows
    kept : names of fragments with a code that was to stay as it is
    missing : ids of fragments that are not in the workbook any more: nothing else tells of them
    problems : what could not be understood, and notices
    """

    decisions: tuple[WrittenCoding, ...]
    left: tuple[Left, ...]
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]
    kept: tuple[str, ...] = ()


def finish(
    workbook: Path,
    target: Path,
    signature: Signature,
    *,
    force: bool = False,
    elsewhere: Mapping[str, Elsewhere] | None = None,
    summary: bool = False,
) -> Finished:
    """Write the decisions in ``workbook`` into its code columns, as a new workbook ``target``.

    Our columns and sheets are taken out, columns that say where a coding came from are added, and
    whatever is undecided or unclear is left as it was. Needs nothing but the workbook, unless the
    decisions come from ``elsewhere``, by fragment id: then its own decision cells do not count.
    ``summary`` adds a sheet of plain counts.
    """
    refuse_input(target, workbook, what="workbook")
    refuse_existing(target, force)
    refuse_unwritable(target)
    reviewed = Reviewed.read(workbook)
    require_ending(target, workbook.suffix.lower())
    rows, match = reviewed.matched(workbook.name)
    if elsewhere is not None:
        answered = [
            (replace(row, decisions=elsewhere.get(fragment.key, Elsewhere()).cells), fragment)
            for row, fragment in match.rows
        ]
        match = replace(match, rows=tuple(answered))
    work = _Work(reviewed, workbook.name, match, elsewhere or {})
    work.leave_split(rows)
    work.decide()
    work.write(signature)
    drop_counts(reviewed.package)
    with replace_file(target, force) as path:
        reviewed.package.write(path)
        if summary:
            add_summary(path, reviewed.pretagged.codebook)
    problems = (*lock_notices(workbook), *match.problems, *work.problems)
    return Finished(
        tuple(work.decisions), tuple(work.left), match.missing, problems, tuple(work.kept)
    )


class _Work:
    """Goes through the recognised rows, keeping what was decided and what was left."""

    def __init__(
        self, reviewed: Reviewed, file: str, match: RowMatch, elsewhere: Mapping[str, Elsewhere]
    ) -> None:
        self._reviewed, self._file, self._match = reviewed, file, match
        self._elsewhere = elsewhere
        self._pretagged: Pretagged = reviewed.pretagged
        self._sheets = {sheet.entry.name: sheet for sheet in reviewed.sheets}
        self._decided: dict[str, list[DecidedRow]] = {name: [] for name in self._sheets}
        self.decisions: list[WrittenCoding] = []
        self.left: list[Left] = []
        self.kept: list[str] = []
        self.problems: list[Problem] = []

    def decide(self) -> None:
        for sheet, target in self._reviewed.missing_decisions():
            what = f"has no column “{self._heading(target)}”; nothing is decided for it."
            origin = Origin(self._file, sheet=sheet)
            self.problems.append(Problem(origin, "no-decision-column", what, notice=True))
        for row, fragment in self._match.rows:
            self._decide_row(row, fragment)

    def leave_split(self, rows: Sequence[ReviewedRow]) -> None:
        """Leave fragments undecided whose codes stand in further rows: these would stay beside."""
        by_id: dict[tuple[str, str], list[ReviewedRow]] = {}
        for row in rows:
            by_id.setdefault((row.sheet, spelling_key(row.written_id)), []).append(row)
        kept = []
        for row, fragment in self._match.rows:
            same_id = by_id[row.sheet, spelling_key(row.written_id)] if row.written_id else []
            others = [other.row for other in same_id if self._goes_on(row, other)]
            unnamed = self._without_heading(row)
            if unnamed:
                what = f"has codes in column {letters(unnamed[0])}, which has no heading; it was "
                what += "left undecided."
                hint = "Give each column with codes a heading of its own, and finish again."
                origin = Origin(self._file, row.row, row.sheet)
                self.problems.append(Problem(origin, "codes-without-heading", what, hint))
                row = replace(row, decisions={})
            if row.decisions and others:
                numbers = ", ".join(map(str, others))
                what = f"has further codes in row {numbers}; it was left undecided."
                hint = "Empty the codes there, which the decision replaces, and finish again."
                origin = Origin(self._file, row.row, row.sheet)
                self.problems.append(Problem(origin, "several-rows", what, hint))
                row = replace(row, decisions={})
            kept.append((row, fragment))
        self._match = replace(self._match, rows=tuple(kept))

    def _without_heading(self, row: ReviewedRow) -> list[int]:
        """Columns without a heading that hold codes of targets that are decided in this row."""
        sheet = self._sheets[row.sheet]
        columns = [c for t in row.decisions for c in sheet.headings.spread.get(TARGET + t, ())]
        unnamed = [column for column in columns if column not in sheet.headings.texts]
        return [column for column in unnamed if sheet.grid.text(row.row, column).strip()]

    def _goes_on(self, row: ReviewedRow, other: ReviewedRow) -> bool:
        """Whether another row holds codes that the same coder gave to the same fragment."""
        if other.row == row.row or other.digest not in (row.digest, digest("")):
            return False
        sheet = self._sheets[row.sheet]
        both = (row.row, other.row)
        coders = {spelling_key(sheet.headings.text(sheet.grid, number, "coder")) for number in both}
        columns = [column for own in sheet.headings.spread.values() for column in own]
        columns += filter(None, (sheet.code_column(t.id) for t in self._pretagged.codebook.targets))
        holds_codes = any(sheet.grid.text(other.row, column).strip() for column in columns)
        return holds_codes and len(coders - {""}) < 2

    def write(self, signature: Signature) -> None:
        styles = Styles(self._reviewed.package)
        rows = (sheet.texts(n) for sheet in self._sheets.values() for n in sheet.grid.row_numbers)
        step = last_step(rows) + 1
        for name, sheet in self._sheets.items():
            edit = SheetEdit(
                self._reviewed.package, sheet.entry, sheet.grid, styles, sheet.like_column()
            )
            writer = SheetWriter(sheet, edit, self._pretagged, signature)
            for problem in writer.write(self._decided[name], step):
                origin = replace(problem.origin, file=self._file)
                self.problems.append(replace(problem, origin=origin))
        self._reviewed.remove_our_sheets()

    def _decide_row(self, row: ReviewedRow, fragment: PretaggedRow) -> None:
        origin = row.place(self._file)
        answers = self._answers(row, fragment, origin)
        decided = {t: answer for t, answer in answers.items() if answer.state == "decided"}
        recorded = _recorded(self._sheets[row.sheet], row.row, self._pretagged.codebook)
        settled, problems = settle(decided, recorded, self._pretagged.codebook, origin)
        self.problems += problems
        for target, answer in settled.items():
            self.decisions.append(
                WrittenCoding(fragment.key, target, answer.labels, answer.how, origin)
            )
        said = self._elsewhere.get(fragment.key, Elsewhere())
        one = DecidedRow(row.row, settled, said.date, said.model, said.note)
        self._decided[row.sheet].append(one)
        name = f"row {origin.row}" if fragment.confidential else fragment.key
        kept = self._kept(answers, recorded.cells, origin)
        if kept:
            self.kept.append(name)
        done = settled.keys() | kept
        undecided = tuple(t.id for t in self._pretagged.codebook.targets if t.id not in done)
        discuss = tuple(t for t in undecided if t in answers and answers[t].state == "discuss")
        if undecided:
            self.left.append(Left(fragment.key, name, undecided, discuss, origin))

    def _kept(
        self, answers: Mapping[str, Decision], cells: Mapping[str, str], origin: Origin
    ) -> frozenset[str]:
        """Return the targets that stay as they are coded; where nothing is coded, that is named."""
        keep = {target for target, answer in answers.items() if answer.state == "keep"}
        for target in sorted(target for target in keep if not cells.get(target, "").strip()):
            place = replace(origin, column=self._heading(target))
            what = "says “keep”, but nothing is coded in this row."
            hint = "Write names of the codebook, “none fits”, or leave the cell empty."
            self.problems.append(Problem(place, "decision-unclear", what, hint))
        return frozenset(target for target in keep if cells.get(target, "").strip())

    def _answers(
        self, row: ReviewedRow, fragment: PretaggedRow, origin: Origin
    ) -> dict[str, Decision]:
        """Read the filled decision cells; what is not understood is named."""
        answers = {}
        unseen = self._elsewhere.get(fragment.key, Elsewhere()).unseen
        for target in self._pretagged.codebook.targets:
            cell = row.decisions.get(target.id)
            if cell is None:
                continue
            likely = None if target.id in unseen else fragment.likely.get(target.id)
            answer = read_decision(cell, target, likely)
            if answer.how == "accepted" and fragment.is_guess(target.id):
                answer = replace(answer, how="first guess accepted")
            answers[target.id] = answer
            if answer.what:
                place = replace(origin, column=self._heading(target.id))
                self.problems.append(
                    Problem(place, f"decision-{answer.state}", answer.what, answer.hint)
                )
        return answers

    def _heading(self, target: str) -> str:
        return heading(DECISION_COLUMN, self._pretagged.codebook.target(target))


def _recorded(sheet: ReviewedSheet, row: int, codebook: Codebook) -> RecordedRow:
    columns = {target.id: sheet.code_column(target.id) for target in codebook.targets}
    cells = {target: sheet.grid.text(row, column) for target, column in columns.items() if column}
    stated, harvest = (sheet.headings.text(sheet.grid, row, key) for key in ("version", "harvest"))
    if codebook.find_version(stated) is None:
        stated = ""  # `check` names a version that the codebook does not know
    return RecordedRow(cells, row_version(cells, harvest, stated, codebook)[0])
