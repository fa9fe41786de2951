"""Codings of other programs read as a table, and coded harvests written for them."""

from enum import StrEnum


class Unit(StrEnum):
    """What of a project is a fragment."""

    sources = "sources"
    selections = "selections"
