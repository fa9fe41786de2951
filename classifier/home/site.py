"""The pages of a project: each address, what it shows or changes. Addresses hold no names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Mount, Route

from classifier.errors import ClassifierError
from classifier.home import commands
from classifier.home.cards import ENOUGH_CODED, cards
from classifier.home.events import events
from classifier.home.facts import ROLES, Facts, HarvestFacts, gather, keep_role, standing
from classifier.home.jobs import Jobs
from classifier.home.labels import write_label
from classifier.home.reviews import LEARN_EVERY, Reviews
from classifier.home.uploads import (
    CODEBOOKS,
    HARVESTS,
    LARGEST_FILES,
    Received,
    name_for,
    received,
    refuse_strange,
    take,
)
from classifier.pages.guard import POLICY, Keys
from classifier.pages.site import Site, choice, read_form, whole_number
from classifier.project import HARVESTS as HARVESTS_FOLDER
from classifier.project import read
from classifier.translations import LANGUAGES

if TYPE_CHECKING:
    from classifier.codebook import Label, Target
    from classifier.review import ReviewConfig

# A report is a page of its own, whose looks stand in it; it may run and load nothing.
_REPORT = {
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; frame-ancestors 'self'",
    "x-frame-options": "SAMEORIGIN",
}
_FRAMES = "frame-src 'self'"
# The kinds of jobs, which are also keys of what they are called.
DRAFT, LEARN = "home_job_draft", "home_job_learn"
SUGGEST, FINISH = "home_job_suggest", "home_job_finish"
HAND_OVER = "home_job_hand_over"
# Which of them a page shows.
_SHOWN = {
    "/codebook": (DRAFT,),
    "/model": (LEARN,),
    "/coding": (SUGGEST, FINISH),
    "/hand-over": (HAND_OVER,),
}


class Home(Site):
    """The project's pages: one method an address."""

    packages = ("classifier.home", "classifier.pages")
    large = dict.fromkeys(("/files/harvests", "/files/codebook", "/files/reviewed"), LARGEST_FILES)

    def __init__(
        self, keys: Keys, language: str, folder: Path, coder: str, end: Callable[[], None]
    ) -> None:
        self.reviews = Reviews(keys, self._review_config, self, end)
        routes = [
            Route("/", self.project, methods=["GET"]),
            Route("/codebook", self.codebook, methods=["GET"]),
            Route("/codebook", self.write_label, methods=["POST"]),
            Route("/codebook/draft", self.draft, methods=["POST"]),
            Route("/harvests", self.harvests, methods=["GET"]),
            Route("/harvests/{key}", self.harvest, methods=["GET"]),
            Route("/harvests/{key}", self.choose_columns, methods=["POST"]),
            Route("/model", self.model, methods=["GET"]),
            Route("/model/learn", self.learn, methods=["POST"]),
            Route("/model/report", self.report, methods=["GET"]),
            Route("/coding", self.coding, methods=["GET"]),
            Route("/coding/reviewed", self.reviewed, methods=["GET"]),
            Route("/coding/reviewed", self.finish, methods=["POST"]),
            Route("/files/reviewed", self.drop_reviewed, methods=["POST"]),
            Route("/coding/suggest", self.suggest, methods=["POST"]),
            Route("/coding/{key}/{name}", self.download, methods=["GET"]),
            Route("/files/harvests", self.drop_harvests, methods=["POST"]),
            Route("/files/codebook", self.drop_codebook, methods=["POST"]),
            Route("/hand-over", self.hand_over, methods=["GET"]),
            Route("/hand-over", self.begin_hand_over, methods=["POST"]),
            Route("/hand-over/{texts}", self.download_project, methods=["GET"]),
            Route("/jobs/cancel", self.cancel, methods=["POST"]),
            Route("/jobs/changes", self.changes, methods=["GET"]),
            Route("/settings", self.settings, methods=["POST"]),
            Route("/quit", self.leave, methods=["POST"]),
            Mount("/review/{key}", app=self.reviews),
        ]
        super().__init__(keys, language, routes)
        self.folder, self._coder, self._end = folder, coder, end
        self._jobs = Jobs(folder)
        # What the next page says of what was just done.
        self._said: list[str] = []
        self._ending = False

    def close(self) -> None:
        """Close what is open; jobs go on by themselves."""
        self._ending = True
        self.reviews.forget()

    # -- the first page

    async def project(self, request: Request) -> Response:
        """Show where the work stands."""
        here = await self._facts()
        if not here.harvests and here.codebook is None and not here.trouble:
            return self._page("empty.html", here, self._draft_command(here))
        all_cards = cards(here, self.words)
        now = next((card for card in all_cards if card.look == "now"), None)
        more = self._all_commands(here)
        command = dict(more).get(now.name if now else "coding", more[0][1])
        return self._page("project.html", here, command, cards=all_cards, now=now, more=more)

    def _all_commands(self, here: Facts) -> list[tuple[str, commands.Words]]:
        """Return what stands at the foot of the first page, a line for each card."""
        project = here.project
        listed = [
            ("codebook", commands.lint(project) if here.codebook else self._draft_command(here)),
            ("harvests", commands.check(project, [one.path for one in here.harvests])),
        ]
        if here.coded:
            listed.append(("model", commands.train(project, [one.path for one in here.coded])))
        if here.coding:
            listed.append(("coding", commands.review(project, here.coding.path, self._coder)))
        return listed

    # -- the codebook

    async def codebook(self, request: Request) -> Response:
        """Show the labels, and one of them to write in."""
        here = await self._facts()
        if here.codebook is None:
            return self._page("codebook-none.html", here, self._draft_command(here))
        from classifier.codebook.lint import lint_codebook

        target, label = _label(here, request.query_params)
        findings = [
            finding
            for finding in lint_codebook(here.codebook)
            if finding.target == target.id and label.id in finding.labels
        ]
        return self._page(
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
        await self._draft(await self._facts())
        return self.go("/codebook")

    async def _draft(self, here: Facts) -> None:
        if here.codebook is None and here.harvests:
            await run_in_threadpool(self._jobs.add, DRAFT, self._draft_command(here))

    def _draft_command(self, here: Facts) -> commands.Words:
        paths = [one.path for one in here.harvests if one.state]
        example = here.project.folder / HARVESTS_FOLDER / "HARVEST.xlsx"
        return commands.draft(here.project, paths or [example])

    async def write_label(self, request: Request) -> Response:
        """Keep what was written of a label."""
        form = await read_form(request)
        here = await self._facts()
        named = _named(here, form)
        if named is None:
            self._said.append(self.words("home_label_gone"))
            return self.go("/codebook")
        target, label = named
        try:
            changed = await run_in_threadpool(
                write_label, here, target, label, form, who=self._coder
            )
        except ClassifierError as error:
            self._say(error)
        else:
            self._said.append(self.words("home_saved" if changed else "home_unchanged"))
        return self.go(f"/codebook?{urlencode({'target': target.id, 'label': label.id})}")

    # -- harvests

    async def harvests(self, request: Request) -> Response:
        """List the harvests, and take further ones."""
        here = await self._facts()
        paths = [one.path for one in here.harvests]
        example = here.project.folder / HARVESTS_FOLDER / "HARVEST.xlsx"
        return self._page("harvests.html", here, commands.check(here.project, paths or [example]))

    async def harvest(self, request: Request) -> Response:
        """Show what each column of a harvest was taken for, and its problems by row."""
        from classifier.home.columns import look_at

        here = await self._facts()
        harvest = here.harvest(request.path_params["key"])
        if harvest is None:
            return self.plain("not_found", 404)
        command = commands.check(here.project, [harvest.path])
        try:
            seen = await run_in_threadpool(look_at, here, harvest)
        except ClassifierError as error:
            return self._unread(here, harvest, command, why=_told(error), seen=None)
        if harvest.state is None:
            return self._unread(here, harvest, command, why=harvest.trouble, seen=seen)
        return self._page("harvest.html", here, command, harvest=harvest, seen=seen)

    def _unread(
        self, here: Facts, harvest: HarvestFacts, command: commands.Words, **values: object
    ) -> HTMLResponse:
        return self._page("harvest-unread.html", here, command, harvest=harvest, **values)

    async def choose_columns(self, request: Request) -> Response:
        """Remember what a person says that columns hold."""
        from classifier.home.columns import choose, look_at

        form = await read_form(request)
        here = await self._facts()
        harvest = here.harvest(request.path_params["key"])
        if harvest is None:
            return self.plain("not_found", 404)
        try:
            seen = await run_in_threadpool(look_at, here, harvest)
            changed = await run_in_threadpool(choose, here.project, seen, form)
            role = choice(form, "role", ROLES, "")
            if role and not getattr(harvest, f"is_{role}"):
                await run_in_threadpool(keep_role, here.project, harvest.path, role)
                changed = True
        except ClassifierError as error:
            self._say(error)
        else:
            self._said.append(self.words("home_saved" if changed else "home_unchanged"))
        return self.go(f"/harvests/{harvest.key}")

    async def drop_harvests(self, request: Request) -> Response:
        """Take harvests into the project; from the first ones a codebook is drafted."""
        before = await self._facts()
        folder = before.project.folder / HARVESTS_FOLDER
        async with received(request, before.project.folder) as form:
            await run_in_threadpool(self._take_all, form, folder)
        here = await self._facts()
        if here.codebook is None and not here.trouble and not before.harvests:
            await self._draft(here)
            return self.go("/codebook" if here.harvests else "/")
        known = {one.key for one in before.harvests}
        added = [one for one in here.harvests if one.key not in known]
        if here.model and len(added) == 1 and added[0].is_new:
            return self.go(f"/coding?harvest={added[0].key}")
        return self.go("/harvests")

    def _take_all(self, form: Received, folder: Path) -> None:
        """Take each file that can be taken, and say of the others why not."""
        if not form.files:
            self._said.append(self.words("home_no_file"))
        for name, path in form.files:
            try:
                final = name_for(name, HARVESTS)
                refuse_strange(path, final)
                folder.mkdir(exist_ok=True)
                kept = take(path, folder, final)
            except ClassifierError as error:
                self._say(error)
            else:
                self._said.append(self.words("home_taken", name=kept.name))
        if form.left:
            self._said.append(self.words("home_too_many", n=len(form.left), name=form.left[0]))

    async def drop_codebook(self, request: Request) -> Response:
        """Take a codebook into a project that has none."""
        here = await self._facts()
        async with received(request, here.project.folder) as form:
            if here.codebook or here.trouble:
                self._said.append(self.words("home_codebook_there"))
            elif len(form.files) != 1:
                self._said.append(self.words("home_one_file" if form.files else "home_no_file"))
            else:
                await run_in_threadpool(self._take_codebook, *form.files[0], here.project.folder)
        return self.go("/codebook")

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
            self._say(error)

    # -- the model

    async def model(self, request: Request) -> Response:
        """Show the model in use, and what learns a new one."""
        here = await self._facts()
        command = self._learn_command(here)
        page = self._page("model.html", here, command, enough=ENOUGH_CODED)
        page.headers["content-security-policy"] = f"{POLICY}; {_FRAMES}"
        return page

    def _learn_command(self, here: Facts) -> commands.Words:
        example = here.project.folder / HARVESTS_FOLDER / "HARVEST.xlsx"
        return commands.train(here.project, [one.path for one in here.coded] or [example])

    async def learn(self, request: Request) -> Response:
        """Begin to learn."""
        await read_form(request)
        here = await self._facts()
        if here.codebook and here.coded and not _busy(here, LEARN):
            await run_in_threadpool(self._jobs.add, LEARN, self._learn_command(here))
        return self.go("/model")

    async def report(self, request: Request) -> Response:
        """Return the report of the model, to stand in a frame."""
        here = await self._facts()
        if here.model is None or here.model.report is None:
            return self.plain("not_found", 404)
        return FileResponse(here.model.report, media_type="text/html", headers=_REPORT)

    # -- a new harvest

    async def coding(self, request: Request) -> Response:
        """Show how far the coding of a harvest is, and the ways to go on."""
        here = await self._facts()
        chosen = here.harvest(request.query_params.get("harvest", "")) or here.coding
        if chosen is not None and chosen.state is None:
            return self.go(f"/harvests/{chosen.key}")
        if chosen is None or here.model is None:
            command = commands.review(here.project, Path("HARVEST.xlsx"), self._coder)
            return self._page("coding-none.html", here, command)
        command = commands.suggest(here.project, chosen.path)
        more = [commands.review(here.project, chosen.path, self._coder)]
        return self._page("coding.html", here, command, harvest=chosen, more=more)

    async def suggest(self, request: Request) -> Response:
        """Begin to suggest codes for a harvest in a workbook."""
        form = await read_form(request)
        here = await self._facts()
        harvest = here.harvest(form.get("harvest", ""))
        if harvest is not None and here.model and not _busy(here, SUGGEST):
            command = commands.suggest(here.project, harvest.path)
            await run_in_threadpool(self._jobs.add, SUGGEST, command)
        return self.go(f"/coding?harvest={harvest.key}" if harvest else "/coding")

    async def drop_reviewed(self, request: Request) -> Response:
        """Take a workbook that comes back reviewed beside the work on its harvest."""
        from classifier.home.reviewed import take_reviewed

        here = await self._facts()
        async with received(request, here.project.folder) as form:
            harvest = here.harvest(form.fields.get("harvest", ""))
            if harvest is None or not form.files:
                self._said.append(self.words("home_no_file"))
                return self.go("/coding")
            try:
                await run_in_threadpool(take_reviewed, here, harvest, *form.files[0])
            except ClassifierError as error:
                self._say(error)
                return self.go(f"/coding?harvest={harvest.key}")
        return self.go(f"/coding/reviewed?harvest={harvest.key}")

    async def reviewed(self, request: Request) -> Response:
        """Show what a reviewed workbook would write, before it is taken."""
        from classifier.home.reviewed import preview

        here = await self._facts()
        harvest = here.harvest(request.query_params.get("harvest", ""))
        if harvest is None or harvest.reviewed is None:
            return self.go("/coding")
        command = commands.finish(here.project, harvest.reviewed, self._coder)
        try:
            seen = await run_in_threadpool(preview, harvest.reviewed, self._coder, here.codebook)
        except ClassifierError as error:
            self._say(error)
            return self.go(f"/coding?harvest={harvest.key}")
        return self._page("reviewed.html", here, command, harvest=harvest, seen=seen)

    async def finish(self, request: Request) -> Response:
        """Write the decisions of a reviewed workbook into its codes."""
        form = await read_form(request)
        here = await self._facts()
        harvest = here.harvest(form.get("harvest", ""))
        if harvest is not None and harvest.reviewed and not _busy(here, FINISH):
            command = commands.finish(here.project, harvest.reviewed, self._coder)
            await run_in_threadpool(self._jobs.add, FINISH, command)
        return self.go(f"/coding?harvest={harvest.key}" if harvest else "/coding")

    async def download(self, request: Request) -> Response:
        """Return a workbook that was written for a harvest."""
        here = await self._facts()
        harvest = here.harvest(request.path_params["key"])
        files = {"suggested": harvest.suggested, "coded": harvest.coded} if harvest else {}
        path = files.get(request.path_params["name"])
        if harvest is None or path is None:
            return self.plain("not_found", 404)
        stem = harvest.path.stem
        return FileResponse(path, filename=f"{stem}-{request.path_params['name']}{path.suffix}")

    def _review_config(self, key: str) -> ReviewConfig | None:
        """Return how a harvest is reviewed: as the command does it in this project."""
        from classifier.review import ReviewConfig

        here = gather(read(self.folder), self._jobs)
        harvest = here.harvest(key)
        if harvest is None or here.model is None:
            return None
        work = here.project.work(harvest.path)
        work.mkdir(parents=True, exist_ok=True)
        return ReviewConfig(
            harvest.path,
            here.project.models_folder / here.model.name,
            self._coder,
            decisions=work / commands.DECISIONS,
            coded=tuple(one.path for one in here.coded if one is not harvest),
            language=self.language,
            learn_every=LEARN_EVERY,
        )

    # -- handing over

    async def hand_over(self, request: Request) -> Response:
        """Show how to hand the project over, and what the zips that were made leave out."""
        from classifier.project.hand_over import left_out_of

        here = await self._facts()
        done = {}
        for texts, name in commands.HANDED_OVER.items():
            if (self.folder / name).is_file():
                done[texts] = await run_in_threadpool(left_out_of, self.folder / name)
        both = [commands.hand_over(texts) for texts in commands.HANDED_OVER]
        return self._page("hand-over.html", here, both[0], more=both, done=done)

    async def begin_hand_over(self, request: Request) -> Response:
        """Begin to put the project into a zip."""
        form = await read_form(request)
        here = await self._facts()
        texts = choice(form, "texts", tuple(commands.HANDED_OVER), "")
        if texts and not _busy(here, HAND_OVER):
            await run_in_threadpool(self._jobs.add, HAND_OVER, commands.hand_over(texts))
        return self.go("/hand-over")

    async def download_project(self, request: Request) -> Response:
        """Return a zip of the project."""
        name = commands.HANDED_OVER.get(request.path_params["texts"])
        if name is None or not (self.folder / name).is_file():
            return self.plain("not_found", 404)
        return FileResponse(self.folder / name, filename=f"{self.folder.name}-{name}")

    # -- what all pages have

    async def cancel(self, request: Request) -> Response:
        """End a job."""
        form = await read_form(request)
        await run_in_threadpool(self._jobs.cancel, whole_number(form.get("job", ""), 0))
        return self.go(_page_of(form))

    async def changes(self, request: Request) -> Response:
        """Send how the work stands whenever that changes (server-sent events)."""
        page = _page_of(request.query_params)
        return events(request, self._jobs, lambda: self._job(page), lambda: self._ending)

    def _job(self, page: str) -> str:
        """Return how the newest job of a page stands, as it stands there."""
        titles = _SHOWN.get(page, ())
        jobs = self._jobs.all()
        job = next((job for job in jobs if job.title in titles), None)
        return self.render("job.html", one=job, page=page, jobs=jobs, standing=standing)

    async def settings(self, request: Request) -> Response:
        """Change the language, and stay on the page."""
        form = await read_form(request)
        if form.get("language") in LANGUAGES:
            self.language = form["language"]
        return self.go(_page_of(form))

    async def leave(self, request: Request) -> Response:
        """End the program, once this answer is out; a job under way goes on to its end."""
        self._ending = True
        self._end()
        return self.plain("ended")

    async def _facts(self) -> Facts:
        def look() -> Facts:
            self._jobs.go_on()
            return gather(read(self.folder), self._jobs)

        return await run_in_threadpool(look)

    def _say(self, error: ClassifierError) -> None:
        self._said.append(_told(error))

    def _page(
        self, template: str, here: Facts, command: commands.Words, **values: object
    ) -> HTMLResponse:
        """Return a page with what all of them show: where we are, what is at work, the command."""
        said, self._said = self._said, []
        shared = {
            "here": here,
            "said": said,
            "command": commands.as_typed(command),
            "as_typed": commands.as_typed,
            "coder": self._coder,
            "languages": LANGUAGES,
            "changed": max((job.changed for job in here.jobs), default=0),
            "shown": _SHOWN,
            "jobs": here.jobs,
            "standing": standing,
            "more": (),
        }
        return HTMLResponse(self.render(template, **{**shared, **values}))


def _told(error: ClassifierError) -> str:
    return f"{error} {error.hint}".strip()


def _busy(here: Facts, title: str) -> bool:
    """Whether a job of a kind waits or runs."""
    job = here.job(title)
    return job is not None and not job.over


def _page_of(form: Mapping[str, str]) -> str:
    """Return the page that a form stood on: one of ours, else the first."""
    page = form.get("page", "")
    return page if page in ("/codebook", "/harvests", "/model", "/coding", "/hand-over") else "/"


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
