"""``classifier review``: a harvest and a model in, a local page to check the suggestions."""

from __future__ import annotations

import threading
import webbrowser
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.options import (
    REVIEWED,
    ChosenColumns,
    CoderName,
    Device,
    HarvestPath,
    Jobs,
    Language,
    ModelEncoders,
    NoCache,
)
from classifier.cli.paths import harvest_files, must_be_model, must_exist
from classifier.cli.show import show_notices, show_problems, show_result


class OrderChoice(StrEnum):
    """In which order fragments come."""

    row = "row"
    unsure = "unsure"
    cluster = "cluster"
    teach = "teach"


def review(
    harvest: HarvestPath,
    model: Annotated[
        Path | None,
        typer.Option(
            "--model", callback=must_be_model, help="Not needed for a pre-tagged workbook."
        ),
    ] = None,
    coder: CoderName = REVIEWED,
    decisions: Annotated[
        Path | None,
        typer.Option("--decisions", help="Default: STEM.review.sqlite beside the harvest."),
    ] = None,
    coded: Annotated[
        list[Path] | None,
        typer.Option(
            "--coded", callback=harvest_files, help="Coded harvests, to read similar fragments in."
        ),
    ] = None,
    worklist: Annotated[
        Path | None,
        typer.Option(
            "--worklist", callback=must_exist, help="Of an audit, or a plan of a relabelling."
        ),
    ] = None,
    column: ChosenColumns = None,
    order: Annotated[
        OrderChoice, typer.Option("--order", help="teach: what the model learns most from.")
    ] = OrderChoice.row,
    blind: Annotated[
        bool, typer.Option("--blind", help="Hide suggestions until a fragment is answered.")
    ] = False,
    language: Language = None,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="A free one, if not given.")
    ] = 0,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only print the address.")
    ] = False,
    encoder: ModelEncoders = None,
    jobs: Jobs = None,
    device: Device = None,
    no_cache: NoCache = False,
) -> None:
    """Check the suggestions for HARVEST in a local page."""
    from classifier.encode import EncoderSettings, VectorCache
    from classifier.review import ReviewConfig, open_review

    config = ReviewConfig(
        harvest,
        model,
        coder.strip() or REVIEWED,
        decisions,
        tuple(coded or ()),
        worklist,
        order.value,
        blind,
        language,
        port,
        tuple(column or ()),
    )
    cache = None if no_cache else VectorCache()
    begin = None if no_browser else _open_browser
    opened = open_review(config, EncoderSettings(jobs, device, tuple(encoder or ())), cache, begin)
    show_problems(opened.problems)
    keys = opened.keys
    show_result(f"Review: {keys.address(keys.token)}")
    typer.echo(f"Answers are kept in {opened.state.session.log.path}. End with Ctrl+C.")
    opened.serve()
    show_notices(cache.notices if cache else ())


def _open_browser(address: str) -> None:
    """Open a browser beside the reading: finding one takes a while on some machines."""
    threading.Thread(
        target=webbrowser.open, args=(address,), name="open the browser", daemon=True
    ).start()
