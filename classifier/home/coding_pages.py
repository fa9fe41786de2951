"""The pages of coding a new harvest: suggest, review here or in a workbook, write the codes."""

from __future__ import annotations

from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from classifier.errors import ClassifierError
from classifier.home import commands
from classifier.home.project_site import CardPages, busy
from classifier.home.uploads import received
from classifier.pages.site import read_form

SUGGEST, FINISH = "home_job_suggest", "home_job_finish"


class CodingPages(CardPages):
    """The card of a new harvest."""

    name = "coding"
    address = "/coding"
    titles = (SUGGEST, FINISH)

    def routes(self) -> list[BaseRoute]:
        """Return the addresses."""
        return [
            Route("/coding", self.coding, methods=["GET"]),
            Route("/coding/reviewed", self.reviewed, methods=["GET"]),
            Route("/coding/reviewed", self.finish, methods=["POST"]),
            Route("/files/reviewed", self.drop_reviewed, methods=["POST"]),
            Route("/coding/suggest", self.suggest, methods=["POST"]),
            Route("/coding/{key}/{name}", self.download, methods=["GET"]),
        ]

    async def coding(self, request: Request) -> Response:
        """Show how far the coding of a harvest is, and the ways to go on."""
        here = await self.home.facts()
        chosen = here.harvest(request.query_params.get("harvest", "")) or here.coding
        if chosen is not None and chosen.state is None:
            return self.home.go(f"/harvests/{chosen.key}")
        if chosen is None or here.model is None:
            command = commands.review(here.project, Path("HARVEST.xlsx"), self.home.coder)
            return self.home.page("coding-none.html", here, command)
        command = commands.suggest(here.project, chosen.path)
        more = [commands.review(here.project, chosen.path, self.home.coder)]
        return self.home.page("coding.html", here, command, harvest=chosen, more=more)

    async def suggest(self, request: Request) -> Response:
        """Begin to suggest codes for a harvest in a workbook."""
        form = await read_form(request)
        here = await self.home.facts()
        harvest = here.harvest(form.get("harvest", ""))
        if harvest is not None and here.model and not busy(here, SUGGEST):
            command = commands.suggest(here.project, harvest.path)
            await self.home.run(SUGGEST, command)
        return self.home.go(f"/coding?harvest={harvest.key}" if harvest else "/coding")

    async def drop_reviewed(self, request: Request) -> Response:
        """Take a workbook that comes back reviewed beside the work on its harvest."""
        from classifier.home.reviewed import take_reviewed

        here = await self.home.facts()
        async with received(request, here.project.folder) as form:
            harvest = here.harvest(form.fields.get("harvest", ""))
            if harvest is None or not form.files:
                self.home.say(self.home.words("home_no_file"))
                return self.home.go("/coding")
            try:
                await run_in_threadpool(take_reviewed, here, harvest, *form.files[0])
            except ClassifierError as error:
                self.home.say_error(error)
                return self.home.go(f"/coding?harvest={harvest.key}")
        return self.home.go(f"/coding/reviewed?harvest={harvest.key}")

    async def reviewed(self, request: Request) -> Response:
        """Show what a reviewed workbook would write, before it is taken."""
        from classifier.home.reviewed import preview

        here = await self.home.facts()
        harvest = here.harvest(request.query_params.get("harvest", ""))
        if harvest is None or harvest.reviewed is None:
            return self.home.go("/coding")
        command = commands.finish(here.project, harvest.reviewed, self.home.coder)
        try:
            seen = await run_in_threadpool(
                preview, harvest.reviewed, self.home.coder, here.codebook
            )
        except ClassifierError as error:
            self.home.say_error(error)
            return self.home.go(f"/coding?harvest={harvest.key}")
        return self.home.page("reviewed.html", here, command, harvest=harvest, seen=seen)

    async def finish(self, request: Request) -> Response:
        """Write the decisions of a reviewed workbook into its codes; they are answers, too."""
        from classifier.home.reviewed import keep_answers

        form = await read_form(request)
        here = await self.home.facts()
        harvest = here.harvest(form.get("harvest", ""))
        if harvest is not None and harvest.reviewed:
            decisions = here.project.work(harvest.path) / commands.DECISIONS
            try:
                await run_in_threadpool(keep_answers, harvest.reviewed, decisions, self.home.coder)
            except ClassifierError as error:
                self.home.say_error(error)
            command = commands.finish(here.project, harvest.reviewed, self.home.coder)
            await self.home.run(FINISH, command)
        return self.home.go(f"/coding?harvest={harvest.key}" if harvest else "/coding")

    async def download(self, request: Request) -> Response:
        """Return a workbook that was written for a harvest."""
        here = await self.home.facts()
        harvest = here.harvest(request.path_params["key"])
        files = {"suggested": harvest.suggested, "coded": harvest.coded} if harvest else {}
        path = files.get(request.path_params["name"])
        if harvest is None or path is None:
            return self.home.plain("not_found", 404)
        stem = harvest.path.stem
        return FileResponse(path, filename=f"{stem}-{request.path_params['name']}{path.suffix}")
