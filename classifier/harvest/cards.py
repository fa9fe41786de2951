"""Text cards (``**Field**: value``, many to a file) and JSON lines to a grid."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from classifier.harvest.clean import fold
from classifier.harvest.grid import Grid, check_size
from classifier.harvest.headings import AliasTable
from classifier.records import Origin, Problem

_FIELD = re.compile(r"^\s*\*\*(?P<name>[^*\n]{1,200}?)(?::\s*\*\*|\*\*\s*:)[ \t]?(?P<value>.*)$")
_RULE = re.compile(r"\s*[-=_*~]{3,}\s*")

Card = dict[str, str]


def looks_like_cards(text: str) -> bool:
    """Whether some line is ``**Field**: value``."""
    return any(_FIELD.match(line) for line in text.split("\n"))


def read_cards(file: str, text: str, table: AliasTable) -> Grid:
    """Read cards; the row number is the line on which a card begins.

    A card ends where the field of its first heading, or any heading we know, comes again.
    Other bold words that come again are part of a text.
    """
    grid = Grid(Origin(file), [])
    cards: list[tuple[int, Card]] = []
    current = ""
    for number, line in enumerate(text.split("\n"), start=1):
        match = _FIELD.match(line)
        name = match["name"].strip() if match else ""
        card = cards[-1][1] if cards else {}
        if not match or (card and _repeats(name, card) and not _starts_card(name, card, table)):
            if card:
                card[current] += "\n" + line
            elif line.strip() and not _RULE.fullmatch(line):
                _report_lost_line(grid, number)
            continue
        if not card or _starts_card(name, card, table):
            card = {}
            cards.append((number, card))
        current = name
        card[name] = match["value"]
    return _lay_out(grid, [(number, _trim(card)) for number, card in cards])


def read_json_lines(file: str, text: str) -> Grid:
    """Read one object a line, keyed by headings or field names; the row number is the line's."""
    grid = Grid(Origin(file), [])
    cards: list[tuple[int, Card]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            entry = None
        if isinstance(entry, dict):
            cards.append((number, {str(name): _plain(value) for name, value in entry.items()}))
            continue
        what = "is not a JSON object; the line was left out."
        hint = 'Write one {"heading": "text", …} a line.'
        grid.problems.append(Problem(replace(grid.origin, row=number), "bad-line", what, hint))
    return _lay_out(grid, cards)


def _repeats(name: str, card: Card) -> bool:
    return fold(name) in map(fold, card)


def _starts_card(name: str, card: Card, table: AliasTable) -> bool:
    """Whether a heading begins the next card after ``card``."""
    field, first = table.find(name), next(iter(card))
    if field is None:
        return fold(name) == fold(first)
    opening = table.find(first)
    return _repeats(name, card) or (opening is not None and opening[0] == field[0])


def _trim(card: Card) -> Card:
    """Take blank lines and ruled lines off the end of each value."""
    trimmed = {}
    for name, value in card.items():
        lines = value.split("\n")
        while lines and (not lines[-1].strip() or _RULE.fullmatch(lines[-1])):
            lines.pop()
        trimmed[name] = "\n".join(lines)
    return trimmed


def _report_lost_line(grid: Grid, number: int) -> None:
    if not grid.problems:
        what = "stands before the first “**Field**: value” and was left out."
        origin = replace(grid.origin, row=number)
        grid.problems.append(Problem(origin, "text-before-card", what, notice=True))


def _plain(value: object) -> str:
    """A JSON value as a cell: lists of labels side by side, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "YES" if value else "NO"
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return json.dumps(value, ensure_ascii=False)


def _lay_out(grid: Grid, cards: list[tuple[int, Card]]) -> Grid:
    """Put the cards under the headings that any of them has; the headings are row 0."""
    headings = list(dict.fromkeys(name for _, card in cards for name in card))
    if cards:
        grid.rows.append((0, headings))
    for number, card in cards:
        grid.rows.append((number, [card.get(name, "") for name in headings]))
    longest = max((len(cell) for _, cells in grid.rows for cell in cells), default=0)
    check_size(str(grid.origin), len(grid.rows), longest)
    return grid
