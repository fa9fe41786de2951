"""A new workbook for a harvest that has none, or whose own cannot be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from classifier.codebook import Codebook
from classifier.errors import HarvestError
from classifier.harvest.headings import TARGET, alias_table, map_headings
from classifier.outputs import FORMULA_STARTS
from classifier.records import Fragment, Harvest, Origin, Problem
from classifier.xlsx.cell_looks import PLAIN_CELL, PLAIN_HEADING, PLAIN_TEXT
from classifier.xlsx.markup import (
    WORKSHEET_ORDER,
    add,
    element,
    insert,
)
from classifier.xlsx.new_workbook import new_package
from classifier.xlsx.package import Package
from classifier.xlsx.ranges import Area
from classifier.xlsx.sheet_cells import SheetCells
from classifier.xlsx.styles import Styles

SHEET = "Harvest"
ID_HEADING = "FragmentID"
_TEXT_HEADINGS = ("Outcome description", "Significance of the outcome")
_SHORT, _LONG = 16.0, 55.0

# Of a confidential row only this much is copied: what it takes to find and to code it.
_OPEN_FIELDS = frozenset(
    "id status harvest country year confidential negative coder version".split()
)


def blank_workbook(
    harvest: Harvest, codebook: Codebook, file: str
) -> tuple[Package, tuple[Fragment, ...], tuple[Problem, ...]]:
    """Lay a harvest out in a new workbook; the fragments come back with their rows in it."""
    if not harvest.fragments:
        raise HarvestError(
            "There is no fragment to write suggestions beside.",
            hint="Check with “classifier check” what can be read from the harvest.",
        )
    package = new_package()
    styles = Styles(package)
    fields = _fields(harvest.fragments, codebook)
    table = _lay_out(harvest.fragments, fields)
    grid = _write(table, fields, styles)
    package.add_sheet(SHEET, grid.root)
    moved = tuple(
        replace(one, origin=Origin(file, row, SHEET), cells=dict.fromkeys(table[0], ""))
        for row, one in enumerate(harvest.fragments, start=2)
    )
    return package, moved, _notices(harvest.fragments, file)


def _lay_out(fragments: Sequence[Fragment], fields: dict[str, str]) -> list[list[str]]:
    """Give the headings and then the rows; ``fields`` says which heading names which field."""
    headings = list(dict.fromkeys(name for one in fragments for name in one.cells))
    added = [] if "id" in fields.values() else [ID_HEADING]
    if not {"outcome", "significance", "merged"} & set(fields.values()):
        added += _TEXT_HEADINGS
    rows = [[*added, *headings]]
    for one in fragments:
        texts = ("", "") if one.confidential else (one.outcome, one.significance)
        ours = {ID_HEADING: one.id, **dict(zip(_TEXT_HEADINGS, texts, strict=True))}
        theirs = [
            one.cells.get(name, "")
            if not one.confidential or _is_open(fields.get(name, ""))
            else ""
            for name in headings
        ]
        rows.append([*(ours.get(name, "") for name in added), *theirs])
    return rows


def _fields(fragments: Sequence[Fragment], codebook: Codebook) -> dict[str, str]:
    headings = list(dict.fromkeys(name for one in fragments for name in one.cells))
    found = map_headings(headings, alias_table(codebook)).columns
    return {headings[column]: field for field, column in found.items()}


def _is_open(field: str) -> bool:
    return field in _OPEN_FIELDS or field.startswith(TARGET)


def _write(table: list[list[str]], fields: dict[str, str], styles: Styles) -> SheetCells:
    grid = SheetCells(element("worksheet"))
    _freeze_and_filter(grid, len(table), len(table[0]))
    looks = [PLAIN_TEXT if _is_read(name, fields) else PLAIN_CELL for name in table[0]]
    for row, values in enumerate(table, start=1):
        for column, (value, look) in enumerate(zip(values, looks, strict=True), start=1):
            quoted = replace(look, text_prefix=value.startswith(FORMULA_STARTS))
            style = styles.look(PLAIN_HEADING if row == 1 else quoted)
            grid.put_text(row, column, value, style)
    widths = [_LONG if look is PLAIN_TEXT else _SHORT for look in looks]
    grid.set_widths(dict(enumerate(widths, start=1)))
    grid.write_dimension()
    return grid


def _is_read(heading: str, fields: dict[str, str]) -> bool:
    """Whether a person reads this column to decide: the two texts that count."""
    return heading in _TEXT_HEADINGS or fields.get(heading, "") in ("outcome", "significance")


def _freeze_and_filter(grid: SheetCells, n_rows: int, n_columns: int) -> None:
    views = insert(grid.root, element("sheetViews"), WORKSHEET_ORDER)
    view = add(views, "sheetView", workbookViewId="0")
    pane = add(view, "pane", xSplit="1", ySplit="1", topLeftCell="B2", activePane="bottomRight")
    pane.set("state", "frozen")
    span = Area(1, 1, n_rows, n_columns)
    insert(grid.root, element("autoFilter", ref=str(span)), WORKSHEET_ORDER)


def _notices(fragments: Sequence[Fragment], file: str) -> tuple[Problem, ...]:
    hidden = sum(one.confidential for one in fragments)
    if not hidden:
        return ()
    rows = "row" if hidden == 1 else "rows"
    what = f"has {hidden} confidential {rows} without the text."
    hint = "The text stays in the harvest's own file; read it there."
    return (Problem(Origin(file), "confidential-left-out", what, hint, notice=True),)
