"""Codebooks in all their file formats: YAML, csv, Excel workbooks, REFI-QDA."""

from __future__ import annotations

import tempfile
from pathlib import Path

from classifier.codebook import Codebook, dump_codebook, read_codebook
from classifier.codebook.convert import lost_in, read_csv_text, write_csv_text
from classifier.codebook.qdc_read import read_qdc
from classifier.codebook.qdc_write import write_qdc
from classifier.codebook.tables import TableSource, from_tables, to_tables
from classifier.decide.guard import replace_file
from classifier.errors import ClassifierError, CodebookError
from classifier.harvest.excel_files import read_workbook
from classifier.harvest.files import read_bytes
from classifier.text_files import decode
from classifier.xlsx.new_workbook import write_tables
from classifier.xlsx.package import Package
from classifier.xlsx.sheet_cells import SheetCells
from classifier.xlsx.styles import Styles

YAML = (".yaml", ".yml")
ENDINGS = (*YAML, ".csv", ".xlsx", ".qdc")
TEXT_TABLES = (".csv", ".txt", ".tsv")
"""Read alike: Excel's “Unicode text” is such a table too."""


_INDENT = "    "
_HINT = "Mend this in the file and try again."
_QDC_HINT = "Mend this in the program that wrote the file, and export it again."


def open_codebook(path: Path) -> tuple[Codebook, tuple[str, ...]]:
    """Read a codebook in any format, checked as YAML is; says what had to be made up."""
    ending = path.suffix.lower()
    if ending in YAML:
        return read_codebook(path), ()
    _require(path, (*ENDINGS, *TEXT_TABLES[1:]))
    if not path.exists():
        raise CodebookError(f"There is no codebook {path}.", hint="Check the folder and the name.")
    noticed: tuple[str, ...] = ()
    if ending in TEXT_TABLES:
        text, problems = decode(path.name, read_bytes(path, path.name))
        noticed = tuple(map(str, problems))
        found, notes = read_csv_text(text, path.name)
    elif ending == ".qdc":
        found, notes = read_qdc(read_bytes(path, path.name), path.name)
    else:
        found, notes = from_tables(TableSource(path.name, read_tables(path)))
    return _checked(found, path.name), (*noticed, *notes)


def save_codebook(codebook: Codebook, path: Path, *, force: bool = False) -> tuple[str, ...]:
    """Write a codebook in the format of the ending; says what that format cannot hold."""
    ending = path.suffix.lower()
    _require(path, ENDINGS)
    with replace_file(path, force) as place:
        if ending in YAML:
            place.write_text(dump_codebook(codebook), "utf-8")
        elif ending == ".csv":
            place.write_text(write_csv_text(codebook), "utf-8-sig", newline="")
        elif ending == ".qdc":
            place.write_bytes(write_qdc(codebook))
        else:
            write_tables(place, to_tables(codebook))
    return lost_in(codebook, ending)


def _require(path: Path, endings: tuple[str, ...]) -> None:
    if path.suffix.lower() not in endings:
        raise ClassifierError(
            f"{path.name} does not say in which format the codebook is.",
            hint=f"Let it end in {', '.join(endings)}.",
        )


def _checked(codebook: Codebook, file: str) -> Codebook:
    """Hold a codebook to all rules that a YAML file must keep."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "codebook.yaml"
        path.write_text(dump_codebook(codebook), "utf-8")
        try:
            return read_codebook(path)
        except CodebookError as error:
            said = "\n".join(line.partition(": ")[2] for line in str(error).splitlines())
            raise CodebookError(
                f"{file} cannot be used as a codebook:\n{said}",
                hint=_QDC_HINT if file.lower().endswith(".qdc") else _HINT,
            ) from None


def read_tables(path: Path) -> dict[str, list[list[str]]]:
    """Read the sheets of a workbook as they are shown; hidden ones are left out.

    The indent of a cell, by which people show what stands below what, becomes blanks before it.
    """
    grids = read_workbook(path.name, read_bytes(path, path.name))
    package = Package.read(path)
    parts = {entry.name: entry.part for entry in package.sheets()}
    styles = Styles(package)
    tables = {}
    for grid in (grid for grid in grids if not grid.hidden):
        name = grid.origin.sheet or next(iter(parts))
        cells = SheetCells(package.look(parts[name]))
        tables[name] = [
            [
                _INDENT * styles.indent(cells.style(number, column)) + text
                for column, text in enumerate(row, start=1)
            ]
            for number, row in grid.rows
        ]
    return tables
