"""What a FragmentID says against what the row says: ``SCC-SYR/PHR012`` is Syria and PHR."""

from __future__ import annotations

import re

from classifier.check.reading import Reading, code_field
from classifier.codebook import to_newest
from classifier.harvest import normalise_country
from classifier.records import Fragment, Problem

OBJECTIVE = "objective"
_PIECE = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"([A-Z]+)\d*")
_COUNTRY_CODE = re.compile(r"[A-Z]{3}")
# A region holds its countries and "International" any place: neither contradicts a country.
_WIDER = frozenset(
    "Sahel|Great Lakes|Horn of Africa|Middle East|East Africa|West Africa|Central Africa|Africa"
    "|Europe".split("|")
)


def objective_of_id(written: str, objectives: frozenset[str]) -> str | None:
    """The objective that an id names before its number; None if it names none, or several.

    >>> objective_of_id("SCC-SYR/PHR012", frozenset({"PHR", "CIV"}))
    'PHR'
    >>> objective_of_id("SCC-SYR/XYZ012", frozenset({"PHR", "CIV"})) is None
    True
    """
    letters = (_NUMBERED.fullmatch(piece) for piece in _PIECE.findall(written))
    found = {match[1] for match in letters if match} & objectives
    return found.pop() if len(found) == 1 else None


def country_of_id(written: str, objectives: frozenset[str] = frozenset()) -> tuple[str, str] | None:
    """The country code in an id with its country; None if it has none, or several.

    >>> country_of_id("SCC-SYR/PHR012")
    ('SYR', 'Syria')
    """
    codes = {p for p in _PIECE.findall(written) if _COUNTRY_CODE.fullmatch(p)} - objectives
    named = {(code, name) for code in codes if (name := normalise_country(code))}
    return named.pop() if len(named) == 1 else None


def objectives_against_ids(reading: Reading) -> list[Problem]:
    """Objectives that are not the one the FragmentID names."""
    objectives = _objectives(reading)
    problems = []
    for coding in reading.harvest.codings:
        fragment = reading.by_id.get(coding.fragment_id)
        if coding.target != OBJECTIVE or not coding.labels or fragment is None:
            continue
        said = objective_of_id(_id(fragment, reading), objectives)
        target = reading.codebook.target(OBJECTIVE)
        labels = to_newest(coding.labels, target, coding.version, reading.codebook)
        if said is None or said in coding.labels | labels:
            continue
        coded = ", ".join(label.id for label in target.labels if label.id in coding.labels)
        what = f"says {coded}, but the FragmentID says {said}."
        hint = "Find out which of the two is right, and correct the other."
        field = code_field(OBJECTIVE)
        problems.append(reading.problem(coding.origin, field, "objective-differs", what, hint))
    return problems


def countries_against_ids(reading: Reading) -> list[Problem]:
    """Countries that are not the one whose code is in the FragmentID."""
    objectives = _objectives(reading)
    problems = []
    for fragment in reading.harvest.fragments:
        said = country_of_id(_id(fragment, reading), objectives)
        country = fragment.country
        known = country and normalise_country(country) is not None and country not in _WIDER
        if said is None or not known or said[1] == country:
            continue
        what = f"says {country}, but the FragmentID says {said[1]} ({said[0]})."
        hint = "Find out which of the two is right, and correct the other."
        problems.append(reading.problem(fragment.origin, "country", "country-differs", what, hint))
    return problems


def _objectives(reading: Reading) -> frozenset[str]:
    targets = reading.codebook.targets
    return frozenset(label for target in targets if target.id == OBJECTIVE for label in target.ids)


def _id(fragment: Fragment, reading: Reading) -> str:
    """The id as written: one that the reader made up from a file's name says nothing."""
    return reading.cell(fragment, "id")
