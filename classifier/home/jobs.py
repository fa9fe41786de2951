"""What a project's computer has to do: command lines of this program, one after the other.

The list is in SQLite with an ordinary journal, since write-ahead logging works on no network
drive and is not read from a disk that can only be read. Every call opens the file anew: nothing
stays open that would hold off moving or deleting the folder, and any number of pages see the same.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import json
import os
import secrets
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, get_args

from classifier.encode.kept_files import data_folder
from classifier.errors import OutputError, of_system
from classifier.home.file_lock import hold
from classifier.json_shape import NUMBER, fits
from classifier.outputs import written

State = Literal["waiting", "running", "done", "failed", "cancelled"]
OVER = ("done", "failed", "cancelled")
_FORMAT = 1
_PATIENCE = 10.0
_LOOK = 0.2
# Seconds between the presses of a button that was meant to be pressed once.
_TWICE = 2.0
# Of those that are over; older ones are forgotten.
_KEPT = 200
# At less than this, what is left of a step cannot be told from its pace.
_SHORTEST, _SMALLEST_SHARE = 2.0, 0.05
_KEY_LENGTH = 32
_NEW_BYTES = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
_TABLE = """\
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL, argv TEXT NOT NULL, mark TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    stage TEXT NOT NULL DEFAULT '', done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0, stage_began REAL NOT NULL DEFAULT 0,
    told REAL NOT NULL DEFAULT 0, added REAL NOT NULL, began REAL, ended REAL, code INTEGER,
    lines TEXT NOT NULL DEFAULT '[]', cancelling INTEGER NOT NULL DEFAULT 0,
    deaths INTEGER NOT NULL DEFAULT 0, process INTEGER, changed INTEGER NOT NULL
)
"""
_INDEX = "CREATE INDEX IF NOT EXISTS changes ON jobs (changed)"
_OF_SQLITE = {sqlite3.SQLITE_READONLY: errno.EROFS, sqlite3.SQLITE_FULL: errno.ENOSPC}
_HELD = {("table", "jobs"), ("table", "sqlite_sequence")}
_COLUMNS = (
    "number, title, argv, mark, state, stage, done, total, stage_began, told, added, began, ended, "
    "code, lines, cancelling, deaths, process, changed"
)
_TIME = NUMBER | None
_ROW = (
    int, str, str, str, frozenset(get_args(State)), str, int, int, NUMBER, NUMBER, NUMBER, _TIME,
    _TIME, int | None, str, int, int, int | None, int,
)  # fmt: skip
_CHANGED = "changed = (SELECT max(changed) + 1 FROM jobs)"
# What starts a process of this program from any folder: nothing is imported from the project's.
_START = """\
import json, sys
sys.path[:] = json.loads(sys.argv.pop(1))
from classifier.home.{module} import main
main()
"""


@dataclass(frozen=True, slots=True)
class Job:
    """One command line, and how far it has come.

    Attributes
    ----------
    title : a key of the pages' words
    argv : the words behind the program's name
    mark : tells that it was added by this person on this computer
    stage, done, total : the step that the command is at, as it names it itself, and how much of
        it is done; total is 0 where that is not known
    told : when that was told last; ``stage_began`` when the step was named first
    code : the command's exit status
    lines : what the command said last
    cancelling : somebody asked to end it
    deaths : how often the command was killed by something else than a person's wish
    changed : grows with every change of any job of the project
    """

    number: int
    title: str
    argv: tuple[str, ...]
    mark: str
    state: State
    stage: str
    done: int
    total: int
    stage_began: float
    told: float
    added: float
    began: float | None
    ended: float | None
    code: int | None
    lines: tuple[str, ...]
    cancelling: bool
    deaths: int
    process: int | None
    changed: int

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in OVER

    @property
    def stage_key(self) -> str:
        """The step as a key of the pages' words; "" where it has none."""
        return f"stage_{self.stage.lower().replace(' ', '_')}" if self.stage else ""

    @property
    def share(self) -> float | None:
        """The share of the step that is done; None if it is not known."""
        return min(1.0, self.done / self.total) if self.total > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """How long the step takes yet at its pace so far; None where nothing true can be said."""
        passed = self.told - self.stage_began
        share = self.share
        if self.state != "running" or share is None:
            return None
        if passed < _SHORTEST or not _SMALLEST_SHARE <= share < 1:
            return None
        return passed * (1 - share) / share


class Jobs:
    """The jobs of the project in ``folder``; several programs may use them at once.

    ``module`` is what is run with each job's words, as ``python -m`` would.
    """

    def __init__(self, folder: Path, module: str = "classifier") -> None:
        self.folder = folder.absolute()
        self.path = self.folder / "work" / "jobs.sqlite"
        self._module = module

    def add(self, title: str, argv: Sequence[str]) -> int:
        """Keep a job and see that it is begun; return its number.

        One that waits already, or was added a moment ago by the same press, is not added twice.
        A job that was killed is begun anew: name outputs that may stand there already with
        ``--force``, which never writes over a person's decisions.
        """
        words = json.dumps(list(argv))
        mark, now = _mark(words), time.time()
        same = self._read(
            "WHERE argv = ? AND mark = ? "
            "AND (state = 'waiting' OR state = 'running' AND added > ?)",
            words, mark, now - _TWICE,
        )  # fmt: skip
        if same:
            return same[0].number
        added = (
            "INSERT INTO jobs (title, argv, mark, added, changed) VALUES (?, ?, ?, ?, "
            "(SELECT coalesce(max(changed), 0) + 1 FROM jobs)) RETURNING number"
        )
        number = int(self._write(added, title, words, mark, now)[0][0])
        self._write(
            f"DELETE FROM jobs WHERE state IN {OVER} AND number <= "
            f"(SELECT max(number) - {_KEPT} FROM jobs)"
        )
        self.go_on()
        return number

    def cancel(self, number: int) -> None:
        """End a job as Ctrl+C does; one that waits is not begun. One that is over stays so."""
        worker = self._hold_worker_lock()
        try:
            at_once = "state = 'waiting'" if worker is None else f"state NOT IN {OVER}"
            self._write(
                f"UPDATE jobs SET state = 'cancelled', ended = ?, {_CHANGED} "
                f"WHERE number = ? AND {at_once}",
                time.time(),
                number,
            )
            self._write(
                f"UPDATE jobs SET cancelling = 1, {_CHANGED} "
                "WHERE number = ? AND state = 'running' AND NOT cancelling",
                number,
            )
        finally:
            if worker is not None:
                worker.close()
                self.go_on()  # a worker that was started meanwhile found the lock held

    def all(self) -> tuple[Job, ...]:
        """Return the jobs, the newest first."""
        return self._read("ORDER BY number DESC")

    def job(self, number: int) -> Job | None:
        """Return the job with this number; None if there is none."""
        return next(iter(self._read("WHERE number = ?", number)), None)

    def wait_for_change(self, since: int, seconds: float) -> int:
        """Return the number of the last change once it is above ``since``, or when time is up."""
        last = time.monotonic() + seconds
        while True:
            newest = self._read("ORDER BY changed DESC LIMIT 1")
            changed = newest[0].changed if newest else 0
            if changed != since or time.monotonic() >= last:
                return changed
            time.sleep(_LOOK)

    def go_on(self) -> None:
        """Start the worker if something has to be done and none is at work.

        Call it when a project is opened, and now and then: the worker may have been killed.
        """
        if not self.to_do():
            return
        worker = self._hold_worker_lock()
        if worker is None:  # it looks once more for jobs after it has given the lock back
            return
        worker.close()
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
        jobs = self._read("WHERE state IN ('waiting', 'running') ORDER BY number")
        return tuple(filter(is_own, jobs))

    def begin(self, number: int) -> bool:
        """Take a job in hand; False if it waits no longer."""
        begun = (
            "UPDATE jobs SET state = 'running', began = ?, stage = '', done = 0, total = 0, "
            f"lines = '[]', process = NULL, {_CHANGED} "
            "WHERE number = ? AND state = 'waiting' RETURNING number"
        )
        return bool(self._write(begun, time.time(), number))

    def note_process(self, number: int, process: int) -> None:
        """Keep the number of the process that runs the command."""
        self._write("UPDATE jobs SET process = ? WHERE number = ?", process, number)

    def tell(self, number: int, stage: tuple[str, int, int], lines: Sequence[str]) -> None:
        """Keep how far a command is, and what it said last."""
        name, done, total = stage
        now = time.time()
        self._write(
            "UPDATE jobs SET "
            "stage_began = CASE WHEN stage = ? AND done <= ? THEN stage_began ELSE ? END, "
            f"stage = ?, done = ?, total = ?, told = ?, lines = ?, {_CHANGED} WHERE number = ?",
            name, done, now, name, done, total, now, json.dumps(list(lines)), number,
        )  # fmt: skip

    def end(self, number: int, state: State, code: int | None, lines: Sequence[str]) -> None:
        """Keep what came of a job."""
        self._write(
            f"UPDATE jobs SET state = ?, code = ?, lines = ?, ended = ?, {_CHANGED} "
            "WHERE number = ?",
            state, code, json.dumps(list(lines)), time.time(), number,
        )  # fmt: skip

    def put_back(self, died: int = 0) -> None:
        """Have wait again what was in hand when worker or command were killed.

        What was to be cancelled is. ``died`` is 1 where the command was killed, else 0.
        """
        self._write(
            "UPDATE jobs SET state = iif(cancelling, 'cancelled', 'waiting'), "
            f"ended = iif(cancelling, ?, NULL), deaths = deaths + ?, {_CHANGED} "
            "WHERE state = 'running'",
            time.time(),
            died,
        )

    def _write(self, statement: str, *values: object) -> list[Any]:
        """Change the list; when this returns it is on disk."""
        with written(self.path):
            self.path.parent.mkdir(exist_ok=True)
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            self._refuse_other(connection)
            connection.execute(_TABLE)
            connection.execute(_INDEX)
            connection.execute(f"PRAGMA user_version = {_FORMAT}")
            rows = connection.execute(statement, values).fetchall()
            connection.execute("COMMIT")
        return rows

    def _read(self, wanted: str, *values: object) -> tuple[Job, ...]:
        """Return jobs of the list; none where nothing was added yet, also on a read-only disk."""
        if not self.path.exists():
            return ()
        with self._open() as connection:
            if not self._refuse_other(connection):
                return ()
            found = connection.execute(f"SELECT {_COLUMNS} FROM jobs {wanted}", values).fetchall()
        return tuple(map(self._job, found))

    def command(self, job: Job) -> list[str]:
        """Return what starts a job's command."""
        return [*_python("job_process"), str(self.command_lock), self._module, *job.argv]

    def worker_command(self) -> list[str]:
        """Return what starts the worker."""
        return [*_python("worker"), str(self.folder), self._module]

    def _hold_worker_lock(self) -> BinaryIO | None:
        with written(self.path):
            self.path.parent.mkdir(exist_ok=True)
            return hold(self.worker_lock)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = None
        try:
            connection = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
            connection.execute("PRAGMA synchronous = FULL")
            yield connection
        except sqlite3.Error as error:
            refused = OSError(_OF_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, 0), "")
            raise of_system(refused, str(self.path), OutputError) or OutputError(
                f"{self.path} cannot be read or written: {error}.",
                hint="If it is damaged, delete it: only the list of jobs is lost.",
            ) from error
        finally:
            if connection is not None:
                connection.close()

    def _refuse_other(self, connection: sqlite3.Connection) -> bool:
        """Return whether the file has the list; refuse it if it holds anything else."""
        held = set(connection.execute("SELECT type, name FROM sqlite_master WHERE type <> 'index'"))
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if not _HELD.issuperset(held) or version not in (0, _FORMAT):
            raise sqlite3.DatabaseError("it is of another program or version")
        return bool(held)

    def _job(self, row: tuple[Any, ...]) -> Job:
        """Return a job as it was kept; other programs can write anything into the file."""
        values = list(row)
        argv, lines = _texts(values[2]), _texts(values[14])
        if not fits(values, _ROW) or argv is None or lines is None:
            raise OutputError(
                f"{self.path} is damaged: the job number {values[0]} cannot be read.",
                hint="Delete it: only the list of jobs is lost.",
            )
        values[2], values[14], values[15] = argv, lines, bool(values[15])
        return Job(*values)


def is_own(job: Job) -> bool:
    """Whether this person added the job on this computer: no other is run here."""
    return hmac.compare_digest(job.mark.encode(), _mark(json.dumps(job.argv)).encode())


def _mark(words: str) -> str:
    """Return what only this person on this computer can write beside a command line."""
    return hmac.new(_key(), words.encode(), hashlib.sha256).hexdigest()


def _texts(text: object) -> tuple[str, ...] | None:
    """Return a list of texts; the name of a file may hold what is no letter."""
    try:
        texts = json.loads(str(text))
    except (ValueError, RecursionError):
        return None
    is_list = isinstance(texts, list) and all(isinstance(text, str) for text in texts)
    return tuple(texts) if is_list else None


def _python(module: str) -> list[str]:
    """Return what starts a module of this package with the same program and the same packages."""
    places = [os.path.abspath(place) for place in sys.path]
    return [sys.executable, "-c", _START.format(module=module), json.dumps(places)]


def environment() -> dict[str, str]:
    """Return this process's, in which Python imports nothing from the folder it stands in."""
    return {**os.environ, "PYTHONSAFEPATH": "1"}


def start_worker(jobs: Jobs) -> None:
    """Start a process that does what has to be done, and outlives this one."""
    apart: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        hidden, modest = subprocess.CREATE_NO_WINDOW, subprocess.BELOW_NORMAL_PRIORITY_CLASS
        apart = {"creationflags": hidden | modest}
    worker = subprocess.Popen(
        jobs.worker_command(), cwd=jobs.folder, env=environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **apart,
    )  # fmt: skip
    # Nobody else takes note of its end, and it would stay in the system's list.
    threading.Thread(target=worker.wait, name="worker", daemon=True).start()


def _key() -> bytes:
    """Return this person's secret on this computer, made when it is needed first."""
    path = data_folder() / "jobs.key"
    with written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(20):  # another process may be writing it
            try:
                made = os.open(path, _NEW_BYTES, 0o600)
            except FileExistsError:
                key = path.read_bytes()
                if len(key) == _KEY_LENGTH:
                    return key
                time.sleep(0.05)
                continue
            try:
                os.write(made, secrets.token_bytes(_KEY_LENGTH))
            finally:
                os.close(made)
    path.unlink(missing_ok=True)  # of a process that was killed in between
    return _key()
