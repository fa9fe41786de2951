"""``classifier finish`` and ``undo``: a reviewed workbook becomes a coded harvest, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.next_step import CODEBOOK, NEXT, OLD_HARVEST, typed, with_next_step
from classifier.cli.options import REVIEWED, ChosenColumns, CoderName, Force
from classifier.cli.paths import must_exist
from classifier.cli.show import archive_progress, show_notices, show_problems, show_result

Coded = Annotated[
    Path,
    typer.Argument(
        callback=must_exist, metavar="CODED", help="As “finish” or an “apply” wrote it."
    ),
]
Target = Annotated[Path, typer.Option("--out", help="What to write: never the file itself.")]
CodebookOfCodes = Annotated[
    Path | None,
    typer.Option(
        "--codebook", callback=must_exist, dir_okay=False,
        help="Needed for codes in a column for each label, and for files of older versions.",
    ),
]  # fmt: skip
Log = Annotated[
    Path | None,
    typer.Option(
        "--log", callback=must_exist, dir_okay=False, help="…-audit-log.json of an older version."
    ),
]


def finish(
    workbook: Annotated[
        Path,
        typer.Argument(
            callback=must_exist, dir_okay=False, metavar="WORKBOOK", help="As reviewed."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="The coded workbook to write.")],
    coder: CoderName = REVIEWED,
    summary: Annotated[
        bool,
        typer.Option("--summary", help="Add a sheet of counts by country, year, harvest, label."),
    ] = False,
    force: Force = False,
) -> None:
    """Write the decisions of a reviewed WORKBOOK into its codes."""
    import datetime

    from classifier.finish import Signature, finish
    from classifier.report.terminal import finish_summary

    signature = Signature(coder, datetime.date.today().isoformat())
    done = finish(workbook, out, signature, force=force, summary=summary)
    show_problems(done.problems)
    advice = "It teaches the next model, together with your older harvests."
    if done.left:
        again = typed("classifier", "finish", workbook, "--out", out, "--coder", coder, "--force")
        advice = f"For the rows that are left: decide them in {workbook}, then: {again}\n{advice}"
    train = ("train", OLD_HARVEST, out, "--codebook", CODEBOOK, "--out", NEXT)
    show_result(with_next_step(finish_summary(done), *train, advice=advice, written=out), out)


def undo(
    coded: Coded,
    out: Target,
    codebook: CodebookOfCodes = None,
    column: ChosenColumns = None,
    log: Log = None,
    force: Force = False,
) -> None:
    """Put back what stood in CODED before its last step.

    It is read from the columns beside the codes.
    """
    from classifier.codebook import Codebook, read_codebook
    from classifier.edit.undo import undo as take_back
    from classifier.harvest import choose_columns
    from classifier.report.terminal import applied_summary

    book = read_codebook(codebook) if codebook else None
    show_notices(book.notices if book else ())
    if column:  # without a codebook they find the rows all the same
        book = choose_columns(book or Codebook("", "1", ()), column)
    with archive_progress("Writing") as progress:
        done = take_back(coded, out, book, log=log, force=force, progress=progress)
    show_problems(done.tally.problems)
    next_step: tuple[object, ...] = ("check", out, "--codebook", codebook or CODEBOOK)
    advice = "It holds the codes from before the last step."
    if done.steps_left:
        advice = "An earlier step is still there, and can be taken back too."
        next_step = ("undo", out, "--out", out.with_stem(f"{out.stem}-earlier"))
    told = applied_summary(done.tally)
    show_result(with_next_step(told, *next_step, advice=advice, written=out), out)
