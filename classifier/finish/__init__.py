"""Turn a reviewed workbook into a coded harvest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from classifier.codebook import Codebook, row_version
from classifier.decide import Decision, How, read_decision
from classifier.decide.rows import digest
from classifier.disclosure import without_words_of_rows
from classifier.edit.provenance import Signature, last_step
from classifier.edit.workbooks import SheetEdit, drop_counts, lock_notices
from classifier.errors import HarvestError, UsageError
from classifier.finish.conflicts import add_conflicts
from classifier.finish.copies import Conflict, Copy, Elsewhere, Joined, join, missing_columns
from classifier.finish.new_labels import list_beside, noted_labels, write_new_labels
from classifier.finish.settle import DecidedRow, RecordedRow, SheetWriter, settle
from classifier.finish.summary import add_summary
from classifier.folding import spelling_key
from classifier.guard import refuse_existing, replace_file
from classifier.harvest.files import label_files
from classifier.harvest.headings import TARGET
from classifier.outputs import refuse_input, refuse_unwritable, require_ending
from classifier.records import Origin, Problem
from classifier.translations import tell, written_in
from classifier.wording import with_commas
from classifier.workbook.her_rows import ReviewedRow, RowMatch
from classifier.workbook.hidden_sheet import Pretagged, PretaggedRow
from classifier.workbook.layout import DECISION_COLUMN
from classifier.workbook.reviewed import ReviewedSheet
from classifier.xlsx.markup import letters
from classifier.xlsx.styles import Styles

__all__ = [
    "Conflict",
    "Elsewhere",
    "Finished",
    "Left",
    "Signature",
    "WrittenCoding",
    "finish",
    "finish_copies",
]


@dataclass(frozen=True, slots=True)
class WrittenCoding:
    """What was written for one target of one fragment; no labels: none fits."""

    fragment_id: str
    target: str
    labels: frozenset[str]
    how: How
    origin: Origin


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
    conflicts : answers of several coders that differ; they stand on a sheet of the output
    new_labels : the list of labels that coders miss in the codebook; None if nobody does
    """

    decisions: tuple[WrittenCoding, ...]
    left: tuple[Left, ...]
    missing: tuple[str, ...]
    problems: tuple[Problem, ...]
    kept: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    new_labels: Path | None = None


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
    _refuse(target, [workbook], force=force)
    copy = Copy.read(workbook, signature.coder)
    with _new_labels([copy] if elsewhere is None else [], target, force=force) as listed:
        done = _finish(Joined(copy, elsewhere), target, signature, force=force, summary=summary)
    return replace(done, problems=(*lock_notices(workbook), *done.problems), new_labels=listed)


def finish_copies(
    workbooks: Sequence[Path],
    target: Path,
    signatures: Sequence[Signature],
    *,
    force: bool = False,
    summary: bool = False,
) -> Finished:
    """Join several coders' copies of one pre-tagged workbook, each with its signature, and finish.

    Who signs without a name goes by the name of the file. What only one of them decided is taken,
    and what several decided in the same way, with the names of all who did. Where they differ
    nothing is taken: their answers stand side by side on the sheet "Review" of ``target``, which
    is decided in and finished as any other.
    """
    _refuse(target, workbooks, force=force)
    copies = _copies(workbooks, [signature.coder for signature in signatures])
    everyone = Signature(", ".join(copy.coder for copy in copies), signatures[0].date)
    with _new_labels(copies, target, force=force) as listed:
        done = _finish(join(copies), target, everyone, force=force, summary=summary)
    locks = [notice for path in workbooks for notice in lock_notices(path)]
    return replace(done, problems=(*locks, *done.problems), new_labels=listed)


@contextmanager
def _new_labels(copies: Sequence[Copy], target: Path, *, force: bool) -> Iterator[Path | None]:
    """List the labels that coders miss beside what is written, once that is written."""
    rows, path = [*noted_labels(copies)], list_beside(target)
    if not rows:
        yield None
        return
    refuse_existing(path, force)
    yield path
    write_new_labels(path, rows, force)


def _copies(workbooks: Sequence[Path], coders: Sequence[str]) -> list[Copy]:
    """Open each copy under the name of its coder."""
    files = label_files(workbooks)
    if len(files) < len(workbooks):
        twice = next(path for path in workbooks if path not in files.values())
        raise HarvestError(f"{twice} was given twice.", hint="Give the copy of each coder once.")
    named = dict(zip(files, coders, strict=False))
    names = [named.get(file) or file.removesuffix(path.suffix) for file, path in files.items()]
    if len(coders) != len(files) or len(set(map(spelling_key, names))) < len(files):
        raise UsageError(
            f"{len(files)} workbooks need a coder each, but there are: {', '.join(coders)}.",
            hint="Give --coder once for each workbook, in their order, each time another name.",
        )
    return [Copy.read(files[file], name, file) for file, name in zip(files, names, strict=True)]


def _refuse(target: Path, workbooks: Sequence[Path], *, force: bool) -> None:
    refuse_input(target, *workbooks, what="workbook")
    refuse_existing(target, force)
    refuse_unwritable(target)


def _finish(
    joined: Joined, target: Path, signature: Signature, *, force: bool, summary: bool
) -> Finished:
    """Write on the base of what was joined."""
    base, elsewhere = joined.base, joined.elsewhere
    require_ending(target, base.path.suffix.lower())
    match = base.match
    if elsewhere is not None:
        answered = [
            (replace(row, decisions=elsewhere.get(fragment.key, Elsewhere()).cells), fragment)
            for row, fragment in match.rows
        ]
        match = replace(match, rows=tuple(answered))
    work = _Work(base, match, elsewhere or {})
    work.leave_split(base.rows)
    work.decide()
    work.write(signature)
    drop_counts(base.reviewed.package)
    if joined.conflicts:
        add_conflicts(joined, work.settled())
    with replace_file(target, force) as path:
        base.reviewed.package.write(path)
        if summary:
            with written_in(base.reviewed.pretagged.language):
                add_summary(path, base.reviewed.pretagged.codebook)
    return Finished(
        tuple(work.decisions),
        tuple(work.left),
        match.missing,
        (*match.problems, *joined.problems, *work.problems),
        tuple(work.kept),
        joined.conflicts,
    )


class _Work:
    """Goes through the recognised rows, keeping what was decided and what was left."""

    def __init__(self, copy: Copy, match: RowMatch, elsewhere: Mapping[str, Elsewhere]) -> None:
        self._copy, self._reviewed, self._file = copy, copy.reviewed, copy.file
        self._match, self._elsewhere = match, elsewhere
        self._pretagged: Pretagged = copy.reviewed.pretagged
        self._sheets = {sheet.entry.name: sheet for sheet in copy.reviewed.sheets}
        self._decided: dict[str, list[DecidedRow]] = {name: [] for name in self._sheets}
        self.decisions: list[WrittenCoding] = []
        self.left: list[Left] = []
        self.kept: list[str] = []
        self.problems: list[Problem] = []

    def decide(self) -> None:
        self.problems += missing_columns(self._copy)
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
                what = tell("decision_no_heading", column=letters(unnamed[0]))
                hint = tell("decision_no_heading_hint")
                origin = Origin(self._file, row.row, row.sheet)
                self.problems.append(Problem(origin, "codes-without-heading", what, hint))
                row = replace(row, decisions={})
            if row.decisions and others:
                what = tell(
                    "decision_several_rows", n=len(others), rows=with_commas([*map(str, others)])
                )
                hint = tell("decision_several_rows_hint")
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
        with written_in(self._pretagged.language):  # columns are named as she sees them
            settled, problems = settle(decided, recorded, self._pretagged.codebook, origin)
        self.problems += problems
        for target, answer in settled.items():
            self.decisions.append(
                WrittenCoding(fragment.key, target, answer.labels, answer.how, origin)
            )
        said = self._elsewhere.get(fragment.key, Elsewhere())
        one = DecidedRow(row.row, settled, said.date, said.model, said.note, said.coder)
        self._decided[row.sheet].append(one)
        name = f"row {origin.row}" if fragment.confidential else fragment.key
        kept = self._kept(answers, recorded.cells, origin)
        if kept:
            self.kept.append(name)
        before = self._pretagged.settled.get(fragment.key, ())
        done = {*settled, *kept, *before}
        undecided = tuple(t.id for t in self._pretagged.codebook.targets if t.id not in done)
        discuss = tuple(t for t in undecided if t in answers and answers[t].state == "discuss")
        if undecided:
            self.left.append(Left(fragment.key, name, undecided, discuss, origin))

    def settled(self) -> dict[str, list[str]]:
        """Return the targets that were written, by fragment."""
        targets: dict[str, list[str]] = {}
        for one in self.decisions:
            targets.setdefault(one.fragment_id, []).append(one.target)
        return targets

    def _kept(
        self, answers: Mapping[str, Decision], cells: Mapping[str, str], origin: Origin
    ) -> frozenset[str]:
        """Return the targets that stay as they are coded; where nothing is coded, that is named."""
        keep = {target for target, answer in answers.items() if answer.state == "keep"}
        for target in sorted(target for target in keep if not cells.get(target, "").strip()):
            place = replace(origin, column=self._heading(target))
            what = tell("decision_keeps_nothing")
            hint = tell("decision_nothing_likely_hint")
            self.problems.append(Problem(place, "decision-unclear", what, hint))
        return frozenset(target for target in keep if cells.get(target, "").strip())

    def _answers(
        self, row: ReviewedRow, fragment: PretaggedRow, origin: Origin
    ) -> dict[str, Decision]:
        """Read the filled decision cells; what is not understood is named."""
        answers = {}
        said = self._elsewhere.get(fragment.key, Elsewhere())
        for target in self._pretagged.codebook.targets:
            cell = row.decisions.get(target.id)
            if cell is None:
                continue
            likely = None if target.id in said.unseen else fragment.likely.get(target.id)
            answer = read_decision(cell, target, likely)
            if answer.how == "accepted" and fragment.is_guess(target.id):
                answer = replace(answer, how="first guess accepted")
            answers[target.id] = answer
            if answer.what:
                place = said.places.get(target.id, origin)
                place = replace(place, column=self._heading(target.id))
                problem = Problem(place, f"decision-{answer.state}", answer.what, answer.hint)
                self.problems += self._open_words(fragment, problem)
        return answers

    def _open_words(self, fragment: PretaggedRow, problem: Problem) -> list[Problem]:
        """Leave out what was written about a confidential fragment: it stays in the workbook."""
        if fragment.confidential:
            return without_words_of_rows([problem], self._pretagged.codebook)
        return [problem]

    def _heading(self, target: str) -> str:
        return self._pretagged.heading(DECISION_COLUMN, self._pretagged.codebook.target(target))


def _recorded(sheet: ReviewedSheet, row: int, codebook: Codebook) -> RecordedRow:
    columns = {target.id: sheet.code_column(target.id) for target in codebook.targets}
    cells = {target: sheet.grid.text(row, column) for target, column in columns.items() if column}
    stated, harvest = (sheet.headings.text(sheet.grid, row, key) for key in ("version", "harvest"))
    if codebook.find_version(stated) is None:
        stated = ""  # `check` names a version that the codebook does not know
    return RecordedRow(cells, row_version(cells, harvest, stated, codebook)[0])
