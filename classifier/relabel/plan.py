"""Make a plan: every row of the archive on its way to the newest version of the codebook."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.codebook import codebook_hash, dump_codebook
from classifier.decide.guard import refuse_existing, replace_folder
from classifier.encode import NamedEncoders, OpenEncoders
from classifier.engine import Done, Here, Resources, run_all
from classifier.engine.archive_files import archive_files, read_batches
from classifier.engine.parts import Parts
from classifier.errors import OutputError
from classifier.harvest.no_codes import without_codes
from classifier.outputs import refuse_foreign, sha256_of
from classifier.relabel.judge import moves_of, questions_of
from classifier.relabel.moves import Move, PlannedRow
from classifier.relabel.plan_file import (
    BOOK,
    FACTS,
    Header,
    Plan,
    parse_row,
    plan_id,
    row_json,
    write_facts,
)
from classifier.relabel.plan_workbook import write_review
from classifier.relabel.rows import RowReader
from classifier.relabel.scoring import Scorers, given_scorer, summarise, trained_scorers
from classifier.relabel.survey import Survey, survey

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.engine import Engine, Progress
    from classifier.engine.archive_files import ArchiveFile, Batch
    from classifier.harvest.table import Row, Table
    from classifier.model.fitted import Model
    from classifier.records import Coding
    from classifier.relabel.rows import ArchiveRow

_SCORED_AT_ONCE = 500  # rows; a batch of vectors and words stays small


@dataclass(frozen=True)
class PlanConfig:
    """Choices of a plan.

    Attributes
    ----------
    accept : probability from which the model may decide, either way
    date : the day, as 2025-01-31
    model : a model that knows the new labels; None trains on the archive's own rows
    codings : further codings to learn from
    engine : where the rows are planned, file by file; learning always happens here
    """

    accept: float
    date: str
    tools: OpenEncoders = field(default_factory=OpenEncoders)
    model: Model | None = None
    codings: Sequence[Coding] = ()
    progress: Progress | None = None
    engine: Engine = field(default_factory=Here)

    def __post_init__(self) -> None:
        if not 0.5 < self.accept < 1:
            raise ValueError(f"accept must lie between 0.5 and 1, got {self.accept}")


def make_plan(harvests: Sequence[Path], codebook: Codebook, out: Path, config: PlanConfig) -> Plan:
    """Plan every row of ``harvests`` and write the folder ``out``; an existing one is replaced.

    A run that was killed is continued: finished batches of rows are kept beside ``out``. A plan
    that holds a person's decisions is never replaced.
    """
    refuse_foreign(out, FACTS, "a plan's folder")
    refuse_existing(out, force=True)
    files = archive_files(harvests)
    inputs = {file.label: sha256_of(file.path) for file in files}
    made_from = {
        **{f"file {label}": known for label, known in inputs.items()},
        "codebook": codebook_hash(codebook),
        "model": _model_key(config),
        "codings": hashlib.sha256(repr(config.codings).encode()).hexdigest(),
        "accept": repr(config.accept),
    }
    parts = Parts(out, made_from, {"date": config.date})
    header, names = _plan_rows(files, inputs, codebook, parts, config)
    folder = parts.path("plan")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    _assemble(folder, replace(header, date=parts.facts["date"]), parts, names)
    (folder / BOOK).write_text(dump_codebook(codebook), "utf-8")
    write_review(Plan(folder), _archive_rows(files, codebook))
    with replace_folder(out, force=True) as place:
        os.replace(folder, place)
    parts.finish()
    return Plan(out)


def _model_key(config: PlanConfig) -> str:
    encoders = "+".join(f"{e.name}:{e.weights_hash}" for e in config.tools.encoders)
    return f"{config.model.name if config.model else 'trained'} {encoders}"


def _plan_rows(
    files: Sequence[ArchiveFile],
    inputs: dict[str, str],
    codebook: Codebook,
    parts: Parts,
    config: PlanConfig,
) -> tuple[Header, list[str]]:
    """Plan every row into parts, and name them; what it was learned with is let go afterwards."""
    found = survey(files, codebook, config.codings, config.progress)
    scorers = _scorers(found, codebook, config)
    names = _plan_files(files, codebook, scorers, parts, config)
    return _header(inputs, codebook, scorers, found, config), names


def _scorers(found: Survey, codebook: Codebook, config: PlanConfig) -> Scorers:
    versions = sorted({q.version for _, q in found.asked}, key=codebook.order)
    if config.model is not None:
        return given_scorer(config.model, found.asked, versions)
    return trained_scorers(found.learners, codebook, config.tools, versions)


def _plan_files(
    files: Sequence[ArchiveFile],
    codebook: Codebook,
    scorers: Scorers,
    parts: Parts,
    config: PlanConfig,
) -> list[str]:
    """Plan file after file; gives the names of the parts, those of an earlier run among them."""
    job = PlanFile(parts, RowReader(codebook), scorers, config.accept, config.tools)
    found = run_all(config.engine, job, list(enumerate(files)), config.progress)
    return [name for names in found for name in names]


@dataclass(frozen=True, repr=False)
class PlanFile:
    """The job of planning the rows of one file of the archive, batch after batch."""

    parts: Parts
    reader: RowReader
    scorers: Scorers
    accept: float
    tools: OpenEncoders | NamedEncoders

    def __call__(self, task: tuple[int, ArchiveFile], resources: Resources) -> Done[list[str]]:
        """Plan the file of this number; gives the names of its parts."""
        number, file = task
        names, n_rows = [], 0
        for batch in read_batches(file, self.reader.codebook):
            name = f"{number:04d}-{batch.number:06d}.jsonl"
            if not self.parts.has(name):
                lines = self._plan(batch, self.tools.on(resources.threads, resources.scratch))
                with self.parts.making(name) as path:
                    path.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")
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
                yield row_json(_planned(row, moves, batch.file))


def _planned(row: ArchiveRow, moves: tuple[Move, ...], file: ArchiveFile) -> PlannedRow:
    return PlannedRow(
        number=0,
        key=row.key,
        file=file.label,
        sheet=row.row.origin.sheet,
        row=row.row.origin.row or 0,
        fragment_id=row.fragment.id,
        coder=row.coder,
        harvest=row.fragment.harvest,
        version=row.codes.version,
        text=row.text,
        codes=row.codes_print,
        confidential=row.fragment.confidential,
        moves=moves,
    )


def _header(
    inputs: dict[str, str],
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
        id="",
        date=config.date,
        codebook=codebook.name,
        codebook_version=codebook.newest,
        codebook_hash=codebook_hash(codebook),
        inputs=inputs,
        model=scorers.name,
        accept=config.accept,
        n_rows=0,
        targets=(),
        counts={},
        evidence=evidence,
        notices=tuple(_notices(found, codebook)),
    )


def _notices(found: Survey, codebook: Codebook) -> Iterator[str]:
    for target in codebook.targets:
        if target.id not in found.coded and not target.derived_from:
            yield without_codes(target, tuple(found.headings), codebook)
    for harvest, n in sorted(found.unlisted.items()):
        named = f"the harvest “{harvest}”" if harvest else "rows without a harvest"
        yield (
            f"The codebook does not list {named}: {n} rows count as version {codebook.newest} and "
            "stay as they are. Add it to “versions”, or a column “Codebook version”."
        )
    for file, n in sorted(found.unreadable.items()):
        yield f"{file}: {n} rows state a version that the codebook does not know; left out."


def _assemble(folder: Path, header: Header, parts: Parts, names: Sequence[str]) -> None:
    """Number the rows, leave out those that repeat another in all, count, and write the facts."""
    repeats, counts = _count(parts, names)
    targets = tuple(t for t, c in counts.items() if set(c) - {"unchanged"})
    header = replace(
        header, n_rows=len(repeats), targets=targets, counts={t: dict(c) for t, c in counts.items()}
    )
    rows = parts.path("rows.jsonl")
    known = plan_id(header, _kept(_numbered(parts, names, repeats), rows))
    with rows.open(encoding="utf-8", newline="\n") as stream:
        lines = (line.removesuffix("\n") for line in stream)
        write_facts(folder / FACTS, replace(header, id=known), lines)


def _kept(lines: Iterable[str], path: Path) -> Iterator[str]:
    """Write the lines down as they go by: the plan's id, which comes first, covers them all."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for line in lines:
            stream.write(f"{line}\n")
            yield line


def _count(parts: Parts, names: Sequence[str]) -> tuple[dict[bytes, int], dict[str, Counter[str]]]:
    repeats: dict[bytes, int] = {}
    counts: dict[str, Counter[str]] = {}
    for row in _rows(parts, names):
        key = bytes.fromhex(row.key)
        repeats[key] = repeats.get(key, -1) + 1
        for move in row.moves:
            counts.setdefault(move.target, Counter())[move.how] += 1
    return repeats, counts


def _rows(parts: Parts, names: Sequence[str]) -> Iterator[PlannedRow]:
    for name in names:
        with parts.path(name).open(encoding="utf-8") as stream:
            for line in stream:
                yield parse_row(line)


def _numbered(parts: Parts, names: Sequence[str], repeats: dict[bytes, int]) -> Iterator[str]:
    seen: set[bytes] = set()
    for row in _rows(parts, names):
        key = bytes.fromhex(row.key)
        if key not in seen:
            seen.add(key)
            yield row_json(replace(row, number=len(seen), repeats=repeats[key]))


def _archive_rows(
    files: Sequence[ArchiveFile], codebook: Codebook
) -> Iterator[tuple[ArchiveFile, Table, Row]]:
    """Go through the archive once more, for the texts that the workbook shows."""
    for file in files:
        for batch in read_batches(file, codebook):
            for table in batch.tables:
                for row in table.rows:
                    yield file, table, row


def _replace_folder(folder: Path, out: Path) -> None:
    """Put the finished folder in place of an older one."""
    old = folder.with_name("old-plan")
    shutil.rmtree(old, ignore_errors=True)
    try:
        if out.exists():
            os.replace(out, old)
        os.replace(folder, out)
    except PermissionError as error:
        raise OutputError(
            f"{out} is open in another program.", hint="Close its workbook and try again."
        ) from error
