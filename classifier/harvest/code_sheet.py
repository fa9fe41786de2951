"""The columns of a sheet while codes are looked for, and what a cell of codes looks like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.folding import plain_words
from classifier.harvest.clean import is_missing
from classifier.harvest.headings import TARGET, AliasTable
from classifier.harvest.options import spelt_out

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target

Cells = Sequence[str]
Unclear = tuple[str, str]
"""What is said of a column that is not read, and what to do."""
LONGEST_CODE = 300
"""A longer cell is a story, not a code."""
_SHORTEST_NAME = 3


@dataclass(frozen=True)
class CodeSheet:
    """The headings of a sheet, those around each of them, and the cells below."""

    headings: Sequence[str]
    contexts: Sequence[Sequence[str]]
    rows: Sequence[Cells]
    table: AliasTable
    codebook: Codebook

    def filled(self, column: int) -> list[str]:
        """The cells of a column that say something."""
        cells = (row[column] for row in self.rows if column < len(row))
        return [cell for cell in cells if cell and not is_missing(cell)]


def join_codes(cells: Sequence[str]) -> str:
    """Cells side by side as one; a comma, since labels that hold one are cut there most often."""
    return ", ".join(cell for cell in cells if cell and not is_missing(cell))


def holds_labels(column: int, field: str, sheet: CodeSheet, *, none_too: bool = False) -> bool:
    """Whether at least half of a column's cells are names of labels and nothing else.

    ``none_too``: short ids and words that say that no label fits count as well, since the heading
    names the target.
    """
    from classifier.codebook import CellState, cell_state

    cells = sheet.filled(column)
    target = sheet.codebook.target(field.removeprefix(TARGET))
    reads = label_reader(target, ids_too=none_too)
    n_labels = sum(map(reads, cells))
    if none_too:
        n_labels += sum(cell_state(cell, target) is CellState.NONE_FITS for cell in cells)
    return bool(cells) and 2 * n_labels >= len(cells)


def label_reader(target: Target, *, ids_too: bool = False) -> Callable[[str], bool]:
    """A test of cells: whether one holds names of the target's labels and nothing else.

    Bare numbers and a letter or two only count with ``ids_too``: they may be years, ratings or
    anything.
    """
    from classifier.codebook import holds_only_names

    def reads(cell: str) -> bool:
        form = plain_words(cell).replace(" ", "") if len(cell) <= LONGEST_CODE else ""
        if not ids_too and (len(form) < _SHORTEST_NAME or form.isdigit()):
            return False
        return bool(form) and holds_only_names(spelt_out(cell, target), target)

    return reads
