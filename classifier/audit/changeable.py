"""Which findings `audit apply` could carry over: only these offer the decision to change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.audit.sheets import open_sheets
from classifier.check.reading import code_field
from classifier.errors import HarvestError
from classifier.harvest.headings import alias_table
from classifier.xlsx.files import SUFFIXES

if TYPE_CHECKING:
    from classifier.audit.nouns import Finding
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
    """Find the code cells of workbooks that cannot be written: others share their formula."""
    workbooks = [path for path in harvests if path.suffix.lower() in SUFFIXES]
    return frozenset(cell for path in workbooks for cell in _fixed_in(path, inputs))


def _fixed_in(path: Path, inputs: TrainInputs) -> Iterator[Cell]:
    rows: dict[str, list[int]] = {}
    for origin in (*(f.origin for f in inputs.fragments), *(c.origin for c in inputs.codings)):
        if origin.file == path.name and origin.row:
            rows.setdefault(origin.sheet, []).append(origin.row)
    try:
        sheets = open_sheets(path, rows, alias_table(inputs.codebook))
    except HarvestError:  # `audit apply` says what is to be done with such a file
        return
    for target in inputs.codebook.targets:
        for sheet, numbers in rows.items():
            heading = sheets.heading(sheet, code_field(target.id))
            for row in dict.fromkeys(numbers):
                if heading is None or sheets.is_fixed(sheet, row, heading):
                    yield path.name, sheet, row, target.id
