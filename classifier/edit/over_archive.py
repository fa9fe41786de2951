"""A harvest, or every file of an archive, written again in parts, so that a killed run goes on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from classifier.edit import TableChange, changed_batch, check_endings, rewrite
from classifier.engine import Done, Here, Resources
from classifier.engine.archive_files import archive_files, read_batches
from classifier.engine.parts import Parts, Tally, keep_first_problems
from classifier.errors import HarvestError
from classifier.guard import refuse_existing, replace_file, replace_folder
from classifier.harvest.parquet import SUFFIX, load_arrow, open_parquet, record_batches
from classifier.outputs import (
    refuse_foreign,
    refuse_input,
    refuse_inside,
    refuse_unwritable,
    sha256_of,
)

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.engine import Engine, Progress
    from classifier.engine.archive_files import ArchiveFile, Batch

# Works out what changes in a batch, and tells what becomes of its rows.
Changes = Callable[["Batch", Tally, Resources], list[TableChange]]


@dataclass(frozen=True)
class Output:
    """Where the output goes.

    Attributes
    ----------
    force : whether an older output may be replaced
    mark : the file by which a folder of ours is known; "" where no folder is ever replaced
    what : what such a folder is
    """

    path: Path
    force: bool = False
    mark: str = ""
    what: str = ""

    def check(self, source: Path) -> None:
        """Refuse what must not be written from ``source``."""
        refuse_input(self.path, source)
        if source.is_dir():
            refuse_inside(self.path, source)
            refuse_existing(self.path, self.force and bool(self.mark))
            refuse_foreign(self.path, self.mark, self.what)
        else:
            check_endings(source, self.path)
            refuse_existing(self.path, self.force)
            refuse_unwritable(self.path)


class Work:
    """The output under way.

    ``facts`` are those of the run that began it, such as its date.
    """

    def __init__(
        self,
        source: Path,
        output: Output,
        codebook: Codebook | None,
        made_from: Mapping[str, str],
        facts: Mapping[str, str],
    ) -> None:
        """``made_from`` names what decides the output beside the harvest itself."""
        output.check(source)
        self._source, self._output, self._codebook = source, output, codebook
        self.files = archive_files([source])
        self._names = [self._name(file) for file in self.files]
        self._refuse_collisions()
        inputs = {f"file {file.label}": sha256_of(file.path) for file in self.files}
        self.parts = Parts(output.path, {**made_from, **inputs}, facts)
        self.facts = self.parts.facts

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        """Leave no part behind if the harvest was refused."""
        self.parts.__exit__(*error)

    def run(
        self, changes: Changes, progress: Progress | None, engine: Engine | None = None
    ) -> list[Tally]:
        """Write every file into the folder of parts, and return what became of its rows.

        Parts of an earlier run are kept.
        """
        job = WriteFile(self.parts, self._codebook, changes)
        tasks = list(zip(self.files, self._names, strict=True))
        tallies: dict[int, Tally] = {}
        with_problems: dict[int, Tally] = {}
        for number, done in (engine or Here()).each(job, tasks, progress):
            tallies[number] = with_problems[number] = done.value
            keep_first_problems(with_problems)
        return [tallies[number] for number in range(len(tasks))]

    def write(self, name: str, text: str) -> None:
        """Write a further file into the folder that is the output."""
        self.parts.path(f"whole/{name}").write_text(text, "utf-8")

    def finish(self) -> None:
        """Put the output in its place."""
        self.parts.require(self._names)
        output = self._output
        if self._source.is_dir():
            with replace_folder(output.path, output.force) as place:
                os.replace(self.parts.path("whole"), place)
        else:
            with replace_file(output.path, output.force) as place:
                os.replace(self.parts.path(self._names[0]), place)
        self.parts.finish()

    def _refuse_collisions(self) -> None:
        """Two cards or a table of one name would become one table."""
        named = zip(self.files, self._names, strict=True)
        twice = [file.label for file, name in named if self._names.count(name) > 1]
        if twice:
            raise HarvestError(
                f"{' and '.join(twice[:2])} would be written to one file.",
                hint="Rename one of them.",
            )

    def _name(self, file: ArchiveFile) -> str:
        if not self._source.is_dir():
            return f"whole{self._output.path.suffix}"
        label = Path(file.label)
        ending = ".csv" if label.suffix.lower() in (".txt", ".md") else label.suffix
        return (Path("whole") / label.with_suffix(ending)).as_posix()


@dataclass(frozen=True, repr=False)
class WriteFile:
    """The job of writing one file of the archive: in pieces, where it comes in batches."""

    parts: Parts
    codebook: Codebook | None
    changes: Changes

    def __call__(self, task: tuple[ArchiveFile, str], resources: Resources) -> Done[Tally]:
        """Write a file to the part of this name."""
        file, name = task
        is_parquet = file.path.suffix.lower() == SUFFIX
        write = self._write_parquet if is_parquet else self._write_whole
        total, n_rows = Tally(), 0
        for batch, tally in write(file, name, resources):
            total.add(tally)
            n_rows += sum(len(table.rows) for table in batch.tables)
            if resources.progress:
                resources.progress(n_rows, batch.done)
        return Done(n_rows, total)

    def _write_whole(
        self, file: ArchiveFile, name: str, resources: Resources
    ) -> Iterator[tuple[Batch, Tally]]:
        """Write a file that comes in one batch."""

        def write(batch: Batch, path: Path, tally: Tally) -> None:
            changes = self.changes(batch, tally, resources)
            tally.note(rewrite(file.path, path, changes, self.codebook))

        for batch in read_batches(file, self.codebook):
            yield batch, self.parts.once(name, partial(write, batch))

    def _write_parquet(
        self, file: ArchiveFile, name: str, resources: Resources
    ) -> Iterator[tuple[Batch, Tally]]:
        """Write a parquet file in pieces, then put them together."""
        arrow = load_arrow(file.label)

        def write(batch: Batch, record: Any, first: int, path: Path, tally: Tally) -> None:
            (change,) = self.changes(batch, tally, resources)
            arrow.parquet.write_table(changed_batch(record, first, change), path)

        pieces = []
        with open_parquet(file.path, file.label) as parquet:
            batches = read_batches(file, self.codebook)
            first = 2
            for batch, record in zip(batches, record_batches(parquet), strict=True):
                piece = f"pieces/{name}.{batch.number:06d}.parquet"
                pieces.append(piece)
                yield batch, self.parts.once(piece, partial(write, batch, record, first))
                first += len(record)  # a batch may be shorter than was asked for
        if not self.parts.has(name):
            with self.parts.making(name) as path:
                _join(arrow, [self.parts.path(piece) for piece in pieces], path)


def _join(arrow: Any, pieces: Sequence[Path], path: Path) -> None:
    """Put pieces together, one in memory at a time."""
    schema = arrow.parquet.read_schema(pieces[0])
    with arrow.parquet.ParquetWriter(path, schema) as writer:
        for piece in pieces:
            # Not read_table, which imports pandas.
            writer.write_table(arrow.parquet.ParquetFile(piece).read().cast(schema))
