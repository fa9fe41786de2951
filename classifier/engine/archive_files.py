"""An archive: files and folders of harvests in order, each read as tables, parquet in batches.

Unlike reading a harvest to learn from it, nothing is merged here: a row that repeats another is a
row to be written too. Parquet files come in batches, other files whole, one after the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import HarvestError
from classifier.harvest.clean import clean_cell
from classifier.harvest.files import FORMATS, read_grids
from classifier.harvest.folders import read_folder
from classifier.harvest.headings import alias_table
from classifier.harvest.parquet import SUFFIX, batches, open_parquet
from classifier.harvest.sheets import fragment_sheets
from classifier.harvest.table import Row, Table

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.grid import Grid


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """One file of the archive; ``label`` is its path in the folder that was named."""

    path: Path
    label: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of one file; ``done`` is the share of the file that ends with them."""

    file: ArchiveFile
    number: int
    tables: tuple[Table, ...]
    done: float


def archive_files(paths: Sequence[Path]) -> list[ArchiveFile]:
    """List the files named, and those in the folders named, in a fixed order."""
    found: dict[Path, ArchiveFile] = {}
    # A worker of a cluster may stand in another folder.
    paths = [path.absolute() for path in paths]
    names = Counter(path.name for path in paths)
    for path in paths:
        if not path.is_dir():
            found.setdefault(path.resolve(), ArchiveFile(path, _label(path, names)))
            continue
        inside = read_folder(path, deep=True).harvests
        if not inside:
            raise HarvestError(f"{path} holds no harvest.", hint=FORMATS)
        for one in inside:
            label = one.relative_to(path).as_posix()
            found.setdefault(one.resolve(), ArchiveFile(one, label))
    files = list(found.values())
    labels = [file.label for file in files]
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        raise HarvestError(
            f"Two files are called {twice[0]}.",
            hint="Rename one of them: a plan tells its rows by the file's name.",
        )
    return files


def _label(path: Path, names: Counter[str]) -> str:
    """Return a file's name; with its folder where copies of several harvests have one name."""
    return path.name if names[path.name] == 1 else f"{path.parent.name}/{path.name}"


def read_batches(file: ArchiveFile, codebook: Codebook | None) -> Iterator[Batch]:
    """Read one file; only a parquet file comes in more than one batch."""
    if file.path.suffix.lower() != SUFFIX:
        names = alias_table(codebook)
        grids = read_grids(file.path, file.label, names)
        yield Batch(file, 0, _tables(file, grids, codebook), 1.0)
        return
    with open_parquet(file.path, file.label) as parquet:
        total = max(parquet.metadata.num_rows, 1)
        first: Table | None = None
        for number, grid in enumerate(batches(parquet)):
            first = first or _tables(file, [grid], codebook)[0]
            done = min(1.0, (grid.rows[-1][0] - 1) / total)
            yield Batch(file, number, (_like(first, grid, file, codebook),), done)


def read_tables(path: Path, codebook: Codebook | None) -> list[Table]:
    """Read all tables of one file."""
    (file,) = archive_files([path])
    return [table for batch in read_batches(file, codebook) for table in batch.tables]


def _like(first: Table, grid: Grid, file: ArchiveFile, codebook: Codebook | None) -> Table:
    """Lay a batch out as the file's first rows were: its columns have names, not a heading row."""
    # Columns without a name, and codes in several columns: the careful way.
    if len(first.headings) != len(grid.rows[0][1]) or first.spread:
        return _tables(file, [grid], codebook)[0]
    rows = []
    for number, cells in grid.rows[1:]:
        cleaned = [clean_cell(text) for text in cells]
        if any(cleaned):
            cells_by_name = dict(zip(first.headings, cleaned, strict=True))
            rows.append(Row(replace(grid.origin, row=number), cells_by_name, first.fields))
    return replace(first, rows=tuple(rows))


def _tables(
    file: ArchiveFile, grids: Sequence[Grid], codebook: Codebook | None
) -> tuple[Table, ...]:
    # Codes are written to where they stand, so those of a parent sheet stay there.
    sheets = fragment_sheets({file.label: grids}, codebook, codes_of_parents=False)
    return sheets.tables
