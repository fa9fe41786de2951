"""Columns added to a sheet and taken out of it: its filter and its Excel tables follow.

Sorting in Excel moves only what a filter or a table spans, so a column beside them would be torn
off its rows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from lxml import etree

from classifier.xlsx.markup import (
    EXCEL_FORMULA,
    MAX_COLUMNS,
    Area,
    area,
    areas,
    children,
    detach,
    element,
    letters,
    main,
    needed,
    stated_number,
    without_columns,
)
from classifier.xlsx.package import Package, SheetEntry
from classifier.xlsx.sheet_cells import SheetCells, drop_widths
from classifier.xlsx.sheet_rows import DEFAULT_WIDTH

_SQREF = f"{{{EXCEL_FORMULA}}}sqref"


def clear_columns(root: etree._Element, columns: Collection[int]) -> None:
    """Take whole columns out of the reach of validations, rules, marks and links."""
    for tag in ("conditionalFormatting", "dataValidation", "ignoredError", "protectedRange"):
        for one in list(root.iter(main(tag))):
            _narrow(one, "sqref", columns)
    for one in list(root.iter(_SQREF)):
        left = without_columns(areas(one.text or ""), columns)
        one.text = " ".join(map(str, left))
        holder = one.getparent()
        if not left and holder is not None:
            _drop(holder)
    for tag in ("hyperlink", "mergeCell"):
        for one in list(root.iter(main(tag))):
            _narrow(one, "ref", columns)


def _narrow(one: etree._Element, key: str, columns: Collection[int]) -> None:
    old = areas(one.get(key, ""))
    left = without_columns(old, columns)
    if not left:
        _drop(one)
    elif left != old:
        # Merged cells and links span one range only: the part before the gap.
        one.set(key, " ".join(map(str, left)) if key == "sqref" else str(left[0]))


def _drop(one: etree._Element) -> None:
    """Remove an element; a list that becomes empty goes with it, one that counts is recounted."""
    parent = one.getparent()
    detach(one)
    if parent is None or etree.QName(parent).localname == "worksheet":
        return
    if len(parent) == 0:
        _drop(parent)
    elif "count" in parent.attrib:
        parent.set("count", str(len(parent)))


# -- filters


def sheet_filter(root: etree._Element) -> Area | None:
    """Give the cells that the sheet's own filter spans; None without a filter."""
    found = root.find(main("autoFilter"))
    return None if found is None else area(found.get("ref", "A1"))


def set_filter(package: Package, entry: SheetEntry, span: Area) -> None:
    """Let the sheet's filter span ``span``; the workbook keeps a hidden name for it."""
    needed(package.tree(entry.part), "autoFilter").set("ref", str(span))
    book = package.tree(package.workbook_part)
    sheets = children(book.find(main("sheets")), "sheet")
    position = next(i for i, one in enumerate(sheets) if one.get("name") == entry.name)
    for one in children(book.find(main("definedNames")), "definedName"):
        if one.get("name") == "_xlnm._FilterDatabase" and one.get("localSheetId") == str(position):
            sheet = (one.text or "").rpartition("!")[0]
            first, last = (f"${letters(c)}${r}" for r, c in span.corners)
            one.text = f"{sheet}!{first}:{last}"


def forget_criteria(holder: etree._Element, columns: Collection[int]) -> bool:
    """Clear a filter that chooses by one of ``columns``; True if rows must be shown again."""
    found = holder.find(main("autoFilter"))
    if found is None:
        return False
    for sort in [*children(found, "sortState"), *children(holder, "sortState")]:
        if any(area(c.get("ref", "A1")).left in columns for c in children(sort, "sortCondition")):
            detach(sort)
    left = area(found.get("ref", "A1")).left
    chosen = children(found, "filterColumn")
    if not any(left + stated_number(one, "colId", 0) in columns for one in chosen):
        return False
    for one in chosen:
        found.remove(one)
    return True


# -- tables (Excel's own: Insert > Table)


def table_names(root: etree._Element) -> list[str]:
    """List the names of a table's columns, from left to right."""
    return [one.get("name", "") for one in children(needed(root, "tableColumns"), "tableColumn")]


def change_table(root: etree._Element, right: int, names: Sequence[str]) -> None:
    """Give a table a new right edge and column names; columns that keep theirs keep their looks."""
    span = replace(area(root.get("ref", "A1")), right=right)
    root.set("ref", str(span))
    found = root.find(main("autoFilter"))
    if found is not None:
        bottom = area(found.get("ref", "A1")).bottom
        found.set("ref", str(replace(span, bottom=bottom)))
    group = needed(root, "tableColumns")
    old = {one.get("name", ""): one for one in group}
    number = max((stated_number(one, "id", 0) for one in group), default=0)
    group[:] = []
    for name in names:
        one = old.get(name)
        if one is None:
            number += 1
            one = element("tableColumn", id=str(number), name=name)
        group.append(one)
    group.set("count", str(len(group)))


class SheetColumns:
    """The columns of one sheet, to be dropped, added, and then closed up."""

    def __init__(
        self, package: Package, entry: SheetEntry, grid: SheetCells, heading_row: int
    ) -> None:
        self._package, self._entry, self._grid = package, entry, grid
        self._row = heading_row
        self._dropped: set[int] = set()
        self._added: dict[int, str] = {}

    def drop(self, columns: Collection[int]) -> None:
        """Take columns out, with all that the sheet knows about them."""
        self._dropped = set(columns)
        self._grid.remove_columns(self._dropped)
        root = self._grid.root
        clear_columns(root, self._dropped)
        widths = root.find(main("cols"))
        if widths is not None:
            drop_widths(widths, self._dropped)
            if len(widths) == 0:
                root.remove(widths)
        self._lift_filters()

    def add(self, headings: Sequence[str], style: int | None = None) -> list[int]:
        """Write headings over columns where others were dropped, then right of all others.

        They stand right beside the last column in use: sorting in Excel stops at an empty one.
        """
        grid = self._grid
        merged = [one.right for one in grid.merged() if one.bottom >= self._row]
        span = sheet_filter(grid.root)
        tables = [self._span_of(part).right for part in self._tables()]
        # Whole rows that are merged or filtered would leave no room at all.
        ends = [end for end in (*merged, *([span.right] if span else []), *tables)
                if end < MAX_COLUMNS]  # fmt: skip
        first = max(grid.last_column(), *ends, 0) + 1
        free = [*sorted(self._dropped), *range(first, first + len(headings))][: len(headings)]
        for column, heading in zip(free, headings, strict=True):
            self._added[column] = heading
            if column <= MAX_COLUMNS:
                grid.put_text(self._row, column, heading, style)
        return free

    def close(self) -> bool:
        """Let filter and tables span what is there now; False if a table could not grow."""
        span = sheet_filter(self._grid.root)
        last = max([self._grid.last_column(), *self._added], default=1)
        grown = bool(span and self._added and span.top == self._row)
        if span and (grown or span.right in self._dropped):
            set_filter(self._package, self._entry, replace(span, right=last))
        # All of them, also after one that could not grow.
        grown_tables = [self._close_table(part) for part in self._tables()]
        return all(grown_tables)

    def _tables(self) -> list[str]:
        return list(self._package.related(self._entry.part, "table"))

    def _span_of(self, table: str) -> Area:
        return area(self._package.look(table).get("ref", "A1"))

    def _lift_filters(self) -> None:
        """Filters by columns that go are lifted: nobody could lift them afterwards."""
        grid, gone = self._grid, self._dropped
        span = sheet_filter(grid.root)
        if span and forget_criteria(grid.root, gone):
            grid.show_rows(span.top + 1, span.bottom)
        for part in self._tables():
            box = self._span_of(part)
            if not gone & set(range(box.left, box.right + 1)):
                continue
            if forget_criteria(self._package.tree(part), gone):
                grid.show_rows(box.top + 1, box.bottom)

    def _close_table(self, part: str) -> bool:
        """Rename a table's columns where others stood, and cut off those that are empty now."""
        root, box = self._package.look(part), self._span_of(part)
        if box.top != self._row or root.get("headerRowCount") == "0":
            return True
        gone = self._dropped - self._added.keys()
        right = box.right
        while right + 1 in self._added:
            right += 1
        beside = bool(self._added) and right == box.right and min(self._added) > box.right
        if root.get("tableType", "worksheet") != "worksheet" or beside:
            return not self._added
        inside = (self._dropped | self._added.keys()) & set(range(box.left, right + 1))
        if inside:
            self._rename(self._package.tree(part), box, right, gone)
        return True

    def _rename(self, root: etree._Element, box: Area, right: int, gone: set[int]) -> None:
        names = dict(enumerate(table_names(root), start=box.left))
        names |= {column: text for column, text in self._added.items() if column <= right}
        last = max(column for column in names if column not in gone)
        for column in sorted(gone & set(range(box.left, last))):
            # A column of hers stands right of it: an Excel table cannot have a gap.
            names[column] = f"Column{column}"
            self._grid.put_text(self._row, column, names[column])
        kept = [names[column] for column in range(box.left, last + 1)]
        change_table(root, last, kept)


# -- widths and heights


def restore_height(grid: SheetCells, row: int, before: str) -> None:
    """Give a row the height it had, unless a person fixed another since."""
    if grid.height_is_fixed(row):
        return
    if before:
        grid.set_height(row, float(before))
    else:
        grid.drop_height(row)


def column_widths(grid: SheetCells) -> dict[int, float]:
    """Give the width of each column that states one, in characters."""
    widths = {}
    for one in children(grid.root.find(main("cols")), "col"):
        first, last = stated_number(one, "min", 1), stated_number(one, "max", 1)
        for column in range(first, min(last, first + 500) + 1):
            widths[column] = float(one.get("width", str(DEFAULT_WIDTH)))
    return widths
