"""Where a code came from, in one set of columns, and what it takes to put back what stood before.

The columns stand beside the row, so that they move, are filtered and are deleted with it. People
read most of them; “For undo” is for the program: it names every cell that a step wrote, with the
text before and a fingerprint of the text after.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from classifier.decide.rows import digest
from classifier.harvest.clean import clean_cell
from classifier.harvest.headings import TARGET
from classifier.json_shape import read_shaped

if TYPE_CHECKING:
    from classifier.codebook import Target
    from classifier.harvest.table import Row, Table

HOW, BEFORE = "How coded – ", "Recorded before – "
"""Headings before the name of a target: how it was decided, and what stood there."""
MODEL, DATE, BY, IN = "Suggested by model", "Decided on", "Decided by", "Decided in"
UNDO, EARLIER = "For undo", "Earlier provenance"
VERSION = "Codebook version"
"""A field of the harvest; where it has none, the column is added."""

# Columns of the program's first versions: still put back, and kept when a row is changed again.
RELABELLED = "Relabelled – "
CHANGED_ON, CHANGED_BY, CHANGED_AFTER = "Changed on – ", "Changed by – ", "Changed after – "
_STARTS = (HOW, BEFORE, RELABELLED, CHANGED_ON, CHANGED_BY, CHANGED_AFTER)
_WHOLE = frozenset({MODEL, DATE, BY, IN, UNDO, EARLIER})

# Of each cell the text before, and the fingerprint of the text after.
_STEP = {"step": int, "cells": {str: (str | None, str)}}

_WIDTHS = {MODEL: 22.0, DATE: 12.0, BY: 16.0, IN: 22.0, VERSION: 12.0, UNDO: 10.0, EARLIER: 10.0}
_HOW_WIDTH, _WIDTH = 16.0, 30.0


@dataclass(frozen=True, slots=True)
class Signature:
    """Who decided, and when (as 2025-01-31)."""

    coder: str
    date: str


@dataclass(frozen=True, slots=True)
class RowEdit:
    """What one step writes into one row.

    Attributes
    ----------
    cells : new texts by heading: codes, coder, version
    shown : what is told of cells, by the name people call them by: the heading, and how it was
        decided
    signature : who decided; None where the step only says what was known already
    model : what suggested, "" for nothing
    where : the worklist or the plan that was decided in
    """

    cells: Mapping[str, str]
    shown: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    signature: Signature | None = None
    model: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What is known of the last step that changed a row.

    Attributes
    ----------
    number : of the step in its file, from 1; 0 for one of an older version
    before : texts by heading as they were; None where there was no such column
    after : fingerprints of what was written, by heading; "" where that is not known
    earlier : the provenance of the step before, by heading
    """

    number: int
    before: Mapping[str, str | None]
    after: Mapping[str, str]
    earlier: Mapping[str, str] = field(default_factory=dict)

    @property
    def added(self) -> list[str]:
        """The columns that the step has added."""
        return [heading for heading, text in self.before.items() if text is None]

    def changed_since(self, cells: Mapping[str, str]) -> str:
        """Return the heading of a cell that says something else now, "" if there is none."""
        return next(
            (h for h, p in self.after.items() if p and fingerprint(cells.get(h, "")) != p), ""
        )


def fingerprint(text: str) -> str:
    """Fingerprint a cell, short enough to be shown."""
    return digest(clean_cell(text))[:8]


def how_heading(target: Target) -> str:
    """The heading over the column that says how a target was coded."""
    return f"{HOW}{target.title or target.id}"


def before_heading(target: Target | str) -> str:
    """The heading over the column that says what was recorded for a target or a field before."""
    return BEFORE + (target if isinstance(target, str) else target.title or target.id)


def is_provenance(heading: str) -> bool:
    """Whether a column says where codes came from, in this version's words or an older one's.

    >>> is_provenance("Decided on"), is_provenance("Relabelled – plan"), is_provenance("Coder")
    (True, True, False)
    """
    return heading in _WHOLE or heading.startswith(_STARTS)


def is_for_the_program(heading: str) -> bool:
    """Whether a column is not for people: its cells are long and need not be seen whole."""
    return heading in (UNDO, EARLIER)


def column_width(heading: str) -> float:
    """How wide a new column is, in characters."""
    return _HOW_WIDTH if heading.startswith(HOW) else _WIDTHS.get(heading, _WIDTH)


def signed_cells(edit: RowEdit, row: Mapping[str, str], step: int) -> dict[str, str]:
    """Return all that a step writes into a row: its cells, where they come from, and for undo.

    What the row says of an earlier step goes whole into “Earlier provenance”.

    Parameters
    ----------
    row : the row as it is, by heading
    step : the number of the step in the file
    """
    told = {heading: text for heading, text in row.items() if text and is_provenance(heading)}
    is_ours = any(heading.startswith((UNDO, RELABELLED, CHANGED_ON)) for heading in told)
    earlier = told if is_ours else {}
    # Columns of these names that are the harvest's own are put back as any other.
    hers = [heading for heading in told if heading not in earlier]
    facts = _facts(edit, row)
    recorded = {**edit.cells, **{heading: facts.get(heading, told[heading]) for heading in hers}}
    record = {heading: [row.get(heading), fingerprint(text)] for heading, text in recorded.items()}
    undo = _json({"step": step, "cells": record})
    kept = {EARLIER: _json({heading: _told(text) for heading, text in earlier.items()})}
    cleared = dict.fromkeys(earlier, "")
    return {**cleared, **edit.cells, **facts, UNDO: undo, **(kept if earlier else {})}


def _told(text: str) -> object:
    """What a cell for the program holds, as an object, so that it can be read where it is kept."""
    return read_shaped(text, {str: object}) or text


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False)


def _facts(edit: RowEdit, row: Mapping[str, str]) -> dict[str, str]:
    """The columns that people read; an empty one is not added."""
    facts = {}
    for name, (heading, how) in edit.shown.items():
        before = row.get(heading, "")
        facts[HOW + name] = how
        # That a field such as the version stays as it was tells nothing.
        facts[BEFORE + name] = before if how or before != edit.cells.get(heading) else ""
    facts |= {MODEL: edit.model, IN: edit.where}
    if edit.signature is not None:
        facts |= {DATE: edit.signature.date, BY: edit.signature.coder}
    return {h: text for h, text in facts.items() if text}


def added_columns(changed: Iterable[Mapping[str, str]], there: Iterable[str]) -> list[str]:
    """List the columns that changed rows need and that are not there, in the order they stand in.

    Codes and other fields of the harvest come first, then each target's columns.
    """
    present = frozenset(there)
    headings = dict.fromkeys(h for cells in changed for h in cells)
    wanted = [h for h in headings if h not in present]
    order = (MODEL, DATE, BY, IN, VERSION, UNDO, EARLIER)

    def rank(heading: str) -> int:
        if heading in order:
            return 2 + order.index(heading)
        return int(is_provenance(heading))

    return sorted(wanted, key=rank)


def last_step(rows: Iterable[Mapping[str, str]]) -> int:
    """Return the number of the last step that any row tells of; 0 if none does."""
    told = [read_shaped(row[UNDO], {"step": int}) for row in rows if row.get(UNDO)]
    return max((one["step"] for one in told if one), default=0)


def read_step(row: Mapping[str, str]) -> Step | None:
    """Read what a row says of its last step; None if it says nothing, or nothing that is whole."""
    told = read_shaped(row.get(UNDO, ""), _STEP)
    if told is None:
        return None
    cells = told["cells"]
    earlier = {
        h: value if isinstance(value, str) else _json(value)
        for h, value in (read_shaped(row.get(EARLIER, ""), {str: object}) or {}).items()
    }
    return Step(
        told["step"],
        {h: before for h, (before, _) in cells.items()},
        {h: after for h, (_, after) in cells.items()},
        earlier,
    )


def restored_cells(step: Step, row: Mapping[str, str]) -> dict[str, str]:
    """Return the cells that a row had before its last step, its provenance of then included."""
    cleared = {h: "" for h in row if is_provenance(h)}
    before = {h: text or "" for h, text in step.before.items()}
    return cleared | dict(step.earlier) | before


def code_cell(row: Row, table: Table, target: str) -> str:
    """A cell of codes as written."""
    return row.cells.get(code_heading(row, table, target), "")


def code_heading(row: Row, table: Table, target: str) -> str:
    """The column in which this row's codes stand: of two for one target the first that is filled.

    "" where there is none.
    """
    headings = table.fields.get(TARGET + target, ())
    filled = (heading for heading in headings if row.cells[heading])
    return next(filled, next(iter(headings), ""))
