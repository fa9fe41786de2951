"""The page before there is a project: it asks for a name, and lists the projects that it finds."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from platformdirs import user_documents_path
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from classifier.errors import ClassifierError
from classifier.home.uploads import (
    LARGEST_FILES,
    ZIPS,
    name_for,
    received,
    refuse_strange,
)
from classifier.outputs import written
from classifier.pages.guard import Keys
from classifier.pages.said import Said
from classifier.pages.site import Site, read_form, whole_number
from classifier.project import FILE, portable
from classifier.project.opened import open_zip
from classifier.translations import LANGUAGES

_MOST_LISTED = 30
_LONGEST_NAME = 80
_ZIP = "/projects/zip"


class AlreadyOpen(Exception):
    """The project is open in another run, at an address that only its user can read."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class Welcome(Site):
    """Asks where to begin; ``open_project`` goes on with a folder."""

    packages = ("classifier.home", "classifier.pages")
    large = dict.fromkeys((_ZIP,), LARGEST_FILES)

    def __init__(
        self,
        keys: Keys,
        language: str,
        open_project: Callable[[Path], None],
        end: Callable[[], None],
    ) -> None:
        routes = [
            Route("/", self.ask, methods=["GET"]),
            Route("/projects/new", self.begin, methods=["POST"]),
            Route("/projects/open", self.go_on, methods=["POST"]),
            Route(_ZIP, self.unpack, methods=["POST"]),
            Route("/settings", self.settings, methods=["POST"]),
            Route("/quit", self.leave, methods=["POST"]),
        ]
        super().__init__(keys, language, routes)
        self._open, self._end, self._said = open_project, end, Said()

    async def ask(self, request: Request) -> Response:
        """Show the ways to begin."""
        found = await run_in_threadpool(projects)
        return self.html(
            "welcome.html",
            said=self._said.take(),
            found=[path.name for path in found],
            where=documents().name,
            languages=LANGUAGES,
        )

    async def begin(self, request: Request) -> Response:
        """Make a project of the name in the form, in a folder of its own among the documents."""
        form = await read_form(request)
        name = " ".join(form.get("name", "").split())[:_LONGEST_NAME].strip(". ")
        if not name:
            self._said.add(self.words("home_name_missing"))
            return self.go("/")
        return await self._try(documents() / portable(name))

    async def go_on(self, request: Request) -> Response:
        """Open one of the projects that were listed."""
        form = await read_form(request)
        number = whole_number(form.get("project", ""), -1)
        found = await run_in_threadpool(projects)
        return await self._try(found[number]) if 0 <= number < len(found) else self.go("/")

    async def unpack(self, request: Request) -> Response:
        """Make a project of a zip that was handed over, among the documents, and open it."""
        place = documents()
        with written(place):
            place.mkdir(parents=True, exist_ok=True)
        async with received(request, place) as form:
            if len(form.files) != 1:
                self._said.add(self.words("home_no_file"))
                return self.go("/")
            name, path = form.files[0]
            try:
                final = name_for(name, ZIPS)
                refuse_strange(path, final)
                folder = await run_in_threadpool(open_zip, path, final, place)
            except ClassifierError as error:
                self._said.add(f"{error} {error.hint}".strip())
                return self.go("/")
        return await self._try(folder)

    async def _try(self, folder: Path) -> Response:
        try:
            await run_in_threadpool(self._open, folder)
        except AlreadyOpen:
            self._said.add(self.words("home_open_already", name=folder.name))
        except ClassifierError as error:
            self._said.add(f"{error} {error.hint}".strip())
        return self.go("/")

    async def settings(self, request: Request) -> Response:
        """Change the language."""
        form = await read_form(request)
        if form.get("language") in LANGUAGES:
            self.language = form["language"]
        return self.go("/")

    async def leave(self, request: Request) -> Response:
        """End the program, once this answer is out."""
        self._end()
        return self.plain("ended")


def documents() -> Path:
    """Return the folder in which people keep their files."""
    return Path(user_documents_path())


def projects() -> list[Path]:
    """Return the projects that lie among the documents, by name."""
    folder = documents()
    try:
        names = sorted(os.listdir(folder), key=str.casefold)
    except OSError:
        return []
    found = [folder / name for name in names if (folder / name / FILE).is_file()]
    return found[:_MOST_LISTED]
