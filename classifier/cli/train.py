"""``classifier train``: coded harvests in, model folder out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.evaluate import refuse_reports, write_reports
from classifier.cli.next_step import NEW_HARVEST, with_next_step
from classifier.cli.options import (
    DEFAULT_ENCODERS,
    ChosenColumns,
    CodebookPath,
    CoderSource,
    CodingPaths,
    Device,
    EncoderNames,
    Force,
    Groups,
    GroupsChoice,
    IgnoreDecisions,
    Jobs,
    Language,
    NoCache,
    ReaderAddress,
    ReaderConfidential,
    Seed,
    VotePaths,
    reader_settings,
    reading_choices,
)
from classifier.cli.paths import harvest_files
from classifier.cli.show import (
    progress_bar,
    show_notices,
    show_problems,
    show_result,
    tell_wait,
)

if TYPE_CHECKING:
    from classifier.train import Trained


def train(
    codebook: CodebookPath,
    out: Annotated[Path, typer.Option("--out", help="Model folder to write: models/NAME.")],
    harvest: Annotated[
        list[Path] | None,
        typer.Argument(
            callback=harvest_files,
            metavar="HARVEST…",
            help="Coded workbooks, csv, jsonl, cards, or folders of them.",
        ),
    ] = None,
    unlabelled: Annotated[
        list[Path] | None,
        typer.Option(
            "--unlabelled", callback=harvest_files, help="Harvests whose texts alone are used."
        ),
    ] = None,
    codings: CodingPaths = None,
    votes: VotePaths = None,
    reader: ReaderAddress = None,
    reader_confidential: ReaderConfidential = False,
    coder_from: CoderSource = None,
    column: ChosenColumns = None,
    encoder: EncoderNames = DEFAULT_ENCODERS,
    report: Annotated[
        Path | None,
        typer.Option("--report", help="Folder for the report. Default: evaluation/ in the model."),
    ] = None,
    groups: Groups = GroupsChoice.country_harvest,
    seed: Seed = 0,
    full_report: Annotated[
        bool,
        typer.Option(
            "--full-report",
            help="Also measure simpler ways, each encoder, forward in time, the learning curve: "
            "ten to fifteen times as long as learning; it says so before.",
        ),
    ] = False,
    jobs: Jobs = None,
    device: Device = None,
    no_cache: NoCache = False,
    ignore_decisions: IgnoreDecisions = False,
    language: Language = None,
    force: Force = False,
) -> None:
    """Learn from coded harvests and write a model folder."""
    from classifier.encode import EncoderSettings
    from classifier.evaluate.run import EvaluateConfig, evaluate_training
    from classifier.report.evaluation import evaluation_files
    from classifier.report.training import training_documents, training_summary
    from classifier.store import refuse_folder
    from classifier.train import TrainConfig, save_training
    from classifier.train import train as learn
    from classifier.translations import written_in

    refuse_folder(out, force)
    if report is not None:
        refuse_reports(report, force)
    if not harvest and not unlabelled:
        raise typer.BadParameter(
            "Name coded harvests, or --unlabelled ones to begin without codes."
        )
    coded_in, voted_in, texts_of = (paths or [] for paths in (codings, votes, unlabelled))
    config = TrainConfig(
        groups=groups.value,
        seed=seed,
        ignore_decisions=ignore_decisions,
        codings=coded_in,
        votes=voted_in,
        reader=reader_settings(reader, reader_confidential, no_cache),
        unlabelled=texts_of,
        reading=reading_choices(coder_from, column),
        encoder=encoder,
        settings=EncoderSettings(jobs, device, hub=True, keep=not no_cache),
    )
    trained = learn(harvest or (), codebook, config, progress_bar)
    show_notices(trained.inputs.codebook.notices)
    show_problems(trained.inputs.problems)
    show_notices(trained.material.notices)
    measuring = EvaluateConfig(full=full_report, seed=seed, tell_seconds=tell_wait)
    evaluation = evaluate_training(trained, out.name, measuring, progress_bar)
    show_notices(evaluation.setting.notices)
    documents = training_documents(trained, evaluation)
    with written_in(language):
        files = evaluation_files(evaluation)
    if report is None:
        documents |= {f"evaluation/{name}": text for name, text in files.items()}
    save_training(trained, out, documents, force=force)
    if report is not None:
        write_reports(files, report, force)
    page = (report or out / "evaluation") / "report.html"
    told = with_next_step(
        training_summary(trained, evaluation),
        *("suggest", (unlabelled or [Path(NEW_HARVEST)])[0], "--model", out),
        *_with_reader(reader, trained),
        advice=f"Read what it can do and where it fails: {page}. Then let it suggest.",
        written=out,
    )
    show_result(told, out)


def _with_reader(reader: str | None, trained: Trained) -> tuple[str, ...]:
    """Return the option for a reader that the model has learned to trust; nothing for no such."""
    trusted = any(head.voted for head in trained.fitted.model.heads.values())
    return ("--reader", reader) if reader and trusted else ()
