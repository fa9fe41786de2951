"""The pages: each address, what it shows or changes. Addresses hold row numbers, never text."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from jinja2 import Environment
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from classifier.codebook import Target
from classifier.errors import ClassifierError
from classifier.review.export import answers_of, export, export_paths
from classifier.review.fragment_page import fragment_view
from classifier.review.guard import App, Guard
from classifier.review.overview import (
    PAGE,
    SHOWS,
    Filter,
    Show,
    matching,
    overview_rows,
    progress,
    tallies,
)
from classifier.review.page_state import PageState
from classifier.review.queue import ORDERS
from classifier.review.session import Move
from classifier.review.site import ASSETS, environment, go, read_form
from classifier.review.translations import LANGUAGES, TEXTS

_NOTICES = frozenset(
    "still_open blind_open shown_now all_done note_kept undone nothing_to_undo nothing_suggested "
    "nothing_recorded changed_elsewhere no_such_row".split()
)


def build_app(state: PageState) -> App:
    """Give the application, guarded."""
    pages = Pages(state)
    routes = [
        Route("/start", pages.start, methods=["GET"]),
        Route("/", pages.home, methods=["GET"]),
        Route("/f/{place:int}", pages.fragment, methods=["GET"]),
        Route("/f/{place:int}", pages.act, methods=["POST"]),
        Route("/jump", pages.jump, methods=["POST"]),
        Route("/overview", pages.overview, methods=["GET"]),
        Route("/overview", pages.filter, methods=["POST"]),
        Route("/settings", pages.settings, methods=["POST"]),
        Route("/export", pages.export_page, methods=["GET"]),
        Route("/export", pages.write, methods=["POST"]),
        Route("/quit", pages.leave, methods=["POST"]),
        Route("/static/{name}", pages.static, methods=["GET"]),
    ]
    app = Starlette(
        routes=routes, exception_handlers={404: pages.lost, 405: pages.lost, 500: pages.broken}
    )
    return Guard(app, state.keys, pages.refusal)


class Pages:
    """One method an address. All run on one thread, so that they need no locks."""

    def __init__(self, state: PageState) -> None:
        self._state = state
        self._environment: Environment = environment()

    # -- in and out

    def refusal(self) -> bytes:
        """Give the page that everybody else gets."""
        return self._plain("refused").encode()

    async def start(self, request: Request) -> Response:
        """Let in whoever has the token: a cookie, and on to the first page.

        The page forwards by itself instead of redirecting: a browser would not send a strict
        cookie along a redirect that another program began.
        """
        if not self._state.keys.admit(request.query_params.get("token", "")):
            return HTMLResponse(self._plain("refused"), 403)
        response = self._html("start.html")
        response.headers["referrer-policy"] = "no-referrer"
        keys = self._state.keys
        response.set_cookie(
            keys.cookie, keys.cookie_value, httponly=True, samesite="strict", path="/"
        )
        return response

    async def leave(self, request: Request) -> Response:
        """End the program, once this answer is out."""
        self._state.ended = True
        return HTMLResponse(self._plain("ended"))

    async def static(self, request: Request) -> Response:
        """Give one of our own files; they were read when the program started."""
        asset = ASSETS.get(request.path_params["name"])
        if asset is None:
            return HTMLResponse(self._plain("not_found"), 404)
        # Kept by the browser, so that the last page has its looks when the program is gone.
        kept = request.query_params.get("v") == asset.version
        headers = {"cache-control": "private, max-age=31536000, immutable"} if kept else {}
        return Response(asset.content, headers=headers, media_type=asset.media_type)

    async def lost(self, request: Request, error: Exception) -> Response:
        """Answer for an address that does not exist."""
        return HTMLResponse(self._plain("not_found"), 404)

    async def broken(self, request: Request, error: Exception) -> Response:
        """Answer for a failure of ours or of the disk; in the latter case in its own words."""
        said = f"{error} {error.hint}" if isinstance(error, ClassifierError) else ""
        return HTMLResponse(self._plain("broken", said), 500)

    # -- one fragment

    async def home(self, request: Request) -> Response:
        """Go on where the work stopped."""
        self._state.session.pull()
        if self._state.order != "row" and self._state.orders_ready:
            self._state.rebuild_queue()
        place = self._state.session.next_open()
        return go("/overview" if place is None else f"/f/{place}")

    async def fragment(self, request: Request) -> Response:
        """Show one fragment."""
        session, place = self._state.session, request.path_params["place"]
        if place >= len(session.inputs.fragments):
            return HTMLResponse(self._plain("not_found"), 404)
        await self._ready(place)
        session.pull()
        view = fragment_view(session, place)
        if not view.hidden:
            session.see(place)
        self._prepare(place)
        return self._html("fragment.html", view=view, notice=self._notice(request, place))

    async def act(self, request: Request) -> Response:
        """Do what the form says with one fragment, and show it or the next one."""
        session, place = self._state.session, request.path_params["place"]
        form = await read_form(request)
        if place >= len(session.inputs.fragments):
            return HTMLResponse(self._plain("not_found"), 404)
        await self._ready(place)
        session.pull()
        what, _, rest = form.get("do", "").partition(":")
        if what != "undo" and form.get("stamp") != str(session.stamp(place)):
            return go(f"/f/{place}?n=changed_elsewhere")
        move = self._move(what, rest, place, form)
        if move is None:
            return HTMLResponse(self._plain("not_found"), 400)
        there = place if move.place is None else move.place
        if move.notice == "all_done":
            return go("/overview?n=all_done")
        return go(f"/f/{there}" + (f"?n={move.notice}" if move.notice else ""))

    def _prepare(self, place: int) -> None:
        """Have the pages ready that are likely to come next."""
        session, scorer = self._state.session, self._state.scorer
        if scorer is not None:
            scorer.wish(session.likely(place))

    async def _ready(self, place: int) -> None:
        """Have the fragment's proposals at hand, without making other requests wait for them."""
        await run_in_threadpool(self._state.session.suggestion, place)

    def _move(self, what: str, rest: str, place: int, form: Mapping[str, str]) -> Move | None:
        session = self._state.session
        if what == "accept":
            return session.accept(place)
        if what == "undo":
            return session.undo()
        if what == "note":
            return session.write_note(place, form.get("note", ""))
        name, _, label = rest.partition(":")
        target = next((one for one in session.asked if one.id == name), None)
        if target is None:
            return None
        return self._answer(what, place, target, label)

    def _answer(self, what: str, place: int, target: Target, label: str) -> Move | None:
        session = self._state.session
        if what == "tick":
            known = label in target.ids and not target.label(label).retired
            return session.tick(place, target, label) if known else None
        acts = {
            "none": session.none_fits,
            "discuss": session.discuss,
            "take": session.take,
            "keep": session.keep_recorded,
        }
        return acts[what](place, target) if what in acts else None

    async def jump(self, request: Request) -> Response:
        """Go to a row of the sheet or to an id."""
        form = await read_form(request)
        wanted = " ".join(form.get("to", "").split()).casefold()
        inputs = self._state.session.inputs
        for place, fragment in enumerate(inputs.fragments):
            if wanted and wanted in (fragment.id.casefold(), str(fragment.origin.row)):
                return go(f"/f/{place}")
        for place, fragment in enumerate(inputs.fragments):
            if wanted and fragment.id.casefold().endswith(wanted):
                return go(f"/f/{place}")
        back = form.get("from", "0")
        return go(f"/f/{back if back.isdecimal() else 0}?n=no_such_row")

    # -- the overview

    async def overview(self, request: Request) -> Response:
        """Show where the work stands."""
        state = self._state
        state.session.pull()
        places = matching(state.session, state.filter)
        pages = max(1, -(-len(places) // PAGE))
        asked = request.query_params.get("page", "1")
        page = min(pages, max(1, int(asked) if asked.isdecimal() and len(asked) < 7 else 1))
        return self._html(
            "overview.html",
            notice=self._notice(request, None),
            progress=progress(state.session),
            n_matching=len(places),
            rows=overview_rows(state.session, places[(page - 1) * PAGE : page * PAGE]),
            page=page,
            pages=pages,
            shows=SHOWS,
            sighted=tallies(state.session, unseen=False),
            blind=tallies(state.session, unseen=True),
        )

    async def filter(self, request: Request) -> Response:
        """Choose what the overview lists, or review just that."""
        state, form = self._state, await read_form(request)
        show: Show = next((one for one in SHOWS if one == form.get("show")), "all")
        words = form.get("words", "")[:200]
        state.filter = Filter(show, form.get("label", "")[:200], words)
        if form.get("do") != "work":
            return go("/overview")
        state.listed = (
            None if state.filter == Filter() else tuple(matching(state.session, state.filter))
        )
        state.rebuild_queue()
        places = state.session.queue.places
        return go(f"/f/{places[0]}" if places else "/overview")

    async def settings(self, request: Request) -> Response:
        """Change the language, the order, blind mode or the keys, and stay on the page."""
        state, form = self._state, await read_form(request)
        state.language = next((x for x in LANGUAGES if x == form.get("language")), state.language)
        state.session.log.keep_fact(f"language:{state.session.coder}", state.language)
        if form.get("order") in (*ORDERS, *(["worklist"] if state.worklist else [])):
            state.order = form["order"]
            state.listed = None
            state.rebuild_queue()
        if form.get("blind") in ("on", "off"):
            state.session.blind = form["blind"] == "on"
        if form.get("keys") in ("on", "off"):
            state.shortcuts = form["keys"] == "on"
        if "order" in form:
            return go("/")
        back = form.get("from", "")
        return go(f"/f/{back}" if back.isdecimal() else "/overview")

    # -- export

    async def export_page(self, request: Request) -> Response:
        """Offer the files."""
        state = self._state
        paths = export_paths(state.session.inputs.source)
        return self._html("export.html", notice="", paths=paths)

    async def write(self, request: Request) -> Response:
        """Write the files beside the harvest."""
        state, form = self._state, await read_form(request)
        session = state.session
        session.pull()
        names = sorted({session.coder, *session.answers.coders()})
        everyone = [answers_of(session, name) for name in names]
        mine = next(one for one in everyone if one.coder == session.coder)
        today = datetime.date.today().isoformat()
        force = form.get("replace") == "on"
        state.exported, state.export_error = None, ""
        there = [path.name for path in export_paths(session.inputs.source) if path.exists()]
        if there and not force:
            state.export_error = state.words("there_already", names=", ".join(there))
            return go("/export")
        try:
            state.exported = await run_in_threadpool(
                export, session.inputs, mine, everyone, today, force=force
            )
        except ClassifierError as error:
            state.export_error = f"{error} {error.hint}".strip()
        return go("/export")

    # -- inside

    def _notice(self, request: Request, place: int | None) -> str:
        key = request.query_params.get("n", "")
        if key not in _NOTICES:
            return ""
        targets = self._state.session.open_targets(place) if place is not None else ()
        about = ", ".join(target.title or target.id for target in targets)
        return self._state.words(key, about=about)

    def _html(self, template: str, **values: object) -> HTMLResponse:
        state = self._state
        text = self._environment.get_template(template).render(
            state=state,
            session=state.session,
            t=state.words,
            orders=ORDERS,
            languages=LANGUAGES,
            **values,
        )
        return HTMLResponse(text)

    def _plain(self, key: str, more: str = "") -> str:
        text = TEXTS[key][LANGUAGES.index(self._state.language)]
        template = self._environment.get_template("plain.html")
        return template.render(t=self._state.words, text=text, more=more)
