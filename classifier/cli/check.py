"""``classifier check``: a coded harvest and its codebook in, problems by row out."""

from __future__ import annotations

import os
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.fix import fix_harvest
from classifier.cli.options import CodebookPath, CoderSource, Force, HarvestPaths
from classifier.cli.show import refuse_existing, show_notices
from classifier.errors import ClassifierError
from classifier.outputs import refuse_input

if TYPE_CHECKING:
    from classifier.check import Checked


class CheckFormat(StrEnum):
    """How problems are written."""

    table = "table"
    csv = "csv"
    json = "json"


_SUFFIXES = {".txt": CheckFormat.table, ".csv": CheckFormat.csv, ".json": CheckFormat.json}


def check(
    harvest: HarvestPaths,
    codebook: CodebookPath,
    out: Annotated[
        Path | None, typer.Option("--out", help="A file for the list: .txt, .csv or .json.")
    ] = None,
    form: Annotated[
        CheckFormat | None, typer.Option("--format", help="Default: as --out ends; else table.")
    ] = None,
    fix: Annotated[
        Path | None,
        typer.Option(
            "--fix",
            metavar="OUT",
            help="Ask about each mistyped label; write a copy with those you agree to.",
        ),
    ] = None,
    coder_from: CoderSource = None,
    force: Force = False,
) -> None:
    """List what is wrong in HARVEST, row by row; exit 1 if something has to be mended."""
    from classifier.check import check as find_problems

    if fix is not None:
        if out is not None or form is not None:
            raise ClassifierError(
                "--fix writes a harvest, and --out and --format are about the list of problems.",
                hint="Run the command once with each.",
            )
        fix_harvest(harvest, codebook, fix, force)
        return
    form = form or _form(out)
    if out is not None:
        refuse_input(out, *harvest)
        refuse_input(out, codebook, what="codebook")
        refuse_existing(out, force)
    checked = find_problems(harvest, codebook, coder_from or "")
    show_notices(checked.notices)
    _show(checked, form, out, force)
    raise typer.Exit(1 if checked.n_problems else 0)


def _form(out: Path | None) -> CheckFormat:
    if out is None:
        return CheckFormat.table
    form = _SUFFIXES.get(out.suffix.lower())
    if form is None:
        raise ClassifierError(
            f"{out} does not say how the problems are to be written.",
            hint="Let it end in .txt, .csv or .json, or add --format.",
        )
    return form


def _show(checked: Checked, form: CheckFormat, out: Path | None, force: bool) -> None:
    from classifier.report.problems import problems_csv, problems_json, summary

    if form is CheckFormat.csv:
        text = problems_csv(checked)
    elif form is CheckFormat.json:
        text = problems_json(checked)
    else:
        text = _table(checked, to_terminal=out is None and sys.stdout.isatty())
    if out is None:
        typer.echo(text, nl=False)
        return
    from classifier.decide.guard import replace_file

    with replace_file(out, force) as place:
        place.write_text(text, "utf-8-sig" if form is CheckFormat.csv else "utf-8", newline="")
    typer.echo(f"{summary(checked)} Written to {out}")


def _table(checked: Checked, *, to_terminal: bool) -> str:
    from classifier.report.problems import WIDTH, problems_table

    if not to_terminal:
        return problems_table(checked)
    # Lines beyond about 120 characters are hard to follow, however wide the window is.
    width = min(shutil.get_terminal_size((WIDTH, 24)).columns, 120)
    return problems_table(checked, width=width, colour="NO_COLOR" not in os.environ)
