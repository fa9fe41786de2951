"""``classifier finish``: a reviewed workbook in, a coded harvest out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.options import REVIEWED, CoderName, Force
from classifier.cli.show import show_problems


def finish(
    workbook: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, metavar="WORKBOOK", help="As reviewed."),
    ],
    out: Annotated[Path, typer.Option("--out", help="The coded workbook to write.")],
    coder: CoderName = REVIEWED,
    force: Force = False,
) -> None:
    """Write the decisions of a reviewed WORKBOOK into its code columns."""
    import datetime

    from classifier.finish import Signature, finish
    from classifier.report.terminal import finish_summary

    done = finish(workbook, out, Signature(coder, datetime.date.today().isoformat()), force=force)
    show_problems(done.problems)
    typer.echo(finish_summary(done, out))
