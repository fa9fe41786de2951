"""``classifier finish`` and ``undo``: a reviewed workbook becomes a coded harvest, and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.next_step import (
    CODEBOOK,
    COUNTED,
    NEXT,
    OLD_HARVEST,
    YOUR_NAME,
    typed,
    with_next_step,
)
from classifier.cli.options import REVIEWED, ChosenColumns, Force
from classifier.cli.paths import must_exist
from classifier.cli.show import (
    archive_progress,
    show_notices,
    show_problems,
    show_result,
    show_tally,
)

if TYPE_CHECKING:
    from classifier.finish import Finished

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
    workbooks: Annotated[
        list[Path],
        typer.Argument(
            callback=must_exist,
            dir_okay=False,
            metavar="WORKBOOK…",
            help="As reviewed; several are coders' copies of one, which are joined.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="The coded workbook to write.")],
    coder: Annotated[
        list[str] | None,
        typer.Option(
            "--coder", help="Who decided; once for each WORKBOOK. Default: the names of several."
        ),
    ] = None,
    summary: Annotated[
        bool,
        typer.Option("--summary", help="Add a sheet of counts by country, year, harvest, label."),
    ] = False,
    force: Force = False,
) -> None:
    """Write the decisions of a reviewed WORKBOOK into its codes.

    Several are coders' copies of one pre-tagged workbook: what differs is listed, none is lost.
    """
    import datetime

    from classifier.finish import Signature, finish, finish_copies
    from classifier.report.counts import finish_counts
    from classifier.report.terminal import finish_summary

    today = datetime.date.today().isoformat()
    if len(workbooks) == 1:
        if coder and len(coder) > 1:
            said = f"names {len(coder)} coders of one workbook: give one, or the copy of each."
            raise typer.BadParameter(said, param_hint="--coder")
        signature = Signature((coder or [REVIEWED])[0], today)
        done = finish(workbooks[0], out, signature, force=force, summary=summary)
    else:
        signatures = [Signature(name, today) for name in coder or [""] * len(workbooks)]
        done = finish_copies(workbooks, out, signatures, force=force, summary=summary)
    COUNTED.update(finish_counts(done))
    show_problems(done.problems)
    again = _again(done, workbooks, out, coder)
    next_step: tuple[object, ...] = ("train", OLD_HARVEST, out, "--codebook", CODEBOOK)
    next_step += ("--out", NEXT)
    advice = "It teaches the next model, together with your older harvests."
    if done.conflicts:
        agreed = out.with_stem(f"{out.stem}-agreed")
        next_step = ("finish", out, "--out", agreed, "--coder", YOUR_NAME)
        advice = f"Where answers differ: agree on the sheet “Review” of {out}."
    told = finish_summary(done)
    show_result(with_next_step(told, *next_step, advice=again + advice, written=out), out)


def _again(
    done: Finished, workbooks: Sequence[Path], out: Path, coder: Sequence[str] | None
) -> str:
    """Say how to go on with rows that nobody decided; "" if there are none."""
    disputed = {conflict.key for conflict in done.conflicts}
    if all(row.fragment_id in disputed for row in done.left):
        return ""
    several = len(workbooks) > 1
    names = coder or ([] if several else [REVIEWED])
    named = [word for name in names for word in ("--coder", name)]
    command = typed("classifier", "finish", *workbooks, "--out", out, *named, "--force")
    where = "one of the copies" if several else workbooks[0]
    return f"For the rows that are left: decide them in {where}, then: {command}\n"


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
    from classifier.report.counts import tally_counts
    from classifier.report.terminal import applied_summary

    book = read_codebook(codebook) if codebook else None
    show_notices(book.notices if book else ())
    if column:  # without a codebook they find the rows all the same
        book = choose_columns(book or Codebook("", "1", ()), column)
    with archive_progress("Writing") as progress:
        done = take_back(coded, out, book, log=log, force=force, progress=progress)
    COUNTED.update(tally_counts(done.tally))
    show_tally(done.tally)
    next_step: tuple[object, ...] = ("check", out, "--codebook", codebook or CODEBOOK)
    advice = "It holds the codes from before the last step."
    if done.steps_left:
        advice = "An earlier step is still there, and can be taken back too."
        next_step = ("undo", out, "--out", out.with_stem(f"{out.stem}-earlier"))
    told = applied_summary(done.tally)
    show_result(with_next_step(told, *next_step, advice=advice, written=out), out)
