"""The pieces of a cell that no name explains, as they were written."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Sequence

from classifier.codebook.places import AND, Place
from classifier.codebook.text import Folded

_MARKER = r"(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})\)|\d{1,2}\.)"
_CUT = re.compile(
    # What stands in brackets stays together, and so does "n/a"; then separators and the marks
    # of bullet and numbered lists.
    r"\([^()]*\)|\[[^\[\]]*\]|(?<!\w)n/[ad](?!\w)"
    rf"|(?P<cut>[,;|/\\\n\t•]|(?:^|(?<=\s)){_MARKER}(?=\s|$))"
)
_HEAD = re.compile(rf"(?:[\s,;|/\\•:=.)\]}}-]|{_MARKER}(?=\s|[^\W\d]|$)|\d{{1,2}}-$)*")
_TAIL = string.whitespace + ",;|/\\•:=-([{"
_NOISE = re.compile(r"[\s.,;:|/\\•()\[\]{}<>\"'=_-]*")

_SURELY = 0.85  # one slip in a name of seven letters, two in one of fourteen

Span = tuple[int, int]


def leftovers(
    folded: Folded, places: Sequence[Place], one_name: Callable[[str], float]
) -> tuple[str, ...]:
    """Gather what stands between the names, cut at separators.

    ``one_name`` scores in [0, 1] how much several pieces together look like one mistyped name,
    such as “Policies, lawz and practice”: these stay one piece.
    """
    starts = [0, *(place.end for place in places)]
    ends = [*(place.start for place in places), len(folded.text)]
    result: list[str] = []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        between = 0 < number < len(places)
        if between and AND.fullmatch(folded.text, start, end):
            continue
        spans = [span for span in _pieces(folded.text, start, end) if _says_something(folded, span)]
        result += _joined(folded, spans, one_name)
    return tuple(result)


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut ``text[start:end]`` at separators outside brackets and trim the pieces."""
    gap = text[start:end]
    begin = 0
    cuts = [match.span("cut") for match in _CUT.finditer(gap) if match["cut"]]
    for cut_start, cut_end in [*cuts, (len(gap), len(gap))]:
        piece = gap[begin:cut_start]
        if piece.count('"') == 1:  # the other one stands in another piece
            piece = piece.replace('"', " ")
        head = _HEAD.match(piece)
        first = head.end() if head else 0
        last = len(piece.rstrip(_TAIL))
        if first < last:
            yield start + begin + first, start + begin + last
        begin = cut_end


def _says_something(folded: Folded, span: Span) -> bool:
    return not _NOISE.fullmatch(folded.text, *span)


def _joined(
    folded: Folded, spans: Sequence[Span], one_name: Callable[[str], float]
) -> Iterator[str]:
    """Put pieces together again that were one name with separators in it."""
    i = 0
    while i < len(spans):
        start = spans[i][0]
        scores = {end: one_name(folded.text[start:end]) for _, end in spans[i : i + 4]}
        best = max(scores, key=scores.__getitem__)  # the shortest of equals
        end = best if scores[best] > _SURELY else spans[i][1]
        yield folded.as_written(start, end)
        while i < len(spans) and spans[i][1] <= end:
            i += 1
