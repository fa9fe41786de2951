"""Codes that stand elsewhere than in one named cell: a column a label, side by side, or by coder.

Exports of survey programs give each label a column of its own; Excel's “Text to Columns” spreads
a cell over unnamed columns; some teams keep one column for each coder.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from classifier.harvest.clean import fold, is_missing, ticked
from classifier.harvest.headings import (
    IN_BRACKETS,
    TARGET,
    AliasTable,
    HeadingMap,
    is_ours,
    map_headings,
)
from classifier.harvest.options import (
    Option,
    bare_options,
    label_names,
    option_of,
    other_option,
    spelt_out,
)

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target

Cells = Sequence[str]
Unclear = tuple[str, str]
"""What is said of a column that is not read, and what to do."""
_SECOND_CODER = (
    "holds codes of a second coder; they were not read.",
    "Write them in a row of their own: the fragment once more, with that coder and these codes.",
)
_RENAME = "Rename the column, or correct its cells."

_NUMBERS = frozenset(
    "first second third fourth fifth 1st 2nd 3rd 4th 5th primary secondary tertiary main premier "
    "premiere deuxieme troisieme principal principale secondaire".split()
)
_BEFORE_NUMBERS = ("no", "nr", "n", "choice", "choix", "code")
_STAGES = frozenset(
    "old new final before after agreed consensus suggested previous original earlier later comment "
    "comments remark remarks note notes other definition how why changed recorded relabelled "
    "decided ancien nouveau commentaire autre".split()
)
"""Words that tell of a stage or a remark, not of a coder: nobody is called “final”."""
_CODER = re.compile(r"\b(?:coder|coded by|codeur|codeuse|code par|annotator|rater|by|par)\b")
_GLUED_NUMBER = re.compile(r"([^\W\d_])(\d{1,2})$")
# What programs call a column that has no heading, and some people, folded: “Column1”, “Unnamed: 5”.
_NO_HEADING = re.compile(r"(?:(?:unnamed|column|colonne|col|field|champ|x) ?)?\d*")
_LONGEST_CODE = 300
"""A longer cell is a story, not a code."""
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class CodeColumns:
    """Where the codes of one target stand when they do not stand in one named cell.

    Columns count from 0.

    Attributes
    ----------
    joined : columns of which the cells are read as one, in order; the named column among them
    options : columns that stand for one label each
    ticks : an option's cell says yes or no, rather than the label's name
    by_coder : column by the coder whose codes it holds
    """

    joined: tuple[int, ...] = ()
    options: Mapping[int, Option] = field(default_factory=dict)
    ticks: bool = False
    by_coder: Mapping[str, int] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[int, ...]:
        """All columns that hold codes of the target."""
        return *self.joined, *self.options, *self.by_coder.values()


@dataclass(frozen=True, slots=True)
class Layout:
    """What each column of a sheet is.

    Attributes
    ----------
    found : the columns of fields; those of spread codes are left out
    spread : the targets whose codes stand in several columns, by field
    unclear : columns that name labels but are not read, with the reason and what to do
    """

    found: HeadingMap
    spread: Mapping[str, CodeColumns]
    unclear: Mapping[int, Unclear]


@dataclass(frozen=True)
class _Sheet:
    """The headings of a sheet, those around each of them, and the cells below."""

    headings: Sequence[str]
    contexts: Sequence[Sequence[str]]
    rows: Sequence[Cells]
    table: AliasTable
    codebook: Codebook

    def filled(self, column: int) -> list[str]:
        """The cells of a column that say something."""
        cells = (row[column] for row in self.rows if column < len(row))
        return [cell for cell in cells if cell and not is_missing(cell)]


def find_columns(
    headings: Sequence[str],
    contexts: Sequence[Sequence[str]],
    rows: Sequence[Cells],
    table: AliasTable,
) -> Layout:
    """Say of each column which field it holds, and which columns hold codes together.

    ``contexts``: for each column its heading as it reads with those above and below it.
    """
    codebook = table.codebook
    if codebook is None:
        return Layout(map_headings(headings, table), {}, {})
    sheet = _Sheet(headings, contexts, rows, table, codebook)
    options, unclear = _options(sheet)
    plain = ["" if column in options else text for column, text in enumerate(headings)]
    found = map_headings(plain, table)
    spread = {}
    for target in codebook.targets:
        code_field = TARGET + target.id
        columns = _of_target(code_field, found, _of_field(options, code_field), sheet)
        others = _of_second_coder(columns.joined, sheet)
        unclear |= dict.fromkeys(others, _SECOND_CODER)
        if _may_be_ticks(columns.joined, target, sheet):
            others = frozenset(columns.joined)
            what = "holds only 1 and 0, which may be ticks or the code 1; it was not read."
            name = f"{target.title or target.id}/{target.labels[0].name}"
            hint = f"Write names of labels, or call each column by its label, as in “{name}”."
            unclear |= dict.fromkeys(others, (what, hint))
        joined = tuple(column for column in columns.joined if column not in others)
        spread[code_field] = replace(columns, joined=joined)
    several = {
        field: columns
        for field, columns in spread.items()
        if len(columns.columns) > 1 or columns.options or columns.by_coder
    }
    taken = {column for columns in several.values() for column in columns.columns}
    kept = {
        field: column
        for field, column in found.columns.items()
        if field not in several and column not in unclear
    }
    doubled = tuple(
        (column, field)
        for column, field in found.doubled
        if field not in several and column not in unclear
    )
    guessed = tuple(column for column in found.guessed if column not in taken)
    return Layout(HeadingMap(kept, guessed, doubled), several, unclear)


def _options(sheet: _Sheet) -> tuple[dict[int, Option], dict[int, Unclear]]:
    """Columns that stand for one label each; and those of which that is not clear."""
    sure: dict[int, Option] = {}
    for column, contexts in enumerate(sheet.contexts):
        named = (option_of(text, sheet.table, sheet.codebook) for text in contexts)
        option = next(filter(None, named), None)
        if option is not None and not is_ours(sheet.headings[column]):
            sure[column] = option
    questions = {option.question: option.field for option in sure.values() if option.question}
    bare: dict[int, Sequence[Option]] = {}
    for column, contexts in enumerate(sheet.contexts):
        if column in sure or is_ours(sheet.headings[column]):
            continue
        others = (other_option(text, questions) for text in contexts)
        other = next(filter(None, others), None)
        if other is not None and not _holds_labels(column, other.field, sheet):
            sure[column] = other
        elif not sheet.table.find_wrapped(sheet.headings[column]):
            called = (bare_options(text, sheet.codebook) for text in contexts)
            named_alone = list(next(filter(None, called), ()))
            if named_alone:
                bare[column] = named_alone
    empty = {column: names[0] for column, names in bare.items() if not sheet.filled(column)}
    filled = {column: names for column, names in bare.items() if column not in empty}
    found, unclear = _with_bare(sure, filled, sheet)
    doubled = _asked_again(dict(sorted((empty | found).items())), sheet)
    doubled = {column: what for column, what in doubled.items() if column in found}
    return {column: found[column] for column in found if column not in doubled}, unclear | doubled


def _with_bare(
    sure: dict[int, Option], bare: Mapping[int, Sequence[Option]], sheet: _Sheet
) -> tuple[dict[int, Option], dict[int, Unclear]]:
    """Take columns that are called like a label for its ticks, if they hold nothing else.

    Beside other columns of ticks one that holds some is read too: what is no tick is named.
    """
    fitting = {
        column: [option for option in options if _share_of_ticks(column, option, sheet) == 1]
        for column, options in bare.items()
    }
    found = sure | {column: options[0] for column, options in fitting.items() if len(options) == 1}
    fields = {option.field for option in found.values()}
    unclear: dict[int, Unclear] = {}
    for column in bare.keys() - found.keys():
        option = bare[column][0]
        if len(fitting[column]) > 1:
            what = "is called like labels of several targets; its ticks were not read."
            unclear[column] = (what, _RENAME)
        elif option.field in fields and _share_of_ticks(column, option, sheet):
            found[column] = option
        else:
            what = f"is called like the label “{option.name}” but holds other things than ticks"
            unclear[column] = (f"{what}; it was not read.", _RENAME)
    return dict(sorted(found.items())), unclear


def _asked_again(options: Mapping[int, Option], sheet: _Sheet) -> dict[int, Unclear]:
    """Columns under a second question, such as a second coder's, that ticks the same labels.

    Where the two never differ they are read together.
    """
    first: dict[tuple[str, str], int] = {}
    again: set[tuple[str, str]] = set()
    for column, option in options.items():
        earlier = first.setdefault((option.field, option.label), column)
        same = fold(options[earlier].question) == fold(option.question)
        if option.label and not same and _tick_other_rows(earlier, column, options, sheet):
            again.add((option.field, fold(option.question)))
    what = "is one of a second set of the same ticks, which says other things than the first"
    hint = "If they are a second coder's, write them in rows of their own, with that coder."
    return {
        column: (f"{what}; it was not read.", hint)
        for column, option in options.items()
        if (option.field, fold(option.question)) in again
    }


def _tick_other_rows(first: int, second: int, options: Mapping[int, Option], sheet: _Sheet) -> bool:
    for row in sheet.rows:
        ticks = {
            tick(row[column], options[column], sheet.codebook) or False
            for column in (first, second)
            if column < len(row)
        }
        if len(ticks) > 1:
            return True
    return False


def _share_of_ticks(column: int, option: Option, sheet: _Sheet) -> float:
    """The share of a column's cells that tick the option or say no to it."""
    cells = sheet.filled(column)
    return sum(tick(cell, option, sheet.codebook) is not None for cell in cells) / len(cells)


def tick(cell: str, option: Option, codebook: Codebook) -> bool | None:
    """Whether a cell ticks its column's label; None for what is neither yes nor no."""
    names = label_names(codebook).get(fold(cell), ())
    if option.label and any((n.field, n.label) == (option.field, option.label) for n in names):
        return True
    return ticked(cell)


def _of_field(options: Mapping[int, Option], field: str) -> dict[int, Option]:
    return {column: option for column, option in options.items() if option.field == field}


def _of_target(
    field: str, found: HeadingMap, options: dict[int, Option], sheet: _Sheet
) -> CodeColumns:
    """All columns with codes of one target."""
    own = [column for column, doubled in found.doubled if doubled == field]
    if field in found.columns:
        own.insert(0, found.columns[field])
    parts = {
        column: rest
        for column in range(len(sheet.headings))
        if column not in options and (rest := _part(column, field, sheet)) is not None
    }
    coders = _coders(parts, field, sheet)
    joined = _joined(own, parts, set(coders.values()) | options.keys(), field, sheet)
    ticks = any(
        ticked(cell) is not None and not _is_name(cell, option, sheet.codebook)
        for column, option in options.items()
        if option.label
        for cell in sheet.filled(column)
    )
    return CodeColumns(tuple(joined), options, ticks, coders)


def _is_name(cell: str, option: Option, codebook: Codebook) -> bool:
    names = label_names(codebook).get(fold(cell), ())
    return any((name.field, name.label) == (option.field, option.label) for name in names)


def _part(column: int, field: str, sheet: _Sheet) -> str | None:
    """What a column's heading says beside the target's name, which may stand above it."""
    heading = sheet.headings[column]
    rest = _beside_its_name(heading, field, sheet)
    below_banner = sheet.contexts[column][1:2]
    if rest is not None or not below_banner or sheet.table.find_wrapped(heading):
        return rest
    banner = _beside_its_name(below_banner[0], field, sheet)
    return banner if banner and _holds_labels(column, field, sheet) else None


def _may_be_ticks(joined: Sequence[int], target: Target, sheet: _Sheet) -> bool:
    """Whether numbered columns hold nothing but 1 and 0 where 1 is a label as well."""
    numbers = {cell.removesuffix(".0") for column in joined for cell in sheet.filled(column)}
    is_label = any("1" in (label.id, label.name, *label.aliases) for label in target.labels)
    return is_label and len(joined) > 1 and bool(numbers) and numbers <= {"0", "1"}


def _of_second_coder(joined: Sequence[int], sheet: _Sheet) -> frozenset[int]:
    """Of columns that would be read as one, those beside a second column of coders."""
    later = [column for column in joined[1:] if fold(sheet.headings[column])]
    if not later:
        return frozenset()
    named = [
        column
        for column, text in enumerate(sheet.headings)
        if (rest := _beside_its_name(text, "coder", sheet)) is not None
        and (not rest or _is_number(rest))
    ]
    for row in sheet.rows:
        coders = {fold(row[column]) for column in named if column < len(row)} - {""}
        if len(coders) > 1:
            return frozenset(column for column in joined if column >= later[0])
    return frozenset()


def _beside_its_name(heading: str, field: str, sheet: _Sheet) -> str | None:
    """What a heading says beside the name of the target's column; None if it does not name it.

    “Type of change (Ana)” gives “ana”, “2nd type of change” gives “2nd”, and so does
    “2nd type of change (if any)”; a table in Excel calls a second column “Type of change2”.
    """
    rest = _rest(fold(_GLUED_NUMBER.sub(r"\1 \2", heading)), field, sheet)
    bare = _rest(fold(IN_BRACKETS.sub(" ", heading)), field, sheet)
    return bare if bare and _is_number(bare) else rest


def _rest(form: str, field: str, sheet: _Sheet) -> str | None:
    names = sorted(
        (alias for alias, (named, _) in sheet.table.entries.items() if named == field),
        key=lambda alias: -len(alias),
    )
    for name in names:
        if form == name:
            return ""
        if form.startswith(f"{name} "):
            return form.removeprefix(name).strip()
        if form.endswith(f" {name}"):
            return form.removesuffix(name).strip()
    return None


def _coders(parts: Mapping[int, str], field: str, sheet: _Sheet) -> dict[str, int]:
    """One column for each coder, where no column says who coded the same rows."""
    coders: dict[str, int] = {}
    for column, rest in parts.items():
        unnamed = not rest or _is_number(rest) or _STAGES.intersection(rest.split())
        if unnamed or not _holds_labels(column, field, sheet, none_too=True):
            continue
        coders[_coder_name(sheet.headings[column], rest)] = column
    signed = map_headings(sheet.headings, sheet.table, guess=False).columns.get("coder")
    if signed is not None and any(_has_both(row, signed, coders.values()) for row in sheet.rows):
        return {}
    return coders if len(coders) > 1 else {}


def _has_both(row: Cells, column: int, others: Iterable[int]) -> bool:
    filled = [place < len(row) and not is_missing(row[place]) for place in (column, *others)]
    return filled[0] and any(filled[1:])


def _coder_name(heading: str, rest: str) -> str:
    """A coder's name as the heading writes it.

    >>> _coder_name("Type of change (Ana B.)", "ana b"), _coder_name("Coder 1: Type", "coder 1")
    ('Ana B', 'Coder 1')
    """
    name = _CODER.sub(" ", rest).split() or rest.split()
    if all(word.isdigit() for word in name):
        return f"Coder {' '.join(name)}"
    words = re.findall(r"[^\W_]+", heading)
    written = [word for word in words if fold(word) in name]
    return " ".join(written) or " ".join(name)


def _is_number(rest: str) -> bool:
    words = [word for word in rest.split() if word not in _BEFORE_NUMBERS]
    return bool(words) and all(word.isdigit() or word in _NUMBERS for word in words)


def _joined(
    own: Sequence[int], parts: Mapping[int, str], taken: set[int], field: str, sheet: _Sheet
) -> list[int]:
    """Columns of which the cells are read as one: numbered, equal and unnamed headings."""
    numbered = [c for c, rest in parts.items() if c not in taken and _is_number(rest)]
    named = [c for c, rest in parts.items() if c not in taken and not rest]
    first = next((c for c in own if c not in taken), None)
    columns = set(numbered)
    if first is not None:
        columns |= {first}
        same = fold(sheet.headings[first])
        columns |= {column for column in named if fold(sheet.headings[column]) == same}
    for column in sorted(columns):
        columns |= set(_unnamed_beside(column, sorted(columns), field, sheet))
    return sorted(columns)


def _unnamed_beside(
    column: int, columns: Sequence[int], field: str, sheet: _Sheet
) -> Iterator[int]:
    """Columns without a heading right beside ``column`` that go on with its codes."""
    target = sheet.codebook.target(field.removeprefix(TARGET))
    before = [column]
    for beside in range(column + 1, len(sheet.headings)):
        name = fold(sheet.headings[beside])
        # Under a bare number other numbers may be ratings, and are no codes.
        ratings = name.isdigit() and any(cell.isdigit() for cell in sheet.filled(beside))
        if not _NO_HEADING.fullmatch(name) or ratings:
            return
        if sheet.filled(beside):
            if not _goes_on(before, beside, target, sheet):
                return
            before.append(beside)
            yield beside


def _goes_on(before: Sequence[int], column: int, target: Target, sheet: _Sheet) -> bool:
    """Whether most cells of a column read as codes once they are put behind those before them."""
    from classifier.codebook import parse_labels

    n_used = n_filled = 0
    for row in sheet.rows:
        cell = row[column] if column < len(row) else ""
        if is_missing(cell) or not cell:
            continue
        n_filled += 1
        if len(cell) > _LONGEST_CODE:
            continue
        cells = [row[c] for c in before if c < len(row)]
        without = parse_labels(join_codes(cells), target) or (frozenset(), ())
        together = parse_labels(join_codes([*cells, cell]), target) or (frozenset(), ())
        # The cell may only end a label's name that holds a comma.
        n_used += bool(together[0]) and len(together[1]) <= len(without[1])
    return n_used * 2 >= n_filled > 0


def join_codes(cells: Sequence[str]) -> str:
    """Cells side by side as one; a comma, since labels that hold one are cut there most often."""
    return ", ".join(cell for cell in cells if cell and not is_missing(cell))


def _holds_labels(column: int, field: str, sheet: _Sheet, *, none_too: bool = False) -> bool:
    """Whether at least half of a column's cells are names of labels and nothing else.

    ``none_too``: or words that say that no label fits.
    """
    from classifier.codebook import CellState, cell_state

    cells = sheet.filled(column)
    target = sheet.codebook.target(field.removeprefix(TARGET))
    reads = label_reader(target)
    n_labels = sum(map(reads, cells))
    if none_too:
        n_labels += sum(cell_state(cell, target) is CellState.NONE_FITS for cell in cells)
    return bool(cells) and 2 * n_labels >= len(cells)


def label_reader(target: Target) -> Callable[[str], bool]:
    """A test of cells: whether one holds names of the target's labels and nothing else.

    Bare numbers and a letter or two do not count: they may be years, ratings or anything.
    """
    from classifier.codebook import parse_labels

    def reads(cell: str) -> bool:
        form = fold(cell).replace(" ", "") if len(cell) <= _LONGEST_CODE else ""
        if len(form) < _SHORTEST_NAME or form.isdigit():
            return False
        read = parse_labels(spelt_out(cell, target), target)
        return bool(read and read[0] and not read[1])

    return reads
