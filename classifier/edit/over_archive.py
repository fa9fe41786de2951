"""Output written in parts, one file or a folder, so that a killed run can be continued."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.decide.guard import refuse_existing, replace_file, replace_folder
from classifier.edit.provenance import Signature
from classifier.edit.rewrite import TableChange, changed_batch, check_endings, rewrite
from classifier.engine import Done, Here, Resources, run_all
from classifier.engine.archive_files import archive_files, read_batches
from classifier.engine.parts import Parts
from classifier.errors import HarvestError
from classifier.harvest.parquet import BATCH_ROWS, SUFFIX, load_arrow, open_parquet
from classifier.outputs import refuse_input, refuse_inside, sha256_of
from classifier.records import Origin, Problem

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.engine import Engine, Progress
    from classifier.engine.archive_files import ArchiveFile, Batch

# Problems that are kept to be named; all are counted.
MOST_PROBLEMS = 1_000


@dataclass
class Applied:
    """What became of the rows: counts by state, and those that were refused, by name."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, origin: Origin, kind: str, what: str, hint: str) -> None:
        """Count a refused row, and name it if there is room."""
        self.counts["refused"] += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(origin, kind, what, hint))

    def add(self, other: Applied) -> None:
        """Take in what became of further rows."""
        self.counts.update(other.counts)
        self.problems += other.problems[: MOST_PROBLEMS - len(self.problems)]

    def to_json(self) -> str:
        """Write it down beside a finished part."""
        problems = [asdict(problem) for problem in self.problems]
        return json.dumps({"counts": dict(self.counts), "problems": problems})

    @classmethod
    def from_json(cls, text: str) -> Applied:
        """Read it back."""
        found = json.loads(text)
        problems = [Problem(**{**p, "origin": Origin(**p["origin"])}) for p in found["problems"]]
        return cls(Counter(found["counts"]), problems)


# Works out what changes in a batch, and notes what becomes of its rows.
Changes = Callable[["Batch", Applied], list[TableChange]]
# Writes a part with its changes to a path; returns notices.
Write = Callable[[Path, list[TableChange]], tuple[Problem, ...]]


class Work:
    """The output under way."""

    def __init__(
        self,
        source: Path,
        target: Path,
        codebook: Codebook | None,
        made_from: dict[str, str],
        signature: Signature,
        *,
        force: bool,
    ) -> None:
        """``made_from`` names what decides the output beside the harvest itself."""
        _check(source, target, force)
        self._source, self._target, self._codebook = source, target, codebook
        self._force = force
        self.files = archive_files([source])
        self._refuse_collisions()
        inputs = {f"file {file.label}": sha256_of(file.path) for file in self.files}
        facts = {"by": signature.coder, "date": signature.date}
        self.parts = Parts(target, {**made_from, **inputs}, facts)
        self.done = Applied()

    @property
    def signature(self) -> Signature:
        """Who began this work and when; a continued run keeps it."""
        return Signature(self.parts.facts["by"], self.parts.facts["date"])

    def run(
        self, changes: Changes, progress: Progress | None, engine: Engine | None = None
    ) -> None:
        """Write every file into the folder of parts; parts of an earlier run are kept."""
        job = WriteFile(self.parts, self._codebook, changes)
        tasks = [(file, self._name(file)) for file in self.files]
        for became in run_all(engine or Here(), job, tasks, progress):
            self.done.add(became)

    def finish(self) -> None:
        """Put the output in its place."""
        self.parts.require(self._name(file) for file in self.files)
        if self._source.is_dir():
            with replace_folder(self._target) as place:
                os.replace(self.parts.path("whole"), place)
        else:
            with replace_file(self._target, self._force) as place:
                os.replace(self.parts.path(self._name(self.files[0])), place)
        self.parts.finish()

    def _refuse_collisions(self) -> None:
        """Two cards or a table of one name would become one table."""
        names = [self._name(file) for file in self.files]
        twice = [
            f.label for f, name in zip(self.files, names, strict=True) if names.count(name) > 1
        ]
        if twice:
            raise HarvestError(
                f"{' and '.join(twice[:2])} would be written to one file.",
                hint="Rename one of them.",
            )

    def _name(self, file: ArchiveFile) -> str:
        if not self._source.is_dir():
            return f"whole{self._target.suffix}"
        label = Path(file.label)
        ending = ".csv" if label.suffix.lower() in (".txt", ".md") else label.suffix
        return (Path("whole") / label.with_suffix(ending)).as_posix()


@dataclass(frozen=True, repr=False)
class WriteFile:
    """The job of writing one file of the archive: in pieces, where it comes in batches."""

    parts: Parts
    codebook: Codebook | None
    changes: Changes

    def __call__(self, task: tuple[ArchiveFile, str], resources: Resources) -> Done[Applied]:
        """Write a file to the part of this name."""
        file, name = task
        is_parquet = file.path.suffix.lower() == SUFFIX
        write = self._write_parquet if is_parquet else self._write_whole
        done, n_rows = Applied(), 0
        for batch in write(file, name, done):
            n_rows += sum(len(table.rows) for table in batch.tables)
            if resources.progress:
                resources.progress(n_rows, batch.done)
        return Done(n_rows, done)

    def _make(self, part: str, batch: Batch, done: Applied, write: Write) -> None:
        """Write a part with its changes, unless an earlier run has finished it."""
        note = f"notes/{part}.json"
        if self.parts.has(part) and self.parts.has(note):
            done.add(Applied.from_json(self.parts.path(note).read_text("utf-8")))
            return
        became = Applied()
        changes = self.changes(batch, became)
        with self.parts.making(part) as path:
            became.problems += write(path, changes)
        with self.parts.making(note) as path:
            path.write_text(became.to_json(), "utf-8")
        done.add(became)

    def _write_whole(self, file: ArchiveFile, name: str, done: Applied) -> Iterator[Batch]:
        """Write a file that comes in one batch."""

        def write(path: Path, changes: list[TableChange]) -> tuple[Problem, ...]:
            return rewrite(file.path, path, changes, self.codebook)

        for batch in read_batches(file, self.codebook):
            self._make(name, batch, done, write)
            yield batch

    def _write_parquet(self, file: ArchiveFile, name: str, done: Applied) -> Iterator[Batch]:
        """Write a parquet file in pieces, then put them together."""
        arrow = load_arrow(file.label)
        pieces = []
        with open_parquet(file.path, file.label) as parquet:
            raw = parquet.iter_batches(batch_size=BATCH_ROWS)
            batches = read_batches(file, self.codebook)
            first = 2
            for batch, record in zip(batches, raw, strict=True):
                piece = f"pieces/{name}.{batch.number:06d}.parquet"
                pieces.append(piece)
                write = partial(_write_piece, arrow, record, first)
                self._make(piece, batch, done, write)
                first += len(record)  # a batch may be shorter than was asked for
                yield batch
        if not self.parts.has(name):
            with self.parts.making(name) as path:
                if pieces:
                    _join(arrow, [self.parts.path(piece) for piece in pieces], path)
                else:  # no row at all
                    shutil.copyfile(file.path, path)


def _write_piece(
    arrow: Any, record: Any, first: int, path: Path, changes: list[TableChange]
) -> tuple[Problem, ...]:
    arrow.parquet.write_table(changed_batch(record, first, changes[0]), path)
    return ()


def _check(source: Path, target: Path, force: bool) -> None:
    refuse_input(target, source)
    if source.is_dir():
        refuse_inside(target, source)
        refuse_existing(target)
        return
    check_endings(source, target)
    refuse_existing(target, force)


def _join(arrow: Any, pieces: Sequence[Path], path: Path) -> None:
    """Put pieces together, one in memory at a time."""
    schema = arrow.parquet.read_schema(pieces[0])
    with arrow.parquet.ParquetWriter(path, schema) as writer:
        for piece in pieces:
            writer.write_table(arrow.parquet.read_table(piece).cast(schema))
