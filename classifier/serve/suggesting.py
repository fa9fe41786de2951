"""One model that is opened once, and one thread on which everything is suggested."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from classifier.errors import HarvestError, UsageError
from classifier.harvest import read_records
from classifier.serve.problems import Refused, unreadable
from classifier.suggest import suggest_harvest
from classifier.translations import written_in

if TYPE_CHECKING:
    from starlette.requests import Request

    from classifier.progress import Progress
    from classifier.records import Harvest
    from classifier.suggest import OpenModel, SuggestConfig, Suggestions

PATIENCE = 90.0
"""Seconds until a request is given up; Label Studio waits for 100."""
_T = TypeVar("_T")
_LABEL = "The request"
_ENDING = "The program ends."


@dataclass(frozen=True)
class Answered:
    """The records of a request as they were read, and the suggestions for them."""

    harvest: Harvest
    suggestions: Suggestions


async def _hung_up(request: Request) -> None:
    """Wait until whoever asked hangs up; the body was read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


class _GivenUp(Exception):
    """Nobody waits for the answer any more."""


class Suggester:
    """Suggests for one request after the other: requests at the same time would share the cores."""

    def __init__(self, opened: OpenModel, patience: float = PATIENCE) -> None:
        self.opened, self.patience = opened, patience
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="suggestions")

    def suggest(
        self,
        records: Sequence[object],
        config: SuggestConfig,
        progress: Progress,
        check: Callable[[Harvest], None] = lambda harvest: None,
    ) -> Answered:
        """Read records as those of a JSON file are read, and suggest for them as the command.

        ``check`` may refuse what was read.
        """
        # What programs read speaks English, as the lines of the command do.
        with written_in("en"):
            try:
                harvest = read_records(records, self.opened.model.codebook, _LABEL)
            except (HarvestError, UsageError) as error:
                raise unreadable(error) from error
            check(harvest)
            progress(0, 0)
            told = nullcontext(progress)
            suggestions = suggest_harvest(harvest, self.opened, config, lambda stage: told)
            return Answered(harvest, suggestions)

    async def in_time(self, request: Request, work: Callable[[Progress], _T]) -> _T:
        """Return what ``work`` makes on the one thread.

        Refused where it takes too long, nobody waits any more, or the program ends; ``work`` is
        told by the progress that it calls.
        """
        given_up = threading.Event()

        def progress(done: int, of: int) -> None:
            if given_up.is_set():
                raise _GivenUp

        def begin() -> _T:
            progress(0, 0)
            return work(progress)

        try:
            making = asyncio.get_running_loop().run_in_executor(self._thread, begin)
        except RuntimeError as error:  # the thread takes no more work
            raise Refused(503, _ENDING) from error
        gone = asyncio.ensure_future(_hung_up(request))
        either: tuple[asyncio.Future[Any], ...] = making, gone
        try:
            await asyncio.wait(either, timeout=self.patience, return_when=asyncio.FIRST_COMPLETED)
            if making.done():
                return making.result()
        except asyncio.CancelledError as error:
            raise Refused(503, _ENDING) from error
        finally:
            given_up.set()
            for waiting in either:
                waiting.cancel()
        if gone.done():
            raise Refused(400, "The connection broke off.")
        raise Refused(
            503,
            f"There was no answer within {self.patience:g} seconds.",
            "Ask again when fewer programs ask, or send fewer.",
            headers={"retry-after": "10"},
        )

    def close(self) -> None:
        """Begin nothing more; what is under way ends with the program."""
        self._thread.shutdown(wait=False, cancel_futures=True)
