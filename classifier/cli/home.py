"""``classifier home``: the local page for the whole job, on a project folder."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.in_project import user_name
from classifier.cli.options import REVIEWED, Language
from classifier.cli.review import NoBrowser, Port, open_browser
from classifier.cli.show import show_result


def home(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER",
            help="A project, or a new or empty folder for one; the last project, if not given.",
        ),
    ] = None,
    coder: Annotated[
        str,
        typer.Option(
            "--coder",
            help="Who decides; stands beside each decision. Default: your name on this computer.",
        ),
    ] = "",
    language: Language = None,
    port: Port = 0,
    no_browser: NoBrowser = False,
) -> None:
    """Do the whole job on a local page, in a project folder."""
    from classifier.home.run import HomeConfig, open_home
    from classifier.home.welcome import AlreadyOpen

    config = HomeConfig(folder, coder.strip() or user_name() or REVIEWED, language, port)
    try:
        opened = open_home(config, None if no_browser else open_browser)
    except AlreadyOpen as there:
        if not no_browser:
            webbrowser.open(there.address)
        show_result(f"It is open already: {there.address}")
        return
    keys = opened.keys
    show_result(f"Home: {keys.address(keys.token)}")
    typer.echo("Everything stays on this computer. End with “Close” on the page or with Ctrl+C.")
    opened.serve()
