"""Letters spoilt before a file came here: found in the cells of every format, never mended."""

from __future__ import annotations

from dataclasses import replace

from classifier.harvest.grid import Grid
from classifier.records import Problem
from classifier.text_files import spoilt_letters

MAX_NAMED_ROWS = 10
LOST = "\ufffd"


def report_spoilt_letters(grid: Grid) -> None:
    """Add a problem for text that was decoded twice, and one for letters that were lost."""
    twice: dict[int, str] = {}
    lost: dict[int, str] = {}
    for number, cells in grid.rows:
        for cell in cells:
            if cell.isascii():
                continue
            signs = spoilt_letters(cell)
            if signs:
                (lost if signs == LOST else twice).setdefault(number, signs)
    if twice:
        what = f"has letters that were decoded twice, such as “{next(iter(twice.values()))}”"
        hint = "Export the file again as UTF-8 (“CSV UTF-8” in Excel), or mend these cells."
        _report(grid, list(twice), what, hint)
    if lost:
        what = f"has the sign “{LOST}” where a letter was lost"
        hint = "Export the file again as UTF-8, or look the letters up in the source."
        _report(grid, list(lost), what, hint)


def _report(grid: Grid, rows: list[int], what: str, hint: str) -> None:
    """Report at the first row, and name the others."""
    others = ", ".join(map(str, rows[1:MAX_NAMED_ROWS]))
    if len(rows) > MAX_NAMED_ROWS:
        others += f" and {len(rows) - MAX_NAMED_ROWS} more"
    if others:
        what += f"; so have rows {others}" if len(rows) > 2 else f"; so has row {others}"
    origin = replace(grid.origin, row=rows[0] or None)  # row 0: the names in a JSON file
    grid.problems.append(Problem(origin, "spoilt-letters", f"{what}.", hint))
