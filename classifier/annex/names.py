"""What people are called in an annex: by their names, or by numbers where names are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath, PureWindowsPath

from classifier.translations import say
from classifier.wording import shell_word

# Shorter ones stand in other words by chance.
_LEAST_LETTERS = 3


class Names:
    """Names of people, numbered in the order of the alphabet where they are left out."""

    def __init__(self, people: Iterable[str], *, shown: bool) -> None:
        self._numbers = {name: n for n, name in enumerate(sorted(set(people) - {""}), start=1)}
        self._shown = shown

    def of(self, name: str) -> str:
        """Return what a person is called."""
        if not name or self._shown:
            return name
        return say("annex_coder_number", n=self._numbers[name])

    def all_of(self, names: str) -> str:
        """Return what several are called, whose names stand with commas between."""
        return ", ".join(map(self.of, split(names)))

    def command(self, words: Sequence[str]) -> str:
        """Return a command as it is typed; of a path from the root the last name alone."""
        return " ".join(["classifier", *(shell_word(self._word(word)) for word in words)])

    def _word(self, word: str) -> str:
        word = _without_folders(word)
        if self._shown:
            return word
        if word in self._numbers:
            return f"coder-{self._numbers[word]}"
        for name in sorted(self._numbers, key=len, reverse=True):
            if len(name) >= _LEAST_LETTERS:
                pattern = rf"(?<![^\W_]){re.escape(name)}(?![^\W_])"
                word = re.sub(pattern, f"coder-{self._numbers[name]}", word, flags=re.IGNORECASE)
        return word


def split(names: str) -> list[str]:
    """Return names that stand with commas between.

    >>> split("Ana, Ben,"), split("")
    (['Ana', 'Ben'], [])
    """
    return [name.strip() for name in names.split(",") if name.strip()]


def _without_folders(word: str) -> str:
    """Return a path without the folders of the computer, which may name its user.

    >>> _without_folders("/home/ana/h.csv"), _without_folders("outcome=/x"), _without_folders("a/b")
    ('h.csv', 'outcome=/x', 'a/b')
    """
    for kind in (PurePosixPath, PureWindowsPath):
        path = kind(word)
        if path.is_absolute():
            return path.name
    return word
