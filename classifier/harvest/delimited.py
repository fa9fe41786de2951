"""CSV text to a grid: separators, and quotation marks that are never closed."""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from classifier.errors import HarvestError
from classifier.grid import HEADING_ROWS, MAX_CELL, Grid, check_size
from classifier.harvest.headings import AliasTable
from classifier.outputs import guard_cell, plain_cell
from classifier.records import Origin, Problem
from classifier.translations import tell

if TYPE_CHECKING:
    from _csv import Reader

SEPARATORS = ",;\t|"
MAX_UNCLOSED = 20
"""Stray quotation marks that are mended in one file; each costs one more pass over the rest."""

_QUOTED_LINE = re.compile('"(?P<inner>(?:[^"]|"")*)"[,;\t|]*')
# A backslash that stands for itself; two before a quotation mark stand for one.
_LONE_BACKSLASH = re.compile(r'\\\\(?=")|\\(?!")')


@dataclass(frozen=True, slots=True)
class _Form:
    """How a file separates its cells and writes quotation marks within them.

    ``wrapped`` files have each line in quotation marks once more; ``skipped`` lines lead the table.
    """

    separator: str
    escape: str | None = None
    wrapped: bool = False
    skipped: int = 0

    def reader(self, lines: Iterable[str], *, strict: bool = False) -> Reader:
        return csv.reader(lines, delimiter=self.separator, escapechar=self.escape, strict=strict)


def read_delimited(
    file: str, text: str, table: AliasTable, noticed: Sequence[Problem] = ()
) -> Grid:
    """Read comma, semicolon, tab or bar separated text; the row number is the record's number.

    ``noticed`` are problems of the file's lines; they get the numbers of the records there.
    """
    grid = Grid(Origin(file), [])
    longest = widest = 0
    ends: list[int] = []
    quoted: list[int] = []
    with _long_cells(file):
        form = _form(text, table)
        grid.separator, grid.skipped = form.separator, form.skipped
        if form.skipped:
            text = text.partition("\n")[2]
        if form.escape:
            text = _LONE_BACKSLASH.sub(r"\\\\", text)
        for record in _records(grid, text, form, ends):
            number = len(grid.rows) + 1 + form.skipped
            cells = _unwrapped(record, form, widest)
            if cells is not record:
                quoted.append(number)
            widest = max(widest, len(cells))
            grid.rows.append((number, [plain_cell(cell) for cell in cells]))
            for place, cell in enumerate(cells):
                if plain_cell(cell) == cell != guard_cell(cell):
                    grid.formulas.add((number, place))
            longest = max(longest, max(map(len, cells), default=0))
            check_size(file, len(grid.rows), longest)
    _report_form(grid, form, quoted)
    grid.problems[:0] = [_in_record(problem, ends, form) for problem in noticed]
    return grid


def _in_record(problem: Problem, ends: Sequence[int], form: _Form) -> Problem:
    """Return a problem of a line as one of the record in which the line stands."""
    line = problem.origin.row
    if line is None or line <= form.skipped:
        return problem
    number = bisect_left(ends, line - form.skipped) + 1 + form.skipped
    return replace(problem, origin=replace(problem.origin, row=number))


def _form(text: str, table: AliasTable) -> _Form:
    head = text[:20_000]
    first_line = head.partition("\n")[0]
    separator = _stated_separator(first_line)
    if separator:  # Excel's own first line "sep=;"
        return _with_escape(text.partition("\n")[2], _Form(separator, skipped=1))
    separator, known = _likely_separator(head, table)
    inner = _whole_line(first_line)
    if inner and not known:
        inner_separator, known = _likely_separator(inner, table)
        if known > 1:  # one might be a heading with a comma in it
            return _Form(inner_separator, wrapped=True)
    return _with_escape(text, _Form(separator))


def _stated_separator(line: str) -> str:
    line = line.strip().strip('"')
    return line[4:] if line.lower().startswith("sep=") and line[4:] in SEPARATORS else ""


def _likely_separator(head: str, table: AliasTable) -> tuple[str, int]:
    """Return the separator under which one of the first rows has most known headings, and these."""

    def known(separator: str) -> int:
        rows = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
        first = [row for row, _ in zip(rows, range(HEADING_ROWS), strict=False)]
        return max((sum(map(bool, map(table.find, row))) for row in first), default=0)

    counts = {separator: known(separator) for separator in SEPARATORS}
    best = max(counts, key=counts.__getitem__)  # the first of equals: a comma
    return best, counts[best]


def _whole_line(line: str) -> str:
    """Return what a line holds that is a single quoted cell, "" for any other line."""
    match = _QUOTED_LINE.fullmatch(line)
    return match["inner"].replace('""', '"') if match else ""


def _unwrapped(record: list[str], form: _Form, widest: int) -> list[str]:
    """Split a record whose only filled cell is a whole line: as wide as the lines before it."""
    if not record or any(record[1:]) or form.separator not in record[0]:
        return record
    inner = list(form.reader(io.StringIO(record[0], newline="")))
    is_line = len(inner) == 1 and (form.wrapped or len(inner[0]) == widest > 2)
    return inner[0] if is_line else record


def _with_escape(text: str, form: _Form) -> _Form:
    """Return the form with a backslash before quotation marks, where the file is written so.

    A backslash at the end of a quoted cell looks the same, but then the file reads well as it is.
    """
    if "\\" not in text or '\\"' not in text or _reads_well(text, form):
        return form
    escaped = replace(form, escape="\\")
    doubled = _LONE_BACKSLASH.sub(r"\\\\", text)
    if _reads_well(doubled, escaped) or _uneven(doubled, escaped) < _uneven(text, form):
        return escaped
    return form


def _reads_well(text: str, form: _Form) -> bool:
    try:
        for _ in form.reader(io.StringIO(text, newline=""), strict=True):
            pass
    except csv.Error:
        return False
    return True


def _uneven(text: str, form: _Form) -> int:
    """Count the records that have another number of cells than most."""
    widths = Counter(len(record) for record in form.reader(io.StringIO(text, newline="")) if record)
    return widths.total() - max(widths.values(), default=0)


def _report_form(grid: Grid, form: _Form, quoted: Sequence[int]) -> None:
    if form.escape:
        grid.report("quotes-escaped", tell("harvest_quotes_escaped"), notice=True)
    if quoted:
        what = tell("harvest_lines_quoted", n=len(quoted), row=quoted[0])
        grid.report("lines-quoted", what, notice=True)


def _records(grid: Grid, text: str, form: _Form, ends: list[int]) -> Iterator[list[str]]:
    """Split into records; a quotation mark left open costs its own line only, not the rest.

    ``ends`` gets the number of the last line of each record.
    """
    lines = list(io.StringIO(text, newline=""))
    start = mended = width = 0
    while start < len(lines):
        reader = form.reader(lines[i] for i in range(start, len(lines)))
        before = 0
        for record in reader:
            end = start + reader.line_num
            if _runs_on(lines[start + before : end], form, width):
                break
            if end >= len(lines) and mended < MAX_UNCLOSED:
                mended += 1
                if _is_open(lines[start + before :], form):
                    break
            width = width or len(record)
            before = reader.line_num
            ends.append(start + before)
            yield record
        else:
            return
        # The open record is read again, its first line with quotation marks as plain letters.
        line = lines[start + before]
        ends.append(start + before + 1)
        what, hint = tell("harvest_open_quote"), tell("harvest_open_quote_hint")
        grid.report("open-quote", what, hint, len(ends) + form.skipped)
        yield [cell.replace('"', "") for cell in line.rstrip("\n").split(form.separator)]
        start += before + 1


def _runs_on(lines: Sequence[str], form: _Form, width: int) -> bool:
    """Whether a record of several lines is whole in its first: a later row's mark closed it."""
    if len(lines) < 2 or lines[0].count(form.separator) < max(width, 2) - 1:
        return False
    return not _reads_well("".join(lines), form)


def _is_open(lines: list[str], form: _Form) -> bool:
    """Whether these last lines end inside a quoted cell."""
    if not any('"' in line for line in lines):
        return False
    try:
        list(form.reader(lines, strict=True))
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
