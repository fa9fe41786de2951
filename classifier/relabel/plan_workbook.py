"""``plan.xlsx``: the plan to be read and decided by people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from classifier.decide.rows import text_digest
from classifier.errors import HarvestError
from classifier.harvest.fragments import to_entries
from classifier.relabel.plan_lines import (
    COLUMNS,
    DATA_SHEET,
    DECISION,
    LINES_SHEET,
    SUMMARY_SHEET,
    WORDS,
    Line,
    after_text,
    choices,
    line_of,
    listed_lines,
)
from classifier.relabel.summary_sheet import write_summary
from classifier.xlsx.markup import element
from classifier.xlsx.new_workbook import Sheet, new_package
from classifier.xlsx.ranges import Area, address, letters
from classifier.xlsx.sheet_cells import SheetCells
from classifier.xlsx.sheet_columns import fit_heights
from classifier.xlsx.sheet_features import add_rules, print_across
from classifier.xlsx.styles import (
    BODY,
    DECIDED_COLOURS,
    DISCUSS_COLOURS,
    HEADING,
    HEADING_DECISION,
    VERDICT_COLOURS,
    Styles,
)

if TYPE_CHECKING:
    from classifier.engine.archive_files import ArchiveFile
    from classifier.harvest.table import Row, Table
    from classifier.relabel.moves import Move, PlannedRow
    from classifier.relabel.plan_file import Plan
    from classifier.xlsx.styles import Look


def write_review(plan: Plan, archive: Iterable[tuple[ArchiveFile, Table, Row]]) -> None:
    """Write the workbook of a plan; ``archive`` are the harvests' rows in the plan's order.

    Where there are more lines than a person reads, those that nobody need look at are left out
    first; the facts hold them all.
    """
    package = new_package()
    styles = Styles(package)
    listed, left_out = listed_lines(plan)
    summary = write_summary(plan, styles, left_out)
    package.add_sheet(SUMMARY_SHEET, summary.grid.root)
    writer = _Writer(plan, styles)
    archive = iter(archive)
    for row in plan.rows():
        moves = [move for move in row.moves if (row.number, move.target) in listed]
        text = _text(row, archive) if moves else ""
        for move in moves:
            writer.write(line_of(row, move, plan.codebook, text), row, move)
    package.add_sheet(LINES_SHEET, writer.finish().root)
    package.add_sheet(DATA_SHEET, writer.data.root, hidden=True)
    print_across(package, SUMMARY_SHEET, heading=False)
    print_across(package, LINES_SHEET)
    package.write(plan.decisions)


def _text(planned: PlannedRow, archive: Iterator[tuple[ArchiveFile, Table, Row]]) -> str:
    """Go on through the archive to a planned row, and give the text that is shown of it."""
    place = (planned.file, planned.sheet, planned.row)
    for file, table, row in archive:
        if (file.label, row.origin.sheet, row.origin.row or 0) == place:
            ((entry,), _) = to_entries(replace(table, rows=(row,)), alone=False)
            if text_digest(entry.fragment) != planned.text:
                break
            if planned.confidential:
                return f"(confidential: read it in {planned.file}, row {planned.row})"
            return entry.fragment.outcome or entry.fragment.significance
    raise HarvestError(
        f"{planned.file} was changed while the plan was made.", hint="Make the plan again."
    )


class _Writer:
    """Writes the lines, and the choices of their drop-downs on the hidden sheet."""

    def __init__(self, plan: Plan, styles: Styles) -> None:
        self._plan, self._styles = plan, styles
        self._sheet = Sheet(styles, frozen=1)
        self.data = SheetCells(element("worksheet"))
        self.data.put_text(1, 1, WORDS["data"])
        self.data.put_text(2, 1, plan.header.id)
        self._choices: dict[tuple[str, ...], list[int]] = {}
        looks = [HEADING_DECISION if c.key == DECISION else HEADING for c in COLUMNS]
        self._sheet.put([column.heading for column in COLUMNS], looks)
        self._looks: list[Look] = [BODY[column.look] for column in COLUMNS]

    def write(self, line: Line, row: PlannedRow, move: Move) -> None:
        """Write one line."""
        # An empty cell keeps its looks too: one sees where to decide.
        number = self._sheet.put([line.cell(column.key) or "" for column in COLUMNS], self._looks)
        target = self._plan.codebook.target(line.target)
        offered = [after_text(one, target) for one in choices(row, move, self._plan.codebook)]
        words = (WORDS["accept"], WORDS["keep"], WORDS["discuss"])
        self._choices.setdefault((*words, *offered), []).append(number)

    def finish(self) -> SheetCells:
        """Add drop-downs, colours, widths and filters."""
        sheet, last = self._sheet, max(self._sheet.row, 2)
        decision = len(COLUMNS)
        for row, (offered, rows) in enumerate(self._choices.items(), start=3):
            for column, text in enumerate(offered, start=1):
                self.data.put_text(row, column, text)
            source = f"'{DATA_SHEET}'!$A${row}:${letters(len(offered))}${row}"
            sheet.dropdown(rows, decision, source)
        how = next(i for i, c in enumerate(COLUMNS, start=1) if c.key == "how")
        colours = (("person", "unsure"), ("model", "suggest"), ("rule", "not-readable"))
        rules = [
            (f'${letters(how)}2="{WORDS[word]}"', self._styles.difference(*VERDICT_COLOURS[look]))
            for word, look in colours
        ]
        add_rules(sheet.grid.root, [Area(2, how, last, how)], rules)
        cell = address(2, decision)
        rules = [
            (f'{cell}="{WORDS["discuss"]}"', self._styles.difference(*DISCUSS_COLOURS)),
            (f"LEN(TRIM({cell}))>0", self._styles.difference(*DECIDED_COLOURS)),
        ]
        add_rules(sheet.grid.root, [Area(2, decision, last, decision)], rules)
        sheet.grid.set_widths({i: c.width for i, c in enumerate(COLUMNS, start=1)})
        sheet.filter(1, len(COLUMNS))
        fit_heights(sheet.grid, self._styles, list(sheet.grid.row_numbers), ours_from=1)
        sheet.grid.write_dimension()
        self.data.write_dimension()
        return sheet.grid
