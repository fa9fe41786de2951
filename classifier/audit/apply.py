"""Decisions of a worklist carried over to a copy of the harvest.

Only rows that still stand as they did when the list was made are changed: whoever recoded one
since has looked at it already. Clusters that followed from the types of a row follow the new ones.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.audit.worklist import DecidedFinding, other_reading, read_decisions
from classifier.codebook import (
    NONE_FITS,
    Target,
    derive,
    did_follow,
    name_at,
    parse_labels,
    read_codebook,
    to_newest,
    what_follows,
    write_labels,
)
from classifier.decide import read_decision
from classifier.decide.guard import refuse_existing, replace_file
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
from classifier.harvest import read_harvest
from classifier.harvest.headings import TARGET
from classifier.outputs import refuse_input, refuse_unwritable
from classifier.records import Coding, Harvest, Origin, Problem

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.harvest.table import Table

_WRITE_NAMES = "Write the names that fit as the decision."
_NUMBER = re.compile(r" \(\d+\)$")


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
    refuse_unwritable(out)
    book = read_codebook(files.codebook)
    decisions, problems = read_decisions(files.worklist, book)
    read = read_harvest(harvest, book)
    if not read.fragments:
        raise HarvestError(f"{harvest.name} has no fragments.", hint="Is this the right file?")
    here = _of_file(decisions, harvest.name, read)
    work = _Work(read, book, read_tables(harvest, book), harvest.name)
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
        tuple(dict.fromkeys(work.name(d.fragment_id) for d in here if d.decision == "discuss")),
        len(decisions) - len(here),
        (*problems, *work.problems, *notices),
    )


def _of_file(
    decisions: Sequence[DecidedFinding], name: str, harvest: Harvest
) -> list[DecidedFinding]:
    """The decisions on fragments of this file; where it was renamed since, their ids tell."""
    if any(one.origin.file == name for one in decisions):
        return [one for one in decisions if one.origin.file in ("", name)]
    ids = {_written_id(fragment.id) for fragment in harvest.fragments}
    return [one for one in decisions if _written_id(one.fragment_id) in ids]


def _by_target(
    decisions: Sequence[DecidedFinding], codebook: Codebook
) -> list[list[DecidedFinding]]:
    """Gather the decisions to change by fragment and target: they are about one cell.

    What follows from other labels comes after them.
    """
    groups: dict[tuple[str, str, Origin], list[DecidedFinding]] = {}
    for one in decisions:
        if one.decision == "change":
            groups.setdefault((one.fragment_id, one.target, one.origin), []).append(one)
    follows = {target.id for target in codebook.targets if target.derived_from}
    return sorted(groups.values(), key=lambda group: group[0].target in follows)


@dataclass(frozen=True, slots=True)
class _Moved:
    """One coding that was changed: the decisions on it, and the labels it has now."""

    group: Sequence[DecidedFinding]
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
        self._places = places(harvest.fragments)
        texts = {fragment.id: text_digest(fragment) for fragment in harvest.fragments}
        rows = [
            FoundRow(_written_id(c.fragment_id), texts.get(c.fragment_id, ""), c)
            for c in harvest.codings
        ]
        self._finders = {
            target.id: RowFinder(row for row in rows if row.of.target == target.id)
            for target in book.targets
        }
        self._moved: dict[tuple[str, int | None, str], _Moved] = {}

    def name(self, fragment_id: str) -> str:
        """Return what a fragment is called where its row may not be known."""
        return self._places.get(fragment_id, fragment_id)

    def decide(self, group: Sequence[DecidedFinding]) -> None:
        """Carry over the decisions about one cell, or say why not."""
        first = group[0]
        target = self.book.target(first.target)
        coding = self._coding(first, target)
        if coding is None:
            return
        if self._newest(coding, target) != first.recorded:
            what = "was recoded after the list was made, and is left as it is."
            self._refuse(first, "recoded", what, "Make a new list, or change the row by hand.")
            return
        wanted = self._wanted(group, target)
        if wanted is not None:
            wanted = self._as_followed(group, coding, target, wanted)
        if wanted is not None:
            self._write(group, coding, target, wanted)

    def _as_followed(
        self,
        group: Sequence[DecidedFinding],
        coding: Coding,
        target: Target,
        wanted: frozenset[str],
    ) -> frozenset[str] | None:
        """Hold a decided cluster to the types of its row, as they are decided or stand there.

        The other reading rests on the old types, so it gives way to decided ones. What a person
        wrote against them is named, and both are left: None.
        """
        place = coding.origin.sheet, coding.origin.row, target.derived_from
        moved = self._moved.get(place)
        if moved is not None:
            follows = what_follows(moved.wanted, target, self.book)
        else:
            follows = self._from_types_beside(coding, target)
        if follows is None or follows == wanted:
            return wanted
        if moved is not None and not group[0].changed_to:
            return follows
        names = write_labels(follows, target) or NONE_FITS
        what = f"has a decision against the types of its row, which give “{names}”; it was left."
        self._refuse(group[0], "contradiction", what, "Decide the types as well, or change one.")
        if moved is not None:
            del self._moved[place]
            self.changes = [c for c in self.changes if (c.sheet, c.row, c.target) != place]
        return None

    def _from_types_beside(self, coding: Coding, target: Target) -> frozenset[str] | None:
        """Return the clusters that the types in the same row call for; None for none."""
        if not target.derived_from:
            return None
        source = self.book.target(target.derived_from)
        types = next((c for c in self._codings if _beside(c, coding, source)), None)
        return derive(self._newest(types, source), target, self.book) or None if types else None

    def follow(self, decided: Collection[tuple[str, str]]) -> None:
        """Let clusters that followed from a row's types follow its new ones.

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
        follows = what_follows(moved.wanted, target, self.book)
        if own is None or follows is None or self._newest(own, target) == follows:
            return
        version = own.version or self.book.newest
        if did_follow(own.labels, moved.coding.labels, target, version, self.book):
            self._write(moved.group, own, target, follows)

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
        own = self._finders[target.id].with_id(_written_id(finding.fragment_id))
        if not own:
            self._refuse(finding, "row-gone", "is not coded in this file, or not found in it.")
            return own
        if not finding.text:  # an older list knows ids alone
            return [row for row in own if row.of.fragment_id == finding.fragment_id] or own
        same = [row for row in own if row.digest == finding.text]
        if same:
            return same
        if len(own) > 1:
            what = "has another text in each of its rows than when the list was made."
            self._refuse(finding, "row-gone", what, "Make a new list, or change it by hand.")
            return []
        what = "has another text than when the list was made; it was matched by its FragmentID."
        self._refuse(finding, "text-changed", what, "Check that the decision still fits.", True)
        return own

    def _wanted(self, group: Sequence[DecidedFinding], target: Target) -> frozenset[str] | None:
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

    def _refuse_retired(self, group: Sequence[DecidedFinding], target: Target) -> bool:
        """Refuse a reading that would bring in a label that is retired."""
        added = frozenset[str]().union(*(d.add for d in group))
        retired = write_labels([x for x in added if target.label(x).retired], target)
        if retired:
            what = f"would get “{retired}”, which the codebook has retired."
            self._refuse(group[0], "label-retired", what, _WRITE_NAMES)
        return bool(retired)

    def _typed(
        self, group: Sequence[DecidedFinding], text: str, target: Target
    ) -> frozenset[str] | None:
        """Return the labels that a person wrote; signs alone change what is recorded."""
        decided = read_decision(text, target, other_reading(group), group[0].recorded)
        if decided.state == "decided":
            return decided.labels
        what = decided.what or f"has the decision “{text}”, which decides nothing."
        self._refuse(group[0], "decision-unclear", what, decided.hint)
        return None

    def _refuse_no_reading(self, decision: DecidedFinding) -> None:
        what = "has no other reading that could be taken over."
        self._refuse(decision, "no-reading", what, _WRITE_NAMES)

    def _write(
        self,
        group: Sequence[DecidedFinding],
        coding: Coding,
        target: Target,
        wanted: frozenset[str],
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
        about = what if finding.fragment_id in self._places else f"{finding.fragment_id} {what}"
        self.problems.append(Problem(origin, kind, about, hint, notice))


def _beside(coding: Coding, other: Coding, target: Target) -> bool:
    """Whether a coding of ``target`` stands in the same row as another one."""
    place, theirs = coding.origin, other.origin
    return coding.target == target.id and (place.sheet, place.row) == (theirs.sheet, theirs.row)


def _written_id(fragment_id: str) -> str:
    """Return an id as it is written: where several texts share one, it got a number behind it."""
    return _NUMBER.sub("", fragment_id)


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
