"""``classifier suggest``: a harvest and a model in, a pre-tagged harvest out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
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
    Language,
    LanguageChoice,
    ModelEncoders,
    ModelPath,
    NoCache,
    ReaderAddress,
    ReaderConfidential,
    Scheduler,
    VotePaths,
    choose_engine,
    reader_settings,
    reading_choices,
)
from classifier.cli.paths import harvest_files
from classifier.cli.show import (
    archive_progress,
    progress_bar,
    refuse_existing,
    show_notices,
    show_problems,
    show_result,
    show_tally,
    write_text,
)
from classifier.errors import ClassifierError, OutputError
from classifier.outputs import refuse_input, refuse_inside, refuse_others
from classifier.wording import counted

if TYPE_CHECKING:
    from classifier.archive import ArchiveRun
    from classifier.reader import ReaderSettings
    from classifier.suggest import SuggestConfig, Suggested

_OF_WORKBOOK = "Decide in it, fragment by fragment, and save it."
_OF_WORKBOOK_AT_FIRST = (
    "Nothing is measured yet. Code the {n} fragments that have the note “Code this one first”: "
    "they stand best for all others. Then finish the workbook, and learn from it."
)
_OF_FOLDER = "Decide in each workbook, fragment by fragment, save it, and finish each."
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
    reader: ReaderAddress = None,
    reader_confidential: ReaderConfidential = False,
    coder_from: CoderSource = None,
    column: ChosenColumns = None,
    encoder: ModelEncoders = None,
    jobs: Jobs = None,
    engine: Engine = EngineChoice.here,
    scheduler: Scheduler = None,
    device: Device = None,
    no_cache: NoCache = False,
    language: Language = None,
    force: Force = False,
) -> None:
    """Suggest labels for the fragments of HARVEST."""
    from classifier.encode import EncoderSettings
    from classifier.suggest import SuggestConfig

    quoted, beside = tuple(coded or ()), out or _beside(harvest)
    reading = reading_choices(coder_from, column)
    config = SuggestConfig(top=_top(top), dial=dial.value, accept=_share(accept), reading=reading)
    settings = EncoderSettings(jobs, device, tuple(encoder or ()), keep=not no_cache)
    asked = reader_settings(reader, reader_confidential, no_cache)
    if _is_archive(harvest, out, form):
        from classifier.archive import ArchiveRun

        _refuse_with_archive(**{"--coded": coded, "--votes": votes, "--language": language})
        where = choose_engine(engine, scheduler, jobs, (harvest, model, beside.parent), asked)
        run = ArchiveRun(config, settings, where, force, reader=asked)
        _suggest_archive(harvest, beside, model, run)
        return
    if engine is not EngineChoice.here or scheduler is not None:
        raise typer.BadParameter("--engine dask works on parquet archives, and writes parquet.")
    config = replace(config, settings=settings)
    job = _Job(harvest, model, config, quoted, tuple(votes or ()), asked, language=language)
    if harvest.is_dir():
        _suggest_folder(replace(job, shape="xlsx", force=force), beside)
        return
    shape = _shape(harvest, out, form)
    target = out or _default_output(harvest, shape)
    if target is not None:
        refuse_input(target, harvest)
        refuse_existing(target, force)
    _write(*_suggested(replace(job, target=target, shape=shape, force=force)))


def _refuse_with_archive(**given: Sequence[object] | None) -> None:
    for option in filter(given.get, given):
        raise typer.BadParameter(f"{option} is for one harvest, not for an archive.")


def _suggested(job: _Job, about: str = "") -> tuple[Suggested, _Job]:
    """Make suggestions for one harvest, and say what was noticed; the job gets its notes.

    ``about`` stands before what is said of no row.
    """
    from classifier.report.suggestions import unlike_sentences
    from classifier.suggest import suggest as make_suggestions
    from classifier.translations import written_in

    config = replace(
        job.config, confidential_words=job.shape == "xlsx", sentences=job.shape == "table"
    )
    with written_in(job.language_of_writing):
        suggested = make_suggestions(
            job.source,
            job.model,
            config,
            progress_bar,
            coded=job.coded,
            votes=job.votes,
            reader=job.reader,
        )
    show_problems(suggested.harvest.problems)
    promised, made = _promised(suggested, config.accept), suggested.suggestions
    show_notices([about + notice for notice in (*suggested.notices, *unlike_sentences(made))])
    with written_in(job.language_of_writing):  # the same once more, for her workbook
        notes = (*_promised(suggested, config.accept), *unlike_sentences(made))
    return suggested, replace(job, promised=promised, notes=notes)


def _suggest_folder(job: _Job, target: Path) -> None:
    """Write a folder of pre-tagged workbooks, one for each harvest in a folder."""
    from classifier.guard import refuse_existing, replace_folder

    refuse_inside(target, job.source)
    refuse_existing(target, job.force)
    sources = _sources_by_output(harvest_files([job.source]) or ())
    refuse_others(target, sources, "the folder of suggestions")
    n_fragments = 0
    with replace_folder(target, job.force) as folder:
        folder.mkdir()
        for name, source in sources.items():
            suggested, one = _suggested(replace(job, source=source), f"{source.name}: ")
            _write_workbook(suggested, folder / name, one)
            n_fragments += len(suggested.suggestions.found)
    told = f"{counted(n_fragments, 'fragment')} of {counted(len(sources), 'file')} pre-tagged."
    name, source = next(iter(sources.items()))
    coded_file = source.with_name(f"{source.stem}-coded{Path(name).suffix}")
    finish = ("finish", target / name, "--out", coded_file, "--coder", YOUR_NAME)
    show_result(with_next_step(told, *finish, advice=_OF_FOLDER, written=target), target)


def _sources_by_output(harvests: Sequence[Path]) -> dict[str, Path]:
    """Return the harvests of a folder by the names of their workbooks with suggestions."""
    from classifier.edit.workbooks import suggested_path

    sources: dict[str, Path] = {}
    for harvest in harvests:
        name = suggested_path(harvest).name
        if name in sources:
            both = f"{sources[name].name} and {harvest.name}"
            raise OutputError(f"{both} would both become {name}.", hint="Rename one of them.")
        sources[name] = harvest
    return sources


def _suggest_archive(harvest: Path, target: Path, model: Path, run: ArchiveRun) -> None:
    """Write a parquet archive with suggestions beside its rows, and say what became of it."""
    from classifier.archive import suggest_archive

    with archive_progress("Suggesting") as progress:
        done = suggest_archive(harvest, target, model, replace(run, progress=progress))
    show_tally(done.tally)
    show_notices(done.notices)
    verdicts = sorted(done.tally.more.get("verdicts", {}).items())
    told = ", ".join(f"{n} {verdict}" for verdict, n in verdicts)
    read = counted(done.tally.counts["read"], "fragment")
    told = f"{read}; over all targets {told}." if told else f"{read}."
    advice = _OF_ARCHIVE if harvest.is_dir() else ""
    show_result(with_next_step(told, advice=advice, written=target), target)


def _promised(suggested: Suggested, accept: float | None) -> tuple[str, ...]:
    """Say what is promised of labels accepted unseen, where that was asked."""
    if not accept:
        return ()
    from classifier.report.suggestions import promise_sentences
    from classifier.suggest.verdicts import promises

    model, void = suggested.model, suggested.suggestions.promises_void
    promised = promises(model, accept, voted=suggested.votes)
    return tuple(promise_sentences(promised, model.codebook, void=void))


@dataclass(frozen=True)
class _Job:
    """Where suggestions are made from, where they go, and as what.

    ``promised`` answers --accept.
    """

    source: Path
    model: Path
    config: SuggestConfig
    coded: Sequence[Path] = ()
    votes: Sequence[Path] = ()
    reader: ReaderSettings | None = None
    target: Path | None = None
    shape: str = ""
    force: bool = False
    promised: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    language: LanguageChoice | None = None

    @property
    def language_of_writing(self) -> LanguageChoice | None:
        """Return English for what programs read and the terminal shows; None: the computer's."""
        return self.language or (None if self.shape == "xlsx" else LanguageChoice.en)


def _write(suggested: Suggested, job: _Job) -> None:
    n_fragments = counted(len(suggested.suggestions.found), "fragment")
    if job.shape == "xlsx" and job.target:
        _write_workbook(suggested, job.target, job)
        told = "\n".join((*job.promised, f"{n_fragments} pre-tagged."))
        coded = job.source.with_name(f"{job.source.stem}-coded{job.target.suffix}")
        finish = ("finish", job.target, "--out", coded, "--coder", YOUR_NAME)
        n_first = suggested.suggestions.n_first
        advice = _OF_WORKBOOK_AT_FIRST.format(n=n_first) if n_first else _OF_WORKBOOK
        ending = with_next_step(told, *finish, advice=advice, written=job.target)
        show_result(ending, job.target)
        return
    text = _as_text(suggested, job.shape, colour=_wants_colour(job.target))
    workbook = job.source.with_name(f"{job.source.stem}-suggested.xlsx")
    second: list[str | Path] = [part for path in job.votes for part in ("--votes", path)]
    if job.reader is not None:
        second += ["--reader", f"{job.reader.address.url}#{job.reader.address.model}"]
    again = ("suggest", job.source, "--model", job.model, *second, "--out", workbook)
    if job.target is None:
        show_notices(job.promised)
        if text and job.shape == "table":
            text = with_next_step(text, *again, advice=_OF_LIST) + "\n"
        show_result(text, end="")
        return
    write_text(job.target, text, job.force)
    told = "\n".join((*job.promised, f"{n_fragments} with suggestions."))
    ending = with_next_step(told, *again, advice=_OF_LIST, written=job.target)
    show_result(ending, job.target)


def _write_workbook(suggested: Suggested, target: Path, job: _Job) -> None:
    import datetime

    from classifier.translations import written_in
    from classifier.workbook import SuggestionSet, pretag, write_new_workbook

    model, found, read = suggested.model, suggested.suggestions.found, suggested.harvest
    today = datetime.date.today().isoformat()
    name = found[0].made_by if found else model.name
    suggestion_set = SuggestionSet(model.codebook, found, name, today, job.notes)
    with written_in(job.language_of_writing):
        if job.source.suffix.lower() in _WORKBOOKS:
            told = pretag(job.source, target, read, suggestion_set, force=job.force)
        else:
            told = write_new_workbook(target, read, suggestion_set, force=job.force)
    show_problems(told)


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
    """A folder that holds parquet, or a parquet file that is not wanted as something else."""
    if harvest.is_dir():
        if form not in (None, FormatChoice.xlsx):
            raise typer.BadParameter(f"--format {form.value}: a folder of harvests gives a folder.")
        return any(harvest.rglob("*.parquet"))
    is_parquet = harvest.suffix.lower() == ".parquet"
    return is_parquet and form is None and (out is None or out.suffix.lower() == ".parquet")


def usual_output(harvest: Path, form: FormatChoice | None) -> Path | None:
    """Return where suggestions go if no place is named; None where they are printed."""
    if harvest.is_dir() or _is_archive(harvest, None, form):
        return _beside(harvest)
    return _default_output(harvest, _shape(harvest, None, form))


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
    harvest = harvest if harvest.name else harvest.absolute()
    if harvest.is_dir():
        return harvest.with_name(f"{harvest.name}-suggested")
    return harvest.with_name(f"{harvest.stem}-suggested{harvest.suffix}")
