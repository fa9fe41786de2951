"""Problems without the words of confidential rows: lists of problems travel by mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from classifier.records import Fragment, Problem

if TYPE_CHECKING:
    from classifier.codebook import Codebook

_QUOTE = re.compile("“([^”]*)”")


def without_confidential_words(
    problems: Iterable[Problem], fragments: Sequence[Fragment], codebook: Codebook | None
) -> list[Problem]:
    """Take quoted cells of confidential rows out; names of labels, columns, sheets and ids stay.

    A row that became no fragment counts as confidential if any row of the harvest is.
    """
    by_row = {fragment.origin: fragment for fragment in fragments}
    problems = list(problems)
    if not any(fragment.confidential for fragment in fragments):
        return problems
    public = _public_words(fragments, codebook)
    public |= {problem.origin.sheet for problem in problems}
    hidden = {f.harvest for f in fragments if f.confidential and f.harvest} - {
        f.harvest for f in fragments if not f.confidential
    }

    def shown(problem: Problem) -> Problem:
        if problem.origin.row is None and any(name in problem.what for name in hidden):
            return replace(problem, what=_without_quotes(problem.what, public - hidden))
        fragment = by_row.get(replace(problem.origin, column=""))
        if problem.origin.row is None or (fragment is not None and not fragment.confidential):
            return problem
        what, hint = (_without_quotes(text, public) for text in (problem.what, problem.hint))
        return replace(problem, what=what, hint=hint)

    return [shown(problem) for problem in problems]


def _public_words(fragments: Sequence[Fragment], codebook: Codebook | None) -> frozenset[str]:
    """Names that may be quoted of any row: of targets, labels, columns and fragments."""
    targets = codebook.targets if codebook else ()
    words = {name for target in targets for name in (target.id, target.title, target.column)}
    words |= {label.name for target in targets for label in target.labels}
    words |= {heading.strip() for fragment in fragments for heading in fragment.cells}
    words |= {fragment.origin.sheet for fragment in fragments}
    return frozenset(words | {fragment.id for fragment in fragments})


def _without_quotes(text: str, public: frozenset[str]) -> str:
    rest = _QUOTE.sub(lambda quoted: "" if quoted[1] in public - {""} else quoted[0], text)
    if "“" not in rest and "”" not in rest:
        return text
    # From the first quotation mark to the last: a quoted cell may hold quotation marks itself.
    return re.sub("“.*”", "“…”", text, flags=re.DOTALL)
