"""The page that hands the project over."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from classifier.home import commands
from classifier.home.facts import Facts
from classifier.home.project_site import CardPages, busy
from classifier.pages.site import choice, read_form

HAND_OVER = "home_job_hand_over"


class HandOverPages(CardPages):
    """Handing over."""

    name = "hand_over"
    address = "/hand-over"
    titles = (HAND_OVER,)

    def routes(self) -> list[BaseRoute]:
        """Return the addresses."""
        return [
            Route("/hand-over", self.hand_over, methods=["GET"]),
            Route("/hand-over", self.begin_hand_over, methods=["POST"]),
            Route("/hand-over/{texts}", self.download_project, methods=["GET"]),
        ]

    async def hand_over(self, request: Request) -> Response:
        """Show how to hand the project over, and what the zips that were made leave out."""
        from classifier.project.hand_over import left_out_of

        here = await self.home.facts()
        done = {}
        for texts, name in commands.HANDED_OVER.items():
            if (self.home.folder / name).is_file():
                done[texts] = await run_in_threadpool(left_out_of, self.home.folder / name)
        both = [commands.hand_over(texts) for texts in commands.HANDED_OVER]
        return self.home.page("hand-over.html", here, both[0], more=both, done=done)

    async def begin_hand_over(self, request: Request) -> Response:
        """Begin to put the project into a zip."""
        form = await read_form(request)
        here = await self.home.facts()
        texts = choice(form, "texts", tuple(commands.HANDED_OVER), "")
        if texts and not busy(here, HAND_OVER):
            await self.home.run(HAND_OVER, commands.hand_over(texts))
        return self.home.go("/hand-over")

    async def download_project(self, request: Request) -> Response:
        """Return a zip of the project."""
        name = commands.HANDED_OVER.get(request.path_params["texts"])
        if name is None or not (self.home.folder / name).is_file():
            return self.home.plain("not_found", 404)
        return FileResponse(self.home.folder / name, filename=f"{self.home.folder.name}-{name}")

    def offer(self, here: Facts) -> str:
        """Return what it is for."""
        return self.home.words("home_hand_over_short")
