"""What may be said of a row outside its own file: every text that leaves passes here.

Its place, file and sheet and row, may always be said. Of an open row also its id, its harvest and
country, and a word in a cell of codes that nobody knows; never a piece of its texts. Of a
confidential row nothing else: its cells may hold anything. Files whose lines are rows (lists of
suggestions, worklists, plans, tables of codings) name each by its id all the same, since a person
and the program find the row again by it; worklists and plans show the texts of open rows as well,
beside the decision. Coders are persons: reports number them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from classifier.grid import HEADING_ROWS
from classifier.records import Fragment, Origin, Problem
from classifier.translations import Words, changed_in_each, in_every_language, quotable

if TYPE_CHECKING:
    from classifier.codebook import Codebook

HIDDEN, UNNAMED = "…", "(confidential)"
# Cells of such rows may stand below headings that are not theirs.
_SHIFTED = ("too-many-cells", "open-quote")
_QUOTE = re.compile("“([^“”]*)”")
_DECISIONS = ("accept_word", "none_fits_word", "keep_word", "discuss_word", "change_word")
_OUR_WORDS = {"looked, and none fits", *chain.from_iterable(map(in_every_language, _DECISIONS))}
"""What our own sentences quote about a cell, whatever it says itself."""


def _hides_id(fragment: Fragment) -> bool:
    """Whether the id may not be said; one that we made of the row's place may."""
    return fragment.confidential and not fragment.id.endswith(f":row {fragment.origin.row}")


def name_of(fragment: Fragment) -> str:
    """Return what a fragment is called where its row may not be known: its id, or its place.

    >>> from classifier.records import Origin
    >>> row = Fragment("SCC-SYR/PHR001", "", origin=Origin("h.xlsx", 4))
    >>> name_of(row), name_of(replace(row, confidential=True))
    ('SCC-SYR/PHR001', 'h.xlsx, row 4')
    """
    return str(fragment.origin) if _hides_id(fragment) else fragment.id


def places(fragments: Iterable[Fragment]) -> dict[str, str]:
    """Return what stands for the ids of confidential fragments."""
    return {fragment.id: str(fragment.origin) for fragment in fragments if _hides_id(fragment)}


def open_names(names: Sequence[str], fragments: Sequence[Fragment]) -> list[str]:
    """Keep the names that an open fragment has too; "" for those of confidential ones alone.

    Parameters
    ----------
    names : the harvest, the country … of each of ``fragments``
    """
    pairs = list(zip(names, fragments, strict=True))
    known = {name for name, fragment in pairs if not fragment.confidential}
    return [name if name in known else "" for name in names]


def open_harvests(fragments: Sequence[Fragment]) -> list[str]:
    """Name the harvests that open fragments come from."""
    return sorted(set(open_names([f.harvest for f in fragments], fragments)) - {""})


def open_countries(fragments: Sequence[Fragment]) -> list[str]:
    """Name the countries that open fragments come from."""
    return sorted(set(open_names([f.country for f in fragments], fragments)) - {""})


def numbered_coders(coders: Iterable[str]) -> dict[str, str]:
    """Number coders by their names: who they are is nobody else's business.

    >>> numbered_coders(["Zoë", "", "Amina", "Zoë"])
    {'Amina': 'Coder 1', 'Zoë': 'Coder 2'}
    """
    names = sorted(set(coders) - {""})
    return {name: f"Coder {number}" for number, name in enumerate(names, start=1)}


def without_confidential_words(
    problems: Iterable[Problem], fragments: Sequence[Fragment], codebook: Codebook | None
) -> list[Problem]:
    """Take quoted cells of confidential rows out; names of labels, columns and sheets stay.

    A row that became no fragment counts as confidential if any row of the harvest is. Of a row
    with more cells than headings any cell may be a piece of a text, so that none is quoted; where a
    quotation mark is left open among the headings, no heading is.
    """
    problems = list(problems)
    torn = {problem.origin.file for problem in problems if _tears_headings(problem)}
    open_rows = _open_rows(problems, fragments)
    if open_rows is None:
        return problems
    public = _public_words([one for one in fragments if one.origin.file not in torn], codebook)
    public |= {problem.origin.sheet for problem in problems}
    harvests = {f.harvest for f in fragments if f.confidential and f.harvest}
    hidden = harvests - set(open_harvests(fragments))
    closed = filter(_hides_id, fragments)
    rows = {quotable(one.id): one.origin.row for one in closed}

    def shown(problem: Problem) -> Problem:
        if problem.origin.file in torn:
            return _without_headings(problem, public)
        if problem.origin.row is None and any(quotable(name) in problem.what for name in hidden):
            problem = replace(problem, what=_without_quotes(problem.what, public - hidden))
        if problem.origin.row is None or replace(problem.origin, column="") in open_rows:
            return _with_places(problem, rows)
        what, hint = (_without_quotes(text, public) for text in (problem.what, problem.hint))
        return replace(problem, what=what, hint=hint)

    return [shown(problem) for problem in problems]


def _tears_headings(problem: Problem) -> bool:
    return problem.kind == "open-quote" and (problem.origin.row or 0) <= HEADING_ROWS


def _without_headings(problem: Problem, public: frozenset[str]) -> Problem:
    """Hide the column of a problem and all that it quotes, if it is not public."""
    column = problem.origin.column
    origin = replace(problem.origin, column=column if column in public | {""} else HIDDEN)
    hint = "" if any(mark in problem.hint for mark in '“"') else problem.hint
    return replace(problem, origin=origin, what=_without_quotes(problem.what, public), hint=hint)


def _open_rows(problems: Sequence[Problem], fragments: Sequence[Fragment]) -> set[Origin] | None:
    """Return the rows of which cells may be quoted; None for all."""
    shifted = {problem.origin for problem in problems if problem.kind in _SHIFTED}
    if not shifted and not any(fragment.confidential for fragment in fragments):
        return None
    return {fragment.origin for fragment in fragments if not fragment.confidential} - shifted


def without_words_of_rows(problems: Iterable[Problem], codebook: Codebook) -> list[Problem]:
    """Take quoted cells of all rows out, where nobody knows which of them are confidential."""
    unknown = Fragment("", "", confidential=True)
    return without_confidential_words(problems, [unknown], codebook)


def _with_places(problem: Problem, rows: Mapping[str, int | None]) -> Problem:
    """Put the place for the id of a confidential row that an open row is compared with."""

    def placed(text: str, language: str) -> str:
        def place(quote: re.Match[str]) -> str:
            row = rows.get(quote[1])
            return quote[0] if row is None else Words(language)("harvest_row", n=row)

        return _QUOTE.sub(place, text)

    what, hint = (changed_in_each(text, placed) for text in (problem.what, problem.hint))
    return replace(problem, what=what, hint=hint)


def _public_words(fragments: Sequence[Fragment], codebook: Codebook | None) -> frozenset[str]:
    """Names that may be quoted of any row: of targets, labels, columns and open fragments."""
    targets = codebook.targets if codebook else ()
    words = {name for target in targets for name in (target.id, target.title, target.column)}
    words |= {label.name for target in targets for label in target.labels}
    words |= {heading.strip() for fragment in fragments for heading in fragment.cells}
    words |= {fragment.origin.sheet for fragment in fragments}
    words |= {fragment.id for fragment in fragments if not _hides_id(fragment)}
    return frozenset(_OUR_WORDS | {quotable(word) for word in words})


def _without_quotes(text: str, public: frozenset[str]) -> str:
    """Hide what is quoted and not public, in every language.

    >>> _without_quotes("“x y” is no label of “Type”.", frozenset({"Type"}))
    '“…” is no label of “Type”.'
    """
    return changed_in_each(text, lambda said, _: _with_quotes_hidden(said, public))


def _with_quotes_hidden(text: str, public: frozenset[str]) -> str:
    quotes = list(_QUOTE.finditer(text))
    rest = _QUOTE.sub("", text)
    if "“" in rest or "”" in rest:
        hidden = (max(text.find("“"), 0), text.rfind("”") + 1 or len(text))
    else:
        secret = [quote for quote in quotes if quote[1] not in public - {""}]
        if not secret:
            return text
        # All between the first and the last: a quoted cell may hold quotation marks itself.
        hidden = (secret[0].start(), secret[-1].end())
    return f"{text[: hidden[0]]}“{HIDDEN}”{text[hidden[1] :]}"
