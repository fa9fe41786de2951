"""Which findings `audit apply` could carry over: only these offer the decision to change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.engine.archive_files import read_tables
from classifier.harvest.headings import TARGET

if TYPE_CHECKING:
    from classifier.audit.finding import Finding
    from classifier.codebook import Codebook
    from classifier.train import TrainInputs

Cell = tuple[str, str, int | None, str]
"""A code's place: file, sheet, row and target."""


def is_changeable(
    finding: Finding, codebook: Codebook, files: Collection[str], fixed: Collection[Cell]
) -> bool:
    """Whether the other reading can take the place of what is recorded.

    Parameters
    ----------
    files : the harvests; what is recorded elsewhere cannot be changed in them
    fixed : cells that cannot be written, from `fixed_cells`
    """
    target, origin = codebook.target(finding.target), finding.origin
    if not (finding.add or finding.remove) or origin.file not in files:
        return False
    if any(target.label(label).retired for label in finding.add):
        return False
    return (origin.file, origin.sheet, origin.row, finding.target) not in fixed


def fixed_cells(harvests: Sequence[Path], inputs: TrainInputs) -> frozenset[Cell]:
    """Find the cells that cannot be written: their codes have no one column of their own."""
    return frozenset(cell for path in harvests for cell in _fixed_in(path, inputs))


def _fixed_in(path: Path, inputs: TrainInputs) -> Iterator[Cell]:
    tables = read_tables(path, inputs.codebook)
    for target in inputs.codebook.targets:
        code_field = TARGET + target.id
        for table in tables:
            if code_field in table.spread or code_field not in table.fields:
                for row in table.rows:
                    yield path.name, table.origin.sheet, row.origin.row, target.id
