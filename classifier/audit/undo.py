"""Applied decisions taken back from their log, cell by cell, in a new copy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.audit.changes import FORMAT, Change
from classifier.audit.sheets import open_sheets
from classifier.decide.guard import refuse_existing, replace_file
from classifier.errors import HarvestError
from classifier.harvest import read_harvest
from classifier.harvest.headings import alias_table
from classifier.outputs import refuse_input
from classifier.records import Origin, Problem

if TYPE_CHECKING:
    from classifier.audit.sheets import Sheets


@dataclass(frozen=True)
class Undone:
    """Cells that are as before again, and those that were changed once more and left."""

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]


def undo(log: Path, recoded: Path, out: Path, *, force: bool = False) -> Undone:
    """Write a copy of ``recoded`` in which the changes of ``log`` are taken back."""
    refuse_input(out, recoded)
    refuse_existing(out, force)
    changes, fields = _read_log(log)
    harvest = read_harvest(recoded)
    rows: dict[str, list[int]] = {}
    place: dict[str, tuple[str, int]] = {}
    for fragment in harvest.fragments:
        origin = fragment.origin
        rows.setdefault(origin.sheet, []).append(origin.row or 0)
        place.setdefault(fragment.id, (origin.sheet, origin.row or 0))
    sheets = open_sheets(recoded, rows, alias_table())
    done, problems = [], []
    for change in changes:
        where = _where(change, fields[change.target][0], sheets, place)
        if where is None:
            what = f"{change.fragment_id} was changed once more since, and is left as it is."
            origin = Origin(recoded.name, change.row, change.sheet, change.heading)
            problems.append(Problem(origin, "recoded", what))
            continue
        sheets.put(*where, change.heading, change.before)
        for heading in fields[change.target]:
            sheets.put(*where, heading, "")
        done.append(change)
    if not problems:
        _drop_empty(sheets, changes, fields)
    with replace_file(out, force) as path:
        sheets.save(path)
    return Undone(tuple(done), tuple(problems))


def _where(
    change: Change, beside: str, sheets: Sheets, place: dict[str, tuple[str, int]]
) -> tuple[str, int] | None:
    """The row that a change was made in, if its cell still holds what was written.

    Rows may have been sorted since, and another one may say the same at the old place: what we
    wrote under ``beside``, the heading of what was recorded before, moves with the row.
    """
    for sheet, row in ((change.sheet, change.row), place.get(change.fragment_id, ("", 0))):
        if not row or sheets.text(sheet, row, change.heading) != change.after:
            continue
        if sheets.text(sheet, row, beside) == change.before:
            return sheet, row
    return None


def _drop_empty(sheets: Sheets, changes: list[Change], fields: dict[str, list[str]]) -> None:
    """Take our columns away again, the last first."""
    for sheet, target in dict.fromkeys((c.sheet, c.target) for c in reversed(changes)):
        for heading in reversed(fields[target]):
            sheets.drop_column(sheet, heading)


def _read_log(path: Path) -> tuple[list[Change], dict[str, list[str]]]:
    try:
        log = json.loads(path.read_text("utf-8"))
        if log["format"] != FORMAT:
            raise HarvestError(
                f"{path.name} was written by another version of this program.",
                hint="Undo it with that version.",
            )
        changes = [Change(**one) for one in log["changes"]]
        fields = {str(name): list(headings) for name, headings in log["fields"].items()}
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise HarvestError(
            f"{path.name} is no log of `classifier audit apply`.",
            hint="It is called …-audit-log.json and stands beside the file that was written.",
        ) from error
    return changes, fields
