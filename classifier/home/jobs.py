"""What a project's computer has to do: command lines of this program, one after the other."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Sequence
from pathlib import Path

from classifier.home.file_lock import hold
from classifier.home.job_file import OVER, Job, JobFile, State
from classifier.home.own import mark
from classifier.home.processes import python_command, start_apart
from classifier.outputs import written

__all__ = ["OVER", "Job", "Jobs", "State", "is_own"]
_LOOK = 0.2
# Seconds between the presses of a button that was meant to be pressed once.
_TWICE = 2.0
# Of those that are over; older ones are forgotten.
_KEPT = 200
_CHANGED = "changed = (SELECT max(changed) + 1 FROM jobs)"


class Jobs:
    """The jobs of the project in ``folder``; several programs may use them at once.

    ``module`` is what is run with each job's words, as ``python -m`` would.
    """

    def __init__(self, folder: Path, module: str = "classifier") -> None:
        self.folder = folder.absolute()
        self.path = self.folder / "work" / "jobs.sqlite"
        self._file = JobFile(self.path)
        self._module = module

    def add(self, title: str, argv: Sequence[str]) -> int:
        """Keep a job and see that it is begun; return its number.

        One that waits already, or was added a moment ago by the same press, is not added twice.
        A job that was killed is begun anew: name outputs that may stand there already with
        ``--force``, which never writes over a person's decisions.
        """
        words = json.dumps(list(argv))
        own, now = mark(words), time.time()
        same = self._file.read(
            "WHERE argv = ? AND mark = ? "
            "AND (state = 'waiting' OR state = 'running' AND added > ?)",
            words, own, now - _TWICE,
        )  # fmt: skip
        if same:
            return same[0].number
        added = (
            "INSERT INTO jobs (title, argv, mark, added, changed) VALUES (?, ?, ?, ?, "
            "(SELECT coalesce(max(changed), 0) + 1 FROM jobs)) RETURNING number"
        )
        number = int(self._file.write(added, title, words, own, now)[0][0])
        self._file.write(
            f"DELETE FROM jobs WHERE state IN {OVER} AND number <= "
            f"(SELECT max(number) - {_KEPT} FROM jobs)"
        )
        self.go_on()
        return number

    def cancel(self, number: int) -> None:
        """End a job as Ctrl+C does; one that waits is not begun. One that is over stays so.

        The worker ends what runs. A job of somebody else, whose worker is gone, has none here.
        """
        job = self.job(number)
        if job is None or job.over:
            return
        left_behind = not is_own(job) and self._no_worker()
        at_once = "state IN ('waiting', 'running')" if left_behind else "state = 'waiting'"
        self._file.write(
            f"UPDATE jobs SET state = 'cancelled', ended = ?, {_CHANGED} "
            f"WHERE number = ? AND {at_once}",
            time.time(),
            number,
        )
        self._file.write(
            f"UPDATE jobs SET cancelling = 1, {_CHANGED} "
            "WHERE number = ? AND state = 'running' AND NOT cancelling",
            number,
        )
        self.go_on()

    def all(self) -> tuple[Job, ...]:
        """Return the jobs, the newest first."""
        return self._file.read("ORDER BY number DESC")

    def job(self, number: int) -> Job | None:
        """Return the job with this number; None if there is none."""
        return next(iter(self._file.read("WHERE number = ?", number)), None)

    def wait_for_change(self, since: int, seconds: float) -> int:
        """Return the number of the last change once it is above ``since``, or when time is up."""
        last = time.monotonic() + seconds
        while True:
            newest = self._file.read("ORDER BY changed DESC LIMIT 1")
            changed = newest[0].changed if newest else 0
            if changed != since or time.monotonic() >= last:
                return changed
            time.sleep(_LOOK)

    def go_on(self) -> None:
        """Start the worker if something has to be done and none is at work.

        Call it when a project is opened, and now and then: the worker may have been killed.
        """
        # One that is at work looks once more for jobs after it has given its lock back.
        if self.to_do() and self._no_worker():
            start_worker(self)

    # -- for the worker

    @property
    def worker_lock(self) -> Path:
        """The file that the one worker of the project holds."""
        return self.path.with_name("jobs.worker-lock")

    @property
    def command_lock(self) -> Path:
        """The file that the one command of the project holds."""
        return self.path.with_name("jobs.command-lock")

    def to_do(self) -> tuple[Job, ...]:
        """Return the jobs of this person on this computer that are not over, the oldest first.

        Others are left alone: a folder that came from elsewhere must not run anything here.
        """
        jobs = self._file.read("WHERE state IN ('waiting', 'running') ORDER BY number")
        return tuple(filter(is_own, jobs))

    def begin(self, number: int) -> bool:
        """Take a job in hand; False if it waits no longer."""
        begun = (
            "UPDATE jobs SET state = 'running', began = ?, stage = '', done = 0, total = 0, "
            f"lines = '[]', process = NULL, {_CHANGED} "
            "WHERE number = ? AND state = 'waiting' RETURNING number"
        )
        return bool(self._file.write(begun, time.time(), number))

    def note_process(self, number: int, process: int) -> None:
        """Keep the number of the process that runs the command."""
        self._file.write("UPDATE jobs SET process = ? WHERE number = ?", process, number)

    def tell(self, number: int, stage: tuple[str, int, int], lines: Sequence[str]) -> None:
        """Keep how far a command is, and what it said last."""
        name, done, total = stage
        now = time.time()
        self._file.write(
            "UPDATE jobs SET stage_began = ?, begun_with = ? "
            "WHERE number = ? AND (stage <> ? OR total = 0 OR done > ?)",
            now, done, number, name, done,
        )  # fmt: skip
        self._file.write(
            "UPDATE jobs SET stage = ?, done = ?, total = ?, told = ?, lines = ?, "
            f"{_CHANGED} WHERE number = ?",
            name, done, total, now, json.dumps(list(lines)), number,
        )  # fmt: skip

    def end(self, number: int, state: State, code: int | None, lines: Sequence[str]) -> None:
        """Keep what came of a job."""
        self._file.write(
            f"UPDATE jobs SET state = ?, code = ?, lines = ?, ended = ?, {_CHANGED} "
            "WHERE number = ?",
            state, code, json.dumps(list(lines)), time.time(), number,
        )  # fmt: skip

    def put_back(self, died: int = 0) -> None:
        """Have wait again what was in hand when worker or command were killed.

        What was to be cancelled is. ``died`` is 1 where the command was killed, else 0.
        """
        self._file.write(
            "UPDATE jobs SET state = iif(cancelling, 'cancelled', 'waiting'), "
            f"ended = iif(cancelling, ?, NULL), deaths = deaths + ?, {_CHANGED} "
            "WHERE state = 'running'",
            time.time(),
            died,
        )

    def command(self, job: Job) -> list[str]:
        """Return what starts a job's command."""
        return [*python_command("job_process"), str(self.command_lock), self._module, *job.argv]

    def worker_command(self) -> list[str]:
        """Return what starts the worker."""
        return [*python_command("worker"), str(self.folder), self._module]

    def _no_worker(self) -> bool:
        with written(self.path):
            self.path.parent.mkdir(exist_ok=True)
            lock = hold(self.worker_lock)
        if lock is not None:
            lock.close()
        return lock is not None


def is_own(job: Job) -> bool:
    """Whether this person added the job on this computer: no other is run here."""
    return hmac.compare_digest(job.mark.encode(), mark(json.dumps(job.argv)).encode())


def start_worker(jobs: Jobs) -> None:
    """Start a process that does what has to be done, and outlives this one."""
    start_apart(jobs.worker_command(), jobs.folder)
