"""What an engine is, and the plainest one: one task after the other in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Generic, Protocol, TypeVar

_Task = TypeVar("_Task")
_Value = TypeVar("_Value")

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
