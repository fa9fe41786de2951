"""Every answer on disk the moment it is given: a log in SQLite that is only ever added to.

An undo is one more line, so nothing is lost, and two programs on one file need only read on.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from classifier.errors import OutputError

FORMAT = "1"
State = Literal["decided", "discuss", "open"]
Kind = Literal["tick", "accept", "none", "discuss", "keep", "note", "undo", "shown", "workbook"]
# Two programs on one file wait for each other; a write takes milliseconds.
_PATIENCE = 10.0
_PAUSE = 0.05
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS acts (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL, coder TEXT NOT NULL, fragment TEXT NOT NULL, digest TEXT NOT NULL,
    kind TEXT NOT NULL, model TEXT NOT NULL, version TEXT NOT NULL,
    note TEXT, undoes INTEGER, answers TEXT NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Given:
    """One coder's answer for one target, with what was proposed at that moment.

    Attributes
    ----------
    labels : label ids; empty with the state "decided": none fits
    unseen : the proposal was hidden when the answer was given
    proposed : suggested label ids with their probabilities, likeliest first
    verdict : the proposal's verdict, "" if there was no proposal
    """

    target: str
    state: State
    labels: frozenset[str] = frozenset()
    unseen: bool = False
    proposed: tuple[tuple[str, float], ...] = ()
    verdict: str = ""

    @property
    def proposed_labels(self) -> frozenset[str]:
        """The suggested label ids alone."""
        return frozenset(label for label, _ in self.proposed)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a coder did with one fragment; ``number`` is 0 until it is kept.

    Attributes
    ----------
    at : when, as 2025-01-31T14:05:09+01:00
    digest : fingerprint of the fragment's text at that moment
    note : the coder's words as they are now, None if the act is not about them
    undoes : number of the act that this one takes back
    """

    number: int
    at: str
    coder: str
    fragment: str
    digest: str
    kind: Kind
    model: str = ""
    version: str = ""
    note: str | None = None
    undoes: int | None = None
    answers: tuple[Given, ...] = ()


class Log:
    """The file of decisions. Use it from one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open or create ``path``; a file that is something else is an OutputError."""
        self.path = path
        self._connection: sqlite3.Connection = _connect(path)
        found = self.fact("format")
        if found != FORMAT:
            self.close()
            raise OutputError(
                f"{path} has format {found}; this program reads format {FORMAT}.",
                hint="Use the version of the program that wrote it.",
            )

    def add(self, act: Act) -> int:
        """Keep ``act``; when this returns it is on disk. Gives its number."""
        row = (
            act.at, act.coder, act.fragment, act.digest, act.kind, act.model, act.version,
            act.note, act.undoes, json.dumps([_plain(one) for one in act.answers]),
        )  # fmt: skip
        with self._told():
            cursor = self._connection.execute(
                "INSERT INTO acts (at, coder, fragment, digest, kind, model, version, note, "
                "undoes, answers) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        return int(cursor.lastrowid or 0)

    def after(self, number: int) -> list[Act]:
        """Read the acts after ``number``, oldest first."""
        with self._told():
            rows = self._connection.execute(
                "SELECT number, at, coder, fragment, digest, kind, model, version, note, undoes, "
                "answers FROM acts WHERE number > ? ORDER BY number",
                [number],
            ).fetchall()
        return [replace(Act(*row), answers=_answers(row[-1])) for row in rows]

    def fact(self, name: str) -> str:
        """Look up a setting, "" if it was never kept."""
        with self._told():
            row = self._connection.execute("SELECT value FROM facts WHERE name = ?", [name])
            found = row.fetchone()
        return str(found[0]) if found else ""

    def keep_fact(self, name: str, value: str) -> None:
        """Keep a setting."""
        with self._told():
            self._connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", [name, value])

    def close(self) -> None:
        """Fold the side file back in and close."""
        self._connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise OutputError(
                f"{self.path.name} cannot be read or written: {error}.",
                hint="Is the disk full, or the folder gone? What is on disk stays there.",
            ) from error


def _connect(path: Path) -> sqlite3.Connection:
    """Open a file of answers; two programs that make it at the same moment take turns."""
    last = time.monotonic() + _PATIENCE
    while True:
        try:
            return _prepared(path)
        except sqlite3.Error as error:
            # SQLite does not wait by itself where a file is turned to write-ahead logging.
            busy = getattr(error, "sqlite_errorcode", 0) & 0xFF in _BUSY
            if not busy or time.monotonic() > last:
                raise OutputError(
                    f"{path} cannot be used for decisions: {error}.",
                    hint="Name another file with --decisions, in a folder you may write to.",
                ) from error
        time.sleep(_PAUSE)


def _prepared(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # Without FULL, the last answers could be lost with the machine's power.
        connection.execute("PRAGMA synchronous = FULL")
        connection.executescript(_TABLES)
        connection.execute("INSERT OR IGNORE INTO facts VALUES ('format', ?)", [FORMAT])
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _plain(one: Given) -> list[object]:
    return [one.target, one.state, sorted(one.labels), one.unseen, one.proposed, one.verdict]


def _answers(text: str) -> tuple[Given, ...]:
    return tuple(_given(plain) for plain in json.loads(text))


def _given(plain: list[Any]) -> Given:
    target, state, labels, unseen, proposed, verdict = plain
    pairs = tuple((str(label), float(p)) for label, p in proposed)
    return Given(target, state, frozenset(labels), unseen, pairs, verdict)
