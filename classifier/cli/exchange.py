"""``classifier exchange``: codings from other programs, and coded harvests for them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.next_step import COUNTED, MINE, with_next_step
from classifier.cli.options import Force
from classifier.cli.paths import must_exist
from classifier.cli.show import show_notices, show_result
from classifier.cli.usage import Command, Group
from classifier.exchange import Unit
from classifier.outputs import refuse_input, require_ending

exchange_app = typer.Typer(
    cls=Group,
    help="Take codings over from QDA software, or hand them over to it.",
    no_args_is_help=True,
)


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
