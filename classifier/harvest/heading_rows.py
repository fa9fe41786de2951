"""Where the headings stand: one row, or a question above its options, or names above questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classifier.harvest.clean import fold
from classifier.harvest.grid import HEADING_ROWS
from classifier.harvest.headings import LONGEST_HEADING, TARGET, AliasTable, map_headings
from classifier.harvest.options import label_names

NumberedRow = tuple[int, list[str]]

REPEATED = 3
"""Headings in one row below the heading row that make it a second heading row, not a fragment."""
_OPTIONS = 2
"""Names of labels that make a row without a story a row of options."""
# What survey programs write under a question that has no options, folded.
_NO_OPTION = frozenset(
    "response|open ended response|open ended|reponse|reponse ouverte|reponses ouvertes|text|"
    "open text|value".split("|")
)


@dataclass(frozen=True, slots=True)
class HeadingRows:
    """The headings of a sheet.

    Attributes
    ----------
    headings : one text a column, blanks filled from the rows beside; "" if there is none
    contexts : for each column all that its heading may read as, with the question above it
    best : position of the row that was taken for the headings
    passed_over : positions below it that hold options or questions, not fragments, and which
    """

    headings: list[str]
    contexts: Sequence[Sequence[str]]
    best: int
    passed_over: Mapping[int, str]


def find_heading_rows(
    rows: Sequence[NumberedRow], table: AliasTable, wanted: Sequence[str]
) -> HeadingRows | None:
    """Find the headings among the first rows; None if no row names one of ``wanted``.

    The heading row is the one, of the first ten, that names most fields. Rows of options and of
    questions right below it belong to the headings.
    """
    best = _heading_row(rows, table, wanted)
    return None if best is None else read_heading_rows(rows, best, table)


def read_heading_rows(rows: Sequence[NumberedRow], best: int, table: AliasTable) -> HeadingRows:
    """Read the headings in the row at ``best`` together with those right above and below it."""
    width = max(len(cells) for _, cells in rows)
    own, above = _row(rows, best, width), _row(rows, best - 1, width)
    below = _row(rows, best + 1, width)
    passed_over = _question_rows(rows, best, table)
    options = [""] * width
    if not passed_over and _is_options(below, own, table):
        passed_over[best + 1] = "holds the options of the questions above it"
        options = ["" if fold(cell) in _NO_OPTION or cell == own[c] else cell
                   for c, cell in enumerate(below)]  # fmt: skip
    elif not passed_over and not is_heading_again(below, table):
        below = [""] * width
    asked = [f"{question}/{option}" if option else "" for question, option in
             zip(_filled_right(own), options, strict=True)]  # fmt: skip
    banner = _filled_right(above)
    headings, contexts = [], []
    for column, text in enumerate(own):
        named = [cell for cell in (above[column], below[column]) if cell and table.find(cell)]
        heading = asked[column] or text or next(iter(named), "")
        headings.append(heading)
        beside = (f"{banner[column]}/{heading}", f"{heading}/{below[column]}", below[column])
        contexts.append((heading, *beside) if heading else ())
    return HeadingRows(headings, contexts, best, passed_over)


def _heading_row(
    rows: Sequence[NumberedRow], table: AliasTable, wanted: Sequence[str]
) -> int | None:
    """Position of the row that names most fields, by exact headings first, then by near ones."""
    for guess in (False, True):
        best, most = None, 0
        for position, (_, cells) in enumerate(rows[:HEADING_ROWS]):
            columns = map_headings(_short(cells), table, guess).columns
            if len(columns) > most and any(field in columns for field in wanted):
                best, most = position, len(columns)
        if best is not None:
            return best
    return None


def _short(cells: Sequence[str]) -> list[str]:
    return [cell if len(cell) <= LONGEST_HEADING else "" for cell in cells]


def _row(rows: Sequence[NumberedRow], position: int, width: int) -> list[str]:
    """The cells at a position, as many as the sheet has columns; blank where there is no row."""
    cells = list(rows[position][1]) if 0 <= position < len(rows) else []
    return cells + [""] * (width - len(cells))


def _filled_right(cells: Sequence[str]) -> list[str]:
    """Give blanks the text to their left: a question stands over its first option only."""
    filled: list[str] = []
    for cell in cells:
        filled.append(cell or (filled[-1] if filled else ""))
    return filled


def _question_rows(rows: Sequence[NumberedRow], best: int, table: AliasTable) -> dict[int, str]:
    """Rows below the headings that repeat them as questions, and a survey's row of import ids."""
    near = range(best + 1, min(best + 4, len(rows)))
    last = next((position for position in near if _is_import_ids(rows[position][1])), best)
    found = dict.fromkeys(range(best + 1, last + 1), "repeats the headings in another form")
    if not found and best + 1 < len(rows) and _is_questions(rows[best + 1][1], table):
        found[best + 1] = "repeats the headings as questions"
    return found


def _is_import_ids(cells: Sequence[str]) -> bool:
    """Whether the cells are what Qualtrics writes in its third row: ``{"ImportId":"QID1"}``."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(cell.startswith("{") and "ImportId" in cell for cell in filled)


def _is_questions(cells: Sequence[str], table: AliasTable) -> bool:
    """Whether at least three cells, and most of those filled, are questions or headings."""
    filled = [cell for cell in cells if cell]
    asked = sum(
        table.find(cell) is not None or (cell[-1] in "?؟:" and len(cell.split()) > 2)
        for cell in filled
    )
    return asked >= REPEATED and asked * 2 > len(filled) and any(c[-1] in "?؟" for c in filled)


def _is_options(cells: Sequence[str], own: Sequence[str], table: AliasTable) -> bool:
    """Whether a row holds names of labels under a question, and nothing of a fragment."""
    if table.codebook is None:
        return False
    names = label_names(table.codebook)
    questions = _filled_right(own)
    n_options = 0
    for column, cell in enumerate(cells):
        form = fold(cell)
        if not cell or form in _NO_OPTION or cell == own[column]:
            continue
        under = table.find_wrapped(questions[column])
        if under is None or not under[0].startswith(TARGET):
            return False
        n_options += any(name.field == under[0] for name in names.get(form, ()))
    return n_options >= _OPTIONS


def is_heading_again(cells: Sequence[str], table: AliasTable) -> bool:
    """Whether most cells are headings, of at least three fields: “No” is an answer as well."""
    filled = [cell for cell in _short(cells) if cell]
    known, fields = 0, set[str]()
    # From the end: codes and answers recur and are known from the row before, an id never does.
    for place, cell in enumerate(reversed(filled)):
        found = table.find(cell)
        if found is not None:
            known += 1
            fields.add(found[0])
        missed = place + 1 - known
        # A row of a story is told by half of its cells: no need to look at the rest.
        if missed * 2 >= len(filled):
            return False
    return len(fields) >= REPEATED
