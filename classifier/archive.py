"""Suggest labels for a parquet archive, file by file, here or on a cluster.

What is written beside each row is what the workbook shows beside it, without the decision, and the
whole suggestion as one line of JSON. Rows marked confidential get no words of their text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from classifier import __version__
from classifier.disclosure import without_confidential_words
from classifier.edit import TableChange
from classifier.edit.over_archive import Output, Work
from classifier.encode import EncoderSettings, NamedEncoders, refuse_unnamed
from classifier.engine import Engine, Here, Resources
from classifier.engine.archive_files import archive_files
from classifier.engine.parts import Tally
from classifier.errors import HarvestError, ModelError
from classifier.harvest.chosen_columns import choose_columns
from classifier.harvest.fragments import to_entries
from classifier.harvest.headings import is_ours
from classifier.harvest.parquet import SUFFIX
from classifier.outputs import refuse_input, sha256_of
from classifier.report.suggestions import (
    cut_sentences,
    promise_sentences,
    suggestion_headings,
    suggestion_json,
    suggestion_row,
)
from classifier.store import load_model, model_hash, model_name
from classifier.suggest import OpenModel, SuggestConfig, Suggestions, suggest_fragments
from classifier.suggest.profile import read_profile
from classifier.suggest.verdicts import promises
from classifier.translations import say
from classifier.workbook.layout import PREFIX

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.engine import Progress
    from classifier.engine.archive_files import Batch
    from classifier.model.fitted import Model
    from classifier.progress import Stages
    from classifier.reader import ReaderSettings
    from classifier.records import Fragment
    from classifier.suggest.profile import Profile

MANIFEST = "suggestions.json"
"""What lies beside the files of a folder: which model, which inputs, what was noticed."""
JSON_COLUMN = f"{PREFIX}Suggestion as JSON"


@dataclass(frozen=True)
class ArchiveRun:
    """Choices of a run.

    Attributes
    ----------
    encoders : how the model's encoders run, and which may be opened
    engine : where the work is done, file by file
    force : whether what an earlier run has written may be replaced
    reader : a language model on this machine that votes too, for an engine of one process here
    """

    config: SuggestConfig = field(default_factory=SuggestConfig)
    encoders: EncoderSettings = field(default_factory=EncoderSettings)
    engine: Engine = field(default_factory=Here)
    force: bool = False
    progress: Progress | None = None
    reader: ReaderSettings | None = None


@dataclass(frozen=True)
class SuggestedArchive:
    """What became of an archive, and what a person should know.

    The tally counts rows that were ``read``, and those for which no promise holds, ``void``.
    """

    tally: Tally
    notices: tuple[str, ...]


def suggest_archive(
    source: Path, target: Path, model: Path, run: ArchiveRun | None = None
) -> SuggestedArchive:
    """Write ``source``, a parquet file or a folder of them, with suggestions to ``target``.

    A run that was killed is continued: what is done is kept beside ``target`` until all is. Until
    then there is no output.
    """
    run = run or ArchiveRun()
    source, target, model = source.absolute(), target.absolute(), model.absolute()
    refuse_input(target, model, what="model")
    refuse_other_formats(source)
    sha256 = model_hash(model)
    opened, _ = open_model(model, sha256)
    refuse_unnamed(opened.name, opened.encoder_hashes, run.encoders.named)
    hashes = tuple(opened.encoder_hashes.items())
    encoders = NamedEncoders(hashes, run.encoders.keep, run.encoders.device)
    made_from = {"model": sha256, "config": repr(run.config), "program": __version__}
    reader = ""
    if run.reader is not None:
        reader = _reader_name(run.reader, opened)
        made_from["reader"] = repr((reader, run.reader.confidential))
    output = Output(target, run.force, MANIFEST, "an archive that suggest has written")
    book = choose_columns(opened.codebook, run.config.reading.columns)
    with Work(source, output, book, made_from, {}) as work:
        beside = SuggestBeside(model, sha256, encoders, run.config, run.reader)
        tallies = work.run(beside, run.progress, run.engine)
        if source.is_dir():
            labels = {file.label: sha256_of(file.path) for file in work.files}
            work.write(MANIFEST, _manifest(model, reader, labels, tallies))
        work.finish()
    tally = Tally.together(tallies)
    return SuggestedArchive(tally, tuple(_notices(tally, opened, run.config, reader)))


def _reader_name(reader: ReaderSettings, model: Model) -> str:
    """Name the reader that is asked; refuse one that the model has not learned to trust."""
    # Late, here and below: what only suggests need not load what learns.
    from classifier.train.second_votes import votes_to_use

    return votes_to_use(reader, (), model).reader


def refuse_other_formats(source: Path) -> None:
    """Refuse a folder that holds anything but parquet."""
    for file in archive_files([source]):
        if file.path.suffix.lower() != SUFFIX:
            raise HarvestError(
                f"{source} holds {file.label}, which is no parquet file.",
                hint="An archive is a folder of parquet files. Name other harvests one by one.",
            )


def _manifest(model: Path, reader: str, inputs: Mapping[str, str], tallies: Sequence[Tally]) -> str:
    files = [
        {
            "file": label,
            "sha256": sha256,
            "rows": tally.counts["read"],
            "rows_unlike_training": tally.more["unlike"],
            "texts_cut": tally.more["cut"],
        }
        for (label, sha256), tally in zip(inputs.items(), tallies, strict=True)
    ]
    facts: dict[str, object] = {"model": model_name(model), "model_sha256": model_hash(model)}
    facts |= {"reader": reader} if reader else {}
    facts["files"] = files
    return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"


def _notices(tally: Tally, model: Model, config: SuggestConfig, reader: str) -> list[str]:
    notices: list[str] = []
    voted: list[str] = []
    if reader:
        from classifier.reader.reading import said_of

        notices += said_of(reader, tally.more["reader"])
        voted = [name for name, head in model.heads.items() if head.voted]
    if config.accept:
        promised = promises(model, config.accept, voted=voted)
        notices += promise_sentences(promised, model.codebook)
    notices += cut_sentences(tally.more["cut"])
    if tally.counts["void"]:
        ways = ", ".join(sorted(tally.more["unlike"]))
        n_void = tally.counts["void"]
        notices += [f"{n_void} fragments lie among texts unlike the training texts ({ways})."]
        notices += [say("drift_consequence")]
    return notices


@dataclass(frozen=True, repr=False)
class SuggestBeside:
    """The change of a batch that writes suggestions beside its rows."""

    model: Path
    sha256: str
    encoders: NamedEncoders
    config: SuggestConfig
    reader: ReaderSettings | None = None

    def __call__(self, batch: Batch, tally: Tally, resources: Resources) -> list[TableChange]:
        """Suggest labels for the rows of a batch; rows that hold nothing get "".

        Suggestions of before are taken out.
        """
        model, profile = open_model(self.model, self.sha256)
        encoders = self.encoders.on(resources.threads, resources.scratch)
        (table,) = batch.tables
        entries, problems = to_entries(table, alone=True)
        fragments = _marked_alike([entry.fragment for entry in entries])
        problems = [*table.problems, *problems] if not batch.number else problems
        tally.note(without_confidential_words(problems, fragments, model.codebook))
        opened = OpenModel(model, encoders.encoders, profile, encoders.cache)
        config = self.config
        if self.reader is not None:
            from classifier.train.second_votes import votes_on_rows

            second = votes_on_rows(self.reader, fragments, model, _stages(batch, resources))
            tally.count("reader", second.counts)
            config = replace(config, votes=second.votes, quotes=second.quotes, reader=second.reader)
        done = suggest_fragments(fragments, opened, config)
        _count(done, tally)
        headings = our_headings(model.codebook)
        change = TableChange(table, headings, [name for name in table.headings if is_ours(name)])
        for entry, suggestion in zip(entries, done.found, strict=True):
            cells = [*suggestion_row(suggestion)[1:], suggestion_json(suggestion)]
            change.cells[entry.row.origin.row or 0] = dict(zip(headings, cells, strict=True))
        return [change]


def _stages(batch: Batch, resources: Resources) -> Stages:
    """Tell within a batch how far a reader is: it takes seconds for a row."""
    (table,) = batch.tables
    before = (table.rows[0].origin.row or 2) - 2 if table.rows else 0

    def tell(done: int, of: int) -> None:
        rows = before + len(table.rows) * done // of
        share = batch.done * rows / (before + len(table.rows))
        if resources.progress:
            resources.progress(rows, share)

    return lambda name: nullcontext(tell)


def _count(done: Suggestions, tally: Tally) -> None:
    n_read = len(done.found)
    tally.counts.update(read=n_read, void=done.n_void)
    tally.count("cut", {name: n for name, n in done.n_cut.items() if n})
    tally.count("unlike", {way.kind: n_read for way in done.drift if way.serious})
    for suggestion in done.found:
        tally.count("verdicts", [target.verdict for target in suggestion.targets])


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


@lru_cache(maxsize=1)
def open_model(folder: Path, sha256: str) -> tuple[Model, Profile | None]:
    """Open the model with this hash and what its training texts were like, once in a process."""
    if model_hash(folder) != sha256:
        raise ModelError(
            f"{folder} holds another model than at the beginning of this run.",
            hint="Let all workers see the same model, and do not train it again meanwhile.",
        )
    return load_model(folder), read_profile(folder)
