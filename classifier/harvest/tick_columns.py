"""Columns that stand for one label each, and what a tick in them says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from classifier.folding import plain_words
from classifier.harvest.clean import ticked
from classifier.harvest.code_sheet import CodeSheet, Unclear, holds_labels
from classifier.harvest.headings import TARGET, is_ours
from classifier.harvest.options import (
    Option,
    bare_options,
    heading_form,
    names_in,
    option_of,
    other_option,
)

if TYPE_CHECKING:
    from classifier.codebook import Codebook

_OTHER = ("other", "autre", "none", "aucun", "اخري", "اخرى", "أخرى")
_RENAME = "Rename the column, or correct its cells."


def option_columns(sheet: CodeSheet) -> tuple[dict[int, Option], dict[int, Unclear]]:
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
        other = _other_option(column, questions, sheet)
        if other is not None and not holds_labels(column, other.field, sheet):
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


def _other_option(column: int, questions: Mapping[str, str], sheet: CodeSheet) -> Option | None:
    """The option that is no label in a column's heading, or below a question that goes on."""
    found = sheet.table.find_wrapped(sheet.headings[column])
    if found is not None and not found[0].startswith(TARGET):
        return None
    own, *beside = sheet.contexts[column] or ("",)
    option = other_option(own, questions)
    if option is not None:
        return option
    below = filter(None, (other_option(text, questions) for text in beside))
    # A title above the options may not end with them: only “Other” is surely one of them.
    return next((each for each in below if plain_words(each.name).startswith(_OTHER)), None)


def _with_bare(
    sure: dict[int, Option], bare: Mapping[int, Sequence[Option]], sheet: CodeSheet
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


def _asked_again(options: Mapping[int, Option], sheet: CodeSheet) -> dict[int, Unclear]:
    """Columns under a second question, such as a second coder's, that ticks the same labels.

    Where the two never differ they are read together.
    """
    first: dict[tuple[str, str], int] = {}
    again: set[tuple[str, str]] = set()
    for column, option in options.items():
        earlier = first.setdefault((option.field, option.label), column)
        same = plain_words(options[earlier].question) == plain_words(option.question)
        if option.label and not same and _tick_other_rows(earlier, column, options, sheet):
            again.add((option.field, plain_words(option.question)))
    what = "is one of a second set of the same ticks, which says other things than the first"
    hint = "If they are a second coder's, write them in rows of their own, with that coder."
    return {
        column: (f"{what}; it was not read.", hint)
        for column, option in options.items()
        if (option.field, plain_words(option.question)) in again
    }


def _tick_other_rows(
    first: int, second: int, options: Mapping[int, Option], sheet: CodeSheet
) -> bool:
    for row in sheet.rows:
        ticks = {
            tick(row[column], options[column], sheet.codebook) or False
            for column in (first, second)
            if column < len(row)
        }
        if len(ticks) > 1:
            return True
    return False


def _share_of_ticks(column: int, option: Option, sheet: CodeSheet) -> float:
    """The share of a column's cells that tick the option or say no to it."""
    cells = sheet.filled(column)
    return sum(tick(cell, option, sheet.codebook) is not None for cell in cells) / len(cells)


def tick(cell: str, option: Option, codebook: Codebook) -> bool | None:
    """Whether a cell ticks its column's label; None for what is neither yes nor no."""
    if option.label and is_name(cell, option, codebook):
        return True
    return ticked(cell)


def is_name(cell: str, option: Option, codebook: Codebook) -> bool:
    """Whether a cell names the label of its column, instead of ticking it."""
    names = names_in(cell, heading_form(cell), codebook)
    return any((name.field, name.label) == (option.field, option.label) for name in names)
