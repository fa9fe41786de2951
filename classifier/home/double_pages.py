"""The pages of two coders: draw rows, code apart, compare, agree, write what was agreed."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from classifier.errors import ClassifierError
from classifier.home import commands
from classifier.home.double import (
    AGREE,
    LONGEST_NAME,
    A,
    B,
    Round,
    Sheet,
    Standing,
    config_of,
    hand_in,
    keep_names,
    last_round,
    round_folder,
    sent,
    standing,
    take_back,
    take_sent,
    texts_in,
)
from classifier.home.facts import Facts, HarvestFacts
from classifier.home.project_site import CardPages, busy
from classifier.home.uploads import WORKBOOKS, name_for, received, refuse_strange
from classifier.pages.site import read_form, whole_number
from classifier.project import portable
from classifier.project.corrected import following

if TYPE_CHECKING:
    from classifier.double_coding.compare import TargetAgreement
    from classifier.review import ReviewConfig

DRAW, COMPARE, WRITE = "double_job_draw", "double_job_compare", "double_job_write"
USUAL, MOST = 30, 9999
# For so many rows it is said what they can tell.
TOLD = (20, 30, 50, 100)


@dataclass(frozen=True)
class View:
    """What the page of a harvest shows.

    Attributes
    ----------
    standings : how far each workbook is, by "A", "B" and "agree"
    before : A against B, one a target; empty before they are compared
    after : each coder against what was agreed, by name
    """

    harvest: HarvestFacts
    round: Round | None
    standings: Mapping[str, Standing] = field(default_factory=dict)
    before: tuple[TargetAgreement, ...] = ()
    after: Mapping[str, tuple[TargetAgreement, ...]] = field(default_factory=dict)
    result: Path | None = None

    @property
    def coded_whole(self) -> bool:
        """Whether both coders have decided every cell."""
        return all(
            letter in self.standings and not self.standings[letter].n_open for letter in "AB"
        )


class DoublePages(CardPages):
    """Two coders."""

    name = "double"
    address = "/double"
    titles = (DRAW, COMPARE, WRITE)

    def routes(self) -> list[BaseRoute]:
        """Return the addresses."""
        return [
            Route("/double", self.show, methods=["GET"]),
            Route("/double/draw", self.draw, methods=["POST"]),
            Route("/double/names", self.take_names, methods=["POST"]),
            Route("/double/compare", self.compare, methods=["POST"]),
            Route("/double/write", self.write, methods=["POST"]),
            Route("/double/{key}/{which}", self.download, methods=["GET"]),
            Route("/files/double", self.drop, methods=["POST"]),
            Route("/files/sent", self.drop_sent, methods=["POST"]),
        ]

    def offer(self, here: Facts) -> str:
        """Say where it stands."""
        if here.codebook is None or not _drawable(here):
            return ""
        rounds = [(one, last_round(here.project, one.path)) for one in _drawable(here)]
        drawn = next(((one, last) for one, last in rounds if last is not None), None)
        if drawn is None:
            return self.home.words("double_short")
        key = "double_short_compared" if drawn[1].is_compared else "double_short_drawn"
        return self.home.words(key, name=drawn[0].name)

    # -- what is shown

    async def show(self, request: Request) -> Response:
        """Show where the work of two coders stands, and the next step."""
        here = await self.home.facts()
        harvest = _chosen(here, request.query_params.get("harvest", ""))
        example = here.project.folder / "harvests" / "HARVEST.xlsx"
        command = commands.sample(here.project, example, USUAL, example, 1)
        values = {
            "drawable": _drawable(here), "sent": await run_in_threadpool(self._sent, here),
            "usual": USUAL, "told": TOLD, "longest": LONGEST_NAME,
        }  # fmt: skip
        if here.codebook is None or harvest is None:
            return self.home.page("double-none.html", here, command, **values)
        try:
            view = await run_in_threadpool(self._view, here, harvest)
        except ClassifierError as error:
            self.home.say_error(error)
            view = View(harvest, last_round(here.project, harvest.path))
        from classifier.report.double_coding import agreement_words, tells

        shown = self._commands(here, view)
        more = {
            "more": shown, "view": view, "harvest": harvest,
            "agreement_words": agreement_words, "tells": tells,
        }  # fmt: skip
        return self.home.page("double.html", here, shown[0], **values, **more)

    def _view(self, here: Facts, harvest: HarvestFacts) -> View:
        last = last_round(here.project, harvest.path)
        if last is None or not last.names or here.codebook is None:
            return View(harvest, last)
        if not last.is_compared:
            standings = {letter: self._standing(here, last, letter) for letter in (A, B)}
            return View(harvest, last, standings)
        from classifier.double_coding.agreement import read_agreement

        agreed = read_agreement(last.sheet(AGREE).source, here.codebook)
        standings = {AGREE: self._standing(here, last, AGREE)}
        written, after = last.written, {}
        if written is not None:
            agreed = read_agreement(written[0], here.codebook)
            after = {name: agreed.between(letter, "") for letter, name in last.names.items()}
        result = written[1] if written else None
        return View(harvest, last, standings, agreed.between(A, B), after, result)

    def _standing(self, here: Facts, last: Round, which: str) -> Standing:
        drawn = texts_in(last.sheet(which).written, here.codebook, which)
        return standing(self._config(here, last, which), drawn)

    def _sent(self, here: Facts) -> list[tuple[str, Sheet, Standing]]:
        if here.codebook is None or here.project.codebook is None:
            return []
        found = []
        for number, sheet in sent(here.project).items():
            try:
                config = config_of(sheet, self.home.coder, here.project.codebook, "/double")
                drawn = texts_in(sheet.written, here.codebook, A)
                found.append((f"sent-{number}", sheet, standing(config, drawn)))
            except ClassifierError as error:
                self.home.say_error(error)
        return found

    def _commands(self, here: Facts, view: View) -> list[commands.Words]:
        """Return what stands at the foot of the page: what its buttons do, in their order."""
        project, last = here.project, view.round
        if last is None or not last.names:
            number = 1 if last is None else last.number
            folder = round_folder(project, view.harvest.path, number)
            return [commands.sample(project, view.harvest.now, USUAL, folder, number)]
        if last.is_compared:
            out = view.result or following(project, view.harvest.path)
            source = last.sheet(AGREE).source
            return [
                commands.agree(project, source, last.both),
                commands.write_agreed(project, source, view.harvest.now, out, last.both),
            ]
        sources = {letter: last.sheet(letter).source for letter in (A, B)}
        alone = [commands.code_alone(project, sources[one], last.names[one]) for one in (A, B)]
        return [
            *alone,
            commands.adjudicate(project, sources[A], sources[B], last.sheet(AGREE).written),
        ]

    # -- the steps

    async def draw(self, request: Request) -> Response:
        """Draw rows; those that were drawn before stay as they are."""
        form = await read_form(request)
        here = await self.home.facts()
        harvest = here.harvest(form.get("harvest", ""))
        n = whole_number(form.get("n", ""), 0)
        if harvest is None or here.codebook is None:
            return self.home.go("/double")
        last = last_round(here.project, harvest.path)
        if not 0 < n <= MOST:
            self.home.say(self.home.words("double_how_many_wrong"))
        elif last is not None and form.get("again") != "on":
            self.home.say(self.home.words("double_again_first"))
        elif not busy(here, DRAW):
            number = 1 if last is None else last.number + 1
            folder = round_folder(here.project, harvest.path, number)
            command = commands.sample(here.project, harvest.now, n, folder, number)
            self._close(harvest)
            await self.home.run(DRAW, command)
        return self._back(harvest)

    async def take_names(self, request: Request) -> Response:
        """Keep who codes."""
        form = await read_form(request)
        here = await self.home.facts()
        harvest = here.harvest(form.get("harvest", ""))
        last = last_round(here.project, harvest.path) if harvest else None
        if harvest is None or last is None:
            return self.home.go("/double")
        if last.is_begun and last.names:
            self.home.say(self.home.words("double_names_stay"))
            return self._back(harvest)
        try:
            names = form.get("first", ""), form.get("second", "")
            await run_in_threadpool(keep_names, last.folder, *names)
            self._close(harvest)
        except ClassifierError as error:
            self.home.say_error(error)
        return self._back(harvest)

    async def compare(self, request: Request) -> Response:
        """Lay both codings side by side; from then on nobody codes alone."""
        form, here, harvest, last = await self._at(request)
        if harvest is None or last is None:
            return self.home.go("/double")
        if not last.names or last.is_compared or busy(here, COMPARE):
            return self._back(harvest)
        try:
            view = await run_in_threadpool(self._view, here, harvest)
            if not view.coded_whole and form.get("all") != "on":
                self.home.say(self.home.words("double_not_whole"))
                return self._back(harvest)
            self._close(harvest)
            configs = [self._config(here, last, letter) for letter in (A, B)]
            a, b = [await run_in_threadpool(hand_in, one, last.folder) for one in configs]
        except ClassifierError as error:
            self.home.say_error(error)
            return self._back(harvest)
        out = last.sheet(AGREE).written
        await self.home.run(COMPARE, commands.adjudicate(here.project, a, b, out))
        return self._back(harvest)

    async def write(self, request: Request) -> Response:
        """Write what was agreed into a copy of the harvest."""
        form, here, harvest, last = await self._at(request)
        if harvest is None or last is None:
            return self.home.go("/double")
        if not last.is_compared or last.written or busy(here, WRITE):
            return self._back(harvest)
        config = self._config(here, last, AGREE)
        try:
            n_open = (await run_in_threadpool(self._standing, here, last, AGREE)).n_open
            if n_open and form.get("all") != "on":
                self.home.say(self.home.words("double_still_open", n=n_open))
                return self._back(harvest)
            self._close(harvest)
            agreed = await run_in_threadpool(hand_in, config, last.folder)
        except ClassifierError as error:
            self.home.say_error(error)
            return self._back(harvest)
        out = following(here.project, harvest.path)
        command = commands.write_agreed(here.project, agreed, harvest.now, out, last.both)
        await self.home.run(WRITE, command)
        return self._back(harvest)

    # -- files

    async def drop(self, request: Request) -> Response:
        """Take a workbook of a coder, or the one to agree in, that comes back."""
        here = await self.home.facts()
        async with received(request, here.project.folder) as form:
            which = request.query_params.get("as", "")
            harvest = here.harvest(form.fields.get("harvest", ""))
            last = last_round(here.project, harvest.path) if harvest else None
            if harvest is None or last is None:
                return self.home.go("/double")
            if len(form.files) != 1:
                self.home.say(self.home.words("home_one_file" if form.files else "home_no_file"))
            elif self.review(here, f"{harvest.key}-{which}") is None:
                self.home.say(self.home.words("double_too_late"))
            else:
                await run_in_threadpool(self._take, here, last, which, form.files[0])
                self._close(harvest)
        return self._back(harvest)

    def _take(self, here: Facts, last: Round, which: str, file: tuple[str, Path]) -> None:
        name, path = file
        try:
            named = path.with_name(name_for(name, WORKBOOKS))
            refuse_strange(path, named.name)
            path.rename(named)
            lost = last.sheet(which).answers.exists()
            missing = take_back(last, which, named, here.codebook)
        except ClassifierError as error:
            self.home.say_error(error)
            return
        self.home.say(self.home.words("home_taken", name=name))
        if missing:
            self.home.say(self.home.words("double_missing", n=missing))
        if lost:
            self.home.say(self.home.words("double_page_set_aside"))

    async def drop_sent(self, request: Request) -> Response:
        """Take a workbook that was sent from elsewhere, to be coded here."""
        here = await self.home.facts()
        async with received(request, here.project.folder) as form:
            if here.codebook is None or len(form.files) != 1:
                self.home.say(self.home.words("home_one_file" if form.files else "home_no_file"))
                return self.home.go("/double")
            name, path = form.files[0]
            try:
                named = path.with_name(name_for(name, WORKBOOKS))
                refuse_strange(path, named.name)
                path.rename(named)
                await run_in_threadpool(take_sent, here.project, named, here.codebook)
            except ClassifierError as error:
                self.home.say_error(error)
        return self.home.go("/double")

    async def download(self, request: Request) -> Response:
        """Return a workbook with all that is decided in it by now."""
        here = await self.home.facts()
        key, which = request.path_params["key"], request.path_params["which"]
        harvest = here.harvest(key)
        if harvest is not None and which == "coded":
            last = last_round(here.project, harvest.path)
            written = last.written if last else None
            if written is None:
                return self.home.plain("not_found", 404)
            result = written[1]
            return FileResponse(result, filename=f"{harvest.path.stem}-agreed{result.suffix}")
        config = self.review(here, f"{key}-{which}" if harvest is not None else key)
        if config is None:
            return self.home.plain("not_found", 404)
        try:
            ending, content = await run_in_threadpool(_filled, config)
        except ClassifierError as error:
            self.home.say_error(error)
            return self.home.go(config.back)
        stem = harvest.path.stem if harvest else config.harvest.stem
        name = portable(f"{stem}-{config.coder}" if harvest else f"{stem}-coded")
        return Response(content, headers=attached(f"{name}{ending}"))

    # -- reviews

    def review(self, here: Facts, key: str) -> ReviewConfig | None:
        """Return how a workbook is filled in on the page; None while it may not be."""
        harvest_key, _, which = key.partition("-")
        path = here.project.codebook
        if harvest_key == "sent" and path is not None:
            sheet = sent(here.project).get(whole_number(which, -1))
            return config_of(sheet, self.home.coder, path, "/double") if sheet else None
        harvest = here.harvest(harvest_key)
        last = last_round(here.project, harvest.path) if harvest else None
        at_work = busy(here, COMPARE) or busy(here, WRITE)
        if last is None or at_work or not last.is_open(which):
            return None
        return self._config(here, last, which, f"/double?harvest={harvest_key}")

    def _config(self, here: Facts, last: Round, which: str, back: str = "/double") -> ReviewConfig:
        path = here.project.codebook
        if path is None:
            raise ClassifierError("The project has no codebook.", hint="Put one there first.")
        coder = last.both if which == AGREE else last.names[which]
        return config_of(last.sheet(which), coder, path, back)

    def _close(self, harvest: HarvestFacts) -> None:
        """Close the pages on which it was coded: what is asked for from now on is read anew."""
        for which in (A, B, AGREE):
            self.home.reviews.close(f"{harvest.key}-{which}")

    async def _at(
        self, request: Request
    ) -> tuple[dict[str, str], Facts, HarvestFacts | None, Round | None]:
        form = await read_form(request)
        here = await self.home.facts()
        harvest = here.harvest(form.get("harvest", "")) if here.codebook else None
        last = last_round(here.project, harvest.path) if harvest else None
        return form, here, harvest, last

    def _back(self, harvest: HarvestFacts) -> Response:
        return self.home.go(f"/double?harvest={harvest.key}")


def _filled(config: ReviewConfig) -> tuple[str, bytes]:
    """Return a workbook as it is filled in by now, with its ending."""
    with tempfile.TemporaryDirectory() as folder:
        path = hand_in(config, Path(folder))
        return path.suffix, path.read_bytes()


def attached(name: str) -> dict[str, str]:
    """Return what has a browser keep an answer as a file of this name."""
    return {"content-disposition": f"attachment; filename*=utf-8''{quote(name)}"}


def _drawable(here: Facts) -> list[HarvestFacts]:
    """Return the harvests that have rows to draw."""
    return [one for one in here.harvests if one.state is not None and one.state.n_fragments]


def _chosen(here: Facts, key: str) -> HarvestFacts | None:
    """Return the harvest that is asked for, else one with rows drawn, else a coded one."""
    drawable = _drawable(here)
    asked = [one for one in drawable if one.key == key]
    drawn = [one for one in drawable if last_round(here.project, one.path) is not None]
    return next(iter([*asked, *drawn, *(one for one in drawable if one.is_coded), *drawable]), None)
