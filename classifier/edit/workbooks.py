"""A workbook written again with some cells changed; every part that is not touched stays."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.codebook.headings import OURS
from classifier.edit.provenance import column_width, is_for_the_program
from classifier.errors import HarvestError, foreign
from classifier.harvest.headings import TARGET
from classifier.records import Origin, Problem
from classifier.text_files import require_file
from classifier.translations import in_every_language, tell
from classifier.xlsx.markup import STRICT
from classifier.xlsx.package import MAX_PARTS, SAVE_AGAIN, Package
from classifier.xlsx.sheet_cells import SheetCells, shared_strings
from classifier.xlsx.sheet_columns import SheetColumns
from classifier.xlsx.styles import Look, Styles

if TYPE_CHECKING:
    from classifier.edit import TableChange
    from classifier.harvest.table import Table
    from classifier.xlsx.package import SheetEntry


def rewrite_workbook(
    source: Path, target: Path, changes: Sequence[TableChange]
) -> tuple[Problem, ...]:
    """Write a copy of ``source`` with its changes; returns notices."""
    named = cannot_keep(source)
    if named:
        raise HarvestError(
            f"{source.name} cannot be kept as it is: {'; '.join(named)}.",
            hint="Save it in Excel as an ordinary workbook (.xlsx) and try again.",
        )
    package = Package.read(source)
    entries = {entry.name: entry for entry in package.sheets()}
    strings, styles = shared_strings(package), Styles(package)
    notices: list[Problem] = []
    for change in changes:
        table = change.table
        # The only sheet of a workbook goes without its name.
        entry = entries[table.origin.sheet or next(iter(entries))]
        grid = SheetCells(package.tree(entry.part), strings)
        sheet = SheetEdit(package, entry, grid, styles, _like_column(table))
        sheet.write(
            table.heading_row,
            table.columns,
            drop={table.columns[name] for name in change.drop if name in table.columns},
            add=change.add,
            cells=change.cells,
        )
        notices += [
            replace(one, origin=replace(table.origin, column=one.origin.column))
            for one in sheet.notices
        ]
    drop_counts(package)
    package.write(target)
    return tuple(notices)


def drop_counts(package: Package) -> None:
    """Take out the sheet of counts that ``finish --summary`` added: they hold no longer."""
    strings = shared_strings(package)
    titles = {f"{OURS} {title}" for title in in_every_language("counts_title")}
    for entry in package.sheets():
        if not entry.name.startswith(in_every_language("counts_sheet")):
            continue
        if SheetCells(package.look(entry.part), strings).text(1, 1) in titles:
            package.remove_sheet(entry.name)


def _like_column(table: Table) -> int:
    """The column whose looks new columns take over: one with codes, else the last."""
    codes = (names[0] for field, names in table.fields.items() if field.startswith(TARGET))
    return next((table.columns[name] for name in codes if name in table.columns),
                max(table.columns.values(), default=1))  # fmt: skip


class SheetEdit:
    """Changes to one sheet of a package, written in place.

    ``like`` is the column whose looks new cells take over.
    """

    def __init__(
        self, package: Package, entry: SheetEntry, grid: SheetCells, styles: Styles, like: int
    ) -> None:
        self._package, self._entry, self._grid = package, entry, grid
        self._styles, self._like = styles, like
        self._columns: dict[str, int] = {}
        self.notices: list[Problem] = []

    def write(
        self,
        heading_row: int,
        columns: Mapping[str, int],
        *,
        drop: Collection[int],
        add: Sequence[str],
        cells: Mapping[int, Mapping[str, str]],
    ) -> None:
        """Drop columns, add others, and write cells by row and heading.

        Parameters
        ----------
        columns : the number of each heading's column
        """
        around = SheetColumns(self._package, self._entry, self._grid, heading_row)
        if drop:
            around.drop(drop)
        self._columns = {name: column for name, column in columns.items() if column not in drop}
        added = around.add(add, self._grid.style(heading_row, self._like)) if add else []
        self._columns |= dict(zip(add, added, strict=True))
        if added:
            widths = {column: column_width(name) for name, column in zip(add, added, strict=True)}
            self._grid.set_widths(widths)
        kept: dict[str, None] = {}
        for row, texts in cells.items():
            for name, text in texts.items():
                if self._put(row, name, text):
                    kept[name] = None
        if not around.close():
            what, hint = tell("decision_table_kept"), tell("decision_table_kept_hint")
            self._notice("table-not-extended", "", what, hint)
        for name in kept:
            what, hint = tell("decision_formula_kept"), tell("decision_formula_kept_hint")
            self._notice("formula-kept", name, what, hint)
        self._grid.write_dimension()

    def _put(self, row: int, heading: str, text: str) -> bool:
        """Write a cell; True if it holds a formula that has to stay."""
        column = self._columns.get(heading)
        if column is None:
            raise HarvestError(
                f"Sheet “{self._entry.name}” has no cell of its own for “{heading}”.",
                hint="Give each column one heading, right above its cells.",
            )
        grid = self._grid
        if grid.text(row, column) == text:
            return False
        if grid.formula(row, column) in ("shared", "array"):
            # Other cells take their formula from this one.
            grid.put_cached(row, column, text)
            return True
        style = grid.style(row, column) or grid.style(row, self._like)
        if is_for_the_program(heading):
            style = self._styles.look(Look(wrapped=False))
        grid.put_text(row, column, text, self._styles.kept_as_text(style, text))
        return False

    def _notice(self, kind: str, column: str, what: str, hint: str) -> None:
        origin = Origin("", sheet=self._entry.name, column=column)
        self.notices.append(Problem(origin, kind, what, hint, notice=True))


_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_FOREIGN = {
    "xl/workbook.bin": "the binary format .xlsb",
    "content.xml": "the OpenDocument format (.ods)",
    "Index/Document.iwa": "the format of Apple Numbers",
}
SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm")
"""Endings of workbooks that can be carried over; a copy must keep its ending."""


def cannot_keep(path: Path) -> tuple[str, ...]:
    """Name in plain words what stands against writing into a copy of ``path``; () if nothing does.

    A file that is no workbook at all is named as well ("a text file"), never an error: its
    suggestions go to a new workbook.
    """
    found = _by_first_bytes(path)
    if found:
        return (found,)
    package = Package.read(path)
    names = {name.casefold() for name in package.names()}
    named = []
    if package.look(package.workbook_part).tag.startswith(f"{{{STRICT}}}"):
        named.append("the format “Strict Open XML” (save it as an ordinary Excel workbook)")
    if any(name.startswith("_xmlsignatures/") for name in names):
        named.append("a digital signature, which any change breaks")
    if any(name.startswith("xl/revisions/") for name in names):
        named.append("the change history of a shared workbook")
    return tuple(named)


def _by_first_bytes(path: Path) -> str:
    with foreign(path.name, SAVE_AGAIN):
        require_file(path, path.name)
        with path.open("rb") as file:
            start = file.read(8)
        is_packed = start.startswith(b"PK") and zipfile.is_zipfile(path)
        names: list[str] = []
        if is_packed:
            with zipfile.ZipFile(path) as archive:
                names = archive.namelist()[:MAX_PARTS]
    if start == _OLE:
        return "a password, or the old format .xls"
    if not is_packed:
        return "a file that is no workbook (.xlsx)"
    return next((what for name, what in _FOREIGN.items() if name in names), "")


def suggested_path(source: Path) -> Path:
    """Name the output beside a harvest: ``h.xlsx`` gives ``h-suggested.xlsx``.

    A workbook with macros keeps its ending, unless it cannot be kept at all.
    """
    kept = source.suffix.lower() in SUFFIXES and not cannot_keep(source)
    return source.with_name(f"{source.stem}-suggested{source.suffix if kept else '.xlsx'}")


def lock_notices(path: Path) -> tuple[Problem, ...]:
    """Say if a workbook seems to be open: Excel and LibreOffice put a small file beside it."""
    marks = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    if not any(mark.exists() for mark in marks):
        return ()
    what, hint = tell("decision_open_elsewhere"), tell("decision_open_elsewhere_hint")
    return (Problem(Origin(path.name), "open-elsewhere", what, hint, notice=True),)
