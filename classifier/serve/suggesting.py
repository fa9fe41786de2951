"""One model that is opened once, and one thread on which everything is suggested."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from classifier.errors import HarvestError, UsageError
from classifier.harvest import read_records
from classifier.serve.problems import Refused, unreadable
from classifier.suggest import suggest_harvest
from classifier.translations import written_in

if TYPE_CHECKING:
    from classifier.progress import Progress
    from classifier.records import Harvest
    from classifier.suggest import OpenModel, SuggestConfig, Suggestions

PATIENCE = 90.0
"""Seconds until a request is given up; Label Studio waits for 100."""
_T = TypeVar("_T")
_LABEL = "The request"


@dataclass(frozen=True)
class Answered:
    """The records of a request as they were read, and the suggestions for them."""

    harvest: Harvest
    suggestions: Suggestions


class _GivenUp(Exception):
    """Nobody waits for the answer any more."""


class Suggester:
    """Suggests for one request after the other: requests at the same time would share the cores."""

    def __init__(self, opened: OpenModel, patience: float = PATIENCE) -> None:
        self.opened, self.patience = opened, patience
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="suggestions")

    async def suggest(
        self,
        records: Sequence[object],
        config: SuggestConfig,
        check: Callable[[Harvest], None] = lambda harvest: None,
    ) -> Answered:
        """Read records as those of a JSON file are read, and suggest for them as the command.

        ``check`` may refuse what was read.
        """

        def work(progress: Progress) -> Answered:
            # What programs read speaks English, as the lines of the command do.
            with written_in("en"):
                try:
                    harvest = read_records(records, self.opened.model.codebook, _LABEL)
                except (HarvestError, UsageError) as error:
                    raise unreadable(error) from error
                check(harvest)
                suggestions = suggest_harvest(harvest, self.opened, config, progress)
                return Answered(harvest, suggestions)

        return await self._in_time(work)

    async def _in_time(self, work: Callable[[Progress], _T]) -> _T:
        given_up = threading.Event()

        def progress(done: int, of: int) -> None:
            if given_up.is_set():
                raise _GivenUp

        def begin() -> _T:
            progress(0, 0)
            return work(progress)

        waiting = asyncio.get_running_loop().run_in_executor(self._thread, begin)
        try:
            return await asyncio.wait_for(waiting, self.patience)
        except TimeoutError as error:
            raise Refused(
                503,
                f"There was no answer within {self.patience:g} seconds.",
                "Ask again: texts that were read already are quicker then. Or send fewer.",
                headers={"retry-after": "10"},
            ) from error
        finally:
            given_up.set()

    def close(self) -> None:
        """Begin nothing more; what is under way ends with the program."""
        self._thread.shutdown(wait=False, cancel_futures=True)
