"""The pages of the model: learn, and read what came of it."""

from __future__ import annotations

from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from classifier.errors import ClassifierError
from classifier.home import commands
from classifier.home.cards import ENOUGH_CODED
from classifier.home.facts import Facts, ModelFacts, older_models
from classifier.home.project_site import CardPages, busy
from classifier.pages.guard import POLICY
from classifier.pages.site import read_form
from classifier.project import HARVESTS as HARVESTS_FOLDER
from classifier.project import save
from classifier.project.log import note

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
            Route("/model/use", self.use, methods=["POST"]),
            Route("/model/report", self.report, methods=["GET"]),
            Route("/model/{key}/report", self.report, methods=["GET"]),
        ]

    async def model(self, request: Request) -> Response:
        """Show the model in use, and what learns a new one."""
        here = await self.home.facts()
        command = self._learn_command(here)
        older = await run_in_threadpool(older_models, here.project)
        page = self.home.page("model.html", here, command, enough=ENOUGH_CODED, older=older)
        page.headers["content-security-policy"] = f"{POLICY}; {FRAMES}"
        return page

    def _learn_command(self, here: Facts) -> commands.Words:
        example = here.project.folder / HARVESTS_FOLDER / "HARVEST.xlsx"
        return commands.train(here.project, [one.now for one in here.coded] or [example])

    async def learn(self, request: Request) -> Response:
        """Begin to learn."""
        await read_form(request)
        here = await self.home.facts()
        at_work = busy(here, LEARN) or self.home.must_wait(here)
        if here.codebook and here.coded and not at_work:
            await self.home.run(LEARN, self._learn_command(here))
        return self.home.go("/model")

    async def report(self, request: Request) -> Response:
        """Return the report of the model, to stand in a frame, or of an older one."""
        here = await self.home.facts()
        model, key = here.model, request.path_params.get("key", "")
        if key:
            model = await run_in_threadpool(_older, here, key)
        if model is None or model.report is None:
            return self.home.plain("not_found", 404)
        return FileResponse(model.report, media_type="text/html", headers=REPORT)

    async def use(self, request: Request) -> Response:
        """Use an older model again."""
        form = await read_form(request)
        here = await self.home.facts()
        model = await run_in_threadpool(_older, here, form.get("model", ""))
        if model is not None:
            try:
                await run_in_threadpool(self._use, here, model)
            except ClassifierError as error:
                self.home.say_error(error)
            else:
                self.home.say(self.home.words("home_model_used", name=model.name))
        return self.home.go("/model")

    def _use(self, here: Facts, model: ModelFacts) -> None:
        manifest = here.project.models_folder / model.name / "manifest.json"
        save(replace(here.project, model=model.name))
        note(here.project, "model chosen on the page", self.home.coder, (), [manifest])


def _older(here: Facts, key: str) -> ModelFacts | None:
    """Return the older model that an address or a form names."""
    return next((one for one in older_models(here.project) if one.key == key), None)
