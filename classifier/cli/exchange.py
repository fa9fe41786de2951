"""``classifier exchange``: codings from other programs, and harvests for them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.next_step import CODEBOOK, COUNTED, MINE, with_next_step
from classifier.cli.options import (
    A_CODEBOOK,
    ChosenColumns,
    CoderSource,
    Device,
    Force,
    HarvestPaths,
    Jobs,
    ModelEncoders,
    NoCache,
    reading_choices,
)
from classifier.cli.paths import must_be_model, must_exist
from classifier.cli.show import progress_bar, show_notices, show_problems, show_result
from classifier.cli.usage import Command, Group
from classifier.exchange import Unit
from classifier.outputs import refuse_input, require_ending

_IN_LABEL_STUDIO = (
    "In Label Studio: Settings, Labeling Interface, Code: paste the interface. Then import the "
    "tasks. What people answer there is exported as JSON, which every command reads as a harvest."
)
_HOLDS_TEXTS = "It holds the texts of the fragments: give it only to whoever may read them."
exchange_app = typer.Typer(
    cls=Group,
    help="Take codings over from other programs, or hand ours over.",
    no_args_is_help=True,
)


@exchange_app.command("out", cls=Command)
def hand_out(
    harvest: HarvestPaths,
    out: Annotated[
        Path, typer.Option("--out", help="A project (.qdpx), or tasks of Label Studio (.json).")
    ],
    codebook: Annotated[
        Path | None,
        typer.Option("--codebook", callback=must_exist, dir_okay=False, help=A_CODEBOOK),
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option(
            "--model", callback=must_be_model, help="What it suggests goes with the tasks."
        ),
    ] = None,
    with_confidential: Annotated[
        bool, typer.Option("--with-confidential", help="Confidential fragments, too.")
    ] = False,
    coder_from: CoderSource = None,
    column: ChosenColumns = None,
    encoder: ModelEncoders = None,
    jobs: Jobs = None,
    device: Device = None,
    no_cache: NoCache = False,
    force: Force = False,
) -> None:
    """Write HARVEST as a project of QDA software, or as tasks of Label Studio.

    In a project a fragment is a source, and a code of a coder a mark over its whole text. Tasks
    come with the interface to code in, and with what a model suggests.
    """
    from classifier.encode import EncoderSettings
    from classifier.exchange.handing_over import Order, hand_over
    from classifier.report.counts import exchanged_counts
    from classifier.report.exchange import written_summary
    from classifier.report.suggestions import unlike_sentences

    reading = reading_choices(coder_from, column)
    settings = EncoderSettings(jobs, device, tuple(encoder or ()), keep=not no_cache)
    asked = Order(harvest, out, codebook, model, reading, settings, with_confidential, force)
    done = hand_over(asked, progress_bar)
    COUNTED.update(exchanged_counts(len(done.material.fragments), done.material.n_coded))
    show_notices((*done.notices, *(unlike_sentences(done.made) if done.made else ())))
    show_problems(done.problems)
    told = written_summary(done.material)
    if done.interface is None:
        told = with_next_step(told, advice=_HOLDS_TEXTS, written=out)
    else:
        both = f"{out}, {done.interface}"
        told = with_next_step(told, advice=f"{_IN_LABEL_STUDIO}\n{_HOLDS_TEXTS}", written=both)
    show_result(told, out)


@exchange_app.command("in", cls=Command)
def take_in(
    file: Annotated[
        Path,
        typer.Argument(
            callback=must_exist,
            dir_okay=False,
            metavar="FILE",
            help="A project of QDA software (.qdpx), or what Label Studio exports (.json).",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="The table to write: .xlsx or .csv.")],
    fragments: Annotated[
        Unit,
        typer.Option(
            "--fragments", help="What of a project is a fragment: sources, or coded passages."
        ),
    ] = Unit.sources,
    force: Force = False,
) -> None:
    """Make a table of what coders said in FILE, one that every command reads."""
    refuse_input(out, file, what="file")
    require_ending(out, ".xlsx", ".csv")
    if file.suffix.lower() == ".json":
        if fragments is not Unit.sources:
            raise typer.BadParameter("--fragments is for a project of QDA software.")
        _take_answers(file, out, force)
    else:
        _take_project(file, out, fragments, force)


def _take_project(file: Path, out: Path, fragments: Unit, force: bool) -> None:
    from classifier.exchange.coded_table import table_of, write_table
    from classifier.exchange.qdpx_in import read_project
    from classifier.report.counts import exchanged_counts
    from classifier.report.exchange import read_summary

    read = read_project(file, fragments)
    write_table(table_of(read.fragments, read.codebook), out, force=force)
    COUNTED.update(exchanged_counts(len(read.fragments), read.n_coded))
    show_notices(read.notices)
    train = ("train", out, "--codebook", file, "--out", MINE)
    show_result(with_next_step(read_summary(read), *train, written=out), out)


def _take_answers(file: Path, out: Path, force: bool) -> None:
    from classifier.exchange.coded_table import write_table
    from classifier.exchange.label_studio_in import read_answers
    from classifier.report.counts import exchanged_counts
    from classifier.report.exchange import answers_summary

    read = read_answers(file)
    write_table(read.rows, out, force=force)
    COUNTED.update(exchanged_counts(len(read.coders), sum(map(bool, read.coders))))
    show_problems(read.problems)
    check = ("check", out, "--codebook", CODEBOOK)
    show_result(with_next_step(answers_summary(read), *check, written=out), out)
