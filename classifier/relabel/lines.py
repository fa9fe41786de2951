"""The lines of ``plan.xlsx``: one table of columns for writing, reading back and comparing.

What is written is made again from the facts and compared when decisions are read. So a change of
these words needs a new ``FORMAT`` in `facts`: older plans are then refused in words of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.relabel.nouns import HOW_WORDS
from classifier.relabel.wording import after_text, before_text, why

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.relabel.nouns import Move, PlannedRow

SUMMARY_SHEET, LINES_SHEET, DATA_SHEET = "Summary", "Plan", "plan data"
DECISION = "decision"

WORDS = {
    **HOW_WORDS,
    "accept": "accept",
    "keep": "keep as it is",
    "discuss": "discuss",
    "data": "Read by “relabel apply”. Please leave this sheet as it is.",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``look`` names its looks, ``fact``: apply compares it with the facts."""

    key: str
    heading: str
    width: float
    look: str = "notes"
    fact: bool = True


COLUMNS = (
    Column("line", "Line", 12, "key"),
    Column("file", "File", 16),
    Column("row", "Row", 7),
    Column("fragment_id", "FragmentID", 18),
    Column("harvest", "Harvest", 12),
    Column("version", "Version", 8),
    Column("target", "Target", 10),
    Column("text", "Text", 60, "suggested", fact=False),
    Column("before", "Before", 28, "suggested"),
    Column("after", "After (proposal where a person must decide)", 32, "suggested"),
    Column("how", "How decided", 16, "verdict"),
    Column("certainty", "Certainty", 11, "probability"),
    Column("why", "Why", 48, "why"),
    Column("look", "Worth a look", 28, "why"),
    Column(DECISION, "Decision", 34, "decision", fact=False),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its cells by the keys of ``COLUMNS``."""

    target: str
    cells: dict[str, str | float | None]

    def cell(self, key: str) -> str | float | None:
        """Give one cell; None leaves it empty."""
        return self.cells.get(key) or None


def line_key(row: PlannedRow, move: Move) -> str:
    """Name a line: the number of its row in the plan, and its target."""
    return f"{row.number} {move.target}"


def line_of(row: PlannedRow, move: Move, codebook: Codebook, text: str = "") -> Line:
    """Lay out one move of one row."""
    target = codebook.target(move.target)
    cells: dict[str, str | float | None] = {
        "line": line_key(row, move),
        "file": row.file,
        "row": float(row.row),
        "fragment_id": row.fragment_id,
        "harvest": row.harvest,
        "version": row.version,
        "target": move.target,
        "text": text,
        "before": before_text(move, row.version, codebook),
        "after": after_text(move.after, target),
        "how": WORDS[move.how],
        "certainty": move.certainty,
        "why": why(move, row.version, codebook),
        "look": "\n".join(move.look),
    }
    return Line(move.target, cells)
