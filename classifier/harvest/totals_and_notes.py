"""Rows of a table that are no fragments: totals, averages, and notes below it."""

from __future__ import annotations

import re

from classifier.folding import plain_words
from classifier.harvest.clean import is_missing
from classifier.harvest.headings import TEXT_FIELDS
from classifier.harvest.table import Row, Table

_TOTALS = frozenset(
    map(
        plain_words,
        "Total Totals Subtotal Sum Sums Count Counts Average Averages Mean Median Somme Totaux "
        "Nombre Moyenne Médiane المجموع الإجمالي إجمالي مجموع العدد المتوسط".split(),
    )
)
_BEFORE_TOTAL = frozenset(map(plain_words, ("sub", "grand", "sous", "overall")))
# “Nombre total d'effets” beside the texts; under a heading of texts only “Total outcomes”.
_WORDS_OF_TOTAL, _WORDS_AS_TEXT = 4, 2
# Characters of the longest cell in a row of totals; a story is longer.
_LONGEST_CELL = 60
_NOTE = re.compile(
    r"[*†‡©]|(?:please )?note that\b|(?:notes?|n\.?b\.?|sources?|legend|key|remarks?|comments?"
    r"|disclaimer|nota(?: bene)?|remarques?|légende|commentaires?|ملاحظة|ملاحظات|المصدر)"
    r"\s*[:：.–—-]",
    flags=re.IGNORECASE,
)
# A cell that stands alone outside the columns of texts and has this many words is no id.
_SENTENCE = 4


def texts_stand_alone(table: Table) -> bool:
    """Say whether most rows fill one cell only: then a lone text is no note below them."""
    filled = ([text for text in row.cells.values() if not is_missing(text)] for row in table.rows)
    others = [len(texts) for texts in filled if texts and not _NOTE.match(texts[0])]
    return not others or 2 * others.count(1) > len(others)


def why_no_fragment(row: Row, texts_alone: bool) -> str:
    """Say what a row is that is no fragment; "" for one that is, or may become one.

    ``texts_alone``: what `texts_stand_alone` says of its table.
    """
    cells = ((name, text) for name, text in row.cells.items() if not is_missing(text))
    heading, first = next(cells, ("", ""))
    if not first:
        return ""
    as_text = heading in {name for field in TEXT_FIELDS for name in row.fields.get(field, ())}
    # “SUM-001” is an id.
    as_id = heading in row.fields.get("id", ()) and any(map(str.isdigit, first))
    if not as_id and _is_total(first, as_text):
        return "" if any(len(text) > _LONGEST_CELL for _, text in cells) else "a row of totals"
    alone = next(cells, None) is None
    words = sum(word.isalpha() for word in first.split())
    if not alone or (as_text and texts_alone):
        return ""
    return "a note" if _NOTE.match(first) or (not as_text and words >= _SENTENCE) else ""


def _is_total(cell: str, as_text: bool) -> bool:
    if len(cell) > _LONGEST_CELL:
        return False
    words = [word for word in plain_words(cell).split() if not word.isdigit()]
    if words and words[0] in _BEFORE_TOTAL:
        words = words[1:]
    most = _WORDS_AS_TEXT if as_text else _WORDS_OF_TOTAL
    return bool(words) and words[0] in _TOTALS and len(words) <= most
