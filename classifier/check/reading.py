"""A harvest with its codebook, and where each field stands in its sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from classifier.harvest.code_columns import find_columns
from classifier.harvest.headings import TARGET, AliasTable, alias_table
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
        """The heading of each field, as written, by file and sheet; of several the first."""
        return {
            sheet: {field: headings[0] for field, headings in fields.items()}
            for sheet, fields in self.fields.items()
        }

    @cached_property
    def fields(self) -> Mapping[Sheet, Mapping[str, tuple[str, ...]]]:
        """The headings of each field by file and sheet; codes may stand in several columns."""
        names = alias_table(self.codebook)
        by_sheet: dict[Sheet, list[Fragment]] = {}
        for fragment in self.harvest.fragments:
            by_sheet.setdefault(sheet_of(fragment.origin), []).append(fragment)
        return {sheet: _fields(fragments, names) for sheet, fragments in by_sheet.items()}

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


def _fields(fragments: Sequence[Fragment], names: AliasTable) -> dict[str, tuple[str, ...]]:
    """The headings of each field in one sheet."""
    headings = list(fragments[0].cells)
    rows = [list(fragment.cells.values()) for fragment in fragments]
    layout = find_columns(headings, [(heading,) for heading in headings], rows, names)
    fields: dict[str, tuple[str, ...]] = {
        field: (headings[column],) for field, column in layout.found.columns.items()
    }
    for field, spread in layout.spread.items():
        fields[field] = tuple(headings[column] for column in spread.columns)
    return fields


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
