"""Whether a file holds texts of a project's fragments: asked before it goes where none may go."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError
from classifier.json_shape import read_shaped
from classifier.project import Project
from classifier.text_files import read_bytes

if TYPE_CHECKING:
    from classifier.codebook import Codebook

# As many words in a row are nobody else's.
_WORDS_IN_A_ROW = 8
_WORD = re.compile(r"\w+")
_MARKUP = re.compile("<[^>]*>")
_QUOTES = "quotes texts of fragments"
_READ = (".html", ".md", ".json")
_TABLES = (".xlsx", ".csv")


@dataclass(frozen=True)
class Texts:
    """All texts of a project's harvests, as rows of words."""

    rows: frozenset[str]

    @classmethod
    def of(cls, project: Project) -> Texts:
        """Read the harvests; one that cannot be read is none of which a report can be made."""
        from classifier.harvest import read_harvest

        book = _book_of(project)
        rows: set[str] = set()
        for path in project.harvests:
            try:
                fragments = read_harvest(path, book).fragments
            except (ClassifierError, OSError):
                continue
            for fragment in fragments:
                rows |= _rows_of(fragment.outcome) | _rows_of(fragment.significance)
        return cls(frozenset(rows))

    def quoted_in(self, path: Path) -> str:
        """Say that a page or JSON file quotes a text; "" where it does not, and for other files."""
        if path.suffix.lower() not in _READ:
            return ""
        text = read_bytes(path, str(path)).decode("utf-8", "replace")
        plain = html.unescape(_MARKUP.sub(" ", text))
        return "" if self.rows.isdisjoint(_rows_of(plain)) else _QUOTES


def _book_of(project: Project) -> Codebook | None:
    """Return the codebook with the columns that the project remembers; None if it has none."""
    from classifier.codebook import read_codebook
    from classifier.project.state import with_columns

    try:
        return with_columns(project, read_codebook(project.codebook)) if project.codebook else None
    except ClassifierError:  # which is told where the codebook is left out
        return None


def _rows_of(text: str) -> set[str]:
    words = _WORD.findall(text.casefold())
    ends = range(len(words) - _WORDS_IN_A_ROW + 1)
    return {" ".join(words[start : start + _WORDS_IN_A_ROW]) for start in ends}


def quotes_fragments(report: Path) -> str:
    """Say that a report may quote texts, by its JSON; "" for one that was made without any."""
    if not report.is_file():
        return "is of a report whose report.json is missing, so that it may quote texts"
    facts = read_shaped(read_bytes(report, str(report)), {"examples?": [{"text": str}]})
    if facts is None:
        return "is of a report whose report.json was changed, so that it may quote texts"
    return _QUOTES if any(example["text"] for example in facts.get("examples", ())) else ""


def holds_fragments(codebook: Path) -> str:
    """Say that a file is no codebook, or that rows of a harvest stand in it too; or ""."""
    from classifier.codebook import read_codebook
    from classifier.harvest.files import read_grids
    from classifier.harvest.headings import alias_table
    from classifier.harvest.table import lay_out

    if codebook.suffix.lower() == ".qdpx":
        return "is a coded project, with the texts of its sources"
    try:
        read_codebook(codebook)
        is_table = codebook.suffix.lower() in _TABLES
        grids = read_grids(codebook, codebook.name, alias_table()) if is_table else []
    except ClassifierError:
        return "cannot be read as a codebook, so that it may hold anything"
    if any(lay_out(grid, alias_table()) for grid in grids):
        return "holds a table that looks like fragments"
    return ""
