"""How far long work has come: what a caller gives to be told, stage by stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

_Item = TypeVar("_Item")

# Called with how much is done, and of how much.
Progress = Callable[[int, int], None]
# Called with a stage's name, how much of it is done, and of how much (0 where nobody knows).
Listener = Callable[[str, int, int], None]
# Opens one stage of the work by its name, such as “Reading the texts”.
Stages = Callable[[str], AbstractContextManager[Progress | None]]

# Told of every stage instead of the terminal, where another program runs the command.
listener: Listener | None = None


def silent(stage: str) -> AbstractContextManager[None]:
    """Tell nobody of a stage."""
    del stage
    return nullcontext()


def tracked(stages: Stages, name: str, items: Sequence[_Item]) -> Iterator[_Item]:
    """Yield the items of one stage, telling before each how many are done."""
    with stages(name) as progress:
        for done, item in enumerate(items):
            if progress is not None:
                progress(done, len(items))
            yield item
