"""The pages that check how harvests are coded: look, decide, carry over, take back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from classifier.errors import ClassifierError
from classifier.home import commands
from classifier.home.facts import Facts, HarvestFacts
from classifier.home.model_pages import FRAMES, REPORT
from classifier.home.project_site import CardPages, busy, copying
from classifier.home.uploads import received
from classifier.pages.guard import POLICY
from classifier.pages.site import read_form, whole_number
from classifier.project import HARVESTS, WORK
from classifier.project.corrected import last_step

if TYPE_CHECKING:
    from classifier.audit.apply import Files
    from classifier.home.checking import Round, Stand
    from classifier.review import ReviewConfig

LOOK, APPLY, UNDO = "home_job_look", "home_job_apply", "home_job_undo"
USUAL, MOST = 40, 9_999


class CheckingPages(CardPages):
    """Checking the codes of harvests that are coded."""

    name = "checking"
    address = "/checking"
    titles = (LOOK, APPLY, UNDO)

    def routes(self) -> list[BaseRoute]:
        """Return the addresses."""
        return [
            Route("/checking", self.show, methods=["GET"]),
            Route("/checking/look", self.look, methods=["POST"]),
            Route("/checking/apply", self.preview, methods=["GET"]),
            Route("/checking/apply", self.apply, methods=["POST"]),
            Route("/checking/undo", self.undo, methods=["POST"]),
            Route("/checking/{key}/{name}", self.file, methods=["GET"]),
            Route("/files/checked", self.drop, methods=["POST"]),
        ]

    def offer(self, here: Facts) -> str:
        """Return what it is for; "" before anything is coded."""
        return self.home.words("home_checking_short") if here.codebook and here.coded else ""

    # -- look

    async def show(self, request: Request) -> Response:
        """Show what was found last, how far the decisions are, and what looks again."""
        here = await self.home.facts()
        if here.codebook is None or not here.coded:
            return self.home.page("checking-none.html", here, self._look_command(here, [], USUAL))
        return await run_in_threadpool(self._shown, here, request.query_params.get("round", ""))

    def _shown(self, here: Facts, key: str) -> Response:
        from classifier.home import checking

        found = list(checking.rounds(here.project))
        one = next((each for each in found if each.key == key), found[0] if found else None)
        stands = checking.stands(here, one, self.home.coder) if one else []
        language = self.home.language
        first = one.told["look_at"]["look_at"] if one else 0
        # Where it found fewer rows than were asked for, nobody knows how many those were.
        look_at = first if one and 0 < first < len(one.findings) else max(USUAL, first)
        tells = checking.tells(one, language) if one else []
        shown = {
            "rounds": found,
            "round": one,
            "stands": stands,
            "look_at": look_at,
            "tells": tells,
            "worth": dict(tells).get(first, ""),
            "kinds": checking.in_words(one, language) if one else [],
            "usual": USUAL,
            "most": MOST,
        }
        command = self._look_command(here, list(here.coded), look_at)
        more = [("home_job_look", command), *self._commands(here, one, stands)]
        page = self.home.page("checking.html", here, command, more=more, **shown)
        page.headers["content-security-policy"] = f"{POLICY}; {FRAMES}"
        return page

    def _look_command(
        self, here: Facts, harvests: list[HarvestFacts], look_at: int
    ) -> commands.Words:
        from classifier.home.checking import next_round

        example = here.project.folder / HARVESTS / "HARVEST.xlsx"
        paths = [one.now for one in harvests] or [example]
        return commands.audit(here.project, paths, look_at, next_round(here.project))

    def _commands(
        self, here: Facts, one: Round | None, stands: list[Stand]
    ) -> list[tuple[str, commands.Words]]:
        """Return the commands of what can be done with the first harvest of a round."""
        if one is None or not stands:
            return []
        harvest, last = stands[0].harvest, stands[0].last
        files, place = _files(here, one, harvest), one.answers(here.project, harvest)
        project, coder = here.project, self.home.coder
        listed = [
            ("home_checking_decide", commands.review_worklist(project, files, place, coder)),
            ("home_job_apply", commands.audit_apply(project, files, stands[0].answers, coder)),
        ]
        if last is not None:
            listed.append(("home_job_undo", _undo_command(here, harvest)))
        return listed

    async def look(self, request: Request) -> Response:
        """Begin an audit of one harvest or of all that are coded."""
        form = await read_form(request)
        here = await self.home.facts()
        wanted = form.get("harvest", "")
        chosen = [one for one in here.coded if wanted in ("", one.key)]
        look_at = min(MOST, whole_number(form.get("look_at", ""), 0))
        if look_at < 1:
            self.home.say(self.home.words("home_checking_rows_missing"))
        elif here.codebook and chosen and not (busy(here, LOOK) or self.home.must_wait(here)):
            await self.home.run(LOOK, self._look_command(here, chosen, look_at))
        return self.home.go("/checking")

    async def file(self, request: Request) -> Response:
        """Return the report of a round, to stand in a frame, or its worklist."""
        from classifier.home.checking import rounds

        here = await self.home.facts()
        found = await run_in_threadpool(lambda: list(rounds(here.project)))
        key, name = request.path_params["key"], request.path_params["name"]
        one = next((each for each in found if each.key == key), None)
        files = {"report": one.folder / "report.html", "worklist": one.worklist} if one else {}
        path = files.get(name)
        if one is None or path is None or not path.is_file():
            return self.home.plain("not_found", 404)
        if name == "report":
            return FileResponse(path, media_type="text/html", headers=REPORT)
        return FileResponse(path, filename=f"{WORK}-{one.folder.name}.xlsx")

    # -- decide

    def review(self, here: Facts, key: str) -> ReviewConfig | None:
        """Return how the worklist of a round is decided on the page of the review."""
        from classifier.project.state import columns_for
        from classifier.review import ReviewConfig

        found = _of_key(here, key) if here.model else None
        if found is None or here.model is None:
            return None
        one, harvest = found
        answers = one.answers(here.project, harvest)
        answers.parent.mkdir(parents=True, exist_ok=True)
        model = here.project.models_folder / here.model.name
        return ReviewConfig(
            harvest.now,
            model,
            self.home.coder,
            decisions=answers,
            worklist=one.folder / "worklist.jsonl",
            columns=columns_for(here.project, model, harvest.now),
            back=f"/checking?round={one.key}",
        )

    async def drop(self, request: Request) -> Response:
        """Take a worklist that comes back decided."""
        from classifier.home.checking import rounds, take_decided

        here = await self.home.facts()
        async with received(request, here.project.folder) as form:
            key = form.fields.get("harvest", "")
            found = await run_in_threadpool(lambda: list(rounds(here.project)))
            one = next((each for each in found if each.key == key), None)
            if one is None or len(form.files) != 1:
                self.home.say(self.home.words("home_one_file" if form.files else "home_no_file"))
                return self.home.go("/checking")
            try:
                n_kept = await run_in_threadpool(take_decided, one, *form.files[0])
            except ClassifierError as error:
                self.home.say_error(error)
            else:
                if n_kept:
                    self.home.say(self.home.words("home_checking_still_decided", n=n_kept))
        return self.home.go(f"/checking?round={one.key}")

    # -- carry over, take back

    async def preview(self, request: Request) -> Response:
        """Show what the decisions would change, before they are carried over."""
        from classifier.home import checking

        here = await self.home.facts()
        found = await run_in_threadpool(_of_key, here, request.query_params.get("key", ""))
        if found is None:
            return self.home.go("/checking")
        one, harvest = found
        try:
            done = await run_in_threadpool(checking.preview, here, one, harvest, self.home.coder)
            command = self._apply_command(here, one, harvest)
        except ClassifierError as error:
            self.home.say_error(error)
            return self.home.go(f"/checking?round={one.key}")
        titles = (
            {target.id: target.name for target in here.codebook.targets} if here.codebook else {}
        )
        shown = {
            "harvest": harvest,
            "round": one,
            "key": one.key_of(harvest),
            "done": done,
            "titles": titles,
            "copy": here.next_copy(harvest).parent.name,
        }
        return self.home.page("checking-apply.html", here, command, **shown)

    def _apply_command(self, here: Facts, one: Round, harvest: HarvestFacts) -> commands.Words:
        from classifier.home.checking import answers_of

        answers = answers_of(here, one, harvest, self.home.coder)
        files = _files(here, one, harvest)
        return commands.audit_apply(here.project, files, answers, self.home.coder)

    async def apply(self, request: Request) -> Response:
        """Begin to carry decisions over, if the harvest still stands as it was shown."""
        form = await read_form(request)
        here = await self.home.facts()
        found = await run_in_threadpool(_of_key, here, form.get("key", ""))
        if found is None:
            return self.home.go("/checking")
        one, harvest = found
        if _at_work(here) or form.get("copy") != here.next_copy(harvest).parent.name:
            self.home.say(self.home.words("home_checking_meanwhile"))
            return self.home.go(f"/checking?round={one.key}")
        try:
            await self.home.run(APPLY, self._apply_command(here, one, harvest))
        except ClassifierError as error:
            self.home.say_error(error)
        return self.home.go(f"/checking?round={one.key}")

    async def undo(self, request: Request) -> Response:
        """Begin to take back the last step with a harvest."""
        form = await read_form(request)
        here = await self.home.facts()
        harvest = here.harvest(form.get("harvest", ""))
        last = last_step(here.project, harvest.path) if harvest else None
        meant = last is not None and form.get("copy") == last.copy.parent.name
        if harvest is None or not meant or _at_work(here):
            self.home.say(self.home.words("home_checking_meanwhile"))
        else:
            await self.home.run(UNDO, _undo_command(here, harvest))
        return self.home.go(f"/checking?{urlencode({'round': form.get('round', '')[:12]})}")


def _at_work(here: Facts) -> bool:
    """Whether a job is under way that writes what these read, or reads what they write."""
    return copying(here) or busy(here, LOOK)


def _files(here: Facts, one: Round, harvest: HarvestFacts) -> Files:
    from classifier.audit.apply import Files

    out = here.next_copy(harvest)
    return Files(one.worklist, harvest.now, one.codebook, out)


def _undo_command(here: Facts, harvest: HarvestFacts) -> commands.Words:
    return commands.audit_undo(here.project, harvest.now, here.next_copy(harvest))


def _of_key(here: Facts, key: str) -> tuple[Round, HarvestFacts] | None:
    """Return the round and the harvest that an address names."""
    from classifier.home.checking import rounds

    for one in rounds(here.project):
        for harvest in here.coded:
            if one.key_of(harvest) == key and one.of(harvest):
                return one, harvest
    return None
