"""A scheduler and workers on loopback as real processes, and jobs that kill their own worker."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from classifier.engine import Done

HERE = Path(__file__).parent


@contextmanager
def cluster(folder, workers=2):
    """Yield the address of a scheduler with workers that nobody starts again."""
    known = folder / "scheduler.json"
    python = [sys.executable, "-m"]
    place = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent)])}
    said = (folder / "said.txt").open("wb")
    ours = ["--scheduler-file", str(known), "--no-dashboard"]
    calls = [["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *ours]]
    calls += workers * [
        ["distributed.cli.dask_worker", "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny",
         "--local-directory", str(folder), "--death-timeout", "60", *ours]
    ]  # fmt: skip
    running = [
        subprocess.Popen([*python, *call], env=place, cwd=folder, stdout=said, stderr=said)
        for call in calls
    ]
    try:
        yield _address(known)
    finally:
        for one in running:
            one.kill()
            one.wait()
        said.close()


def _address(known):
    for _ in range(600):
        if known.exists() and known.read_text().strip():
            return json.loads(known.read_text())["address"]
        time.sleep(0.1)
    raise AssertionError("the scheduler did not start")


def _first(marker):
    """Whether nobody was here before."""
    try:
        marker.open("x").close()
    except FileExistsError:
        return False
    return True


@dataclass(frozen=True)
class Lengths:
    """Counts letters; the first worker to see ``fatal`` dies, without a ``marker`` each of them."""

    fatal: str = ""
    marker: Path | None = None

    def __call__(self, task, place):
        if task == self.fatal and (self.marker is None or _first(self.marker)):
            os.kill(os.getpid(), signal.SIGKILL)
        if task == "bad":
            raise ValueError("this task cannot be done")
        if place.watch:
            place.watch(1, 1.0)
        return Done(1, os.getpid() if task == "pid" else len(task))


@dataclass(frozen=True)
class Fatal:
    """A job that once, after the first rows of a task are written, kills the worker it is in."""

    job: object
    marker: Path

    def __call__(self, task, place):
        return self.job(task, replace(place, watch=self._kill))

    def _kill(self, rows, share):
        if _first(self.marker):
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Deadly:
    """An engine that makes its job `Fatal`."""

    engine: object
    marker: Path

    def each(self, job, tasks, watch=None):
        return self.engine.each(Fatal(job, self.marker), tasks, watch)
