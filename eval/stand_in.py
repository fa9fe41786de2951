"""Encoders that sleep as long as the real ones work: for measuring what lies around them.

    python eval/stand_in.py suggest ARCHIVE --model M              # one command with them
    python eval/stand_in.py --on SCHEDULER MODEL ARCHIVE OUT       # on workers that have them:
    dask worker --preload stand_in …

They answer to the names of the default encoders. A vector follows from its text alone, and says
nothing about it. ``STAND_IN_SECONDS`` in the environment is what a character costs, by encoder.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.encode import EncoderSettings, choose

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.engine import Engine
    from classifier.progress import Progress

N_DIMS = {"use": 512, "minilm": 384}
SECONDS = "STAND_IN_SECONDS"


class StandIn:
    """One of them; it sleeps ``seconds`` for each character."""

    languages = frozenset({"en", "fr", "ar"})
    cut: frozenset[int] = frozenset()

    def __init__(self, name: str, seconds: float = 0.0) -> None:
        self.name, self.n_dims, self.seconds = name, N_DIMS[name], seconds
        self.weights_hash = hashlib.sha256(f"stand-in {name}".encode()).hexdigest()

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Sleep, and draw unit rows from the hashes of ``texts``; zeros for no text."""
        del progress
        time.sleep(self.seconds * sum(map(len, texts)))
        drawn = b"".join(hashlib.shake_256(t.encode()).digest(self.n_dims) for t in texts)
        rows = np.frombuffer(drawn, np.int8).reshape(len(texts), self.n_dims).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return np.where(np.array([bool(t.strip()) for t in texts])[:, None], rows, 0)


def load(name: str, settings: EncoderSettings | None = None) -> StandIn:
    """Return the stand-in for an encoder, in place of ``load_encoder``."""
    del settings
    return StandIn(name, json.loads(os.environ.get(SECONDS, "{}")).get(name, 0.0))


def dask_setup(worker: object) -> None:
    """Put them in place; a worker calls this as it begins."""
    del worker
    choose.load_encoder = load


@dataclass(frozen=True)
class Timed:
    """The engine with a stopwatch: from the first file that is handed out to the last answer."""

    engine: Engine

    def each(self, job: Any, tasks: Sequence[Any], progress: Any = None) -> Iterator[Any]:
        """Do ``job`` for every task, and print the seconds."""
        begin = time.perf_counter()
        yield from self.engine.each(job, tasks, progress)
        print(time.perf_counter() - begin)


def suggest_on(scheduler: str, model: Path, archive: Path, out: Path) -> None:
    """Do what `suggest --engine dask` does, with the stopwatch."""
    from classifier.archive import ArchiveRun, suggest_archive
    from classifier.engine import OnDask

    engine = Timed(OnDask(scheduler, (archive, model, out.parent)))
    run = ArchiveRun(encoders=EncoderSettings(keep=False), engine=engine)
    suggest_archive(archive, out, model, run)


def main() -> None:
    """Do what the arguments ask for."""
    if sys.argv[1] == "--on":
        suggest_on(sys.argv[2], *map(Path, sys.argv[3:]))
        return
    from classifier.cli import app

    dask_setup(None)
    app(sys.argv[1:])


if __name__ == "__main__":
    main()
