"""Sheets that list codes: they stand beside the fragments in a workbook, and are none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from classifier.harvest.clean import fold
from classifier.harvest.headings import TARGET
from classifier.harvest.table import Table
from classifier.records import Origin

if TYPE_CHECKING:
    from classifier.codebook import Codebook

# Headings of texts under which a list explains its codes; any other means somebody's outcome.
_EXPLAINS = frozenset(
    map(fold, ("Description", "Change description", "Description of the change",
               "Description du changement"))
)  # fmt: skip
# A list has a text and codes, and perhaps a number and a status; a harvest has more.
_OF_A_LIST = frozenset({"id", "outcome", "status"})


def code_lists(tables: Sequence[Table], codebook: Codebook) -> list[Origin]:
    """Return the sheets that look like lists of codes.

    A sheet with the same headings as one that holds fragments is none.
    """
    longest = 2 * sum(len(target.labels) for target in codebook.targets)
    found = [
        table
        for table in tables
        if len(table.rows) <= longest
        and (_texts_are_labels(table, codebook) or _explains_labels(table, codebook))
    ]
    lists = [table.origin for table in found]
    of_fragments = {table.headings for table in tables if table.origin not in lists}
    return [table.origin for table in found if table.headings not in of_fragments]


def _texts_are_labels(table: Table, codebook: Codebook) -> bool:
    """Whether the text of most rows is nothing but the name of a label: a list for a drop-down."""
    headings = table.fields.get("outcome", ())[:1]
    labels = [_label(row.cells[heading], codebook) for heading in headings for row in table.rows]
    return sum(map(bool, labels)) * 2 > len(labels)


def _explains_labels(table: Table, codebook: Codebook) -> bool:
    """Whether one column names the labels, most rows another one, beside a description."""
    headings = table.fields.get("outcome", ())
    if not headings or fold(headings[0]) not in _EXPLAINS:
        return False
    if any(name not in _OF_A_LIST and not name.startswith(TARGET) for name in table.fields):
        return False
    return any(_lists_labels(table, heading, codebook) for heading in table.headings)


def _lists_labels(table: Table, heading: str, codebook: Codebook) -> bool:
    labels = [_label(row.cells[heading], codebook) for row in table.rows]
    named = [label for label in labels if label]
    enough = len(named) > 1 and len(named) * 2 > len(labels)
    return enough and len(set(named)) == len(named)


def _label(cell: str, codebook: Codebook) -> tuple[str, str] | None:
    """The one label that a cell names, with its target; None for anything else."""
    from classifier.codebook import parse_labels

    for target in codebook.targets:
        read = parse_labels(cell, target)
        if read and len(read[0]) == 1 and not read[1]:
            return target.id, next(iter(read[0]))
    return None
