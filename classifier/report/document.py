"""A report as a tree of sections, tables and figures, written down as HTML and as Markdown.

What a page and a Markdown file tell is the same; only in the tree is it decided. The page needs
nothing else: no network, no fonts, no script to read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup


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


CellLike = Cell | str | int
"""A text stands for its cell, a count for a cell that is sorted by it."""


def numeric(text: str, says: str = "") -> Heading:
    """Return the head of a column of numbers."""
    return Heading(text, says, number=True)


def text_table(
    caption: str, headings: Iterable[Heading | str], rows: Iterable[Iterable[CellLike]]
) -> Table:
    """Return a table; a text stands for its heading."""
    heads = [Heading(head) if isinstance(head, str) else head for head in headings]
    return Table(caption, tuple(heads), tuple(tuple(map(_as_cell, row)) for row in rows))


def _as_cell(value: CellLike) -> Cell:
    if isinstance(value, Cell):
        return value
    return Cell(value) if isinstance(value, str) else Cell(str(value), sort=value)


TEMPLATES = files("classifier.report") / "templates"
# Of Markdown: marks, signs that begin a list or a quotation, entities, and what is made a link.
_MARKUP = re.compile(
    r"[\\`*_<>\[\]#~|]|&(?=#?\w{1,31};)|^[-+=](?=[-= ]|$)"
    r"|:(?=//)|(?<=\bwww)\.|(?<=\w)@(?=\w)",
    re.IGNORECASE,
)


def page(document: Document) -> str:
    """Write a report as HTML; everything but our own drawings is escaped."""
    style, script = Markup(_source("report.css")), Markup(_source("report.js"))
    template = _environment(escaping=True).get_template("report.html")
    return template.render(document=document, style=style, script=script)


def markdown(document: Document) -> str:
    """Write a report as Markdown: figures as their text alternatives."""
    return markdown_of("report.md", document=document)


def markdown_of(template: str, **values: object) -> str:
    """Write one of our Markdown templates; its filter "plain" keeps names from being markup."""
    text = _environment(escaping=False).get_template(template).render(**values)
    return text.rstrip() + "\n"


def _environment(*, escaping: bool) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_source),
        autoescape=escaping,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["kind"] = lambda block, name: type(block).__name__ == name
    # The svg module escapes what it is given.
    environment.filters |= {"drawing": Markup, "plain": _plain}
    return environment


def rounded_json(facts: Mapping[str, Any]) -> str:
    """Return a result as JSON, figures with 4 decimals; undefined is null."""
    return json.dumps(_rounded(facts), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _rounded(value: Any) -> Any:  # whatever a frozen result may hold
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Mapping):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return value


def _source(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def _plain(text: str) -> str:
    r"""Keep a name or a text from being read as markup, an address or a line of its own.

    >>> print(_plain("- *a* & b | &lt; www.x.org"))
    \- \*a\* & b \| \&lt; www\.x.org
    """
    marked = _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
    return re.sub(r"^(\d{1,9})(?=[.)](?: |$))", r"\1\\", marked)
