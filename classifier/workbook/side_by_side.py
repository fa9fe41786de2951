"""Answers of several coders beside each other, and a cell beside them for what they agree on."""

from __future__ import annotations

from collections.abc import Iterable

from classifier.codebook import Label
from classifier.translations import say
from classifier.xlsx.decision_sheet import Column, DecisionSheet
from classifier.xlsx.markup import letters
from classifier.xlsx.new_workbook import Hint


def decision_column(heading: str) -> Column:
    """Return a column to write codes into."""
    return Column("decision", 34.0, own=heading)


def said_column(heading: str) -> Column:
    """Return a column for what one coder said."""
    return Column("said", 26.0, look="text", own=heading)


def meanings_column(mark: str = "") -> Column:
    """Return the column for what the labels mean on which coders differ."""
    return Column("meanings", 60.0, look="notes", mark=mark)


def offer_answers(sheet: DecisionSheet, column: int, n_answers: int, title: str) -> None:
    """Let the cells of a column be filled with one of the answers that stand left of them."""
    first, last = letters(column - n_answers), letters(column - 1)
    source = f"${first}2:${last}2"  # of its own row, in every row
    sheet.offer(column, source, Hint(title, say("agree_prompt")))


def meanings(labels: Iterable[Label]) -> str:
    """Say what labels mean on which coders differ, one a line."""
    lines = []
    for label in dict.fromkeys(labels):
        told = [label.definition, label.exclude and say("not_this", text=label.exclude)]
        lines.append(f"{label.name}: {' '.join(filter(None, told)) or say('no_definition_yet')}")
    return "\n".join(lines)
