"""The workbooks of double coding: one for each coder, and one to agree in.

All of them are ordinary harvests: the program reads them as any other, in whatever format they
come back. An empty cell says “not coded”, since nobody is named as the coder of a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from classifier.codebook import NONE_FITS, Codebook, Label, Target
from classifier.records import Fragment
from classifier.workbook.side_by_side import (
    SAID_WIDTH,
    AnswerColumn,
    decision_column,
    lay_out,
    meanings,
    meanings_column,
    offer,
    offer_answers,
)
from classifier.xlsx.markup import address
from classifier.xlsx.new_workbook import (
    Hint,
    Sheet,
    new_package,
    print_across,
)
from classifier.xlsx.package import Package
from classifier.xlsx.styles import BODY, HEADING, PLAIN_TEXT, Styles

A, B = "A", "B"
SHEET, LABELS = "Fragments", "Labels"
ID, VERSION, REMARK = "FragmentID", "Codebook version", "Remark"
_LABEL_HEADINGS = ("Code", "Name", "Definition", "Counts too", "Does not count")
_LABEL_WIDTHS = (16.0, 36.0, 60.0, 40.0, 40.0)
_MANY = (
    "Choose a name from the list. Where several fit, type them, parted by commas. "
    f"Where none fits, write “{NONE_FITS}”. Leave it empty while it is open."
)


def code_heading(target: Target) -> str:
    """Return the heading of a target's codes, by which every command knows them."""
    return target.column or target.name


def said_heading(target: Target, coder: str) -> str:
    """Return the heading of what one of two coders said."""
    return f"{code_heading(target)} ({coder})"


_TEXTS = (
    AnswerColumn(ID, 17.0),
    AnswerColumn("Country", 13.0),
    AnswerColumn("Outcome description", 56.0),
    AnswerColumn("Significance of the outcome", 56.0),
)


def _texts(fragment: Fragment) -> list[str]:
    return [fragment.id, fragment.country, fragment.outcome, fragment.significance]


def write_coder_workbook(path: Path, fragments: Sequence[Fragment], codebook: Codebook) -> None:
    """Write what one coder gets: the texts, an empty cell for each target, and the labels."""
    targets = codebook.asked
    package = new_package()
    styles = Styles(package)
    columns = [
        *_TEXTS,
        *(decision_column(code_heading(target)) for target in targets),
        AnswerColumn(REMARK, 26.0),
        AnswerColumn(VERSION, 10.0, BODY["notes"]),
    ]
    rows = [[*_texts(f), *("" for _ in targets), "", codebook.newest] for f in fragments]
    sheet = lay_out(columns, rows, styles)
    labels, places = _labels_sheet(targets, styles)
    for number, target in enumerate(targets, start=len(_TEXTS) + 1):
        offer(sheet, styles, number, places[target.id], Hint(target.name, _MANY))
    _write(package, path, {SHEET: sheet, LABELS: labels})


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
        columns += [AnswerColumn(said_heading(target, coder), SAID_WIDTH) for coder in (A, B)]
        columns.append(decision_column(code_heading(target)))
    columns += [
        meanings_column(),
        AnswerColumn(REMARK, 26.0),
        AnswerColumn(VERSION, 10.0, BODY["notes"]),
    ]
    rows = []
    for i, fragment in enumerate(fragments):
        both = [said[target.id][i] for target in targets]
        answers = [cell for one in both for cell in (one.first, one.second, one.agreed)]
        told = meanings(label for one in both for label in one.disputed)
        rows.append([*_texts(fragment), *answers, told, "", codebook.newest])
    sheet = lay_out(columns, rows, styles)
    for n, target in enumerate(targets):
        offer_answers(sheet, styles, len(_TEXTS) + 3 * n + 3, 2, target.name)
    labels, _ = _labels_sheet(targets, styles)
    _write(package, path, {SHEET: sheet, LABELS: labels})


def _labels_sheet(targets: Iterable[Target], styles: Styles) -> tuple[Sheet, dict[str, str]]:
    """Return a sheet with what each label means, and where the names of each target stand."""
    sheet = Sheet(styles, frozen=(1, 0))
    sheet.put(_LABEL_HEADINGS, HEADING)
    places = {}
    for target in targets:
        first = sheet.row + 1
        for label in target.labels:
            if not label.retired:
                told = [label.definition, label.include, label.exclude]
                sheet.put([target.name, label.name, *told], PLAIN_TEXT)
        cells = ":".join(_absolute(row, 2) for row in (first, sheet.row))
        places[target.id] = f"'{LABELS}'!{cells}"
    sheet.finish(dict(enumerate(_LABEL_WIDTHS, start=1)))
    return sheet, places


def _absolute(row: int, column: int) -> str:
    name = address(row, column)
    return f"${name.rstrip('0123456789')}${row}"


def _write(package: Package, path: Path, sheets: Mapping[str, Sheet]) -> None:
    for name, sheet in sheets.items():
        package.add_sheet(name, sheet.grid.root)
    print_across(package, SHEET)
    package.write(path)
