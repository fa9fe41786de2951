"""Names of coders, ids and texts as they are compared, and one spelling for those that are one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from classifier.folding import spelling_key
from classifier.records import Origin, Problem
from classifier.wording import quoted_list


def coder_names(
    written: Iterable[tuple[str, Origin]],
) -> tuple[dict[str, str], list[Problem]]:
    """Return the commonest spelling of each coder, by the form compared; report those that differ.

    ``written``: a coder as written, and the row.
    """
    spellings: dict[str, dict[str, list[Origin]]] = {}
    for coder, row in written:
        spellings.setdefault(spelling_key(coder), {}).setdefault(coder, []).append(row)
    names: dict[str, str] = {}
    problems = []
    for form, rows in spellings.items():
        # Of equals, max keeps the first.
        names[form] = max(rows, key=lambda spelling: len(rows[spelling]))
        others = [spelling for spelling in rows if spelling != names[form]]
        if others:
            problems.append(_joined(names[form], others, rows[others[0]][0].file))
    return names, problems


def _joined(name: str, others: Sequence[str], file: str) -> Problem:
    what = (
        f"{quoted_list(others)} {'is' if len(others) == 1 else 'are'} read as the coder “{name}”."
    )
    hint = "Two coders need names that differ in more than capitals and blanks."
    return Problem(Origin(file), "coder-spelling", what, hint, notice=True)


def id_reader(ids: Iterable[str]) -> Callable[[str], str]:
    """Return a function from an id as written to the one of ``ids`` that it means.

    An id that could mean two of them stays as written; one that means none is called by its first
    spelling.
    """
    exact = set(ids)
    spellings: dict[str, set[str]] = {}
    for known in exact:
        spellings.setdefault(spelling_key(known), set()).add(known)

    def meant_by(written: str) -> str:
        found = spellings.setdefault(spelling_key(written), {written})
        return written if written in exact or len(found) > 1 else next(iter(found))

    return meant_by
