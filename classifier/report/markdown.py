"""A report as Markdown: the same sections and tables, the figures as their text alternatives."""

from __future__ import annotations

from collections.abc import Iterator

from classifier.report.document import (
    Block,
    Document,
    Figure,
    Folded,
    Paragraph,
    Points,
    Row,
    Section,
    Table,
)


def markdown(document: Document) -> str:
    """Write a report as Markdown."""
    lines = [f"# {_plain(document.title)}", ""]
    for text in (*document.alerts, *document.summary):
        lines += [_plain(text), ""]
    lines += [f"- {_plain(name)}: {_plain(value)}" for name, value in document.facts]
    lines += ["", f"## {_plain(document.caution_title)}", ""]
    lines += [f"- {_plain(text)}" for text in document.cautions]
    for section in document.sections:
        lines += ["", *_section(section)]
    return "\n".join(lines).rstrip() + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"{'#' * section.level} {_plain(section.title)}"
    yield ""
    yield _plain(section.lead)
    for block in section.blocks:
        yield ""
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Figure):
        yield f"*{_plain(block.caption)}* {_plain(block.alt)}"
    elif isinstance(block, Paragraph):
        yield _plain(block.text)
    elif isinstance(block, Points):
        yield from (f"- {_plain(item)}" for item in block.items)
    elif isinstance(block, Row):
        yield from (f"- *{_plain(f.caption)}* {_plain(f.alt)}" for f in block.figures)
    else:
        yield from _folded(block)


def _folded(block: Folded) -> Iterator[str]:
    yield f"**{_plain(block.title)}**"
    for inner in block.blocks:
        yield ""
        yield from _block(inner)


def _table(table: Table) -> Iterator[str]:
    yield f"*{_plain(table.caption)}*"
    yield ""
    yield "| " + " | ".join(_cell(h.text) for h in table.headings) + " |"
    yield "|" + "|".join("---:" if h.number else "---" for h in table.headings) + "|"
    for row in table.rows:
        yield "| " + " | ".join(_cell(cell.text) for cell in row) + " |"


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")


def _plain(text: str) -> str:
    """Keep a name or a text from being read as markup or as a line of its own."""
    text = " ".join(text.split())
    for mark in ("\\", "`", "*", "_", "<", "[", "#"):
        text = text.replace(mark, "\\" + mark)
    return text
