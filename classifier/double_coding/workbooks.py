"""The workbooks of double coding: one for each coder, and one to agree in.

All of them are ordinary harvests: the program reads them as any other, in whatever format they
come back. An empty cell says “not coded”, since nobody is named as the coder of a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from classifier.codebook import Codebook, Label, Target
from classifier.records import Fragment
from classifier.translations import say
from classifier.workbook.side_by_side import (
    decision_column,
    meanings,
    meanings_column,
    offer_answers,
    said_column,
)
from classifier.xlsx.decision_sheet import Column, DecisionSheet
from classifier.xlsx.markup import address
from classifier.xlsx.new_workbook import Hint, Sheet, new_package
from classifier.xlsx.styles import HEADING, PLAIN_TEXT, Styles

A, B = "A", "B"
_LABEL_HEADINGS = (
    "label_target",
    "label_name",
    "label_definition",
    "label_include",
    "label_exclude",
)
_LABEL_WIDTHS = (16.0, 36.0, 60.0, 40.0, 40.0)


def code_heading(target: Target) -> str:
    """Return the heading of a target's codes, by which every command knows them."""
    return target.column or target.name


def said_heading(target: Target, coder: str) -> str:
    """Return the heading of what one of two coders said."""
    return f"{code_heading(target)} ({coder})"


_TEXTS = (
    Column("fragment_id", 17.0, look="text"),
    Column("country", 13.0, look="text"),
    Column("outcome", 56.0, look="text"),
    Column("significance", 56.0, look="text"),
)


_LAST = (
    Column("remark", 26.0, look="text"),
    Column("codebook_version", 10.0, look="notes"),
)


def _texts(fragment: Fragment) -> list[str]:
    return [fragment.id, fragment.country, fragment.outcome, fragment.significance]


def write_coder_workbook(path: Path, fragments: Sequence[Fragment], codebook: Codebook) -> None:
    """Write what one coder gets: the texts, an empty cell for each target, and the labels."""
    targets = codebook.asked
    package = new_package()
    styles = Styles(package)
    codes = [decision_column(code_heading(target)) for target in targets]
    sheet = DecisionSheet(styles, [*_TEXTS, *codes, *_LAST])
    for fragment in fragments:
        sheet.put([*_texts(fragment), *("" for _ in targets), "", codebook.newest])
    labels, places = _labels_sheet(targets, styles)
    for number, target in enumerate(targets, start=len(_TEXTS) + 1):
        sheet.offer(number, places[target.id], Hint(target.name, say("code_prompt")))
    sheet.add_to(package, say("fact_fragments"))
    package.add_sheet(say("labels"), labels.root)
    package.write(path)


@dataclass(frozen=True, slots=True)
class BothSaid:
    """What two coders said of one target, as cells, "" for nothing, and what the cell is to say.

    Attributes
    ----------
    agreed : "" where they differ, or where one of them said nothing
    disputed : labels that only one of them gave
    """

    first: str
    second: str
    agreed: str
    disputed: tuple[Label, ...] = ()

    def as_written(self, first: str, second: str) -> BothSaid:
        """Return the same with what was written where it could not be read; "" changes nothing."""
        return replace(self, first=first or self.first, second=second or self.second)


def write_adjudication(
    path: Path,
    fragments: Sequence[Fragment],
    said: Mapping[str, Sequence[BothSaid]],
    codebook: Codebook,
) -> None:
    """Write the workbook to agree in: what A and B said, and a cell for what they agree on.

    Where both said the same it is filled in; else the cell offers the two answers.

    Parameters
    ----------
    said : by target id, what both said of each fragment
    """
    targets = codebook.asked
    package = new_package()
    styles = Styles(package)
    columns = list(_TEXTS)
    for target in targets:
        columns += [said_column(said_heading(target, coder)) for coder in (A, B)]
        columns.append(decision_column(code_heading(target)))
    sheet = DecisionSheet(styles, [*columns, meanings_column(), *_LAST])
    for i, fragment in enumerate(fragments):
        both = [said[target.id][i] for target in targets]
        answers = [cell for one in both for cell in (one.first, one.second, one.agreed)]
        told = meanings(label for one in both for label in one.disputed)
        sheet.put([*_texts(fragment), *answers, told, "", codebook.newest])
    for n, target in enumerate(targets):
        offer_answers(sheet, len(_TEXTS) + 3 * n + 3, 2, target.name)
    sheet.add_to(package, say("fact_fragments"))
    labels, _ = _labels_sheet(targets, styles)
    package.add_sheet(say("labels"), labels.root)
    package.write(path)


def _labels_sheet(targets: Iterable[Target], styles: Styles) -> tuple[Sheet, dict[str, str]]:
    """Return a sheet with what each label means, and where the names of each target stand."""
    sheet = Sheet(styles, frozen=(1, 0))
    sheet.put([say(name) for name in _LABEL_HEADINGS], HEADING)
    places = {}
    for target in targets:
        first = sheet.row + 1
        for label in target.labels:
            if not label.retired:
                told = [label.definition, label.include, label.exclude]
                sheet.put([target.name, label.name, *told], PLAIN_TEXT)
        cells = ":".join(_absolute(row, 2) for row in (first, sheet.row))
        places[target.id] = f"'{say('labels')}'!{cells}"
    sheet.finish(dict(enumerate(_LABEL_WIDTHS, start=1)))
    return sheet, places


def _absolute(row: int, column: int) -> str:
    name = address(row, column)
    return f"${name.rstrip('0123456789')}${row}"
