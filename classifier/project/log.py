"""log.jsonl: who did what when, with the sha256 of the files; never a text of a fragment."""

from __future__ import annotations

import datetime
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from classifier.errors import ProjectError
from classifier.json_shape import NUMBER, read_shaped
from classifier.outputs import sha256_of, written
from classifier.project import FILE, Project
from classifier.text_files import read_bytes

_SHAPE = {
    "when": str,
    "who": str,
    "did": str,
    "command": [str],
    "files": [{"name": str, "sha256": str}],
    "figures?": {str: NUMBER},
}
# Windows locks bytes, which nobody else may read then: one that no log reaches.
_FAR = 1 << 40


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log.

    Attributes
    ----------
    files : pairs of a name in the project and a sha256
    figures : what the command counted, by name
    """

    when: str
    who: str
    did: str
    command: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    figures: Mapping[str, int | float] = field(default_factory=dict)


def note(
    project: Project,
    did: str,
    who: str,
    command: Sequence[str],
    files: Sequence[Path],
    *,
    figures: Mapping[str, int | float] | None = None,
) -> None:
    """Append one line; of a folder among ``files``, all that lies in it is named."""
    entry: dict[str, object] = {
        "when": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
        "who": who,
        "did": did,
        "command": list(command),
        "files": [
            {"name": name_in(project, file), "sha256": sha256_of(file)}
            for path in files
            for file in _files(path)
        ],
    }
    if figures:
        entry["figures"] = dict(figures)
    line = json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    with written(project.log_path), project.log_path.open("a+b") as stream, _locked(stream):
        _heal(stream)
        stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())


def read(project: Project) -> tuple[Entry, ...]:
    """Read the log; a line that is not as this program writes it is a ProjectError."""
    entries, broken = read_what_can_be(project)
    for number in broken:
        raise ProjectError(
            f"{project.log_path}, line {number}: it is not as this program writes it.",
            hint="Take the line from an untouched copy of the file, or delete it.",
        )
    return entries


def read_what_can_be(project: Project) -> tuple[tuple[Entry, ...], tuple[int, ...]]:
    """Read the log; return its lines, and the numbers of those that are not as we write them.

    A half line at its end, of a run that was killed, is passed over.
    """
    path = project.log_path
    if not path.exists():
        return (), ()
    *lines, half = read_bytes(path, str(path)).split(b"\n")
    last = [half] if read_shaped(half, _SHAPE) else []
    entries, broken = [], []
    for number, line in enumerate([*lines, *last], start=1):
        value = read_shaped(line, _SHAPE)
        if value is None:
            broken.append(number)
            continue
        files = tuple((file["name"], file["sha256"]) for file in value["files"])
        told = value["when"], value["who"], value["did"], tuple(value["command"])
        entries.append(Entry(*told, files, value.get("figures", {})))
    return tuple(entries), tuple(broken)


def name_in(project: Project, path: Path) -> str:
    """Return a file's name in the project; of one outside, its own alone."""
    folder, place = os.path.abspath(project.folder), Path(os.path.abspath(path))
    return place.relative_to(folder).as_posix() if place.is_relative_to(folder) else path.name


def _files(path: Path) -> list[Path]:
    if (path / FILE).is_file():  # a whole project
        return [path / FILE]
    if (path / "manifest.json").is_file():  # of a model, which names its other files
        return [path / "manifest.json"]
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file())
    return [path] if path.is_file() else []


def _heal(stream: IO[bytes]) -> None:
    """End a last line that has no end, or cut off half of one."""
    end = stream.seek(0, os.SEEK_END)
    last, size = b"", 4096
    while end and b"\n" not in last and len(last) < end:
        stream.seek(-min(size, end), os.SEEK_END)
        last, size = stream.read(), 2 * size
    half = last.rpartition(b"\n")[2]
    if half and read_shaped(half, _SHAPE):
        stream.write(b"\n")
    elif half:
        stream.truncate(end - len(half))


@contextmanager
def _locked(stream: IO[bytes]) -> Iterator[None]:
    """Keep others from appending meanwhile, where the disk can: some on a network cannot."""
    if sys.platform == "win32":
        import msvcrt

        def lock(how: int) -> None:
            stream.seek(_FAR)
            msvcrt.locking(stream.fileno(), how, 1)

        take, give = msvcrt.LK_LOCK, msvcrt.LK_UNLCK
    else:
        import fcntl

        def lock(how: int) -> None:
            fcntl.flock(stream, how)

        take, give = fcntl.LOCK_EX, fcntl.LOCK_UN
    with suppress(OSError):
        lock(take)
    try:
        yield
    finally:
        with suppress(OSError):
            lock(give)
