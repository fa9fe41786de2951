"""The pages that ask for decisions on the plan of a move: row by row, or in its workbook."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from classifier.errors import ClassifierError
from classifier.home import commands
from classifier.home.facts import Facts
from classifier.home.project_site import CardPages, ProjectSite
from classifier.home.uploads import Received, keep, name_for, received, refuse_strange
from classifier.pages.site import choice, read_form, whole_number

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.home.moving import Moving
    from classifier.home.moving_plan import OpenPlan

# In the order in which they ask for a person.
HOWS = ("person", "model", "rule")
LINES = 10


class PlanLooks(CardPages):
    """What the pages of the move look at."""

    async def look(self, here: Facts) -> Moving | None:
        """Look at the move; None where nothing is coded."""
        if here.codebook is None:
            return None
        from classifier.home.moving import look

        moving = await run_in_threadpool(look, here, here.codebook)
        return moving if moving.harvests or moving.unread else None

    async def open_plan(self, here: Facts, stamp: str | None = None) -> OpenPlan | None:
        """Return the plan; None, with a word why, where there is none or another was meant."""
        moving = await self.look(here)
        plan = moving.plan if moving else None
        if plan is None:
            trouble = moving.trouble if moving else ""
            self.home.say(trouble or self.home.words("home_moving_no_plan"))
        elif stamp is not None and stamp != plan.stamp:
            self.home.say(self.home.words("home_moving_changed"))
            return None
        return plan

    def trend_command(self, here: Facts, plan: OpenPlan) -> commands.Words:
        """Return the command that counts with the decisions so far."""
        return commands.relabel_trend(here.project, plan.folder, self.home.language)


class PlanPages(PlanLooks):
    """Decisions on the plan."""

    name = "moving_decide"
    address = "/moving/decide"

    def __init__(self, home: ProjectSite) -> None:
        super().__init__(home)
        # Decisions are read and written again as a whole.
        self._deciding = asyncio.Lock()

    def routes(self) -> list[BaseRoute]:
        """Return the addresses."""
        return [
            Route("/moving/decide", self.decide, methods=["GET"]),
            Route("/moving/decide", self.take_decisions, methods=["POST"]),
            Route("/moving/workbook", self.workbook, methods=["GET"]),
            Route("/files/plan", self.drop_workbook, methods=["POST"]),
            Route("/moving/returned", self.returned, methods=["GET"]),
            Route("/moving/returned", self.take_returned, methods=["POST"]),
        ]

    async def decide(self, request: Request) -> Response:
        """Show some lines of the plan to decide."""
        here = await self.home.facts()
        plan = await self.open_plan(here)
        if plan is None:
            return self.home.go("/moving")
        how = choice(request.query_params, "how", HOWS, HOWS[0])
        lines = plan.of_kind(how)
        first = whole_number(request.query_params.get("from", ""), 0)
        first = min(first, max(0, len(lines) - 1)) // LINES * LINES
        shown = {"plan": plan, "how": how, "hows": HOWS, "first": first, "per_page": LINES}
        words = self.trend_command(here, plan)
        return self.home.page("moving-decide.html", here, words, lines=lines, **shown)

    async def take_decisions(self, request: Request) -> Response:
        """Keep what was decided, and go on to the next lines."""
        form = await read_form(request)
        here = await self.home.facts()
        async with self._deciding:
            plan = await self.open_plan(here)
            if plan is None:
                return self.home.go("/moving")
            if form.get("plan") != plan.plan.header.id:
                self.home.say(self.home.words("home_moving_other_plan"))
                return self.home.go("/moving")
            whole = await run_in_threadpool(self._decide, plan, form)
        how = choice(form, "how", HOWS, HOWS[0])
        first = whole_number(form.get("from", ""), 0) + (LINES if whole else 0)
        on = first < len(plan.of_kind(how))
        return self.home.go(f"/moving/decide?how={how}&from={first}" if on else "/moving")

    def _decide(self, plan: OpenPlan, form: Mapping[str, str]) -> bool:
        """Write what a form decides, and say what could not be; return whether all could."""
        from classifier.home.moving_plan import decided
        from classifier.relabel.decide import write_decisions

        found = decided(plan, form, LINES)
        try:
            if found.decisions:
                write_decisions(plan.plan, found.decisions)
                self.home.say(self.home.words("home_moving_saved", n=len(found.decisions)))
        except ClassifierError as error:
            self.home.say_error(error)
            return False
        if found.clashes:
            self.home.say(self.home.words("home_moving_clash", n=len(found.clashes)))
        for slip in found.slips:
            self.home.say(self.home.words.told(slip))
        return not found.clashes and not found.slips

    async def workbook(self, request: Request) -> Response:
        """Return the plan's workbook, to be decided in Excel."""
        here = await self.home.facts()
        plan = await self.open_plan(here)
        if plan is None:
            return self.home.go("/moving")
        return FileResponse(plan.plan.decisions, filename=f"{plan.folder.name}.xlsx")

    async def drop_workbook(self, request: Request) -> Response:
        """Take a copy of the plan's workbook beside it, to show what it decides."""
        here = await self.home.facts()
        async with received(request, here.project.folder) as form:
            plan = await self.open_plan(here)
            if plan is None:
                return self.home.go("/moving")
            if not form.files:
                self.home.say(self.home.words("home_no_file"))
                return self.home.go("/moving")
            try:
                await run_in_threadpool(_take_workbook, plan, form)
            except ClassifierError as error:
                self.home.say_error(error)
                return self.home.go("/moving")
        return self.home.go("/moving/returned")

    async def returned(self, request: Request) -> Response:
        """Show what the workbook that came back decides."""
        from classifier.relabel.decide import read_returned

        here = await self.home.facts()
        plan = await self.open_plan(here)
        if plan is None or plan.returned is None:
            return self.home.go("/moving")
        try:
            seen = await run_in_threadpool(read_returned, plan.plan, plan.returned)
        except ClassifierError as error:
            self.home.say_error(error)
            return self.home.go("/moving")
        words = self.trend_command(here, plan)
        lines = {line.key: line for line in plan.lines}
        return self.home.page(
            "moving-returned.html", here, words, plan=plan, seen=seen, lines=lines
        )

    async def take_returned(self, request: Request) -> Response:
        """Write what the workbook that came back decides into the plan."""
        form = await read_form(request)
        here = await self.home.facts()
        async with self._deciding:
            plan = await self.open_plan(here, form.get("stamp", ""))
            if plan is None or plan.returned is None:
                return self.home.go("/moving")
            try:
                n = await run_in_threadpool(_write_returned, plan, plan.returned)
            except ClassifierError as error:
                self.home.say_error(error)
            else:
                self.home.say(self.home.words("home_moving_saved", n=n))
        return self.home.go("/moving")


def _take_workbook(plan: OpenPlan, form: Received) -> None:
    from classifier.home.moving_plan import RETURNED
    from classifier.relabel.decide import read_returned

    name, path = form.files[0]
    final = name_for(name, (".xlsx",))
    refuse_strange(path, final)
    named = path.with_name(final)
    path.rename(named)
    read_returned(plan.plan, named)
    keep(named, plan.folder, f"{RETURNED}.xlsx")


def _write_returned(plan: OpenPlan, workbook: Path) -> int:
    from classifier.relabel.decide import read_returned, write_decisions

    seen = read_returned(plan.plan, workbook)
    if seen.decisions:
        write_decisions(plan.plan, seen.decisions)
    return len(seen.decisions)
