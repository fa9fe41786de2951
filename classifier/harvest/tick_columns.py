"""Columns that stand for one label each, and what a tick in them says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.folding import plain_words
from classifier.harvest.clean import is_missing, ticked
from classifier.harvest.headings import TARGET, AliasTable, is_ours
from classifier.harvest.label_names import (
    Option,
    bare_options,
    heading_form,
    label_reader,
    names_in,
    option_of,
    other_option,
)
from classifier.translations import tell

if TYPE_CHECKING:
    from classifier.codebook import Codebook

Unclear = tuple[str, str]
"""What is said of a column that is not read, and what to do."""
_OTHER = ("other", "autre", "none", "aucun", "اخري", "اخرى", "أخرى")


@dataclass(frozen=True)
class CodeSheet:
    """The headings of a sheet, those around each of them, and the cells below."""

    headings: Sequence[str]
    contexts: Sequence[Sequence[str]]
    rows: Sequence[Sequence[str]]
    table: AliasTable
    codebook: Codebook

    def filled(self, column: int) -> list[str]:
        """The cells of a column that say something."""
        cells = (row[column] for row in self.rows if column < len(row))
        return [cell for cell in cells if cell and not is_missing(cell)]

    def field(self, column: int) -> str:
        """The field that a column's heading names, "" if it names none."""
        found = self.table.find_wrapped(self.headings[column])
        return found[0] if found else ""

    def holds_labels(self, column: int, field: str, *, none_too: bool = False) -> bool:
        """Whether at least half of a column's cells are names of labels and nothing else.

        ``none_too``: short ids and words that say that no label fits count as well, since the
        heading names the target.
        """
        from classifier.codebook import CellState, cell_state

        cells = self.filled(column)
        target = self.codebook.target(field.removeprefix(TARGET))
        n_labels = sum(map(label_reader(target, ids_too=none_too), cells))
        if none_too:
            n_labels += sum(cell_state(cell, target) is CellState.NONE_FITS for cell in cells)
        return bool(cells) and 2 * n_labels >= len(cells)

    def ticks(self, column: int, option: Option) -> list[bool | None]:
        """What each filled cell of a column says of its option."""
        return [tick(cell, option, self.codebook) for cell in self.filled(column)]


def option_columns(sheet: CodeSheet) -> tuple[dict[int, Option], dict[int, Unclear]]:
    """Columns that stand for one label each; and those of which that is not clear."""
    asked, bare = _named_options(sheet)
    empty = {column: names[0] for column, names in bare.items() if not sheet.filled(column)}
    filled = {column: names for column, names in bare.items() if column not in empty}
    found, unclear = _with_bare(asked, filled, sheet)
    again = _asked_again(dict(sorted((empty | found).items())), sheet) & found.keys()
    second_set = (tell("harvest_second_ticks"), tell("harvest_second_ticks_hint"))
    unclear |= dict.fromkeys(sorted(again), second_set)
    return {column: found[column] for column in found if column not in again}, unclear


def _named_options(sheet: CodeSheet) -> tuple[dict[int, Option], dict[int, Sequence[Option]]]:
    """Columns whose heading asks for a label; and those that are only called like some."""
    columns = [column for column, text in enumerate(sheet.headings) if not is_ours(text)]
    asked: dict[int, Option] = {}
    for column in columns:
        option = _asked_for(column, sheet)
        if option is not None:
            asked[column] = option
    questions = {option.question: option.field for option in asked.values()}
    bare: dict[int, Sequence[Option]] = {}
    for column in columns:
        if column in asked:
            continue
        other = _other_option(column, questions, sheet)
        if other is not None:
            asked[column] = other
        elif not sheet.field(column):
            bare[column] = bare_options(sheet.contexts[column], sheet.codebook)
    return asked, {column: names for column, names in bare.items() if names}


def _asked_for(column: int, sheet: CodeSheet) -> Option | None:
    asked = (option_of(text, sheet.table, sheet.codebook) for text in sheet.contexts[column])
    return next(filter(None, asked), None)


def _other_option(column: int, questions: Mapping[str, str], sheet: CodeSheet) -> Option | None:
    """The option that is no label in a column's heading, or below a question that goes on."""
    field = sheet.field(column)
    if field and not field.startswith(TARGET):
        return None
    for place, text in enumerate(sheet.contexts[column]):
        option = other_option(text, questions)
        # A title above the options may not end with them: only “Other” is surely one of them.
        if option is not None and (not place or plain_words(option.name).startswith(_OTHER)):
            return None if sheet.holds_labels(column, option.field) else option
    return None


def _with_bare(
    asked: dict[int, Option], bare: Mapping[int, Sequence[Option]], sheet: CodeSheet
) -> tuple[dict[int, Option], dict[int, Unclear]]:
    """Take columns that are called like a label for its ticks, if they hold nothing else.

    Beside other columns of ticks one that holds some is read too: what is no tick is named.
    """
    fitting = {
        column: [option for option in options if None not in sheet.ticks(column, option)]
        for column, options in bare.items()
    }
    found = asked | {column: fit[0] for column, fit in fitting.items() if len(fit) == 1}
    fields = {option.field for option in found.values()}
    unclear: dict[int, Unclear] = {}
    hint = tell("harvest_no_ticks_hint")
    for column in bare.keys() - found.keys():
        option = bare[column][0]
        if len(fitting[column]) > 1:
            unclear[column] = (tell("harvest_labels_of_several"), hint)
        elif option.field in fields and set(sheet.ticks(column, option)) != {None}:
            found[column] = option
        else:
            unclear[column] = (tell("harvest_no_ticks", label=option.name), hint)
    return dict(sorted(found.items())), unclear


def _asked_again(options: Mapping[int, Option], sheet: CodeSheet) -> set[int]:
    """Columns under a second question, such as a second coder's, that ticks the same labels.

    Where the two never differ they are read together.
    """
    first: dict[tuple[str, str], int] = {}
    again: set[tuple[str, str]] = set()
    questions = {
        column: (option.field, plain_words(option.question)) for column, option in options.items()
    }
    for column, option in options.items():
        earlier = first.setdefault((option.field, option.label), column)
        other_question = option.label and questions[earlier] != questions[column]
        if other_question and _tick_other_rows((earlier, column), options, sheet):
            again.add(questions[column])
    return {column for column in options if questions[column] in again}


def _tick_other_rows(
    columns: Sequence[int], options: Mapping[int, Option], sheet: CodeSheet
) -> bool:
    for row in sheet.rows:
        cells = {column: row[column] for column in columns if column < len(row)}
        ticks = {bool(tick(cell, options[c], sheet.codebook)) for c, cell in cells.items()}
        if len(ticks) > 1:
            return True
    return False


def tick(cell: str, option: Option, codebook: Codebook) -> bool | None:
    """Whether a cell ticks its column's label; None for what is neither yes nor no."""
    if option.label and is_name(cell, option, codebook):
        return True
    return ticked(cell)


def is_name(cell: str, option: Option, codebook: Codebook) -> bool:
    """Whether a cell names the label of its column, instead of ticking it."""
    names = names_in(cell, heading_form(cell), codebook)
    return any((name.field, name.label) == (option.field, option.label) for name in names)
