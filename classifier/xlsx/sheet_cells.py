"""One sheet's cells, read as text and written in place."""

from __future__ import annotations

import copy
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping

from lxml import etree

from classifier.xlsx.markup import (
    WORKSHEET_ORDER,
    Area,
    add,
    address,
    area,
    children,
    cleaned,
    detach,
    drop_attributes,
    element,
    main,
    obtain,
    place,
    set_text,
    stated_number,
    unescaped,
    without_columns,
)
from classifier.xlsx.package import Package

# Excel's limit; a longer cell makes it call the file damaged.
MAX_CELL = 32_767

_CELL, _ROW, _VALUE, _INLINE, _FORMULA = main("c"), main("row"), main("v"), main("is"), main("f")
_TEXT, _RUN = main("t"), main("r")
_WHOLE = re.compile(r"(-?\d+)\.0+")


def shared_strings(package: Package) -> tuple[str, ...]:
    """Read the workbook's table of strings; empty where it has none."""
    part = next(package.related(package.workbook_part, "sharedStrings"), "")
    if not part:
        return ()
    return tuple(_plain(one) for one in children(package.look(part), "si"))


class SheetCells:
    """The cells of one worksheet, by row and column, both 1-based.

    ``root`` is the worksheet's tree and is changed in place. Cells and rows may leave out their
    addresses (they then follow each other), so both are counted here once.
    """

    def __init__(self, root: etree._Element, strings: tuple[str, ...] = ()) -> None:
        self.root = root
        self._strings = strings
        self._data = obtain(root, "sheetData", WORKSHEET_ORDER)
        self._rows: dict[int, etree._Element] = {}
        self._cells: dict[int, dict[int, etree._Element]] = {}
        number = 0
        for row in self._data.iterchildren(_ROW):
            number = stated_number(row, "r", number + 1)
            self._rows[number] = row
            self._cells[number] = _count_cells(row)
        self._last_row = max(self._rows, default=0)

    # -- reading

    @property
    def row_numbers(self) -> tuple[int, ...]:
        """The rows that are written down in the sheet, in order."""
        return tuple(self._rows)

    def text(self, row: int, column: int) -> str:
        """Give a cell's value as text, "" if empty; errors such as #N/A are empty too."""
        cell = self._cells.get(row, {}).get(column)
        return "" if cell is None else self._value(cell)

    def shown(self, row: int, column: int) -> str:
        """Return a cell's text as `text` does, but errors by their name, formulas as written.

        A formula counts as text only where it has no result.
        """
        cell = self._cells.get(row, {}).get(column)
        if cell is None:
            return ""
        kind, formula = cell.get("t", "n"), cell.find(_FORMULA)
        value = cell.findtext(_VALUE) or ""
        if kind == "e":
            return value
        if formula is not None and not value and kind != "str":  # "str": it gave an empty text
            return f"={formula.text or '…'}"
        return self._value(cell)

    def texts(self, row: int) -> dict[int, str]:
        """Give the cells of a row that hold something, by column."""
        values = {column: self._value(cell) for column, cell in self._cells.get(row, {}).items()}
        return {column: value for column, value in sorted(values.items()) if value}

    def _value(self, cell: etree._Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(_INLINE)
            return "" if inline is None else _plain(inline)
        found = cell.find(_VALUE)
        value = "" if found is None else found.text or ""
        if kind == "s":
            number = int(value) if value.strip().isdecimal() else -1
            return self._strings[number] if 0 <= number < len(self._strings) else ""
        if kind == "e":
            return ""
        if kind == "n":
            whole = _WHOLE.fullmatch(value)
            return whole[1] if whole else value
        return unescaped(value)

    def last_column(self) -> int:
        """Give the last column in which any cell holds a value or a formula."""
        return max(
            (
                column
                for cells in self._cells.values()
                for column, cell in cells.items()
                if len(cell)
            ),
            default=0,
        )

    def style(self, row: int, column: int) -> int:
        """Give the number of a cell's style."""
        cell = self._cells.get(row, {}).get(column)
        return 0 if cell is None else stated_number(cell, "s", 0)

    def formula(self, row: int, column: int) -> str:
        """Say what kind of formula a cell holds: "", "normal", "shared" or "array"."""
        cell = self._cells.get(row, {}).get(column)
        found = None if cell is None else cell.find(_FORMULA)
        return "" if found is None else found.get("t", "normal")

    # -- writing

    def put_text(self, row: int, column: int, text: str, style: int | None = None) -> None:
        """Write text, never a formula; without ``style`` the cell keeps its looks."""
        cell = self._emptied(row, column, style)
        if text:
            cell.set("t", "inlineStr")
            set_text(add(cell, "is"), cell_text(text))

    def put_cached(self, row: int, column: int, text: str) -> None:
        """Write what a formula gives, and leave the formula in."""
        cell = self._cells[row][column]
        for one in cell.findall(_VALUE):
            cell.remove(one)
        cell.set("t", "str")
        add(cell, "v").text = cleaned(text)

    def remove(self, row: int, column: int) -> None:
        """Take a cell away altogether."""
        cell = self._cells.get(row, {}).pop(column, None)
        if cell is not None:
            detach(cell)

    def remove_columns(self, columns: set[int]) -> None:
        """Take every cell of these columns away."""
        for row, cells in self._cells.items():
            for column in columns & cells.keys():
                self.remove(row, column)

    def _emptied(self, row: int, column: int, style: int | None) -> etree._Element:
        cell = self._cells.get(row, {}).get(column)
        if cell is None:
            cell = self._new_cell(row, column)
        for one in list(cell):
            cell.remove(one)
        drop_attributes(cell, "t", "cm", "vm")
        if style is not None:
            cell.set("s", str(style))
        return cell

    def _new_cell(self, row: int, column: int) -> etree._Element:
        parent = self._rows.get(row)
        if parent is None:
            parent = self._new_row(row)
        cell = element("c", r=address(row, column))
        cells = self._cells[row]
        following = min((number for number in cells if number > column), default=None)
        if following is not None:
            # The next cell may have no address of its own, so it gets one before it moves on.
            cells[following].set("r", address(row, following))
            parent.insert(parent.index(cells[following]), cell)
        else:
            parent.append(cell)
        cells[column] = cell
        # "spans" only speeds up reading, and a wrong one is worse than none.
        drop_attributes(parent, "spans")
        return cell

    def _new_row(self, row: int) -> etree._Element:
        parent = element("row", r=str(row))
        # Mostly it is the last one, and to sort all rows for each new one takes long.
        numbers = sorted(self._rows) if row < self._last_row else []
        self._last_row = max(self._last_row, row)
        position = bisect_left(numbers, row)
        if position < len(numbers):
            following = self._rows[numbers[position]]
            following.set("r", str(numbers[position]))
            following.addprevious(parent)
        else:
            self._data.append(parent)
        self._rows[row] = parent
        self._cells[row] = {}
        return parent

    def height(self, row: int) -> str:
        """Give a row's height in points as written, "" where it states none."""
        return str(self._rows[row].get("ht", ""))

    def height_is_fixed(self, row: int) -> bool:
        """Say whether a person chose the row's height; else programs fit it to the text."""
        return self._rows[row].get("customHeight", "0") in ("1", "true")

    def set_height(self, row: int, height: float) -> None:
        """Set a row's height in points, as programs do when they fit it to the text."""
        self._rows[row].set("ht", f"{height:g}")

    def drop_height(self, row: int) -> None:
        """Let programs choose the row's height."""
        drop_attributes(self._rows[row], "ht", "customHeight")

    def show_rows(self, first: int, last: int) -> None:
        """Show the rows that a filter hid."""
        for number, row in self._rows.items():
            if first <= number <= last:
                drop_attributes(row, "hidden")

    def set_widths(self, widths: Mapping[int, float]) -> None:
        """Give columns a width in characters; all other columns keep theirs."""
        columns = obtain(self.root, "cols", WORKSHEET_ORDER)
        drop_widths(columns, set(widths))
        for column, width in widths.items():
            number = str(column)
            add(columns, "col", min=number, max=number, width=str(width), customWidth="1")
        columns[:] = sorted(columns, key=lambda one: stated_number(one, "min", 1))

    def write_dimension(self) -> None:
        """State the corners of what the sheet holds, as readers may rely on it."""
        places = [(row, column) for row, cells in self._cells.items() for column in cells]
        if not places:
            return
        rows, columns = zip(*places, strict=True)
        box = Area(min(rows), min(columns), max(rows), max(columns))
        obtain(self.root, "dimension", WORKSHEET_ORDER).set("ref", str(box))

    def merged(self) -> Iterator[Area]:
        """Go through the merged cells."""
        for one in children(self.root.find(main("mergeCells")), "mergeCell"):
            yield area(one.get("ref", "A1"))


def drop_widths(columns: etree._Element, numbers: set[int]) -> None:
    """Take columns out of the list of widths; a wider entry is parted around them."""
    for entry in list(columns):
        first, last = stated_number(entry, "min", 1), stated_number(entry, "max", 1)
        span = Area(1, first, 1, last)
        for left in without_columns([span], numbers):
            part = copy.copy(entry)
            part.set("min", str(left.left))
            part.set("max", str(left.right))
            entry.addprevious(part)
        columns.remove(entry)


def _count_cells(row: etree._Element) -> dict[int, etree._Element]:
    cells: dict[int, etree._Element] = {}
    column = 0
    for cell in row.iterchildren(_CELL):
        written = cell.get("r")
        column = place(written)[1] if written else column + 1
        cells[column] = cell
    return cells


def _plain(parent: etree._Element) -> str:
    """Join the text of a string and its runs; hints on pronunciation are no text."""
    read = [child for child in parent if child.tag in (_TEXT, _RUN)]
    return unescaped("".join(piece.text or "" for child in read for piece in child.iter(_TEXT)))


def cell_text(text: str) -> str:
    """Return a text as a cell can hold it: without what XML cannot hold, and cut where too long."""
    written = cleaned(text)
    # Excel counts UTF-16 units, at most two for a letter; a shielded escape counts as written.
    if 2 * len(written) <= MAX_CELL or len(written.encode("utf-16-le")) // 2 <= MAX_CELL:
        return written
    cut = written.encode("utf-16-le")[: 2 * (MAX_CELL - 1)].decode("utf-16-le", "ignore")
    return f"{cut}…"
