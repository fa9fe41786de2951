"""The reviews that are open on the home page, each under an address of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.types import Receive, Scope, Send

from classifier.pages.guard import Keys
from classifier.pages.site import Reading, Site
from classifier.project import FILE, HARVESTS

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from classifier.home.project_site import ProjectSite
    from classifier.review import ReviewConfig
    from classifier.review.server import PageState

LEARN_EVERY = 30
"""After so many answers the model learns again by itself."""
_Stamp = tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True)
class MadeOf:
    """How the files were that a review is made of, and the project's, which tell of others."""

    files: _Stamp
    project: _Stamp


@dataclass
class OpenReview:
    """A review that was asked for.

    Attributes
    ----------
    config, made_of : what it was opened with, and how the files were then
    language : the one that its pages were in last
    state : None until it is read
    before : the one that it takes the place of, to which answers go until it is read
    in_hand : how many requests are being answered
    over : to be closed once nothing is in hand
    """

    config: ReviewConfig
    made_of: MadeOf
    site: Site
    language: str
    state: PageState | None = None
    before: OpenReview | None = None
    in_hand: int = 0
    over: bool = False


class Reviews:
    """Opens a review at its first visit; until it is read, its pages say so.

    ``configured`` returns what a key stands for now, None for nothing. A page that is asked for
    after that has become something else, as by another model, comes from a review read anew: each
    answer is on disk the moment it is given.
    """

    def __init__(
        self,
        keys: Keys,
        configured: Callable[[str], ReviewConfig | None],
        home: ProjectSite,
        folder: Path,
        end: Callable[[], None],
    ) -> None:
        self._keys, self._configured, self._home, self._end = keys, configured, home, end
        self._folder = folder
        self._open: dict[str, OpenReview] = {}
        # How often what is suggested became something else: of all reviews of a key together.
        self._lessons: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the review that the address names."""
        opened = self._asked(scope["path_params"]["key"], is_post=scope["method"] == "POST")
        if opened is None:
            await Site(self._keys, self._home.language, []).app(scope, receive, send)
            return
        if opened.language != self._home.language:  # it was changed on another page
            opened.language = opened.site.language = self._home.language
        opened.in_hand += 1
        try:
            await opened.site.app(scope, receive, send)
        finally:
            opened.in_hand -= 1
            self._close_if_over(opened)
        if opened.site.language != opened.language:  # it was changed here
            opened.language = opened.site.language
            await asyncio.to_thread(self._home.speak, opened.language)

    def _asked(self, key: str, *, is_post: bool) -> OpenReview | None:
        """Return the review that answers a request, opened if need be."""
        opened = self._open.get(key)
        if opened is None:
            return self._begin(key, self._configured(key), None)
        if is_post:  # what was sent from an older page is of the older review
            return opened if opened.state or opened.before is None else opened.before
        made_of = self._made_of(opened.config)
        if made_of == opened.made_of:
            return opened
        config = self._configured(key)
        if config == opened.config and made_of.files == opened.made_of.files:
            opened.made_of = made_of
            return opened
        return self._begin(key, config, opened if opened.state else opened.before)

    def _made_of(self, config: ReviewConfig) -> MadeOf:
        manifest = config.model / "manifest.json" if config.model else None
        files = _stamps(config.harvest, manifest, config.worklist)
        return MadeOf(files, _stamps(self._folder / FILE, self._folder / HARVESTS))

    def _begin(
        self, key: str, config: ReviewConfig | None, before: OpenReview | None
    ) -> OpenReview | None:
        if config is None:
            self._open.pop(key, None)
            self._end_review(key, before)
            return None
        language = self._home.language
        reading = Reading(self._keys, language, f"/review/{key}")
        opened = OpenReview(config, self._made_of(config), reading, language, before=before)
        self._open[key] = opened
        self._do(self._read(key, opened, reading))
        return opened

    async def _read(self, key: str, opened: OpenReview, reading: Reading) -> None:
        from classifier.review.first_fragment import show_first
        from classifier.review.inputs import Waiting
        from classifier.review.run import read_review
        from classifier.review.server import Pages

        try:
            waiting = Waiting(show=partial(show_first, reading))
            state = await asyncio.to_thread(read_review, opened.config, waiting=waiting)
        except Exception as error:  # told on the page that waits for it
            if self._open.get(key) is opened:
                del self._open[key]
                self._end_review(key, opened.before)
            reading.fail(error)
            return
        if self._open.get(key) is not opened:  # something else is meant by now
            await asyncio.to_thread(state.close)
            reading.go_on()
            return
        before, opened.before = opened.before, None
        if before is not None and before.state is not None:
            state.go_on_from(before.state)
        self._end_review(key, before)
        state.lessons = self._lessons.get(key, 0)
        opened.language = self._home.language
        opened.site = Pages(self._keys, opened.language, state, self._end, reading.base)
        opened.state = state
        reading.go_on()

    def _end_review(self, key: str, opened: OpenReview | None) -> None:
        """Close a review once what is in hand is answered."""
        if opened is not None and opened.state is not None:
            self._lessons[key] = opened.state.lessons + 1
            opened.over = True
            self._close_if_over(opened)

    def _close_if_over(self, opened: OpenReview) -> None:
        if opened.over and not opened.in_hand and opened.state is not None:
            state, opened.state = opened.state, None
            self._do(asyncio.to_thread(state.close))

    def _do(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self, key: str) -> None:
        """Close one: what is asked for from now on is read anew, if there is anything."""
        opened = self._open.pop(key, None)
        if opened is not None:
            self._end_review(key, opened.before)
            self._end_review(key, opened)

    def forget(self) -> None:
        """Close all."""
        for opened in self._open.values():
            for one in (opened, opened.before):
                if one is not None and one.state is not None:
                    one.state.close()
        self._open.clear()


def _stamps(*paths: Path | None) -> _Stamp:
    """Return when each file was changed last, and its size; None for what is not there."""
    stamps: list[tuple[int, int] | None] = []
    for path in paths:
        try:
            stat = path.stat() if path else None
        except OSError:
            stat = None
        stamps.append((stat.st_mtime_ns, stat.st_size) if stat else None)
    return tuple(stamps)
