"""The newest plan of the move: its lines as they are shown, and what a form decides of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.decide import Decision, read_decision
from classifier.errors import OutputError
from classifier.guard import refuse_decided
from classifier.outputs import sha256_of
from classifier.project import WORK, Project
from classifier.relabel.decisions import ListedLine, listed
from classifier.relabel.plan_file import FACTS, Plan
from classifier.relabel.plan_lines import DECISION, after_text, choices, line_of, listed_lines
from classifier.translations import one_after_the_other, say, tell, written_in
from classifier.wording import CONTROL, quoted_cells

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target
    from classifier.relabel.moves import Move

FOLDER, RETURNED = "moving", "returned"
_PLAN = re.compile(r"plan-([1-9]\d{0,5})")
_LONGEST_DECISION = 1000


@dataclass(frozen=True)
class PlanLine:
    """A line of the plan as it is shown.

    Attributes
    ----------
    cells : what its workbook says, by the column's key
    choices : what its cell may become, the proposal first
    waits : whether its row stays as it is until a person decides otherwise
    """

    key: str
    cells: Mapping[str, str]
    move: Move
    target: Target
    decision: Decision | None
    choices: tuple[str, ...]

    @property
    def how(self) -> str:
        """How it is decided as long as no person does."""
        return self.move.how

    @property
    def waits(self) -> bool:
        """Whether a person has yet to decide it."""
        if self.decision is None or self.decision.state == "unclear":
            return self.how == "person"
        return self.decision.state == "discuss"

    @property
    def story(self) -> str:
        """Its text, without the id that the workbook puts above it."""
        first, _, rest = self.cells["text"].partition("\n")
        return rest if first == self.cells["fragment_id"] else self.cells["text"]

    @property
    def said(self) -> str:
        """What is decided, as it is written."""
        return self.cells[DECISION]

    def slip(self, text: str) -> str:
        """Return what is wrong with a decision; "" for one that is understood."""
        decision = read_decision(text, self.target, self.move.after) if text else None
        if decision is None or not decision.what:
            return ""
        return one_after_the_other(decision.what, decision.hint)


@dataclass(frozen=True)
class OpenPlan:
    """The newest plan.

    Attributes
    ----------
    lines : what a person must decide first, then what the model did, then what rules did
    outdated : the codebook has changed since in another way than by going on
    behind : the codebook has gone on since: what is written stands in a version before the newest
    returned : the copy of its workbook that came back last
    """

    folder: Path
    plan: Plan
    lines: tuple[PlanLine, ...]
    outdated: bool
    behind: bool
    returned: Path | None

    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """Cells by target, then by how they are decided."""
        return self.plan.header.counts

    def of_kind(self, how: str) -> tuple[PlanLine, ...]:
        """Return the lines that are decided in one way."""
        return tuple(line for line in self.lines if line.how == how)

    @property
    def stamp(self) -> str:
        """Return what tells this state of the plan and its decisions from any other."""
        return f"{self.plan.header.id}-{sha256_of(self.plan.decisions)[:16]}"

    @property
    def first_waiting(self) -> int:
        """The place of the first line that waits, among those that a person must decide."""
        waiting = (i for i, line in enumerate(self.of_kind("person")) if line.waits)
        return next(waiting, 0)

    @property
    def n_waiting(self) -> int:
        """How many lines a person has yet to decide."""
        return sum(line.waits for line in self.lines)

    @property
    def n_decided(self) -> int:
        """How many lines a person has decided."""
        return sum(bool(line.said) for line in self.lines)


def open_plan(project: Project, book: Codebook) -> OpenPlan | None:
    """Open the newest plan; None before there is one."""
    folder = _newest(project)
    if folder is None:
        return None
    plan = Plan.read(folder)
    same = _labels_alone(plan.codebook) == _labels_alone(book)
    goes_on = not same and _goes_on(plan.codebook, book)
    returned = [path for path in folder.glob(f"{RETURNED}*.xlsx") if path.is_file()]
    newest = max(returned, key=lambda path: path.stat().st_mtime_ns, default=None)
    lines = _lines(folder, *(sha256_of(path) for path in (plan.path, plan.decisions)))
    return OpenPlan(folder, plan, lines, not same and not goes_on, goes_on, newest)


def _labels_alone(book: Codebook) -> Codebook:
    """Return a codebook without the texts that a coder reads: a correction moves no code."""
    targets = []
    for target in book.targets:
        labels = [
            replace(label, definition="", include="", exclude="", examples=())
            for label in target.labels
        ]
        targets.append(replace(target, labels=tuple(labels)))
    return replace(book, targets=tuple(targets), columns=(), note="")


def _goes_on(older: Codebook, newer: Codebook) -> bool:
    """Whether a codebook holds all that happened in an older one, and versions after that."""
    known = [version for version, _ in newer.versions]
    begins = [version for version, _ in older.versions]
    told = all(change in newer.changes for change in older.changes)
    return told and len(known) > len(begins) and known[: len(begins)] == begins


@lru_cache(maxsize=2)
def _lines(folder: Path, facts: str, decisions: str) -> tuple[PlanLine, ...]:
    """Read the lines once for each state of the plan."""
    plan = Plan.read(folder)
    plan.check()
    places, _ = listed_lines(plan)
    with written_in(plan.header.language):
        lines = sorted(
            listed(plan, plan.decisions),
            key=lambda line: places[line.row.number, line.move.target],
        )
        return tuple(_shown(line, plan) for line in lines)


def _shown(line: ListedLine, plan: Plan) -> PlanLine:
    """Return a line as it is shown; one that was deleted waits, as the command has it."""
    target, written = plan.codebook.target(line.move.target), line.written
    facts = line_of(line.row, line.move, plan.codebook).items()
    shown = {key: str(value or "") for key, value in facts} | {"target": target.name}
    if written is None:
        gone = {"text": "", DECISION: say("keep_as_is_word")}
        return PlanLine(line.key, shown | gone, line.move, target, Decision("keep"), ())
    offered = choices(line.row, line.move, plan.codebook)
    names = tuple(after_text(labels, target) for labels in offered)
    cells = {**shown, **written.cells}
    return PlanLine(line.key, cells, line.move, target, line.decision, names)


def _newest(project: Project) -> Path | None:
    """Return the folder of the newest plan."""
    plans = _plans(project)
    return plans[max(plans)] if plans else None


def _plans(project: Project) -> dict[int, Path]:
    folder = project.folder / WORK / FOLDER
    named = {path: _PLAN.fullmatch(path.name) for path in folder.glob("plan-*") if path.is_dir()}
    return {int(match[1]): path for path, match in named.items() if match}


def next_plan(project: Project) -> Path:
    """Return where a plan goes: to a new place, unless nobody has decided in the last one."""
    plans = _plans(project)
    number = max(plans, default=0)
    if number and not (plans[number] / FACTS).is_file():
        number += 1  # what is no plan is replaced by none
    elif number:
        try:
            refuse_decided(plans[number])
        except OutputError:
            number += 1
    return project.folder / WORK / FOLDER / f"plan-{number or 1}"


# -- what a form decides


@dataclass(frozen=True)
class FormDecisions:
    """What a form decides.

    Attributes
    ----------
    clashes : lines that were decided otherwise since the form was shown
    slips : what was written and not understood
    """

    decisions: Mapping[str, str]
    clashes: tuple[str, ...]
    slips: tuple[str, ...]


def decided(plan: OpenPlan, form: Mapping[str, str], n_lines: int) -> FormDecisions:
    """Read the decisions of a form with so many lines."""
    lines = {line.key: line for line in plan.lines}
    decisions, clashes, slips = {}, [], []
    for i in range(n_lines):
        line = lines.get(form.get(f"key_{i}", ""))
        if line is None:
            continue
        text = _plain(form.get(f"other_{i}", "")) or _plain(form.get(f"decision_{i}", line.said))
        if text == line.said:
            continue
        slip = line.slip(text)
        if line.said != _plain(form.get(f"was_{i}", "")):
            clashes.append(line.key)
        elif slip:
            fragment_id, cell = line.cells["fragment_id"], quoted_cells([text])
            slips.append(tell("decision_slip", fragment=fragment_id, cell=cell, slip=slip))
        else:
            decisions[line.key] = text
    return FormDecisions(decisions, tuple(clashes), tuple(slips))


def _plain(text: str) -> str:
    return " ".join(CONTROL.sub(" ", text).split())[:_LONGEST_DECISION]
