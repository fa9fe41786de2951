"""Targets of which a file holds no code at all: named at once, for a heading may be wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from classifier.harvest.codings import NOT_BY_CODERS
from classifier.harvest.headings import TARGET, alias_table, aliases, is_ours, map_headings
from classifier.records import Origin, Problem
from classifier.wording import quoted

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target
    from classifier.records import Coding, Fragment

_SHOWN = 12
_LOOKED_FOR = 3
_HINT = "Rename the column that holds them; codes in a file of their own go after --codings."


def files_without_codes(
    fragments: Iterable[Fragment], codings: Sequence[Coding], codebook: Codebook
) -> tuple[Problem, ...]:
    """Name each target of which a file holds no code, and where codes were looked for.

    One notice only, where nobody coded a file at all: it may be a new harvest.
    """
    by_file: dict[str, list[Fragment]] = {}
    for fragment in fragments:
        by_file.setdefault(fragment.origin.file, []).append(fragment)
    return tuple(
        problem
        for file, rows in by_file.items()
        for problem in _of_file(file, rows, codings, codebook)
    )


def _of_file(
    file: str, fragments: Sequence[Fragment], codings: Sequence[Coding], codebook: Codebook
) -> Iterator[Problem]:
    ids = {fragment.id for fragment in fragments}
    coded = {one.target for one in codings if one.origin.file == file or one.fragment_id in ids}
    # What is derived follows from codes that are missed themselves.
    lacking = [t for t in codebook.targets if t.id not in coded and not t.derived_from]
    headings = tuple(dict.fromkeys(name for one in fragments for name in one.cells))
    if lacking and not (coded - NOT_BY_CODERS or _names_a_coder(fragments, headings)):
        names = quoted((target.title or target.id for target in lacking), most=_SHOWN)
        what = f"holds no code of {names}."
        hint = f"If it is coded: {without_codes(lacking[0], headings, codebook)}"
        yield Problem(Origin(file), "no-codes", what, hint, notice=True)
        return
    for target in lacking:
        what = without_codes(target, headings, codebook)
        notice = target.id in NOT_BY_CODERS
        yield Problem(Origin(file), "no-codes", what, _HINT, notice=notice)


def _names_a_coder(fragments: Sequence[Fragment], headings: Sequence[str]) -> bool:
    column = map_headings(headings, alias_table()).columns.get("coder")
    if column is None:
        return False
    return any(one.cells.get(headings[column], "").strip() for one in fragments)


def without_codes(target: Target, headings: Sequence[str], codebook: Codebook) -> str:
    """Say that no code of a target was found, and which headings were looked for and found."""
    named = f"No code of “{target.title or target.id}” was found"
    field = TARGET + target.id
    column = map_headings(headings, alias_table(codebook)).columns.get(field)
    if column is not None:
        return f"{named}: no cell under “{headings[column].strip()}” names one of its labels."
    names = (target.column, target.title, target.id, *aliases().get(field, ()))
    looked = quoted(dict.fromkeys(name for name in names if name), most=_LOOKED_FOR)
    found = quoted((name for name in headings if not is_ours(name)), most=_SHOWN)
    return f"{named}: no column is called {looked}. Found: {found or 'nothing'}."
