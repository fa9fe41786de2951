"""The card of the codebook: draft or drop one; its labels have pages of their own."""

from __future__ import annotations

from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from classifier.errors import ClassifierError
from classifier.home import commands
from classifier.home.facts import Facts
from classifier.home.label_pages import LabelPages
from classifier.home.project_site import CardPages, ProjectSite
from classifier.home.uploads import (
    CODEBOOKS,
    name_for,
    received,
    refuse_strange,
)
from classifier.pages.site import read_form
from classifier.project import HARVESTS as HARVESTS_FOLDER

DRAFT = "home_job_draft"


class CodebookPages(CardPages):
    """The codebook's card."""

    name = "codebook"
    address = "/codebook"
    titles = (DRAFT,)

    def __init__(self, home: ProjectSite) -> None:
        super().__init__(home)
        self._labels = LabelPages(home)

    def routes(self) -> list[BaseRoute]:
        """Return the addresses."""
        return [
            Route("/codebook", self.codebook, methods=["GET"]),
            Route("/codebook/draft", self.draft, methods=["POST"]),
            Route("/files/codebook", self.drop_codebook, methods=["POST"]),
            *self._labels.routes(),
        ]

    async def codebook(self, request: Request) -> Response:
        """Show the labels, and one of them to write in."""
        here = await self.home.facts()
        if here.codebook is None:
            return self.home.page("codebook-none.html", here, self.draft_command(here))
        return await self._labels.show(request, here)

    async def draft(self, request: Request) -> Response:
        """Begin to draft a codebook."""
        await read_form(request)
        await self.draft_from(await self.home.facts())
        return self.home.go("/codebook")

    async def draft_from(self, here: Facts) -> None:
        """Begin to draft a codebook from the harvests, if there is none."""
        if here.codebook is None and here.harvests:
            await self.home.run(DRAFT, self.draft_command(here))

    def draft_command(self, here: Facts) -> commands.Words:
        """Return the command that drafts a codebook from the harvests."""
        paths = [one.path for one in here.harvests if one.state]
        example = here.project.folder / HARVESTS_FOLDER / "HARVEST.xlsx"
        return commands.draft(here.project, paths or [example])

    async def drop_codebook(self, request: Request) -> Response:
        """Take a codebook into a project that has none."""
        here = await self.home.facts()
        async with received(request, here.project.folder) as form:
            if here.codebook or here.trouble:
                self.home.say(self.home.words("home_codebook_there"))
            elif len(form.files) != 1:
                self.home.say(self.home.words("home_one_file" if form.files else "home_no_file"))
            else:
                await run_in_threadpool(self._take_codebook, *form.files[0], here.project.folder)
        return self.home.go("/codebook")

    def _take_codebook(self, name: str, path: Path, folder: Path) -> None:
        from classifier.codebook import read_codebook

        try:
            final = Path(name_for(name, CODEBOOKS))
            refuse_strange(path, final.name)
            ending = ".yaml" if final.suffix == ".yml" else final.suffix
            named = path.with_name(final.stem + ending)
            path.rename(named)
            read_codebook(named)
            named.rename(folder / f"codebook{ending}")
        except ClassifierError as error:
            self.home.say_error(error)
