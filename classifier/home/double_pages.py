"""The pages of two coders: draw rows, code apart, compare, agree, write what was agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
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
    texts_in,
)
from classifier.home.double_files import COMPARE, WRITE, DoubleFiles
from classifier.home.facts import Facts, HarvestFacts
from classifier.home.project_site import busy
from classifier.pages.site import read_form, whole_number
from classifier.project.corrected import last_step

if TYPE_CHECKING:
    from classifier.double_coding.compare import TargetAgreement

DRAW, UNDO = "double_job_draw", "home_job_undo"
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
    result : the copy of the harvest with what was agreed
    is_last : whether nothing was done with the harvest since, so that it can be taken back
    """

    harvest: HarvestFacts
    round: Round | None
    standings: Mapping[str, Standing] = field(default_factory=dict)
    before: tuple[TargetAgreement, ...] = ()
    after: Mapping[str, tuple[TargetAgreement, ...]] = field(default_factory=dict)
    result: Path | None = None
    is_last: bool = False

    @property
    def coded_whole(self) -> bool:
        """Whether both coders have decided every cell."""
        return all(
            letter in self.standings and not self.standings[letter].n_open for letter in "AB"
        )


class DoublePages(DoubleFiles):
    """Two coders."""

    name = "double"
    address = "/double"
    titles = (DRAW, COMPARE, WRITE, UNDO)

    def routes(self) -> list[BaseRoute]:
        """Return the addresses."""
        return [
            Route("/double", self.show, methods=["GET"]),
            Route("/double/draw", self.draw, methods=["POST"]),
            Route("/double/names", self.take_names, methods=["POST"]),
            Route("/double/compare", self.compare, methods=["POST"]),
            Route("/double/write", self.write, methods=["POST"]),
            Route("/double/undo", self.undo, methods=["POST"]),
            *self.routes_of_files(),
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
        is_last = result is not None and _is_last(here, harvest, result)
        return View(harvest, last, standings, agreed.between(A, B), after, result, is_last)

    def _standing(self, here: Facts, last: Round, which: str) -> Standing:
        drawn = texts_in(last.sheet(which).written, here.codebook, which)
        return standing(self.config(here, last, which), drawn)

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
            source = last.sheet(AGREE).source
            agree = commands.agree(project, source, last.both)
            if view.result is not None:
                return [agree, _undo_command(here, view.harvest)] if view.is_last else [agree]
            out = here.next_copy(view.harvest)
            write = commands.write_agreed(project, source, view.harvest.now, out, last.both)
            return [agree, write]
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
        elif not (busy(here, DRAW) or self.home.must_wait(here)):
            number = 1 if last is None else last.number + 1
            folder = round_folder(here.project, harvest.path, number)
            command = commands.sample(here.project, harvest.now, n, folder, number)
            self.close(harvest)
            await self.home.run(DRAW, command)
        return self.back(harvest)

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
            return self.back(harvest)
        try:
            names = form.get("first", ""), form.get("second", "")
            await run_in_threadpool(keep_names, last.folder, *names)
            self.close(harvest)
        except ClassifierError as error:
            self.home.say_error(error)
        return self.back(harvest)

    async def compare(self, request: Request) -> Response:
        """Lay both codings side by side; from then on nobody codes alone."""
        form, here, harvest, last = await self._at(request)
        if harvest is None or last is None:
            return self.home.go("/double")
        if not last.names or last.is_compared or busy(here, COMPARE):
            return self.back(harvest)
        try:
            view = await run_in_threadpool(self._view, here, harvest)
            if not view.coded_whole and form.get("all") != "on":
                self.home.say(self.home.words("double_not_whole"))
                return self.back(harvest)
            self.close(harvest)
            configs = [self.config(here, last, letter) for letter in (A, B)]
            a, b = [await run_in_threadpool(hand_in, one, last.folder) for one in configs]
        except ClassifierError as error:
            self.home.say_error(error)
            return self.back(harvest)
        out = last.sheet(AGREE).written
        await self.home.run(COMPARE, commands.adjudicate(here.project, a, b, out))
        return self.back(harvest)

    async def write(self, request: Request) -> Response:
        """Write what was agreed into a copy of the harvest."""
        form, here, harvest, last = await self._at(request)
        if harvest is None or last is None:
            return self.home.go("/double")
        if not last.is_compared or last.written or self.home.must_wait(here):
            return self.back(harvest)
        config = self.config(here, last, AGREE)
        try:
            n_open = (await run_in_threadpool(self._standing, here, last, AGREE)).n_open
            if n_open and form.get("all") != "on":
                self.home.say(self.home.words("double_still_open", n=n_open))
                return self.back(harvest)
            self.close(harvest)
            agreed = await run_in_threadpool(hand_in, config, last.folder)
        except ClassifierError as error:
            self.home.say_error(error)
            return self.back(harvest)
        out = here.next_copy(harvest)
        command = commands.write_agreed(here.project, agreed, harvest.now, out, last.both)
        await self.home.run(WRITE, command)
        return self.back(harvest)

    async def undo(self, request: Request) -> Response:
        """Take back what was agreed and written, so that agreeing goes on."""
        form, here, harvest, last = await self._at(request)
        if harvest is None or last is None:
            return self.home.go("/double")
        result = last.written[1] if last.written else None
        meant = result is not None and form.get("copy") == result.parent.name
        if result is None or not meant or not _is_last(here, harvest, result):
            self.home.say(self.home.words("home_checking_meanwhile"))
        elif not self.home.must_wait(here):
            self.close(harvest)
            await self.home.run(UNDO, _undo_command(here, harvest))
        return self.back(harvest)

    async def _at(
        self, request: Request
    ) -> tuple[dict[str, str], Facts, HarvestFacts | None, Round | None]:
        form = await read_form(request)
        here = await self.home.facts()
        harvest = here.harvest(form.get("harvest", "")) if here.codebook else None
        last = last_round(here.project, harvest.path) if harvest else None
        return form, here, harvest, last


def _is_last(here: Facts, harvest: HarvestFacts, result: Path) -> bool:
    """Whether a copy comes from the last step with a harvest."""
    last = last_step(here.project, harvest.path)
    return last is not None and last.copy == result


def _undo_command(here: Facts, harvest: HarvestFacts) -> commands.Words:
    return commands.audit_undo(here.project, harvest.now, here.next_copy(harvest))


def _drawable(here: Facts) -> list[HarvestFacts]:
    """Return the harvests that have rows to draw."""
    return [one for one in here.harvests if one.state is not None and one.state.n_fragments]


def _chosen(here: Facts, key: str) -> HarvestFacts | None:
    """Return the harvest that is asked for, else one with rows drawn, else a coded one."""
    drawable = _drawable(here)
    asked = [one for one in drawable if one.key == key]
    drawn = [one for one in drawable if last_round(here.project, one.path) is not None]
    return next(iter([*asked, *drawn, *(one for one in drawable if one.is_coded), *drawable]), None)
