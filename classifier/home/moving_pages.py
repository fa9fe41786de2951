"""The pages that move the coded harvests to a changed codebook: plan, decide, apply, take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from classifier.errors import ClassifierError
from classifier.home import commands
from classifier.home.facts import Facts
from classifier.home.model_pages import FRAMES, REPORT
from classifier.home.plan_pages import HOWS, PlanLooks
from classifier.home.project_site import busy
from classifier.home.uploads import received
from classifier.pages.guard import POLICY
from classifier.pages.site import read_form

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.home.moving import Moving, MovingHarvest
    from classifier.home.moving_plan import OpenPlan

PLAN, MOVE, MOVE_BACK = "home_job_plan", "home_job_move", "home_job_move_back"


class MovingPages(PlanLooks):
    """What is to be done when the codebook has changed."""

    name = "moving"
    address = "/moving"
    titles = (PLAN, MOVE, MOVE_BACK)

    def routes(self) -> list[BaseRoute]:
        """Return the addresses."""
        return [
            Route("/moving", self.moving, methods=["GET"]),
            Route("/files/newer", self.drop_codebook, methods=["POST"]),
            Route("/moving/plan", self.plan, methods=["POST"]),
            Route("/moving/apply", self.preview, methods=["GET"]),
            Route("/moving/apply", self.apply, methods=["POST"]),
            Route("/moving/back", self.take_back, methods=["POST"]),
            Route("/moving/trend", self.trend, methods=["GET"]),
            Route("/moving/trend/report", self.trend_report, methods=["GET"]),
        ]

    def offer(self, here: Facts) -> str:
        """Return what it is for; "" where no codebook has changed."""
        book = here.codebook
        return self.home.words("home_moving_short") if book is not None and here.coded else ""

    # -- how it stands

    async def moving(self, request: Request) -> Response:
        """Show in which version the codings stand, and how far the plan is."""
        here = await self.home.facts()
        moving = await self.look(here)
        if moving is None:
            return self.home.page("moving-none.html", here, commands.lint(here.project))
        more = self._commands(here, moving)
        evidence = self._evidence(moving.plan) if moving.plan else []
        shown = {"moving": moving, "more": more, "evidence": evidence, "hows": HOWS}
        return self.home.page("moving.html", here, more[0][1], **shown)

    def _commands(self, here: Facts, moving: Moving) -> list[tuple[str, commands.Words]]:
        """Return what stands at the foot, the step that the work is at first."""
        plan, listed = moving.plan, []
        if plan is not None and not plan.outdated:
            steps = moving.to_apply
            listed += [("apply", self._apply_command(here, plan, one)) for one in steps]
        if plan is not None:
            listed.append(("trend", self.trend_command(here, plan)))
        planning = ("plan", self._plan_command(here, moving, moving.older))
        listed.insert(0 if plan is None or plan.outdated else len(listed), planning)
        moved = [one for one in moving.harvests if one.moved]
        return listed + [("back", self._back_command(here, one)) for one in moved]

    def _evidence(self, plan: OpenPlan) -> list[tuple[str, str]]:
        """Return what was asked of texts, and how such decisions turned out when tried."""
        from classifier.relabel.plan_workbook import question_of, tested
        from classifier.translations import written_in

        book = plan.plan.codebook
        with written_in(self.home.language):
            asked = plan.plan.header.evidence
            return [(question_of(one, book), tested(one, book)) for one in asked]

    async def drop_codebook(self, request: Request) -> Response:
        """Take a codebook from elsewhere in place of the project's."""
        from classifier.home.newer_codebook import take_newer

        here = await self.home.facts()

        def take(name: str, path: Path) -> bool:
            with self.home.writing:
                return take_newer(here.project, name, path, self.home.coder)

        async with received(request, here.project.folder) as form:
            if here.codebook is None or len(form.files) != 1:
                words = "home_one_file" if len(form.files) > 1 else "home_no_file"
                self.home.say(self.home.words(words))
                return self.home.go("/moving")
            try:
                changed = await run_in_threadpool(take, *form.files[0])
            except ClassifierError as error:
                self.home.say_error(error)
            else:
                words = "home_moving_newer_taken" if changed else "home_unchanged"
                self.home.say(self.home.words(words))
        return self.home.go("/moving")

    # -- the plan

    def _plan_command(
        self, here: Facts, moving: Moving, chosen: tuple[MovingHarvest, ...]
    ) -> commands.Words:
        """Return the command for some harvests; from those that need no move it learns."""
        from classifier.home.moving_plan import next_plan

        files = [one.path for one in moving.harvests if one in chosen or not one.standing.n_older]
        out = next_plan(here.project)
        return commands.relabel_plan(here.project, files, out, self.home.language)

    async def plan(self, request: Request) -> Response:
        """Begin to plan."""
        form = await read_form(request)
        here = await self.home.facts()
        moving = await self.look(here)
        older = moving.older if moving else ()
        chosen = tuple(one for one in older if f"harvest_{one.harvest.key}" in form)
        if moving is None or not chosen:
            self.home.say(self.home.words("home_moving_none_chosen"))
        elif not (busy(here, PLAN) or self.home.must_wait(here)):
            await self.home.run(PLAN, self._plan_command(here, moving, chosen))
        return self.home.go("/moving")

    # -- what is written

    async def preview(self, request: Request) -> Response:
        """Show what applying the plan would write."""
        from classifier.home.moving import previews

        here = await self.home.facts()
        moving = await self.look(here)
        plan = moving.plan if moving else None
        if moving is None or plan is None or plan.outdated or not moving.to_apply:
            return self.home.go("/moving")
        seen = await run_in_threadpool(previews, here, moving, plan, self.home.coder)
        listed = [("apply", self._apply_command(here, plan, one.harvest)) for one in seen]
        shown = {"plan": plan, "seen": seen, "more": listed}
        return self.home.page("moving-apply.html", here, listed[0][1], **shown)

    def _apply_command(self, here: Facts, plan: OpenPlan, one: MovingHarvest) -> commands.Words:
        out = here.next_copy(one.harvest)
        return commands.relabel_apply(here.project, plan.folder, one.path, out, self.home.coder)

    async def apply(self, request: Request) -> Response:
        """Begin to write the harvests as plan and decisions say."""
        form = await read_form(request)
        here = await self.home.facts()
        moving = await self.look(here)
        plan = await self.open_plan(here, form.get("stamp", ""))
        if moving is None or plan is None or plan.outdated:
            return self.home.go("/moving")
        chosen = [one for one in moving.to_apply if f"harvest_{one.harvest.key}" in form]
        if not chosen:
            self.home.say(self.home.words("home_moving_nothing"))
        elif not (busy(here, PLAN) or self.home.must_wait(here)):
            for one in chosen:
                await self.home.run(MOVE, self._apply_command(here, plan, one))
        return self.home.go("/moving")

    def _back_command(self, here: Facts, one: MovingHarvest) -> commands.Words:
        out = here.next_copy(one.harvest)
        return commands.relabel_undo(here.project, one.path, out)

    async def take_back(self, request: Request) -> Response:
        """Begin to take back the last move of a harvest."""
        form = await read_form(request)
        here = await self.home.facts()
        moving = await self.look(here)
        one = moving.harvest(form.get("harvest", "")) if moving else None
        if one is None or not one.moved:
            self.home.say(self.home.words("home_moving_not_moved"))
        elif not (busy(here, PLAN) or self.home.must_wait(here)):
            await self.home.run(MOVE_BACK, self._back_command(here, one))
        return self.home.go("/moving")

    # -- what became of each label

    async def trend(self, request: Request) -> Response:
        """Show counts of labels over the harvests, before and after."""
        here = await self.home.facts()
        plan = await self.open_plan(here)
        if plan is None:
            return self.home.go("/moving")
        words = self.trend_command(here, plan)
        page = self.home.page("moving-trend.html", here, words)
        page.headers["content-security-policy"] = f"{POLICY}; {FRAMES}"
        return page

    async def trend_report(self, request: Request) -> Response:
        """Return the counts as a page of its own, to stand in a frame."""
        from classifier.home.moving import trend_of

        here = await self.home.facts()
        plan = await self.open_plan(here)
        if plan is None:
            return self.home.plain("not_found", 404)
        text = await run_in_threadpool(trend_of, plan, self.home.language)
        return HTMLResponse(text, headers=REPORT)
