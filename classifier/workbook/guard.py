"""What is checked before a workbook is written: endings, open files."""

from __future__ import annotations

from pathlib import Path

from classifier.errors import OutputError
from classifier.records import Origin, Problem
from classifier.workbook.keep import SUFFIXES, cannot_keep


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
