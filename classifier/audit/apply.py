"""Decisions of a worklist carried over to a copy of the harvest.

Only rows that still stand as they did when the list was made are changed: whoever recoded one
since has looked at it already. Clusters that followed from the types of a row follow the new ones.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.audit.worklist import DecidedFinding as Decision
from classifier.audit.worklist import other_reading, read_decisions
from classifier.codebook import (
    NONE_FITS,
    Target,
    derive,
    name_at,
    parse_labels,
    read_codebook,
    to_newest,
    write_labels,
)
from classifier.decide import read_decision
from classifier.decide.guard import refuse_existing, replace_file
from classifier.edit.provenance import (
    RowEdit,
    Signature,
    added_columns,
    code_cell,
    code_heading,
    last_step,
    signed_cells,
)
from classifier.edit.rewrite import TableChange, check_endings, rewrite
from classifier.engine.archive_files import archive_files, read_batches
from classifier.errors import HarvestError
from classifier.harvest import read_harvest
from classifier.harvest.headings import TARGET
from classifier.outputs import refuse_input
from classifier.records import Coding, Harvest, Origin, Problem

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.harvest.table import Table


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
    """What was done: changes, decisions to keep or to discuss, what was not done and why.

    ``followed`` counts those of the changes that nobody decided: clusters of new types.
    ``elsewhere`` counts decisions on fragments of other files.
    """

    changes: tuple[Change, ...]
    followed: int
    kept: int
    discuss: tuple[str, ...]
    elsewhere: int
    problems: tuple[Problem, ...]


def apply_worklist(files: Files, signature: Signature, *, force: bool = False) -> Applied:
    """Write a copy of the harvest with the decisions of the worklist."""
    harvest, out = files.harvest, files.out
    refuse_input(out, harvest, files.worklist, files.codebook)
    check_endings(harvest, out)
    refuse_existing(out, force)
    book = read_codebook(files.codebook)
    decisions, problems = read_decisions(files.worklist, book)
    read = read_harvest(harvest, book)
    if not read.fragments:
        raise HarvestError(f"{harvest.name} has no fragments.", hint="Is this the right file?")
    here = _of_file(decisions, harvest.name, read)
    (file,) = archive_files([harvest])
    tables = [table for batch in read_batches(file, book) for table in batch.tables]
    work = _Work(read, book, tables, harvest.name)
    for group in _by_target(here, book):
        work.decide(group)
    n_decided = len(work.changes)
    work.follow({(d.fragment_id, d.target) for d in here})
    with replace_file(out, force) as place:
        notices = rewrite(harvest, place, work.signed(signature, files.worklist.name), book)
    return Applied(
        tuple(work.changes),
        len(work.changes) - n_decided,
        sum(d.decision == "keep" for d in here),
        tuple(dict.fromkeys(d.fragment_id for d in here if d.decision == "discuss")),
        len(decisions) - len(here),
        (*problems, *work.problems, *notices),
    )


def _of_file(decisions: Sequence[Decision], name: str, harvest: Harvest) -> list[Decision]:
    """The decisions on fragments of this file; where it was renamed since, their ids tell."""
    if any(one.origin.file == name for one in decisions):
        return [one for one in decisions if one.origin.file in ("", name)]
    ids = {fragment.id for fragment in harvest.fragments}
    return [one for one in decisions if any(_same_id(i, one.fragment_id) for i in ids)]


def _by_target(decisions: Sequence[Decision], codebook: Codebook) -> list[list[Decision]]:
    """Gather the decisions to change by fragment and target: they are about one cell.

    What follows from other labels comes after them.
    """
    groups: dict[tuple[str, str, Origin], list[Decision]] = {}
    for one in decisions:
        if one.decision == "change":
            groups.setdefault((one.fragment_id, one.target, one.origin), []).append(one)
    follows = {target.id for target in codebook.targets if target.derived_from}
    return sorted(groups.values(), key=lambda group: group[0].target in follows)


@dataclass(frozen=True, slots=True)
class _Moved:
    """One coding that was changed: the decisions on it, and the labels it has now."""

    group: Sequence[Decision]
    coding: Coding
    wanted: frozenset[str]


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
        self._codings = harvest.codings
        self._moved: dict[tuple[str, int | None, str], _Moved] = {}

    def decide(self, group: Sequence[Decision]) -> None:
        """Carry over the decisions about one cell, or say why not."""
        first = group[0]
        target = self.book.target(first.target)
        coding = self._coding(first)
        if coding is None:
            self._refuse(first, "row-gone", "is not coded in this file, or not found in it.")
            return
        if self._newest(coding, target) != first.recorded:
            what = "was recoded after the list was made, and is left as it is."
            self._refuse(first, "recoded", what, "Make a new list, or change the row by hand.")
            return
        wanted = self._wanted(group, target)
        if wanted is not None:
            self._write(group, coding, target, self._as_followed(group, coding, target, wanted))

    def _as_followed(
        self, group: Sequence[Decision], coding: Coding, target: Target, wanted: frozenset[str]
    ) -> frozenset[str]:
        """A cluster's other reading followed from the old types; where these changed, from the new.

        What a person wrote is taken as it is.
        """
        origin = coding.origin
        moved = self._moved.get((origin.sheet, origin.row, target.derived_from))
        if moved is None or group[0].changed_to:
            return wanted
        return derive(moved.wanted, target, self.book) or wanted

    def follow(self, decided: Collection[tuple[str, str]]) -> None:
        """Let clusters that followed from a row's types follow its new ones.

        Clusters that did not follow before are somebody's choice, and are left.

        Parameters
        ----------
        decided : fragments and targets that stand in the worklist with a decision
        """
        for moved in list(self._moved.values()):
            for target in self.book.targets:
                if target.derived_from != moved.coding.target:
                    continue
                if (moved.group[0].fragment_id, target.id) not in decided:
                    self._follow(moved, target)

    def _follow(self, moved: _Moved, target: Target) -> None:
        own = next((c for c in self._codings if _beside(c, moved.coding, target)), None)
        followed = derive(moved.group[0].recorded, target, self.book)
        follows = derive(moved.wanted, target, self.book)
        if own is None or self._newest(own, target) != followed or follows == followed:
            return
        if follows or not moved.wanted:  # else the codebook gives the new types no parent
            self._write(moved.group, own, target, follows)

    def _newest(self, coding: Coding, target: Target) -> frozenset[str]:
        return to_newest(coding.labels, target, coding.version or self.book.newest, self.book)

    def _coding(self, decision: Decision) -> Coding | None:
        """The coding that a decision is about: at its old row, or wherever its fragment is."""
        own = [
            c
            for c in self._codings
            if c.target == decision.target and _same_id(c.fragment_id, decision.fragment_id)
        ]
        there = [
            c
            for c in own
            if (c.origin.sheet, c.origin.row) == (decision.origin.sheet, decision.origin.row)
        ]
        return next(iter(there or own), None)

    def _wanted(self, group: Sequence[Decision], target: Target) -> frozenset[str] | None:
        """The labels that the decisions on one cell lead to; None where they cannot be read."""
        written = {d.changed_to for d in group if d.changed_to}
        if len(written) > 1 or (written and any(not d.changed_to for d in group)):
            self._refuse(
                group[0], "decisions-differ", "has decisions that lead to different codes."
            )
            return None
        if written:
            return self._typed(group, written.pop(), target)
        reading = other_reading(group)
        if reading is None:
            self._refuse_no_reading(group[0])
            return None
        return None if self._refuse_retired(group, target) else reading

    def _refuse_retired(self, group: Sequence[Decision], target: Target) -> bool:
        """Refuse a reading that would bring in a label that is retired."""
        added = frozenset[str]().union(*(d.add for d in group))
        retired = write_labels([x for x in added if target.label(x).retired], target)
        if retired:
            what = f"would get “{retired}”, which the codebook has retired."
            hint = "Write the labels under Changed to."
            self._refuse(group[0], "label-retired", what, hint)
        return bool(retired)

    def _typed(self, group: Sequence[Decision], text: str, target: Target) -> frozenset[str] | None:
        """Return the labels that “Changed to” names; signs alone change what is recorded."""
        decided = read_decision(text, target, other_reading(group), group[0].recorded)
        if decided.state == "decided":
            return decided.labels
        what = decided.what or f"has “{text}” under Changed to, which decides nothing."
        self._refuse(group[0], "decision-unclear", what, decided.hint)
        return None

    def _refuse_no_reading(self, decision: Decision) -> None:
        what = "has no other reading that could be taken over."
        self._refuse(decision, "no-reading", what, "Write the labels under Changed to.")

    def _write(
        self, group: Sequence[Decision], coding: Coding, target: Target, wanted: frozenset[str]
    ) -> None:
        place = coding.origin.sheet, coding.origin.row
        cell = self._cell(target, *place)
        if cell is None:
            what = "stands where there is no one column for its codes."
            self._refuse(group[0], "cell-fixed", what, "Change it by hand.")
            return
        heading, before = cell
        read = parse_labels(before, target)
        if coding.labels and (read is None or read[0] != coding.labels):
            what = "has its codes in several cells: a row or a column for each."
            self._refuse(group[0], "several-cells", what, "Change them by hand.")
            return
        after = _in_words_of(coding.version or self.book.newest, wanted, target, self.book)
        numbers = ", ".join(d.nr for d in group)
        how = "from the types" if target.id != group[0].target else "changed"
        self._moved[*place, target.id] = _Moved(group, coding, wanted)
        self.changes.append(
            Change(numbers, coding.fragment_id, target.id, place[0], place[1] or 0, heading,
                   before, after, how)
        )  # fmt: skip

    def _cell(self, target: Target, sheet: str, row: int | None) -> tuple[str, str] | None:
        """Find the cell with the codes of a target in a row: its heading and its text."""
        found = self._rows.get((sheet, row))
        if found is None or TARGET + target.id in found[1].spread:
            return None
        heading = code_heading(*found, target.id)
        return (heading, code_cell(*found, target.id)) if heading else None

    def signed(self, signature: Signature, worklist: str) -> list[TableChange]:
        """Return what is to be written: the changes, and beside each row where they came from."""
        step = last_step(row.cells for table in self._tables for row in table.rows) + 1
        changes = {id(table): TableChange(table) for table in self._tables}
        by_row: dict[tuple[str, int], list[Change]] = {}
        for change in self.changes:
            by_row.setdefault((change.sheet, change.row), []).append(change)
        for place, of_row in by_row.items():
            row, table = self._rows[place]
            edit = RowEdit(
                {change.heading: change.after for change in of_row},
                {self._title(change): (change.heading, change.how) for change in of_row},
                signature,
                where=f"{worklist} {', '.join(dict.fromkeys(change.nr for change in of_row))}",
            )
            changes[id(table)].cells[place[1]] = signed_cells(edit, row.cells, step)
        for written in changes.values():
            written.add = added_columns(written.cells.values(), written.table.headings)
        return list(changes.values())

    def _title(self, change: Change) -> str:
        target = self.book.target(change.target)
        return target.title or target.id

    def _refuse(self, decision: Decision, kind: str, what: str, hint: str = "") -> None:
        origin = Origin(self.file, decision.origin.row, decision.origin.sheet)
        self.problems.append(Problem(origin, kind, f"{decision.fragment_id} {what}", hint))


def _beside(coding: Coding, other: Coding, target: Target) -> bool:
    """Whether a coding of ``target`` stands in the same row as another one."""
    place, theirs = coding.origin, other.origin
    return coding.target == target.id and (place.sheet, place.row) == (theirs.sheet, theirs.row)


def _same_id(ours: str, theirs: str) -> bool:
    """Whether two ids are one; where several files share an id, one got a number behind it."""
    return ours == theirs or theirs.rpartition(" (")[0] == ours


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
