"""Tables of example sentences: a label and a sentence in each row, or several sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from classifier.examples.answer import EXAMPLES, NAMES, OTHERS
from classifier.folding import plain_key

_NUMBER = re.compile(r"\s*\d+$")


def rows_of_sentences(table: Iterable[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, str, str]]:
    """Yield the number of the row, its label and a sentence, of a table that says which is which.

    A row without a label goes on with that of the row above.
    """
    rows = _filled(table)
    heads = [plain_key(_NUMBER.sub("", cell)) for cell in rows[0][1]] if rows else []
    label_at = next((place for place, head in enumerate(heads) if head in NAMES), 0)
    told = _sentence_columns(heads, label_at, [cells for _, cells in rows])
    is_headed = not (EXAMPLES | NAMES).isdisjoint(heads)
    label = ""
    for number, cells in rows[is_headed:]:
        label = _cell(cells, label_at) or label
        for place in told:
            if sentence := _cell(cells, place):
                yield number, label, sentence


def _filled(table: Iterable[tuple[int, Sequence[str]]]) -> list[tuple[int, list[str]]]:
    rows = ((number, [cell.strip() for cell in cells]) for number, cells in table)
    return [(number, cells) for number, cells in rows if any(cells)]


def _sentence_columns(
    heads: Sequence[str], label_at: int, rows: Iterable[Sequence[str]]
) -> list[int]:
    """Find the columns of sentences, by their headings or as the only one beside the labels.

    Another table of a codebook holds none.
    """
    told = [place for place, head in enumerate(heads) if head in EXAMPLES]
    if told:
        return told
    used = {place for cells in rows for place, cell in enumerate(cells) if cell}
    others = sorted(used - {label_at})
    return others if len(others) == 1 and OTHERS.isdisjoint(heads) else []


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""
