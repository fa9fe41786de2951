"""Tasks side by side in processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, TypeVar

from threadpoolctl import threadpool_limits

from classifier.encode.protocol import n_threads
from classifier.engine.here import Done, Here, Job, Place, Watch
from classifier.errors import ClassifierError

_Task = TypeVar("_Task")
_Value = TypeVar("_Value")

# Each holds a model and its encoders: half a gigabyte.
_MOST_PROCESSES = 4


@dataclass(frozen=True)
class InProcesses:
    """Tasks side by side in processes of this machine, ``processors`` in all; None for all."""

    processors: int | None = None

    def each(
        self, job: Job[_Task, _Value], tasks: Sequence[_Task], watch: Watch | None = None
    ) -> Iterator[tuple[int, Done[_Value]]]:
        """Do ``job`` for every task, each result as it comes in; one task alone is done here."""
        processors = n_threads(self.processors)
        workers = min(processors, len(tasks), _MOST_PROCESSES)
        if workers < 2:
            yield from Here(self.processors).each(job, tasks, watch)
            return
        # "spawn" on every system: a copy of a process with threads of its own may hang.
        context = multiprocessing.get_context("spawn")
        begun_with = (job, Place(processors // workers))
        pool = ProcessPoolExecutor(workers, context, _begin, begun_with)
        futures = {pool.submit(_go_on, task): number for number, task in enumerate(tasks)}
        n_rows = 0
        try:
            for finished, future in enumerate(as_completed(futures), start=1):
                done = future.result()
                n_rows += done.n_rows
                if watch:
                    watch(n_rows, finished / len(tasks))
                yield futures[future], done
        except BrokenProcessPool as error:
            raise ClassifierError(
                "A process of this run was ended from outside, perhaps for want of memory.",
                hint="Run the same command again: files that are done are kept. --jobs 1 takes "
                "the least memory.",
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


# What a process of `InProcesses` was begun for.
_begun: list[tuple[Any, Place]] = []


def _begin(job: Any, place: Place) -> None:
    """Take the job over once in a process; matrix products keep to its processors."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    threadpool_limits(place.threads, "blas")
    _begun[:] = [(job, place)]


def _go_on(task: Any) -> Any:
    ((job, place),) = _begun
    return job(task, place)


def _end_with_parent() -> None:
    """End this process when the one that began it is killed: nobody would read its results."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
