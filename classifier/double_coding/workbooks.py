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
from classifier.xlsx.markup import Area, address, letters
from classifier.xlsx.new_workbook import (
    Hint,
    Sheet,
    add_dropdown,
    colour_decisions,
    new_package,
    print_across,
)
from classifier.xlsx.package import Package
from classifier.xlsx.sheet_columns import fit_heights
from classifier.xlsx.styles import BODY, HEADING, HEADING_DECISION, PLAIN_TEXT, Look, Styles

A, B = "A", "B"
SHEET, LABELS = "Fragments", "Labels"
ID, VERSION, REMARK, MEANINGS = "FragmentID", "Codebook version", "Remark", "What they mean"
_LABEL_HEADINGS = ("Code", "Name", "Definition", "Counts too", "Does not count")
_LABEL_WIDTHS = (16.0, 36.0, 60.0, 40.0, 40.0)
_CODE_WIDTH, _SAID_WIDTH = 34.0, 26.0
_MANY = (
    "Choose a name from the list. Where several fit, type them, parted by commas. "
    f"Where none fits, write “{NONE_FITS}”. Leave it empty while it is open."
)
_CHOOSE = "Choose one of the two answers, or type the names that you agreed on."


@dataclass(frozen=True, slots=True)
class _Column:
    heading: str
    width: float
    look: Look = PLAIN_TEXT
    heading_look: Look = HEADING


def code_heading(target: Target) -> str:
    """Return the heading of a target's codes, by which every command knows them."""
    return target.column or target.name


def said_heading(target: Target, coder: str) -> str:
    """Return the heading of what one of two coders said."""
    return f"{code_heading(target)} ({coder})"


_TEXTS = (
    _Column(ID, 17.0),
    _Column("Country", 13.0),
    _Column("Outcome description", 56.0),
    _Column("Significance of the outcome", 56.0),
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
        *(_decision_column(code_heading(target)) for target in targets),
        _Column(REMARK, 26.0),
        _Column(VERSION, 10.0, BODY["notes"]),
    ]
    rows = [[*_texts(f), *("" for _ in targets), "", codebook.newest] for f in fragments]
    sheet = _sheet(columns, rows, styles)
    labels, places = _labels_sheet(targets, styles)
    for number, target in enumerate(targets, start=len(_TEXTS) + 1):
        last = len(rows) + 1
        hint = Hint(target.name, _MANY)
        add_dropdown(sheet.grid.root, range(2, last + 1), number, places[target.id], hint)
        colour_decisions(sheet.grid.root, styles, Area(2, number, last, number))
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
        columns += [_Column(said_heading(target, coder), _SAID_WIDTH) for coder in (A, B)]
        columns.append(_decision_column(code_heading(target)))
    columns += [
        _Column(MEANINGS, 60.0, BODY["notes"]),
        _Column(REMARK, 26.0),
        _Column(VERSION, 10.0, BODY["notes"]),
    ]
    rows = []
    for i, fragment in enumerate(fragments):
        both = [said[target.id][i] for target in targets]
        answers = [cell for one in both for cell in (one.first, one.second, one.agreed)]
        meanings = _meanings(label for one in both for label in one.disputed)
        rows.append([*_texts(fragment), *answers, meanings, "", codebook.newest])
    sheet = _sheet(columns, rows, styles)
    for n, target in enumerate(targets):
        _offer_both(sheet, styles, len(_TEXTS) + 3 * n + 1, target, len(rows))
    labels, _ = _labels_sheet(targets, styles)
    _write(package, path, {SHEET: sheet, LABELS: labels})


def _offer_both(sheet: Sheet, styles: Styles, left: int, target: Target, n_rows: int) -> None:
    """Let the cell right of two answers be filled with either of them by choosing it."""
    own, root = left + 2, sheet.grid.root
    source = f"${letters(left)}2:${letters(left + 1)}2"  # of its own row, in every row
    add_dropdown(root, range(2, n_rows + 2), own, source, Hint(target.name, _CHOOSE))
    colour_decisions(root, styles, Area(2, own, n_rows + 1, own))


def _meanings(labels: Iterable[Label]) -> str:
    """Say what labels mean on which two coders differ, one a line."""
    lines = []
    for label in dict.fromkeys(labels):
        told = [label.definition, label.exclude and f"Not: {label.exclude}"]
        lines.append(f"{label.name}: {' '.join(filter(None, told)) or 'no definition yet'}")
    return "\n".join(lines)


def _decision_column(heading: str) -> _Column:
    return _Column(heading, _CODE_WIDTH, BODY["decision"], HEADING_DECISION)


def _sheet(columns: Sequence[_Column], rows: Iterable[Sequence[str]], styles: Styles) -> Sheet:
    sheet = Sheet(styles, frozen=(1, 1))
    sheet.put([column.heading for column in columns], [c.heading_look for c in columns])
    looks = [column.look for column in columns]
    for row in rows:
        sheet.put(row, looks)
    sheet.filter(len(columns))
    widths = {number: column.width for number, column in enumerate(columns, start=1)}
    sheet.finish(widths, fitted=False)
    # Coders read the whole text, so that no row is cut.
    fit_heights(sheet.grid, styles, sheet.grid.row_numbers, ours_from=len(columns) + 1)
    return sheet


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
