"""What the scripts share: where the sample lies, and how a table is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
HARVESTS = [DATA / f"harvest-{number}.xlsx" for number in (1, 2, 3)]


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write rows as Markdown."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
