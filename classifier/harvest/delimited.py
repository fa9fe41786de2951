"""CSV text to a grid: separators, and quotation marks that are never closed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from classifier.errors import HarvestError
from classifier.harvest.grid import HEADING_ROWS, MAX_CELL, Grid, check_size
from classifier.harvest.headings import AliasTable
from classifier.harvest.write import plain_cell
from classifier.records import Origin, Problem

SEPARATORS = ",;\t|"
MAX_UNCLOSED = 20
"""Stray quotation marks that are mended in one file; each costs one more pass over the rest."""


def read_delimited(file: str, text: str, table: AliasTable) -> Grid:
    """Read comma, semicolon, tab or bar separated text; the row number is the record's number."""
    grid = Grid(Origin(file), [])
    first_line, _, rest = text.partition("\n")
    separator, skipped = _stated_separator(first_line), 0
    if separator:  # Excel's own first line "sep=;"
        text, skipped = rest, 1
    separator = separator or _likely_separator(text, table)
    longest = 0
    with _long_cells(file):
        for number, record in enumerate(_records(grid, text, separator, skipped), skipped + 1):
            grid.rows.append((number, [plain_cell(cell) for cell in record]))
            longest = max(longest, max(map(len, record), default=0))
            check_size(file, len(grid.rows), longest)
    return grid


def _stated_separator(line: str) -> str:
    line = line.strip().strip('"')
    return line[4:] if line.lower().startswith("sep=") and line[4:] in SEPARATORS else ""


def _likely_separator(text: str, table: AliasTable) -> str:
    """The separator under which one of the first rows has the most known headings."""
    head = text[:20_000]

    def known(separator: str) -> int:
        rows = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
        first = [row for row, _ in zip(rows, range(HEADING_ROWS), strict=False)]
        return max((sum(map(bool, map(table.find, row))) for row in first), default=0)

    return max(SEPARATORS, key=known)  # the first of equals: a comma


def _records(grid: Grid, text: str, separator: str, skipped: int) -> Iterator[list[str]]:
    """Split into records; a quotation mark left open costs its own line only, not the rest."""
    lines = list(io.StringIO(text, newline=""))
    start = count = mended = 0
    while start < len(lines):
        reader = csv.reader(iter(lines[start:]), delimiter=separator)
        before = 0
        for record in reader:
            last = start + reader.line_num >= len(lines)
            if last and mended < MAX_UNCLOSED and _is_open(lines[start + before :], separator):
                break
            before = reader.line_num
            count += 1
            yield record
        else:
            return
        # The open record is read again, its first line with quotation marks as plain letters.
        mended += 1
        count += 1
        line = lines[start + before]
        what = "has a quotation mark that is never closed; the line was read without it."
        hint = "Check this row's cells, and close or delete the quotation mark."
        origin = replace(grid.origin, row=count + skipped)
        grid.problems.append(Problem(origin, "open-quote", what, hint))
        yield [cell.replace('"', "") for cell in line.rstrip("\n").split(separator)]
        start += before + 1


def _is_open(lines: list[str], separator: str) -> bool:
    """Whether these last lines end inside a quoted cell."""
    if not any('"' in line for line in lines):
        return False
    try:
        list(csv.reader(iter(lines), delimiter=separator, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


@contextmanager
def _long_cells(file: str) -> Iterator[None]:
    """Let cells be as long as a harvest allows; the limit is Python-wide, so it is put back."""
    before = csv.field_size_limit(MAX_CELL)
    try:
        yield
    except csv.Error as error:
        raise HarvestError(
            f"{file} has a cell of more than {MAX_CELL:,} characters.",
            hint="Look for a quotation mark that is never closed, or shorten the cell.",
        ) from error
    finally:
        csv.field_size_limit(before)
