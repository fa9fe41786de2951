"""Country names as people write them, to one name each."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import yaml

from classifier.folding import plain_words


def normalise_country(text: str) -> str | None:
    """The usual name of a country, None if nobody listed what is written.

    >>> normalise_country("S. Sudan"), normalise_country("RDC"), normalise_country("Atlantis")
    ('South Sudan', 'DRC', None)
    """
    names = country_names()
    bare = re.sub(r"\([^)]*\)", " ", text)  # "Syria (NES)"
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
