"""What an engine is, and the one on this machine: tasks side by side in processes, or in turn."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from classifier.encode.protocol import n_threads
from classifier.errors import ClassifierError

_Task = TypeVar("_Task")
_Value = TypeVar("_Value")

# Each holds a model and its encoders: half a gigabyte.
_MOST_PROCESSES = 4

Progress = Callable[[int, float], None]
"""Called with (rows so far, share that lies behind), for a progress bar."""


@dataclass(frozen=True)
class Resources:
    """What a job may use where it runs.

    Attributes
    ----------
    threads : processors it may use; None for all
    scratch : a folder of the worker's own, for what is worth keeping between its tasks; None at
        home, where the user has such a folder
    progress : told now and then how far this task is
    """

    threads: int | None = None
    scratch: Path | None = None
    progress: Progress | None = None


@dataclass(frozen=True)
class Done(Generic[_Value]):
    """What a job gives back: how many rows it went through, and its result."""

    n_rows: int
    value: _Value


Job = Callable[[_Task, Resources], Done[_Value]]


class Engine(Protocol):
    """Something that does a job for each of many tasks."""

    def each(
        self, job: Job[_Task, _Value], tasks: Sequence[_Task], progress: Progress | None = None
    ) -> Iterator[tuple[int, Done[_Value]]]:
        """Do ``job`` for every task; yields each task's number with its result, in any order."""
        ...


def run_all(
    engine: Engine,
    job: Job[_Task, _Value],
    tasks: Sequence[_Task],
    progress: Progress | None = None,
) -> list[_Value]:
    """Do ``job`` for every task; return the results in the order of the tasks."""
    values = {number: done.value for number, done in engine.each(job, tasks, progress)}
    return [values[number] for number in range(len(tasks))]


@dataclass(frozen=True)
class Here:
    """Tasks on this machine, with ``processors`` in all; None for all that there are.

    Several tasks are done side by side, in up to four processes. One task alone, and any number
    with one processor, is done in this process.
    """

    processors: int | None = None

    def each(
        self, job: Job[_Task, _Value], tasks: Sequence[_Task], progress: Progress | None = None
    ) -> Iterator[tuple[int, Done[_Value]]]:
        """Do ``job`` for every task, each result as it comes in."""
        n_processes = min(n_threads(self.processors), len(tasks), _MOST_PROCESSES)
        if n_processes > 1:
            return self._side_by_side(job, tasks, progress, n_processes)
        return self._in_turn(job, tasks, progress)

    def _in_turn(
        self, job: Job[_Task, _Value], tasks: Sequence[_Task], progress: Progress | None
    ) -> Iterator[tuple[int, Done[_Value]]]:
        n_rows = 0
        for number, task in enumerate(tasks):
            told = partial(_shifted, progress, n_rows, number, len(tasks)) if progress else None
            done = job(task, Resources(self.processors, progress=told))
            n_rows += done.n_rows
            yield number, done

    def _side_by_side(
        self,
        job: Job[_Task, _Value],
        tasks: Sequence[_Task],
        progress: Progress | None,
        n_processes: int,
    ) -> Iterator[tuple[int, Done[_Value]]]:
        # joblib loads slowly, and most runs do without it.
        from joblib import Parallel, delayed, parallel_config
        from joblib.externals.loky import get_reusable_executor

        resources = Resources(n_threads(self.processors) // n_processes)
        calls = (
            delayed(_do)(job, number, task, resources, os.getpid())
            for number, task in enumerate(tasks)
        )
        n_rows = 0
        try:
            with parallel_config("loky", inner_max_num_threads=resources.threads):
                parallel = Parallel(n_processes, return_as="generator_unordered", batch_size=1)
            with closing(parallel(calls)) as results:
                for finished, (number, done) in enumerate(results, start=1):
                    n_rows += done.n_rows
                    if progress:
                        progress(n_rows, finished / len(tasks))
                    yield number, done
        except BrokenProcessPool as error:
            raise ClassifierError(
                "A process of this run was ended from outside, perhaps for want of memory.",
                hint="Run the same command again: files that are done are kept. --jobs 1 takes "
                "the least memory.",
            ) from error
        finally:
            # They would wait for more work for minutes, each with a model in its memory.
            get_reusable_executor().shutdown()


def _shifted(
    progress: Progress, rows_before: int, tasks_before: int, n_tasks: int, rows: int, share: float
) -> None:
    progress(rows_before + rows, (tasks_before + share) / n_tasks)


def _do(
    job: Job[_Task, _Value], number: int, task: _Task, resources: Resources, parent: int
) -> tuple[int, Done[_Value]]:
    """Do one task in a process of `Here`."""
    _watch_parent(parent)
    return number, job(task, resources)


@cache
def _watch_parent(parent: int) -> None:
    threading.Thread(target=_end_with_parent, args=(parent,), daemon=True).start()


def _end_with_parent(parent: int) -> None:
    """End this process when the one that began it is killed: nobody would read its results."""
    if sys.platform == "win32":
        process = multiprocessing.parent_process()
        if process is not None:
            process.join()
    else:
        # A process that has lost its parent is given another one.
        while os.getppid() == parent:
            time.sleep(1)
    os._exit(1)
