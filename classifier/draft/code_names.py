"""The names of codes as the cells of a column teach them, where no codebook says them.

Cells are cut at separators. A piece that never begins a cell and always follows the same one goes
on with its name: “Media attention, public debate” is one code, and “public debate” none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from classifier.codebook.cell_names import CellState, state_of
from classifier.folding import fold, letter_key
from classifier.harvest.clean import is_missing
from classifier.wording import quoted

# What stands in brackets stays together, and so does "n/a".
_CUT = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|(?<!\w)n/[ad](?!\w)|(?P<cut>[,;|/\\\n\t•])")
_FRONT = re.compile(r"[\s,;|•]*(?:[-–—*]\s+|\(?\d{1,2}[.)]\s+(?=\D))?")
# Between names these are sure; a comma may stand inside a name, and a slash mostly does.
_SURE = frozenset(";|\n\t•")
_SLASHES = frozenset("/\\")
MOST_LOWER = 0.1
"""Share of cells that may begin with a small letter where a small letter goes on with a name."""
_FEWEST_CELLS = 3
_TOGETHER = 2
"""Cells in which two pieces stand together, and in no other, from which they are one name."""
_SHORT = 4
"""Letters and digits of a code without a word, such as 12 or T01."""


class Piece(NamedTuple):
    """What stands between two separators, as written; ``before`` is the separator before it."""

    text: str
    before: str


@dataclass(frozen=True, slots=True)
class CodeNames:
    """The names of one column.

    Attributes
    ----------
    cells : how many cells each name stands in, the spelling that is most frequent, in the order
        in which they were met
    doubts : what is uncertain of a name, by the name
    several : some cell holds several names
    """

    cells: Mapping[str, int]
    doubts: Mapping[str, str]
    several: bool


def learn_names(cells: Mapping[str, int]) -> CodeNames:
    """Learn the names of codes from cells and how often each was written.

    >>> names = learn_names({"Law": 2, "Media, debate; Law": 1, "Media, debate": 3})
    >>> dict(names.cells)
    {'Law': 3, 'Media, debate': 4}
    """
    rows = [(pieces, n) for cell, n in cells.items() if (pieces := list(cut_cell(cell)))]
    going_on = _GoingOn(rows)
    spellings: dict[str, Counter[str]] = {}
    n_cells: Counter[str] = Counter()
    several = False
    for pieces, n in rows:
        names = _joined(pieces, going_on)
        several |= len(names) > 1
        keys = {letter_key(name): name for name in reversed(names)}
        for name in names:
            spellings.setdefault(letter_key(name), Counter())[name] += n
        for key in keys:
            n_cells[key] += n
    written = {key: found.most_common(1)[0][0] for key, found in spellings.items()}
    doubts = going_on.doubts(written)
    return CodeNames({name: n_cells[key] for key, name in written.items()}, doubts, several)


def cut_cell(cell: str) -> Iterator[Piece]:
    """Cut a cell at everything that may separate names; words for “nothing” are left out."""
    folded = fold(cell)
    cuts = [match.span("cut") for match in _CUT.finditer(folded.text) if match["cut"]]
    start, before = 0, ""
    for cut_start, cut_end in [*cuts, (len(folded.text), len(folded.text))]:
        piece = " ".join(folded.as_written(start, cut_start).split()).rstrip(" ,;|")
        piece = _FRONT.sub("", piece, count=1)
        if piece and not is_missing(piece) and state_of(piece) is CellState.LABELS:
            yield Piece(piece, before)
        start, before = cut_end, folded.text[cut_start:cut_end].strip() or "\n"


def _joined(pieces: Sequence[Piece], going_on: _GoingOn) -> list[str]:
    names: list[str] = []
    before = ""
    for piece in pieces:
        if names and going_on(before, piece):
            between = f" {piece.before} " if piece.before in _SLASHES else f"{piece.before} "
            names[-1] += between + piece.text
        else:
            names.append(piece.text)
        before = piece.text
    return names


class _GoingOn:
    """Says whether a piece goes on with the name before it, by all cells of the column."""

    def __init__(self, rows: Sequence[tuple[Sequence[Piece], int]]) -> None:
        self._first = Counter[str]()
        self._uses = Counter[str]()
        self._pairs = Counter[tuple[str, str, str]]()
        for pieces, n in rows:
            self._first[letter_key(pieces[0].text)] += n
            for piece in pieces:
                self._uses[letter_key(piece.text)] += n
            for left, right in pairwise(pieces):
                self._pairs[letter_key(left.text), right.before, letter_key(right.text)] += n
        starts = [pieces[0].text for pieces, _ in rows]
        n_small = sum(text[0].islower() for text in starts)
        n_capital = sum(text[0].isupper() for text in starts)
        self._capitals = n_capital >= _FEWEST_CELLS and n_small <= MOST_LOWER * len(starts)
        slashed = [pair for pair in self._pairs if pair[1] in _SLASHES]
        free = [pair for pair in slashed if self._first[pair[2]]]
        self._slashes_cut = 2 * len(free) > len(slashed)
        self._uncertain: dict[str, tuple[str, str]] = {}

    def __call__(self, left: str, piece: Piece) -> bool:
        pair = letter_key(left), piece.before, letter_key(piece.text)
        if piece.before in _SURE or self._first[pair[2]]:
            return False
        if piece.before in _SLASHES and not self._slashes_cut:
            return True
        if self._capitals and piece.text[0].islower():
            return True
        return self._always_together(pair, left, piece)

    def _always_together(self, pair: tuple[str, str, str], left: str, piece: Piece) -> bool:
        n = self._pairs[pair]
        if n != self._uses[pair[0]] or n != self._uses[pair[2]] or _is_code(piece.text):
            return False
        self._uncertain[pair[2]] = left, piece.text
        return n >= _TOGETHER

    def doubts(self, written: Mapping[str, str]) -> dict[str, str]:
        """Say what is uncertain, by the name that it is said of."""
        told = {}
        for key, (left, right) in self._uncertain.items():
            both = quoted((left, right), " and ")
            if key in written:
                told[written[key]] = (
                    f"{both} stand in one cell together and in no other; they were read as two "
                    "codes. If they are one, give the first row the whole name and delete this one."
                )
                continue
            name = next((n for k, n in written.items() if k.endswith(key)), "")
            told[name] = (
                f"{both} always stand together and were read as one code. If they are two, give "
                "each a row."
            )
        return told


def _is_code(text: str) -> bool:
    return len(text) <= _SHORT and (text.isdigit() or any(map(str.isdigit, text)))
