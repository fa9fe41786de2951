"""The codebook editor: one label at a time, what was seen of it, what became of it, all versions.

Every page works without JavaScript; with it the advice follows what is being written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from classifier.errors import ClassifierError, ProjectError
from classifier.home import commands
from classifier.home.advice import advice_on
from classifier.home.label_form import LabelForm
from classifier.home.labels import (
    ChangedMeanwhileError,
    Kept,
    keep_changed,
    refuse_changed,
    written_edit,
    written_label,
)
from classifier.home.seen import SeenKept
from classifier.home.versions import kept_versions
from classifier.pages.site import read_form, whole_number
from classifier.project import read
from classifier.wording import with_hint

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Label, Target
    from classifier.home.facts import Facts
    from classifier.home.project_site import ProjectSite


class LabelPages:
    """The pages of the labels of a codebook that is there."""

    def __init__(self, home: ProjectSite) -> None:
        self._home = home
        self._seen = SeenKept()

    def routes(self) -> list[BaseRoute]:
        """Return the addresses."""
        return [
            Route("/codebook", self.write, methods=["POST"]),
            Route("/codebook/new", self.new, methods=["GET"]),
            Route("/codebook/new", self.add, methods=["POST"]),
            Route("/codebook/retire", self.retire, methods=["POST"]),
            Route("/codebook/advice", self.advise, methods=["POST"]),
            Route("/codebook/seen", self.seen, methods=["GET"]),
            Route("/codebook/versions", self.versions, methods=["GET"]),
            Route("/codebook/versions/{number}", self.version, methods=["GET"]),
        ]

    # -- one label

    async def show(self, request: Request, here: Facts) -> Response:
        """Show a label to write in: the one that is asked for, else the first undefined one."""
        query = request.query_params
        target, label = _named(here, query) or next(iter([*here.undefined, *_labels(here)]))
        if query.get("seen"):
            await self._look(here)
        return self._page(here, LabelForm(target, label))

    async def write(self, request: Request) -> Response:
        """Keep what was written of a label, as what was done to it."""
        form = await read_form(request)
        here = await self._home.facts()
        named = _named(here, form)
        if named is None:
            return self._gone()
        target, label = named

        def change(book: Codebook) -> Codebook:
            from classifier.codebook.editing import edit_label, older_names

            now_target, now = _here(book, target, label)
            refuse_changed(now, form)
            edit = written_edit(now, older_names(now, book, now_target), form)
            return edit_label(book, now_target, edit, self._coded(here, book, edit.kind))

        did = f"{form.get('kind', 'corrected')} {label.id}"
        return await self._kept(here, (target, label), form, change, did)

    async def retire(self, request: Request) -> Response:
        """Take a label out of the codebook."""
        form = await read_form(request)
        here = await self._home.facts()
        named = _named(here, form)
        if named is None:
            return self._gone()
        target, label = named

        def change(book: Codebook) -> Codebook:
            from classifier.codebook.editing import retire_label

            now_target, now = _here(book, target, label)
            refuse_changed(now, form)
            return retire_label(book, now_target, now, self._coded(here, book, "retired"))

        return await self._kept(here, named, form, change, f"retired {label.id}")

    async def new(self, request: Request) -> Response:
        """Show an empty label to write in."""
        from classifier.codebook import Label

        here = await self._home.facts()
        target = _target(here, request.query_params)
        if target is None:
            return self._home.go("/codebook")
        return self._page(here, LabelForm(target, Label("", "")))

    async def add(self, request: Request) -> Response:
        """Add a label to the codebook."""
        from classifier.codebook import Label

        form = await read_form(request)
        here = await self._home.facts()
        target = _target(here, form)
        if target is None:
            return self._gone()
        label = written_label(Label("", ""), (), form)

        def change(book: Codebook) -> Codebook:
            from classifier.codebook.editing import add_label

            now = next(one for one in book.targets if one.id == target.id)
            return add_label(book, now, label, self._coded(here, book, "added"))

        return await self._kept(here, (target, Label("", "")), form, change, f"added {target.id}")

    async def _kept(
        self,
        here: Facts,
        named: tuple[Target, Label],
        form: Mapping[str, str],
        change: Callable[[Codebook], Codebook],
        did: str,
    ) -> Response:
        """Write the codebook, and lead on; what cannot be kept stays in the form, with why."""
        from classifier.codebook.label_slips import LabelRefused

        def keep() -> Kept:
            with self._home.writing:
                return keep_changed(read(self._home.folder), change, did, self._home.coder)

        try:
            kept = await run_in_threadpool(keep)
        except LabelRefused as refused:
            return self._page(here, LabelForm(*named, form, slips=refused.slips))
        except ChangedMeanwhileError:
            now = await self._home.facts()
            return self._page(now, LabelForm(*(_named(now, form) or named), form, meanwhile=True))
        except ClassifierError as error:
            return self._page(here, LabelForm(*named, form, trouble=with_hint(error)))
        self._say(here, kept)
        return self._home.go(_next_page(kept.book, *named, did))

    def _say(self, here: Facts, kept: Kept) -> None:
        words, book = self._home.words, here.codebook
        if not kept.changed:
            self._home.say(words("home_unchanged"))
        elif book is not None and kept.book.version != book.version:
            self._home.say(words("home_saved_version", version=kept.book.version))
            seen = self._seen.at_hand(here)
            if seen is not None and seen.nameless:
                self._home.say(words("home_rows_nameless"))
        else:
            self._home.say(words("home_saved"))
        for notice in kept.notices:
            self._home.say(notice)

    def _coded(self, here: Facts, book: Codebook, kind: str) -> tuple[str, ...]:
        """Return the harvests that were coded so far, where a version begins that they are not."""
        return () if kind == "corrected" else self._seen.look(here, book).harvests

    def _gone(self) -> Response:
        self._home.say(self._home.words("home_label_gone"))
        return self._home.go("/codebook")

    def _page(self, here: Facts, form: LabelForm) -> HTMLResponse:
        book = here.codebook
        if book is None:
            raise ProjectError("The project has no codebook.", hint="Load the page again.")
        values = form.values(book, self._home.words)
        seen, command = self._seen.at_hand(here), commands.lint(here.project)
        page = self._home.page("codebook.html", here, command, seen=seen, **values)
        page.status_code = 422 if form.is_refused else 200
        return page

    # -- what stands beside it

    async def advise(self, request: Request) -> Response:
        """Return the advice on a label as it is being written, which is kept nowhere."""
        form = await read_form(request)
        here = await self._home.facts()
        target = _target(here, form)
        named = _named(here, form)
        if here.codebook is None or target is None:
            return self._home.plain("not_found", 404)
        from classifier.codebook import Label

        label = written_label(named[1] if named else Label("", ""), (), form)
        advice = await run_in_threadpool(advice_on, here.codebook, target, label)
        return self._home.html("advice.html", advice=advice)

    async def seen(self, request: Request) -> Response:
        """Return what was seen of a label in the harvests."""
        here = await self._home.facts()
        named = _named(here, request.query_params)
        if named is None:
            return self._home.plain("not_found", 404)
        await self._look(here)
        target, label = named
        seen = self._seen.at_hand(here)
        return self._home.html("seen.html", target=target, label=label, seen=seen)

    async def _look(self, here: Facts) -> None:
        if here.codebook is not None:
            try:
                await run_in_threadpool(self._seen.look, here, here.codebook)
            except ClassifierError as error:
                self._home.say_error(error)

    # -- the versions

    async def versions(self, request: Request) -> Response:
        """List the codebook as it was kept, the newest first."""
        here = await self._home.facts()
        kept = await run_in_threadpool(kept_versions, here.project)
        command = commands.lint(here.project)
        if kept:
            command = commands.diff(here.project, kept[-1].path)
        return self._home.page("versions.html", here, command, kept=kept[::-1], book=here.codebook)

    async def version(self, request: Request) -> Response:
        """Show what has changed since the codebook was as it was kept."""
        from classifier.codebook import read_codebook
        from classifier.codebook.diff import diff_codebooks
        from classifier.report.codebook import diff_report

        here = await self._home.facts()
        kept = kept_versions(here.project)
        number = whole_number(request.path_params["number"], len(kept))
        if here.codebook is None or number >= len(kept):
            return self._home.plain("not_found", 404)
        command = commands.diff(here.project, kept[number].path)
        try:
            older = await run_in_threadpool(read_codebook, kept[number].path)
        except ClassifierError as error:
            self._home.say_error(error)
            return self._home.go("/codebook/versions")
        told_difference = diff_report(diff_codebooks(older, here.codebook))
        return self._home.page(
            "version.html", here, command, one=kept[number], older=older, difference=told_difference
        )


def _next_page(book: Codebook, target: Target, label: Label, did: str) -> str:
    """Return the page of the label; of one that is gone, that of what took it in."""
    now = next(one for one in book.targets if one.id == target.id)
    shown = now.labels[-1] if did.startswith("added") else now.label(label.id)
    if shown.retired:
        into = [change.into for change in book.changes if change.label == shown.id][-1]
        if not into:
            return "/codebook"
        shown = now.label(into[0])
    return f"/codebook?{urlencode({'target': target.id, 'label': shown.id})}"


def _here(book: Codebook, target: Target, label: Label) -> tuple[Target, Label]:
    """Return a label as it stands in the codebook by now."""
    for one in book.targets:
        for now in one.labels:
            if (one.id, now.id) == (target.id, label.id) and not now.retired:
                return one, now
    raise ChangedMeanwhileError("The label is gone.")


def _target(here: Facts, asked: Mapping[str, str]) -> Target | None:
    targets = here.codebook.targets if here.codebook else ()
    return next((one for one in targets if one.id == asked.get("target")), None)


def _named(here: Facts, asked: Mapping[str, str]) -> tuple[Target, Label] | None:
    """Return the label in use that an address or a form names; None for none of the codebook."""
    wanted = asked.get("target"), asked.get("label")
    found = (pair for pair in _labels(here) if (pair[0].id, pair[1].id) == wanted)
    return next(found, None)


def _labels(here: Facts) -> list[tuple[Target, Label]]:
    targets = here.codebook.targets if here.codebook else ()
    return [(one, label) for one in targets for label in one.labels if not label.retired]
