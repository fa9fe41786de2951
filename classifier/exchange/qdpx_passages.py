"""Coded passages of a text of QDA software, and how the program counted the places in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_BEYOND_16_BITS = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A coded passage of a source, or with -1 as its start the whole of it.

    ``codings`` are the names of coders with the guids of codes; ``name`` says how it begins.
    """

    start: int
    end: int
    name: str
    codings: Sequence[tuple[str, str]]

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole source."""
        return self.start < 0 and self.end < 0


@dataclass(slots=True)
class Source:
    """A text of the project, with its coded passages and the values of its variables."""

    name: str
    text: str
    passages: list[Passage]
    facts: dict[str, str]
    of_cases: list[str] = field(default_factory=list)


def passages_by_place(source: Source) -> Iterator[tuple[int, int, str, list[Passage]]]:
    """Return each coded passage once, whoever coded it: its place, its text and its codings.

    Those that lie beyond the text come with none; the whole of a source is no passage of it.
    """
    by_place: dict[tuple[int, int], list[Passage]] = {}
    for passage in source.passages:
        if not passage.is_whole:
            by_place.setdefault((passage.start, passage.end), []).append(passage)
    counted = _as_counted(source)
    for (start, end), passages in sorted(by_place.items()):
        is_within = 0 <= start < end <= len(counted)
        yield start, end, _joined(counted[start:end]) if is_within else "", passages


def _as_counted(source: Source) -> str:
    """Return the text with a sign for each that the program counted which wrote the positions.

    Some count a line end of two signs as one, some an emoji as two. Passages often say how they
    begin: the way of counting by which most of them do is taken, of equals that in which most lie.
    """
    line_ends = [source.text, source.text.replace("\r\n", "\n")]
    ways = list(dict.fromkeys([*line_ends, *map(_units, line_ends)]))
    if len(ways) == 1:
        return source.text
    placed = [one for one in source.passages if not one.is_whole]
    names = [(one.start, {one.name, _units(one.name)}) for one in placed if one.name]

    def fitting(counted: str) -> tuple[int, int]:
        begin = sum(counted.startswith(tuple(forms), max(start, 0)) for start, forms in names)
        return begin, sum(one.end <= len(counted) for one in placed)

    return max(ways, key=fitting)


def _units(text: str) -> str:
    """Return a text with two signs for each that UTF-16 holds as two.

    >>> len(_units("🙂 A")), _joined(_units("🙂 A"))
    (4, '🙂 A')
    """
    return _BEYOND_16_BITS.sub(_pair, text)


def _pair(sign: re.Match[str]) -> str:
    high, low = divmod(ord(sign[0]) - 0x10000, 0x400)
    return chr(0xD800 + high) + chr(0xDC00 + low)


def _joined(units: str) -> str:
    """Return a text as it was before `_units`; of a pair that was cut nothing is left."""
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
