"""The pages of the harvests: drop them, see what each column was taken for."""

from __future__ import annotations

from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from classifier.errors import ClassifierError
from classifier.home import commands
from classifier.home.codebook_pages import DRAFT, CodebookPages
from classifier.home.facts import ROLES, Facts, HarvestFacts, keep_role
from classifier.home.processes import open_outside
from classifier.home.project_site import CardPages, ProjectSite
from classifier.home.uploads import (
    HARVESTS,
    Received,
    name_for,
    received,
    refuse_strange,
    take,
)
from classifier.pages.site import choice, read_form
from classifier.project import HARVESTS as HARVESTS_FOLDER
from classifier.project.corrected import set_aside
from classifier.project.log import name_in, note
from classifier.wording import with_hint

# Where a problem is mended that is not one of the file, by its kind, and what leads there.
_LEADS = {
    "unknown-label": ("/codebook", "home_open_codebook"),
    "code-list": ("/codebook", "home_open_codebook"),
    "column-not-found": ("#columns", "home_choose_columns"),
    "heading-repeated": ("#columns", "home_choose_columns"),
}


class HarvestPages(CardPages):
    """The harvests' card."""

    name = "harvests"
    address = "/harvests"
    titles = ()

    def __init__(self, home: ProjectSite, codebook: CodebookPages) -> None:
        super().__init__(home)
        self._codebook = codebook

    def routes(self) -> list[BaseRoute]:
        """Return the addresses."""
        return [
            Route("/harvests", self.harvests, methods=["GET"]),
            Route("/harvests/{key}", self.harvest, methods=["GET"]),
            Route("/harvests/{key}", self.choose_columns, methods=["POST"]),
            Route("/harvests/{key}/open", self.open_file, methods=["POST"]),
            Route("/harvests/{key}/newer", self.let_newer_count, methods=["POST"]),
            Route("/files/harvests", self.drop_harvests, methods=["POST"]),
        ]

    async def harvests(self, request: Request) -> Response:
        """List the harvests, and take further ones."""
        here = await self.home.facts()
        paths = [one.path for one in here.harvests]
        example = here.project.folder / HARVESTS_FOLDER / "HARVEST.xlsx"
        return self.home.page(
            "harvests.html", here, commands.check(here.project, paths or [example])
        )

    async def harvest(self, request: Request) -> Response:
        """Show what each column of a harvest was taken for, and its problems by row."""
        from classifier.home.columns import look_at

        here = await self.home.facts()
        harvest = here.harvest(request.path_params["key"])
        if harvest is None:
            return self.home.plain("not_found", 404)
        command = commands.check(here.project, [harvest.path])
        try:
            seen = await run_in_threadpool(look_at, here, harvest)
        except ClassifierError as error:
            return self._unread(here, harvest, command, why=with_hint(error), seen=None)
        if harvest.state is None:
            return self._unread(here, harvest, command, why=harvest.trouble, seen=seen)
        return self.home.page(
            "harvest.html", here, command, harvest=harvest, seen=seen, leads=_LEADS
        )

    def _unread(
        self, here: Facts, harvest: HarvestFacts, command: commands.Words, **values: object
    ) -> HTMLResponse:
        return self.home.page("harvest-unread.html", here, command, harvest=harvest, **values)

    async def choose_columns(self, request: Request) -> Response:
        """Remember what a person says that columns hold."""
        from classifier.home.columns import choose, look_at

        form = await read_form(request)
        here = await self.home.facts()
        harvest = here.harvest(request.path_params["key"])
        if harvest is None:
            return self.home.plain("not_found", 404)
        try:
            seen = await run_in_threadpool(look_at, here, harvest)
            changed = await run_in_threadpool(choose, here.project, seen, form)
            role = choice(form, "role", ROLES, "")
            if role and not getattr(harvest, f"is_{role}"):
                await run_in_threadpool(keep_role, here.project, harvest.path, role)
                changed = True
        except ClassifierError as error:
            self.home.say_error(error)
        else:
            self.home.say(self.home.words("home_saved" if changed else "home_unchanged"))
        return self.home.go(f"/harvests/{harvest.key}")

    async def open_file(self, request: Request) -> Response:
        """Open a harvest in the program that the system has for it, to be mended there."""
        await read_form(request)
        here = await self.home.facts()
        harvest = here.harvest(request.path_params["key"])
        if harvest is None:
            return self.home.plain("not_found", 404)
        try:
            opened = await run_in_threadpool(open_outside, harvest.path)
        except OSError:
            opened = False
        key = "home_file_opened" if opened else "home_file_open_it"
        self.home.say(self.home.words(key, name=harvest.name, place=str(harvest.path)))
        return self.home.go(f"/harvests/{harvest.key}")

    async def let_newer_count(self, request: Request) -> Response:
        """Set the corrected copies of a harvest aside, so that the file beside them counts."""
        form = await read_form(request)
        here = await self.home.facts()
        harvest = here.harvest(request.path_params["key"])
        if harvest is None:
            return self.home.plain("not_found", 404)
        copy, file = harvest.corrected, here.overlooked(harvest)
        if copy is None or file is None or form.get("copy") != copy.parent.name:
            self.home.say(self.home.words("home_checking_meanwhile"))
        elif not all(job.over for job in here.jobs):
            self.home.say(self.home.words("home_newer_wait"))
        else:
            await run_in_threadpool(self._set_aside, here, harvest, file)
        return self.home.go(f"/harvests/{harvest.key}")

    def _set_aside(self, here: Facts, harvest: HarvestFacts, file: Path) -> None:
        try:
            moved = set_aside(here.project, harvest.path)
            note(here.project, "corrected copies set aside on the page", self.home.coder, (), moved)
        except ClassifierError as error:
            self.home.say_error(error)
        else:
            folder = name_in(here.project, here.project.work(harvest.path))
            self.home.say(self.home.words("home_newer_done", name=file.name, folder=folder))

    async def drop_harvests(self, request: Request) -> Response:
        """Take harvests into the project; from the first ones a codebook is drafted."""
        before = await self.home.facts()
        folder = before.project.folder / HARVESTS_FOLDER
        async with received(request, before.project.folder) as form:
            await run_in_threadpool(self._take_all, form, folder)
        here = await self.home.facts()
        if here.codebook is None and not here.trouble and here.job(DRAFT) is None:
            await self._codebook.draft_from(here)
            return self.home.go("/codebook" if here.harvests else "/")
        known = {one.key for one in before.harvests}
        added = [one for one in here.harvests if one.key not in known]
        if here.model and len(added) == 1 and added[0].is_new:
            return self.home.go(f"/coding?harvest={added[0].key}")
        return self.home.go("/harvests")

    def _take_all(self, form: Received, folder: Path) -> None:
        """Take each file that can be taken, and say of the others why not."""
        if not form.files:
            self.home.say(self.home.words("home_no_file"))
        for name, path in form.files:
            try:
                final = name_for(name, HARVESTS)
                refuse_strange(path, final)
                folder.mkdir(exist_ok=True)
                kept = take(path, folder, final)
            except ClassifierError as error:
                self.home.say_error(error)
            else:
                self.home.say(self.home.words("home_taken", name=kept.name))
        if form.left:
            self.home.say(self.home.words("home_too_many", n=len(form.left), name=form.left[0]))
