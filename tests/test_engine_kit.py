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

from threadpoolctl import threadpool_info

from classifier.engine import Done

HERE = Path(__file__).parent


@contextmanager
def cluster(folder, workers=2, deaths=3):
    """Yield the address of a scheduler with workers that nobody starts again.

    A task that ends more than so many of them is given up.
    """
    known = folder / "scheduler.json"
    python = [sys.executable, "-m"]
    place = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent)])}
    place["DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES"] = str(deaths)
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

    def __call__(self, task, resources):
        if task == self.fatal and (self.marker is None or _first(self.marker)):
            os.kill(os.getpid(), signal.SIGKILL)
        if task == "bad":
            raise ValueError("this task cannot be done")
        if resources.progress:
            resources.progress(1, 1.0)
        return Done(1, self._value(task))

    @staticmethod
    def _value(task):
        if task == "pid":
            return os.getpid()
        if task == "threads":
            return max(one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas")
        if task.startswith("sleep"):
            Path(task.split()[1], str(os.getpid())).touch()
            time.sleep(300)
        return len(task)


@dataclass(frozen=True)
class Fatal:
    """A job that once, after the first rows of a task are written, kills the worker it is in."""

    job: object
    marker: Path

    def __call__(self, task, resources):
        return self.job(task, replace(resources, progress=self._kill))

    def _kill(self, rows, share):
        if _first(self.marker):
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class Deadly:
    """An engine that makes its job `Fatal`."""

    engine: object
    marker: Path

    def each(self, job, tasks, progress=None):
        return self.engine.each(Fatal(job, self.marker), tasks, progress)
