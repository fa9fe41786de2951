"""Arguments and options that several commands share: one definition each."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classifier.cli.paths import harvest_files, must_be_model, must_exist, one_harvest

if TYPE_CHECKING:
    from classifier import engine
    from classifier.harvest import ReadingChoices
    from classifier.reader import ReaderSettings


class DialChoice(StrEnum):
    """Fewer and safer suggestions, or more."""

    safer = "safer"
    balanced = "balanced"
    more = "more"


class GroupsChoice(StrEnum):
    """What stays together when a model is tested on what it has not seen."""

    country_harvest = "country-harvest"
    harvest = "harvest"
    country = "country"
    twins = "twins"


class CoderFrom(StrEnum):
    """Where a coder's name stands if not in a column."""

    sheet = "sheet"
    file = "file"


class EngineChoice(StrEnum):
    """Where an archive is worked through."""

    here = "here"
    dask = "dask"


class FormatChoice(StrEnum):
    """How suggestions are written."""

    table = "table"
    xlsx = "xlsx"
    csv = "csv"
    jsonl = "jsonl"


class LanguageChoice(StrEnum):
    """The language of what is written for people."""

    en = "en"
    fr = "fr"
    ar = "ar"


# Who decided, where nobody was named.
REVIEWED = "reviewed"
HarvestPaths = Annotated[
    list[Path],
    typer.Argument(
        callback=harvest_files,
        metavar="HARVEST…",
        help="Workbooks, csv, jsonl or text cards, or folders of them.",
    ),
]
HarvestPath = Annotated[
    Path,
    typer.Argument(
        callback=one_harvest, metavar="HARVEST", help="A workbook, csv, jsonl or text cards."
    ),
]
HarvestOrArchive = Annotated[
    Path,
    typer.Argument(
        callback=must_exist,
        metavar="HARVEST",
        help="A workbook, csv, jsonl, text cards, or parquet; or a folder of such files.",
    ),
]
A_CODEBOOK = (
    "A codebook: .yaml, .csv, .xlsx (an XLSForm too), .qdc, .qdpx (REFI-QDA) or .ttl (SKOS)."
)
CodebookPath = Annotated[
    Path, typer.Option("--codebook", callback=must_exist, dir_okay=False, help=A_CODEBOOK)
]
ModelPath = Annotated[
    Path,
    typer.Option("--model", callback=must_be_model, help="A model folder, such as models/sample."),
]
CodingPaths = Annotated[
    list[Path] | None,
    typer.Option("--codings", callback=must_exist, help="More codings: FragmentID, Coder, codes."),
]
VotePaths = Annotated[
    list[Path] | None,
    typer.Option(
        "--votes",
        callback=must_exist,
        help="What a second reader would tick, trusted as far as it was right: FragmentID and a "
        "column “labels”, or a column for each target.",
    ),
]
ReaderAddress = Annotated[
    str | None,
    typer.Option(
        "--reader",
        metavar="URL#MODEL",
        help="A language model on this computer that reads too, such as "
        "http://127.0.0.1:11434/v1#qwen3:4b. Nothing leaves the computer.",
    ),
]
ReaderConfidential = Annotated[
    bool, typer.Option("--reader-confidential", help="Let the reader read confidential rows too.")
]
CoderName = Annotated[
    str, typer.Option("--coder", help="Who decides; stands beside each decision.")
]
CoderSource = Annotated[
    CoderFrom | None,
    typer.Option("--coder-from", help="Whose name is the coder's where the column Coder has none."),
]
ChosenColumns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=HEADING",
        help="The heading of a column, where it is not found: "
        'type=Category, or outcome="What changed?". Once for each field.',
    ),
]
Groups = Annotated[
    GroupsChoice, typer.Option("--groups", help="What is held out together with each fragment.")
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed",
        min=0,
        max=2**32 - 1,
        help="Of what is drawn at random: same seed, same files.",
    ),
]
Jobs = Annotated[
    int | None, typer.Option("--jobs", min=1, help="Processor cores to use; all, if not given.")
]
Device = Annotated[
    str | None,
    typer.Option("--device", help="Where a SentenceTransformer runs: cpu, cuda, mps …"),
]
DEFAULT_ENCODERS = "use+minilm"
EncoderNames = Annotated[
    str,
    typer.Option(
        "--encoder",
        help="use, minilm, e5, sentence-transformers:NAME-or-folder, several with +; or "
        "tfidf-only.",
    ),
]
ModelEncoders = Annotated[
    list[str] | None,
    typer.Option(
        "--encoder",
        help="Needed once more where a model was made with sentence-transformers:NAME-or-folder.",
    ),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Keep no sentence vectors, and no answers of a reader.")
]
IgnoreDecisions = Annotated[
    bool,
    typer.Option(
        "--ignore-decisions",
        help="Read a pre-tagged workbook as it was before, though its decisions are not finished.",
    ),
]
Language = Annotated[
    LanguageChoice | None,
    typer.Option("--language", help="Of what is written; your computer's, if not given."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace the output if it exists.")]
Engine = Annotated[
    EngineChoice,
    typer.Option(
        "--engine",
        help="Where the files of an archive are worked on, side by side: here, in up to four "
        "processes of this machine (--jobs 1: one after the other, in this one), or on "
        "dask, with --scheduler.",
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", help="A Dask cluster you have, such as tcp://10.0.0.5:8786."),
]


def reading_choices(coder_from: CoderFrom | None, column: Sequence[str] | None) -> ReadingChoices:
    """Return how the harvests are to be read."""
    from classifier.harvest import ReadingChoices

    return ReadingChoices(coder_from or "", tuple(column or ()))


def reader_settings(
    address: str | None, confidential: bool, no_cache: bool
) -> ReaderSettings | None:
    """Return how a reader is asked; None without one, and then nothing of readers is loaded."""
    if address is None:
        if confidential:
            raise typer.BadParameter("--reader-confidential needs --reader.")
        return None
    from classifier.reader import ReaderSettings, parse_address

    address_of_reader = parse_address(address)
    tell = partial(typer.echo, err=True)
    return ReaderSettings(address_of_reader, confidential, keep=not no_cache, tell=tell)


def choose_engine(
    choice: EngineChoice,
    scheduler: str | None,
    jobs: int | None,
    shared: Sequence[Path],
    reader: ReaderSettings | None = None,
) -> engine.Engine:
    """Return the engine that was asked for; ``shared`` are the paths that workers must see.

    A reader is asked several questions at once by one process.
    """
    from classifier.engine import Here, OnDask

    if reader is not None:
        if choice is not EngineChoice.here or scheduler is not None:
            what = "--reader is asked on this machine, so it needs --engine here."
            raise typer.BadParameter(what)
        return Here(1)

    if scheduler is None:
        return Here(jobs)
    if choice is not EngineChoice.dask:
        raise typer.BadParameter("--scheduler needs --engine dask.")
    return OnDask(scheduler, tuple(path.resolve() for path in shared))
