"""A project that comes back as a zip, unpacked beside everything and moved to its place when whole.

Nothing in a zip is trusted: what it names, what it says of its size, what it holds.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

from classifier.errors import ProjectError, foreign
from classifier.outputs import OF_SYSTEMS, written
from classifier.project import FILE, FOLDERS, WORK, portable, read

LARGEST_PROJECT = 2 * 2**30
"""In bytes, unpacked."""
_MOST_FILES = 20_000
_CHUNK = 2**20
_LOCKED = 0x1
_ANEW = "Hand the project over again on the computer that it comes from, and use that zip."


def open_zip(zipped: Path, label: str, folder: Path) -> Path:
    """Unpack a project into a new folder in ``folder``; return that one.

    ``label`` is what a person calls the zip. One that is not wholly as handing over writes it is a
    ProjectError, and nothing of it stays.
    """
    with foreign(label, _ANEW, ProjectError):
        archive = zipfile.ZipFile(zipped)
    with archive:
        top, members = _members(archive, label)
        with written(folder):
            place = Path(tempfile.mkdtemp(prefix=".opening-", dir=folder))
        try:
            for name in FOLDERS:
                (place / "project" / name).mkdir(parents=True)
            for member, inside in members:
                _write(archive, member, place / "project" / inside)
            _check(place / "project", label)
            final = _free(folder, top)
            os.rename(place / "project", final)
        finally:
            shutil.rmtree(place, ignore_errors=True)
    return final


def _check(project: Path, label: str) -> None:
    try:
        read(project)
    except ProjectError as error:
        said = str(error).replace(str(project), label)
        raise ProjectError(said, hint=_ANEW) from error


def _members(archive: zipfile.ZipFile, label: str) -> tuple[str, list[tuple[zipfile.ZipInfo, str]]]:
    """Return the name of the project's folder, and what belongs into it, by its path there."""
    infos = archive.infolist()
    _refuse_large(infos, label)
    by_path = {}
    for info, path in _wanted(infos):
        _refuse_strange(info, path, label)
        if path.casefold() in by_path:
            raise ProjectError(f"{label} holds “{path}” twice.", hint=_ANEW)
        by_path[path.casefold()] = (info, path)
    top = _top([path for _, path in by_path.values()], label)
    inside = [(info, path[len(top) :]) for info, path in by_path.values()]
    belong = [(info, path) for info, path in inside if path.rpartition("/")[0] != WORK]
    return top.rstrip("/") or portable(Path(label).stem), belong


def _refuse_large(infos: list[zipfile.ZipInfo], label: str) -> None:
    size = sum(info.file_size for info in infos)
    if size > LARGEST_PROJECT or len(infos) > _MOST_FILES:
        raise ProjectError(
            f"{label} would unpack to {size / 2**20:.0f} MB in {len(infos)} files, which is more "
            f"than a project holds.",
            hint=_ANEW,
        )


def _top(paths: list[str], label: str) -> str:
    """Return what all paths begin with: the project's folder, "" where it stands at the top."""
    found = [path for path in paths if path.rpartition("/")[2] == FILE]
    nearest = min(found, key=lambda path: path.count("/"), default="")
    top = nearest.removesuffix(FILE)
    if not nearest or top.count("/") > 1:
        raise ProjectError(f"{label} holds no project: there is no {FILE} in it.", hint=_ANEW)
    if not all(path.startswith(top) for path in paths):
        raise ProjectError(f"{label} holds more than one folder.", hint=_ANEW)
    return top


def _wanted(infos: list[zipfile.ZipInfo]) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Go through the files of a zip; what systems and programs keep for themselves is left."""
    for info in infos:
        path = info.orig_filename.replace("\\", "/")
        hidden = [part for part in path.split("/") if part.startswith(".") and part.strip(".")]
        of_system = path.startswith("__MACOSX/") or path.rpartition("/")[2] in OF_SYSTEMS
        if not hidden and not of_system and not path.endswith("/"):
            yield info, path


def _refuse_strange(info: zipfile.ZipInfo, path: str, label: str) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise ProjectError(f"{label}: “{path}” is a link, which no project holds.", hint=_ANEW)
    if info.flag_bits & _LOCKED:
        raise ProjectError(f"{label} is locked with a password.", hint="Pack it without one.")
    if any(part in ("", ".", "..") or part != portable(part) for part in path.split("/")):
        raise ProjectError(f"{label}: “{path}” is no name for a file here.", hint=_ANEW)


def _write(archive: zipfile.ZipFile, info: zipfile.ZipInfo, place: Path) -> None:
    """Write a file; the index can state any size, so what comes out is counted."""
    with written(place):
        place.parent.mkdir(parents=True, exist_ok=True)
    with written(place), place.open("xb") as sink:
        for piece in _pieces(archive, info):
            sink.write(piece)


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    n_left, name = info.file_size, info.orig_filename
    with foreign(name, _ANEW, ProjectError):
        source = archive.open(info)
    with source:
        while True:
            with foreign(name, _ANEW, ProjectError):
                piece = source.read(min(_CHUNK, n_left + 1))
            n_left -= len(piece)
            if n_left < 0:
                raise ProjectError(f"{name} is damaged: its index is false.", hint=_ANEW)
            if not piece:
                return
            yield piece


def _free(folder: Path, name: str) -> Path:
    names = chain([name], (f"{name} ({number})" for number in count(2)))
    return next(folder / one for one in names if not os.path.lexists(folder / one))
