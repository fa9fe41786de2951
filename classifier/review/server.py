"""The pages: each address, what it shows or changes. Addresses hold row numbers, never text."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from classifier.codebook import Target
from classifier.errors import ClassifierError
from classifier.pages.guard import Keys
from classifier.pages.site import Site, choice, read_form, whole_number
from classifier.review.fragment_page import fragment_view
from classifier.review.learning import Learning
from classifier.review.overview import (
    PAGE,
    SHOWS,
    Filter,
    matching,
    new_labels,
    overview_rows,
    progress,
    tallies,
)
from classifier.review.proposals import BackgroundScorer, Scored
from classifier.review.queue import DIFFER, ORDERS, WORKLIST, in_order
from classifier.review.session import Move, Session
from classifier.translations import LANGUAGES
from classifier.wording import with_commas

if TYPE_CHECKING:
    from classifier.review.export import Exported

_NOTICES = frozenset(
    "still_open blind_open shown_now all_done note_kept undone nothing_to_undo nothing_likely "
    "nothing_recorded nothing_said changed_elsewhere no_such_row new_label_noted new_label_known "
    "new_label_empty learned_meanwhile".split()
)


@dataclass
class PageState:
    """What the pages share: the session, the choices of the coder, what is under way.

    Attributes
    ----------
    scorer : scores all fragments in the background; None where nothing is to be computed
    scored : what is known about all fragments; the scorer's own while it runs
    learning : learns again from what was decided
    lessons : how often the suggestions became others since the start
    renewed : the order has to be set anew once all is scored
    shown : the place whose page was shown last
    worklist : places in the worklist's order; empty without one
    learn_every : after so many answers the model learns again by itself; 0 for never
    learned_at : how many were answered when it last did
    listed : the places that the overview was asked to go through; None for all
    back : the page of the project that it was opened from; "" for that of its harvest
    """

    session: Session
    scored: Scored
    learning: Learning
    scorer: BackgroundScorer | None = None
    worklist: tuple[int, ...] = ()
    order: str = "row"
    filter: Filter = field(default_factory=Filter)
    listed: tuple[int, ...] | None = None
    shortcuts: bool = True
    exported: Exported | None = None
    export_error: str = ""
    lessons: int = 0
    renewed: bool = False
    shown: int = -1
    learn_every: int = 0
    learned_at: int = 0
    back: str = ""

    def take_up(self) -> None:
        """Propose what was learned meanwhile, and renew the order once all is scored anew."""
        learned, session = self.learning.take(), self.session
        if learned is not None:
            if self.scorer is not None:
                self.scorer.stop(wait=False)
            session.inputs = replace(session.inputs, proposals=learned)
            self.scorer = BackgroundScorer(learned, session.inputs.fragments)
            self.scored = self.scorer.scored
            self.scorer.start(session.likely())
            self.lessons, self.renewed = self.lessons + 1, True
        if self.renewed and self.orders_ready:
            self.renewed = False
            self.rebuild_queue()

    @property
    def orders(self) -> tuple[str, ...]:
        """The orders that there is something to order by."""
        more = {WORKLIST: bool(self.worklist), DIFFER: self.scored.apart is not None}
        return *(name for name, there in more.items() if there), *ORDERS

    @property
    def exports(self) -> tuple[Path, Path, Path]:
        """The files that are exported, beside the answers."""
        from classifier.review.export import export_paths

        return export_paths(self.session.inputs, self.session.log.path.parent)

    def learn_by_itself(self) -> None:
        """Learn again where so many answers were given since the last time."""
        n_answered, _ = self.session.queue.progress()
        if self.learn_every and n_answered >= self.learned_at + self.learn_every:
            self.learned_at = n_answered
            self.learning.start(self.session)

    @property
    def orders_ready(self) -> bool:
        """Whether every fragment is scored, so that any order can be given."""
        return self.scorer is None or self.scorer.finished

    def rebuild_queue(self) -> None:
        """Set the order anew: the chosen one, of the fragments that were asked for."""
        order = self.order if self.orders_ready else "row"
        places = in_order(order, self.scored, self.session.inputs.codebook)
        if self.worklist:
            listed = set(self.worklist)
            places = [place for place in places if place in listed]
        if self.order == "worklist":
            places = list(self.worklist)
        if self.listed is not None:
            wanted = set(self.listed)
            places = [place for place in places if place in wanted]
        self.session.queue.put(places)

    def go_on_from(self, before: PageState) -> None:
        """Keep what the coder chose in a review that this one takes the place of."""
        self.session.blind, self.shortcuts = before.session.blind, before.shortcuts
        self.filter = before.filter
        if before.order in self.orders:
            self.order = before.order
        self.renewed = True

    def close(self) -> None:
        """Stop the background work and close the file of answers."""
        self.learning.stop()
        if self.scorer is not None:
            self.scorer.stop()
        self.session.log.close()


class Pages(Site):
    """The review: one method an address."""

    packages = ("classifier.review", "classifier.pages")

    def __init__(
        self,
        keys: Keys,
        language: str,
        state: PageState,
        end: Callable[[], None],
        base: str = "",
    ) -> None:
        routes = [
            Route("/", self.home, methods=["GET"]),
            Route("/f/{place}", self.fragment, methods=["GET"]),
            Route("/f/{place}", self.act, methods=["POST"]),
            Route("/jump", self.jump, methods=["POST"]),
            Route("/overview", self.overview, methods=["GET"]),
            Route("/overview", self.filter, methods=["POST"]),
            Route("/settings", self.settings, methods=["POST"]),
            Route("/learn", self.learn, methods=["POST"]),
            Route("/learning", self.learning, methods=["GET"]),
            Route("/export", self.export_page, methods=["GET"]),
            Route("/export", self.write, methods=["POST"]),
            Route("/quit", self.leave, methods=["POST"]),
        ]
        super().__init__(keys, language, routes, base)
        self._state, self._session, self._end = state, state.session, end

    async def leave(self, request: Request) -> Response:
        """End the program, once this answer is out."""
        self._end()
        return self.plain("ended")

    # -- one fragment

    async def home(self, request: Request) -> Response:
        """Go on where the work stopped."""
        self._session.pull()
        self._state.take_up()
        if self._state.order != "row" and self._state.orders_ready:
            self._state.rebuild_queue()
        place = self._session.next_open()
        return self.go("/overview" if place is None else f"/f/{place}")

    async def fragment(self, request: Request) -> Response:
        """Show one fragment."""
        # Never on the page that is open: a key that is already pressed means what is seen there.
        if request.path_params["place"] != str(self._state.shown):
            self._state.learning.forget_told()
            self._state.take_up()
        place = await self._place(request)
        if place is None:
            return self.plain("not_found", 404)
        self._state.shown = place
        view = fragment_view(self._session, place)
        if not view.hidden:
            self._session.see(place)
        if self._state.scorer is not None:
            # The pages that are likely to come next.
            self._state.scorer.prepare(self._session.likely(place))
        return self._page("fragment.html", view=view, notice=self._notice(request, place))

    async def act(self, request: Request) -> Response:
        """Do what the form says with one fragment, and show it or the next one."""
        form = await read_form(request)
        place = await self._place(request)
        if place is None:
            return self.plain("not_found", 404)
        verb, _, rest = form.get("do", "").partition(":")
        if verb != "undo" and form.get("stamp") != str(self._session.stamp(place)):
            return self.go(f"/f/{place}?n=changed_elsewhere")
        if verb not in ("undo", "note") and self._is_older(form):
            return self.go(f"/f/{place}?n=learned_meanwhile")
        move = self._move(verb, rest, place, form)
        if move is None:
            return self.plain("not_found", 400)
        self._state.learn_by_itself()
        if move.notice == "all_done":
            return self.go("/overview?n=all_done")
        there = place if move.place is None else move.place
        return self.go(f"/f/{there}" + (f"?n={move.notice}" if move.notice else ""))

    def _is_older(self, form: Mapping[str, str]) -> bool:
        """Whether a page shows what was suggested before something was learned."""
        return form.get("lessons", str(self._state.lessons)) != str(self._state.lessons)

    async def _place(self, request: Request) -> int | None:
        """Return the place that an address names, with its proposals at hand; None for no such.

        Other requests need not wait for the proposals.
        """
        session = self._session
        place = whole_number(request.path_params["place"], -1)
        if not 0 <= place < len(session.inputs.fragments):
            return None
        await run_in_threadpool(session.suggestion, place)
        session.pull()
        return place

    def _move(self, verb: str, rest: str, place: int, form: Mapping[str, str]) -> Move | None:
        """Do one thing with a fragment; None if there is no such thing."""
        session = self._session
        of_fragment: dict[str, Callable[[], Move]] = {
            "stay": Move,  # Enter in a field, where the page has no script
            "accept": lambda: session.accept(place),
            "undo": session.undo,
            "note": lambda: session.write_note(place, form.get("note", "")),
        }
        if verb in of_fragment:
            return of_fragment[verb]()
        name, _, label = rest.partition(":")
        target = next((target for target in session.asked if target.id == name), None)
        if target is None:
            return None
        if verb == "tick":
            usable = label in target.ids and not target.label(label).retired
            return session.tick(place, target, label) if usable else None
        if verb == "new":
            return session.note_new_label(place, target, label or form.get("words", ""))
        acts: dict[str, Callable[[int, Target], Move]] = {
            "none": session.none_fits,
            "discuss": session.discuss,
            "take": session.take,
            "keep": session.keep_recorded,
            "said": partial(session.take_said, coder=label),
        }
        return acts[verb](place, target) if verb in acts else None

    async def jump(self, request: Request) -> Response:
        """Go to a row of the sheet or to an id."""
        form = await read_form(request)
        wanted = " ".join(form.get("to", "").split()).casefold()
        fragments = self._session.inputs.fragments
        ids = [fragment.id.casefold() for fragment in fragments]
        for place, fragment in enumerate(fragments):
            if wanted and wanted in (ids[place], str(fragment.origin.row)):
                return self.go(f"/f/{place}")
        for place, name in enumerate(ids):
            if wanted and name.endswith(wanted):
                return self.go(f"/f/{place}")
        return self.go(f"/f/{whole_number(form.get('from', ''), 0)}?n=no_such_row")

    # -- the overview

    async def overview(self, request: Request) -> Response:
        """Show where the work stands."""
        session = self._session
        session.pull()
        self._state.take_up()
        places = matching(session, self._state.filter)
        pages = max(1, -(-len(places) // PAGE))
        page = min(pages, max(1, whole_number(request.query_params.get("page", ""), 1)))
        return self._page(
            "overview.html",
            notice=self._notice(request, None),
            progress=progress(session),
            n_matching=len(places),
            new_labels=new_labels(session),
            rows=overview_rows(session, places[(page - 1) * PAGE : page * PAGE]),
            page=page,
            pages=pages,
            shows=SHOWS,
            sighted=tallies(session, unseen=False),
            blind=tallies(session, unseen=True),
        )

    async def filter(self, request: Request) -> Response:
        """Choose what the overview lists, or review just that."""
        state, form = self._state, await read_form(request)
        show = choice(form, "show", SHOWS, "all")
        state.filter = Filter(show, form.get("label", "")[:200], form.get("words", "")[:200])
        if form.get("do") != "work":
            return self.go("/overview")
        chosen = state.filter != Filter()
        state.listed = tuple(matching(self._session, state.filter)) if chosen else None
        state.rebuild_queue()
        places = self._session.queue.places
        return self.go(f"/f/{places[0]}" if places else "/overview")

    async def settings(self, request: Request) -> Response:
        """Change the language, the order, blind mode or the keys, and stay on the page."""
        state, session, form = self._state, self._session, await read_form(request)
        self.language = choice(form, "language", LANGUAGES, self.language)
        session.log.keep_fact(f"language:{session.coder}", self.language)
        if form.get("blind") in ("on", "off"):
            session.blind = form["blind"] == "on"
        if form.get("keys") in ("on", "off"):
            state.shortcuts = form["keys"] == "on"
        if "order" in form:
            if form["order"] in state.orders:
                state.order, state.listed = form["order"], None
                state.rebuild_queue()
            return self.go("/")
        place = whole_number(form.get("from", ""), -1)
        return self.go("/overview" if place < 0 else f"/f/{place}")

    async def learn(self, request: Request) -> Response:
        """Begin to learn again from what is decided, and stay on the page."""
        form = await read_form(request)
        self._session.pull()
        self._state.learning.start(self._session)
        place = whole_number(form.get("from", ""), -1)
        return self.go("/overview" if place < 0 else f"/f/{place}")

    async def learning(self, request: Request) -> Response:
        """Say how far the learning is, for pages that wait for it."""
        learning = self._state.learning
        return JSONResponse(
            {"busy": learning.busy, "said": learning.tell(self.words, at_home=bool(self.base))}
        )

    # -- export

    async def export_page(self, request: Request) -> Response:
        """Offer the files."""
        return self._page("export.html", notice="", paths=self._state.exports)

    async def write(self, request: Request) -> Response:
        """Write the files beside the harvest."""
        from classifier.review.export import answers_of, export

        state, session, form = self._state, self._session, await read_form(request)
        folder = session.log.path.parent
        session.pull()
        names = sorted({session.coder, *session.answers.coders()})
        everyone = [answers_of(session, name) for name in names]
        mine = everyone[names.index(session.coder)]
        today = datetime.date.today().isoformat()
        force = form.get("replace") == "on"
        state.exported, state.export_error = None, ""
        there = [path.name for path in state.exports if path.exists()]
        if there and not force:
            state.export_error = self.words("there_already", names=with_commas(there))
            return self.go("/export")
        try:
            state.exported = await run_in_threadpool(
                export, session.inputs, folder, mine, everyone, today, force=force
            )
        except ClassifierError as error:
            state.export_error = f"{error} {error.hint}".strip()
        return self.go("/export")

    # -- inside

    def _notice(self, request: Request, place: int | None) -> str:
        key = request.query_params.get("n", "")
        if key not in _NOTICES:
            return ""
        targets = self._session.open_targets(place) if place is not None else ()
        about = with_commas([target.title or target.id for target in targets])
        return self.words(key, about=about)

    def _page(self, template: str, **values: object) -> HTMLResponse:
        learned = self._state.learning.tell(self.words, at_home=bool(self.base))
        shared = {
            "learned": learned,
            "state": self._state,
            "session": self._session,
        }
        choices = {"orders": self._state.orders, "languages": LANGUAGES}
        return HTMLResponse(self.render(template, **shared, **choices, **values))
