"""Make a plan: every row of the archive on its way to the newest version of the codebook."""

from __future__ import annotations

import datetime
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.codebook import codebook_hash, dump_codebook, read_codebook
from classifier.decide.held import unfinished
from classifier.disclosure import without_words_of_rows
from classifier.encode import (
    DEFAULT,
    EncoderSettings,
    NamedEncoders,
    OpenEncoders,
    resolve_encoders,
)
from classifier.engine import Done, Here, Resources, run_all
from classifier.engine.archive_files import archive_files, read_batches
from classifier.engine.parts import Parts
from classifier.guard import refuse_existing, replace_folder
from classifier.harvest import read_codings
from classifier.harvest.chosen_columns import choose_columns
from classifier.harvest.unread_codes import without_codes
from classifier.outputs import refuse_foreign, sha256_of
from classifier.records import made_by
from classifier.relabel.judge import moves_of, questions_of
from classifier.relabel.moves import Move, PlannedRow
from classifier.relabel.plan_file import (
    BOOK,
    FACTS,
    Header,
    Plan,
    row_json,
    write_plan,
)
from classifier.relabel.plan_lines import plan_frame
from classifier.relabel.plan_workbook import write_review
from classifier.relabel.rows import RowReader
from classifier.relabel.scoring import Scorers, given_scorer, summarise, trained_scorers
from classifier.relabel.survey import Survey, survey
from classifier.store import load_model
from classifier.suggest import model_encoders
from classifier.translations import current_words, written_in

if TYPE_CHECKING:
    from pandas import DataFrame

    from classifier.codebook import Codebook
    from classifier.engine import Engine, Progress
    from classifier.engine.archive_files import ArchiveFile, Batch
    from classifier.harvest.table import Row, Table
    from classifier.model.fitted import Model
    from classifier.reader import ReaderSettings
    from classifier.records import Coding, Problem
    from classifier.relabel.rows import ArchiveRow

_SCORED_AT_ONCE = 500  # rows; a batch of vectors and words stays small


@dataclass(frozen=True)
class PlanConfig:
    """Choices of a plan.

    Attributes
    ----------
    accept : probability from which the model may decide, either way
    model : a model that knows the new labels; None trains on the archive's own rows
    codings : long tables of further codings to learn from
    columns : headings of fields, each as ``FIELD=HEADING``; the plan remembers them
    encoder : as --encoder takes it; of a model, what it was made with beside what is built in
    reader : a language model on this machine that reads the texts too
    engine : where the rows are planned, file by file; learning always happens here
    date : the day, as 2025-01-31
    force : whether an older plan may be replaced; one that holds decisions never is
    """

    accept: float = 0.9
    model: Path | None = None
    codings: tuple[Path, ...] = ()
    columns: tuple[str, ...] = ()
    encoder: str = DEFAULT
    settings: EncoderSettings = field(default_factory=EncoderSettings)
    reader: ReaderSettings | None = None
    engine: Engine = field(default_factory=Here)
    progress: Progress | None = None
    date: str = field(default_factory=lambda: datetime.date.today().isoformat())
    force: bool = False

    def __post_init__(self) -> None:
        if not 0.5 < self.accept < 1:
            raise ValueError(f"accept must lie between 0.5 and 1, got {self.accept}")


@dataclass(frozen=True)
class Planned:
    """A plan that was made, with what could not be read and what a person should know."""

    plan: Plan
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]

    def to_frame(self) -> DataFrame:
        """Return the plan's lines as a table."""
        return plan_frame(self.plan)


@dataclass(frozen=True)
class _Sources:
    """What a plan is made with, opened."""

    codebook: Codebook
    codings: tuple[Coding, ...]
    encoders: OpenEncoders
    model: Model | None
    reader: str = ""


def plan(
    harvests: Sequence[Path], codebook: Path, out: Path, config: PlanConfig | None = None
) -> Planned:
    """Plan every row of ``harvests`` and write the plan's folder ``out``.

    A run that was killed is continued: finished batches of rows are kept beside ``out``.
    """
    config = config or PlanConfig()
    refuse_existing(out, config.force)
    refuse_foreign(out, FACTS, "a plan's folder")
    book = choose_columns(read_codebook(codebook), config.columns)
    tables = [read_codings(path, book) for path in config.codings]
    encoders, model, notices = _open_encoders(config)
    codings = tuple(coding for found, _ in tables for coding in found)
    sources = _Sources(book, codings, encoders, model, _reader_name(config, model))
    files = archive_files(harvests)
    inputs = {file.label: sha256_of(file.path) for file in files}
    with Parts(out, _made_from(inputs, sources, config.accept), {"date": config.date}) as parts:
        header, names = _plan_rows(files, inputs, sources, parts, config)
        folder = parts.path("plan")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        lines = [parts.path(name) for name in names]
        write_plan(folder, replace(header, date=parts.facts["date"]), lines)
        (folder / BOOK).write_text(dump_codebook(book), "utf-8")
        write_review(Plan.read(folder), _archive_rows(files, book))
        with replace_folder(out, force=True) as place:
            os.replace(folder, place)
        parts.finish()
    made = Plan.read(out)
    problems = [problem for _, found in tables for problem in found]
    problems = without_words_of_rows(problems, book)  # a table of codings does not say whose rows
    problems = [*unfinished(file.path for file in files), *problems]
    return Planned(made, tuple(problems), (*book.notices, *notices, *made.header.notices))


def _open_encoders(config: PlanConfig) -> tuple[OpenEncoders, Model | None, tuple[str, ...]]:
    """Open the encoders and the model, if one is given; returns notices as well."""
    settings, cache = config.settings, config.settings.cache()
    if config.model is None:
        chosen = resolve_encoders(config.encoder, settings)
        return OpenEncoders(chosen.encoders, cache, settings.device), None, chosen.notices
    model = load_model(config.model)
    encoders = model_encoders(model, replace(settings, named=(config.encoder,), hub=False))
    return OpenEncoders(encoders, cache, settings.device), model, ()


def _reader_name(config: PlanConfig, model: Model | None) -> str:
    """Name the reader that is asked; refuse one that a given model has not learned to trust."""
    if config.reader is None:
        return ""
    if model is not None:
        from classifier.train.second_votes import votes_to_use

        return votes_to_use(config.reader, (), model).reader
    from classifier.reader import open_reader

    return str(open_reader(config.reader).identity)


def _made_from(inputs: Mapping[str, str], sources: _Sources, accept: float) -> dict[str, str]:
    """Name all that decides what the plan's rows are."""
    encoders = "+".join(f"{e.name}:{e.weights_hash}" for e in sources.encoders.encoders)
    return {
        **{f"file {label}": sha256 for label, sha256 in inputs.items()},
        "codebook": codebook_hash(sources.codebook),
        "model": f"{sources.model.name if sources.model else 'trained'} {encoders}",
        "codings": hashlib.sha256(repr(sources.codings).encode()).hexdigest(),
        "accept": repr(accept),
        **({"reader": sources.reader} if sources.reader else {}),
        "language": current_words().language,
    }


def _plan_rows(
    files: Sequence[ArchiveFile],
    inputs: Mapping[str, str],
    sources: _Sources,
    parts: Parts,
    config: PlanConfig,
) -> tuple[Header, list[str]]:
    """Plan every row into parts, and name them, those of an earlier run among them.

    What was learned from is let go afterwards.
    """
    book = sources.codebook
    surveyed = survey(files, book, sources.codings, config.progress)
    versions = sorted({q.version for _, q in surveyed.asked}, key=book.order)
    if sources.model is not None:
        scorers = given_scorer(sources.model, surveyed.asked, versions, config.reader)
    else:
        scorers = trained_scorers(
            surveyed.learners, book, sources.encoders, versions, config.reader
        )
    harvests = frozenset(surveyed.harvests)
    job = PlanFile(
        parts,
        RowReader(book),
        scorers,
        config.accept,
        sources.encoders,
        harvests,
        current_words().language,
    )
    names = run_all(config.engine, job, list(enumerate(files)), config.progress)
    scorers = replace(scorers, name=made_by(scorers.name, sources.reader))
    header = _header(inputs, book, scorers, surveyed, config)
    told = [line for one in scorers.by_version.values() for line in one.told]
    header = replace(header, notices=(*header.notices, *dict.fromkeys(told)))
    return header, [name for of_file in names for name in of_file]


@dataclass(frozen=True, repr=False)
class PlanFile:
    """The job of planning the rows of one file of the archive, batch after batch.

    ``harvests`` are those that open rows name: no other is told of. ``language`` is of what is
    written: another process does not know it.
    """

    parts: Parts
    reader: RowReader
    scorers: Scorers
    accept: float
    tools: OpenEncoders | NamedEncoders
    harvests: frozenset[str]
    language: str

    def __call__(self, task: tuple[int, ArchiveFile], resources: Resources) -> Done[list[str]]:
        """Plan the file of this number; gives the names of its parts."""
        number, file = task
        names, n_rows = [], 0
        for batch in read_batches(file, self.reader.codebook):
            name = f"{number:04d}-{batch.number:06d}.jsonl"
            if not self.parts.has(name):
                lines = self._plan(batch, self.tools.on(resources.threads, resources.scratch))
                with self.parts.making(name) as path:
                    with written_in(self.language):
                        text = "".join(f"{line}\n" for line in lines)
                    path.write_text(text, "utf-8", newline="\n")
            names.append(name)
            n_rows += sum(len(table.rows) for table in batch.tables)
            if resources.progress:
                resources.progress(n_rows, batch.done)
        return Done(n_rows, names)

    def _plan(self, batch: Batch, tools: OpenEncoders) -> Iterator[str]:
        rows = [row for row in self.reader.rows(batch) if row.codes.version and row.codes.labels]
        for start in range(0, len(rows), _SCORED_AT_ONCE):
            some = rows[start : start + _SCORED_AT_ONCE]
            asked = [questions_of(row, self.reader.codebook) for row in some]
            answers = self.scorers.answers(some, asked, tools)
            for row, said in zip(some, answers, strict=True):
                moves = moves_of(row, self.reader.codebook, said, self.accept)
                yield row_json(_planned(row, moves, batch.file, self.harvests))


def _planned(
    row: ArchiveRow, moves: tuple[Move, ...], file: ArchiveFile, harvests: frozenset[str]
) -> PlannedRow:
    return PlannedRow(
        number=0,
        key=row.key,
        file=file.label,
        sheet=row.row.origin.sheet,
        row=row.row.origin.row or 0,
        fragment_id=row.fragment.id,
        who=row.who,
        harvest=row.fragment.harvest if row.fragment.harvest in harvests else "",
        version=row.codes.version,
        text=row.text,
        codes=row.codes_print,
        confidential=row.fragment.confidential,
        moves=moves,
    )


def _header(
    inputs: Mapping[str, str],
    codebook: Codebook,
    scorers: Scorers,
    found: Survey,
    config: PlanConfig,
) -> Header:
    evidence = tuple(
        summarise(target, question, scorers, config.accept, n)
        for (target, question), n in sorted(found.asked.items(), key=lambda item: repr(item[0]))
    )
    return Header(
        date=config.date,
        codebook=codebook.name,
        codebook_version=codebook.newest,
        codebook_hash=codebook_hash(codebook),
        inputs=inputs,
        model=scorers.name,
        accept=config.accept,
        evidence=evidence,
        notices=tuple(_notices(found, codebook)),
        language=current_words().language,
    )


def _notices(found: Survey, codebook: Codebook) -> Iterator[str]:
    for target in codebook.targets:
        if target.id not in found.coded and not target.derived_from:
            yield without_codes(target, tuple(found.headings), codebook)
    for harvest, n in sorted(found.unlisted.items()):
        named = f"the harvest “{harvest}”" if harvest else "rows without a harvest"
        named = named if harvest in {"", *found.harvests} else "a harvest of confidential rows"
        yield (
            f"The codebook does not list {named}: {n} rows count as version {codebook.newest} and "
            "stay as they are. Add it to “versions”, or a column “Codebook version”."
        )
    for file, n in sorted(found.unreadable.items()):
        yield f"{file}: {n} rows state a version that the codebook does not know; left out."


def _archive_rows(
    files: Sequence[ArchiveFile], codebook: Codebook
) -> Iterator[tuple[ArchiveFile, Table, Row]]:
    """Go through the archive once more, for the texts that the workbook shows."""
    for file in files:
        for batch in read_batches(file, codebook):
            for table in batch.tables:
                for row in table.rows:
                    yield file, table, row
