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
    from classifier.archive.tag import open_model
    from classifier.encode import NamedEncoders, refuse_unnamed
    from classifier.report.suggestions import promise_sentences
    from classifier.store import model_hash
    from classifier.suggest.verdicts import promises

    target = out or _beside(harvest.absolute())
    shared = (harvest, model, target.parent)
    engine = choose_engine(options.engine, options.scheduler, options.jobs, shared)
    fitted, _ = open_model(model.absolute(), model_hash(model))
    refuse_unnamed(fitted.name, fitted.encoder_hashes, options.encoders)
    weights = tuple(fitted.encoder_hashes.items())
    tools = NamedEncoders(weights, keep=not options.no_cache, device=options.device)
    with archive_progress("Suggesting") as progress:
        run = ArchiveRun(tools, config, engine, options.force, progress)
        done = suggest_archive(harvest, target, model, run)
    show_problems(done.problems)
    if done.n_problems > len(done.problems):
        show_notices([f"{done.n_problems} problems in all."])
    if config.accept:
        show_notices(promise_sentences(promises(fitted, config.accept), fitted.codebook))
    show_notices(_notes(done))
    told = ", ".join(f"{n} {verdict}" for verdict, n in sorted(done.verdicts.items()))
    typer.echo(f"{count(done.n_rows, 'fragment')}: {target} ({told})")


def _beside(harvest: Path) -> Path:
    if harvest.is_dir():
        return harvest.with_name(f"{harvest.name}-suggested")
    return harvest.with_name(f"{harvest.stem}-suggested{harvest.suffix}")


def _notes(done: Tagged) -> list[str]:
    from classifier.report.suggestions import cut_sentences
    from classifier.suggest.drift import CONSEQUENCE

    notes = cut_sentences(done.n_cut)
    if done.n_void:
        ways = ", ".join(sorted(done.unlike))
        notes += [f"{done.n_void} fragments lie among texts unlike the training texts ({ways})."]
        notes += [CONSEQUENCE]
    return notes
