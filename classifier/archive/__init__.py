"""Suggest labels for a parquet archive, file by file, here or on a cluster.

What is written beside each row is what the workbook shows beside it, without the decision, and the
whole suggestion as one line of JSON. Rows marked confidential get no words of their text.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.archive.tag import TagFile, Tagged, open_model
from classifier.encode import NamedTools, Tools
from classifier.engine import Engine, Here, run_all
from classifier.errors import HarvestError, OutputError
from classifier.harvest.archive import ArchiveFile, archive_files
from classifier.harvest.parquet import SUFFIX
from classifier.harvest.parts import Parts
from classifier.harvest.write import replace_file
from classifier.store import model_name
from classifier.suggest import SuggestConfig

if TYPE_CHECKING:
    from classifier.harvest.archive import Progress

__all__ = ["ArchiveRun", "Tagged", "suggest_archive"]

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class ArchiveRun:
    """Choices of a run.

    Attributes
    ----------
    tools : the model's encoders, by name where the work is done in other processes
    engine : where the work is done, file by file
    """

    tools: Tools | NamedTools
    config: SuggestConfig = field(default_factory=SuggestConfig)
    engine: Engine = field(default_factory=Here)
    force: bool = False
    progress: Progress | None = None


def suggest_archive(source: Path, target: Path, model: Path, run: ArchiveRun) -> Tagged:
    """Write ``source``, a parquet file or a folder of them, with suggestions to ``target``.

    A run that was killed is continued: files that are done are kept beside ``target`` until all
    are. Until then there is no output.
    """
    _check(source, target, run.force)
    files = _parquet_files(source)
    name = model_name(model)
    opened, _ = open_model(model, name)
    inputs = {file.label: file.sha256() for file in files}
    made_from = {f"file {label}": known for label, known in inputs.items()}
    parts = Parts(target, {**made_from, "model": name, "config": repr(run.config)}, {})
    job = TagFile(parts, model.resolve(), name, run.tools, run.config)
    tasks = [(file, f"whole/{file.label}") for file in files]
    found = run_all(run.engine, job, tasks, run.progress)
    total = Tagged()
    for tagged in found:
        total.add(tagged)
    if source.is_dir():
        said = [
            {
                "file": file.label,
                "sha256": inputs[file.label],
                "rows": one.n_rows,
                "notes": one.notes,
            }
            for file, one in zip(files, found, strict=True)
        ]
        facts = {"model": name, "codebook_version": opened.codebook.version, "files": said}
        text = json.dumps(facts, ensure_ascii=False, indent=1)
        parts.path(f"whole/{MANIFEST}").write_text(text + "\n", "utf-8")
        _replace_folder(parts.path("whole"), target)
    else:
        with replace_file(target, run.force) as place:
            os.replace(parts.path(tasks[0][1]), place)
    parts.finish()
    return total


def _parquet_files(source: Path) -> list[ArchiveFile]:
    files = archive_files([source])
    other = next((file for file in files if file.path.suffix.lower() != SUFFIX), None)
    if other is not None:
        raise HarvestError(
            f"{source} holds {other.label}, which is no parquet file.",
            hint="An archive is a folder of parquet files. Name other harvests one by one.",
        )
    return files


def _check(source: Path, target: Path, force: bool) -> None:
    if source.resolve() == target.resolve():
        raise OutputError(
            f"{target.name} is the harvest itself, which is never written.",
            hint="Choose another name with --out.",
        )
    if source.is_dir() and source.resolve() in target.resolve().parents:
        raise OutputError(f"{target} lies in the folder that is read.", hint="Name one beside it.")
    if source.is_dir() and target.exists() and not (force and (target / MANIFEST).is_file()):
        raise OutputError(
            f"{target} exists already.",
            hint="Name a new folder with --out; --force replaces only what suggest has written.",
        )
    if not source.is_dir() and target.suffix.lower() != SUFFIX:
        raise OutputError(f"{target.name} must end in {SUFFIX}.", hint="Or add --format.")


def _replace_folder(folder: Path, target: Path) -> None:
    old = folder.with_name("old")
    if target.exists():
        os.replace(target, old)
    os.replace(folder, target)
    shutil.rmtree(old, ignore_errors=True)
