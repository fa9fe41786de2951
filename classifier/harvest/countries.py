"""Country names as people write them, to one name each; many unknown ones are told together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

import yaml

from classifier.folding import plain_words
from classifier.records import Problem
from classifier.translations import tell
from classifier.wording import with_commas

UNKNOWN_COUNTRY = "unknown-country"
_MOST = 5
"""More rows than this with an unknown country in a file are told together."""
_NAME = re.compile("“.*”", re.DOTALL)


def normalise_country(text: str) -> str | None:
    """The usual name of a country, None if nobody listed what is written.

    >>> normalise_country("S. Sudan"), normalise_country("RDC"), normalise_country("Atlantis")
    ('South Sudan', 'DRC', None)
    """
    names = country_names()
    bare = re.sub(r"\([^)]{0,200}\)", " ", text)  # "Syria (NES)"
    return names.get(plain_words(text)) or names.get(plain_words(bare))


@cache
def country_names() -> dict[str, str]:
    """Folded spelling to the usual name, from ``countries.yaml``."""
    listed = yaml.safe_load(
        resources.files("classifier.harvest").joinpath("countries.yaml").read_text("utf-8")
    )
    spellings = {plain_words(name): name for name in listed}
    for name, variants in listed.items():
        spellings |= {plain_words(variant): name for variant in variants}
    return spellings


def with_countries_together(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems; unknown countries of a file become one notice where they are many."""
    listed = list(problems)
    by_file: dict[str, list[Problem]] = {}
    for problem in listed:
        if problem.kind == UNKNOWN_COUNTRY:
            by_file.setdefault(problem.origin.file, []).append(problem)
    many = {file for file, found in by_file.items() if len(found) > _MOST}
    kept = [p for p in listed if p.kind != UNKNOWN_COUNTRY or p.origin.file not in many]
    return kept + [_together(by_file[file]) for file in sorted(many)]


def _together(found: Sequence[Problem]) -> Problem:
    quoted = (_NAME.match(problem.what) for problem in found)
    names = list(dict.fromkeys(name.group() for name in quoted if name))
    shown = with_commas(names[:_MOST], " …" if len(names) > _MOST else "")
    n_rows, n_names = len(found), len(names)
    what = tell("harvest_unknown_country_often", n=n_rows, shown=shown)
    if n_names > 1:
        what = tell("harvest_unknown_countries", n=n_rows, names=n_names, shown=shown)
    return replace(found[0], origin=replace(found[0].origin, row=None), what=what)
