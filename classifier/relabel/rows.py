"""An archive as rows: files and folders opened in order, each row with its codes and fingerprints.

Unlike reading a harvest to learn from it, nothing is merged here: a row that repeats another is a
row to be rewritten too. Parquet files come in batches, other files whole, one after the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import HarvestError
from classifier.harvest.clean import clean_cell
from classifier.harvest.codings import row_codings, version_of
from classifier.harvest.files import no_columns, read_grids
from classifier.harvest.fragments import cell, to_entries
from classifier.harvest.headings import TARGET, alias_table
from classifier.harvest.parquet import SUFFIX, batches, open_parquet
from classifier.harvest.table import Row, Table, lay_out
from classifier.workbook.memory import digest

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.harvest.grid import Grid
    from classifier.records import Fragment

SUFFIXES = (".xlsx", ".xlsm", ".csv", ".tsv", ".jsonl", ".ndjson", ".txt", ".md", SUFFIX)
# Rows of an archive repeat the same few hundred combinations of codes.
_REMEMBERED = 20_000

# How far a run is: rows so far, and the share of all bytes that lie behind.
Progress = Callable[[int, float], None]


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """One file of the archive; ``label`` is its path in the folder that was named."""

    path: Path
    label: str

    def sha256(self) -> str:
        """Fingerprint the file without holding it in memory."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Codes:
    """What the code cells of a row say.

    Attributes
    ----------
    version : "" where the column names one that the codebook does not know
    known : whether the version is known, or only assumed because the harvest is not listed
    labels : label ids by target, for the targets that are coded
    unread : targets whose cell holds something that is no label
    """

    version: str
    known: bool
    labels: Mapping[str, frozenset[str]]
    unread: frozenset[str]


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """One row with its codes and the fingerprints that find it again.

    ``key`` covers id, coder, text and codes, ``who`` the id and coder alone.
    """

    fragment: Fragment
    coder: str
    codes: Codes
    row: Row
    key: str
    who: str
    text: str
    codes_print: str


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
    for path in paths:
        if not path.is_dir():
            found.setdefault(path.resolve(), ArchiveFile(path, path.name))
            continue
        inside = sorted(p for p in path.rglob("*") if p.is_file() and _is_harvest(p))
        if not inside:
            raise HarvestError(
                f"{path} holds no harvest.", hint=f"Harvests end in {', '.join(SUFFIXES)}."
            )
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


def _is_harvest(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(("~$", "."))


def read_batches(file: ArchiveFile, codebook: Codebook) -> Iterator[Batch]:
    """Read one file; only a parquet file comes in more than one batch."""
    if file.path.suffix.lower() != SUFFIX:
        names = alias_table(codebook)
        grids = read_grids(file.path, file.label, names)
        tables = _tables(file, [grid for grid in grids if not grid.hidden], codebook)
        yield Batch(file, 0, tables, 1.0)
        return
    with open_parquet(file.path, file.label) as parquet:
        total = max(parquet.metadata.num_rows, 1)
        first: Table | None = None
        for number, grid in enumerate(batches(parquet)):
            first = first or _tables(file, [replace(grid, rows=grid.rows[:2])], codebook)[0]
            done = min(1.0, (grid.rows[-1][0] - 1) / total)
            yield Batch(file, number, (_like(first, grid, file, codebook),), done)


def _like(first: Table, grid: Grid, file: ArchiveFile, codebook: Codebook) -> Table:
    """Lay a batch out as the file's first rows were: its columns have names, not a heading row."""
    if len(first.headings) != len(grid.rows[0][1]):  # columns without a name: the careful way
        return _tables(file, [grid], codebook)[0]
    rows = []
    for number, cells in grid.rows[1:]:
        cleaned = [clean_cell(text) for text in cells]
        if any(cleaned):
            cells_by_name = dict(zip(first.headings, cleaned, strict=True))
            rows.append(Row(replace(grid.origin, row=number), cells_by_name))
    return replace(first, rows=tuple(rows))


def _tables(file: ArchiveFile, grids: Sequence[Grid], codebook: Codebook) -> tuple[Table, ...]:
    names = alias_table(codebook)
    tables = [table for table in (lay_out(grid, names) for grid in grids) if table]
    if not tables:
        raise no_columns(
            file.label,
            grids,
            "no column with the outcome's text",
            hint="Name one column “Outcome description” or “Significance of the outcome”.",
        )
    return tuple(tables)


@dataclass(slots=True)
class RowReader:
    """Reads the rows of tables; remembers what cells meant, since they repeat."""

    codebook: Codebook
    _memory: dict[tuple[str, ...], Codes] = field(default_factory=dict)

    def rows(self, batch: Batch) -> Iterator[ArchiveRow]:
        """Read every row of a batch."""
        alone = len(batch.tables) == 1
        for table in batch.tables:
            entries, _ = to_entries(table, alone)
            for entry in entries:
                yield self._row(entry.fragment, entry.coder, entry.row, table)

    def _row(self, fragment: Fragment, coder: str, row: Row, table: Table) -> ArchiveRow:
        cells = [code_cell(row, table, target.id) for target in self.codebook.targets]
        codes = self._codes(fragment, coder, cells, row, table)
        written_id = " ".join(cell(row, table, "id").split())
        text = digest(fragment.outcome, fragment.significance)
        codes_print = digest(codes.version, *(f"|{' '.join(c.split())}" for c in cells))
        who = digest(f"i{written_id}", f"c{coder}")
        key = digest(who, text, codes_print)
        return ArchiveRow(fragment, coder, codes, row, key, who, text, codes_print)

    def _codes(
        self, fragment: Fragment, coder: str, cells: Sequence[str], row: Row, table: Table
    ) -> Codes:
        stated = cell(row, table, "version")
        columns = "".join("01"[TARGET + t.id in table.fields] for t in self.codebook.targets)
        key = (fragment.harvest, "c" if coder else "", stated, columns, *cells)
        if key not in self._memory:
            if len(self._memory) >= _REMEMBERED:
                self._memory.clear()
            self._memory[key] = self._read(fragment.harvest, row, table)
        return self._memory[key]

    def _read(self, harvest: str, row: Row, table: Table) -> Codes:
        version, known, _ = version_of(row, table, harvest, self.codebook)
        if version is None:
            return Codes("", False, {}, frozenset())
        codings, problems = row_codings(row, table, "", version, self.codebook)
        labels = {coding.target: coding.labels for coding in codings}
        unread = set()
        for target in self.codebook.targets:
            columns = table.fields.get(TARGET + target.id, ())
            if any(
                p.kind == "unknown-label" and p.origin.column == next(iter(columns), "")
                for p in problems
            ):
                unread.add(target.id)
                labels.setdefault(target.id, frozenset())
        return Codes(version, known, labels, frozenset(unread))


def code_cell(row: Row, table: Table, target: str) -> str:
    """A cell of codes as written."""
    return row.cells.get(code_heading(row, table, target), "")


def code_heading(row: Row, table: Table, target: str) -> str:
    """The column in which this row's codes stand: of two for one target the first that is filled.

    "" where there is none.
    """
    headings = table.fields.get(TARGET + target, ())
    filled = (heading for heading in headings if row.cells[heading])
    return next(filled, next(iter(headings), ""))
