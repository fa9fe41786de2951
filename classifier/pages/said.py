"""What the next page says of what was just done: to the browser that did it, and to no other."""

from __future__ import annotations

from collections import OrderedDict
from contextvars import ContextVar

BROWSER = ContextVar("the browser that is answered", default="")
"""What stands for it beside the secret in its cookie."""
_MOST_BROWSERS, _MOST_SENTENCES = 50, 100


class Said:
    """Sentences that wait for the next page of a browser; those that nobody fetches are dropped."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, list[str]] = OrderedDict()

    def add(self, sentence: str) -> None:
        """Keep a sentence for the browser that is being answered."""
        sentences = self._waiting.setdefault(BROWSER.get(), [])
        self._waiting.move_to_end(BROWSER.get())
        sentences.append(sentence)
        del sentences[:-_MOST_SENTENCES]
        while len(self._waiting) > _MOST_BROWSERS:
            self._waiting.popitem(last=False)

    def take(self) -> list[str]:
        """Return what waits for the browser that is being answered, once."""
        return self._waiting.pop(BROWSER.get(), [])
