"""One job for many parts: one after the other here, or side by side in processes or on a cluster.

A job is a function of a task and a place. On a cluster it is sent to the workers once, with all it
holds; a task that fails or whose worker is lost is done again elsewhere. So a job must write its
part whole or not at all, and do no harm when it is done twice.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from classifier import __version__
from classifier.encode.protocol import n_threads
from classifier.errors import ClassifierError

if TYPE_CHECKING:
    from types import ModuleType

_Task = TypeVar("_Task")
_Value = TypeVar("_Value")

RETRIES = 2
_PATIENCE = 30  # seconds for a scheduler to answer, and for a first worker to be there
_INSTALL = 'pip install "outcome-classifier[cluster]"'

Watch = Callable[[int, float], None]
"""Called with (rows so far, share that lies behind), for a progress bar."""


@dataclass(frozen=True)
class Place:
    """Where a job runs.

    Attributes
    ----------
    threads : processors it may use; None for all
    scratch : a folder of the worker's own, for what is worth keeping between its tasks; None at
        home, where the user has such a folder
    watch : told now and then how far this task is
    """

    threads: int | None = None
    scratch: Path | None = None
    watch: Watch | None = None


@dataclass(frozen=True)
class Done(Generic[_Value]):
    """What a job gives back: how many rows it went through, and its result."""

    n_rows: int
    value: _Value


Job = Callable[[_Task, Place], Done[_Value]]


class Engine(Protocol):
    """Something that does a job for each of many tasks."""

    def each(
        self, job: Job[_Task, _Value], tasks: Sequence[_Task], watch: Watch | None = None
    ) -> Iterator[tuple[int, Done[_Value]]]:
        """Do ``job`` for every task; yields each task's number with its result, in any order."""
        ...


def run_all(
    engine: Engine, job: Job[_Task, _Value], tasks: Sequence[_Task], watch: Watch | None = None
) -> list[_Value]:
    """Do ``job`` for every task; gives the results in the order of the tasks."""
    found: dict[int, _Value] = {}
    for number, done in engine.each(job, tasks, watch):
        found[number] = done.value
    return [found[number] for number in range(len(tasks))]


@dataclass(frozen=True)
class Here:
    """One task after the other, in this process, with ``threads`` processors."""

    threads: int | None = None

    def each(
        self, job: Job[_Task, _Value], tasks: Sequence[_Task], watch: Watch | None = None
    ) -> Iterator[tuple[int, Done[_Value]]]:
        """Do ``job`` for every task, in order."""
        n_rows = 0
        for number, task in enumerate(tasks):
            told = partial(_shifted, watch, n_rows, number, len(tasks)) if watch else None
            done = job(task, Place(self.threads, watch=told))
            n_rows += done.n_rows
            yield number, done


def _shifted(
    watch: Watch, rows_before: int, tasks_before: int, n_tasks: int, rows: int, share: float
) -> None:
    watch(rows_before + rows, (tasks_before + share) / n_tasks)


@dataclass(frozen=True)
class InProcesses:
    """Tasks side by side in processes of this machine, ``processors`` in all; None for all."""

    processors: int | None = None

    def each(
        self, job: Job[_Task, _Value], tasks: Sequence[_Task], watch: Watch | None = None
    ) -> Iterator[tuple[int, Done[_Value]]]:
        """Do ``job`` for every task, each result as it comes in; one task alone is done here."""
        processors = n_threads(self.processors)
        workers = min(processors, len(tasks))
        if workers < 2:
            yield from Here(self.processors).each(job, tasks, watch)
            return
        # "spawn" on every system: a copy of a process with threads of its own may hang.
        pool = ProcessPoolExecutor(
            workers,
            multiprocessing.get_context("spawn"),
            _begin,
            (job, Place(processors // workers)),
        )
        try:
            futures = {pool.submit(_go_on, task): number for number, task in enumerate(tasks)}
            n_rows = 0
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


@dataclass(frozen=True)
class OnDask:
    """Tasks side by side on the Dask cluster at ``scheduler``, or on one made for this run.

    Attributes
    ----------
    scheduler : an address such as tcp://10.0.0.5:8786; None makes a cluster of processes on this
        machine, reachable from nowhere else
    workers : how many processes that cluster has; None for one a processor
    shared : files and folders that every worker must see under the same path
    """

    scheduler: str | None = None
    workers: int | None = None
    shared: tuple[Path, ...] = ()

    def each(
        self, job: Job[_Task, _Value], tasks: Sequence[_Task], watch: Watch | None = None
    ) -> Iterator[tuple[int, Done[_Value]]]:
        """Do ``job`` for every task, each result as it comes in."""
        distributed = _load_distributed()
        with self._client(distributed) as client:
            if self.scheduler:
                self._check_workers(client)
            # As a result of its own it is sent once to a worker, not once with every task; and
            # unlike scattered data it is there again when the worker that held it is lost.
            held = client.submit(_same, job, retries=RETRIES, pure=False)
            at_home = self.scheduler is None
            futures = [
                client.submit(_do, held, task, at_home, retries=RETRIES, pure=False)
                for task in tasks
            ]
            number = {future.key: n for n, future in enumerate(futures)}
            n_rows = 0
            for finished, future in enumerate(distributed.as_completed(futures), start=1):
                done = self._result(distributed, future)
                n_rows += done.n_rows
                if watch:
                    watch(n_rows, finished / len(tasks))
                yield number[future.key], done

    @contextmanager
    def _client(self, distributed: ModuleType) -> Iterator[Any]:
        if self.scheduler is None:
            with (
                distributed.LocalCluster(
                    n_workers=n_threads(self.workers),
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address=None,
                    silence_logs="CRITICAL",
                ) as cluster,
                distributed.Client(cluster) as client,
            ):
                yield client
            return
        try:
            client = distributed.Client(self.scheduler, timeout=_PATIENCE)
        except (OSError, ValueError) as error:
            raise ClassifierError(
                f"No Dask scheduler answers at {self.scheduler}.",
                hint="Check the address, such as tcp://HOST:8786, and that the scheduler runs.",
            ) from error
        with client:
            yield client

    def _check_workers(self, client: Any) -> None:
        """Refuse a cluster whose workers are not there, run other code, or lack the files."""
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise ClassifierError(
                f"The cluster at {self.scheduler} has no worker.", hint="Start dask worker there."
            ) from error
        try:
            said = client.run(_describe, self.shared)
        except ImportError as error:
            raise ClassifierError(
                "The workers of the cluster do not have this program.",
                hint=f"On every worker: {_INSTALL}, version {__version__}.",
            ) from error
        for worker, (version, missing) in said.items():
            if version != __version__:
                raise ClassifierError(
                    f"The worker {worker} has version {version} of this program, "
                    f"not {__version__}.",
                    hint="Install the same version everywhere.",
                )
            if missing:
                raise ClassifierError(
                    f"The worker {worker} does not see {missing[0]}.",
                    hint="Put harvests, model and output on a disk that all workers share.",
                )

    @staticmethod
    def _result(distributed: ModuleType, future: Any) -> Any:
        try:
            return future.result()
        except distributed.KilledWorker as error:
            raise ClassifierError(
                "A part of the archive brought down one worker after the other.",
                hint="Give the workers more memory, or cut the archive into smaller parts.",
            ) from error
        except distributed.client.FutureCancelledError as error:
            raise ClassifierError(
                "The cluster was lost in the middle of the work.",
                hint="Run the same command again: parts that are done are kept.",
            ) from error


# What a process of `InProcesses` was begun for.
_begun: list[tuple[Any, Place]] = []


def _begin(job: Any, place: Place) -> None:
    """Take the job over once in a process; matrix products keep to its processors."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(place.threads, "blas")
    _begun[:] = [(job, place)]


def _go_on(task: Any) -> Any:
    ((job, place),) = _begun
    return job(task, place)


_one_at_a_time = threading.Lock()


def _same(job: Any) -> Any:
    return job


def _do(job: Any, task: Any, at_home: bool) -> Any:
    """Run in a worker: one task at a time, with all threads that the worker has."""
    from distributed import get_worker

    worker = get_worker()
    scratch = None if at_home else Path(worker.local_directory)
    with _one_at_a_time:
        return job(task, Place(worker.state.nthreads, scratch))


def _describe(shared: Sequence[Path]) -> tuple[str, list[str]]:
    """Say of a worker which version it runs, and which of the shared paths it does not see."""
    return __version__, [str(path) for path in shared if not path.exists()]


def _load_distributed() -> ModuleType:
    try:
        import distributed
    except ImportError as error:
        raise ClassifierError(
            "Dask is not installed.", hint=f"Install it: {_INSTALL}. Or leave out --engine."
        ) from error
    return distributed
