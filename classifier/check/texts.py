"""Texts that are missing, tell of an activity instead of a change, or may be told twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from classifier.check.contradictions import is_output
from classifier.check.reading import Reading
from classifier.harvest.repeated import where
from classifier.records import Fragment, Problem
from classifier.translations import tell

_EVENT = (
    r"(?:trainings?|workshops?|webinars?|seminars?|(?:awareness|sensiti[sz]ation) sessions?"
    r"|ateliers?|formations?|s[ée]ances? de sensibilisation)"
)
# Each needs the event and the verb of holding or attending it close together: "following our
# training, six women …" tells of a change, "we held three webinars" does not.
_HELD = tuple(
    re.compile(pattern, flags=re.IGNORECASE)
    for pattern in (
        rf"\b(?:held|organi[sz]ed|conducted|facilitated|delivered|hosted)\b.{{0,60}}\b{_EVENT}\b",
        r"\btrained \d+\b|\bwere trained\b",
        rf"\b(?:rec[ei]{{2}}ved|attended|(?:took part|participated) in|benefited from)\b.{{0,40}}"
        rf"\b{_EVENT}\b",
        rf"^\W*(?:\w+ ){{0,3}}{_EVENT} (?:for|on|were|was)\b",
        rf"\b(?:organis|réalis|exécut|anim)ée?s?\b.{{0,60}}\b{_EVENT}\b",
        rf"\bbénéficié d['’]une? {_EVENT}\b",
    )
)
_AFTERWARDS = re.compile(
    r"\b(?:following|after|since|thanks to|as a result|because of|encouraged by|inspired by"
    r"|suite à|grâce|après|depuis)\b",
    flags=re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")


def missing_outcomes(reading: Reading) -> list[Problem]:
    """Rows with a significance but without the outcome that it speaks of."""
    what, hint = tell("checked_empty_outcome"), tell("checked_empty_outcome_hint")
    return [
        reading.problem(fragment.origin, "outcome", "empty-outcome", what, hint)
        for fragment in reading.harvest.fragments
        if fragment.significance and not fragment.outcome
    ]


def outputs_told(reading: Reading) -> list[Problem]:
    """Notices for texts that begin with a training or workshop held, not filed as outputs."""
    what, hint = tell("checked_output_told"), tell("checked_output_told_hint")
    return [
        replace(reading.problem(fragment.origin, "outcome", "output-told", what, hint), notice=True)
        for fragment in reading.harvest.fragments
        if not is_output(fragment.status) and tells_of_an_activity(fragment.outcome)
    ]


def tells_of_an_activity(text: str) -> bool:
    """Whether the first sentence says that an event was held, and nothing came of it.

    >>> tells_of_an_activity("Five workshops for 40 officials were held in <LOC>.")
    True
    >>> tells_of_an_activity("Following our workshops 40 officials signed a charter.")
    False
    """
    first = _SENTENCE_END.split(text, maxsplit=1)[0]
    return not _AFTERWARDS.search(first) and any(pattern.search(first) for pattern in _HELD)


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
    earlier = where(first.origin, second.origin)
    named: str = first.id
    if len(pairs) > 1:
        named = tell("checked_and_of_more", fragment=first.id, n=len(pairs) - 1)
    if same:
        what = tell("checked_same_text", earlier=earlier, fragment=named)
        hint = tell("checked_same_text_hint")
        return reading.problem(second.origin, "outcome", "same-text", what, hint)
    what = tell("checked_near_text", earlier=earlier, fragment=named)
    hint = tell("checked_near_text_hint")
    origin = reading.place(second.origin, "outcome")
    return Problem(origin, "near-duplicate", what, hint, notice=True)


def _pairs(fragments: Sequence[Fragment]) -> list[_Pair]:
    from classifier.features import model_texts
    from classifier.split import find_twins

    found = find_twins(model_texts(fragments))
    return [_Pair(fragments[i], fragments[j], likeness) for i, j, likeness in found]
