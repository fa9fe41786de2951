"""``classifier relabel``: move an archive to a new codebook: plan, decide, apply, undo, trend."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.finish import undo
from classifier.cli.next_step import COUNTED, YOUR_NAME, typed, with_next_step
from classifier.cli.options import (
    DEFAULT_ENCODERS,
    REVIEWED,
    ChosenColumns,
    CodebookPath,
    CoderName,
    CodingPaths,
    Device,
    EncoderNames,
    Engine,
    EngineChoice,
    Force,
    Jobs,
    Language,
    NoCache,
    ReaderAddress,
    ReaderConfidential,
    Scheduler,
    choose_engine,
    reader_settings,
)
from classifier.cli.paths import archive_files, must_be_model, must_exist
from classifier.cli.show import (
    archive_progress,
    refuse_existing,
    show_notices,
    show_problems,
    show_result,
    show_tally,
    write_text,
)
from classifier.cli.usage import Command, Group, Learning

relabel_app = typer.Typer(
    cls=Group,
    help="Move a coded archive to a new version of its codebook.",
    no_args_is_help=True,
)

PlanPath = Annotated[
    Path,
    typer.Argument(callback=must_exist, file_okay=False, metavar="PLAN", help="A plan's folder."),
]
Archive = Annotated[
    list[Path],
    typer.Argument(
        callback=archive_files, metavar="HARVEST…", help="Harvests, or folders of harvests."
    ),
]


@relabel_app.command(cls=Learning)
def plan(
    harvest: Archive,
    codebook: CodebookPath,
    out: Annotated[Path, typer.Option("--out", help="The plan's folder.")],
    model: Annotated[
        Path | None,
        typer.Option(
            "--model",
            callback=must_be_model,
            help="A model that knows the new labels; default: train here.",
        ),
    ] = None,
    accept: Annotated[
        float,
        typer.Option("--accept", min=0.5, max=1.0, help="How sure the model must be to decide."),
    ] = 0.9,
    codings: CodingPaths = None,
    reader: ReaderAddress = None,
    reader_confidential: ReaderConfidential = False,
    column: ChosenColumns = None,
    encoder: EncoderNames = DEFAULT_ENCODERS,
    jobs: Jobs = None,
    engine: Engine = EngineChoice.here,
    scheduler: Scheduler = None,
    device: Device = None,
    no_cache: NoCache = False,
    language: Language = None,
    force: Force = False,
) -> None:
    """Plan how each row moves to the newest version of the codebook."""
    from classifier import relabel
    from classifier.encode import EncoderSettings
    from classifier.report.counts import plan_counts
    from classifier.report.terminal import plan_summary
    from classifier.translations import written_in

    if not 0.5 < accept < 1:
        raise typer.BadParameter("must lie between 0.5 and 1.", param_hint="--accept")
    asked = reader_settings(reader, reader_confidential, no_cache)
    where = choose_engine(engine, scheduler, jobs, (*harvest, out.parent), asked)
    with archive_progress("Planning") as progress:
        config = relabel.PlanConfig(
            accept,
            model,
            tuple(codings or ()),
            tuple(column or ()),
            encoder,
            EncoderSettings(jobs, device, hub=True, keep=not no_cache),
            reader=asked,
            engine=where,
            progress=progress,
            force=force,
        )
        with written_in(language):
            planned = relabel.plan(harvest, codebook, out, config)
    COUNTED.update(plan_counts(planned.plan.header))
    show_problems(planned.problems)
    show_notices(planned.notices)
    new = harvest[0].with_name(f"{harvest[0].stem}-new{harvest[0].suffix}")
    told = with_next_step(
        plan_summary(planned.plan.header),
        *("relabel", "apply", out, "--to", harvest[0], "--out", new, "--coder", YOUR_NAME),
        advice=f"Read {out / 'plan.xlsx'}, and decide what is asked there.",
        written=out,
    )
    show_result(told, out)


@relabel_app.command(cls=Command)
def apply(
    plan: PlanPath,
    to: Annotated[
        Path,
        typer.Option(
            "--to", callback=archive_files, help="The harvest, or the folder of harvests."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="What to write: never the harvest itself.")],
    coder: CoderName = REVIEWED,
    jobs: Jobs = None,
    engine: Engine = EngineChoice.here,
    scheduler: Scheduler = None,
    force: Force = False,
) -> None:
    """Write a harvest in the newest words, as PLAN and decisions say."""
    from classifier import relabel
    from classifier.report.counts import tally_counts
    from classifier.report.terminal import applied_summary

    where = choose_engine(engine, scheduler, jobs, (plan, to, out.parent))
    with archive_progress("Writing") as progress:
        config = relabel.ApplyConfig(coder, engine=where, progress=progress, force=force)
        tally = relabel.apply(plan, to, out, config)
    COUNTED.update(tally_counts(tally))
    show_tally(tally)
    back = typed("classifier", "relabel", "undo", out, "--out", out.with_stem(f"{out.stem}-old"))
    told = with_next_step(
        applied_summary(tally),
        *("relabel", "trend", plan, "--out", "trend.html"),
        advice=f"What became of each label is shown by the trend. To take it back: {back}",
        written=out,
    )
    show_result(told, out)


relabel_app.command(cls=Command)(undo)


@relabel_app.command(cls=Command)
def trend(
    plan: PlanPath,
    out: Annotated[
        Path | None, typer.Option("--out", help="A file: .html (with pictures), .svg or .csv.")
    ] = None,
    language: Language = None,
    force: Force = False,
) -> None:
    """Count labels per harvest before and after PLAN. Decisions made so far count."""
    from classifier import relabel
    from classifier.report.relabel_trend import trend_text

    if out is not None:
        refuse_existing(out, force)
    counted = relabel.trend(plan)
    show_problems(counted.problems)
    if out is not None:
        from classifier.report.relabel_trend import trend_file
        from classifier.translations import written_in

        with written_in(language):
            text = trend_file(counted, counted.targets, out.suffix.lower())
        write_text(out, text, force)
    told = with_next_step(
        trend_text(counted, counted.targets),
        *("relabel", "apply", plan, "--to", "HARVEST", "--out", "NEW", "--coder", YOUR_NAME),
        advice=f"Decide what is left in {plan / 'plan.xlsx'}; then carry it out.",
        written=out or "",
    )
    show_result(told, out)
