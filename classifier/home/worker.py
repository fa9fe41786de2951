"""The process that does a project's jobs, one after the other, and ends when none waits.

There is one at most, since it holds a lock. One that was killed leaves its job “running”, which the
next begins anew: outputs are whole or not there, so it loses time alone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, Any

from classifier.errors import OutputError
from classifier.home.file_lock import hold
from classifier.home.job_process import GRACE, TELLS
from classifier.home.jobs import Job, Jobs, State
from classifier.home.processes import environment
from classifier.json_shape import read_shaped

# Of every page that is open on the same computer.
_LOWER_PRIORITY = 10
_LOOK = 0.2
_TELL_EVERY = 0.5
# Of what a command says.
_MOST_LINES, _LONGEST_LINE = 100, 2_000
# A command that is killed is begun anew, but not for ever: it may need more memory than there is.
_MOST_DEATHS = 3
# Seconds that a disk may refuse what came of a job.
_PATIENCE = 60.0


def main() -> None:
    """Do what has to be done in a folder."""
    folder, module = sys.argv[1:]
    if hasattr(os, "nice"):
        os.nice(_LOWER_PRIORITY)
    work(Jobs(Path(folder), module))


def work(jobs: Jobs) -> None:
    """Do every job that waits; nothing if another worker is at it."""
    while jobs.to_do():
        lock = hold(jobs.worker_lock)
        if lock is None:
            return
        with lock:
            end_left_over(jobs)
            jobs.put_back()
            while waiting := jobs.to_do():
                _do(jobs, waiting[0])


def end_left_over(jobs: Jobs) -> None:
    """Wait until the command of a killed worker has ended, which it does by itself, or end it."""
    last = time.monotonic() + 2 * GRACE
    while (lock := hold(jobs.command_lock)) is None:
        if time.monotonic() > last:
            # The lock tells that it runs still, so the number is that of no other process.
            for job in jobs.to_do():
                if job.state == "running" and job.process:
                    _kill(job.process)
        time.sleep(_LOOK)
    lock.close()


def _do(jobs: Jobs, job: Job) -> None:
    """Run a job's command to its end, and keep what came of it."""
    is_written = _is_written(jobs, job)
    if not jobs.begin(job.number):  # it was cancelled meanwhile
        return
    said = Said()
    if is_written:
        said.lines.append("It was written before the program was stopped.")
        _end(jobs, job, "done", 0, said)
        return
    try:
        child = _start(jobs, job)
    except (OSError, ValueError) as error:  # words that no command line may hold
        said.lines.append(f"The command cannot be started: {type(error).__name__}.")
        _end(jobs, job, "failed", None, said)
        return
    with child:
        asked = _watch(jobs, job, child, said)
    code = child.returncode
    if code and asked:
        _end(jobs, job, "cancelled", code, said)
    elif code < 0 and job.deaths + 1 < _MOST_DEATHS:
        jobs.put_back(died=1)
    else:
        _end(jobs, job, "failed" if code else "done", code, said)


def _is_written(jobs: Jobs, job: Job) -> bool:
    """Whether a command that was killed had written already what it is never to write twice.

    Outputs are whole or not there, so that nothing is left to do; anew it would be refused.
    """
    if job.began is None or "--out" not in job.argv[:-1] or "--force" in job.argv:
        return False
    out = jobs.folder / job.argv[job.argv.index("--out") + 1]
    try:
        return out.stat().st_mtime >= job.began
    except (OSError, ValueError):
        return False


def _start(jobs: Jobs, job: Job) -> subprocess.Popen[bytes]:
    """Start the command in a group of its own: what it starts is ended with it."""
    apart: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.CREATE_NO_WINDOW}
    child = subprocess.Popen(
        jobs.command(job), cwd=jobs.folder, env=environment(), stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **apart,
    )  # fmt: skip
    with suppress(OutputError):
        jobs.note_process(job.number, child.pid)
    return child


def _watch(jobs: Jobs, job: Job, child: subprocess.Popen[bytes], said: Said) -> bool:
    """Wait for the command's end; return whether somebody asked for it."""
    reader = threading.Thread(target=said.read, args=(child.stdout,), daemon=True)
    reader.start()
    asked = 0.0
    while child.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            child.wait(_LOOK)
        with suppress(OutputError):  # a full disk is no reason to end what is under way
            said.tell(jobs, job)
            known = jobs.job(job.number)
            if not asked and known is not None and known.cancelling:
                asked = time.monotonic()
                _let_go(child)
        if asked and time.monotonic() - asked > 2 * GRACE:
            _kill(child.pid)
    if sys.platform != "win32":
        _kill(child.pid)  # what it started, and left
    reader.join(GRACE)
    return bool(asked)


def _let_go(child: subprocess.Popen[bytes]) -> None:
    """Close the pipe that the command lives by."""
    if child.stdin is not None:
        child.stdin.close()


def _kill(process: int) -> None:
    """End a command at once, on most systems with all that it started."""
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            os.kill(process, signal.SIGTERM)  # which Windows knows as its harshest
        else:
            os.killpg(process, signal.SIGKILL)


def _end(jobs: Jobs, job: Job, state: State, code: int | None, said: Said) -> None:
    """Keep what came of a job, also on a disk that is full for a while."""
    last = time.monotonic() + _PATIENCE
    while True:
        try:
            jobs.end(job.number, state, code, said.last_lines())
            return
        except OutputError:
            if time.monotonic() > last:
                raise
        time.sleep(1)


class Said:
    """What a command has said by now: its last lines, and how far it is."""

    def __init__(self) -> None:
        self.lines: deque[str] = deque(maxlen=_MOST_LINES)
        self._stage: tuple[str, int, int] = ("", 0, 0)
        self._lock = threading.Lock()
        self._changed, self._told = False, 0.0

    def read(self, stream: IO[bytes]) -> None:
        """Take in all that is said, to its end; a line without an end is taken in pieces."""
        for line in iter(partial(stream.readline, _LONGEST_LINE), b""):
            text, _, told = line.decode("utf-8", "replace").partition(TELLS)
            stage = read_shaped(told, (str, int, int)) if told else None
            with self._lock:
                self._changed = True
                if text or not told:
                    self.lines.append(text.rstrip())
                if stage is not None:
                    self._stage = (stage[0], stage[1], stage[2])

    def last_lines(self) -> list[str]:
        """Return what was said last."""
        with self._lock:
            return list(self.lines)

    def tell(self, jobs: Jobs, job: Job) -> None:
        """Keep it in the list, if it has changed, and not more often than anybody looks."""
        if not self._changed or time.monotonic() - self._told < _TELL_EVERY:
            return
        self._changed, self._told = False, time.monotonic()
        jobs.tell(job.number, self._stage, self.last_lines())
