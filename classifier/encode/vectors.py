"""Each text is encoded once: vectors kept between runs in one SQLite file of the user's own.

The key is the sha256 of encoder, weights and text, so two encoders can never share a vector and
the file holds nobody's words. It may be deleted at any time. Two processes may use it at once
(SQLite sees to that, on Windows too); what is damaged is thrown away; when it cannot be used at
all, the texts are simply encoded again. Neither is ever an error: a notice says so.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from classifier.encode.protocol import Encoder
from classifier.own_folders import cache_folder
from classifier.progress import Progress

if TYPE_CHECKING:
    from classifier.encode.protocol import Vectors

_T = TypeVar("_T")

FILE = "vectors.sqlite"
LIMIT = 500_000_000  # bytes; about 200,000 texts with both encoders
_KEEP = 0.8  # of the limit, after the oldest have been thrown away: room for a while
_FORMAT = 1
_KEYS = 500  # in one question; SQLite of older Pythons allows 999
_CHUNK = 1024  # texts encoded before they are saved: an interrupted run loses no more than that
_DAY = 86_400  # seconds; a vector's last use is noted by the day, so that reading seldom writes
_WAIT = 30.0  # seconds for another process to finish writing


@dataclass(frozen=True, slots=True)
class Entry:
    """One vector as stored: float32 bytes, and whether its text was too long to be read whole."""

    vector: bytes
    cut: bool = False

    def has(self, n_dims: int) -> bool:
        """Say whether these are so many numbers, none of them infinite."""
        import numpy as np

        n_bytes = len(self.vector)
        return n_bytes == 4 * n_dims and bool(np.isfinite(np.frombuffer(self.vector, "<f4")).all())


class VectorCache:
    """Vectors by key, in the user's cache folder or at ``path``, at most about ``limit`` bytes.

    ``notices`` says in plain words what went wrong, each thing once; ``what`` is kept there.
    """

    def __init__(self, path: Path | None = None, limit: int = LIMIT, what: str = "vectors") -> None:
        self.path = cache_folder() / FILE if path is None else path
        self.limit = limit
        self._what = what
        self.notices: tuple[str, ...] = ()

    def read(self, keys: Sequence[bytes]) -> dict[bytes, Entry]:
        """Return what is known of ``keys``; a damaged vector counts as unknown."""
        return self._attempt(lambda: self._read(keys)) or {}

    def write(self, entries: Mapping[bytes, Entry]) -> None:
        """Keep ``entries``; throws the longest unused away where the file grows too large."""
        if entries:
            self._attempt(lambda: self._write(entries))

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, Entry]:
        found, today = {}, int(time.time()) // _DAY
        stale: list[tuple[int, bytes]] = []
        with self._open() as connection:
            for start in range(0, len(keys), _KEYS):
                some = keys[start : start + _KEYS]
                marks = ",".join("?" * len(some))
                question = (
                    "SELECT key, vector, sum, cut, used FROM vectors "
                    f"WHERE typeof(vector) = 'blob' AND key IN ({marks})"
                )
                for key, vector, total, cut, used in connection.execute(question, some):
                    if zlib.crc32(vector) == total:
                        found[key] = Entry(vector, bool(cut))
                    if used != today:
                        stale.append((today, key))
            if stale:
                connection.executemany("UPDATE vectors SET used = ? WHERE key = ?", stale)
        return found

    def _write(self, entries: Mapping[bytes, Entry]) -> None:
        today = int(time.time()) // _DAY
        rows = [(k, e.vector, zlib.crc32(e.vector), e.cut, today) for k, e in entries.items()]
        with self._open() as connection:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?, ?)", rows)
            self._shrink(connection)

    def _shrink(self, connection: sqlite3.Connection) -> None:
        """Delete the longest unused vectors once the file is over its limit."""
        pages, free, size = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
        in_use = (pages - free) * size
        if in_use > self.limit:
            count = int(connection.execute("SELECT count(*) FROM vectors").fetchone()[0])
            surplus = int(count * (1 - _KEEP * self.limit / in_use)) + 1
            connection.execute(
                "DELETE FROM vectors WHERE rowid IN "
                "(SELECT rowid FROM vectors ORDER BY used, rowid LIMIT ?)",
                (surplus,),
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one piece of work: nothing stays open between two."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=_WAIT)
        try:
            _prepare(connection)
            with connection:  # commits, or rolls back
                yield connection
            # As a script: `execute` would take one step and give a single page back.
            connection.executescript("PRAGMA incremental_vacuum")
        finally:
            connection.close()

    def _attempt(self, work: Callable[[], _T]) -> _T | None:
        """Do ``work``; on a damaged file once more with a new one; None if it cannot be done."""
        try:
            return work()
        except (sqlite3.OperationalError, OSError) as error:
            self._give_up(error)
            return None
        except sqlite3.DatabaseError:
            pass  # damaged: begin anew, below
        try:
            for end in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + end).unlink(missing_ok=True)
            self._notice(f"The file of kept {self._what} was damaged; a new one was begun.")
            return work()
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
            return None

    def _give_up(self, error: Exception) -> None:
        self._notice(
            f"{self._what.capitalize()} are not kept: {self.path} cannot be used ({error})."
        )

    def _notice(self, text: str) -> None:
        if text not in self.notices:
            self.notices = (*self.notices, text)


def _prepare(connection: sqlite3.Connection) -> None:
    """Set up a new file; refuse one of another format as damaged."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found == _FORMAT:
        # NORMAL: a power cut may lose the last vectors, never the file.
        connection.execute("PRAGMA synchronous = NORMAL")
        return
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if found or tables:
        # Another process may be setting it up: look again under the write lock.
        connection.execute("BEGIN IMMEDIATE")
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        connection.rollback()
        if found == _FORMAT:
            return
        raise sqlite3.DatabaseError("not a file of kept vectors")
    # Of a usual page of 4 KB, a vector of 2 KB and its key would leave nearly half empty.
    connection.execute("PRAGMA page_size = 16384")
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = WAL").fetchone()  # stays as it was where it cannot
    connection.execute("PRAGMA synchronous = NORMAL")
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL, "
            "sum INTEGER NOT NULL, cut INTEGER NOT NULL, used INTEGER NOT NULL)"
        )
        connection.execute(f"PRAGMA user_version = {_FORMAT}")


def vector_key(encoder: Encoder, text: str) -> bytes:
    """Return the key of one text's vector; encoder and weights are part of it."""
    parts = f"{encoder.name}\0{encoder.weights_hash}\0{text}"
    # "surrogatepass": half a character, as some broken files contain, must not stop the run.
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).digest()


class CachedEncoder:
    """An encoder that remembers: looks each distinct text up first, encodes the rest, keeps it.

    It is an Encoder itself; its ``cut`` also names cut texts whose vectors were remembered.
    ``cache`` None (``--no-cache``) remembers nothing, but still encodes each text only once.
    """

    def __init__(self, encoder: Encoder, cache: VectorCache | None) -> None:
        self.encoder = encoder
        self.cache = cache
        self.name = encoder.name
        self.n_dims = encoder.n_dims
        self.weights_hash = encoder.weights_hash
        self.languages = encoder.languages
        self.cut: frozenset[int] = frozenset()
        self.n_known = 0

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embed ``texts`` into float32 (n_texts, n_dims); ``n_known`` says how many were known."""
        import numpy as np

        keys = {text: vector_key(self.encoder, text) for text in texts}
        distinct = list(keys)
        rows = np.empty((len(distinct), self.n_dims), dtype="<f4")
        cut, missing = self._fill_known(rows, list(keys.values()))
        self.n_known = len(distinct) - len(missing)
        # A slow encoder's own number is smaller: what was encoded so far is kept that often.
        step: int = getattr(self.encoder, "at_a_time", _CHUNK)
        for start in range(0, len(missing), step):
            places = missing[start : start + step]
            report = _shift(progress, self.n_known + start, len(distinct))
            some = [distinct[i] for i in places]
            rows[places], cut_here = self._encode(some, [keys[text] for text in some], report)
            cut.update(places[k] for k in cut_here)
        place = {text: i for i, text in enumerate(distinct)}
        numbers = [place[text] for text in texts]
        self.cut = frozenset(k for k, i in enumerate(numbers) if i in cut)
        return rows if len(distinct) == len(texts) else rows[numbers]

    def _fill_known(self, rows: Vectors, keys: Sequence[bytes]) -> tuple[set[int], list[int]]:
        """Fill in the vectors that are kept; return which were cut, and which are not kept."""
        import numpy as np

        cut: set[int] = set()
        missing: list[int] = []
        # In parts: all that is known of a large archive would lie in memory twice.
        for start in range(0, len(keys), _CHUNK):
            some = keys[start : start + _CHUNK]
            known = self.cache.read(some) if self.cache else {}
            for i, key in enumerate(some, start):
                entry = known.get(key)
                if entry is None or not entry.has(self.n_dims):
                    missing.append(i)
                    continue
                rows[i] = np.frombuffer(entry.vector, "<f4")
                if entry.cut:
                    cut.add(i)
        return cut, missing

    def _encode(
        self, texts: Sequence[str], keys: Sequence[bytes], progress: Progress | None
    ) -> tuple[Vectors, frozenset[int]]:
        """Encode texts and keep their vectors; the second are the places of those that were cut."""
        vectors = self.encoder.encode(texts, progress).astype("<f4", copy=False)
        cut = self.encoder.cut
        if self.cache:
            self.cache.write(
                {key: Entry(vectors[i].tobytes(), i in cut) for i, key in enumerate(keys)}
            )
        return vectors, cut


def _shift(progress: Progress | None, before: int, total: int) -> Progress | None:
    """Count on from the texts that are done already."""
    if progress is None:
        return None
    return lambda done, _: progress(before + done, total)
