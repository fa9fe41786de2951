"""Countries that nobody knows: told by row where they are few, else in one line a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from classifier.records import Problem

KIND = "unknown-country"
MOST = 5
"""More rows than this with an unknown country in a file are told together."""
_NAME = re.compile("“.*”", re.DOTALL)


def with_countries_together(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems; unknown countries of a file become one notice where they are many."""
    listed = list(problems)
    by_file: dict[str, list[Problem]] = {}
    for problem in listed:
        if problem.kind == KIND:
            by_file.setdefault(problem.origin.file, []).append(problem)
    many = {file for file, found in by_file.items() if len(found) > MOST}
    kept = [p for p in listed if p.kind != KIND or p.origin.file not in many]
    return kept + [_together(by_file[file]) for file in sorted(many)]


def _together(found: Sequence[Problem]) -> Problem:
    quoted = (_NAME.match(problem.what) for problem in found)
    names = list(dict.fromkeys(name.group() for name in quoted if name))
    shown = ", ".join(names[:MOST]) + (" …" if len(names) > MOST else "")
    number = f"{len(names)} names" if len(names) > 1 else "a name"
    what = f"{len(found)} rows have {number} of no country we know: {shown}; kept as written."
    return replace(found[0], origin=replace(found[0].origin, row=None), what=what)
