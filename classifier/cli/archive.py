"""``classifier suggest`` for parquet archives, and where any archive is worked through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from classifier.cli.options import EngineChoice
from classifier.cli.show import archive_progress, count, show_notices, show_problems

if TYPE_CHECKING:
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
    encoders: tuple[str, ...] = ()


def choose_engine(
    choice: EngineChoice, scheduler: str | None, jobs: int | None, shared: Sequence[Path]
) -> Engine:
    """Return the engine that was asked for; ``shared`` are the paths that workers must see."""
    from classifier.engine import Here, OnDask

    if choice is EngineChoice.dask:
        return OnDask(scheduler, jobs, tuple(path.resolve() for path in shared))
    if scheduler is not None:
        raise typer.BadParameter("--scheduler needs --engine dask.")
    return Here(jobs)


def suggest_for_archive(
    harvest: Path, model: Path, out: Path | None, config: SuggestConfig, options: ArchiveOptions
) -> None:
    """Write a parquet archive with suggestions beside its rows, and say what became of it."""
    from classifier.archive import ArchiveRun, suggest_archive
    from classifier.encode import EncoderSettings

    target = out or _beside(harvest.absolute())
    shared = (harvest, model, target.parent)
    encoders = EncoderSettings(options.jobs, options.device, options.encoders)
    engine = choose_engine(options.engine, options.scheduler, options.jobs, shared)
    with archive_progress("Suggesting") as progress:
        run = ArchiveRun(config, encoders, not options.no_cache, engine, options.force, progress)
        done = suggest_archive(harvest, target, model, run)
    show_problems(done.tally.problems)
    show_notices(done.notices)
    verdicts = sorted(done.tally.more["verdicts"].items())
    told = ", ".join(f"{n} {verdict}" for verdict, n in verdicts)
    typer.echo(f"{count(done.tally.counts['read'], 'fragment')}: {target} ({told})")


def _beside(harvest: Path) -> Path:
    if harvest.is_dir():
        return harvest.with_name(f"{harvest.name}-suggested")
    return harvest.with_name(f"{harvest.stem}-suggested{harvest.suffix}")
