"""Several questions at once, in threads that end with the program: nobody waits after Ctrl+C."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from classifier.reader.client import NoAnswer, NotInForm

_Answer = TypeVar("_Answer")

# So many questions without an answer, one after the other, and the server counts as dead.
_DEAD_AFTER = 6
# Seconds between looks whether a person wants to end.
_LOOK = 0.5


def side_by_side(
    ask: Callable[[int], _Answer], numbers: Sequence[int], at_once: int
) -> Iterator[tuple[int, _Answer | NoAnswer]]:
    """Yield each number with its answer as they come, or why there is none.

    Once the server counts as dead, the rest is not asked; one that answered before is alive though
    some answers are not in the form that was asked for. What is no `NoAnswer` is raised.
    """
    asked = _Asked(ask, numbers)
    for _ in range(min(at_once, len(numbers))):
        threading.Thread(target=asked.work, name="reader", daemon=True).start()
    for _ in numbers:
        number, answer = asked.next_ready()
        if not isinstance(answer, NoAnswer) and isinstance(answer, BaseException):
            raise answer
        yield number, answer


class NotAsked(NoAnswer):
    """The server counts as dead."""

    def __init__(self) -> None:
        super().__init__("it was not asked any more")


class _Asked(Generic[_Answer]):
    """The questions that wait, and the answers that are there."""

    def __init__(self, ask: Callable[[int], _Answer], numbers: Sequence[int]) -> None:
        self._ask = ask
        self._waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._ready: queue.SimpleQueue[tuple[int, _Answer | BaseException]] = queue.SimpleQueue()
        # Failures in a row, and good answers; threads may miscount by one.
        self._n_failed = self._n_good = 0
        for number in numbers:
            self._waiting.put(number)

    def work(self) -> None:
        """Answer questions until none waits."""
        while True:
            try:
                number = self._waiting.get_nowait()
            except queue.Empty:
                return
            self._ready.put((number, self._answer(number)))

    def _answer(self, number: int) -> _Answer | BaseException:
        if self._n_failed >= _DEAD_AFTER:
            return NotAsked()
        try:
            answer = self._ask(number)
        except NoAnswer as error:
            self._n_failed += not (self._n_good and isinstance(error, NotInForm))
            return error
        except BaseException as error:  # raised where the answers are waited for
            self._n_failed = _DEAD_AFTER
            return error
        self._n_failed, self._n_good = 0, self._n_good + 1
        return answer

    def next_ready(self) -> tuple[int, _Answer | BaseException]:
        """Wait for the next answer; a wait without an end would not hear Ctrl+C everywhere."""
        while True:
            try:
                return self._ready.get(timeout=_LOOK)
            except queue.Empty:
                continue
