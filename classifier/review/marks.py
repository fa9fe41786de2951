"""A text cut into pieces for the page: words, redaction tags, words that speak for a label."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from classifier.harvest.clean import TAGS

_TAG = re.compile("|".join(re.escape(tag) for tag in sorted(set(TAGS.values()))))
# Letters of scripts that are written from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LEFT_TO_RIGHT = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u052f]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; ``labels`` are the keys of the labels it speaks for.

    ``tag``: it stands for something that was taken out, and ``text`` is the bare word.
    """

    text: str
    labels: tuple[str, ...] = ()
    tag: bool = False


def direction(text: str) -> str:
    """Which way a text runs, whatever script its tags are in: "rtl" or "ltr".

    >>> direction("<LOC> اجتمعت النساء"), direction("<person> met in Aleppo (حلب)")
    ('rtl', 'ltr')
    """
    bare = _TAG.sub("", text)
    right = len(_RIGHT_TO_LEFT.findall(bare))
    return "rtl" if right > len(_LEFT_TO_RIGHT.findall(bare)) else "ltr"


def paragraphs(text: str, words: Mapping[str, tuple[str, ...]]) -> list[list[Piece]]:
    """Cut ``text`` into paragraphs of pieces.

    Parameters
    ----------
    words : per label key, the words or short phrases that speak for it, in lower case
    """
    lines = [line for line in text.split("\n") if line.strip()]
    return [pieces(line, words) for line in lines]


def pieces(text: str, words: Mapping[str, tuple[str, ...]]) -> list[Piece]:
    """Cut one line into pieces; put together they give the line, but for the tags' brackets.

    >>> [(p.text, p.labels) for p in pieces("A law, by <person>.", {"T2": ("law",)})]
    [('A ', ()), ('law', ('T2',)), (', by ', ()), ('person', ()), ('.', ())]
    """
    found: list[Piece] = []
    start = 0
    for match in _TAG.finditer(text):
        found += _plain_pieces(text[start : match.start()], words)
        found.append(Piece(match[0].strip("<>"), tag=True))
        start = match.end()
    return found + _plain_pieces(text[start:], words)


def _plain_pieces(text: str, words: Mapping[str, tuple[str, ...]]) -> list[Piece]:
    lit: list[set[str]] = [set() for _ in text]
    for label, phrases in words.items():
        for phrase in phrases:
            for match in re.finditer(_as_written(phrase), text, flags=re.IGNORECASE):
                for place in range(*match.span()):
                    lit[place].add(label)
    found: list[Piece] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or lit[end] != lit[start]:
            found.append(Piece(text[start:end], tuple(sorted(lit[start]))))
            start = end
    return found


def _as_written(phrase: str) -> str:
    """A pattern for the words of a phrase with anything but letters between them."""
    parts = [re.escape(word) for word in phrase.split()]
    return r"(?<!\w)" + r"\W+".join(parts) + r"(?!\w)" if parts else r"(?!)"
