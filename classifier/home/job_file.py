"""The list of a project's jobs on disk.

It is in SQLite with an ordinary journal, since write-ahead logging works on no network drive and
is not read from a disk that can only be read. Every call opens the file anew: nothing stays open
that would hold off moving or deleting the folder, and any number of pages see the same.
"""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from classifier.errors import OutputError, of_system
from classifier.json_shape import NUMBER, fits
from classifier.outputs import written

State = Literal["waiting", "running", "done", "failed", "cancelled"]
OVER = ("done", "failed", "cancelled")
_FORMAT = 1
_PATIENCE = 10.0
# At less than this, what is left of a step cannot be told from its pace.
_SHORTEST, _SMALLEST_SHARE = 2.0, 0.05
_TABLE = """\
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL, argv TEXT NOT NULL, mark TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    stage TEXT NOT NULL DEFAULT '', done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0, begun_with INTEGER NOT NULL DEFAULT 0,
    stage_began REAL NOT NULL DEFAULT 0,
    told REAL NOT NULL DEFAULT 0, added REAL NOT NULL, began REAL, ended REAL, code INTEGER,
    lines TEXT NOT NULL DEFAULT '[]', cancelling INTEGER NOT NULL DEFAULT 0,
    deaths INTEGER NOT NULL DEFAULT 0, process INTEGER, changed INTEGER NOT NULL
)
"""
_INDEX = "CREATE INDEX IF NOT EXISTS changes ON jobs (changed)"
_OF_SQLITE = {sqlite3.SQLITE_READONLY: errno.EROFS, sqlite3.SQLITE_FULL: errno.ENOSPC}
_HELD = {("table", "jobs"), ("table", "sqlite_sequence")}
_TIME = NUMBER | None
_ROW = {
    "number": int, "title": str, "argv": str, "mark": str, "state": frozenset(get_args(State)),
    "stage": str, "done": int, "total": int, "begun_with": int, "stage_began": NUMBER,
    "told": NUMBER, "added": NUMBER, "began": _TIME, "ended": _TIME, "code": int | None,
    "lines": str, "cancelling": int, "deaths": int, "process": int | None, "changed": int,
}  # fmt: skip


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
    stage_began, begun_with, told : when it was told first how much of the step is done, how much
        that was (what is known from before is done at once), and when it was told last
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
    begun_with: int
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
        passed, done = self.told - self.stage_began, self.done - self.begun_with
        left = self.total - self.done
        enough = passed >= _SHORTEST and done >= _SMALLEST_SHARE * (left + done)
        return passed * left / done if self.state == "running" and enough and left > 0 else None


class JobFile:
    """The file with the list; several programs may use it at once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, statement: str, *values: object) -> list[Any]:
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

    def read(self, wanted: str, *values: object) -> tuple[Job, ...]:
        """Return jobs of the list; none where nothing was added yet, also on a read-only disk."""
        if not self.path.exists():
            return ()
        with self._open() as connection:
            if not self._refuse_other(connection):
                return ()
            found = connection.execute(
                f"SELECT {', '.join(_ROW)} FROM jobs {wanted}", values
            ).fetchall()
        return tuple(map(self._job, found))

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
        values: dict[str, Any] = dict(zip(_ROW, row, strict=True))
        argv, lines = _texts(values["argv"]), _texts(values["lines"])
        if not fits(values, _ROW) or argv is None or lines is None:
            raise OutputError(
                f"{self.path} is damaged: the job number {values['number']} cannot be read.",
                hint="Delete it: only the list of jobs is lost.",
            )
        texts = {"argv": argv, "lines": lines, "cancelling": bool(values["cancelling"])}
        return Job(**(values | texts))


def _texts(text: object) -> tuple[str, ...] | None:
    """Return a list of texts; the name of a file may hold what is no letter."""
    try:
        texts = json.loads(str(text))
    except (ValueError, RecursionError):
        return None
    is_list = isinstance(texts, list) and all(isinstance(text, str) for text in texts)
    return tuple(texts) if is_list else None
