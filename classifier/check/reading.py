"""A harvest with its codebook, and where each field stands in its sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from classifier.harvest.headings import TARGET, alias_table, map_headings
from classifier.records import Coding, Fragment, Harvest, Origin, Problem

if TYPE_CHECKING:
    from classifier.codebook import Codebook

Sheet = tuple[str, str]
"""File and sheet."""


@dataclass(frozen=True)
class Reading:
    """What every check looks at: the harvest as read, and the codebook it was read with."""

    harvest: Harvest
    codebook: Codebook

    @cached_property
    def columns(self) -> Mapping[Sheet, Mapping[str, str]]:
        """The heading of each field, as written, by file and sheet."""
        names = alias_table(self.codebook)
        columns: dict[Sheet, Mapping[str, str]] = {}
        for fragment in self.harvest.fragments:
            sheet = sheet_of(fragment.origin)
            if sheet not in columns:
                headings = list(fragment.cells)
                found = map_headings(headings, names).columns
                columns[sheet] = {field: headings[column] for field, column in found.items()}
        return columns

    @cached_property
    def by_id(self) -> Mapping[str, Fragment]:
        """Fragments by the id they go by."""
        return {fragment.id: fragment for fragment in self.harvest.fragments}

    @cached_property
    def by_row(self) -> Mapping[Origin, Fragment]:
        """Fragments by their row; a second coder's row leads to the fragment it codes."""
        rows = {row_of(fragment.origin): fragment for fragment in self.harvest.fragments}
        for coding in self.harvest.codings:
            if coding.fragment_id in self.by_id:
                rows.setdefault(row_of(coding.origin), self.by_id[coding.fragment_id])
        return rows

    @cached_property
    def answers(self) -> Mapping[tuple[str, str], Mapping[str, Coding]]:
        """What one coder says of one fragment: codings by target, by (fragment id, coder)."""
        answers: dict[tuple[str, str], dict[str, Coding]] = {}
        for coding in self.harvest.codings:
            answers.setdefault((coding.fragment_id, coding.coder), {})[coding.target] = coding
        return answers

    def has_column(self, origin: Origin, field: str) -> bool:
        """Whether the sheet of ``origin`` has a column for ``field``."""
        return field in self.columns.get(sheet_of(origin), {})

    def cell(self, fragment: Fragment, field: str) -> str:
        """What stands under ``field`` in the fragment's row; "" where there is no such column."""
        heading = self.columns[sheet_of(fragment.origin)].get(field, "")
        return fragment.cells.get(heading, "")

    def place(self, origin: Origin, field: str) -> Origin:
        """The cell of ``field`` in the row of ``origin``."""
        return replace(origin, column=self.columns.get(sheet_of(origin), {}).get(field, ""))

    def problem(self, origin: Origin, field: str, kind: str, what: str, hint: str = "") -> Problem:
        """A problem with the cell of ``field`` in the row of ``origin``."""
        return Problem(self.place(origin, field), kind, what, hint)


def sheet_of(origin: Origin) -> Sheet:
    """The file and sheet of an origin."""
    return origin.file, origin.sheet


def row_of(origin: Origin) -> Origin:
    """The whole row of an origin."""
    return replace(origin, column="")


def code_field(target_id: str) -> str:
    """The field that holds the codes of a target.

    >>> code_field("type")
    'target:type'
    """
    return TARGET + target_id
