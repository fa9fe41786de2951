"""Tables that say yes or no, or how likely, beside each label: what no row may be read for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from classifier.folding import plain_key
from classifier.harvest.clean import quote
from classifier.translations import tell

if TYPE_CHECKING:
    from classifier.harvest.table import Row
    from classifier.records import Problem

ANSWER = "answer"
"""Field of a column that says whether the label in the same row was given."""
ANSWER_HEADINGS = (
    "vote", "yes no", "fits", "applies", "score", "probability", "prediction", "predicted",
)  # fmt: skip
_YES = frozenset(map(plain_key, "yes y true x oui vrai ok نعم صح".split()))
_NO = frozenset(map(plain_key, "no n not non false faux none لا خطأ".split()))
_MARKS = {
    "✓": True,
    "✔": True,
    "✅": True,
    "✗": False,
    "✘": False,
    "❌": False,
    "-": False,
    "–": False,
}
# From this probability up a label is voted for.
_ENOUGH = 0.5


def answered(row: Row, further: Iterable[str], problems: list[Problem]) -> bool | None:
    """Say whether a row gives its label; None where that cannot be read, which is reported.

    Parameters
    ----------
    further : other columns of labels, in which yes or no may stand too
    """
    said = [_read(row.cells[column]) for column in further]
    for column in row.fields.get(ANSWER, ()):
        text = row.cells[column].strip()
        if not text:
            continue
        said.append(_read(text))
        if said[-1] is None:
            what = tell("harvest_unread_answer", cell=quote(text))
            hint = tell("harvest_correct_cell")
            problems.append(row.problem(ANSWER, "unread-answer", what, hint))
            return None
    return False not in said


def _read(text: str) -> bool | None:
    """Read yes, no or a share; None for anything else.

    >>> [_read(text) for text in ("Yes", "non", "0.5", "30 %", "0,2", "✗", "7", "maybe")]
    [True, False, True, False, False, False, None, None]
    """
    text = text.strip()
    if text in _MARKS:
        return _MARKS[text]
    key = plain_key(text)
    if key in _YES or key in _NO:
        return key in _YES
    number = text.replace(",", ".")
    try:
        share = float(number.rstrip("% \u00a0\u202f")) / (100 if number.endswith("%") else 1)
    except ValueError:
        return None
    return share >= _ENOUGH if 0 <= share <= 1 else None
