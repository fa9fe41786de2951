"""``classifier evaluate``: coded harvests and a model in, a report in three forms out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.next_step import NEW_HARVEST, with_next_step
from classifier.cli.options import (
    ChosenColumns,
    CoderSource,
    CodingPaths,
    Device,
    Force,
    HarvestPaths,
    IgnoreDecisions,
    Jobs,
    Language,
    ModelEncoders,
    ModelPath,
    NoCache,
    ReaderAddress,
    ReaderConfidential,
    Seed,
    VotePaths,
    reader_settings,
    reading_choices,
)
from classifier.cli.paths import must_be_model
from classifier.cli.show import (
    progress_bar,
    refuse_decisions_in,
    refuse_existing,
    show_notices,
    show_problems,
    show_result,
    tell_wait,
    write_text,
)
from classifier.outputs import refuse_others

REPORTS = ("report.html", "report.md", "report.json")


def evaluate(
    harvest: HarvestPaths,
    model: ModelPath,
    out: Annotated[
        Path, typer.Option("--out", help="Folder for report.html, report.md and report.json.")
    ],
    codings: CodingPaths = None,
    votes: VotePaths = None,
    reader: ReaderAddress = None,
    reader_confidential: ReaderConfidential = False,
    coder_from: CoderSource = None,
    column: ChosenColumns = None,
    compare: Annotated[
        Path | None,
        typer.Option(
            "--compare", callback=must_be_model, help="A second model, to set beside the first."
        ),
    ] = None,
    with_texts: Annotated[
        bool, typer.Option("--with-texts", help="Quote fragments; confidential ones never.")
    ] = False,
    seed: Seed = 0,
    encoder: ModelEncoders = None,
    jobs: Jobs = None,
    device: Device = None,
    no_cache: NoCache = False,
    ignore_decisions: IgnoreDecisions = False,
    language: Language = None,
    force: Force = False,
) -> None:
    """Measure a model on coded fragments that it has not seen.

    Name the training harvests too, and simpler ways and a learning curve are measured beside it.
    """
    from classifier.encode import EncoderSettings
    from classifier.evaluate.run import EvaluateConfig
    from classifier.evaluate.run import evaluate as measure
    from classifier.report.evaluation import evaluation_files
    from classifier.report.good_for import good_for
    from classifier.translations import written_in

    refuse_reports(out, force)
    config = EvaluateConfig(
        with_texts=with_texts,
        seed=seed,
        ignore_decisions=ignore_decisions,
        codings=codings or (),
        votes=votes or (),
        reader=reader_settings(reader, reader_confidential, no_cache),
        reading=reading_choices(coder_from, column),
        compare=compare,
        settings=EncoderSettings(jobs, device, tuple(encoder or ()), keep=not no_cache),
        tell_seconds=tell_wait,
    )
    evaluated = measure(harvest, model, config, progress_bar)
    show_problems(evaluated.problems)
    show_notices((*evaluated.notices, *evaluated.evaluation.setting.notices))
    with written_in(language):
        files = evaluation_files(evaluated.evaluation)
    write_reports(files, out, force)
    told = with_next_step(
        "\n".join(good_for(evaluated.evaluation)),
        *("suggest", NEW_HARVEST, "--model", model),
        advice="The report opens in a browser.",
        written=out / "report.html",
    )
    show_result(told, out)


def refuse_reports(out: Path, force: bool) -> None:
    """Say before the work that the folder holds a report already, or something else."""
    for name in REPORTS if out.is_dir() else ():
        refuse_existing(out / name, force)
    if force:
        refuse_decisions_in(out)
    refuse_others(out, REPORTS, "the report")


def write_reports(texts: dict[str, str], out: Path, force: bool) -> None:
    """Write a report's files as the folder ``out``: all of them, or none."""
    from classifier.guard import replace_folder

    refuse_reports(out, force)
    with replace_folder(out, force=True) as place:
        place.mkdir()
        for name, text in texts.items():
            write_text(place / name, text, force)
