"""What the program's first versions wrote beside the codes, read as the steps of today.

“relabel apply” wrote columns of its own, “audit apply” a log that it left beside the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.codebook import Codebook
from classifier.edit.provenance import (
    BEFORE,
    CHANGED_AFTER,
    CHANGED_ON,
    RELABELLED,
    VERSION,
    Step,
    fingerprint,
)
from classifier.errors import HarvestError
from classifier.harvest.clean import clean_cell
from classifier.harvest.headings import TARGET
from classifier.json_shape import read_shaped
from classifier.text_files import read_bytes

if TYPE_CHECKING:
    from classifier.codebook import Target
    from classifier.harvest.table import Row, Table

NO_COLUMN = "(no column)"
"""What the first versions wrote in place of a version where the harvest had no column for it."""
_LOG_SHAPE = {
    "fields": {str: [str]},
    "changes": [dict.fromkeys(("target", "nr", "before", "after", "heading"), str)],
}


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """One change that an audit's log tells of: of which target, by which finding, what it did."""

    title: str
    number: str
    before: str
    step: Step


@dataclass(frozen=True)
class FirstVersions:
    """Reads what the first versions wrote; ``log`` is what an audit left."""

    codebook: Codebook | None
    log: Sequence[LoggedChange] = ()

    def step(self, row: Row, table: Table, versioned: bool) -> Step | None:
        """Return what a row tells; ``versioned``: the column of versions was added to its sheet."""
        if row.cells.get(f"{RELABELLED}plan"):
            return self._relabelled(row, table)
        if any(text for h, text in row.cells.items() if h.startswith(CHANGED_ON)):
            return self._audited(row)
        if versioned:
            return Step(0, {VERSION: None}, {})
        return None

    def _relabelled(self, row: Row, table: Table) -> Step:
        before: dict[str, str | None] = {}
        after = {}
        for target, title in self._targets():
            was = row.cells.get(f"{RELABELLED}before – {title}")
            heading = table.heading(TARGET + target.id)
            if was is not None and heading:
                before[heading] = was
                after[heading] = fingerprint(row.cells[f"{RELABELLED}after – {title}"])
        version = row.cells.get(f"{RELABELLED}version before", "")
        stated = table.heading("version") or VERSION
        before[stated] = None if version == NO_COLUMN else version
        return Step(0, before, after)

    def _audited(self, row: Row) -> Step:
        """Gather the changes of one row from the log; they are known by what stands beside it."""
        before: dict[str, str | None] = {}
        after: dict[str, str] = {}
        for heading, text in row.cells.items():
            if heading.startswith(CHANGED_AFTER) and text:
                step = self._logged(heading.removeprefix(CHANGED_AFTER), text, row)
                before |= step.before
                after |= step.after
        return Step(0, before, after)

    def _logged(self, title: str, worklist: str, row: Row) -> Step:
        for change in self.log:
            same = change.title == title and worklist.endswith(f" {change.number}")
            if same and clean_cell(change.before) == row.cells.get(BEFORE + title, ""):
                return change.step
        raise HarvestError(
            f"{row.origin} was changed by an older version of this program.",
            hint="Add the file …-audit-log.json that it left: --log FILE.",
        )

    def _targets(self) -> Iterator[tuple[Target, str]]:
        if self.codebook is None or not self.codebook.targets:
            raise HarvestError(
                "This harvest was moved by an older version of this program.",
                hint="Name the codebook that it was moved to: --codebook FILE.",
            )
        for target in self.codebook.targets:
            yield target, target.title or target.id


def read_log(path: Path) -> list[LoggedChange]:
    """Read the log of an audit; a finding changed one cell of each target."""
    log = read_shaped(read_bytes(path, path.name), _LOG_SHAPE)
    if log is None or any(change["target"] not in log["fields"] for change in log["changes"]):
        raise HarvestError(
            f"{path.name} is no log of “audit apply”, or is damaged.",
            hint="It is called …-audit-log.json and stands beside the file that was written.",
        )
    titles = {
        name: own[0].removeprefix(BEFORE) if own else name for name, own in log["fields"].items()
    }
    return [
        LoggedChange(
            titles[change["target"]],
            change["nr"],
            change["before"],
            Step(
                0,
                {change["heading"]: change["before"]},
                {change["heading"]: fingerprint(change["after"])},
            ),
        )
        for change in log["changes"]
    ]
