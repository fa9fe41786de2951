"""Outcomes that may be told twice: by their words alone, no sentence vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.check.reading import Reading
from classifier.features.ngrams import tokens
from classifier.records import Fragment, Origin, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

# In a small file only common words are shared by two fragments, and word weights make any two
# texts look alike; twins also share this much of their vocabulary. On the sample all 16 true
# pairs do, and of the pairs in random small files that are no twins none does.
SHARED_OF_SHORTER = 0.55
SHARED_OF_BOTH = 0.24
# Two words alone may well be the same by chance.
FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class _Pair:
    first: Fragment
    second: Fragment
    likeness: float


def near_duplicates(reading: Reading) -> list[Problem]:
    """One line for each row whose outcome an earlier row tells in nearly the same words."""
    nearest: dict[str, list[_Pair]] = {}
    for pair in _pairs(reading.harvest.fragments):
        ids = {reading.cell(pair.first, "id"), reading.cell(pair.second, "id")}
        if len(ids) == 2 or ids == {""}:  # one id on two rows has been reported as such
            nearest.setdefault(pair.second.id, []).append(pair)
    return [_told_again(pairs, reading) for pairs in nearest.values()]


def _told_again(pairs: list[_Pair], reading: Reading) -> Problem:
    best = max(pairs, key=lambda pair: pair.likeness)
    first, second = best.first, best.second
    same = first.outcome == second.outcome and first.significance == second.significance
    where = _where(first.origin, second.origin)
    others = f" (and of {len(pairs) - 1} more)" if len(pairs) > 1 else ""
    if same:
        what = f"has the same texts as {where}, {first.id}{others}."
        hint = "Delete one of the two rows, or write what sets them apart."
        return reading.problem(second.origin, "outcome", "same-text", what, hint)
    what = f"is nearly the text of {where}, {first.id}{others}."
    hint = "It may be the same outcome told twice, or a template; both are kept."
    origin = reading.place(second.origin, "outcome")
    return Problem(origin, "near-duplicate", what, hint, notice=True)


def _where(first: Origin, second: Origin) -> str:
    file = f"{first.file}, " if first.file != second.file else ""
    sheet = f"sheet “{first.sheet}”, " if first.sheet != second.sheet else ""
    return f"{file}{sheet}row {first.row}"


def _pairs(fragments: Sequence[Fragment]) -> list[_Pair]:
    from classifier.features import Blocks, Vectors, fit_sparse, model_texts
    from classifier.split import find_twins

    texts = model_texts(fragments)
    if len(texts) < 2:
        return []
    # Nothing of this is kept, so that confidential texts may weigh words like all others. The
    # block of characters is not looked at by `find_twins` and stands in.
    words = fit_sparse("words", texts.joint, (), ())
    found = find_twins(Blocks(words, words, {}, {}), texts, Vectors({}, {}))
    vocabulary = {i: frozenset(tokens(texts.outcomes[i])) for pair in found for i in pair[:2]}
    return [
        _Pair(fragments[i], fragments[j], likeness)
        for i, j, likeness in found
        if _share_words(vocabulary[i], vocabulary[j])
    ]


def _share_words(a: frozenset[str], b: frozenset[str]) -> bool:
    shared = len(a & b)
    shorter, both = min(len(a), len(b)), len(a | b)
    enough = shared >= SHARED_OF_SHORTER * shorter and shared >= SHARED_OF_BOTH * both
    return shorter >= FEWEST_WORDS and enough
