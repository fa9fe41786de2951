"""Twins that are one template, filled in for several places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifier.records import Fragment

_TOKEN = re.compile(r"<[^<>]*>|\w+")
_SMALL_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve dozen first second third "
    "un une deux trois quatre cinq six sept huit neuf dix premier deuxième".split()
)


def is_template(first: Fragment, second: Fragment) -> bool:
    """Whether the outcomes differ only in names, numbers and redaction tags.

    >>> from classifier.records import Fragment
    >>> a = Fragment("1", "In May 2021 the council of Bor set up 4 water points")
    >>> b = Fragment("2", "In June 2022 the council of Torit set up 7 water points")
    >>> is_template(a, b), is_template(a, Fragment("3", "The council of Bor met the youth"))
    (True, False)
    """
    words, others = _TOKEN.findall(first.outcome), _TOKEN.findall(second.outcome)
    if not words or not others:
        return False
    # A word at the very start is written large whatever it is.
    kept = [_plain(words), _plain(others)]
    return kept[0] == kept[1] and words != others


def _plain(words: list[str]) -> list[str]:
    """The words of a text without what a template leaves open."""
    return [
        word.casefold()
        for place, word in enumerate(words)
        if not (
            word.startswith("<")
            or word[0].isdigit()
            or word.casefold() in _SMALL_NUMBERS
            or (place and word[0].isupper())
        )
    ]
