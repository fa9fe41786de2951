"""``classifier exchange``: codings from other programs, and coded harvests for them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.next_step import COUNTED, MINE, with_next_step
from classifier.cli.options import (
    ChosenColumns,
    CodebookPath,
    CoderSource,
    Force,
    HarvestPaths,
    reading_choices,
)
from classifier.cli.paths import must_exist
from classifier.cli.show import show_notices, show_problems, show_result
from classifier.cli.usage import Command, Group
from classifier.exchange import Unit
from classifier.outputs import refuse_input, require_ending

_HOLDS_TEXTS = "It holds the texts of the fragments: give it only to whoever may read them."
exchange_app = typer.Typer(
    cls=Group,
    help="Take codings over from QDA software, or hand them over to it.",
    no_args_is_help=True,
)


@exchange_app.command("out", cls=Command)
def hand_out(
    harvest: HarvestPaths,
    codebook: CodebookPath,
    out: Annotated[Path, typer.Option("--out", help="The project to write: .qdpx.")],
    with_confidential: Annotated[
        bool, typer.Option("--with-confidential", help="Confidential fragments, too.")
    ] = False,
    coder_from: CoderSource = None,
    column: ChosenColumns = None,
    force: Force = False,
) -> None:
    """Write HARVEST and its codes as a project of QDA software.

    A fragment becomes a source, and a code of a coder a mark over its whole text.
    """
    from classifier.exchange.material import material_of
    from classifier.exchange.qdpx_out import write_project
    from classifier.harvest import read_harvest
    from classifier.report.counts import exchanged_counts
    from classifier.report.exchange import written_summary

    refuse_input(out, *harvest)
    require_ending(out, ".qdpx")
    reading = reading_choices(coder_from, column)
    book = reading.codebook(codebook)
    read = read_harvest(harvest, book, reading.coder_from)
    material = material_of(read, book, with_confidential=with_confidential)
    notices = write_project(material, book, out, force=force)
    COUNTED.update(exchanged_counts(len(material.fragments), material.n_coded))
    show_notices([*book.notices, *material.told(), *notices])
    show_problems(read.problems)
    told = with_next_step(written_summary(material), advice=_HOLDS_TEXTS, written=out)
    show_result(told, out)


@exchange_app.command("in", cls=Command)
def take_in(
    project: Annotated[
        Path,
        typer.Argument(
            callback=must_exist,
            dir_okay=False,
            metavar="PROJECT",
            help="A coded project of QDA software: .qdpx (REFI-QDA).",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="The table to write: .xlsx or .csv.")],
    fragments: Annotated[
        Unit,
        typer.Option("--fragments", help="What is a fragment: each source, or each coded passage."),
    ] = Unit.sources,
    force: Force = False,
) -> None:
    """Make a table of what coders said in PROJECT, one that every command reads."""
    from classifier.exchange.coded_table import table_of, write_table
    from classifier.exchange.qdpx_in import read_project
    from classifier.report.counts import exchanged_counts
    from classifier.report.exchange import read_summary

    refuse_input(out, project, what="project")
    require_ending(out, ".xlsx", ".csv")
    read = read_project(project, fragments)
    write_table(table_of(read.fragments, read.codebook), out, force=force)
    COUNTED.update(exchanged_counts(len(read.fragments), read.n_coded))
    show_notices(read.notices)
    train = ("train", out, "--codebook", project, "--out", MINE)
    show_result(with_next_step(read_summary(read), *train, written=out), out)
