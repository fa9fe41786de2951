"""Tasks side by side on a Dask cluster of the user's.

None is started here: its port would let every user of this machine run code as this one.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from threadpoolctl import threadpool_limits

from classifier import __version__
from classifier.engine.local import Done, Job, Progress, Resources
from classifier.errors import ClassifierError

if TYPE_CHECKING:
    from types import ModuleType

_Task = TypeVar("_Task")
_Value = TypeVar("_Value")

RETRIES = 2
# A scheduler remembers every task that was sent: more than there are workers, so that none is idle,
# and no more with more files.
_SENT_AT_ONCE = 2_000
_PATIENCE = 30  # seconds for a scheduler to answer, and for a worker to be there
_INSTALL = 'pip install "outcome-classifier[cluster]"'
# A job may hold a plan's index or a model: that is meant, and no reason to warn.
_SETTINGS = {"distributed.admin.large-graph-warning-threshold": "2GB"}


@dataclass(frozen=True)
class OnDask:
    """Tasks side by side on a Dask cluster.

    Attributes
    ----------
    scheduler : its address, such as tcp://10.0.0.5:8786
    shared : files and folders that every worker must see under the same path
    """

    scheduler: str
    shared: tuple[Path, ...] = ()

    def each(
        self, job: Job[_Task, _Value], tasks: Sequence[_Task], progress: Progress | None = None
    ) -> Iterator[tuple[int, Done[_Value]]]:
        """Do ``job`` for every task, each result as it comes in."""
        distributed = _load_distributed()
        import dask

        with dask.config.set(_SETTINGS), self._client(distributed) as client:
            self._check_workers(client)
            # As a result of its own it is sent once to a worker, not once with every task; and
            # unlike scattered data it is there again when the worker that held it is lost.
            held = client.submit(_same, job, retries=RETRIES, pure=False)
            send = partial(client.submit, _do, held, retries=RETRIES, pure=False)
            n_rows = 0
            ended = _as_they_end(client, send, tasks)
            for finished, (number, future) in enumerate(ended, start=1):
                done = self._result(distributed, client, future)
                n_rows += done.n_rows
                if progress:
                    progress(n_rows, finished / len(tasks))
                yield number, done

    @contextmanager
    def _client(self, distributed: ModuleType) -> Iterator[Any]:
        try:
            _greet(distributed, self.scheduler)
        except Exception as error:  # whatever answers there is no scheduler, or not ours
            raise ClassifierError(
                f"No Dask scheduler answers at {self.scheduler}.",
                hint="Check the address, such as tcp://HOST:8786, and that the scheduler runs. "
                "Where it is encrypted, the address begins with tls://, and Dask's settings on "
                "this computer name your certificates.",
            ) from error
        with distributed.Client(self.scheduler, timeout=_PATIENCE) as client:
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
    def _result(distributed: ModuleType, client: Any, future: Any) -> Any:
        """Return the result; it is made once more where its worker was lost before it was sent."""
        patience: float = _PATIENCE
        try:
            while True:
                try:
                    return future.result(timeout=patience)
                except TimeoutError as error:
                    if future.status == "error":  # perhaps the task's own: a disk did not answer
                        return future.result()
                    _refuse_without_workers(client, error)
                    patience *= 2  # each time it is sent anew, and a large one takes long
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


def _as_they_end(
    client: Any, send: Callable[[Any], Any], tasks: Sequence[Any]
) -> Iterator[tuple[int, Any]]:
    """Send the tasks; yield the number and the future of each as it ends."""
    left = enumerate(tasks)
    waiting: dict[Any, int] = {}
    # Each tells of its own end. `distributed.wait` leaves a note with every future at every call,
    # which together grow with the square of the number of files.
    ended: SimpleQueue[Any] = SimpleQueue()
    while True:
        for number, task in islice(left, _SENT_AT_ONCE - len(waiting)):
            future = send(task)
            waiting[future] = number
            future.add_done_callback(ended.put)
        if not waiting:
            return
        try:
            future = ended.get(timeout=_PATIENCE)
        except Empty as error:
            _refuse_without_workers(client, error)
        else:
            yield waiting.pop(future), future


def _refuse_without_workers(client: Any, error: Exception) -> None:
    """Do not wait longer where nobody is left to do the work."""
    if not client.scheduler_info()["workers"]:
        raise ClassifierError(
            "The cluster has lost all its workers.",
            hint="Start some, then run the same command again: files that are done are kept.",
        ) from error


def _greet(distributed: ModuleType, address: str) -> None:
    """Connect to a scheduler once, as a client does; raise what went wrong.

    A client that finds none leaves a thread behind, whose end may hold up the next one for ever.
    This one is closed in any case, and on a thread of its own: a notebook has a loop at work here.
    """

    async def meet() -> None:
        client = distributed.Client(
            address, timeout=_PATIENCE, asynchronous=True, set_as_default=False
        )
        try:
            await asyncio.wait_for(client, _PATIENCE)  # there may be somebody who says nothing
        finally:
            await client.close()

    def run() -> None:
        try:
            asyncio.run(meet())
        except BaseException as error:  # told to whoever waits
            met.put(error)
        else:
            met.put(None)

    met: SimpleQueue[BaseException | None] = SimpleQueue()
    threading.Thread(target=run, daemon=True).start()
    if error := met.get():
        raise error


_one_at_a_time = threading.Lock()


def _same(job: Any) -> Any:
    return job


def _do(job: Any, task: Any) -> Any:
    """Run in a worker: one task at a time, with all threads that the worker has."""
    from distributed import get_worker

    worker = get_worker()
    scratch = Path(worker.local_directory)
    with _one_at_a_time, threadpool_limits(worker.state.nthreads, "blas"):
        return job(task, Resources(worker.state.nthreads, scratch))


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
