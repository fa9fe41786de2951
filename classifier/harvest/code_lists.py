"""Sheets that list codes: they stand beside the fragments in a workbook, and are none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from classifier.folding import plain_words
from classifier.harvest.headings import TARGET
from classifier.harvest.table import Table
from classifier.records import Origin

if TYPE_CHECKING:
    from classifier.codebook import Codebook

# Headings of texts under which a list explains its codes; any other means somebody's outcome.
_EXPLAINS = frozenset(
    map(plain_words, ("Description", "Change description", "Description of the change",
               "Description du changement"))
)  # fmt: skip
# A list has a text and codes, and perhaps a number, a status and remarks; a harvest has more.
_OF_A_LIST = frozenset({"id", "outcome", "status", "additional", "version"})

_FEW_FIELDS = 2


def code_lists(tables: Sequence[Table], codebook: Codebook) -> list[Origin]:
    """Return the sheets that look like lists of codes.

    A sheet with the same headings as one that holds fragments is none.
    """
    longest = 2 * sum(len(target.labels) for target in codebook.targets)
    found = [
        table
        for table in tables
        if len(table.rows) <= longest
        and (
            _texts_are_labels(table, codebook)
            or _explains_labels(table, codebook)
            or _explains_only(table, tables)
        )
    ]
    lists = [table.origin for table in found]
    of_fragments = {table.headings for table in tables if table.origin not in lists}
    return [table.origin for table in found if table.headings not in of_fragments]


def _texts_are_labels(table: Table, codebook: Codebook) -> bool:
    """Whether the text of most rows is a label's name or definition, or a count: no story."""
    headings = table.fields.get("outcome", ())[:1]
    texts = [row.cells[heading] for heading in headings for row in table.rows]
    definitions = {
        plain_words(label.definition)
        for target in codebook.targets
        for label in target.labels
        if label.definition
    }
    n_others = sum(
        plain_words(text) in definitions
        or plain_words(text).isdigit()
        or bool(_label(text, codebook))
        for text in texts
    )
    return n_others * 2 > len(texts)


def _explains_only(table: Table, tables: Sequence[Table]) -> bool:
    """Whether a sheet has descriptions and no other field, beside a sheet that has more."""
    headings = table.fields.get("outcome", ())
    alone = set(table.fields) == {"outcome"} and plain_words(headings[0]) in _EXPLAINS
    return alone and any(len(other.fields) > _FEW_FIELDS for other in tables)


def _explains_labels(table: Table, codebook: Codebook) -> bool:
    """Whether one column names the labels, most rows another one, beside a description."""
    headings = table.fields.get("outcome", ())
    if not headings or plain_words(headings[0]) not in _EXPLAINS:
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
