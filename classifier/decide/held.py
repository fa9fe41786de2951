"""Which files hold decisions of a person, and how many.

Every file that this program hands out for decisions is known by its headings, in any format and
after any program has saved it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import HarvestError, OutputError
from classifier.harvest.files import label_files, read_grids
from classifier.harvest.folders import (
    CODED_TWICE,
    HEADING_ROWS,
    PRE_TAGGED,
    TO_AGREE_IN,
    decision_columns,
)
from classifier.harvest.headings import alias_table
from classifier.records import Origin, Problem
from classifier.translations import tell
from classifier.xlsx.read import MAGIC

if TYPE_CHECKING:
    from classifier.grid import Grid

# How the decisions of each kind of file are used.
_USES = {
    PRE_TAGGED: "Run “classifier finish” on it",
    "a worklist": "Carry them over with “classifier audit apply”",
    "a plan": "Carry them over with “classifier relabel apply”",
    CODED_TWICE: "Lay it beside the other coder's with “classifier adjudicate”",
    TO_AGREE_IN: "Carry them over with “classifier adjudicate apply”",
    "answers of a review": "Open it with “classifier review --decisions”",
    "a list": "Keep it",
}
_WORKBOOKS = (".xlsx", ".xlsm")
_TEXTS = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json")
_SQLITE = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class Decided:
    """How many decisions a file holds, and what it is."""

    count: int
    kind: str

    @property
    def use(self) -> str:
        """Return what to do with the decisions."""
        return _USES[self.kind]

    @property
    def number(self) -> str:
        """Return how many decisions there are, in words."""
        return f"{self.count} decision{'s' if self.count > 1 else ''}"


def unfinished(paths: Iterable[Path]) -> tuple[Problem, ...]:
    """Name the pre-tagged workbooks that hold decisions: who reads them reads the old codes."""
    problems = []
    for label, path in label_files(paths).items():
        try:
            decided = _decisions_in(path) if path.is_file() else None
        except (HarvestError, OSError):  # whoever reads it will say so
            continue
        if decided is not None and decided.kind == PRE_TAGGED:
            what, hint = (
                tell("harvest_unfinished", n=decided.count),
                tell("harvest_unfinished_hint"),
            )
            problems.append(Problem(Origin(label), "unfinished", what, hint))
    return tuple(problems)


def refuse_unfinished(paths: Iterable[Path]) -> None:
    """Raise a HarvestError if a pre-tagged workbook holds decisions: its codes are not final."""
    for problem in unfinished(paths):
        raise HarvestError(
            f"{problem.origin.file} {problem.what}",
            hint="Or add --ignore-decisions: what stood in its code columns before is read then.",
        )


def find_decisions(path: Path) -> Decided | None:
    """Find the decisions in a file; None where there are none.

    A workbook that cannot be read is an OutputError: nobody knows what it holds.
    """
    try:
        return _decisions_in(path)
    except OSError:  # a file that may not be read: writing will say so
        return None
    except HarvestError as error:
        if isinstance(error.__cause__, PermissionError):
            raise OutputError(str(error), hint=error.hint) from error
        with path.open("rb") as stream:
            is_workbook = stream.read(8).startswith(MAGIC)
        if is_workbook:
            raise OutputError(
                f"{error} So nobody knows whether it holds decisions of a person; "
                "it is not overwritten.",
                hint=f"{error.hint} Or choose another name with --out.",
            ) from error
        return None


def _decisions_in(path: Path) -> Decided | None:
    if path.name.startswith(("~$", ".~lock.")):
        return None
    if path.suffix.lower() in (*_WORKBOOKS, *_TEXTS):
        return _in_table(path)
    return _in_review_log(path)


def _in_table(path: Path) -> Decided | None:
    if not path.stat().st_size:
        return None
    found = [_in_grid(grid) for grid in read_grids(path, path.name, alias_table(None))]
    count = sum(decided.count for decided in found)
    return Decided(count, max(found, key=lambda one: one.count).kind) if count else None


def _in_grid(grid: Grid) -> Decided:
    for place, (_, headings) in enumerate(grid.rows[:HEADING_ROWS]):
        kind, columns = decision_columns(headings)
        if not kind:
            continue
        filled = [_n_filled(row, columns) for _, row in grid.rows[place + 1 :]]
        # A line of a list is decided once, though it may hold a word and names.
        return Decided(sum(filled) if kind == PRE_TAGGED else sum(map(bool, filled)), kind)
    return Decided(0, "a list")


def _n_filled(row: Sequence[str], columns: Sequence[int]) -> int:
    return sum(i < len(row) and bool(row[i].strip()) for i in columns)


def _in_review_log(path: Path) -> Decided | None:
    with path.open("rb") as stream:
        if stream.read(len(_SQLITE)) != _SQLITE:
            return None
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as log:
            count = int(log.execute("SELECT count(*) FROM acts").fetchone()[0])
    except sqlite3.Error:
        return None  # some other program's database
    return Decided(count, "answers of a review") if count else None
