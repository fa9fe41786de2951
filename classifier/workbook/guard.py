"""What is checked before a workbook is written: decisions in the way, endings, open files."""

from __future__ import annotations

from pathlib import Path

from classifier.errors import HarvestError, OutputError
from classifier.records import Origin, Problem
from classifier.workbook.grid import Grid, shared_strings
from classifier.workbook.keep import SUFFIXES, cannot_keep
from classifier.workbook.layout import PREFIX, TARGET_COLUMNS, same_heading
from classifier.workbook.package import Package
from classifier.workbook.rows import find_our_headings

DECISION_MARK = f"{PREFIX}{TARGET_COLUMNS[-1].label}"


def refuse_decided(target: Path) -> None:
    """Refuse to write over a workbook that holds a person's decisions, whatever was asked for."""
    count = count_decisions(target) if target.exists() else 0
    if count:
        raise OutputError(
            f"{target.name} holds {count} decision{'s' if count > 1 else ''} of a person; "
            "it is not overwritten.",
            hint="Run “classifier finish” on it, or choose another name with --out.",
        )


def count_decisions(path: Path) -> int:
    """Count the filled decision cells of a workbook; 0 for anything that is not pre-tagged."""
    try:
        package = Package.read(path)
        strings = shared_strings(package)
        grids = [Grid(package.look(entry.part), strings) for entry in package.sheets()]
    except HarvestError as error:
        if isinstance(error.__cause__, PermissionError):
            raise OutputError(str(error), hint=error.hint) from error
        return 0
    return sum(_count(grid) for grid in grids)


def _count(grid: Grid) -> int:
    row = find_our_headings(grid)
    if row is None:
        return 0
    mark = same_heading(DECISION_MARK)
    columns = [c for c, text in grid.texts(row).items() if same_heading(text).startswith(mark)]
    below = [number for number in grid.row_numbers if number > row]
    return sum(bool(grid.text(one, column).strip()) for one in below for column in columns)


def suggested_path(source: Path) -> Path:
    """Name the output beside a harvest: ``h.xlsx`` gives ``h-suggested.xlsx``.

    A workbook with macros keeps its ending, unless it cannot be kept at all.
    """
    kept = source.suffix.lower() in SUFFIXES and not cannot_keep(source)
    return source.with_name(f"{source.stem}-suggested{source.suffix if kept else '.xlsx'}")


def require_ending(source: Path, target: Path) -> None:
    """Require that a copy keeps the ending: Excel refuses a workbook whose ending is not true."""
    wanted = source.suffix.lower() if source.suffix.lower() in SUFFIXES else ".xlsx"
    if target.suffix.lower() != wanted:
        raise OutputError(
            f"{target.name} must end in {wanted}.", hint=f"Write --out {target.stem}{wanted}."
        )


def lock_notices(path: Path) -> tuple[Problem, ...]:
    """Say if a workbook seems to be open: Excel and LibreOffice put a small file beside it."""
    marks = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    if not any(mark.exists() for mark in marks):
        return ()
    what = "seems to be open in another program; what was not saved there yet is not seen here."
    hint = "Close it and run the command again if in doubt."
    return (Problem(Origin(path.name), "open-elsewhere", what, hint, notice=True),)
