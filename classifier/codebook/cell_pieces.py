"""The pieces of a cell between separators: labels where names use them up, else unknown.

“No new structure” is one piece, and “new structure” does not use it up: nothing in it counts.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from classifier.codebook.cell_names import AND, NameMatch

Span = tuple[int, int]

_NAME = "\0"  # stands for each character of a name, so that nothing inside a name separates
# A number or letter of a list; “(0)”, “(n)” and “(-)” say that a label was not ticked.
_MARK = r"(?:(?!0+\b)\d{1,2}|[a-mo-z]|[ivx]{1,4})"
_MARKER = rf"(?:\(?{_MARK}\)|(?!0+\b)\d{{1,2}}\.)"
_BRACKETS = r"\([^()]*\)|\[[^\[\]]*\]"
_CUT = re.compile(
    # What stands in brackets stays together, and so does "n/a"; then separators and the marks of
    # bullet and numbered lists.
    rf"{_BRACKETS}|(?<!\w)n/[ad](?!\w)"
    rf"|(?P<cut>[,;|/\\\n\t•]"
    rf"|(?:^|(?<=\s)){_MARKER}(?=\s*{_NAME}|\s+(?!\d{{1,2}}[.)])[^\s,;|/]))"
)
_ALL_IN_BRACKETS = re.compile(_BRACKETS)
_HEAD = re.compile(
    rf"(?:[\s,;|/\\•→:.)\]}}]|[=-](?!\d)|{_MARKER}(?=[\s{_NAME}]|[^\W\d])"
    rf"|(?!0+\b)\d{{1,2}}-(?={_NAME}))*"
)
_TAIL = string.whitespace + ",;|/\\•:=-([{"
# Beside names these say nothing: punctuation, a number in brackets, the mark of the next name.
_NOISE = re.compile(
    rf"(?:[\s.,;:|/\\•()\[\]{{}}<>\"'=_-]|\({_MARK}\)"
    rf"|(?:{_MARKER}|(?!0+\b)\d{{1,2}}-)(?=\s*{_NAME}))*{_NAME}?"
)
# “[ ] Law, [x] Rule”: an empty box says that its label was not ticked.
_EMPTY_BOX = re.compile(r"\[[\s-]*\]|\([\s-]+\)")

_SEPARATOR = re.compile(r"[,;\n\t]")
_SURELY = 0.85  # one slip in a name of seven letters, two in one of fourteen


class Pieces(NamedTuple):
    """The names that count, and where the pieces stand that nobody could place."""

    names: tuple[NameMatch, ...]
    unknown: tuple[Span, ...]


def read_pieces(
    text: str, matches: Sequence[NameMatch], one_name: Callable[[str], float]
) -> Pieces:
    """Cut folded text at separators, and keep the names that use up their pieces.

    ``one_name`` scores in [0, 1] how much several pieces together look like one mistyped name,
    such as “Policies, lawz and practice”: these stay one piece.
    """
    masked = _masked(text, matches)
    names: list[NameMatch] = []
    unknown: list[Span] = []
    run: list[Span] = []
    for start, end in _cut(masked, 0, len(masked)):
        own = [match for match in matches if start <= match.start < end]
        used, rest = _used_up(masked, (start, end), own)
        if used:
            names += used
            unknown += _joined(text, run, one_name)
            run = []
        run += rest
    unknown += _joined(text, run, one_name)
    return Pieces(tuple(names), tuple(unknown))


def _masked(text: str, matches: Sequence[NameMatch]) -> str:
    """Return the text with every name crossed out, so that no separator inside one cuts."""
    parts: list[str] = []
    end = 0
    for match in matches:
        gap = text[end : match.start]
        parts.append(_without_and(gap) if parts else gap)
        parts.append(_NAME * (match.end - match.start))
        end = match.end
    return "".join([*parts, text[end:]])


def _without_and(gap: str) -> str:
    """Leave out an “and” between two names that a comma or a line end separates already."""
    joins = AND.fullmatch(gap)
    if joins is None:
        return gap
    start, end = joins.span("and")
    if not _SEPARATOR.search(gap[:start] + gap[end:]):
        return gap
    return gap[:start] + " " * (end - start) + gap[end:]


def _cut(masked: str, start: int, end: int) -> Iterator[Span]:
    """Cut ``masked[start:end]`` at separators outside brackets and trim the pieces."""
    begin = start
    cuts = [match.span("cut") for match in _CUT.finditer(masked, start, end) if match["cut"]]
    for cut_start, cut_end in [*cuts, (end, end)]:
        piece = masked[begin:cut_start]
        if piece.count('"') == 1:  # the other one stands in another piece
            piece = piece.replace('"', " ")
        # Blanks, list marks and stray punctuation are left out at both ends.
        head = _HEAD.match(piece)
        first, last = head.end() if head else 0, len(piece.rstrip(_TAIL))
        if first < last:
            yield from _unwrapped(masked, begin + first, begin + last)
        begin = cut_end


def _unwrapped(masked: str, start: int, end: int) -> Iterator[Span]:
    """Cut what stands in brackets if nothing stands beside them, as in “[A, B]”."""
    inside = start + 1, end - 1
    if _ALL_IN_BRACKETS.fullmatch(masked, start, end) and any(
        match["cut"] for match in _CUT.finditer(masked, *inside)
    ):
        yield from _cut(masked, *inside)
    else:
        yield start, end


def _used_up(
    masked: str, piece: Span, matches: Sequence[NameMatch]
) -> tuple[Sequence[NameMatch], list[Span]]:
    """Return the names that use up the piece, and what of it is unknown.

    An “and” ends what is used up so far: of “A and something else” A counts.
    """
    starts = [piece[0], *(match.end for match in matches)]
    ends = [*(match.start for match in matches), piece[1]]
    unknown: list[Span] = []
    n_used, rest = 0, piece[0]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        joins = AND.match(masked, start, end)
        if joins:
            n_used, rest = number, joins.start("and")
        if joins and joins.end() == end and number < len(matches):
            if number == 0:
                rest = joins.end()
            if not masked[:start].strip():  # it adds to something that is not in the cell
                unknown.append(joins.span("and"))
        elif _says_something(masked, start, end, number < len(matches)):
            return matches[:n_used], [*unknown, (rest, piece[1])]
    return matches, unknown


def _says_something(masked: str, start: int, end: int, before_name: bool) -> bool:
    if _EMPTY_BOX.search(masked, start, end):
        return True
    return not _NOISE.fullmatch(masked, start, end + before_name)


def _joined(text: str, spans: Sequence[Span], one_name: Callable[[str], float]) -> Iterator[Span]:
    """Put pieces together again that were one name with separators in it."""
    i = 0
    while i < len(spans):
        start, end = spans[i]
        if i + 1 < len(spans):
            scores = {other: one_name(text[start:other]) for _, other in spans[i : i + 4]}
            best = max(scores, key=scores.__getitem__)  # the shortest of equals
            end = best if scores[best] > _SURELY else end
        yield start, end
        while i < len(spans) and spans[i][1] <= end:
            i += 1
