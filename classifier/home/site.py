"""The pages of a project: those of each step of the work, and what is there beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from classifier.home import commands
from classifier.home.annex_pages import AnnexPages
from classifier.home.cards import cards
from classifier.home.checking_pages import CheckingPages
from classifier.home.codebook_pages import CodebookPages
from classifier.home.coding_pages import CodingPages
from classifier.home.double_pages import DoublePages
from classifier.home.events import events
from classifier.home.facts import Facts, gather, standing
from classifier.home.hand_over_pages import HandOverPages
from classifier.home.harvest_pages import HarvestPages
from classifier.home.model_pages import ModelPages
from classifier.home.moving_pages import MovingPages
from classifier.home.plan_pages import PlanPages
from classifier.home.project_site import ProjectSite
from classifier.home.reviews import LEARN_EVERY, Reviews
from classifier.pages.guard import Keys
from classifier.pages.site import read_form, whole_number
from classifier.project import read
from classifier.translations import LANGUAGES

if TYPE_CHECKING:
    from classifier.review import ReviewConfig


class Ways(NamedTuple):
    """The ways out of a project: to end the program, and to go on with another project."""

    end: Callable[[], None]
    another: Callable[[], None]


class Home(ProjectSite):
    """The first page, the reviews, and what all pages have."""

    def __init__(self, keys: Keys, language: str, folder: Path, coder: str, ways: Ways) -> None:
        self.reviews = Reviews(keys, self._review_config, self, folder, ways.end)
        self._codebook = CodebookPages(self)
        self._steps = steps = (
            self._codebook,
            HarvestPages(self, self._codebook),
            ModelPages(self),
            CodingPages(self),
            CheckingPages(self),
            DoublePages(self),
            MovingPages(self),
            PlanPages(self),
            AnnexPages(self),
            HandOverPages(self),
        )
        routes = [
            Route("/", self.project, methods=["GET"]),
            Route("/jobs/cancel", self.cancel, methods=["POST"]),
            Route("/jobs/changes", self.changes, methods=["GET"]),
            Route("/settings", self.settings, methods=["POST"]),
            Route("/another", self.another, methods=["POST"]),
            Route("/quit", self.leave, methods=["POST"]),
            Mount("/review/{key}", app=self.reviews),
        ]
        super().__init__(keys, language, steps, routes, (folder, coder))
        self._ways = ways
        self._ending = False

    def close(self) -> None:
        """Close what is open; jobs go on by themselves."""
        self._ending = True
        self.reviews.forget()

    async def project(self, request: Request) -> Response:
        """Show where the work stands."""
        here = await self.facts()
        if not here.harvests and here.codebook is None and not here.trouble:
            return self.page("empty.html", here, self._codebook.draft_command(here))
        all_cards = cards(here, self.words)
        now = next((card for card in all_cards if card.look == "now"), None)
        more = self._all_commands(here)
        command = dict(more).get(now.name if now else "coding", more[0][1])
        offers = ((step, step.offer(here)) for step in self._steps)
        further = [(step, sentence) for step, sentence in offers if sentence]
        shown = {"cards": all_cards, "now": now, "more": more, "further": further}
        return self.page("project.html", here, command, **shown)

    def _all_commands(self, here: Facts) -> list[tuple[str, commands.Words]]:
        """Return what stands at the foot of the first page, a line for each card."""
        project = here.project
        book = commands.lint(project) if here.codebook else self._codebook.draft_command(here)
        listed = [
            ("codebook", book),
            ("harvests", commands.check(project, [one.path for one in here.harvests])),
        ]
        if here.coded:
            listed.append(("model", commands.train(project, [one.now for one in here.coded])))
        if here.coding:
            listed.append(("coding", commands.review(project, here.coding.path, self.coder)))
        return listed

    async def cancel(self, request: Request) -> Response:
        """End a job."""
        form = await read_form(request)
        await run_in_threadpool(self.jobs.cancel, whole_number(form.get("job", ""), 0))
        return self.go(self.page_of(form))

    async def changes(self, request: Request) -> Response:
        """Send how the work stands whenever that changes (server-sent events)."""
        page = self.page_of(request.query_params)
        return events(request, self.jobs, lambda: self._job(page), lambda: self._ending)

    def _job(self, page: str) -> str:
        """Return how the newest job of a page stands, as it stands there."""
        titles = self.shown.get(page, ())
        jobs = self.jobs.all()
        job = next((job for job in jobs if job.title in titles), None)
        return self.render("job.html", one=job, page=page, jobs=jobs, standing=standing)

    async def settings(self, request: Request) -> Response:
        """Change the language, and stay on the page."""
        form = await read_form(request)
        if form.get("language") in LANGUAGES:
            await run_in_threadpool(self.speak, form["language"])
        return self.go(self.page_of(form))

    async def another(self, request: Request) -> Response:
        """Close the project, and ask with which to go on; a job under way goes on to its end."""
        await read_form(request)
        await run_in_threadpool(self._ways.another)
        return self.go("/")

    async def leave(self, request: Request) -> Response:
        """End the program, once this answer is out; a job under way goes on to its end."""
        self._ending = True
        self._ways.end()
        return self.plain("ended")

    def _review_config(self, key: str) -> ReviewConfig | None:
        """Return how a harvest is reviewed: as the command does it in this project."""
        from classifier.project.state import columns_for
        from classifier.review import ReviewConfig

        here = gather(read(self.folder), self.jobs, self.coder)
        for step in self._steps:
            config = step.review(here, key)
            if config is not None:
                return config
        harvest = here.harvest(key)
        if harvest is None or here.model is None:
            return None
        work = here.project.work(harvest.path)
        work.mkdir(parents=True, exist_ok=True)
        model = here.project.models_folder / here.model.name
        return ReviewConfig(
            harvest.path,
            model,
            self.coder,
            decisions=work / commands.DECISIONS,
            coded=tuple(one.now for one in here.coded if one is not harvest),
            columns=columns_for(here.project, model, harvest.path),
            learn_every=LEARN_EVERY,
        )
