"""Names that may be one code: a slip of the pen, or a code that was renamed between harvests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, permutations

from classifier.folding import letter_key, plain_words

_SLIP = 0.88
"""Share of letters in common; “New stucture” has 0.96 with its name."""
_LONG_ENOUGH = 8
_MOST_NAMESAKES = 2
"""A name that more names hold is a word of the trade, and none of them is its new name."""
_ENOUGH_USES = 3
_CHANGED = 0.05
"""How much a name's share of the uses must fall to tell which of two is the older one."""

Uses = Mapping[str, Sequence[int]]
"""How often each name was used, harvest by harvest."""


@dataclass(frozen=True, slots=True)
class Likely:
    """Two names that may be one code: ``name`` is the rarer or the older one.

    ``renamed`` says that one holds the other, as after a renaming; else they are a slip apart.
    ``sure_order`` says that the harvests tell which came first.
    """

    name: str
    other: str
    renamed: bool
    sure_order: bool = False

    @property
    def what(self) -> str:
        """Say it in a sentence."""
        if not self.renamed:
            return f"Nearly spelt as “{self.other}”, which is used more often."
        order = "" if self.sure_order else ", though the harvests do not tell which came first"
        return f"“{self.name}” → “{self.other}”: likely renamed{order}."


def likely_pairs(uses: Uses) -> list[Likely]:
    """List names that are a slip apart, and those of which one holds the words of the other."""
    slips = list(_slips(uses))
    taken = {frozenset((pair.name, pair.other)) for pair in slips}
    renames = [p for p in _renames(uses) if frozenset((p.name, p.other)) not in taken]
    return slips + renames


def _slips(uses: Uses) -> Iterator[Likely]:
    keys = {name: letter_key(name) for name in uses}
    for one, other in combinations(uses, 2):
        if _nearly_equal(keys[one], keys[other]):
            rarer, other = sorted((one, other), key=lambda name: sum(uses[name]))
            yield Likely(rarer, other, renamed=False)


def _nearly_equal(left: str, right: str) -> bool:
    shared = 2 * min(len(left), len(right)) / (len(left) + len(right))
    if min(len(left), len(right)) < _LONG_ENOUGH or shared < _SLIP:
        return False
    if [c for c in left if c.isdigit()] != [c for c in right if c.isdigit()]:
        return False
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return matcher.quick_ratio() >= _SLIP and matcher.ratio() >= _SLIP


def _renames(uses: Uses) -> Iterator[Likely]:
    words = {name: tuple(plain_words(name).split()) for name in uses}
    held: dict[str, list[str]] = {}
    for short, long in permutations(uses, 2):
        if len(words[short]) < len(words[long]) and set(words[short]) <= set(words[long]):
            held.setdefault(short, []).append(long)
    for short, longer in held.items():
        if len(longer) <= _MOST_NAMESAKES and len(words[short]) > 1:
            for long in longer:
                yield _rename(short, long, uses)


def _rename(short: str, long: str, uses: Uses) -> Likely:
    """Tell which of two names is the older one: its share of the uses falls."""
    shares = [
        a / (a + b) for a, b in zip(uses[short], uses[long], strict=True) if a + b >= _ENOUGH_USES
    ]
    change = shares[-1] - shares[0] if len(shares) > 1 else 0.0
    if change > _CHANGED:
        return Likely(long, short, renamed=True, sure_order=True)
    return Likely(short, long, renamed=True, sure_order=change < -_CHANGED)
