"""Capitalised words beside a redaction tag: "Kovi <person>" is a name half covered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from classifier.check.words import KNOWN_WORDS, TITLES
from classifier.folding import plain_words
from classifier.harvest import normalise_country

_TAG = re.compile(r"<(persons?|LOC|redacted|ORG)>")
_BEFORE = re.compile(r"[^\s\"“«(\[]+[ -]?$")
_AFTER = re.compile(r"[ -]?([^\W\d_][\w’'-]*)")
_SENTENCE_ENDS = ".!?:;…\n•–—|"
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"\S*(?:@|\w\.\w)\S*")
# A name that is also a word is rare in one harvest; a word in small letters twice is none.
ORDINARY = 2

LONGEST_NAME = 40
"""Characters of the longest word that is looked at; longer ones are addresses of pages."""


@dataclass(frozen=True, slots=True)
class HalfName:
    """A capitalised word beside a tag.

    Attributes
    ----------
    word : the word itself, for comparing two columns; never shown
    tag : ``<person>``, ``<LOC>`` …
    before : the word stands before the tag, not behind it
    position : its place among the words of the text, from 1
    """

    word: str
    tag: str
    before: bool
    position: int


def ordinary_words(texts: Iterable[str]) -> frozenset[str]:
    """Folded words that the texts write in small letters: capitals do not make names of them."""
    counts: Counter[str] = Counter()
    for text in texts:
        plain = _ADDRESS.sub(" ", text)  # an e-mail address writes a name in small letters
        counts.update(word for word in _WORD.findall(plain) if word.islower())
    return frozenset(plain_words(word) for word, n in counts.items() if n >= ORDINARY)


def half_names(text: str, ordinary: frozenset[str]) -> list[HalfName]:
    """Find the halves of names in a text whose tags are normalised.

    At the start of a sentence every word has a capital: nothing is said of it.

    >>> half_names("In 2023, Kovi <person> met Dr <person>.", frozenset())
    [HalfName(word='Kovi', tag='<person>', before=True, position=3)]
    """
    return [half for tag in _TAG.finditer(text) for half in _beside(tag, text, ordinary)]


def _beside(tag: re.Match[str], text: str, ordinary: frozenset[str]) -> Iterator[HalfName]:
    near = max(0, tag.start() - LONGEST_NAME)
    before = _BEFORE.search(text, near, tag.start())
    if before and not _starts_sentence(text[: before.start()]):
        word = re.split("['’]", before[0].rstrip(" -"))[-1]  # "l'Imam <person>"
        if _may_be_name(word, ordinary):
            position = len(text[: before.start()].split()) + 1
            yield HalfName(word, tag[0], True, position)
    after = _AFTER.match(text, tag.end())
    if after and _may_be_name(after[1].removesuffix("'s"), ordinary):
        position = len(text[: after.end()].split())
        yield HalfName(after[1], tag[0], False, position)


def _starts_sentence(before: str) -> bool:
    plain = before.rstrip(" \t\"“”«»'()[]-")
    if not plain or plain[-1] not in _SENTENCE_ENDS:
        return not plain
    last = plain.split()[-1]
    return not (plain.endswith(".") and plain_words(last) in TITLES)


def _may_be_name(word: str, ordinary: frozenset[str]) -> bool:
    letters = word.replace("-", "")
    if len(letters) < 2 or not letters.isalpha() or not word[0].isupper() or word.isupper():
        return False
    pieces = plain_words(word).split()
    if any(piece in KNOWN_WORDS or piece in ordinary for piece in pieces):
        return False
    return normalise_country(word) is None
