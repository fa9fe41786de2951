"""``classifier suggest``: a harvest and a model in, a pre-tagged harvest out."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.options import (
    CoderSource,
    Device,
    DialChoice,
    Engine,
    EngineChoice,
    Force,
    FormatChoice,
    HarvestOrArchive,
    Jobs,
    ModelEncoders,
    ModelPath,
    NoCache,
    Scheduler,
)
from classifier.cli.show import (
    count,
    progress_bar,
    refuse_existing,
    show_notices,
    show_problems,
)
from classifier.errors import ClassifierError
from classifier.outputs import refuse_input

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifier.model.fitted import Model
    from classifier.records import Harvest, Suggestion

_SUFFIXES = {".xlsx": "xlsx", ".xlsm": "xlsx", ".csv": "csv", ".jsonl": "jsonl", ".txt": "table"}
_CARDS = {".txt", ".md"}
_WORKBOOKS = {".xlsx", ".xlsm"}


def suggest(
    harvest: HarvestOrArchive,
    model: ModelPath,
    out: Annotated[
        Path | None, typer.Option("--out", help="Default: STEM-suggested.xlsx beside the harvest.")
    ] = None,
    form: Annotated[
        FormatChoice | None,
        typer.Option("--format", help="Default: as --out ends; xlsx for tables, panels for cards."),
    ] = None,
    top: Annotated[str, typer.Option("--top", help="Labels listed: a number or “all”.")] = "5",
    dial: Annotated[
        DialChoice, typer.Option("--dial", help="Fewer and safer suggestions, or more.")
    ] = DialChoice.balanced,
    accept: Annotated[
        float | None,
        typer.Option("--accept", help="Mark what may be accepted unseen: 0.9 means 9 in 10 right."),
    ] = None,
    coder_from: CoderSource = None,
    encoder: ModelEncoders = None,
    jobs: Jobs = None,
    engine: Engine = EngineChoice.here,
    scheduler: Scheduler = None,
    device: Device = None,
    no_cache: NoCache = False,
    force: Force = False,
) -> None:
    """Suggest labels for the fragments of HARVEST."""
    if _is_archive(harvest, out, form):
        from classifier.cli.archive import ArchiveOptions, suggest_for_archive
        from classifier.suggest import SuggestConfig

        config = SuggestConfig(top=_top(top), dial=dial.value, accept=_share(accept))
        options = ArchiveOptions(
            engine, scheduler, jobs, device, no_cache, force, tuple(encoder or ())
        )
        suggest_for_archive(harvest, model, out, config, options)
        return
    if engine is not EngineChoice.here or scheduler is not None:
        raise typer.BadParameter("--engine dask works on parquet archives, and writes parquet.")
    from classifier.encode import EncoderSettings, VectorCache
    from classifier.harvest import read_harvest
    from classifier.report.suggestions import (
        cut_sentences,
        drift_sentences,
        promise_sentences,
    )
    from classifier.store import load_model
    from classifier.suggest import SuggestConfig, model_encoders, promises, suggest_harvest
    from classifier.suggest.evidence import with_sentences
    from classifier.suggest.profile import read_profile

    shape = form.value if form else _shape(harvest, out)
    if out is not None and _SUFFIXES.get(out.suffix.lower(), shape) != shape:
        raise typer.BadParameter(f"--format {shape} does not fit a file named {out.name}.")
    target = out or _default_output(harvest, shape)
    if target is not None:
        refuse_input(target, harvest)
        refuse_existing(target, force)
    fitted = load_model(model)
    encoders = model_encoders(fitted, EncoderSettings(jobs, device, tuple(encoder or ())))
    read = read_harvest(harvest, fitted.codebook, coder_from or "")
    show_problems(read.problems)
    cache = None if no_cache else VectorCache()
    config = SuggestConfig(
        top=_top(top),
        dial=dial.value,
        confidential_words=shape == "xlsx",
        accept=_share(accept),
    )
    with progress_bar("Reading the texts") as progress:
        done = suggest_harvest(
            read.fragments,
            fitted,
            read_profile(model),
            encoders,
            config,
            cache=cache,
            progress=progress,
        )
    found: Sequence[Suggestion] = done.found
    if shape == "table" and len(found) == 1 and not read.fragments[0].confidential:
        found = [with_sentences(found[0], read.fragments[0], fitted, encoders, cache)]
    show_notices(cache.notices if cache else ())
    notes = []
    if accept:
        promised = promises(fitted, accept)
        notes += promise_sentences(promised, fitted.codebook, void=done.promises_void)
    notes += drift_sentences(done.drift, done.n_void, len(done.found))
    notes += cut_sentences(done.n_cut)
    show_notices(notes)
    _write(found, read, fitted, _Output(harvest, target, shape, force, tuple(notes)))


@dataclass(frozen=True)
class _Output:
    """Where the suggestions go, and as what."""

    source: Path
    target: Path | None
    shape: str
    force: bool
    notes: tuple[str, ...] = ()


def _write(found: Sequence[Suggestion], read: Harvest, model: Model, output: _Output) -> None:
    if output.shape == "xlsx" and output.target:
        import datetime

        from classifier.workbook import Offer, pretag, write_new_workbook

        today = datetime.date.today().isoformat()
        offer = Offer(model.codebook, tuple(found), model.name, today, output.notes)
        if output.source.suffix.lower() in _WORKBOOKS:
            show_problems(pretag(output.source, output.target, read, offer, force=output.force))
        else:
            show_problems(write_new_workbook(output.target, read, offer, force=output.force))
        typer.echo(f"{count(len(found), 'fragment')} pre-tagged: {output.target}")
        return
    text = _as_text(found, read, model, output.shape, colour=_wants_colour(output.target))
    if output.target is None:
        typer.echo(text, nl=False)
        return
    from classifier.decide.guard import replace_file

    with replace_file(output.target, output.force) as place:
        place.write_text(text, "utf-8-sig" if output.shape == "csv" else "utf-8")
    typer.echo(f"{count(len(found), 'fragment')}: {output.target}")


def _as_text(
    found: Sequence[Suggestion], read: Harvest, model: Model, shape: str, *, colour: bool
) -> str:
    from classifier.report import suggestions as report

    if shape == "jsonl":
        return "".join(report.suggestion_json(one) + "\n" for one in found)
    if shape == "csv":
        return report.suggestion_table(found, model.codebook)
    pairs = zip(read.fragments, found, strict=True)
    panels = [report.panel(f, one, model.codebook, colour=colour) for f, one in pairs]
    return "\n\n".join(panels) + "\n" if panels else ""


def _wants_colour(target: Path | None) -> bool:
    return target is None and sys.stdout.isatty()


def _shape(harvest: Path, out: Path | None) -> str:
    if out is not None:
        shape = _SUFFIXES.get(out.suffix.lower())
        if shape is None:
            raise ClassifierError(
                f"{out} does not say how the suggestions are to be written.",
                hint="Let it end in .xlsx, .csv, .jsonl or .txt, or add --format.",
            )
        return shape
    return "table" if harvest.suffix.lower() in _CARDS else "xlsx"


def _is_archive(harvest: Path, out: Path | None, form: FormatChoice | None) -> bool:
    """A folder, or a parquet file that is not wanted as something else."""
    if harvest.is_dir():
        if form is not None:
            raise typer.BadParameter(f"--format {form.value}: a folder of parquet gives parquet.")
        return True
    is_parquet = harvest.suffix.lower() == ".parquet"
    return is_parquet and form is None and (out is None or out.suffix.lower() == ".parquet")


def _default_output(harvest: Path, shape: str) -> Path | None:
    if shape != "xlsx":
        return None
    from classifier.xlsx.files import suggested_path

    return suggested_path(harvest)


def _share(accept: float | None) -> float | None:
    if accept is None or 0 < accept < 1:
        return accept
    raise typer.BadParameter(f"--accept {accept} is not a share between 0 and 1, such as 0.9.")


def _top(text: str) -> int | None:
    if text == "all":
        return None
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise typer.BadParameter(f"“{text}” is neither a number above 0 nor “all”.")
