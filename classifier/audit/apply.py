"""Decisions of a worklist carried over to a copy of the harvest, with a log to undo them.

Only rows that still stand as they did when the list was made are changed: whoever recoded one
since has looked at it already.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.audit.sheets import open_sheets
from classifier.audit.worklist import Decision, read_decisions
from classifier.check.reading import code_field
from classifier.codebook import (
    Target,
    name_at,
    parse_labels,
    read_codebook,
    to_newest,
    write_labels,
)
from classifier.errors import HarvestError, OutputError
from classifier.harvest import read_harvest, replace_file
from classifier.harvest.headings import alias_table
from classifier.records import Coding, Harvest, Origin, Problem

if TYPE_CHECKING:
    from classifier.audit.sheets import Sheets
    from classifier.codebook import Codebook

FORMAT = 1
NONE_FITS = "none fits"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who applies the decisions, and when (as 2025-01-31)."""

    by: str
    date: str


@dataclass(frozen=True, slots=True)
class Files:
    """What is read, and the copy that is written."""

    worklist: Path
    harvest: Path
    codebook: Path
    out: Path

    @property
    def log(self) -> Path:
        """Where it is written down what was changed."""
        return self.out.with_name(f"{self.out.stem}-audit-log.json")


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


@dataclass(frozen=True)
class Applied:
    """What was done: changes, decisions to keep or to discuss, what was not done and why.

    ``elsewhere`` counts decisions on fragments of other files.
    """

    changes: tuple[Change, ...]
    kept: int
    discuss: tuple[str, ...]
    elsewhere: int
    problems: tuple[Problem, ...]
    log: Path


def apply_worklist(files: Files, signature: Signature, *, force: bool = False) -> Applied:
    """Write a copy of the harvest with the decisions of the worklist, and a log beside it."""
    harvest, out = files.harvest, files.out
    if out.resolve() == harvest.resolve():
        raise OutputError(
            f"{out.name} is the harvest itself, which is never written.",
            hint="Give --out another name.",
        )
    if files.log.exists() and not force:  # without it, what was changed could not be undone
        raise OutputError(
            f"{files.log} exists already.", hint="Choose another name, or add --force."
        )
    book = read_codebook(files.codebook)
    decisions, problems = read_decisions(files.worklist)
    read = read_harvest(harvest, book)
    here = [d for d in decisions if d.origin.file in ("", harvest.name)]
    work = _Work(read, book, _open(harvest, read, book), harvest.name)
    for group in _by_target(here):
        work.decide(group)
    for change in work.changes:
        work.sign(change, signature, files.worklist.name)
    with replace_file(out, force) as place:
        work.sheets.save(place)
    return Applied(
        tuple(work.changes),
        sum(d.decision == "keep" for d in here),
        tuple(dict.fromkeys(d.fragment_id for d in here if d.decision == "discuss")),
        len(decisions) - len(here),
        (*problems, *work.problems),
        _write_log(work, files, signature, force=force),
    )


def _open(path: Path, harvest: Harvest, codebook: Codebook) -> Sheets:
    rows: dict[str, list[int]] = {}
    for fragment in harvest.fragments:
        rows.setdefault(fragment.origin.sheet, []).append(fragment.origin.row or 0)
    if not rows:
        raise HarvestError(f"{path.name} has no fragments.", hint="Is this the right file?")
    return open_sheets(path, rows, alias_table(codebook))


def _by_target(decisions: Sequence[Decision]) -> list[list[Decision]]:
    """Gather the decisions to change by fragment and target: they are about one cell."""
    groups: dict[tuple[str, str, Origin], list[Decision]] = {}
    for one in decisions:
        if one.decision == "change":
            groups.setdefault((one.fragment_id, one.target, one.origin), []).append(one)
    return list(groups.values())


class _Work:
    """The copy being changed, and what came of each decision."""

    def __init__(self, harvest: Harvest, book: Codebook, sheets: Sheets, file: str) -> None:
        self.book, self.sheets, self.file = book, sheets, file
        self.changes: list[Change] = []
        self.problems: list[Problem] = []
        self._codings = harvest.codings
        self._rows = {(f.origin.sheet, f.origin.row): f for f in harvest.fragments}

    def decide(self, group: Sequence[Decision]) -> None:
        """Carry over the decisions about one cell, or say why not."""
        first = group[0]
        target = self.book.target(first.target)
        coding = self._coding(first)
        if coding is None:
            self._refuse(first, "row-gone", "is not coded in this file, or not found in it.")
            return
        version = coding.version or self.book.newest
        if to_newest(coding.labels, target, version, self.book) != first.recorded:
            what = "was recoded after the list was made, and is left as it is."
            self._refuse(first, "recoded", what, "Make a new list, or change the row by hand.")
            return
        wanted = self._wanted(group, target)
        if wanted is not None:
            self._write(group, coding, target, wanted)

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
            return self._typed(group[0], written.pop(), target)
        add = frozenset().union(*(d.add for d in group))
        remove = frozenset().union(*(d.remove for d in group))
        if not (add or remove) or add & remove:
            what = "has no other reading that could be taken over."
            hint = "Write the labels under Changed to."
            self._refuse(group[0], "no-reading", what, hint)
            return None
        return (group[0].recorded - remove) | add

    def _typed(self, decision: Decision, text: str, target: Target) -> frozenset[str] | None:
        if text.casefold() == NONE_FITS:
            return frozenset()
        read = parse_labels(text, target)
        if read is None or read[1]:
            unplaced = ", ".join(read[1]) if read else text
            what = f"has “{unplaced}” under Changed to, which the codebook does not know."
            self._refuse(decision, "unknown-label", what)
            return None
        return read[0]

    def _write(
        self, group: Sequence[Decision], coding: Coding, target: Target, wanted: frozenset[str]
    ) -> None:
        sheet, row = coding.origin.sheet, coding.origin.row or 0
        heading = self.sheets.heading(sheet, code_field(target.id))
        if heading is None or self.sheets.is_fixed(sheet, row, heading):
            what = "stands in a cell that cannot be written (a shared formula, or no such column)."
            self._refuse(group[0], "cell-fixed", what)
            return
        before = self.sheets.text(sheet, row, heading)
        after = _in_words_of(coding.version or self.book.newest, wanted, target, self.book)
        numbers = ", ".join(d.nr for d in group)
        self.sheets.put(sheet, row, heading, after)
        self.changes.append(
            Change(numbers, coding.fragment_id, target.id, sheet, row, heading, before, after)
        )

    def sign(self, change: Change, signature: Signature, worklist: str) -> None:
        """Write down beside the row what was changed, when, by whom and why."""
        values = (change.before, signature.date, signature.by, f"{worklist} {change.nr}")
        headings = provenance(self.book.target(change.target))
        for heading, text in zip(headings, values, strict=True):
            self.sheets.put(change.sheet, change.row, heading, text)

    def _refuse(self, decision: Decision, kind: str, what: str, hint: str = "") -> None:
        origin = Origin(self.file, decision.origin.row, decision.origin.sheet)
        self.problems.append(Problem(origin, kind, f"{decision.fragment_id} {what}", hint))


def provenance(target: Target) -> tuple[str, str, str, str]:
    """The headings of the columns that tell where a changed code came from."""
    title = target.title or target.id
    return (
        f"Recorded before – {title}",
        f"Changed on – {title}",
        f"Changed by – {title}",
        f"Changed after – {title}",
    )


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


def _write_log(work: _Work, files: Files, signature: Signature, *, force: bool) -> Path:
    log = {
        "format": FORMAT,
        "harvest": files.harvest.name,
        "harvest_sha256": sha256(files.harvest.read_bytes()).hexdigest(),
        "out": files.out.name,
        "out_sha256": sha256(files.out.read_bytes()).hexdigest(),
        "by": signature.by,
        "date": signature.date,
        "fields": {t.id: list(provenance(t)) for t in work.book.targets},
        "changes": [asdict(change) for change in work.changes],
    }
    with replace_file(files.log, force) as place:
        place.write_text(json.dumps(log, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return files.log
