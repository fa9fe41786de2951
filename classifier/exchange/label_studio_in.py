"""What people answered in Label Studio, as a table: a row for each coder of a task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.errors import HarvestError
from classifier.harvest.files import read_grids
from classifier.harvest.headings import alias_table, map_headings
from classifier.records import Problem


@dataclass(frozen=True, slots=True)
class ReadAnswers:
    """Headings and rows, as the harvest reader has them, and what was noticed."""

    rows: tuple[tuple[str, ...], ...]
    problems: tuple[Problem, ...]

    @property
    def coders(self) -> tuple[str, ...]:
        """Who coded which row, "" where nobody did."""
        column = _coder_column(self.rows[0])
        return tuple(row[column] for row in self.rows[1:] if column is not None)


def read_answers(path: Path) -> ReadAnswers:
    """Read an export of Label Studio (JSON); one in which nobody answered is refused."""
    (grid,) = read_grids(path, path.name, alias_table())
    rows = tuple(tuple(cells) for _, cells in grid.rows)
    if not rows or _coder_column(rows[0]) is None:
        raise HarvestError(
            f"{path.name} holds no answers of a coder.",
            hint="In Label Studio choose Export, JSON, once somebody has answered.",
        )
    return ReadAnswers(rows, tuple(grid.problems))


def _coder_column(headings: Sequence[str]) -> int | None:
    """Return which column names coders, in the full export or in the short one (JSON-MIN)."""
    return map_headings(headings, alias_table()).columns.get("coder")
