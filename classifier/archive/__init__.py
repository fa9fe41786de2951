"""Suggest labels for a parquet archive, file by file, here or on a cluster.

What is written beside each row is what the workbook shows beside it, without the decision, and the
whole suggestion as one line of JSON. Rows marked confidential get no words of their text.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from classifier import __version__
from classifier.archive.tag import TagFile, Tagged
from classifier.decide.guard import refuse_existing, replace_file, replace_folder
from classifier.encode import NamedEncoders, OpenEncoders
from classifier.engine import Engine, Here, run_all
from classifier.engine.archive_files import ArchiveFile, archive_files
from classifier.engine.parts import Parts
from classifier.errors import HarvestError
from classifier.harvest.parquet import SUFFIX
from classifier.outputs import (
    refuse_foreign,
    refuse_input,
    refuse_inside,
    require_ending,
    sha256_of,
)
from classifier.store import model_hash, model_name
from classifier.suggest import SuggestConfig

if TYPE_CHECKING:
    from classifier.engine import Progress

__all__ = ["MANIFEST", "ArchiveRun", "Tagged", "suggest_archive"]

MANIFEST = "suggestions.json"
"""What lies beside the files of a folder: which model, which inputs, what was noticed."""


@dataclass(frozen=True)
class ArchiveRun:
    """Choices of a run.

    Attributes
    ----------
    tools : the model's encoders, by name where the work is done in other processes
    engine : where the work is done, file by file
    """

    tools: OpenEncoders | NamedEncoders
    config: SuggestConfig = field(default_factory=SuggestConfig)
    engine: Engine = field(default_factory=Here)
    force: bool = False
    progress: Progress | None = None


def suggest_archive(source: Path, target: Path, model: Path, run: ArchiveRun) -> Tagged:
    """Write ``source``, a parquet file or a folder of them, with suggestions to ``target``.

    A run that was killed is continued: files that are done are kept beside ``target`` until all
    are. Until then there is no output.
    """
    source, target, model = source.absolute(), target.absolute(), model.absolute()
    _check(source, target, model, run.force)
    files = _parquet_files(source)
    sha256 = model_hash(model)
    inputs = {file.label: sha256_of(file.path) for file in files}
    made_from = {f"file {label}": known for label, known in inputs.items()}
    made_from |= {"model": sha256, "config": repr(run.config), "program": __version__}
    parts = Parts(target, made_from, {})
    job = TagFile(parts, model, sha256, run.tools, run.config)
    names = [f"whole/{file.label}" for file in files]
    found = run_all(run.engine, job, list(zip(files, names, strict=True)), run.progress)
    parts.require(names)
    if source.is_dir():
        parts.path(f"whole/{MANIFEST}").write_text(_manifest(model, inputs, found), "utf-8")
        with replace_folder(target, run.force) as place:
            os.replace(parts.path("whole"), place)
    else:
        with replace_file(target, run.force) as place:
            os.replace(parts.path(names[0]), place)
    parts.finish()
    total = Tagged()
    for tagged in found:
        total.add(tagged)
    return total


def _manifest(model: Path, inputs: Mapping[str, str], found: Sequence[Tagged]) -> str:
    files = [
        {
            "file": label,
            "sha256": sha256,
            "rows": one.n_rows,
            "rows_unlike_training": dict(one.unlike),
            "texts_cut": dict(one.n_cut),
        }
        for (label, sha256), one in zip(inputs.items(), found, strict=True)
    ]
    facts = {"model": model_name(model), "model_sha256": model_hash(model), "files": files}
    return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"


def _parquet_files(source: Path) -> list[ArchiveFile]:
    files = archive_files([source])
    other = next((file for file in files if file.path.suffix.lower() != SUFFIX), None)
    if other is not None:
        raise HarvestError(
            f"{source} holds {other.label}, which is no parquet file.",
            hint="An archive is a folder of parquet files. Name other harvests one by one.",
        )
    return files


def _check(source: Path, target: Path, model: Path, force: bool) -> None:
    refuse_input(target, source)
    refuse_input(target, model, what="model")
    refuse_existing(target, force)
    if source.is_dir():
        refuse_inside(target, source)
        refuse_foreign(target, MANIFEST, "an archive that suggest has written")
    else:
        require_ending(target, SUFFIX)
