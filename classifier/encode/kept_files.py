"""Files that this program keeps: how those made once are made again.

Reading an encoder the way it is packaged costs about a second at every start (unpacking, building
tables of words); what comes out is always the same. So it is kept, with a small ``stamp.json``
beside it that records size, time of change and sha256 of the sources and of the files made.

Hashing 90 MB at every start would cost 0.05 to 0.3 s, more than loading them. Therefore a file
whose size and time of change are those recorded counts as unchanged; if either differs, the hash
decides. This notices every interrupted, edited or swapped file; a disk that alters bytes behind
the file system's back is noticed by ``classifier encoders install``, which hashes everything.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from classifier.errors import EncoderError, foreign
from classifier.json_shape import read_shaped
from classifier.outputs import sha256_of
from classifier.own_folders import cache_folder

STAMP = "stamp.json"
_MARK_SHAPE = {"size": int, "changed": int, "sha256": str}
_STAMP_SHAPE = {"sources": {str: _MARK_SHAPE}, "files": {str: _MARK_SHAPE}}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one folder of prepared files is made.

    Attributes
    ----------
    name : of the folder in the cache; carries the version of ``build``, so that two versions of
        this program on one computer do not undo each other's work
    sources : the files it is made from
    build : writes the prepared files into an empty folder
    pinned : the sha256 that a source must have, for those that are pinned
    """

    name: str
    sources: Mapping[str, Path]
    build: Callable[[Path], None]
    pinned: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A folder with prepared files, and the sha256 of each source they were made from."""

    folder: Path
    hashes: Mapping[str, str]

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Have the files made anew by the next run where they cannot be read, and say so."""
        try:
            hint = "It will be made anew: run the command again."
            with foreign(str(self.folder), hint, EncoderError):
                yield
        except EncoderError:
            (self.folder / STAMP).unlink(missing_ok=True)
            raise


@dataclass(frozen=True, slots=True)
class _Mark:
    """What identifies a file's content: cheap to compare first, certain last."""

    size: int
    changed: int
    sha256: str


def prepare(recipe: Recipe, base: Path | None = None) -> Prepared:
    """Return the recipe's folder, making it first where it is missing, damaged or outdated."""
    folder = (cache_folder() if base is None else base) / recipe.name
    found = _check(folder, recipe)
    if found is None:
        found = _make(folder, recipe)
    return found


def forget(name: str, base: Path | None = None) -> None:
    """Have the next ``prepare`` make folder ``name`` anew."""
    ((cache_folder() if base is None else base) / name / STAMP).unlink(missing_ok=True)


def _check(folder: Path, recipe: Recipe) -> Prepared | None:
    """Return the folder if everything in it is as recorded, else None."""
    try:
        stamp = read_shaped((folder / STAMP).read_bytes(), _STAMP_SHAPE)
        if stamp is None:
            return None
        marks = {k: {n: _Mark(**m) for n, m in stamp[k].items()} for k in ("sources", "files")}
        fresh = {
            "sources": {
                name: _mark(path, marks["sources"].get(name))
                for name, path in recipe.sources.items()
            },
            "files": {name: _mark(folder / name, mark) for name, mark in marks["files"].items()},
        }
    except OSError:
        return None  # no stamp, or a file gone: make it again
    if _hashes(fresh) != _hashes(marks) or not fresh["files"]:
        return None
    if fresh != marks:  # same content, but copied or touched: remember the new times
        with contextlib.suppress(OSError):
            _write_stamp(folder, fresh)
    hashes = _hashes(fresh)["sources"]
    _refuse_foreign(recipe, hashes)
    return Prepared(folder, hashes)


def _mark(path: Path, known: _Mark | None) -> _Mark:
    """Describe the file as it is now; its hash is taken over while size and time are as known."""
    status = path.stat()
    if known and (known.size, known.changed) == (status.st_size, status.st_mtime_ns):
        return known
    return _Mark(status.st_size, status.st_mtime_ns, sha256_of(path))


def _hashes(marks: Mapping[str, Mapping[str, _Mark]]) -> dict[str, dict[str, str]]:
    return {kind: {n: mark.sha256 for n, mark in some.items()} for kind, some in marks.items()}


def _refuse_foreign(recipe: Recipe, hashes: Mapping[str, str]) -> None:
    for name, expected in recipe.pinned.items():
        if hashes[name] != expected:
            raise EncoderError(
                f"{recipe.sources[name]} is not the file this program knows: its sha256 is "
                f"{hashes[name][:12]}… instead of {expected[:12]}….",
                hint="It is damaged or of another version. Run: classifier encoders install",
            )


def _make(folder: Path, recipe: Recipe) -> Prepared:
    """Build in a folder beside, then move in; where the cache cannot be written, for this run."""
    sources = {name: _mark(path, None) for name, path in recipe.sources.items()}
    hashes = {name: mark.sha256 for name, mark in sources.items()}
    _refuse_foreign(recipe, hashes)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
    except OSError:  # a read-only home: works all the same, only slower at every start
        return _make_for_this_run(recipe, hashes)
    try:
        recipe.build(draft)
        _write_stamp(draft, {"sources": sources, "files": _marks_in(draft)})
        _move_in(draft, folder)
    except PermissionError:
        # Windows: another process has the old files open; it may just have made the same ones.
        found = _check(folder, recipe)
        return found if found else _make_for_this_run(recipe, hashes)
    except OSError as error:
        raise _no_room(folder, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Prepared(folder, hashes)


def _marks_in(draft: Path) -> dict[str, _Mark]:
    return {path.name: _mark(path, None) for path in sorted(draft.iterdir())}


def _move_in(draft: Path, folder: Path) -> None:
    """Move the files over, the stamp last: it vouches for the rest."""
    for path in sorted(draft.iterdir(), key=lambda path: path.name == STAMP):
        os.replace(path, folder / path.name)


def _make_for_this_run(recipe: Recipe, hashes: Mapping[str, str]) -> Prepared:
    try:
        folder = Path(tempfile.mkdtemp(prefix="outcome-classifier-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        recipe.build(folder)
    except OSError as error:
        raise _no_room(Path(tempfile.gettempdir()), error) from error
    return Prepared(folder, hashes)


def _no_room(folder: Path, error: OSError) -> EncoderError:
    return EncoderError(
        f"The encoder's files could not be written to {folder}: {error.strerror or error}.",
        hint="Free about 200 MB on that disk, or point XDG_CACHE_HOME to a folder with room.",
    )


def _write_stamp(folder: Path, marks: Mapping[str, Mapping[str, _Mark]]) -> None:
    plain: dict[str, Any] = {
        kind: {name: asdict(mark) for name, mark in some.items()} for kind, some in marks.items()
    }
    draft = folder / f"{STAMP}.{os.getpid()}"
    draft.write_text(json.dumps(plain, indent=1), "utf-8")
    os.replace(draft, folder / STAMP)
