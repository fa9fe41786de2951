"""The guard of a person's decisions: no file that holds any is written over, whatever was asked.

Every file that this program hands out for decisions is known by its headings, in any format and
after any program has saved it. Everything that writes outputs does so with `replace_file` and
`replace_folder`; the same without a guard, in `classifier.outputs`, is for what nobody decides in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import HarvestError, OutputError
from classifier.harvest.excel_files import MAGIC
from classifier.harvest.files import read_grids
from classifier.harvest.headings import alias_table
from classifier.outputs import put_back, whole_file, whole_folder

if TYPE_CHECKING:
    from classifier.harvest.grid import Grid

_WORKBOOKS = (".xlsx", ".xlsm")
_TEXTS = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json")
_SQLITE = b"SQLite format 3\x00"
_HEADING_ROWS = 40
_MARK = "▸"
_FINISH = "Run “classifier finish” on it"
_APPLY = {
    "nr": "Carry them over with “classifier audit apply”",
    "line": "Carry them over with “classifier relabel apply”",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """How many decisions a file holds, and how they are used."""

    count: int
    use: str


@contextmanager
def replace_file(path: Path, force: bool = False) -> Iterator[Path]:
    """Yield an empty file beside ``path`` that takes its place when the block ends well.

    An existing file is refused without ``force``, and one that holds a person's decisions always.
    """
    if path.is_file():
        refuse_existing(path, force)
    with whole_file(path) as beside:
        yield beside


@contextmanager
def replace_folder(folder: Path, force: bool = False) -> Iterator[Path]:
    """Yield a path for a new folder, which takes the place of ``folder`` when the block ends well.

    An existing folder is refused without ``force``, and one with a person's decisions always.
    """
    put_back(folder)
    refuse_existing(folder, force)
    with whole_folder(folder) as beside:
        yield beside


def refuse_existing(path: Path, force: bool = False) -> None:
    """Refuse a file or folder that exists; with ``force``, only one that holds decisions."""
    if not path.exists():
        return
    refuse_decided(path)
    if not force:
        raise OutputError(f"{path} exists already.", hint="Choose another name, or add --force.")


def refuse_decided(path: Path) -> None:
    """Raise an OutputError if a file, or any file in a folder, holds decisions of a person."""
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        decided = find_decisions(file) if file.is_file() else None
        if decided is None:
            continue
        inside = f" in {path.name}" if file != path else ""
        number = f"{decided.count} decision{'s' if decided.count > 1 else ''}"
        raise OutputError(
            f"{file.name}{inside} holds {number} of a person; it is never overwritten.",
            hint=f"{decided.use}, or choose another name with --out.",
        )


def find_decisions(path: Path) -> Decided | None:
    """Find the decisions in a file; None where there are none.

    A workbook that cannot be read is an OutputError: nobody knows what it holds.
    """
    if path.name.startswith(("~$", ".~lock.")):
        return None
    suffix = path.suffix.lower()
    try:
        if suffix in (*_WORKBOOKS, *_TEXTS):
            return _in_table(path)
        return _in_review_log(path)
    except OSError:  # a file that may not be read: writing will say so
        return None
    except HarvestError as error:
        if isinstance(error.__cause__, PermissionError):
            raise OutputError(str(error), hint=error.hint) from error
        if _is_packed(path):
            raise OutputError(
                f"{error} So nobody knows whether it holds decisions of a person; "
                "it is not overwritten.",
                hint=f"{error.hint} Or choose another name with --out.",
            ) from error
        return None


def _is_packed(path: Path) -> bool:

    with path.open("rb") as stream:
        return stream.read(8).startswith(MAGIC)


def _in_table(path: Path) -> Decided | None:
    if not path.stat().st_size:
        return None
    found = [_in_grid(grid) for grid in read_grids(path, path.name, alias_table(None))]
    count = sum(decided.count for decided in found)
    return Decided(count, max(found, key=lambda one: one.count).use) if count else None


def _in_grid(grid: Grid) -> Decided:
    for place, (_, cells) in enumerate(grid.rows[:_HEADING_ROWS]):
        names = [_plain(cell) for cell in cells]
        below = [row for _, row in grid.rows[place + 1 :]]
        # The sheet that explains the columns names them one below the other.
        if sum(name.startswith(_MARK) for name in names) > 1:
            columns = [i for i, name in enumerate(names) if name.startswith(f"{_MARK}decision")]
            return Decided(sum(len(list(_filled(row, columns))) for row in below), _FINISH)
        columns = [i for i, name in enumerate(names) if name in ("decision", "changedto")]
        if columns and "fragmentid" in names:
            use = next((_APPLY[name] for name in names if name in _APPLY), "Keep it")
            return Decided(sum(any(_filled(row, columns)) for row in below), use)
    return Decided(0, "")


def _filled(row: Sequence[str], columns: Sequence[int]) -> Iterator[str]:
    return (row[i] for i in columns if i < len(row) and row[i].strip())


def _plain(heading: str) -> str:
    return "".join(c for c in heading.casefold() if c.isalnum() or c == _MARK)


def _in_review_log(path: Path) -> Decided | None:
    with path.open("rb") as stream:
        if stream.read(len(_SQLITE)) != _SQLITE:
            return None
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as log:
            count = int(log.execute("SELECT count(*) FROM acts").fetchone()[0])
    except sqlite3.Error:
        return None  # some other program's database
    return Decided(count, "Open it with “classifier review --decisions”") if count else None
