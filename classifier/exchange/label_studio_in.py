"""What people answered in Label Studio, as a table: a row for each coder of a task."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from classifier.errors import HarvestError
from classifier.exchange.coded_table import CODER
from classifier.harvest.files import read_grids
from classifier.harvest.headings import alias_table
from classifier.records import Problem


@dataclass(frozen=True, slots=True)
class ReadAnswers:
    """Headings and rows, as the harvest reader has them, and what was noticed."""

    rows: tuple[tuple[str, ...], ...]
    problems: tuple[Problem, ...]

    @property
    def coders(self) -> tuple[str, ...]:
        """Who coded which row, "" where nobody did."""
        column = self.rows[0].index(CODER)
        return tuple(row[column] for row in self.rows[1:])


def read_answers(path: Path) -> ReadAnswers:
    """Read an export of Label Studio (JSON); one in which nobody answered is refused."""
    (grid,) = read_grids(path, path.name, alias_table())
    rows = tuple(tuple(cells) for _, cells in grid.rows)
    if not rows or CODER not in rows[0]:
        raise HarvestError(
            f"{path.name} holds no answers of a coder.",
            hint="In Label Studio choose Export, JSON, once somebody has answered.",
        )
    return ReadAnswers(rows, tuple(grid.problems))
