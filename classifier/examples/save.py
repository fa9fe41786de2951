"""What is written of labels, as a file: in the workbook that a person keeps, cells alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from classifier.codebook.files import codebook_cells, write_codebook
from classifier.codebook.tables import TableSource, as_cell, from_tables
from classifier.codebook.workbook import write_codebook_workbook
from classifier.edit.workbooks import cannot_keep
from classifier.folding import name_key
from classifier.guard import replace_file
from classifier.xlsx.markup import place
from classifier.xlsx.package import Package
from classifier.xlsx.read import read_shown
from classifier.xlsx.sheet_cells import SheetCells, shared_strings
from classifier.xlsx.styles import Styles

if TYPE_CHECKING:
    from classifier.codebook import Codebook

_WORKBOOK = ".xlsx"
_TEXTS = ("definition", "include", "exclude", "examples")


def save_labels(
    source: Path, out: Path, codebook: Codebook, *, force: bool = False
) -> tuple[str, ...]:
    """Write ``codebook``, that of ``source`` with other texts of its labels; returns notices.

    From workbook to workbook only the cells with these texts change. Where that would not read as
    the same codebook, it is written anew, without what no command reads.
    """
    if not source.suffix.lower() == out.suffix.lower() == _WORKBOOK:
        lost = write_codebook(codebook, out)
        return (f"{out.name} cannot hold {'; '.join(lost)}.",) if lost else ()
    with replace_file(out, force) as beside:
        if _write_copy(source, beside, codebook):
            return ()
        write_codebook_workbook(beside, codebook)
    return (
        f"{source.name} has no column of its own for this, so {out.name} was written anew: "
        "what else stands in that workbook is not in it.",
    )


def _write_copy(source: Path, copy: Path, codebook: Codebook) -> bool:
    """Write a copy with these texts; False where that does not read as the same codebook."""
    cells = codebook_cells(source)
    package = None if cannot_keep(source) else Package.read(source)
    if package is None:
        return False
    before = from_tables(TableSource(source.name, read_shown(source)))[0]
    changed: dict[str, dict[str, str]] = {}
    for target, old in zip(codebook.targets, before.targets, strict=True):
        for label, was in zip(target.labels, old.labels, strict=True):
            for name in _TEXTS:
                there = cells.get((name, name_key(label.name)), ())
                if len(there) == 1 and getattr(label, name) != getattr(was, name):
                    sheet, _, cell = there[0].rpartition("!")
                    changed.setdefault(sheet, {})[cell] = as_cell(getattr(label, name))
    _change_cells(package, changed)
    package.write(copy)
    return from_tables(TableSource(source.name, read_shown(copy)))[0].targets == codebook.targets


def _change_cells(package: Package, changed: dict[str, dict[str, str]]) -> None:
    """Write texts into cells, by sheet and address, and let their rows grow."""
    strings, styles = shared_strings(package), Styles(package)
    for entry in package.sheets():
        if entry.name not in changed:
            continue
        grid = SheetCells(package.tree(entry.part), strings)
        for cell, text in changed[entry.name].items():
            row, column = place(cell)
            if grid.text(row, column) != text:
                style = styles.kept_as_text(grid.style(row, column), text)
                grid.put_text(row, column, text, style)
                if not grid.height_is_fixed(row):
                    grid.drop_height(row)
        grid.write_dimension()
