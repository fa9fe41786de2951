"""A report as a tree of sections, tables and figures; `page` and `markdown` write it down.

What a page and a Markdown file tell is the same; only here is it decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Attributes
    ----------
    sort : what the column is sorted by; None sorts by the text
    svg : a small picture that says the same as the text
    quiet : set in grey, as less to be trusted
    """

    text: str
    sort: float | None = None
    svg: str = ""
    quiet: bool = False


@dataclass(frozen=True)
class Heading:
    """The head of a column; ``says`` explains it."""

    text: str
    says: str = ""
    number: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under headings; ``caption`` says in words what it shows."""

    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A picture with its text alternative and its caption."""

    svg: str
    alt: str
    caption: str


@dataclass(frozen=True)
class Paragraph:
    """A few sentences; ``quiet`` for small print."""

    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Points:
    """A list of sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Folded:
    """Blocks that open on demand; on paper they are open."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Row:
    """Figures side by side where there is room."""

    figures: tuple[Figure, ...]


Block = Table | Figure | Paragraph | Points | Folded | Row


@dataclass(frozen=True)
class Section:
    """A part of the report; ``lead`` is one sentence in plain words.

    A section of ``level`` 3 belongs to the level 2 before it.
    """

    id: str
    title: str
    lead: str
    blocks: tuple[Block, ...] = ()
    level: int = 2


@dataclass(frozen=True)
class Document:
    """A whole report.

    Attributes
    ----------
    summary : what a hurried reader should take away
    facts : what was measured, name and value
    caution_title, cautions : the box on what the report does not show
    alerts : what must be known before the figures
    """

    title: str
    summary: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    caution_title: str
    cautions: tuple[str, ...]
    sections: tuple[Section, ...]
    alerts: tuple[str, ...] = ()


def text_table(caption: str, headings: Sequence[Heading], rows: Sequence[Sequence[Cell]]) -> Table:
    """Make a table of any sequences."""
    return Table(caption, tuple(headings), tuple(tuple(row) for row in rows))
