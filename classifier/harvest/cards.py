"""Text cards (``**Field**: value``, many to a file) to a grid."""

from __future__ import annotations

import re
from collections.abc import Sequence

from classifier.folding import plain_words
from classifier.grid import Grid, Record, grid_of_records
from classifier.harvest.headings import AliasTable
from classifier.records import Origin, Problem
from classifier.translations import tell

_FIELD = re.compile(r"^\s*\*\*(?P<name>[^*\n]{1,200}?)(?::\s*\*\*|\*\*\s*:)[ \t]?(?P<value>.*)$")
_RULE = re.compile(r"\s*[-=_*~]{3,}\s*")


def looks_like_cards(text: str) -> bool:
    """Whether some line is ``**Field**: value``."""
    return any(_FIELD.match(line) for line in text.split("\n"))


def read_cards(file: str, text: str, table: AliasTable, noticed: Sequence[Problem] = ()) -> Grid:
    """Read cards; the row number is the line on which a card begins.

    A card ends where the field of its first heading, or any heading we know, comes again.
    Other bold words that come again are part of a text.
    """
    grid = Grid(Origin(file), [], list(noticed))
    cards: list[tuple[int, Record]] = []
    card: Record = {}
    current = ""
    for number, line in enumerate(text.split("\n"), start=1):
        match = _FIELD.match(line)
        name = match["name"].strip() if match else ""
        starts = match is not None and (not card or _starts_card(name, card, table))
        if starts:
            card = {}
            cards.append((number, card))
        if match and (starts or not _repeats(name, card)):
            current = name
            card[name] = match["value"]
        elif card:
            card[current] += f"\n{line}"
        else:
            _report_lost_line(grid, number, line)
    return grid_of_records(grid, [(number, _trim(card)) for number, card in cards])


def _repeats(name: str, card: Record) -> bool:
    return plain_words(name) in map(plain_words, card)


def _starts_card(name: str, card: Record, table: AliasTable) -> bool:
    """Whether a heading begins the next card after ``card``."""
    field, first = table.find(name), next(iter(card))
    if field is None:
        return plain_words(name) == plain_words(first)
    opening = table.find(first)
    return _repeats(name, card) or (opening is not None and opening[0] == field[0])


def _trim(card: Record) -> Record:
    """Take blank lines and ruled lines off the end of each value."""
    trimmed = {}
    for name, value in card.items():
        lines = value.split("\n")
        while lines and (not lines[-1].strip() or _RULE.fullmatch(lines[-1])):
            lines.pop()
        trimmed[name] = "\n".join(lines)
    return trimmed


def _report_lost_line(grid: Grid, number: int, line: str) -> None:
    """Report the first line that is neither blank nor ruled and stands before the first card."""
    told = any(problem.kind == "text-before-card" for problem in grid.problems)
    if line.strip() and not _RULE.fullmatch(line) and not told:
        what = tell("harvest_before_first_card")
        grid.report("text-before-card", what, row=number, notice=True)
