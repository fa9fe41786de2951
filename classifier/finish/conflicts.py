"""The sheet "Review" of a joined workbook: the rows on which its coders differ, side by side.

It stands in front of her own sheets, as it does in a pre-tagged workbook, and is finished as that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from classifier.codebook import Target
from classifier.decide.rows import digest
from classifier.finish.copies import Conflict, Joined
from classifier.harvest import read_harvest
from classifier.harvest.headings import alias_table
from classifier.translations import say, written_in
from classifier.workbook.her_rows import ReviewedRow, whole_digest
from classifier.workbook.hidden_sheet import (
    Pretagged,
    PretaggedRow,
    choices_range,
    write_hidden_sheet,
)
from classifier.workbook.layout import (
    DATA_SHEET,
    DECISION_COLUMN,
    KEY_COLUMN,
    PREFIX,
    TEXT_COLUMN,
    title,
)
from classifier.workbook.review_sheet import text_of
from classifier.workbook.reviewed import ReviewedSheet
from classifier.workbook.sheet_headings import Headings, headings_at
from classifier.workbook.side_by_side import (
    decision_column,
    meanings,
    meanings_column,
    offer_answers,
    said_column,
)
from classifier.xlsx.decision_sheet import Column, DecisionSheet
from classifier.xlsx.new_workbook import Hint
from classifier.xlsx.styles import Styles
from classifier.xlsx.tabs import read_tabs, show_first


@dataclass(frozen=True, slots=True)
class _Row:
    """One fragment with its conflicts by target id, and its text as it is shown."""

    row: ReviewedRow
    fragment: PretaggedRow
    text: str
    conflicts: Mapping[str, Conflict]


def add_conflicts(joined: Joined, settled: Mapping[str, Sequence[str]]) -> None:
    """Put the sheets to decide in back into the written workbook, for the conflicts alone.

    They speak the language of the workbook. ``settled`` has the targets that were written, by
    fragment.
    """
    with written_in(joined.base.reviewed.pretagged.language):
        _add_conflicts(joined, settled)


def _add_conflicts(joined: Joined, settled: Mapping[str, Sequence[str]]) -> None:
    base = joined.base
    package, pretagged = base.reviewed.package, base.reviewed.pretagged
    rows = list(_rows(joined))
    sheets = {sheet.entry.name: sheet for sheet in base.reviewed.sheets}
    headings = {name: _headings_now(sheet, pretagged) for name, sheet in sheets.items()}
    remembered = [
        _remembered(one, sheets[one.row.sheet], headings[one.row.sheet], older=pretagged.older)
        for one in rows
    ]
    pretagged = replace(
        pretagged,
        rows=tuple(remembered),
        sheets={n: list(sheets[n].grid.texts(h.row).values()) for n, h in headings.items()},
        tabs=read_tabs(package),
        older=False,
        settled={one.fragment.key: settled.get(one.fragment.key, ()) for one in rows},
    )
    data = package.add_sheet(DATA_SHEET, write_hidden_sheet(pretagged), hidden=True)
    sheet = _ConflictSheet(pretagged, joined.coders, rows).write(Styles(package), data)
    show_first(package, sheet.add_to(package, say("title")))


def _rows(joined: Joined) -> Iterator[_Row]:
    """Go through the fragments with conflicts, in the order of the suggestions."""
    base = joined.base
    pairs = {fragment.key: (row, fragment) for row, fragment in base.match.rows}
    harvest = read_harvest(base.path, base.reviewed.pretagged.codebook)
    texts = {(one.origin.sheet, one.origin.row): one for one in harvest.fragments}
    only = len(base.reviewed.sheets) == 1
    for key, of_key in groupby(joined.conflicts, lambda one: one.key):
        row, fragment = pairs[key]
        place = row.sheet, row.row
        read = texts.get(place) or (texts.get(("", row.row)) if only else None)
        text = text_of(replace(read, id=key), quote=True) if read else key
        yield _Row(row, fragment, text, {one.target: one for one in of_key})


def _headings_now(sheet: ReviewedSheet, pretagged: Pretagged) -> Headings:
    """Read the headings again, with the columns that were written."""
    return headings_at(sheet.grid, sheet.headings.row, alias_table(pretagged.codebook))


def _remembered(
    one: _Row, sheet: ReviewedSheet, headings: Headings, *, older: bool
) -> PretaggedRow:
    """Return what finds the row again as it stands now, and what was suggested for it."""
    targets = one.fragment.targets
    if older:  # it kept no probabilities, but what it suggested was no guess
        targets = tuple(replace(offered, calibrated=True) for offered in targets)
    return replace(
        one.fragment,
        targets=targets,
        shown=digest(one.text),
        whole=whole_digest(sheet.grid, one.row.row, headings.texts),
    )


@dataclass(frozen=True)
class _ConflictSheet:
    pretagged: Pretagged
    coders: Sequence[str]
    rows: Sequence[_Row]

    def write(self, styles: Styles, data: str) -> DecisionSheet:
        """Lay out the sheet; ``data`` names the hidden sheet with the choices."""
        sheet = DecisionSheet(styles, self._columns())
        for row in self.rows:
            sheet.put(self._cells(row))
        column = 1
        for target in self._targets:
            n_answers = len(self.coders) if self._is_disputed(target) else 0
            column += n_answers + 1
            if n_answers:
                offer_answers(sheet, column, n_answers, title(target))
            else:
                source = choices_range(data, self.pretagged.codebook, target)
                sheet.offer(column, source, Hint(title(target), say("decision_prompt")))
        return sheet

    @property
    def _targets(self) -> list[Target]:
        """Those that are asked, and those that follow but were decided otherwise."""
        book = self.pretagged.codebook
        return [t for t in book.targets if t in book.asked or self._is_disputed(t)]

    def _is_disputed(self, target: Target) -> bool:
        return any(target.id in one.conflicts for one in self.rows)

    def _columns(self) -> list[Column]:
        columns = [self._column(TEXT_COLUMN)]
        for target in self._targets:
            for coder in self.coders if self._is_disputed(target) else ():
                said = say("said_by", name=coder)
                columns.append(said_column(f"{PREFIX}{said} – {title(target)}"))
            columns.append(decision_column(self.pretagged.heading(DECISION_COLUMN, target)))
        return [*columns, meanings_column(PREFIX), self._column(KEY_COLUMN)]

    def _column(self, column: Column) -> Column:
        """Return one of our columns as this workbook calls it."""
        return replace(column, mark="", own=self.pretagged.heading(column))

    def _cells(self, one: _Row) -> list[str]:
        cells = [one.text]
        for target in self._targets:
            conflict = one.conflicts.get(target.id)
            if self._is_disputed(target):
                cells += conflict.said if conflict else [""] * len(self.coders)
            cells.append("")
        labels = [label for conflict in one.conflicts.values() for label in conflict.disputed]
        return [*cells, meanings(labels), one.fragment.key]
