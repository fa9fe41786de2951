"""A report as a tree of sections, tables and figures, written down as HTML and as Markdown.

A first page stands alone, on a screen and on paper; the rest is folded behind it. What a page and a
Markdown file tell is the same; only in the tree is it decided. The page needs nothing else: no
network, no fonts, no script to read.
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

from classifier.report.svg import Bar, Chart, gauge
from classifier.translations import current_words


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Attributes
    ----------
    sort : what the column is sorted by; None sorts by the text
    bar : a small picture that says the same as the text
    quiet : set in grey, as less to be trusted
    """

    text: str
    sort: float | None = None
    bar: Bar | None = None
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
class Row:
    """Figures side by side where there is room."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Section:
    """A part that is folded until somebody opens it; ``lead`` says in a sentence what it holds.

    A section among the blocks of another belongs to it.
    """

    id: str
    title: str
    lead: str
    blocks: tuple[Block, ...] = ()


Block = Table | Figure | Chart | Paragraph | Points | Row | Section


@dataclass(frozen=True)
class KeyFigure:
    """One of the figures of the first page: a value for each target, or one without a name."""

    title: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FirstPage:
    """What stands alone on one screen and one sheet of paper.

    Attributes
    ----------
    title, about : what was looked at
    alerts : what must be known before the figures
    verdict : the finding, in words
    figures : four at most
    picture : what shows the verdict
    said : sentences that a hurried reader should take away too
    """

    title: str
    about: str
    verdict: tuple[str, ...]
    figures: tuple[KeyFigure, ...] = ()
    picture: Chart | Figure | None = None
    said: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """A whole report: the first page, and what is folded behind it, or stands open below it."""

    first: FirstPage
    sections: tuple[Section, ...] = ()
    is_open: bool = False


CellLike = Cell | str | int
"""A text stands for its cell, a count for a cell that is sorted by it."""


def numeric(text: str, says: str = "") -> Heading:
    """Return the head of a column of numbers."""
    return Heading(text, says, number=True)


def points(said: Iterable[str]) -> tuple[Block, ...]:
    """Return sentences as a list; nothing where there are none."""
    items = tuple(said)
    return (Points(items),) if items else ()


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
    spoken = current_words()
    return template.render(
        document=document, first=document.first, style=style, script=script, t=spoken
    )


def markdown(document: Document) -> str:
    """Write a report as Markdown: figures as their text alternatives."""
    return markdown_of("report.md", document=document, first=document.first)


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
    environment.globals["gauge"] = gauge
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
