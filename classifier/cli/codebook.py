"""``classifier codebook``: draft a codebook, look at it, check it, compare two, convert them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from classifier.cli.next_step import MINE, OLD_HARVEST, with_next_step
from classifier.cli.options import A_CODEBOOK, ChosenColumns, Force, HarvestPaths
from classifier.cli.paths import must_exist
from classifier.cli.show import refuse_existing, show_notices, show_result
from classifier.cli.usage import Command, Group
from classifier.outputs import refuse_input

if TYPE_CHECKING:
    from classifier.draft import CodeColumn

codebook_app = typer.Typer(
    cls=Group,
    help="Draft, show, check, compare and convert codebooks.",
    no_args_is_help=True,
)


def _codebook_argument(name: str) -> Any:
    return typer.Argument(callback=must_exist, dir_okay=False, metavar=name, help=A_CODEBOOK)


CodebookFile = Annotated[Path, _codebook_argument("CODEBOOK")]


@codebook_app.command(cls=Command)
def draft(
    harvest: HarvestPaths,
    out: Annotated[Path, typer.Option("--out", help="Ends in .xlsx or .yaml.")],
    column: ChosenColumns = None,
    force: Force = False,
) -> None:
    """Draft a codebook from the code cells of coded harvests.

    It can be used as it is, and is completed in Excel.
    """
    from classifier.codebook.files import write_draft
    from classifier.draft import about_draft, draft_codebook
    from classifier.report.codebook import draft_report

    for path in harvest:
        refuse_input(out, path, what="harvest")
    refuse_existing(out, force)
    drafted = draft_codebook(harvest, _ask_columns if sys.stdin.isatty() else None, column or ())
    write_draft(drafted.codebook, out, drafted.beside, about_draft(drafted))
    told = with_next_step(
        draft_report(drafted, out.name),
        *("train", *harvest, "--codebook", out, "--out", MINE),
        advice="It can be used as it is, and gets better with every definition.",
        written=out,
    )
    show_result(told, out)


def _ask_columns(columns: Sequence[CodeColumn]) -> Sequence[CodeColumn]:
    """Let a person choose among the columns that look like codes."""
    typer.echo("No heading says which columns hold codes. These look like it:", err=True)
    for number, column in enumerate(columns, start=1):
        typer.echo(f"  {number}  {column.heading}: {column.shown}", err=True)
    while True:
        said = typer.prompt("Which hold codes? Numbers, the main one first", default="1", err=True)
        numbers = [int(word) for word in said.replace(",", " ").split() if word.isdigit()]
        if numbers and all(0 < number <= len(columns) for number in numbers):
            return [columns[number - 1] for number in dict.fromkeys(numbers)]
        typer.echo(f"Type numbers from 1 to {len(columns)}.", err=True)


@codebook_app.command(cls=Command)
def template(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Ends in .xlsx.")],
    force: Force = False,
) -> None:
    """Write an empty codebook with one worked example to OUT."""
    from classifier.codebook.files import write_template

    refuse_existing(out, force)
    write_template(out)
    advice = "Write a row for each code, as the example shows, and delete the example."
    show_result(with_next_step("", "codebook", "lint", out, advice=advice, written=out), out)


@codebook_app.command(cls=Command)
def show(
    codebook: CodebookFile,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="An older version, rebuilt from the history.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write it to a file instead.")] = None,
    force: Force = False,
) -> None:
    """Show CODEBOOK as a table, today or as of an older version."""
    from classifier.codebook.files import read_codebook, write_codebook
    from classifier.codebook.versions import as_of as rebuild
    from classifier.report.codebook import WIDTH, codebook_table

    book = read_codebook(codebook)
    show_notices(book.notices)
    if as_of is not None:
        book = rebuild(book, as_of)
    if out is not None:
        refuse_input(out, codebook, what="codebook")
        refuse_existing(out, force)
        _say_lost(write_codebook(book, out), out)
        told = f"{book.name}, version {book.version}."
        show_result(with_next_step(told, "codebook", "lint", out, written=out), out)
        return
    width = min(shutil.get_terminal_size((WIDTH, 24)).columns, 120)
    show_result(with_next_step(codebook_table(book, width), "codebook", "lint", codebook))


@codebook_app.command(cls=Command)
def lint(codebook: CodebookFile) -> None:
    """List what in CODEBOOK will confuse coders or programs. Exit 1 if there is anything."""
    from classifier.codebook.files import codebook_cells, read_codebook
    from classifier.codebook.lint import lint_codebook
    from classifier.report.codebook import lint_report

    book = read_codebook(codebook)
    show_notices(book.notices)
    findings = lint_codebook(book)
    told = lint_report(findings, book, codebook_cells(codebook))
    if findings:
        advice = f"Mend what you agree with in {codebook}, then look again."
        told = with_next_step(told, "codebook", "lint", codebook, advice=advice)
    else:
        told = with_next_step(told, "train", OLD_HARVEST, "--codebook", codebook, "--out", MINE)
    show_result(told)
    raise typer.Exit(1 if findings else 0)


@codebook_app.command(cls=Command)
def diff(
    old: Annotated[
        Path, typer.Argument(callback=must_exist, dir_okay=False, metavar="OLD", help=A_CODEBOOK)
    ],
    new: Annotated[
        Path, typer.Argument(callback=must_exist, dir_okay=False, metavar="NEW", help=A_CODEBOOK)
    ],
) -> None:
    """Say what changed from OLD to NEW. Ids tell it; likeness only proposes."""
    from classifier.codebook import read_codebook
    from classifier.codebook.diff import diff_codebooks
    from classifier.report.codebook import diff_report

    before, after = read_codebook(old), read_codebook(new)
    show_notices((*before.notices, *after.notices))
    differences = diff_codebooks(before, after)
    told = diff_report(differences)
    if differences:
        plan = ("relabel", "plan", OLD_HARVEST, "--codebook", new, "--out", "plan")
        advice = "To move coded harvests from the old one to the new one:"
        told = with_next_step(told, *plan, advice=advice)
    else:
        told = with_next_step(told, "codebook", "lint", new)
    show_result(told)


@codebook_app.command(cls=Command)
def convert(
    codebook: CodebookFile,
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="Ends in .yaml, .csv, .xlsx, .qdc or .ttl.")
    ],
    force: Force = False,
) -> None:
    """Write CODEBOOK in the format that OUT's ending names.

    What that format cannot hold is said.
    """
    from classifier.codebook.files import read_codebook, write_codebook

    refuse_input(out, codebook, what="codebook")
    refuse_existing(out, force)
    book = read_codebook(codebook)
    show_notices(book.notices)
    _say_lost(write_codebook(book, out), out)
    n = sum(len(target.labels) for target in book.targets)
    told = f"{book.name}, version {book.version}, {n} labels."
    show_result(with_next_step(told, "codebook", "lint", out, written=out), out)


def _say_lost(lost: tuple[str, ...], out: Path) -> None:
    if lost:
        show_notices([f"{out.name} cannot hold {'; '.join(lost)}."])
