"""Where an archive is worked through, from the options of a command."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from classifier.cli.options import EngineChoice

if TYPE_CHECKING:
    from classifier.engine import Engine


def choose_engine(
    choice: EngineChoice, scheduler: str | None, jobs: int | None, shared: Sequence[Path]
) -> Engine:
    """Give the engine that was asked for; ``shared`` are the paths that workers must see."""
    from classifier.engine import Here, OnDask

    if choice is EngineChoice.dask:
        return OnDask(scheduler, jobs, tuple(path.resolve() for path in shared))
    if scheduler is not None:
        raise typer.BadParameter("--scheduler needs --engine dask.")
    return Here(jobs)
