"""The reviews that are open on the home page, each under an address of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.types import Receive, Scope, Send

from classifier.pages.guard import Keys
from classifier.pages.site import Reading, Site

if TYPE_CHECKING:
    from classifier.review import ReviewConfig
    from classifier.review.server import PageState

LEARN_EVERY = 30
"""After so many answers the model learns again by itself."""


class Reviews:
    """Opens a review at its first visit; until it is read, its pages say so.

    ``configured`` returns what a key stands for, None for nothing.
    """

    def __init__(
        self,
        keys: Keys,
        configured: Callable[[str], ReviewConfig | None],
        home: Site,
        end: Callable[[], None],
    ) -> None:
        self._keys, self._configured, self._home, self._end = keys, configured, home, end
        self._open: dict[str, Site] = {}
        self._states: dict[str, PageState] = {}
        self._opening: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the review that the address names."""
        key = scope["path_params"]["key"]
        site = self._open.get(key) or self._begin(key)
        await site.app(scope, receive, send)

    def _begin(self, key: str) -> Site:
        config = self._configured(key)
        if config is None:
            return Site(self._keys, self._home.language, [])
        base = f"/review/{key}"
        self._open[key] = reading = Reading(self._keys, self._home.language, base)
        task = asyncio.create_task(self._read(key, config, reading))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)
        return reading

    async def _read(self, key: str, config: ReviewConfig, reading: Reading) -> None:
        from classifier.review.run import read_review
        from classifier.review.server import Pages

        try:
            state = await asyncio.to_thread(read_review, config)
        except Exception as error:  # told on the page that waits for it
            del self._open[key]
            reading.fail(error)
            return
        self._states[key] = state
        language = self._home.language
        self._open[key] = Pages(self._keys, language, state, self._end, reading.base)
        reading.go_on()

    def forget(self) -> None:
        """Close all, so that they are read anew with another model or codebook."""
        for state in self._states.values():
            state.close()
        self._states.clear()
        self._open.clear()

    def progress(self, key: str) -> tuple[int, int] | None:
        """Return how many fragments are answered, and of how many; None where it is not open."""
        state = self._states.get(key)
        if state is None:
            return None
        state.session.pull()
        return state.session.queue.progress()
