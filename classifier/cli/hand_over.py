"""``classifier hand-over``: a project becomes one zip, with its texts or without."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.next_step import with_next_step
from classifier.cli.options import Force
from classifier.cli.paths import must_exist
from classifier.cli.show import show_result
from classifier.errors import UsageError
from classifier.wording import counted

_ADVICE = {
    True: "It holds the texts of all fragments, confidential ones too: send it only to whoever may "
    "read them. Unpacked, it is a project like yours.",
    False: "It holds no text of a fragment. Examples in the codebook may have been copied out of a "
    "harvest: look at them first. Unpacked, it is a project without harvests.",
}


def hand_over(
    out: Annotated[Path, typer.Option("--out", help="Ends in .zip.")],
    folder: Annotated[
        Path | None,
        typer.Argument(
            callback=must_exist,
            file_okay=False,
            metavar="[FOLDER]",
            help="The project's. Default: the one you are in.",
        ),
    ] = None,
    without_texts: Annotated[
        bool,
        typer.Option(
            "--without-texts",
            help="Codebook, models, log, and reports that quote nothing: no text of a fragment.",
        ),
    ] = False,
    force: Force = False,
) -> None:
    """Put a project into one zip, to hand it over."""
    from classifier.project import project_of
    from classifier.project.hand_over import LEFT_OUT, hand_over

    project = project_of(folder or Path.cwd())
    if project is None:
        where = folder or "The folder you are in"
        raise UsageError(f"{where} is no project.", hint="Name a folder with a project.yaml.")
    done = hand_over(project, out, with_texts=not without_texts, force=force)
    told = f"{counted(len(done.files), 'file')} of {project.name}."
    if done.left_out:
        told += f" Left out: {len(done.left_out)}, each named in {LEFT_OUT} in the zip."
    show_result(with_next_step(told, advice=_ADVICE[not without_texts], written=out), out)
