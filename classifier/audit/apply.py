"""Decisions of a worklist carried over to a copy of the harvest.

Only rows that still stand as they did when the list was made are changed: whoever recoded one
since has looked at it already. Clusters that followed from the types of a row follow the new ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.audit.worklist import (
    Answered,
    DecidedFinding,
    other_reading,
    read_decisions,
    written_id,
)
from classifier.codebook import (
    NONE_FITS,
    Target,
    name_at,
    parse_labels,
    read_codebook,
    to_newest,
    write_labels,
)
from classifier.decide import Decision, read_decision
from classifier.decide.rows import FoundRow, RowFinder, text_digest
from classifier.disclosure import places
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
from classifier.harvest import read_harvest
from classifier.harvest.headings import TARGET
from classifier.outputs import refuse_input, refuse_unwritable
from classifier.records import Coding, Harvest, Origin, Problem
from classifier.translations import tell

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.harvest.table import Table

FOLLOWED = "from the types"


@dataclass(frozen=True, slots=True)
class Files:
    """What is read, and the copy that is written."""

    worklist: Path
    harvest: Path
    codebook: Path
    out: Path


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that was changed; ``before`` and ``after`` are its text."""

    nr: str
    fragment_id: str
    target: str
    sheet: str
    row: int
    heading: str
    before: str
    after: str
    how: str


@dataclass(frozen=True)
class Applied:
    """What was done: changes, decisions to keep, what to discuss, what was not done and why.

    ``already`` counts decided codes that stood so before, as where they were carried over once.
    ``followed`` counts those of the changes that nobody decided: clusters of new types.
    ``elsewhere`` counts decisions on fragments of other files.
    """

    changes: tuple[Change, ...]
    followed: int
    kept: int
    discuss: tuple[str, ...]
    elsewhere: int
    problems: tuple[Problem, ...]
    already: int = 0


def apply_worklist(
    files: Files,
    signature: Signature,
    answered: Answered | None = None,
    *,
    force: bool = False,
) -> Applied:
    """Write a copy of the harvest with the decisions of the worklist, and those given elsewhere."""
    harvest, out = files.harvest, files.out
    refuse_input(out, harvest, files.worklist, files.codebook)
    check_endings(harvest, out)
    refuse_existing(out, force)
    refuse_unwritable(out)
    book = read_codebook(files.codebook)
    decisions, problems = read_decisions(files.worklist, book, answered)
    read = read_harvest(harvest, book)
    if not read.fragments:
        raise HarvestError(f"{harvest.name} has no fragments.", hint="Is this the right file?")
    here = of_file(decisions, harvest.name, read)
    work = _Work(read, book, read_tables(harvest, book), harvest.name)
    for group in _by_cell(here):
        work.decide(group)
    work.settle({(d.fragment_id, d.target) for d in here})
    with replace_file(out, force) as place:
        notices = rewrite(harvest, place, work.signed(signature, files.worklist.name), book)
    return Applied(
        tuple(work.changes),
        sum(change.how == FOLLOWED for change in work.changes),
        sum(d.decision == "keep" for d in here),
        tuple(dict.fromkeys(work.name(d.fragment_id) for d in here if d.decision == "discuss")),
        len(decisions) - len(here),
        (*problems, *work.problems, *notices),
        work.already,
    )


def of_file(
    decisions: Sequence[DecidedFinding], name: str, harvest: Harvest
) -> list[DecidedFinding]:
    """The decisions on fragments of this file; where it was renamed since, their ids tell."""
    if any(one.origin.file == name for one in decisions):
        return [one for one in decisions if one.origin.file in ("", name)]
    ids = {written_id(fragment.id) for fragment in harvest.fragments}
    return [one for one in decisions if written_id(one.fragment_id) in ids]


def _by_cell(decisions: Sequence[DecidedFinding]) -> Iterable[Sequence[DecidedFinding]]:
    """Gather the decisions to change by fragment and target: they are about one cell."""
    groups: dict[tuple[str, str, Origin], list[DecidedFinding]] = {}
    for one in decisions:
        if one.decision == "change":
            groups.setdefault((one.fragment_id, one.target, one.origin), []).append(one)
    return groups.values()


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was decided about one cell, and the findings that it was decided on."""

    group: Sequence[DecidedFinding]
    coding: Coding
    decision: Decision


class _Work:
    """The copy being changed, and what came of each decision."""

    def __init__(
        self, harvest: Harvest, book: Codebook, tables: Sequence[Table], file: str
    ) -> None:
        self.book, self.file, self._tables = book, file, tables
        self._rows = {
            (table.origin.sheet, row.origin.row): (row, table)
            for table in tables
            for row in table.rows
        }
        self.changes: list[Change] = []
        self.problems: list[Problem] = []
        self.already = 0
        self._codings = harvest.codings
        self._places = places(harvest.fragments)
        texts = {fragment.id: text_digest(fragment) for fragment in harvest.fragments}
        rows = [
            FoundRow(written_id(c.fragment_id), texts.get(c.fragment_id, ""), c)
            for c in harvest.codings
        ]
        self._finders = {
            target.id: RowFinder(row for row in rows if row.of.target == target.id)
            for target in book.targets
        }
        self._answers: dict[tuple[str, int | None], dict[str, _Answer]] = {}

    def name(self, fragment_id: str) -> str:
        """Return what a fragment is called where its row may not be known."""
        return self._places.get(fragment_id, fragment_id)

    def decide(self, group: Sequence[DecidedFinding]) -> None:
        """Take in the decisions about one cell, or say why not."""
        first = group[0]
        target = self.book.target(first.target)
        coding = self._coding(first, target)
        if coding is None:
            return
        decision, now = self._decision(group, target), self._newest(coding, target)
        if decision is None:
            return
        if any(now != one.recorded for one in group if not one.as_it_stands):
            if decision.labels == now:
                self.already += 1
                return
            what, hint = tell("decision_recoded"), tell("decision_recoded_hint")
            self._refuse(first, "recoded", what, hint)
        elif self._cell(group, coding, target) is not None:
            of_row = self._answers.setdefault(_place(coding), {})
            of_row[target.id] = _Answer(group, coding, decision)

    def settle(self, decided: Collection[tuple[str, str]]) -> None:
        """Carry over what was decided, row by row; clusters that followed from types follow.

        Parameters
        ----------
        decided : fragments and targets that stand in the worklist with a decision
        """
        for place, answers in self._answers.items():
            row, table = self._rows[place]
            first = next(iter(answers.values()))
            cells = {target.id: code_cell(row, table, target.id) for target in self.book.targets}
            recorded = RecordedRow(cells, first.coding.version or self.book.newest)
            decisions = {target: answer.decision for target, answer in answers.items()}
            settled, problems = settle(decisions, recorded, self.book, first.coding.origin)
            for one in problems:
                self._refuse(first.group[0], one.kind, one.what, one.hint, one.notice)
            for name, decision in settled.items():
                target = self.book.target(name)
                if name in answers:
                    self._write(answers[name], target, decision.labels)
                elif (first.group[0].fragment_id, name) not in decided:
                    self._follow(answers[target.derived_from], target, decision.labels)

    def _follow(self, source: _Answer, target: Target, labels: frozenset[str]) -> None:
        """Write what follows from decided types over what followed from the old ones."""
        codings = [c for c in self._codings if c.target == target.id]
        own = next((c for c in codings if _place(c) == _place(source.coding)), None)
        if own is not None and self._newest(own, target) != labels:
            self._write(replace(source, coding=own), target, labels)

    def _newest(self, coding: Coding, target: Target) -> frozenset[str]:
        return to_newest(coding.labels, target, coding.version or self.book.newest, self.book)

    def _coding(self, finding: DecidedFinding, target: Target) -> Coding | None:
        """Find the coding that a decision is about, or say why not.

        Of several codings of its fragment the one at the old row counts, else the one that says
        what was recorded.
        """
        codings = [row.of for row in self._rows_of(finding, target)]
        place = finding.origin.sheet, finding.origin.row
        there = [c for c in codings if (c.origin.sheet, c.origin.row) == place]
        alike = [c for c in codings if self._newest(c, target) == finding.recorded]
        return next(iter(there or alike or codings), None)

    def _rows_of(self, finding: DecidedFinding, target: Target) -> Sequence[FoundRow[Coding]]:
        """Find the rows of a fragment by its id and text; what is not as it was is named."""
        own = self._finders[target.id].with_id(written_id(finding.fragment_id))
        if not own:
            self._refuse(finding, "row-gone", tell("decision_not_coded_here"))
            return own
        if not finding.text:  # an older list knows ids alone
            return [row for row in own if row.of.fragment_id == finding.fragment_id] or own
        same = [row for row in own if row.digest == finding.text]
        if same:
            return same
        if len(own) > 1:
            what, hint = tell("decision_other_texts"), tell("decision_new_list")
            self._refuse(finding, "row-gone", what, hint)
            return []
        what, hint = tell("decision_text_since_list"), tell("decision_still_fits")
        self._refuse(finding, "text-changed", what, hint, notice=True)
        return own

    def _decision(self, group: Sequence[DecidedFinding], target: Target) -> Decision | None:
        """Return what the decisions on one cell come to; None where they cannot be read.

        The other reading is taken lightly: it rests on the old types, and gives way to new ones.
        """
        written = {d.changed_to for d in group if d.changed_to}
        if len(written) > 1 or (written and any(not d.changed_to for d in group)):
            self._refuse(group[0], "decisions-differ", tell("decision_differ"))
            return None
        if written:
            return self._typed(group, written.pop(), target)
        reading = other_reading(group)
        if reading is None:
            what, hint = tell("decision_no_reading"), tell("decision_write_names")
            self._refuse(group[0], "no-reading", what, hint)
            return None
        if self._refuse_retired(group, target):
            return None
        return Decision("decided", reading, lightly=True)

    def _refuse_retired(self, group: Sequence[DecidedFinding], target: Target) -> bool:
        """Refuse a reading that would bring in a label that is retired."""
        added = frozenset[str]().union(*(d.add for d in group))
        retired = write_labels([x for x in added if target.label(x).retired], target)
        if retired:
            what, hint = tell("decision_would_get", names=retired), tell("decision_write_names")
            self._refuse(group[0], "label-retired", what, hint)
        return bool(retired)

    def _typed(self, group: Sequence[DecidedFinding], text: str, target: Target) -> Decision | None:
        """Read what a person wrote; signs alone change what is recorded."""
        decided = read_decision(text, target, other_reading(group), group[0].recorded)
        if decided.state == "decided":
            return replace(decided, lightly=False)
        what = decided.what or tell("decision_decides_nothing", text=text)
        self._refuse(group[0], "decision-unclear", what, decided.hint)
        return None

    def _write(self, answer: _Answer, target: Target, labels: frozenset[str]) -> None:
        coding, group = answer.coding, answer.group
        cell = self._cell(group, coding, target)
        stands = self._newest(coding, target) == labels
        if cell is None or (stands and all(one.as_it_stands for one in group)):
            return
        sheet, row = _place(coding)
        after = _in_words_of(coding.version or self.book.newest, labels, target, self.book)
        numbers = ", ".join(d.nr for d in group)
        how = FOLLOWED if target.id != group[0].target else "changed"
        self.changes.append(
            Change(numbers, coding.fragment_id, target.id, sheet, row or 0, *cell, after, how)
        )

    def _cell(
        self, group: Sequence[DecidedFinding], coding: Coding, target: Target
    ) -> tuple[str, str] | None:
        """Find the cell with a coding: its heading and its text; None where it is not one."""
        found = self._rows.get(_place(coding))
        heading = code_heading(*found, target.id) if found else ""
        if found is None or not heading or TARGET + target.id in found[1].spread:
            what, hint = tell("decision_no_one_column"), tell("decision_by_hand")
            self._refuse(group[0], "cell-fixed", what, hint)
            return None
        text = code_cell(*found, target.id)
        read = parse_labels(text, target)
        if coding.labels and (read is None or read[0] != coding.labels):
            what, hint = tell("decision_several_cells"), tell("decision_them_by_hand")
            self._refuse(group[0], "several-cells", what, hint)
            return None
        return heading, text

    def signed(self, signature: Signature, worklist: str) -> list[TableChange]:
        """Return what is to be written: the changes, and beside each row where they came from."""
        by_row: dict[tuple[str, int], list[Change]] = {}
        for change in self.changes:
            by_row.setdefault((change.sheet, change.row), []).append(change)
        edits = []
        for place, of_row in by_row.items():
            edit = RowEdit(
                {change.heading: change.after for change in of_row},
                {self._title(change): (change.heading, change.how) for change in of_row},
                signature,
                where=f"{worklist} {', '.join(dict.fromkeys(change.nr for change in of_row))}",
            )
            edits.append((*self._rows[place], edit))
        return signed_changes(self._tables, edits)

    def _title(self, change: Change) -> str:
        target = self.book.target(change.target)
        return target.title or target.id

    def _refuse(
        self, finding: DecidedFinding, kind: str, what: str, hint: str = "", notice: bool = False
    ) -> None:
        origin = Origin(self.file, finding.origin.row, finding.origin.sheet)
        about = what
        if finding.fragment_id not in self._places:
            about = tell("decision_about", fragment=finding.fragment_id, what=what)
        self.problems.append(Problem(origin, kind, about, hint, notice))


def _place(coding: Coding) -> tuple[str, int | None]:
    return coding.origin.sheet, coding.origin.row


def _in_words_of(version: str, labels: frozenset[str], target: Target, codebook: Codebook) -> str:
    """Write labels in the words that the row's version had, so that the row stays in it."""
    if not labels:
        return NONE_FITS
    names = [name_at(label, target, version, codebook) for label in target.ids if label in labels]
    for separator in (", ", "; ", " | ", "\n"):
        cell = separator.join(name or "" for name in names)
        if all(names) and parse_labels(cell, target) == (labels, ()):
            return cell
    return write_labels(labels, target)
