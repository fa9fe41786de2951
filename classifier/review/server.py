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
from classifier.review.desk import Move
from classifier.review.export import answers_of, export, export_paths
from classifier.review.forms import go, read_form
from classifier.review.guard import App, Guard
from classifier.review.html import ASSETS, environment
from classifier.review.order import ORDERS
from classifier.review.overview import (
    PAGE,
    SHOWS,
    Filter,
    Show,
    lines,
    matching,
    progress,
    tallies,
)
from classifier.review.room import Room
from classifier.review.texts import LANGUAGES, TEXTS
from classifier.review.views import fragment_view

_NOTICES = frozenset(
    "still_open blind_open shown_now all_done note_kept undone nothing_to_undo nothing_suggested "
    "nothing_recorded changed_elsewhere no_such_row".split()
)


def build_app(room: Room) -> App:
    """Give the application, guarded."""
    pages = Pages(room)
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
    return Guard(app, room.keys, pages.refusal)


class Pages:
    """One method an address. All run on one thread, so that they need no locks."""

    def __init__(self, room: Room) -> None:
        self._room = room
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
        if not self._room.keys.admit(request.query_params.get("token", "")):
            return HTMLResponse(self._plain("refused"), 403)
        response = self._html("start.html")
        response.headers["referrer-policy"] = "no-referrer"
        keys = self._room.keys
        response.set_cookie(keys.cookie, keys.session, httponly=True, samesite="strict", path="/")
        return response

    async def leave(self, request: Request) -> Response:
        """End the program, once this answer is out."""
        self._room.ended = True
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
        self._room.desk.pull()
        if self._room.order != "row" and self._room.orders_ready:
            self._room.line_up()
        place = self._room.desk.next_open()
        return go("/overview" if place is None else f"/f/{place}")

    async def fragment(self, request: Request) -> Response:
        """Show one fragment."""
        desk, place = self._room.desk, request.path_params["place"]
        if place >= len(desk.material.fragments):
            return HTMLResponse(self._plain("not_found"), 404)
        await self._ready(place)
        desk.pull()
        view = fragment_view(desk, place)
        if not view.hidden:
            desk.see(place)
        self._prepare(place)
        return self._html("fragment.html", view=view, notice=self._notice(request, place))

    async def act(self, request: Request) -> Response:
        """Do what the form says with one fragment, and show it or the next one."""
        desk, place = self._room.desk, request.path_params["place"]
        form = await read_form(request)
        if place >= len(desk.material.fragments):
            return HTMLResponse(self._plain("not_found"), 404)
        await self._ready(place)
        desk.pull()
        what, _, rest = form.get("do", "").partition(":")
        if what != "undo" and form.get("stamp") != str(desk.stamp(place)):
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
        desk, sweep = self._room.desk, self._room.sweep
        if sweep is not None:
            sweep.wish(desk.likely(place))

    async def _ready(self, place: int) -> None:
        """Have the fragment's proposals at hand, without making other requests wait for them."""
        await run_in_threadpool(self._room.desk.suggestion, place)

    def _move(self, what: str, rest: str, place: int, form: Mapping[str, str]) -> Move | None:
        desk = self._room.desk
        if what == "accept":
            return desk.accept(place)
        if what == "undo":
            return desk.undo()
        if what == "note":
            return desk.write_note(place, form.get("note", ""))
        name, _, label = rest.partition(":")
        target = next((one for one in desk.asked if one.id == name), None)
        if target is None:
            return None
        return self._answer(what, place, target, label)

    def _answer(self, what: str, place: int, target: Target, label: str) -> Move | None:
        desk = self._room.desk
        if what == "tick":
            known = label in target.ids and not target.label(label).retired
            return desk.tick(place, target, label) if known else None
        acts = {
            "none": desk.none_fits,
            "discuss": desk.discuss,
            "take": desk.take,
            "keep": desk.keep_recorded,
        }
        return acts[what](place, target) if what in acts else None

    async def jump(self, request: Request) -> Response:
        """Go to a row of the sheet or to an id."""
        form = await read_form(request)
        wanted = " ".join(form.get("to", "").split()).casefold()
        material = self._room.desk.material
        for place, fragment in enumerate(material.fragments):
            if wanted and wanted in (fragment.id.casefold(), str(fragment.origin.row)):
                return go(f"/f/{place}")
        for place, fragment in enumerate(material.fragments):
            if wanted and fragment.id.casefold().endswith(wanted):
                return go(f"/f/{place}")
        back = form.get("from", "0")
        return go(f"/f/{back if back.isdecimal() else 0}?n=no_such_row")

    # -- the overview

    async def overview(self, request: Request) -> Response:
        """Show where the work stands."""
        room = self._room
        room.desk.pull()
        places = matching(room.desk, room.filter)
        pages = max(1, -(-len(places) // PAGE))
        asked = request.query_params.get("page", "1")
        page = min(pages, max(1, int(asked) if asked.isdecimal() and len(asked) < 7 else 1))
        return self._html(
            "overview.html",
            notice=self._notice(request, None),
            progress=progress(room.desk),
            n_matching=len(places),
            lines=lines(room.desk, places[(page - 1) * PAGE : page * PAGE]),
            page=page,
            pages=pages,
            shows=SHOWS,
            sighted=tallies(room.desk, unseen=False),
            blind=tallies(room.desk, unseen=True),
        )

    async def filter(self, request: Request) -> Response:
        """Choose what the overview lists, or review just that."""
        room, form = self._room, await read_form(request)
        show: Show = next((one for one in SHOWS if one == form.get("show")), "all")
        words = form.get("words", "")[:200]
        room.filter = Filter(show, form.get("label", "")[:200], words)
        if form.get("do") != "work":
            return go("/overview")
        room.listed = None if room.filter == Filter() else tuple(matching(room.desk, room.filter))
        room.line_up()
        places = room.desk.line.places
        return go(f"/f/{places[0]}" if places else "/overview")

    async def settings(self, request: Request) -> Response:
        """Change the language, the order, blind mode or the keys, and stay on the page."""
        room, form = self._room, await read_form(request)
        room.language = next((x for x in LANGUAGES if x == form.get("language")), room.language)
        room.desk.log.keep_fact(f"language:{room.desk.coder}", room.language)
        if form.get("order") in (*ORDERS, *(["worklist"] if room.worklist else [])):
            room.order = form["order"]
            room.listed = None
            room.line_up()
        if form.get("blind") in ("on", "off"):
            room.desk.blind = form["blind"] == "on"
        if form.get("keys") in ("on", "off"):
            room.shortcuts = form["keys"] == "on"
        if "order" in form:
            return go("/")
        back = form.get("from", "")
        return go(f"/f/{back}" if back.isdecimal() else "/overview")

    # -- export

    async def export_page(self, request: Request) -> Response:
        """Offer the files."""
        room = self._room
        paths = export_paths(room.desk.material.source)
        return self._html("export.html", notice="", paths=paths)

    async def write(self, request: Request) -> Response:
        """Write the files beside the harvest."""
        room, form = self._room, await read_form(request)
        desk = room.desk
        desk.pull()
        names = sorted({desk.coder, *desk.ledger.coders()})
        everyone = [answers_of(desk, name) for name in names]
        mine = next(one for one in everyone if one.coder == desk.coder)
        today = datetime.date.today().isoformat()
        force = form.get("replace") == "on"
        room.exported, room.export_error = None, ""
        there = [path.name for path in export_paths(desk.material.source) if path.exists()]
        if there and not force:
            room.export_error = room.words("there_already", names=", ".join(there))
            return go("/export")
        try:
            room.exported = await run_in_threadpool(
                export, desk.material, mine, everyone, today, force=force
            )
        except ClassifierError as error:
            room.export_error = f"{error} {error.hint}".strip()
        return go("/export")

    # -- inside

    def _notice(self, request: Request, place: int | None) -> str:
        key = request.query_params.get("n", "")
        if key not in _NOTICES:
            return ""
        targets = self._room.desk.open_targets(place) if place is not None else ()
        about = ", ".join(target.title or target.id for target in targets)
        return self._room.words(key, about=about)

    def _html(self, template: str, **values: object) -> HTMLResponse:
        room = self._room
        text = self._environment.get_template(template).render(
            room=room, desk=room.desk, t=room.words, orders=ORDERS, languages=LANGUAGES, **values
        )
        return HTMLResponse(text)

    def _plain(self, key: str, more: str = "") -> str:
        text = TEXTS[key][LANGUAGES.index(self._room.language)]
        template = self._environment.get_template("plain.html")
        return template.render(t=self._room.words, text=text, more=more)
