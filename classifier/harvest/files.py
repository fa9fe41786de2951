"""Files to grids: which reader a file needs, and plain words where it cannot be opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from classifier.errors import ClassifierError, HarvestError
from classifier.grid import Grid, check_width
from classifier.harvest.cards import looks_like_cards, read_cards
from classifier.harvest.delimited import read_delimited
from classifier.harvest.headings import AliasTable
from classifier.harvest.json_files import read_array, read_json
from classifier.harvest.parquet import SUFFIX as PARQUET
from classifier.harvest.parquet import read_parquet
from classifier.records import Problem
from classifier.text_files import decode, read_bytes, refuse_json, spoilt_letters
from classifier.translations import tell
from classifier.wording import first_names
from classifier.xlsx.read import MAGIC, read_workbook

WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods", ".numbers")
JSON = (".jsonl", ".ndjson", ".json")
MAX_NAMED_ROWS = 10
LOST_LETTER = "\ufffd"
FORMATS = "Harvests are read from .xlsx, .csv, .txt (text cards), .json and .jsonl."


def read_grids(path: Path, label: str, table: AliasTable) -> list[Grid]:
    """Read every sheet of one file; ``label`` is what problems call the file."""
    if path.suffix.lower() == PARQUET and path.is_file():
        grids = [read_parquet(path, label)]
    else:
        grids = _read(path, label, table)
    return _checked(label, grids)


def records_as_grid(records: Sequence[object], label: str, table: AliasTable) -> Grid:
    """Read records that came without a file, as the array of a JSON file is read."""
    (grid,) = _checked(label, [read_array(label, records, table)])
    return grid


def _checked(label: str, grids: list[Grid]) -> list[Grid]:
    for grid in grids:
        check_width(label, max((len(cells) for _, cells in grid.rows), default=0))
        _report_spoilt_letters(grid)
    return grids


def _read(path: Path, label: str, table: AliasTable) -> list[Grid]:
    data = read_bytes(path, label)
    if data.startswith(MAGIC):
        return read_workbook(label, data)
    if path.suffix.lower() in WORKBOOKS:
        raise HarvestError(
            f"{label} is not an Excel workbook, though its name says so.",
            hint="Open it in the program that made it and save it as .xlsx or CSV UTF-8.",
        )
    text, problems = _decode(label, data)
    if not text.strip():
        raise HarvestError(f"{label} is empty.", hint=FORMATS)
    if text.lstrip()[:200].lower().startswith(("<html", "<!doctype", "<table", "<?xml")):
        raise HarvestError(
            f"{label} is a web page, not a table.",
            hint="Open it in Excel and save it as an Excel workbook (.xlsx).",
        )
    if path.suffix.lower() in JSON:
        return [read_json(label, text, table, problems)]
    refuse_json(label, text)
    if path.suffix.lower() not in (".csv", ".tsv") and looks_like_cards(text):
        return [read_cards(label, text, table, problems)]
    return [read_delimited(label, text, table, problems)]


def _decode(label: str, data: bytes) -> tuple[str, list[Problem]]:
    try:
        return decode(label, data)
    except ClassifierError as error:
        raise HarvestError(str(error), hint=FORMATS) from error


def is_hidden(name: str) -> bool:
    """Return whether programs hide a file of this name, such as Excel's lock of an open one."""
    return name.startswith(("~$", "."))


def label_files(paths: Iterable[Path | str]) -> dict[str, Path]:
    """Return each file once by what problems call it: its name, or its path where two share one.

    >>> list(label_files(["a/h.csv", "b/h.csv", "b/k.csv", "b/../b/k.csv"]))
    ['a/h.csv', 'b/h.csv', 'k.csv']
    """
    listed = [Path(path) for path in paths]
    distinct = list({path.resolve(): path for path in listed}.values())
    n_named = Counter(path.name for path in distinct)
    return {path.as_posix() if n_named[path.name] > 1 else path.name: path for path in distinct}


def _report_spoilt_letters(grid: Grid) -> None:
    """Add a problem for text that was decoded twice, and one for letters that were lost."""
    twice: dict[int, str] = {}
    lost: dict[int, str] = {}
    for number, cells in grid.rows:
        for cell in cells:
            if cell.isascii():
                continue
            signs = spoilt_letters(cell)
            if signs:
                (lost if signs == LOST_LETTER else twice).setdefault(number, signs)
    if twice:
        what = tell("harvest_decoded_twice", signs=next(iter(twice.values())))
        hint = tell("harvest_decoded_twice_hint")
        _report_letters(grid, list(twice), what, hint)
    if lost:
        what = tell("harvest_letter_lost", signs=LOST_LETTER)
        hint = tell("harvest_letter_lost_hint")
        _report_letters(grid, list(lost), what, hint)


def _report_letters(grid: Grid, rows: list[int], what: str, hint: str) -> None:
    """Report at the first row, and name the others."""
    others = [str(row) for row in rows[1:]]
    said = tell("harvest_letters", what=what)
    if others:
        named = first_names(others, MAX_NAMED_ROWS - 1)
        said = tell("harvest_letters_in_rows", what=what, n=len(others), rows=named)
    row = rows[0] or None  # row 0: the names in a JSON file
    grid.report("spoilt-letters", said, hint, row)
