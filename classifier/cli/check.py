"""``classifier check``: a coded harvest and its codebook in, problems by row out.

With ``--fix``, mistyped labels are mended in a copy, each only if a person says yes.
"""

from __future__ import annotations

import os
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.next_step import MINE, typed, with_next_step
from classifier.cli.options import (
    ChosenColumns,
    CodebookPath,
    CoderSource,
    Force,
    HarvestPaths,
    reading_choices,
)
from classifier.cli.show import refuse_existing, show_notices, show_result, write_text
from classifier.errors import ClassifierError
from classifier.outputs import refuse_input
from classifier.wording import counted

if TYPE_CHECKING:
    from classifier.check import Checked
    from classifier.check.slips import Slip, SlipRows
    from classifier.harvest import ReadingChoices


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
    column: ChosenColumns = None,
    force: Force = False,
) -> None:
    """List what is wrong in HARVEST, row by row. Exit 1 if something has to be mended."""
    from classifier.check import check as find_problems

    reading = reading_choices(coder_from, column)

    if fix is not None:
        if out is not None or form is not None:
            raise ClassifierError(
                "--fix writes a harvest, and --out and --format are about the list of problems.",
                hint="Run the command once with each.",
            )
        fix_harvest(harvest, codebook, reading, fix, force)
        return
    form = form or _form(out)
    if out is not None:
        refuse_input(out, *harvest)
        refuse_input(out, codebook, what="codebook")
        refuse_existing(out, force)
    checked = find_problems(harvest, codebook, reading)
    show_notices(checked.notices)
    _show(checked, form, out, force, next_step=_next_step(checked, harvest, codebook, column))
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


def _next_step(
    checked: Checked, harvest: list[Path], codebook: Path, column: list[str] | None
) -> str:
    """Say what to do about the problems, and the next command."""
    chosen = [word for choice in column or () for word in ("--column", choice)]
    read = (*harvest, "--codebook", codebook, *chosen)
    if not checked.n_problems:
        return with_next_step("", "train", *read, "--out", MINE)
    again = ("check", *read)
    advice = "Mend what is marked “!” in your file, then look again."
    if any(problem.kind == "unknown-label" for problem in checked.problems) and len(harvest) == 1:
        fixed = harvest[0].with_stem(f"{harvest[0].stem}-fixed")
        advice += f"\nFor names with a slip: {typed('classifier', *again, '--fix', fixed)}"
    return with_next_step("", *again, advice=advice)


def _show(
    checked: Checked, form: CheckFormat, out: Path | None, force: bool, *, next_step: str
) -> None:
    from classifier.report.problems import problems_csv, problems_json, summary

    if form is CheckFormat.csv:
        text = problems_csv(checked)
    elif form is CheckFormat.json:
        text = problems_json(checked)
    else:
        text = _table(checked, to_terminal=out is None and sys.stdout.isatty())
    if out is None:
        show_result(f"{text}\n{next_step}" if form is CheckFormat.table else text.rstrip("\n"))
        return
    write_text(out, text, force)
    show_result(f"{summary(checked)}\n\nWritten: {out}\n{next_step}", out)


def _table(checked: Checked, *, to_terminal: bool) -> str:
    from classifier.report.problems import WIDTH, problems_table

    if not to_terminal:
        return problems_table(checked)
    # Lines beyond about 120 characters are hard to follow, however wide the window is.
    width = min(shutil.get_terminal_size((WIDTH, 24)).columns, 120)
    return problems_table(checked, width=width, colour="NO_COLOR" not in os.environ)


def can_ask() -> bool:
    """Whether a person sits at the keyboard."""
    return sys.stdin.isatty()


def fix_harvest(
    harvest: list[Path], codebook: Path, reading: ReadingChoices, out: Path, force: bool
) -> None:
    """Ask about every mistyped label, and write the harvest to ``out`` with those agreed to."""
    from classifier.check.slips import code_tables, find_slips, mended_cells
    from classifier.edit import TableChange, rewrite
    from classifier.guard import replace_file

    _refuse(harvest, codebook, out, force)
    source = harvest[0]
    book = reading.codebook(codebook)
    show_notices(book.notices)
    tables = code_tables(source, book)
    slips = find_slips(tables, book)
    answers = {slip: _ask(slip, rows) for slip, rows in slips.items()}
    chosen = {slip: name for slip, name in answers.items() if name}
    if not chosen:
        what = "Nothing was changed" if slips else "No cell holds what may be a mistyped label"
        show_result(f"{what}, so nothing was written.")
        return
    changes = [TableChange(table, cells=mended_cells(table, book, chosen)) for table in tables]
    with replace_file(out, force) as place:
        rewrite(source, place, changes, book)
    n_cells = sum(len(cells) for change in changes for cells in change.cells.values())
    told = f"{counted(n_cells, 'cell')} changed."
    again = ("check", out, "--codebook", codebook)
    show_result(with_next_step(told, *again, written=out), out)


def _refuse(harvest: list[Path], codebook: Path, out: Path, force: bool) -> None:
    from classifier.edit import DELIMITED, JSON_LINES, check_endings
    from classifier.edit.workbooks import SUFFIXES as WORKBOOKS

    if len(harvest) != 1 or harvest[0].is_dir():
        raise ClassifierError(
            "--fix takes one file at a time.", hint="Name one harvest, and run it again for others."
        )
    refuse_input(out, *harvest)
    refuse_input(out, codebook, what="codebook")
    refuse_existing(out, force)
    endings = (*WORKBOOKS, *DELIMITED, *JSON_LINES)
    if harvest[0].suffix.lower() not in endings:
        raise ClassifierError(
            f"--fix cannot write {harvest[0].name} again in its own format.",
            hint=f"It can where a file ends in {', '.join(endings)}.",
        )
    check_endings(harvest[0], out)
    if not can_ask():
        raise ClassifierError(
            "--fix asks about each mistyped label, and there is nobody here to answer.",
            hint="Run it in a terminal window; without --fix the command lists the cells.",
        )


def _ask(slip: Slip, where: SlipRows) -> str:
    """Return the name that a person chose for a slip; "" if it is to stay as it is."""
    # Rows that are confidential are told by their numbers alone.
    piece = "…" if where.confidential else " ".join(slip.piece.split())
    rows = f"row {where.rows[0]}" if len(where.rows) == 1 else f"{len(where.rows)} rows"
    place = f"in {rows} of “{slip.heading.strip()}”"
    if len(slip.names) == 1:
        agreed = typer.confirm(f"“{piece}” → “{slip.names[0]}” {place}?", default=False)
        return slip.names[0] if agreed else ""
    typer.echo(f"“{piece}” {place} may be:")
    for number, name in enumerate(slip.names, start=1):
        typer.echo(f"  {number}  “{name}”")
    return _number_of(slip.names)


def _number_of(names: tuple[str, ...]) -> str:
    """Ask until the answer is one of the numbers; 0 is “leave it as it is”."""
    while True:
        number = typer.prompt(f"Which one? 1 to {len(names)}, 0 to leave it", type=int, default=0)
        if 0 <= number <= len(names):
            return names[number - 1] if number else ""
