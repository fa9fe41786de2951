"""``classifier train``: coded harvests in, model folder out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.evaluate import counted_steps, refuse_reports, write_reports
from classifier.cli.options import (
    CodebookPath,
    CoderSource,
    CodingPaths,
    Device,
    Force,
    Groups,
    GroupsChoice,
    IgnoreDecisions,
    Jobs,
    NoCache,
    Seed,
)
from classifier.cli.show import progress_bar, show_notices, show_problems


def train(
    codebook: CodebookPath,
    out: Annotated[Path, typer.Option("--out", help="Model folder to write: models/NAME.")],
    harvest: Annotated[
        list[Path] | None,
        typer.Argument(exists=True, metavar="HARVEST…", help="Coded workbooks, csv, jsonl, cards."),
    ] = None,
    unlabelled: Annotated[
        list[Path] | None,
        typer.Option("--unlabelled", exists=True, help="Harvests whose texts alone are used."),
    ] = None,
    codings: CodingPaths = None,
    coder_from: CoderSource = None,
    encoder: Annotated[
        str,
        typer.Option(
            "--encoder",
            help="use+minilm, use, minilm, tfidf-only, or sentence-transformers:NAME-or-folder.",
        ),
    ] = "use+minilm",
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
            help="Also measure simpler ways, forward in time, and the learning curve "
            "(about a minute for 500 fragments).",
        ),
    ] = False,
    jobs: Jobs = None,
    device: Device = None,
    no_cache: NoCache = False,
    ignore_decisions: IgnoreDecisions = False,
    force: Force = False,
) -> None:
    """Learn from coded harvests and write a model folder."""
    from classifier.decide.guard import refuse_unfinished
    from classifier.encode import EncoderSettings, VectorCache, resolve_encoders
    from classifier.evaluate.run import Options, evaluate_training, n_training_steps
    from classifier.report.evaluation import evaluation_files
    from classifier.report.training import training_documents, training_summary
    from classifier.store import refuse_folder
    from classifier.train import (
        TrainConfig,
        gather_inputs,
        read_inputs,
        require_codings,
        save_training,
        train_model,
    )

    refuse_folder(out, force)
    if report is not None:
        refuse_reports(report, force)
    if not harvest and not unlabelled:
        raise typer.BadParameter(
            "Name coded harvests, or --unlabelled ones to begin without codes."
        )
    if not ignore_decisions:
        refuse_unfinished(harvest or ())
    inputs = read_inputs(harvest or (), codebook, codings or (), unlabelled or (), coder_from or "")
    show_notices(inputs.codebook.notices)
    show_problems(inputs.problems)
    if not unlabelled:
        require_codings(inputs)
    chosen = resolve_encoders(encoder, EncoderSettings(jobs, device, hub=True))
    show_notices(chosen.notices)
    cache = None if no_cache else VectorCache()
    config = TrainConfig(groups=groups.value, seed=seed)
    with progress_bar("Reading the texts") as progress:
        material = gather_inputs(inputs, chosen.encoders, cache, progress)
    del chosen  # the weights are read; a small laptop needs their memory for the fit
    trained = train_model(inputs, material, config)
    show_notices(cache.notices if cache else ())
    options = Options(full=full_report, seed=seed)
    with counted_steps("Measuring", n_training_steps(trained, options)) as step:
        evaluation = evaluate_training(trained, out.name, options, step)
    show_notices(evaluation.setting.notices)
    documents, files = training_documents(trained, evaluation), evaluation_files(evaluation)
    if report is None:
        documents |= {f"evaluation/{name}": text for name, text in files.items()}
    save_training(trained, out, documents, force=force)
    if report is not None:
        write_reports(files, report, force)
    typer.echo(training_summary(trained, evaluation, out, report or out / "evaluation"))
