"""One run of the home page: the only one of its project, found again by whoever starts it twice."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from classifier.errors import ClassifierError
from classifier.home.file_lock import hold
from classifier.home.site import Home, Ways
from classifier.home.welcome import AlreadyOpen, Welcome
from classifier.outputs import written
from classifier.own_folders import data_folder
from classifier.pages.guard import Keys
from classifier.pages.serving import Server
from classifier.project import WORK, create, project_of, read
from classifier.translations import language_of_computer

_LOCK, _ADDRESS, _LAST = "home.lock", "home.address", "last-project"


@dataclass(frozen=True)
class HomeConfig:
    """What a run is given; ``folder`` is None where nobody named one."""

    folder: Path | None
    coder: str
    language: str | None = None
    port: int = 0


class OpenedHome:
    """A home page that is being shown; ``serve`` or ``close`` it afterwards."""

    def __init__(self, config: HomeConfig) -> None:
        self._config = config
        self._home: Home | None = None
        self._lock: BinaryIO | None = None
        self._address: Path | None = None
        folder = _folder(config.folder)
        if folder is not None:
            self._lock = _hold(folder)
        self.server = Server(config.port, config.language or language_of_computer())
        if folder is not None:
            self._show(folder)
        else:
            self._ask(config.language or language_of_computer())

    @property
    def keys(self) -> Keys:
        """The secrets of this run."""
        return self.server.keys

    @property
    def folder(self) -> Path | None:
        """The project's folder; None before there is one."""
        return self._home.folder if self._home else None

    def open(self, folder: Path) -> None:
        """Go on with a project: an old one, or a new one in a folder that is missing or empty."""
        lock = _hold(_folder(folder) or folder)
        try:
            self._show(folder)
        except BaseException:
            lock.close()
            raise
        self._lock = lock

    def ask_for_another(self) -> None:
        """Close the project, and ask with which to go on."""
        language = self._home.language if self._home else language_of_computer()
        self._ask(language)
        self._close_project()

    def _ask(self, language: str) -> None:
        self.server.show(Welcome(self.keys, language, self.open, self.server.end))

    def _show(self, folder: Path) -> None:
        project = read(folder)
        language = self._config.language or project.language or language_of_computer()
        ways = Ways(self.server.end, self.ask_for_another)
        self._home = Home(self.keys, language, folder, self._config.coder, ways)
        self._address = folder / WORK / _ADDRESS
        _leave_address(self._address, self.keys)
        _remember(folder)
        self.server.show(self._home)

    def serve(self) -> None:
        """Answer requests until told to end."""
        self.server.serve(self.close)

    def close(self) -> None:
        """End the server and close the project."""
        self.server.end()
        if self._home is not None:
            self._home.close()
        self.server.wait()
        self._close_project()

    def _close_project(self) -> None:
        if self._home is not None:
            self._home.close()
        if self._address is not None:
            self._address.unlink(missing_ok=True)
        if self._lock is not None:
            self._lock.close()
        self._home = self._address = self._lock = None


def _folder(named: Path | None) -> Path | None:
    """Return the project to open, made if need be: the one named, the one here, the last one."""
    if named is not None:
        around = project_of(named) if named.is_dir() else None
        return (around or create(named, named.absolute().name)).folder.absolute()
    here = project_of(Path.cwd())
    return here.folder.absolute() if here else last_project()


def last_project() -> Path | None:
    """Return the project that was open last, if it is still one."""
    with suppress(OSError, ValueError):
        folder = Path((data_folder() / _LAST).read_text("utf-8"))
        return folder if folder.is_absolute() and project_of(folder) else None
    return None


def _remember(folder: Path) -> None:
    """Keep which project was open last; without it nothing is lost."""
    with suppress(OSError):
        data_folder().mkdir(parents=True, exist_ok=True)
        (data_folder() / _LAST).write_text(str(folder), "utf-8")


def _hold(folder: Path) -> BinaryIO:
    """Hold the project's lock; where another run holds it, say where that one is."""
    with written(folder / WORK / _LOCK):
        (folder / WORK).mkdir(exist_ok=True)
        lock = hold(folder / WORK / _LOCK)
    if lock is not None:
        return lock
    with suppress(OSError, ValueError, KeyError, TypeError):
        facts = json.loads((folder / WORK / _ADDRESS).read_text("utf-8"))
        keys = Keys(int(facts["port"]), str(facts["token"]))
        raise AlreadyOpen(keys.address(keys.token))
    raise ClassifierError(
        f"The project {folder} is open already, perhaps on another computer.",
        hint="Go on in that window, or press “Close” there first.",
    )


def _leave_address(path: Path, keys: Keys) -> None:
    """Write where this run is found, for its own user alone; elsewhere nothing is written."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(descriptor, "w", encoding="utf-8") as stream:
        # Some disks give every file to everybody, whatever was asked for.
        if os.name == "nt" or not os.fstat(stream.fileno()).st_mode & 0o077:
            json.dump({"port": keys.port, "token": keys.token}, stream)


def open_home(config: HomeConfig, begin: Callable[[str], None] | None = None) -> OpenedHome:
    """Open the page; ``begin`` is called with its address. Raise AlreadyOpen where it is open."""
    opened = OpenedHome(config)
    if begin is not None:
        begin(opened.keys.address(opened.keys.opening))
    return opened
