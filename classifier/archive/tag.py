"""A table of fragments in, a table with suggestions out: one file of an archive, in batches."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifier.encode import NamedEncoders, OpenEncoders
from classifier.engine import Done, Resources
from classifier.engine.archive_files import ArchiveFile, read_batches
from classifier.engine.parts import Parts
from classifier.errors import ModelError
from classifier.harvest.confidential import without_confidential_words
from classifier.harvest.fragments import to_entries
from classifier.harvest.headings import is_ours
from classifier.harvest.parquet import BATCH_ROWS, load_arrow, open_parquet, text_array
from classifier.records import Origin, Problem
from classifier.report.suggestions import (
    suggestion_headings,
    suggestion_json,
    suggestion_row,
)
from classifier.store import load_model, model_hash
from classifier.suggest import OpenModel, SuggestConfig, suggest_fragments
from classifier.suggest.profile import read_profile
from classifier.workbook.layout import PREFIX

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.engine.archive_files import Batch
    from classifier.model.fitted import Model
    from classifier.records import Fragment, Suggestion
    from classifier.suggest.profile import Profile

JSON_COLUMN = f"{PREFIX}Suggestion as JSON"
# Problems that are kept to be named; all are counted.
_MOST_PROBLEMS = 200


@dataclass
class Tagged:
    """What became of an archive, or of one file of it.

    Attributes
    ----------
    n_rows : rows that hold something
    verdicts : number of targets by verdict
    unlike : rows by the way in which the rows read with them differ from the training texts
    n_void : rows of those for which no promise holds
    n_cut : by encoder, texts longer than it reads
    n_problems : rows and cells that could not be read as they are; the first are in ``problems``
    """

    n_rows: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    unlike: Counter[str] = field(default_factory=Counter)
    n_cut: Counter[str] = field(default_factory=Counter)
    n_void: int = 0
    n_problems: int = 0
    problems: list[Problem] = field(default_factory=list)

    def see(self, problems: Sequence[Problem]) -> None:
        """Count problems, and keep the first."""
        self.n_problems += len(problems)
        self.problems += problems[: _MOST_PROBLEMS - len(self.problems)]

    def add(self, other: Tagged) -> None:
        """Take in what became of another file."""
        self.n_rows += other.n_rows
        self.verdicts.update(other.verdicts)
        self.unlike.update(other.unlike)
        self.n_cut.update(other.n_cut)
        self.n_void += other.n_void
        n_problems = self.n_problems + other.n_problems
        self.see(other.problems)
        self.n_problems = n_problems

    def to_json(self) -> str:
        """Write it down beside a finished file."""
        content = {
            "n_rows": self.n_rows,
            "verdicts": dict(self.verdicts),
            "unlike": dict(self.unlike),
            "n_cut": dict(self.n_cut),
            "n_void": self.n_void,
            "n_problems": self.n_problems,
            "problems": [asdict(problem) for problem in self.problems],
        }
        return json.dumps(content, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Tagged:
        """Read it back."""
        found = json.loads(text)
        problems = [Problem(**{**p, "origin": Origin(**p["origin"])}) for p in found["problems"]]
        counts = {key: Counter(found[key]) for key in ("verdicts", "unlike", "n_cut")}
        return cls(**{**found, **counts, "problems": problems})


@dataclass(frozen=True, repr=False)
class TagFile:
    """The job of writing suggestions beside the rows of one parquet file."""

    parts: Parts
    model: Path
    sha256: str
    tools: OpenEncoders | NamedEncoders
    config: SuggestConfig

    def __call__(self, task: tuple[ArchiveFile, str], resources: Resources) -> Done[Tagged]:
        """Write a file to the part of this name; one that an earlier run has written is kept."""
        file, name = task
        note = f"notes/{name}.json"
        if self.parts.has(name) and self.parts.has(note):
            tagged = Tagged.from_json(self.parts.path(note).read_text("utf-8"))
            return Done(tagged.n_rows, tagged)
        with self.parts.making(name) as path:
            tagged = self._write(file, path, resources)
        with self.parts.making(note) as path:
            path.write_text(tagged.to_json(), "utf-8")
        return Done(tagged.n_rows, tagged)

    def _write(self, file: ArchiveFile, path: Path, resources: Resources) -> Tagged:
        arrow = load_arrow(file.label)
        model, profile = open_model(self.model, self.sha256)
        tools = self.tools.on(resources.threads, resources.scratch)
        tagger = Tagger(model, profile, tools, self.config)
        total = Tagged()
        with open_parquet(file.path, file.label) as parquet:
            schema = output_schema(parquet.schema_arrow, model.codebook, arrow)
            raw = parquet.iter_batches(batch_size=BATCH_ROWS)
            with arrow.parquet.ParquetWriter(path, schema) as writer:
                first = 2
                for batch, record in zip(read_batches(file, model.codebook), raw, strict=True):
                    numbers = range(first, first + len(record))
                    columns, tagged = tagger.columns(batch, numbers)
                    writer.write_table(_beside(arrow, record, columns, schema))
                    total.add(tagged)
                    first += len(record)  # a batch may be shorter than was asked for
                    if resources.progress:
                        resources.progress(total.n_rows, batch.done)
        return total


@dataclass(frozen=True, repr=False)
class Tagger:
    """Turns a table of fragments into a table of suggestions, whatever machine it is on."""

    model: Model
    profile: Profile | None
    tools: OpenEncoders
    config: SuggestConfig

    def columns(self, batch: Batch, numbers: range) -> tuple[dict[str, list[str]], Tagged]:
        """Give our columns for the rows of these ``numbers``; rows that hold nothing get ""."""
        (table,) = batch.tables
        entries, problems = to_entries(table, alone=True)
        fragments = _marked_alike([entry.fragment for entry in entries])
        tagged = Tagged(n_rows=len(fragments))
        noticed = [*table.problems, *problems] if not batch.number else problems
        tagged.see(without_confidential_words(noticed, fragments, self.model.codebook))
        opened = OpenModel(self.model, self.tools.encoders, self.profile, self.tools.cache)
        done = suggest_fragments(fragments, opened, self.config)
        tagged.n_cut.update({name: n for name, n in done.n_cut.items() if n})
        tagged.unlike.update({one.kind: len(fragments) for one in done.drift if one.serious})
        tagged.n_void = done.n_void
        rows = {}
        for entry, suggestion in zip(entries, done.found, strict=True):
            rows[entry.row.origin.row] = _cells(suggestion)
            tagged.verdicts.update(target.verdict for target in suggestion.targets)
        headings = our_headings(self.model.codebook)
        nothing = [""] * len(headings)
        cells = [rows.get(number, nothing) for number in numbers]
        return {name: [row[i] for row in cells] for i, name in enumerate(headings)}, tagged


def _marked_alike(fragments: Sequence[Fragment]) -> list[Fragment]:
    """Treat a text as confidential in every row if it is marked so in one of them."""
    hidden = {(f.outcome, f.significance) for f in fragments if f.confidential}
    return [
        replace(f, confidential=True) if (f.outcome, f.significance) in hidden else f
        for f in fragments
    ]


def our_headings(codebook: Codebook) -> list[str]:
    """Name our columns as the workbook names them."""
    return [*(f"{PREFIX}{name}" for name in suggestion_headings(codebook)[1:]), JSON_COLUMN]


def _cells(suggestion: Suggestion) -> list[str]:
    return [*suggestion_row(suggestion)[1:], suggestion_json(suggestion)]


def output_schema(schema: Any, codebook: Codebook, arrow: Any) -> Any:
    """Give the harvest's own columns as they are, without suggestions of before, and ours."""
    own = [one for one in schema if not is_ours(one.name)]
    ours = [arrow.field(name, arrow.string()) for name in our_headings(codebook)]
    return arrow.schema([*own, *ours], metadata=schema.metadata)


def _beside(arrow: Any, record: Any, columns: Mapping[str, list[str]], schema: Any) -> Any:
    own = [record.column(i) for i, one in enumerate(record.schema) if not is_ours(one.name)]
    ours = [text_array(arrow, cells) for cells in columns.values()]
    return arrow.Table.from_arrays([*own, *ours], schema=schema)


@lru_cache(maxsize=1)
def open_model(folder: Path, sha256: str) -> tuple[Model, Profile | None]:
    """Open the model with this hash and what its training texts were like, once in a process."""
    if model_hash(folder) != sha256:
        raise ModelError(
            f"{folder} holds another model than at the beginning of this run.",
            hint="Let all workers see the same model, and do not train it again meanwhile.",
        )
    return load_model(folder), read_profile(folder)
