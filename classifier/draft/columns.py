"""Which columns of a harvest hold codes, where no codebook says it: by heading, else by looking."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from classifier.draft.code_names import CodeNames, learn_names
from classifier.folding import letter_key, plain_words
from classifier.harvest.clean import is_missing, ticked, yes_or_no
from classifier.harvest.code_columns import beside_its_name
from classifier.harvest.headings import LONGEST_HEADING, TARGET, AliasTable, alias_table, is_ours
from classifier.harvest.label_names import join_codes
from classifier.harvest.table import Table
from classifier.wording import quoted

# Between a question and the option that a column of ticks stands for.
_OPTION = re.compile(r"\s*(?:[/|:>]|[\[(](?=.*[\])]\s*$))\s*")
_UNNAMED = re.compile(r"Column [A-Z]{1,3}")  # as `harvest.table` calls a column without heading
_LONGEST_CELL = 1000
"""Letters; a longer cell is a story. A dozen codes have about 600."""
_LONGEST_NAME = 120
_LONGEST_USUAL = 60
"""Letters of most names; a column of longer ones is looked at as texts."""
_FEWEST_CELLS = 4
_MOST_NAMES = 0.5
"""Names for each filled cell, at most: codes recur."""
_RECURRING = 0.5
_SHOWN = 3
# What SurveyMonkey writes below the heading of a question without options.
_LONGEST_HEADING = 1000  # a longer one is a story, not a question with an option
_NO_OPTION = frozenset({"open ended response", "response"})
_NUMBER = re.compile(r"[\d\s.,:/%+-]+")


@dataclass(slots=True)
class CodeColumn:
    """One column of codes in all files, or several that are read as one.

    Attributes
    ----------
    target : the field that its heading names; "" if it was found by looking
    heading : as written, in the first file that has it
    cells : how often each cell was written
    files : the files that have it
    """

    target: str
    heading: str
    cells: Counter[str] = field(default_factory=Counter)
    files: dict[str, None] = field(default_factory=dict)

    @property
    def names(self) -> CodeNames:
        """The names of codes in its cells."""
        return learn_names(self.cells)

    @property
    def shown(self) -> str:
        """How many names it holds, and the first of them."""
        names = list(self.names.cells)
        return f"{len(names)} names, such as {quoted(names[:_SHOWN])}"


def named_columns(tables: Sequence[Table], names: AliasTable) -> list[CodeColumn]:
    """Return the columns that their headings call codes, those with codes in them."""
    found: dict[str, CodeColumn] = {}
    for table in tables:
        own_names = names.for_sheet(table.headings)
        for target in _target_fields():
            _add_target(target, table, own_names, found)
    return [column for column in found.values() if column.cells]


def _target_fields() -> list[str]:
    fields = (field for field, _ in alias_table().entries.values() if field.startswith(TARGET))
    return list(dict.fromkeys(fields))


def _add_target(target: str, table: Table, names: AliasTable, found: dict[str, CodeColumn]) -> None:
    """Take in the cells of all columns that hold codes of one target."""
    options = dict(_option_columns(target, table, names))
    named = [
        heading
        for heading in table.headings
        if heading not in options and _names_target(heading, target, names)
    ]
    questions = [question for question, _ in options.values()]
    heading = table.heading(target) or next(iter([*named, *questions]), "")
    if not heading:
        return
    column = found.setdefault(target, CodeColumn(target, heading))
    column.files[table.origin.file] = None
    for name in named:
        column.cells.update(_cells_below(name, table))
    column.cells.update({option: 1 for _, option in options.values()})


def _names_target(heading: str, target: str, names: AliasTable) -> bool:
    return not is_ours(heading) and beside_its_name(heading, target, names) is not None


def _cells_below(heading: str, table: Table) -> Iterator[str]:
    """Yield the cells of a column, each with what stands beside it in unnamed columns."""
    beside = list(_unnamed_beside(heading, table))
    constant = [name for name in beside if _is_constant(name, table)]
    joined = [heading, *(name for name in beside if name not in constant)]
    for row in table.rows:
        cells = [*(row.cells[name] for name in constant)]
        cells.append(join_codes([row.cells[name] for name in joined]))
        yield from filter(_may_hold_codes, cells)


def _option_columns(
    target: str, table: Table, names: AliasTable
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the columns that stand for one code each, with the question and the code's name."""
    for heading in table.headings:
        if len(heading) > _LONGEST_HEADING:
            continue
        for match in _OPTION.finditer(heading):
            question, option = heading[: match.start()], heading[match.end() :].strip(" ])")
            named = names.find_wrapped(question)
            if named and named[0] == target and option and _ticks(heading, option, table):
                yield heading, (question, option)
                break


def _ticks(heading: str, option: str, table: Table) -> bool:
    """Whether the cells of a column say yes or no, or repeat the option."""
    cells = {cell for row in table.rows if not is_missing(cell := row.cells[heading])}
    own = letter_key(option)
    return all(ticked(cell) is not None or letter_key(cell) == own for cell in cells)


def _unnamed_beside(heading: str, table: Table) -> Iterator[str]:
    """Yield the columns without a heading right behind one: a cell that was cut into columns."""
    place = table.headings.index(heading)
    for name in table.headings[place + 1 :]:
        cells = [row.cells[name] for row in table.rows if not is_missing(row.cells[name])]
        if not _UNNAMED.fullmatch(name) or not all(map(_may_hold_codes, cells)):
            return
        yield name


def _is_constant(heading: str, table: Table) -> bool:
    """Whether a column says one thing only, so that it stands for one code."""
    return len({row.cells[heading] for row in table.rows} - {""}) == 1


def _may_hold_codes(cell: str) -> bool:
    is_code = not is_missing(cell) and len(cell) <= _LONGEST_CELL
    return is_code and plain_words(cell) not in _NO_OPTION


# -- by looking


def likely_columns(tables: Sequence[Table]) -> list[CodeColumn]:
    """Return the columns whose cells look like codes, the likeliest first.

    Few names that recur, short, several to a cell; no numbers, no yes and no.
    """
    columns: dict[str, CodeColumn] = {}
    for table in tables:
        for heading in _free(table):
            column = columns.setdefault(plain_words(heading), CodeColumn("", heading))
            column.files[table.origin.file] = None
            cells = (row.cells[heading] for row in table.rows)
            column.cells.update(cell for cell in cells if not is_missing(cell))
    scores = {key: _likelihood(column) for key, column in columns.items()}
    ranked = sorted(scores, key=lambda key: -scores[key])
    return [columns[key] for key in ranked if scores[key] > 0]


def _is_heading(heading: str) -> bool:
    return len(heading) <= LONGEST_HEADING and not is_ours(heading)


def _likelihood(column: CodeColumn) -> float:
    """Score a column in [0, 2]: how much its names recur, more where a cell holds several."""
    cells = column.cells
    filled = cells.total()
    if filled < _FEWEST_CELLS or max(map(len, cells)) > _LONGEST_CELL:
        return 0.0
    if all(yes_or_no(cell) is not None or _NUMBER.fullmatch(cell) for cell in cells):
        return 0.0
    names = column.names
    uses = names.cells
    longest = sorted(map(len, uses))[-1 - len(uses) // 10]
    if len(uses) < 2 or longest > _LONGEST_NAME or len(uses) > _MOST_NAMES * filled:
        return 0.0
    recurring = sum(n > 1 for n in uses.values()) / len(uses)
    if recurring < _RECURRING:
        return 0.0
    return recurring + names.several - (longest > _LONGEST_USUAL) / 2


def free_headings(tables: Sequence[Table]) -> list[str]:
    """Return the headings that name no field, as written, each once."""
    found: dict[str, str] = {}
    for heading in (heading for table in tables for heading in _free(table)):
        found.setdefault(plain_words(heading), heading)
    return list(found.values())


def _free(table: Table) -> list[str]:
    known = {heading for headings in table.fields.values() for heading in headings}
    return [heading for heading in table.headings if heading not in known and _is_heading(heading)]
