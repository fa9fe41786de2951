"""Parquet files to grids and back, batch by batch, so that a large archive fits in memory.

pyarrow is an extra and is imported only here, when a parquet file is met.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.errors import HarvestError, foreign
from classifier.grid import Grid, cell_text, check_size
from classifier.records import Origin

if TYPE_CHECKING:
    from types import ModuleType

SUFFIX = ".parquet"
BATCH_ROWS = 2_000
_HINT = "Is it a parquet file? Write it again with the program that made it."


def read_parquet(path: Path, label: str) -> Grid:
    """Read a whole file; row 1 holds the headings, as it would in a spreadsheet."""
    with open_parquet(path, label) as file:
        check_size(label, file.metadata.num_rows, 0)
        grid = Grid(Origin(label), [(1, list(file.schema_arrow.names))])
        for batch in batches(file):
            grid.rows += batch.rows[1:]
    return grid


def batches(file: Any, rows: int = BATCH_ROWS) -> Iterator[Grid]:
    """Read an open file in pieces, each with the headings; numbers count through the file."""
    headings = list(file.schema_arrow.names)
    number = 1
    for batch in record_batches(file, rows):
        columns = [
            [cell_text(value) for value in column_values(column, file.label)]
            for column in batch.columns
        ]
        grid = Grid(Origin(str(file.label)), [(1, headings)])
        for cells in zip(*columns, strict=True):
            number += 1
            grid.rows.append((number, list(cells)))
        check_size(file.label, 0, max((len(c) for _, row in grid.rows for c in row), default=0))
        yield grid


def record_batches(file: Any, rows: int = BATCH_ROWS) -> Iterator[Any]:
    """Yield the pieces of an open file as pyarrow has them; a file without rows is one piece."""
    if not file.metadata.num_rows:
        yield load_arrow(file.label).RecordBatch.from_pylist([], file.schema_arrow)
        return
    pieces = file.iter_batches(batch_size=rows)
    while True:
        with foreign(file.label, _HINT):
            piece = next(pieces, None)
            if piece is not None:
                piece.validate(full=True)  # such as bytes that are no text
        if piece is None:
            return
        yield piece


def column_values(column: Any, label: str) -> list[Any]:
    """Return what a column of the file called ``label`` holds, as Python has it."""
    with foreign(label, _HINT):
        values: list[Any] = column.to_pylist()  # a damaged date may lie outside the calendar
    return values


class ParquetFile:
    """An open file: pyarrow's own, with the name that problems call it by."""

    def __init__(self, file: Any, label: str) -> None:
        self._file = file
        self.label = label

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextmanager
def open_parquet(path: Path, label: str) -> Iterator[ParquetFile]:
    """Open a file for reading; what cannot be read is a HarvestError."""
    arrow = load_arrow(label)
    with foreign(label, _HINT):
        file = arrow.parquet.ParquetFile(path)
        list(file.schema_arrow.names)  # decoded when it is asked for
    try:
        with file:
            yield ParquetFile(file, label)
    finally:  # it would keep what it took, whatever comes
        arrow.default_memory_pool().release_unused()


def load_arrow(label: str) -> ModuleType:
    """Import pyarrow with its parquet part, or say how to get it."""
    try:
        pyarrow = import_module("pyarrow")
        import_module("pyarrow.parquet")
    except ImportError as error:
        raise HarvestError(
            f"{label} is a parquet file, and the package that reads these is not installed.",
            hint='Install it: pip install "outcome-classifier[parquet]". Or save it as CSV UTF-8.',
        ) from error
    return pyarrow


def text_array(arrow: Any, texts: Sequence[str]) -> Any:
    """Put texts into a column; ``arrow.array`` would import pandas first, for half a second."""
    encoded = [text.encode() for text in texts]
    ends = array("i", accumulate(map(len, encoded), initial=0))
    return arrow.StringArray.from_buffers(
        len(encoded), arrow.py_buffer(ends), arrow.py_buffer(b"".join(encoded))
    )
