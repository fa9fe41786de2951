"""Codes that stand elsewhere than in one named cell: a column a label, side by side, or by coder.

Exports of survey programs give each label a column of its own; Excel's “Text to Columns” spreads
a cell over unnamed columns; some teams keep one column for each coder.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from classifier.folding import plain_words
from classifier.harvest.clean import is_missing, ticked
from classifier.harvest.headings import (
    IN_BRACKETS,
    TARGET,
    AliasTable,
    HeadingMap,
    map_headings,
)
from classifier.harvest.label_names import LONGEST_CODE, Option, join_codes
from classifier.harvest.tick_columns import CodeSheet, Unclear, is_name, option_columns
from classifier.translations import tell

if TYPE_CHECKING:
    from classifier.codebook import Target

_SECOND_CODER = tell("harvest_second_in_column"), tell("harvest_second_in_column_hint")

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

    @property
    def fields(self) -> dict[int, str]:
        """The field that each column is read as."""
        fields = {column: field for field, column in self.found.columns.items()}
        for code_field, columns in self.spread.items():
            fields |= dict.fromkeys(columns.columns, code_field)
        return fields


def find_columns(
    headings: Sequence[str],
    contexts: Sequence[Sequence[str]],
    rows: Sequence[Sequence[str]],
    table: AliasTable,
) -> Layout:
    """Say of each column which field it holds, and which columns hold codes together.

    ``contexts``: for each column its heading as it reads with those above and below it.
    """
    codebook = table.codebook
    if codebook is None:
        return Layout(map_headings(headings, table), {}, {})
    sheet = CodeSheet(headings, contexts, rows, table.for_sheet(headings), codebook)
    options, unclear = option_columns(sheet)
    plain = ["" if column in options else text for column, text in enumerate(headings)]
    found = map_headings(plain, sheet.table)
    several: dict[str, CodeColumns] = {}
    for target in codebook.targets:
        code_field = TARGET + target.id
        columns = _of_target(code_field, found, options, sheet)
        unread = _unread(columns.joined, target, sheet)
        unclear |= unread
        joined = tuple(column for column in columns.joined if column not in unread)
        columns = replace(columns, joined=joined)
        if len(columns.columns) > 1 or columns.options or columns.by_coder:
            several[code_field] = columns
    return Layout(_of_single_cells(found, several, unclear), several, unclear)


def _of_single_cells(
    found: HeadingMap, several: Mapping[str, CodeColumns], unclear: Mapping[int, Unclear]
) -> HeadingMap:
    """What is left of ``found`` without the codes that stand in several columns or are not read."""
    taken = {column for columns in several.values() for column in columns.columns}

    def is_kept(column: int, field: str) -> bool:
        return field not in several and column not in unclear

    return HeadingMap(
        {field: column for field, column in found.columns.items() if is_kept(column, field)},
        tuple(column for column in found.guessed if column not in taken),
        tuple(pair for pair in found.doubled if is_kept(*pair)),
    )


def _of_target(
    field: str, found: HeadingMap, options: Mapping[int, Option], sheet: CodeSheet
) -> CodeColumns:
    """All columns with codes of one target."""
    own_options = {column: option for column, option in options.items() if option.field == field}
    parts = _parts(field, own_options, sheet)
    coders = _coders(parts, field, sheet)
    for column in coders.values():
        del parts[column]
    named = [found.columns[field]] if field in found.columns else []
    named += [column for column, doubled in found.doubled if doubled == field]
    own = next((column for column in named if column not in coders.values()), None)
    ticks = any(_holds_ticks(column, option, sheet) for column, option in own_options.items())
    return CodeColumns(_joined(own, parts, field, sheet), own_options, ticks, coders)


def _holds_ticks(column: int, option: Option, sheet: CodeSheet) -> bool:
    return bool(option.label) and any(
        ticked(cell) is not None and not is_name(cell, option, sheet.codebook)
        for cell in sheet.filled(column)
    )


def _parts(field: str, taken: Container[int], sheet: CodeSheet) -> dict[int, str]:
    """What headings say beside the target's name, which may stand above them, by column."""
    parts: dict[int, str] = {}
    for column, heading in enumerate(sheet.headings):
        if column in taken:
            continue
        rest = beside_its_name(heading, field, sheet.table)
        for banner in sheet.contexts[column][1:2]:
            if rest is None and not sheet.field(column):
                above = beside_its_name(banner, field, sheet.table)
                rest = above if above and sheet.holds_labels(column, field) else None
        if rest is not None:
            parts[column] = rest
    return parts


def _unread(joined: Sequence[int], target: Target, sheet: CodeSheet) -> dict[int, Unclear]:
    """Of columns that would be read as one, those that are not, each with the reason."""
    if len(joined) > 1 and _may_be_ticks(joined, target, sheet):
        name = f"{target.name}/{target.labels[0].name}"
        what, hint = tell("harvest_one_or_nought"), tell("harvest_one_or_nought_hint", name=name)
        return dict.fromkeys(joined, (what, hint))
    later = [column for column in joined[1:] if plain_words(sheet.headings[column])]
    if not later or not _has_two_coders(sheet):
        return {}
    return dict.fromkeys((column for column in joined if column >= later[0]), _SECOND_CODER)


def _may_be_ticks(columns: Iterable[int], target: Target, sheet: CodeSheet) -> bool:
    """Whether columns hold nothing but 1 and 0 where 1 is a label as well."""
    numbers = {cell.removesuffix(".0") for column in columns for cell in sheet.filled(column)}
    is_label = any("1" in (label.id, label.name, *label.aliases) for label in target.labels)
    return is_label and bool(numbers) and numbers <= {"0", "1"}


def _has_two_coders(sheet: CodeSheet) -> bool:
    """Whether a row names two coders, in a column “Coder” and another such as “Coder 2”."""
    named = [
        column
        for column, text in enumerate(sheet.headings)
        if (rest := beside_its_name(text, "coder", sheet.table)) is not None
        and (not rest or _is_number(rest))
    ]
    return any(
        len({plain_words(row[column]) for column in named if column < len(row)} - {""}) > 1
        for row in sheet.rows
    )


def beside_its_name(heading: str, field: str, table: AliasTable) -> str | None:
    """What a heading says beside the name of the target's column; None if it does not name it.

    “Type of change (Ana)” gives “ana”, “2nd type of change” gives “2nd”, and so does
    “2nd type of change (if any)”; a table in Excel calls a second column “Type of change2”.
    """
    rest = _rest(plain_words(_GLUED_NUMBER.sub(r"\1 \2", heading)), field, table)
    bare = _rest(plain_words(IN_BRACKETS.sub(" ", heading)), field, table)
    return bare if bare and _is_number(bare) else rest


def _rest(form: str, field: str, table: AliasTable) -> str | None:
    for name in table.names_of.get(field, ()):
        if form == name:
            return ""
        if form.startswith(f"{name} "):
            return form.removeprefix(name).strip()
        if form.endswith(f" {name}"):
            return form.removesuffix(name).strip()
    return None


def _coders(parts: Mapping[int, str], field: str, sheet: CodeSheet) -> dict[str, int]:
    """One column for each coder, where no column says who coded the same rows."""
    coders: dict[str, int] = {}
    for column, rest in parts.items():
        unnamed = not rest or _is_number(rest) or _STAGES.intersection(rest.split())
        if not unnamed and sheet.holds_labels(column, field, none_too=True):
            coders[_coder_name(sheet.headings[column], rest)] = column
    signed = map_headings(sheet.headings, sheet.table, guess=False).columns.get("coder")
    if len(coders) < 2 or (signed is not None and _in_one_row(signed, coders.values(), sheet)):
        return {}
    return coders


def _in_one_row(column: int, others: Iterable[int], sheet: CodeSheet) -> bool:
    """Whether a row says something in a column and in one of the others."""
    for row in sheet.rows:
        filled = [place < len(row) and not is_missing(row[place]) for place in (column, *others)]
        if filled[0] and any(filled[1:]):
            return True
    return False


def _coder_name(heading: str, rest: str) -> str:
    """A coder's name as the heading writes it.

    >>> _coder_name("Type of change (Ana B.)", "ana b"), _coder_name("Coder 1: Type", "coder 1")
    ('Ana B', 'Coder 1')
    """
    name = _CODER.sub(" ", rest).split() or rest.split()
    if all(word.isdigit() for word in name):
        return f"Coder {' '.join(name)}"
    words = re.findall(r"[^\W_]+", heading)
    written = [word for word in words if plain_words(word) in name]
    return " ".join(written) or " ".join(name)


def _is_number(rest: str) -> bool:
    words = [word for word in rest.split() if word not in _BEFORE_NUMBERS]
    return bool(words) and all(word.isdigit() or word in _NUMBERS for word in words)


def _joined(
    own: int | None, parts: Mapping[int, str], field: str, sheet: CodeSheet
) -> tuple[int, ...]:
    """Columns of which the cells are read as one: numbered, equal and unnamed headings.

    ``own``: the column that names the target best.
    """
    same = None if own is None else plain_words(sheet.headings[own])
    columns = {
        column
        for column, rest in parts.items()
        if _is_number(rest) or (not rest and plain_words(sheet.headings[column]) == same)
    }
    if own is not None:
        columns.add(own)
    for column in sorted(columns):
        columns.update(_unnamed_beside(column, field, sheet))
    return tuple(sorted(columns))


def _unnamed_beside(column: int, field: str, sheet: CodeSheet) -> Iterator[int]:
    """Columns without a heading right beside ``column`` that go on with its codes."""
    target = sheet.codebook.target(field.removeprefix(TARGET))
    before = [column]
    for beside in range(column + 1, len(sheet.headings)):
        name = plain_words(sheet.headings[beside])
        if not _NO_HEADING.fullmatch(name):
            return
        cells = sheet.filled(beside)
        # Under a bare number other numbers may be ratings, and are no codes.
        if name.isdigit() and any(map(str.isdigit, cells)):
            return
        if cells:
            if not _goes_on(before, beside, target, sheet):
                return
            before.append(beside)
            yield beside


def _goes_on(before: Sequence[int], column: int, target: Target, sheet: CodeSheet) -> bool:
    """Whether most cells of a column read as codes once they are put behind those before them."""
    from classifier.codebook import parse_labels

    n_used = n_filled = 0
    for row in sheet.rows:
        cell = row[column] if column < len(row) else ""
        if is_missing(cell):
            continue
        n_filled += 1
        if len(cell) > LONGEST_CODE:
            continue
        cells = [row[c] for c in before if c < len(row)]
        without = parse_labels(join_codes(cells), target) or (frozenset(), ())
        together = parse_labels(join_codes([*cells, cell]), target) or (frozenset(), ())
        # The cell may only end a label's name that holds a comma.
        n_used += bool(together[0]) and len(together[1]) <= len(without[1])
    return n_used * 2 >= n_filled > 0
