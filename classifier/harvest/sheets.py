"""The sheets of one file that hold fragments; every other sheet is named with the reason."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from classifier.errors import HarvestError, UnknownColumns
from classifier.folding import spelling_key
from classifier.grid import HEADING_ROWS, Grid, found_headings, headings_in
from classifier.harvest.chosen_columns import check_chosen
from classifier.harvest.clean import clean_cells
from classifier.harvest.code_lists import code_lists
from classifier.harvest.headings import TARGET, alias_table, is_ours
from classifier.harvest.parent_sheets import LINKS, Families
from classifier.harvest.table import Table, lay_out
from classifier.records import Origin, Problem
from classifier.translations import one_after_the_other, tell

if TYPE_CHECKING:
    from classifier.codebook import Codebook

SHEET, FILE = "sheet", "file"
"""Where the coder's name stands if not in a column: on the tab, or in the file's name."""
CODER = "coder"


@dataclass(frozen=True, slots=True)
class Sheets:
    """The tables of fragments, and what is to be said about the other sheets."""

    tables: tuple[Table, ...]
    problems: tuple[Problem, ...]


def fragment_sheets(
    files: Mapping[str, Sequence[Grid]],
    codebook: Codebook | None,
    *,
    codes_of_parents: bool = True,
) -> Sheets:
    """Choose the sheets that hold fragments; HarvestError for a file that has none.

    Parameters
    ----------
    files : the sheets of each file by the file's label
    codes_of_parents : codes come along from parent sheets too, not only other fields
    """
    names = alias_table(codebook)
    read = [grid for grids in files.values() for grid in _hers(grids)]
    families = Families(read, names, codes_of_parents)
    laid_out = [(grid, lay_out(grid, names)) for grid in families.joined()]
    problems = list(families.problems)
    tables: list[Table] = []
    for label in files:
        here = [(grid, table) for grid, table in laid_out if grid.origin.file == label]
        own = [(g, table) for g, table in here if table or g.origin not in families.parents]
        if own or not here:  # else the whole file is one parent sheet
            sheets = _of_file(own, label, codebook)
            tables += sheets.tables
            problems += sheets.problems
    problems += check_chosen(tables, codebook)
    return Sheets(tuple(tables), tuple(problems))


def _hers(grids: Iterable[Grid]) -> Iterator[Grid]:
    """Go through the sheets that this program did not add: all cells on top of ours say so."""
    for grid in grids:
        first = [cell for cell in grid.rows[0][1] if cell.strip()] if grid.rows else []
        if not first or not all(map(is_ours, first)):
            yield grid


def _of_file(
    laid_out: Sequence[tuple[Grid, Table | None]], label: str, codebook: Codebook | None
) -> Sheets:
    """Choose among the sheets of one file; those that only gave fields away are not among them."""
    tables = [table for grid, table in laid_out if table and not grid.hidden]
    if not tables:
        what, hint = tell("harvest_lacks_text", file=label), tell("harvest_lacks_text_hint")
        raise no_sheet(laid_out, label, "fragments", what, hint)
    problems = list(_left_out(laid_out, tables, codebook))
    lists = code_lists(tables, codebook) if codebook else []
    fragments = [table for table in tables if table.origin not in lists]
    problems += [_code_list(origin, alone=not fragments) for origin in lists]
    return Sheets(tuple(fragments or tables), tuple(problems))


def _left_out(
    laid_out: Iterable[tuple[Grid, Table | None]],
    read: Sequence[Table],
    codebook: Codebook | None,
) -> Iterator[Problem]:
    """Name the sheets that are not read, and say where they hold codes that are missed."""
    cells = (
        row.cells[heading]
        for table in read
        for heading in table.fields.get("id", ())
        for row in table.rows
    )
    ids = {spelling_key(cell) for cell in cells if cell}
    for grid, table in laid_out:
        if not grid.rows or table in read:
            continue
        if grid.hidden or not _codes_only(grid, ids, codebook):
            yield passed_over(grid, table is not None)
        else:
            what, hint = tell("harvest_codes_only"), tell("harvest_codes_only_hint")
            yield Problem(grid.origin, "codes-only", what, hint)


def with_coder(table: Table, coder_from: str) -> Table:
    """Name the sheet or the file as the coder in every row that names none.

    ``coder_from`` is one of `SHEET` and `FILE`; "" changes nothing.
    """
    unnamed = [row for row in table.rows if not row.cell(CODER)] if coder_from else []
    if not unnamed:
        return table
    if coder_from == SHEET and not table.origin.sheet:
        raise HarvestError(
            f"{table.origin.file} has no sheets whose names could be coders.",
            hint="Name coders by --coder-from file, or in a column “Coder”.",
        )
    by_file = PurePath(table.origin.file).with_suffix("").as_posix()
    coder = table.origin.sheet if coder_from == SHEET else by_file
    heading = table.heading(CODER) or "Coder"
    fields = {CODER: [heading], **table.fields}
    named = {row.origin: {**row.cells, heading: coder} for row in unnamed}
    rows = tuple(
        replace(row, cells=named.get(row.origin, row.cells), fields=fields) for row in table.rows
    )
    headings = tuple(dict.fromkeys((*table.headings, heading)))
    return replace(table, headings=headings, fields=fields, rows=rows)


def no_sheet(
    laid_out: Sequence[tuple[Grid, Table | None]], label: str, rows: str, what: str, hint: str
) -> HarvestError:
    """Return the error for a file in which no sheet that is shown holds the ``rows`` needed."""
    hidden = [grid.origin.sheet for grid, table in laid_out if table]
    if not hidden:
        tops = [_from_fullest(grid) for grid, _ in laid_out]
        headings = [heading for top in tops for heading in headings_in(top)]
        hint = one_after_the_other(hint, *map(found_headings, tops))
        return UnknownColumns(what, hint, headings)
    return HarvestError(
        f"{label} has its {rows} on the hidden sheet “{hidden[0]}”.",
        hint="Unhide it in Excel (right click on a sheet's name) and save.",
    )


def _from_fullest(grid: Grid) -> list[list[str]]:
    """Return the cells from the fullest of the first rows on: what a person calls the headings.

    Row 0 holds the names of records, and no record is as good, be one of the names empty.
    """
    rows = [clean_cells(cells) for _, cells in grid.rows[: 2 * HEADING_ROWS]]
    if grid.rows and grid.rows[0][0] == 0:
        return rows
    n_filled = [sum(map(bool, row)) for row in rows[:HEADING_ROWS]]
    return rows[n_filled.index(max(n_filled)) :] if rows else []


def passed_over(grid: Grid, has_rows: bool) -> Problem:
    """Name a sheet that was not read; ``has_rows``: it could have been, were it not hidden."""
    what = tell("harvest_hidden_sheet" if grid.hidden else "harvest_no_heading_row")
    hint = tell("harvest_unhide") if has_rows else ""
    return Problem(grid.origin, "sheet-passed-over", what, hint, notice=True)


def _codes_only(grid: Grid, ids: Container[str], codebook: Codebook | None) -> bool:
    """Whether a sheet without texts codes fragments that stand on another one."""
    targets = [TARGET + target.id for target in codebook.targets] if codebook else []
    table = lay_out(grid, alias_table(codebook), wanted=targets) if targets else None
    if table is None:
        return False
    named = [row.cells[heading] for heading in table.fields.get("id", ()) for row in table.rows]
    # A list of codes is numbered as fragments may be.
    codes_fragments = any(spelling_key(cell) in ids for cell in named if not cell.isdigit())
    return codes_fragments or any(heading.casefold() in LINKS for heading in table.headings)


def _code_list(origin: Origin, alone: bool) -> Problem:
    """What is said of a list of codes: ``alone``, nothing else is there to be read."""
    hint: str = tell("harvest_code_list_hint")
    if not alone:
        what = tell("harvest_code_list")
        return Problem(origin, "sheet-passed-over", what, hint, notice=True)
    hint = one_after_the_other(tell("harvest_if_codebook"), hint)
    return Problem(origin, "code-list", tell("harvest_code_list_alone"), hint)
