"""A project as one zip, with the texts of its harvests or without; what is left out is named in it.

Without texts goes only what this program writes without any: a file put there by hand may hold
anything. What a link leads to outside of the folder stays where it is.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from classifier.errors import ClassifierError, OutputError, ProjectError, of_system
from classifier.outputs import OF_SYSTEMS, require_ending
from classifier.project import (
    CODEBOOKS,
    FILE,
    FOLDERS,
    HISTORY,
    LOG,
    MODELS,
    REPORTS,
    WORK,
    Project,
    portable,
)
from classifier.project.log import read as read_log
from classifier.project.texts import Texts, holds_fragments, quotes_fragments

LEFT_OUT = "LEFT-OUT.txt"
_BESIDE_SQLITE = ("-wal", "-shm", "-journal")
# What a model folder holds, in which no text of a fragment stands.
_OF_MODEL = (
    "manifest.json",
    "codebook.yaml",
    "heads.npz",
    "neighbours.npz",
    "MODEL_CARD.md",
    "evaluation/report.html",
    "evaluation/report.md",
    "evaluation/report.json",
    "evaluation/training.json",
)
_OF_REPORT = ("report.html", "report.md", "report.json")
_TITLE = "What was left out:"
_TEXTS = "holds texts of fragments, or may hold some"
_HEAD = {
    True: "This is a whole project, with the texts of its harvests, confidential ones too.",
    False: "This project goes without the texts of its harvests. Examples in its codebook may have "
    "been copied out of a harvest: look at them before you pass it on.",
}


@dataclass(frozen=True)
class HandedOver:
    """What went into a zip, and why what did not; both by their path in the project."""

    files: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]


def hand_over(
    project: Project, out: Path, *, with_texts: bool = True, force: bool = False
) -> HandedOver:
    """Write the zip, whole or not at all."""
    from classifier.guard import replace_file

    require_ending(out, ".zip")
    texts = None if with_texts else Texts.of(project)
    files: dict[str, Path] = {}
    left_out: list[tuple[str, str]] = []
    for path, name in _files(project.folder, left_out):
        why = _not_wanted(path, name, out) or (
            _why_not(project, path, name, texts) if texts else ""
        )
        if why:
            left_out.append((name, why))
            continue
        files[free := _free_name(name, files)] = path
        if free != name:
            left_out.append((name, f"is called {free} here, since other systems take no such name"))
    top = portable(project.folder.absolute().name)
    left_out.sort()
    with (
        replace_file(out, force) as place,
        zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive,
    ):
        for folder in FOLDERS:
            archive.mkdir(f"{top}/{folder}")
        # Of no time, so that the same project gives the same zip.
        archive.writestr(zipfile.ZipInfo(f"{top}/{LEFT_OUT}"), _told(left_out, with_texts))
        for name, path in files.items():
            _add(archive, path, f"{top}/{name}")
    return HandedOver(tuple(files), tuple(left_out))


def left_out_of(zipped: Path) -> tuple[str, ...]:
    """Return what a zip says that it leaves out, a line each; none for one that does not say."""
    try:
        with zipfile.ZipFile(zipped) as archive:
            name = next(one for one in archive.namelist() if one.endswith(f"/{LEFT_OUT}"))
            told = archive.read(name).decode("utf-8", "replace").partition(_TITLE)[2]
            return tuple(filter(None, told.splitlines()))
    except (zipfile.BadZipFile, OSError, StopIteration, RuntimeError, NotImplementedError):
        return ()


def _told(left_out: Sequence[tuple[str, str]], with_texts: bool) -> str:
    lines = [f"{name}: {why}." for name, why in left_out] or ["Nothing."]
    text = "\n".join([_HEAD[with_texts], "", _TITLE, "", *lines, ""])
    return text.encode("utf-8", "replace").decode("utf-8").replace("\n", "\r\n")


def _files(folder: Path, left_out: list[tuple[str, str]]) -> Iterator[tuple[Path, str]]:
    """Go through the files of a project by their path in it; name folders that are passed over."""
    for place, folders, names in os.walk(folder, onerror=_refuse):
        for name in sorted(folders):
            path = Path(place, name)
            why = _not_entered(path)
            if why:
                folders.remove(name)
                left_out.append((path.relative_to(folder).as_posix(), why))
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            yield path, path.relative_to(folder).as_posix()


def _refuse(error: OSError) -> None:
    raise error


def _not_entered(folder: Path) -> str:
    if folder.is_symlink():
        return "is a link to another folder"
    if folder.name.startswith("."):
        return "is hidden, as programs hide what they keep for themselves"
    if os.path.isfile(folder / FILE):
        return "is a project of its own"
    return ""


def _not_wanted(path: Path, name: str, out: Path) -> str:
    """Say why a file goes into no zip; "" for one that may."""
    if path.name.startswith((".", "~$")) or path.name in OF_SYSTEMS:
        return "is hidden, as programs hide what they keep for themselves"
    if path.is_symlink():
        return "is a link to another file"
    if not path.is_file():
        return "is no file"
    if str(PurePosixPath(name).parent) == WORK:  # jobs, locks, and the key of the page
        return "belongs to the work that runs on this computer"
    if path.name.endswith(_BESIDE_SQLITE):
        return "belongs to the file beside it, which was taken over with it"
    if name == LEFT_OUT or _is_same(path, out) or _is_handed_over(path):
        return "is of an earlier hand-over"
    return ""


def _is_same(path: Path, out: Path) -> bool:
    return out.exists() and path.samefile(out)


def _is_handed_over(path: Path) -> bool:
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return any(PurePosixPath(name).name == LEFT_OUT for name in archive.namelist())
    except (zipfile.BadZipFile, OSError):
        return False


def _why_not(project: Project, path: Path, name: str, texts: Texts) -> str:
    """Say why a file does not go where no texts go; "" for one that does."""
    room, _, inside = name.partition("/")
    if name == FILE:
        return ""
    if name == LOG:
        return _of_log(project)
    if room == HISTORY or name.casefold() in CODEBOOKS:
        return holds_fragments(path)
    folder, _, file = inside.partition("/")
    of_model = room == MODELS and (project.models_folder / folder / "manifest.json").is_file()
    if of_model and file in _OF_MODEL:
        return "" if file == "codebook.yaml" else texts.quoted_in(path)
    if room == REPORTS and file in _OF_REPORT:
        return quotes_fragments(path.with_name("report.json")) or texts.quoted_in(path)
    return _TEXTS


def _of_log(project: Project) -> str:
    try:
        read_log(project)
    except ClassifierError as error:
        return f"cannot be read: {error}"
    return ""


def _free_name(name: str, taken: dict[str, Path]) -> str:
    """Return a name that every system takes, and that no other file has in capital letters."""
    *folders, last = map(portable, name.split("/"))
    free, number = "/".join([*folders, last]), 1
    others = {other.casefold() for other in taken}
    while free.casefold() in others:
        number += 1
        stem, dot, ending = last.rpartition(".")
        free = "/".join([*folders, f"{stem or ending} ({number}){dot}{ending if stem else ''}"])
    return free


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    """Add a file; of a database, all that programs which have it open have written so far."""
    try:
        info = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
        info.compress_type = zipfile.ZIP_DEFLATED
        if any(os.path.exists(f"{path}{ending}") for ending in _BESIDE_SQLITE):
            archive.writestr(info, _database(path))
            return
        with path.open("rb") as source, archive.open(info, "w") as sink:
            shutil.copyfileobj(source, sink)
    except OSError as error:
        if error.filename is None:  # of the zip itself
            raise
        refused = of_system(error, str(path), ProjectError)
        raise refused or ProjectError(f"{path} cannot be read.", hint="Try again.") from error


def _database(path: Path) -> bytes:
    try:
        with (
            closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(":memory:")) as copy,
        ):
            source.backup(copy)
            return copy.serialize()
    except sqlite3.Error as error:
        raise OutputError(
            f"{path} cannot be read: it is damaged, or a program is writing to it.",
            hint="Close the review page and try again.",
        ) from error
