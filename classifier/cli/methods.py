"""``classifier methods``: a project's methods annex, for whoever reads what was coded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.next_step import with_next_step
from classifier.cli.options import Force, Language
from classifier.cli.paths import must_exist
from classifier.cli.show import show_result
from classifier.errors import UsageError


def methods(
    out: Annotated[
        list[Path],
        typer.Option("--out", help="Ends in .html, .md or .docx; may be given for each."),
    ],
    folder: Annotated[
        Path | None,
        typer.Argument(
            callback=must_exist,
            file_okay=False,
            metavar="[FOLDER]",
            help="The project's. Default: the one you are in.",
        ),
    ] = None,
    without_names: Annotated[
        bool, typer.Option("--without-names", help="Number the coders instead of naming them.")
    ] = False,
    language: Language = None,
    force: Force = False,
) -> None:
    """Write a methods annex for evaluators: who coded, and how.

    It is made from the log, models, reports and coded files of a project, for evaluators and
    donors. It holds no text of a fragment.
    """
    from classifier.annex import check_places, document, gather, write
    from classifier.project import project_of
    from classifier.translations import written_in

    project = project_of(folder or Path.cwd())
    if project is None:
        where = folder or "The folder you are in"
        raise UsageError(f"{where} is no project.", hint="Name a folder with a project.yaml.")
    check_places(out, force)
    with written_in(language or project.language or None):
        laid_out = document(gather(project, names=not without_names))
        write(laid_out, out, force)
    told = "\n".join(laid_out.first.alerts)
    written = ", ".join(map(str, out))
    advice = "Read it before you pass it on: names of files and of people stand in it."
    show_result(with_next_step(told, advice=advice, written=written), out[0])
