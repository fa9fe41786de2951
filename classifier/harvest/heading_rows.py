"""Where the headings stand: one row, or a question above its options, or names above questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from classifier.folding import plain_words
from classifier.grid import HEADING_ROWS, repeats_below
from classifier.harvest.headings import LONGEST_HEADING, TEXT_FIELDS, AliasTable, map_headings
from classifier.harvest.label_names import heading_form, label_names, option_of

NumberedRow = tuple[int, list[str]]

REPEATED = 3
"""Headings in one row below the heading row that make it a second heading row, not a fragment."""
_OPTIONS = 2
"""Names of labels that make a row without a story a row of options."""
_LONGEST_MARK = 2
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

    The heading row is the one, of the first ten, that names most fields, those that a person chose
    before others. Rows of options and of questions right below it belong to the headings.
    """
    for guess in (False, True):  # exact headings first, then near ones
        found = [map_headings(_short(cells), table, guess) for _, cells in rows[:HEADING_ROWS]]
        named = [
            each.columns
            if each.columns.keys() & wanted and not _holds_values(rows, place, each.columns)
            else {}
            for place, each in enumerate(found)
        ]
        n_chosen = [len(table.chosen_among(_short(cells))) for _, cells in rows[:HEADING_ROWS]]
        counts = [
            (n, len(fields)) if fields else (0, 0)
            for n, fields in zip(n_chosen, named, strict=True)
        ]
        most = max(counts, default=(0, 0))
        if most[1]:
            return read_heading_rows(rows, counts.index(most), table)
    return None


def read_heading_rows(rows: Sequence[NumberedRow], best: int, table: AliasTable) -> HeadingRows:
    """Read the headings in the row at ``best`` together with those right above and below it."""
    width = max(len(cells) for _, cells in rows)
    own, above, below = (_row(rows, place, width) for place in (best, best - 1, best + 1))
    passed_over = _question_rows(rows, best, table)
    options = {} if passed_over else _option_rows(rows, best, table)
    passed_over |= options
    if not passed_over and not is_heading_again(below, table):
        below = [""] * width
    passed_over |= _count_rows(rows, best + 1 + len(passed_over))
    banner, questions = _filled_right(above), _filled_right(own)
    headings, contexts = [], []
    for column, heading in enumerate(own):
        if options and _is_answer(below[column], heading):
            heading = f"{questions[column]}/{below[column]}"
        heading = heading or _named((above[column], below[column]), table)
        headings.append(heading)
        beside = (f"{banner[column]}/{heading}", f"{heading}/{below[column]}", below[column])
        contexts.append((heading, *beside) if heading else ())
    return HeadingRows(headings, contexts, best, passed_over)


def _holds_values(rows: Sequence[NumberedRow], place: int, columns: Mapping[str, int]) -> bool:
    """Whether a row is a fragment: what looks like its heading is what its column mostly says.

    “Outcome” is a heading of texts, and the status of every fragment.
    """
    cells = [cells for _, cells in rows[place:]]
    return any(repeats_below(cells, column) for column in columns.values())


def _named(cells: Iterable[str], table: AliasTable) -> str:
    """The first cell that names a field, "" if none does."""
    return next((cell for cell in cells if cell and table.find(cell)), "")


def _option_rows(rows: Sequence[NumberedRow], best: int, table: AliasTable) -> dict[int, str]:
    """Rows of options right below the headings: their ids may stand above their names."""
    width = max(len(cells) for _, cells in rows)
    own, last = _row(rows, best, width), best
    while _is_options(_row(rows, last + 1, width), own, table):
        last += 1
    return dict.fromkeys(range(best + 1, last + 1), "harvest_options")


def _count_rows(rows: Sequence[NumberedRow], first: int) -> dict[int, str]:
    """Rows that number the columns, among the first two that belong to no heading."""
    counts = [n for n in (first, first + 1) if n < len(rows) and _counts_columns(rows[n][1])]
    return dict.fromkeys(counts, "harvest_counts_columns")


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
    found = dict.fromkeys(range(best + 1, last + 1), "harvest_other_form")
    if not found and best + 1 < len(rows) and _is_questions(rows[best + 1][1], table):
        found[best + 1] = "harvest_as_questions"
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
    """Whether a row holds names of labels under their question, and nothing of a fragment."""
    if table.codebook is None:
        return False
    questions = _filled_right(own)
    columns = map_headings(own, table).columns
    of_fragments = {columns[name] for name in ("id", *TEXT_FIELDS) if name in columns}
    n_options = 0
    for column, cell in enumerate(cells):
        if not _is_answer(cell, own[column]):
            continue
        if column in of_fragments:
            return False
        n_options += _is_option(cell, column, questions[column], columns, table)
    return n_options >= _OPTIONS


def _is_answer(cell: str, heading: str) -> bool:
    """Whether a cell below a heading says something else, and not that the answer is free text."""
    return bool(cell) and plain_words(cell) not in _NO_OPTION and cell != heading


def _is_option(
    cell: str, column: int, question: str, columns: Mapping[str, int], table: AliasTable
) -> bool:
    """Whether a cell names a label of the target that the question above asks for.

    A heading that names a group of labels, such as a cluster, asks for all of them.
    """
    if table.codebook is None:
        return False
    names = label_names(table.codebook)
    asked = {name.field for name in names.get(heading_form(cell), ())}
    under = table.find_wrapped(question)
    guessed = {name for name, place in columns.items() if place == column}
    if under or guessed:
        return bool(asked & ({under[0]} if under else guessed))
    option = option_of(f"{question}/{cell}", table, table.codebook)
    return option is not None or bool(asked and names.get(heading_form(question)))


def _counts_columns(cells: Sequence[str]) -> bool:
    """Whether a row numbers the columns, as forms do: (1), (2), (3) or A, B, C."""
    marks = [plain_words(cell) for cell in cells if cell]
    if len(marks) < REPEATED or max(map(len, marks)) > _LONGEST_MARK:
        return False
    if all(map(str.isdecimal, marks)):
        places = list(map(int, marks))
    elif max(map(len, marks)) == 1:
        places = list(map(ord, marks))
    else:
        return False
    return places == list(range(places[0], places[0] + len(places)))


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


def is_other_order(cells: Sequence[str], headings: Sequence[str], table: AliasTable) -> bool:
    """Whether a second row of headings has a field in a column where the first has another."""
    columns = map_headings(headings, table).columns
    for column, cell in enumerate(cells):
        found = table.find(cell)
        if found is None or columns.get(found[0], column) == column:
            continue
        same = table.find_wrapped(headings[column]) if column < len(headings) else None
        if same is None or same[0] != found[0]:
            return True
    return False


def second_table(headings: Sequence[str], table: AliasTable) -> int | None:
    """Return the first column of a second table beside the first; None if there is none.

    It repeats at least two headings, one of them that of a text.
    """
    seen: set[str] = set()
    again: dict[int, str] = {}
    for column, heading in enumerate(headings):
        found = table.find_wrapped(heading)
        if found and plain_words(heading) in seen:
            again[column] = found[0]
        seen.add(plain_words(heading))
    fields = set(again.values())
    return min(again) if len(fields) > 1 and fields.intersection(TEXT_FIELDS) else None
