"""``classifier review``: a harvest and a model in, a local page to check the suggestions."""

from __future__ import annotations

import threading
import webbrowser
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    ReaderAddress,
    ReaderConfidential,
    reader_settings,
)
from classifier.cli.paths import harvest_files, must_be_model, must_exist
from classifier.cli.show import progress_bar, show_notices, show_problems, show_result

if TYPE_CHECKING:
    from classifier.encode import EncoderSettings, VectorCache
    from classifier.review import ReviewConfig


class OrderChoice(StrEnum):
    """In which order fragments come."""

    row = "row"
    unsure = "unsure"
    cluster = "cluster"
    teach = "teach"
    differ = "differ"


Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="A free one, if not given.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Only print the address.")]


def review(
    harvest: HarvestPath,
    model: Annotated[
        Path | None,
        typer.Option(
            "--model", callback=must_be_model, help="Not needed for a pre-tagged workbook."
        ),
    ] = None,
    coder: CoderName = REVIEWED,
    codebook: Annotated[
        Path | None,
        typer.Option(
            "--codebook", callback=must_exist, help="For a coder's workbook, coded alone."
        ),
    ] = None,
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
    reader: ReaderAddress = None,
    reader_confidential: ReaderConfidential = False,
    order: Annotated[
        OrderChoice,
        typer.Option(
            "--order",
            help="teach: what the model learns most from; differ: where a second reader differs.",
        ),
    ] = OrderChoice.row,
    blind: Annotated[
        bool, typer.Option("--blind", help="Hide suggestions until a fragment is answered.")
    ] = False,
    language: Language = None,
    port: Port = 0,
    no_browser: NoBrowser = False,
    encoder: ModelEncoders = None,
    jobs: Jobs = None,
    device: Device = None,
    no_cache: NoCache = False,
) -> None:
    """Check the suggestions for HARVEST in a local page."""
    from classifier.encode import EncoderSettings, VectorCache
    from classifier.review import ReviewConfig

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
        apart=codebook,
        reader=reader_settings(reader, reader_confidential, no_cache),
    )
    cache = None if no_cache else VectorCache()
    settings = EncoderSettings(jobs, device, tuple(encoder or ()))
    serve(config, settings, cache, browser=not no_browser)


def serve(
    config: ReviewConfig,
    settings: EncoderSettings | None = None,
    cache: VectorCache | None = None,
    *,
    browser: bool,
) -> None:
    """Open the page, say where it is, and answer until told to end."""
    from classifier.review import open_review

    begin = open_browser if browser else None
    opened = open_review(config, settings, cache, begin, progress_bar)
    show_problems(opened.problems)
    show_notices(opened.state.session.inputs.told)
    keys = opened.keys
    show_result(f"Review: {keys.address(keys.token)}")
    typer.echo(f"Answers are kept in {opened.state.session.log.path}. End with Ctrl+C.")
    opened.serve()
    show_notices(cache.notices if cache else ())


def open_browser(address: str) -> None:
    """Open a browser beside the reading: finding one takes a while on some machines."""
    threading.Thread(
        target=webbrowser.open, args=(address,), name="open the browser", daemon=True
    ).start()
