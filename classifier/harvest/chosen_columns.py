"""Columns that a person chose: ``--column type=Category``, kept in the codebook and the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from classifier.codebook import ChosenColumn, Codebook, did_you_mean, read_codebook
from classifier.errors import UsageError
from classifier.folding import plain_words
from classifier.harvest.headings import (
    TARGET,
    AliasTable,
    alias_table,
    field_name,
    field_named,
    plain_field,
)
from classifier.harvest.label_names import label_reader
from classifier.records import Problem
from classifier.translations import tell
from classifier.wording import quoted, shell_word

if TYPE_CHECKING:
    from pathlib import Path

    from classifier.codebook import Target
    from classifier.harvest.table import Table

_MANY_CELLS = 40
"""Distinct cells of a column that are looked at to see whether they resemble names of labels."""
_LONGEST_LIKE = 100
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class ReadingChoices:
    """How a person wants harvests read.

    Attributes
    ----------
    coder_from : “sheet” or “file”: whose name is the coder's in rows that name none
    columns : headings of fields, each as ``FIELD=HEADING``
    """

    coder_from: str = ""
    columns: tuple[str, ...] = ()

    def codebook(self, codebook: Path | Codebook) -> Codebook:
        """Return a codebook, read if need be, with the columns that were chosen."""
        book = codebook if isinstance(codebook, Codebook) else read_codebook(codebook)
        return choose_columns(book, self.columns)


def choose_columns(codebook: Codebook, typed: Sequence[str]) -> Codebook:
    """Return the codebook with what was typed as ``FIELD=HEADING`` before what it remembers."""
    if not typed:
        return codebook
    natural = alias_table(replace(codebook, columns=()))
    chosen: dict[str, ChosenColumn] = {}
    fields: dict[str, str] = {}
    for text in typed:
        name, heading = _pair(text)
        field = field_named(name, natural)
        if field in chosen:
            both = quoted((chosen[field].heading, heading), " and ")
            raise UsageError(f"--column gives “{plain_field(field)}” two columns: {both}.")
        other = fields.setdefault(plain_words(heading), field)
        if other != field:
            both = quoted(map(plain_field, (other, field)), " and ")
            raise UsageError(f"--column gives the column “{heading}” to {both}.")
        chosen[field] = ChosenColumn(plain_field(field), heading, asked=True)
    kept = [
        column
        for column in codebook.columns
        if field_named(column.field_name, natural) not in chosen
        and plain_words(column.heading) not in fields
    ]
    return replace(codebook, columns=(*kept, *chosen.values()))


def remembered(codebook: Codebook) -> Codebook:
    """Return the codebook for files of which nobody said that they have the chosen columns."""
    columns = tuple(replace(column, asked=False) for column in codebook.columns)
    return replace(codebook, columns=columns)


def _pair(text: str) -> tuple[str, str]:
    """Cut what was typed into the field and the heading."""
    name, _, heading = (part.strip() for part in text.partition("="))
    if not name or not plain_words(heading):
        hint = 'Write a field, “=” and the heading of its column: --column outcome="My text".'
        raise UsageError(f"--column {text} names no field and heading.", hint=hint)
    return name, heading


def check_chosen(tables: Sequence[Table], codebook: Codebook | None) -> Iterator[Problem]:
    """Name the tables without a chosen column; raise UsageError where no table has one just asked.

    What is read instead is said. A harvest that nobody has coded lacks columns of codes, which is
    nothing to tell.
    """
    if codebook is None or not codebook.columns:
        return
    names = alias_table(codebook)
    for column in codebook.columns:
        field = names.chosen.get(plain_words(column.heading), "")
        lacking = [table for table in tables if not reads(table, field, column, names)]
        if column.asked and len(lacking) == len(tables):
            raise _no_such_heading(tables, column)
        if column.asked:
            _refuse_twice(tables, field, column)
        for table in lacking:
            instead = table.heading(field)
            if instead or not field.startswith(TARGET):
                yield _fallen_back(table, column, instead)


def reads(table: Table, field: str, column: ChosenColumn, names: AliasTable) -> bool:
    """Return whether a field stands under the chosen heading, or in several that hold its words."""
    own = table.fields.get(field, ())
    words = f" {plain_words(column.heading)} "
    in_several = any(words in f" {plain_words(heading)} " for heading in own)
    return field in names.chosen_among(own) or (field in table.spread and in_several)


def _fallen_back(table: Table, column: ChosenColumn, instead: str) -> Problem:
    chosen = {"heading": column.heading, "field": field_name(column.field_name)}
    what = tell("harvest_chosen_lacking", **chosen)
    if instead:
        what = tell("harvest_chosen_instead", **chosen, instead=instead.strip())
    option = column_option(column.field_name, "HEADING")
    hint = tell("harvest_chosen_hint", option=option)
    return Problem(table.origin, "column-not-found", what, hint, notice=True)


def _no_such_heading(tables: Sequence[Table], column: ChosenColumn) -> UsageError:
    found = dict.fromkeys(heading for table in tables for heading in table.headings)
    near = get_close_matches(column.heading, found, n=1, cutoff=0.6)
    meant = f" Did you mean “{near[0]}”?" if near else ""
    files = quoted(dict.fromkeys(table.origin.file for table in tables), " and ")
    return UsageError(
        f"{column_option(column.field_name, column.heading)}: {files} has no such column.{meant}",
        hint=f"Found: {quoted(found, most=_SHOWN)}.",
    )


def _refuse_twice(tables: Iterable[Table], field: str, column: ChosenColumn) -> None:
    """Refuse a heading that stands over two columns which are not read together."""
    for table in tables:
        own = table.fields.get(field, ())
        if len(own) > 1 and field not in table.spread:
            raise UsageError(
                f"{table.origin} has {len(own)} columns called “{column.heading}”.",
                hint="Rename one of them, so that it is clear which is meant.",
            )


def column_advice(target: Target, likely: str = "") -> str:
    """Say how a column is chosen, and which may be meant.

    >>> from classifier.codebook import Label, Target
    >>> column_advice(Target("type", (Label("A", "Law"),)), "My codes")
    'Is it “My codes”? Add --column type="My codes".'
    """
    if likely:
        return tell("harvest_is_it", heading=likely, option=column_option(target.id, likely))
    return tell("harvest_add_option", option=column_option(target.id, "HEADING"))


def likely_column(target: Target, cells: Mapping[str, Sequence[str]]) -> str:
    """Return the heading under which most distinct cells resemble names of a target's labels.

    Only looks decide, so it is never more than a question.
    """
    reads = label_reader(target)

    def is_like(cell: str) -> bool:
        return reads(cell) or (len(cell) <= _LONGEST_LIKE and bool(did_you_mean(cell, target)))

    for heading, texts in cells.items():
        distinct = list(dict.fromkeys(filter(None, texts)))[:_MANY_CELLS]
        if distinct and 2 * sum(map(is_like, distinct)) > len(distinct):
            return heading
    return ""


def column_option(field: str, heading: str) -> str:
    """Return the option that says where a field stands, as it is typed."""
    return f"--column {field}={shell_word(heading)}"
