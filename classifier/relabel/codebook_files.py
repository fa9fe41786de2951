"""Codebooks in all their file formats: YAML, csv, Excel workbooks, REFI-QDA."""

from __future__ import annotations

import tempfile
from pathlib import Path

from classifier.codebook import Codebook, dump_codebook, read_codebook
from classifier.codebook.convert import lost_in, read_csv_text, write_csv_text
from classifier.codebook.qdc_read import read_qdc
from classifier.codebook.qdc_write import write_qdc
from classifier.codebook.table import TableSource, from_tables, to_tables
from classifier.errors import ClassifierError, CodebookError
from classifier.harvest.write import replace_file
from classifier.relabel.sheets import read_tables, write_tables

YAML = (".yaml", ".yml")
ENDINGS = (*YAML, ".csv", ".xlsx", ".qdc")


def open_codebook(path: Path) -> tuple[Codebook, tuple[str, ...]]:
    """Read a codebook in any format, checked as YAML is; says what had to be made up."""
    ending = path.suffix.lower()
    if ending in YAML:
        return read_codebook(path), ()
    _require(path)
    if not path.exists():
        raise CodebookError(f"There is no codebook {path}.", hint="Check the folder and the name.")
    if ending == ".csv":
        found, notes = read_csv_text(_decode(path), path.name)
    elif ending == ".qdc":
        found, notes = read_qdc(path.read_bytes(), path.name)
    else:
        found, notes = from_tables(TableSource(path.name, read_tables(path)))
    return _checked(found, path.name), notes


def save_codebook(codebook: Codebook, path: Path, *, force: bool = False) -> tuple[str, ...]:
    """Write a codebook in the format of the ending; says what that format cannot hold."""
    ending = path.suffix.lower()
    _require(path)
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


def _require(path: Path) -> None:
    if path.suffix.lower() not in ENDINGS:
        raise ClassifierError(
            f"{path.name} does not say in which format the codebook is.",
            hint=f"Let it end in {', '.join(ENDINGS)}.",
        )


def _decode(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


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
                hint="Mend this in the file and try again.",
            ) from None
