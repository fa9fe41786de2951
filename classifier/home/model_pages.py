"""The pages of the model: learn, and read what came of it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from classifier.home import commands
from classifier.home.cards import ENOUGH_CODED
from classifier.home.facts import Facts
from classifier.home.project_site import CardPages, busy
from classifier.pages.guard import POLICY
from classifier.pages.site import read_form
from classifier.project import HARVESTS as HARVESTS_FOLDER

LEARN = "home_job_learn"
# A report is a page of its own, whose looks stand in it; it may run and load nothing.
REPORT = {
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; frame-ancestors 'self'",
    "x-frame-options": "SAMEORIGIN",
}
FRAMES = "frame-src 'self'"


class ModelPages(CardPages):
    """The model's card."""

    name = "model"
    address = "/model"
    titles = (LEARN,)

    def routes(self) -> list[BaseRoute]:
        """Return the addresses."""
        return [
            Route("/model", self.model, methods=["GET"]),
            Route("/model/learn", self.learn, methods=["POST"]),
            Route("/model/report", self.report, methods=["GET"]),
        ]

    async def model(self, request: Request) -> Response:
        """Show the model in use, and what learns a new one."""
        here = await self.home.facts()
        command = self._learn_command(here)
        page = self.home.page("model.html", here, command, enough=ENOUGH_CODED)
        page.headers["content-security-policy"] = f"{POLICY}; {FRAMES}"
        return page

    def _learn_command(self, here: Facts) -> commands.Words:
        example = here.project.folder / HARVESTS_FOLDER / "HARVEST.xlsx"
        return commands.train(here.project, [one.now for one in here.coded] or [example])

    async def learn(self, request: Request) -> Response:
        """Begin to learn."""
        await read_form(request)
        here = await self.home.facts()
        if here.codebook and here.coded and not busy(here, LEARN):
            await self.home.run(LEARN, self._learn_command(here))
        return self.home.go("/model")

    async def report(self, request: Request) -> Response:
        """Return the report of the model, to stand in a frame."""
        here = await self.home.facts()
        if here.model is None or here.model.report is None:
            return self.home.plain("not_found", 404)
        return FileResponse(here.model.report, media_type="text/html", headers=REPORT)
