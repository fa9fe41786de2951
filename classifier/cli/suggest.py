"""``classifier suggest``: a harvest and a model in, a pre-tagged harvest out."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.next_step import YOUR_NAME, with_next_step
from classifier.cli.options import (
    ChosenColumns,
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
    VotePaths,
    choose_engine,
    reading_choices,
)
from classifier.cli.paths import harvest_files
from classifier.cli.show import (
    archive_progress,
    count,
    progress_bar,
    refuse_existing,
    show_notices,
    show_problems,
    show_result,
    write_text,
)
from classifier.errors import ClassifierError
from classifier.outputs import refuse_input

if TYPE_CHECKING:
    from classifier.archive import ArchiveRun
    from classifier.suggest import Suggested

_OF_WORKBOOK = "Decide in it, fragment by fragment, and save it."
_OF_WORKBOOK_AT_FIRST = (
    "Nothing is measured yet. Code the {n} fragments that have the note “Code this one first”: "
    "they stand best for all others. Then finish the workbook, and learn from it."
)
_OF_LIST = "To decide on the suggestions, write them into a workbook."
_OF_ARCHIVE = "What was noticed in each file stands in suggestions.json."
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
    coded: Annotated[
        list[Path] | None,
        typer.Option(
            "--coded", callback=harvest_files, help="Coded harvests, to quote similar fragments."
        ),
    ] = None,
    votes: VotePaths = None,
    coder_from: CoderSource = None,
    column: ChosenColumns = None,
    encoder: ModelEncoders = None,
    jobs: Jobs = None,
    engine: Engine = EngineChoice.here,
    scheduler: Scheduler = None,
    device: Device = None,
    no_cache: NoCache = False,
    force: Force = False,
) -> None:
    """Suggest labels for the fragments of HARVEST."""
    from classifier.archive import ArchiveRun
    from classifier.encode import EncoderSettings
    from classifier.suggest import SuggestConfig
    from classifier.suggest import suggest as make_suggestions

    reading = reading_choices(coder_from, column)
    config = SuggestConfig(top=_top(top), dial=dial.value, accept=_share(accept), reading=reading)
    settings = EncoderSettings(jobs, device, tuple(encoder or ()), keep=not no_cache)
    if _is_archive(harvest, out, form):
        if coded:
            raise typer.BadParameter("--coded quotes fragments in one harvest, not in an archive.")
        if votes:
            raise typer.BadParameter("--votes are for one harvest, not for an archive.")
        beside = out or _beside(harvest.absolute())
        where = choose_engine(engine, scheduler, jobs, (harvest, model, beside.parent))
        _suggest_archive(harvest, beside, model, ArchiveRun(config, settings, where, force))
        return
    if engine is not EngineChoice.here or scheduler is not None:
        raise typer.BadParameter("--engine dask works on parquet archives, and writes parquet.")
    shape = _shape(harvest, out, form)
    target = out or _default_output(harvest, shape)
    if target is not None:
        refuse_input(target, harvest)
        refuse_existing(target, force)
    config = replace(
        config,
        confidential_words=shape == "xlsx",
        sentences=shape == "table",
        settings=settings,
    )
    suggested = make_suggestions(
        harvest, model, config, progress_bar, coded=coded or (), votes=votes or ()
    )
    show_problems(suggested.harvest.problems)
    promised, unlike = _promised(suggested, config.accept), _unlike(suggested)
    show_notices((*suggested.notices, *unlike))
    notes = (*promised, *unlike)
    _write(suggested, _Output(harvest, model, target, shape, force, promised, notes))


def _suggest_archive(harvest: Path, target: Path, model: Path, run: ArchiveRun) -> None:
    """Write a parquet archive with suggestions beside its rows, and say what became of it."""
    from classifier.archive import suggest_archive

    with archive_progress("Suggesting") as progress:
        done = suggest_archive(harvest, target, model, replace(run, progress=progress))
    show_problems(done.tally.problems)
    show_notices(done.notices)
    verdicts = sorted(done.tally.more.get("verdicts", {}).items())
    told = ", ".join(f"{n} {verdict}" for verdict, n in verdicts)
    told = f"{count(done.tally.counts['read'], 'fragment')}; over all targets {told}."
    show_result(with_next_step(told, advice=_OF_ARCHIVE, written=target), target)


def _promised(suggested: Suggested, accept: float | None) -> tuple[str, ...]:
    """Say what is promised of labels accepted unseen, where that was asked."""
    if not accept:
        return ()
    from classifier.report.suggestions import promise_sentences
    from classifier.suggest.verdicts import promises

    model, void = suggested.model, suggested.suggestions.promises_void
    promised = promises(model, accept, voted=suggested.votes)
    return tuple(promise_sentences(promised, model.codebook, void=void))


def _unlike(suggested: Suggested) -> tuple[str, ...]:
    """Say how the texts differ from the training texts, and how many were not read to the end."""
    from classifier.report.suggestions import cut_sentences, drift_sentences

    made = suggested.suggestions
    return (*drift_sentences(made.drift, made.n_void, len(made.found)), *cut_sentences(made.n_cut))


@dataclass(frozen=True)
class _Output:
    """Where the suggestions go, and as what; ``promised`` answers --accept."""

    source: Path
    model: Path
    target: Path | None
    shape: str
    force: bool
    promised: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def _write(suggested: Suggested, output: _Output) -> None:
    n_fragments = count(len(suggested.suggestions.found), "fragment")
    if output.shape == "xlsx" and output.target:
        _write_workbook(suggested, output.target, output)
        told = "\n".join((*output.promised, f"{n_fragments} pre-tagged."))
        coded = output.source.with_name(f"{output.source.stem}-coded{output.target.suffix}")
        finish = ("finish", output.target, "--out", coded, "--coder", YOUR_NAME)
        n_first = suggested.suggestions.n_first
        advice = _OF_WORKBOOK_AT_FIRST.format(n=n_first) if n_first else _OF_WORKBOOK
        ending = with_next_step(told, *finish, advice=advice, written=output.target)
        show_result(ending, output.target)
        return
    text = _as_text(suggested, output.shape, colour=_wants_colour(output.target))
    workbook = output.source.with_name(f"{output.source.stem}-suggested.xlsx")
    again = ("suggest", output.source, "--model", output.model, "--out", workbook)
    if output.target is None:
        show_notices(output.promised)
        if text and output.shape == "table":
            text = with_next_step(text, *again, advice=_OF_LIST) + "\n"
        show_result(text, end="")
        return
    write_text(output.target, text, output.force)
    told = "\n".join((*output.promised, f"{n_fragments} with suggestions."))
    ending = with_next_step(told, *again, advice=_OF_LIST, written=output.target)
    show_result(ending, output.target)


def _write_workbook(suggested: Suggested, target: Path, output: _Output) -> None:
    import datetime

    from classifier.workbook import SuggestionSet, pretag, write_new_workbook

    model, found, read = suggested.model, suggested.suggestions.found, suggested.harvest
    today = datetime.date.today().isoformat()
    suggestion_set = SuggestionSet(model.codebook, found, model.name, today, output.notes)
    if output.source.suffix.lower() in _WORKBOOKS:
        show_problems(pretag(output.source, target, read, suggestion_set, force=output.force))
    else:
        show_problems(write_new_workbook(target, read, suggestion_set, force=output.force))


def _as_text(suggested: Suggested, shape: str, *, colour: bool) -> str:
    from classifier.report import suggestions as report

    found, book = suggested.suggestions.found, suggested.model.codebook
    if shape == "jsonl":
        return "".join(report.suggestion_json(suggestion) + "\n" for suggestion in found)
    if shape == "csv":
        return report.suggestion_table(found, book)
    pairs = zip(suggested.harvest.fragments, found, strict=True)
    panels = [report.panel(fragment, made, book, colour=colour) for fragment, made in pairs]
    return "\n\n".join(panels) + "\n" if panels else ""


def _wants_colour(target: Path | None) -> bool:
    return target is None and sys.stdout.isatty()


def _shape(harvest: Path, out: Path | None, form: FormatChoice | None) -> str:
    """Return how the suggestions are written: as is asked for, as --out ends, or as is usual."""
    by_name = _SUFFIXES.get(out.suffix.lower()) if out is not None else None
    if form is not None:
        if by_name not in (None, form.value):
            name = out.name if out is not None else ""
            raise typer.BadParameter(f"--format {form.value} does not fit a file named {name}.")
        return form.value
    if out is None:
        return "table" if harvest.suffix.lower() in _CARDS else "xlsx"
    if by_name is None:
        raise ClassifierError(
            f"{out} does not say how the suggestions are to be written.",
            hint="Let it end in .xlsx, .csv, .jsonl or .txt, or add --format.",
        )
    return by_name


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
    from classifier.edit.workbooks import suggested_path

    return suggested_path(harvest)


def _share(accept: float | None) -> float | None:
    if accept is None or 0 < accept < 1:
        return accept
    raise typer.BadParameter(f"--accept {accept} is not a share between 0 and 1, such as 0.9.")


def _top(text: str) -> int | None:
    if text == "all":
        return None
    if text.isdecimal() and len(text) < 10 and int(text) > 0:
        return int(text)
    raise typer.BadParameter(f"“{text}” is neither a number above 0 nor “all”.")


def _beside(harvest: Path) -> Path:
    if harvest.is_dir():
        return harvest.with_name(f"{harvest.name}-suggested")
    return harvest.with_name(f"{harvest.stem}-suggested{harvest.suffix}")
