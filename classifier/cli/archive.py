"""``classifier suggest`` for parquet archives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from classifier.cli.engine import choose_engine
from classifier.cli.options import EngineChoice
from classifier.cli.show import archive_progress, show_notices, show_problems

if TYPE_CHECKING:
    from classifier.archive import Tagged
    from classifier.engine import Engine
    from classifier.suggest import SuggestConfig


@dataclass(frozen=True)
class ArchiveOptions:
    """How the archive is worked through."""

    engine: EngineChoice
    scheduler: str | None
    jobs: int | None
    device: str | None
    no_cache: bool
    force: bool


def suggest_for_archive(
    harvest: Path, model: Path, out: Path | None, config: SuggestConfig, options: ArchiveOptions
) -> None:
    """Write a parquet archive with suggestions beside its rows, and say what became of it."""
    from classifier.archive import ArchiveRun, suggest_archive
    from classifier.encode import NamedTools
    from classifier.engine import InProcesses
    from classifier.report.suggestions import promise_sentences
    from classifier.store import load_model
    from classifier.suggest import promises

    target = out or harvest.with_name(f"{harvest.stem}-suggested{harvest.suffix}")
    shared = (harvest, model, target.parent)
    engine: Engine = InProcesses(options.jobs)
    if options.engine is EngineChoice.dask or options.scheduler is not None:
        engine = choose_engine(options.engine, options.scheduler, options.jobs, shared)
    fitted = load_model(model)
    weights = tuple(fitted.encoder_hashes.items())
    tools = NamedTools(weights, keep=not options.no_cache, device=options.device)
    with archive_progress("Suggesting") as progress:
        run = ArchiveRun(tools, config, engine, options.force, progress)
        done = suggest_archive(harvest, target, model, run)
    show_problems(done.problems)
    if done.n_problems > len(done.problems):
        show_notices([f"{done.n_problems} problems in all."])
    if config.accept:
        show_notices(promise_sentences(promises(fitted, config.accept), fitted.codebook))
    show_notices(_notes(done, harvest))
    told = ", ".join(f"{n} {verdict}" for verdict, n in sorted(done.verdicts.items()))
    typer.echo(f"{done.n_rows} fragments: {target} ({told})")


def _notes(done: Tagged, harvest: Path) -> list[str]:
    """All that was noticed in one file; of a folder only what follows from it."""
    from classifier.archive import MANIFEST
    from classifier.evaluate.drift import CONSEQUENCE

    if not harvest.is_dir():
        return [*done.notes, *([CONSEQUENCE] if done.n_void else [])]
    if not done.n_void:
        return []
    where = f"{MANIFEST} says how, file by file"
    return [f"{done.n_void} rows lie among texts unlike the training texts; {where}.", CONSEQUENCE]
