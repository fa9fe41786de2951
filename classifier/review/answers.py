"""Every answer on disk the moment it is given, and what the answers amount to.

The log is in SQLite and only ever added to. An undo is one more line, so nothing is lost, and two
programs on one file need only read on.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from classifier.errors import OutputError
from classifier.json_shape import NUMBER, fits, read_shaped

FORMAT = "1"
State = Literal["decided", "discuss", "open"]
Kind = Literal[
    "tick", "accept", "none", "discuss", "keep", "note", "new", "undo", "shown", "workbook"
]
# Two programs on one file wait for each other; a write takes milliseconds.
_PATIENCE = 10.0
_PAUSE = 0.05
_HELD = {("table", "facts"), ("table", "acts"), ("table", "sqlite_sequence")}
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_STATES = frozenset(get_args(State))
_KINDS = frozenset(get_args(Kind))
_ACT = (int, str, str, str, str, _KINDS, str, str, str | None, int | None, str)
_ANSWERS = [(str, _STATES, [str], bool, [(str, NUMBER)], str)]
_COLUMNS = "at, coder, fragment, digest, kind, model, version, note, undoes, answers"
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
class TargetAnswer:
    """One coder's answer for one target, with what was proposed at that moment.

    Attributes
    ----------
    labels : label ids; empty with the state "decided": none fits
    unseen : the proposal was hidden when the answer was given
    proposed : likely label ids with their probabilities, likeliest first: what “accept” takes
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
        """The likely label ids alone."""
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
    answers : of the kind "new" they answer nothing: their labels are words for what the codebook
        lacks
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
    answers: tuple[TargetAnswer, ...] = ()


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
                f"{path} has another format than {FORMAT}, which this program reads.",
                hint="Use the version of the program that wrote it, if it is not damaged.",
            )

    def add(self, act: Act) -> int:
        """Keep ``act``; when this returns it is on disk. Gives its number."""
        row = (
            act.at, act.coder, act.fragment, act.digest, act.kind, act.model, act.version,
            act.note, act.undoes, json.dumps([_plain(answer) for answer in act.answers]),
        )  # fmt: skip
        added = f"INSERT INTO acts ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        return int(self._run(f"{added} RETURNING number", row)[0][0])

    def after(self, number: int) -> list[Act]:
        """Read the acts after ``number``, oldest first."""
        wanted = f"SELECT number, {_COLUMNS} FROM acts WHERE number > ? ORDER BY number"
        return [self._act(list(row)) for row in self._run(wanted, [number])]

    def _act(self, row: list[Any]) -> Act:
        """Return an act as it was kept; other programs can write anything into the file."""
        answers = read_shaped(row[-1], _ANSWERS) if fits(row, _ACT) else None
        if answers is None:
            raise OutputError(
                f"{self.path.name} is damaged: the answer number {row[0]} cannot be read.",
                hint="Take a copy of the file from before, or name another with --decisions.",
            )
        row[-1] = tuple(map(_answer, answers))
        return Act(*row)

    def fact(self, name: str) -> str:
        """Look up a setting, "" if it was never kept."""
        rows = self._run("SELECT value FROM facts WHERE name = ?", [name])
        return str(rows[0][0]) if rows else ""

    def keep_fact(self, name: str, value: str) -> None:
        """Keep a setting."""
        self._run("INSERT OR REPLACE INTO facts VALUES (?, ?)", [name, value])

    def close(self) -> None:
        """Fold the side file back in and close."""
        self._connection.close()

    def _run(self, statement: str, values: Sequence[object]) -> list[Any]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            what = str(error).partition(" with text ")[0]  # a note, perhaps
            raise OutputError(
                f"{self.path.name} cannot be read or written: {what}.",
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
        held = connection.execute("SELECT type, name FROM sqlite_master WHERE type <> 'index'")
        if not _HELD.issuperset(held):  # nothing may be added to it; a trigger could undo answers
            raise sqlite3.DatabaseError("it is a database of another program")
        connection.execute("PRAGMA journal_mode = WAL")
        # Without FULL, the last answers could be lost with the machine's power.
        connection.execute("PRAGMA synchronous = FULL")
        connection.executescript(_TABLES)
        connection.execute("INSERT OR IGNORE INTO facts VALUES ('format', ?)", [FORMAT])
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _plain(one: TargetAnswer) -> list[object]:
    return [one.target, one.state, sorted(one.labels), one.unseen, one.proposed, one.verdict]


def _answer(plain: list[Any]) -> TargetAnswer:
    target, state, labels, unseen, proposed, verdict = plain
    pairs = tuple((str(label), float(p)) for label, p in proposed)
    return TargetAnswer(target, state, frozenset(labels), unseen, pairs, verdict)


# Looking is nothing to take back, and an undo is not undone.
_NOT_UNDONE = frozenset({"shown", "undo", "workbook"})


@dataclass(frozen=True, slots=True)
class Standing:
    """An answer that stands, and the act that gave it."""

    answer: TargetAnswer
    act: Act


class Answers:
    """The log, replayed. Answers of several coders lie side by side and never mix."""

    def __init__(self) -> None:
        self.last = 0
        # What was not taken back: by coder and fragment, and by coder what can be.
        self._acts: defaultdict[tuple[str, str], list[Act]] = defaultdict(list)
        self._undoable: defaultdict[str, list[Act]] = defaultdict(list)

    def apply(self, act: Act) -> None:
        """Take in the next act of the log."""
        self.last = act.number
        own = self._acts[act.coder, act.fragment]
        undoable = self._undoable[act.coder]
        if act.kind == "undo":
            for acts in (own, undoable):
                acts[:] = [one for one in acts if one.number != act.undoes]
            return
        own.append(act)
        if act.kind not in _NOT_UNDONE:
            undoable.append(act)

    def standing(self, coder: str, fragment: str) -> dict[str, Standing]:
        """Return the answers that stand, by target; targets left open are missing."""
        last = {
            answer.target: Standing(answer, act) for answer, act in self._given(coder, fragment)
        }
        return {target: one for target, one in last.items() if one.answer.state != "open"}

    def given_here(self, coder: str, fragment: str) -> bool:
        """Whether a coder answered, or took an answer back, elsewhere than in a workbook."""
        acts = self._acts.get((coder, fragment), ())
        return any(one.answers and one.kind not in ("workbook", "new") for one in acts)

    def unseen(self, coder: str, fragment: str) -> dict[str, TargetAnswer]:
        """Return the last answers that were given before the proposals were shown, by target."""
        given = self._given(coder, fragment)
        last = {answer.target: answer for answer, _ in given if answer.unseen}
        return {target: answer for target, answer in last.items() if answer.state != "open"}

    def new_labels(self, coder: str, fragment: str) -> dict[str, frozenset[str]]:
        """Return what the coder misses in the codebook, in the coder's words, by target."""
        last = {one.target: one.labels for one, _ in self._given(coder, fragment, new=True)}
        return {target: labels for target, labels in last.items() if labels}

    def _given(
        self, coder: str, fragment: str, *, new: bool = False
    ) -> Iterator[tuple[TargetAnswer, Act]]:
        """Yield each answer with its act, the oldest first."""
        for act in self._acts.get((coder, fragment), ()):
            if (act.kind == "new") == new:
                yield from ((answer, act) for answer in act.answers)

    def note(self, coder: str, fragment: str) -> str:
        """Return the coder's words, "" for none."""
        notes = [
            act.note or "" for act in self._acts.get((coder, fragment), ()) if act.note is not None
        ]
        return notes[-1] if notes else ""

    def shown(self, coder: str, fragment: str) -> bool:
        """Whether the coder has seen what is proposed for the fragment."""
        return any(act.kind == "shown" for act in self._acts.get((coder, fragment), ()))

    def last_act(self, coder: str) -> Act | None:
        """Return the coder's last act that can be undone."""
        acts = self._undoable.get(coder)
        return acts[-1] if acts else None

    def stamp(self, coder: str, fragment: str) -> int:
        """Number the state of a fragment: it grows whenever an answer or note is given.

        An undo takes it back to what it was, which is the state it was, too.
        """
        acts = self._acts.get((coder, fragment), ())
        given = [act.number for act in acts if act.answers or act.note is not None]
        return max(given, default=0)

    def coders(self) -> dict[str, set[str]]:
        """List the fragments with an answer by coder."""
        fragments: defaultdict[str, set[str]] = defaultdict(set)
        for coder, fragment in self._acts:
            if self.standing(coder, fragment):
                fragments[coder].add(fragment)
        return fragments
