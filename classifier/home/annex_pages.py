"""The page of the methods annex: made, looked at, and taken along as a page, text or for Word."""

from __future__ import annotations

import datetime
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from classifier.home import commands
from classifier.home.facts import Facts
from classifier.home.model_pages import FRAMES, REPORT
from classifier.home.project_site import CardPages, busy
from classifier.pages.guard import POLICY
from classifier.pages.site import choice, read_form

ANNEX = "home_job_annex"


class AnnexPages(CardPages):
    """For whoever reads what was coded."""

    name = "annex"
    address = "/annex"
    titles = (ANNEX,)

    def routes(self) -> list[BaseRoute]:
        """Return the addresses."""
        return [
            Route("/annex", self.annex, methods=["GET"]),
            Route("/annex", self.make, methods=["POST"]),
            Route("/annex/{kind}", self.file, methods=["GET"]),
        ]

    async def annex(self, request: Request) -> Response:
        """Show the annex that was made last, and offer its files."""
        here = await self.home.facts()
        files = {kind: path for kind in commands.ANNEX if (path := self._path(kind)).is_file()}
        made = max((path.stat().st_mtime for path in files.values()), default=None)
        day = datetime.date.fromtimestamp(made).isoformat() if made else ""
        command = commands.annex("names")
        page = self.home.page("annex.html", here, command, files=files, day=day)
        page.headers["content-security-policy"] = f"{POLICY}; {FRAMES}"
        return page

    async def make(self, request: Request) -> Response:
        """Begin to write the annex."""
        form = await read_form(request)
        here = await self.home.facts()
        if not busy(here, ANNEX):
            names = choice(form, "names", ("names",), "")
            await self.home.run(ANNEX, commands.annex(names))
        return self.home.go("/annex")

    async def file(self, request: Request) -> Response:
        """Return one of the files; the page may also stand in a frame."""
        kind = request.path_params["kind"]
        if kind not in commands.ANNEX or not self._path(kind).is_file():
            return self.home.plain("not_found", 404)
        path = self._path(kind)
        if kind == "html":
            return FileResponse(path, media_type="text/html", headers=REPORT)
        return FileResponse(path, filename=f"{self.home.folder.name}-{path.name}")

    def _path(self, kind: str) -> Path:
        return self.home.folder / commands.ANNEX[kind]

    def offer(self, here: Facts) -> str:
        """Return what it is for, once something is coded."""
        is_coded = any(one.is_coded or one.coded for one in here.harvests)
        return self.home.words("home_annex_short") if is_coded else ""
