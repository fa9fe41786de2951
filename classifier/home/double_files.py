"""The workbooks of two coders on the page: they go out, come back, and are filled in here."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from classifier.errors import ClassifierError
from classifier.home.double import (
    AGREE,
    A,
    B,
    Round,
    config_of,
    hand_in,
    last_round,
    sent,
    take_back,
    take_sent,
)
from classifier.home.facts import Facts, HarvestFacts
from classifier.home.project_site import CardPages, busy
from classifier.home.uploads import WORKBOOKS, name_for, received, refuse_strange
from classifier.pages.site import whole_number

if TYPE_CHECKING:
    from classifier.review import ReviewConfig

COMPARE, WRITE = "double_job_compare", "double_job_write"


class DoubleFiles(CardPages):
    """Workbooks of coders, and the reviews in which they are filled in."""

    def routes_of_files(self) -> list[BaseRoute]:
        """Return the addresses."""
        return [
            Route("/double/{key}/{which}", self.download, methods=["GET"]),
            Route("/files/double", self.drop, methods=["POST"]),
            Route("/files/sent", self.drop_sent, methods=["POST"]),
        ]

    async def drop(self, request: Request) -> Response:
        """Take a workbook of a coder, or the one to agree in, that comes back."""
        here = await self.home.facts()
        async with received(request, here.project.folder) as form:
            which = request.query_params.get("as", "")
            harvest = here.harvest(form.fields.get("harvest", ""))
            last = last_round(here.project, harvest.path) if harvest else None
            if harvest is None or last is None:
                return self.home.go("/double")
            if len(form.files) != 1:
                self.home.say(self.home.words("home_one_file" if form.files else "home_no_file"))
            elif self.review(here, f"{harvest.key}-{which}") is None:
                self.home.say(self.home.words("double_too_late"))
            else:
                await run_in_threadpool(self._take, here, last, which, form.files[0])
                self.close(harvest)
        return self.back(harvest)

    def _take(self, here: Facts, last: Round, which: str, file: tuple[str, Path]) -> None:
        name, path = file
        try:
            named = path.with_name(name_for(name, WORKBOOKS))
            refuse_strange(path, named.name)
            path.rename(named)
            lost = last.sheet(which).answers.exists()
            missing = take_back(last, which, named, here.codebook)
        except ClassifierError as error:
            self.home.say_error(error)
            return
        self.home.say(self.home.words("home_taken", name=name))
        if missing:
            self.home.say(self.home.words("double_missing", n=missing))
        if lost:
            self.home.say(self.home.words("double_page_set_aside"))

    async def drop_sent(self, request: Request) -> Response:
        """Take a workbook that was sent from elsewhere, to be coded here."""
        here = await self.home.facts()
        async with received(request, here.project.folder) as form:
            if here.codebook is None or len(form.files) != 1:
                self.home.say(self.home.words("home_one_file" if form.files else "home_no_file"))
                return self.home.go("/double")
            name, path = form.files[0]
            try:
                named = path.with_name(name_for(name, WORKBOOKS))
                refuse_strange(path, named.name)
                path.rename(named)
                await run_in_threadpool(take_sent, here.project, named, here.codebook)
            except ClassifierError as error:
                self.home.say_error(error)
        return self.home.go("/double")

    async def download(self, request: Request) -> Response:
        """Return a workbook with all that is decided in it by now."""
        here = await self.home.facts()
        key, which = request.path_params["key"], request.path_params["which"]
        harvest = here.harvest(key)
        if harvest is not None and which == "coded":
            last = last_round(here.project, harvest.path)
            written = last.written if last else None
            if written is None:
                return self.home.plain("not_found", 404)
            result = written[1]
            return FileResponse(result, filename=f"{harvest.path.stem}-agreed{result.suffix}")
        config = self.review(here, f"{key}-{which}" if harvest is not None else key)
        if config is None:
            return self.home.plain("not_found", 404)
        try:
            ending, content = await run_in_threadpool(_filled, config)
        except ClassifierError as error:
            self.home.say_error(error)
            return self.home.go(config.back)
        last = last_round(here.project, harvest.path) if harvest else None
        name = last.goes_out_as(which) if last else f"{config.harvest.stem}-coded"
        return Response(content, headers=attached(f"{name}{ending}"))

    def review(self, here: Facts, key: str) -> ReviewConfig | None:
        """Return how a workbook is filled in on the page; None while it may not be."""
        harvest_key, _, which = key.partition("-")
        path = here.project.codebook
        if harvest_key == "sent" and path is not None:
            sheet = sent(here.project).get(whole_number(which, -1))
            return config_of(sheet, self.home.coder, path, "/double") if sheet else None
        harvest = here.harvest(harvest_key)
        last = last_round(here.project, harvest.path) if harvest else None
        at_work = busy(here, COMPARE) or busy(here, WRITE)
        if last is None or at_work or not last.is_open(which):
            return None
        return self.config(here, last, which, f"/double?harvest={harvest_key}")

    def config(self, here: Facts, last: Round, which: str, back: str = "/double") -> ReviewConfig:
        """Return how a workbook of a round is filled in on the page."""
        path = here.project.codebook
        if path is None:
            raise ClassifierError("The project has no codebook.", hint="Put one there first.")
        coder = last.both if which == AGREE else last.names[which]
        return config_of(last.sheet(which), coder, path, back)

    def close(self, harvest: HarvestFacts) -> None:
        """Close the pages on which it was coded: what is asked for from now on is read anew."""
        for which in (A, B, AGREE):
            self.home.reviews.close(f"{harvest.key}-{which}")

    def back(self, harvest: HarvestFacts) -> Response:
        """Lead back to the page of a harvest."""
        return self.home.go(f"/double?harvest={harvest.key}")


def _filled(config: ReviewConfig) -> tuple[str, bytes]:
    """Return a workbook as it is filled in by now, with its ending."""
    with tempfile.TemporaryDirectory() as folder:
        path = hand_in(config, Path(folder))
        return path.suffix, path.read_bytes()


def attached(name: str) -> dict[str, str]:
    """Return what has a browser keep an answer as a file of this name."""
    return {"content-disposition": f"attachment; filename*=utf-8''{quote(name)}"}
