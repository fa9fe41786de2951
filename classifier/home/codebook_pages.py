"""The pages of the codebook: draft or drop one, read its labels and write what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from classifier.errors import ClassifierError
from classifier.home import commands
from classifier.home.facts import Facts
from classifier.home.labels import write_label
from classifier.home.project_site import CardPages
from classifier.home.uploads import (
    CODEBOOKS,
    name_for,
    received,
    refuse_strange,
)
from classifier.pages.site import read_form
from classifier.project import HARVESTS as HARVESTS_FOLDER

if TYPE_CHECKING:
    from classifier.codebook import Label, Target

DRAFT = "home_job_draft"


class CodebookPages(CardPages):
    """The codebook's card."""

    name = "codebook"
    address = "/codebook"
    titles = (DRAFT,)

    def routes(self) -> list[BaseRoute]:
        """Return the addresses."""
        return [
            Route("/codebook", self.codebook, methods=["GET"]),
            Route("/codebook", self.write_label, methods=["POST"]),
            Route("/codebook/draft", self.draft, methods=["POST"]),
            Route("/files/codebook", self.drop_codebook, methods=["POST"]),
        ]

    async def codebook(self, request: Request) -> Response:
        """Show the labels, and one of them to write in."""
        here = await self.home.facts()
        if here.codebook is None:
            return self.home.page("codebook-none.html", here, self.draft_command(here))
        from classifier.codebook.lint import lint_codebook

        target, label = _label(here, request.query_params)
        findings = [
            finding
            for finding in lint_codebook(here.codebook)
            if finding.target == target.id and label.id in finding.labels
        ]
        return self.home.page(
            "codebook.html",
            here,
            commands.lint(here.project),
            book=here.codebook,
            target=target,
            label=label,
            findings=findings,
        )

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

    async def write_label(self, request: Request) -> Response:
        """Keep what was written of a label."""
        form = await read_form(request)
        here = await self.home.facts()
        named = _named(here, form)
        if named is None:
            self.home.say(self.home.words("home_label_gone"))
            return self.home.go("/codebook")
        target, label = named
        try:
            changed = await run_in_threadpool(
                write_label, here, target, label, form, who=self.home.coder
            )
        except ClassifierError as error:
            self.home.say_error(error)
        else:
            self.home.say(self.home.words("home_saved" if changed else "home_unchanged"))
        return self.home.go(f"/codebook?{urlencode({'target': target.id, 'label': label.id})}")

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


def _label(here: Facts, asked: Mapping[str, str]) -> tuple[Target, Label]:
    """Return the label that is asked for, else the first without a definition."""
    named = _named(here, asked)
    return named or next(iter([*here.undefined, *_labels(here)]))


def _named(here: Facts, asked: Mapping[str, str]) -> tuple[Target, Label] | None:
    """Return the label that an address or a form names; None for none of the codebook."""
    wanted = asked.get("target"), asked.get("label")
    found = (pair for pair in _labels(here) if (pair[0].id, pair[1].id) == wanted)
    return next(found, None)


def _labels(here: Facts) -> list[tuple[Target, Label]]:
    targets = here.codebook.targets if here.codebook else ()
    return [(target, label) for target in targets for label in target.labels]
