"""Coders' copies of one pre-tagged workbook: what they decided together, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from classifier.codebook import NONE_FITS, Label, Target, write_labels
from classifier.decide import Decision, read_decision
from classifier.decide.rows import name_of
from classifier.errors import HarvestError
from classifier.records import Origin, Problem
from classifier.translations import tell
from classifier.wording import in_quotes, with_commas
from classifier.workbook.her_rows import ReviewedRow, RowMatch, Said, row_gone
from classifier.workbook.hidden_sheet import PretaggedRow
from classifier.workbook.layout import DECISION_COLUMN
from classifier.workbook.reviewed import Reviewed


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
    coder : who decided, if that is not who signs for the whole
    places : where the decisions stand, by target id, if that is not in the workbook
    """

    cells: Mapping[str, str] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()
    date: str = ""
    model: str = ""
    note: str = ""
    coder: str = ""
    places: Mapping[str, Origin] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Answers on one target of one fragment that are not the same.

    Attributes
    ----------
    key : of the fragment in the workbook
    said : each coder's answer as a cell, "" for none, in the order of the copies
    disputed : labels that not every answer has
    """

    key: str
    target: str
    said: tuple[str, ...]
    disputed: tuple[Label, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Copy:
    """One coder's copy, open for finishing; ``file`` is what problems call it."""

    path: Path
    file: str
    coder: str
    reviewed: Reviewed
    rows: tuple[ReviewedRow, ...]
    match: RowMatch

    @classmethod
    def read(cls, path: Path, coder: str, file: str = "") -> Copy:
        """Open a copy and recognise its rows."""
        reviewed = Reviewed.read(path)
        return cls(path, file or path.name, coder, reviewed, *reviewed.matched(file or path.name))

    def texts(self, row: ReviewedRow) -> dict[str, str]:
        """Return the cells of one of her rows by heading."""
        sheet = next(one for one in self.reviewed.sheets if one.entry.name == row.sheet)
        return sheet.texts(row.row)


@dataclass(frozen=True)
class Joined:
    """What the copies say together.

    Attributes
    ----------
    base : the copy that is written on: the first of those in which most of her rows still stand
    elsewhere : what was decided by fragment, whoever did; None: what ``base`` says
    """

    base: Copy
    elsewhere: Mapping[str, Elsewhere] | None = None
    coders: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[Problem, ...] = ()


def join(copies: Sequence[Copy]) -> Joined:
    """Take each decision that is not contradicted; where answers differ, none is taken."""
    for copy in copies[1:]:
        _refuse_another(copies[0], copy)
    base = max(copies, key=lambda copy: len(copy.match.rows))
    coders = tuple(copy.coder for copy in copies)
    said = {copy: copy.reviewed.said(copy.file) for copy in copies}
    here = {fragment.key for _, fragment in base.match.rows}
    elsewhere: dict[str, Elsewhere] = {}
    conflicts: list[Conflict] = []
    problems: list[Problem] = []
    for copy in copies:
        if copy is not base:
            problems += said[copy].problems
            problems += (*missing_columns(copy), *_her_cells(copy, base))
    for fragment in base.reviewed.pretagged.rows:
        answers = _Answers(fragment, base, _rows_of(fragment.key, said))
        if fragment.key not in here:
            problems += answers.without_row()
            continue
        elsewhere[fragment.key], differing = answers.settle(coders)
        conflicts += differing
    return Joined(base, elsewhere, coders, tuple(conflicts), tuple(problems))


def _rows_of(key: str, said: Mapping[Copy, Said]) -> dict[Copy, ReviewedRow]:
    """Return the row of each copy in which something may be decided on a fragment."""
    return {copy: here.rows[key] for copy, here in said.items() if key in here.rows}


def _refuse_another(first: Copy, copy: Copy) -> None:
    if copy.reviewed.pretagged != first.reviewed.pretagged:
        raise HarvestError(
            f"{copy.file} is no copy of the workbook that {first.file} is a copy of: "
            f"{_difference(first, copy)} is another.",
            hint="Finish each by itself, or give copies of one pre-tagged workbook.",
        )


def _difference(first: Copy, other: Copy) -> str:
    """Name what two pre-tagged workbooks do not have in common."""
    one, two = first.reviewed.pretagged, other.reviewed.pretagged
    facts = {
        "the harvest file": (one.source, two.source),
        "the model": (one.model, two.model),
        "the codebook": (one.codebook, two.codebook),
        "the day of the suggestions": (one.date, two.date),
    }
    differing = [name for name, (mine, theirs) in facts.items() if mine != theirs]
    return differing[0] if differing else "what is suggested"


def missing_columns(copy: Copy) -> Iterator[Problem]:
    """Name the decision columns that are gone."""
    for sheet, target in copy.reviewed.missing_decisions():
        pretagged = copy.reviewed.pretagged
        name = pretagged.heading(DECISION_COLUMN, pretagged.codebook.target(target))
        what = tell("decision_no_column", name=name)
        yield Problem(Origin(copy.file, sheet=sheet), "no-decision-column", what, notice=True)


@dataclass(frozen=True)
class _Answers:
    """What the copies say of one fragment."""

    fragment: PretaggedRow
    base: Copy
    rows: Mapping[Copy, ReviewedRow]

    def settle(self, coders: Sequence[str]) -> tuple[Elsewhere, list[Conflict]]:
        """Return what is decided, and the conflicts."""
        cells: dict[str, str] = {}
        places: dict[str, Origin] = {}
        by: set[str] = set()
        conflicts = []
        for target in self.base.reviewed.pretagged.codebook.targets:
            given = {copy.coder: self._read(row, target) for copy, row in self.rows.items()}
            answers = {coder: answer for coder, answer in given.items() if answer is not None}
            if len({_meaning(cell, answer) for cell, answer in answers.values()}) > 1:
                conflicts.append(self._conflict(target, answers, coders))
            elif answers:
                copy, row = next((c, r) for c, r in self.rows.items() if c.coder in answers)
                cells[target.id], places[target.id] = row.decisions[target.id], row.place(copy.file)
                by |= answers.keys()
        coder = ", ".join(coder for coder in coders if coder in by)
        return Elsewhere(cells, coder=coder, places=places), conflicts

    def _read(self, row: ReviewedRow, target: Target) -> tuple[str, Decision] | None:
        cell = row.decisions.get(target.id)
        if cell is None:
            return None
        return cell, read_decision(cell, target, self.fragment.likely.get(target.id))

    def _conflict(
        self, target: Target, answers: Mapping[str, tuple[str, Decision]], coders: Sequence[str]
    ) -> Conflict:
        said = [_told(*answers[coder], target) if coder in answers else "" for coder in coders]
        labels = [answer.labels for _, answer in answers.values()]
        apart = frozenset[str]().union(*labels) - frozenset.intersection(*labels)
        disputed = tuple(label for label in target.labels if label.id in apart)
        return Conflict(self.fragment.key, target.id, tuple(said), disputed)

    def without_row(self) -> Iterator[Problem]:
        """Name decisions whose row the base has no more; its own are named where it is read."""
        for copy, row in self.rows.items():
            if copy is not self.base and row.decisions:
                yield row_gone(row.place(copy.file), name_of(self.fragment))


def _meaning(cell: str, answer: Decision) -> tuple[str, frozenset[str], str]:
    """Return what makes two answers the same; what was not understood is as it was written."""
    return answer.state, answer.labels, cell if answer.state == "unclear" else ""


def _told(cell: str, answer: Decision, target: Target) -> str:
    """Return an answer as it can be written into a decision cell."""
    if answer.state != "decided":
        return cell
    return write_labels(answer.labels, target) or NONE_FITS


def _her_cells(copy: Copy, base: Copy) -> Iterator[Problem]:
    """Name rows of the harvest that say something else in a copy than in what is written."""
    theirs = {fragment.key: row for row, fragment in base.match.rows}
    for row, fragment in copy.match.rows:
        other = theirs.get(fragment.key)
        if other is None or other.whole == row.whole:
            continue
        mine, kept = copy.texts(row), base.texts(other)
        differing = [h for h in {**mine, **kept} if mine.get(h, "") != kept.get(h, "")]
        if differing:
            what = tell(
                "decision_copies_differ",
                file=base.file,
                names=with_commas([*map(in_quotes, differing)]),
            )
            origin = Origin(copy.file, row.row, row.sheet)
            hint = tell("decision_copies_differ_hint")
            yield Problem(origin, "copies-differ", what, hint)
    yield from _rows_of_its_own(copy, base)


def _rows_of_its_own(copy: Copy, base: Copy) -> Iterator[Problem]:
    """Name rows that were added to the harvest in one copy alone."""
    known = {row.whole for row in base.rows}
    matched = {(row.sheet, row.row) for row, _ in copy.match.rows}
    for row in copy.rows:
        if row.whole not in known and (row.sheet, row.row) not in matched:
            what = tell("decision_row_added", file=base.file)
            yield Problem(Origin(copy.file, row.row, row.sheet), "row-added", what)
