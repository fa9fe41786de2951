"""What a sheet holds beside its cells: drop-downs, colours by rule, filters, tables, its print."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from lxml import etree

from classifier.xlsx.markup import (
    EXCEL_FORMULA,
    WORKBOOK_ORDER,
    WORKSHEET_ORDER,
    add,
    children,
    detach,
    element,
    insert,
    main,
    needed,
    obtain,
)
from classifier.xlsx.package import Package, SheetEntry
from classifier.xlsx.ranges import Area, area, areas, letters, without_columns

_SQREF = f"{{{EXCEL_FORMULA}}}sqref"


def add_dropdown(root: etree._Element, cells: Area, source: str) -> None:
    """Offer the cells of ``source`` as a drop-down; anything else may be typed as well."""
    group = obtain(root, "dataValidations", WORKSHEET_ORDER)
    one = add(group, "dataValidation", type="list", allowBlank="1", sqref=str(cells))
    # Without the alert several names may be typed into one cell.
    one.set("showErrorMessage", "0")
    one.set("showInputMessage", "0")
    add(one, "formula1").text = source
    group.set("count", str(len(group)))


def add_rules(
    root: etree._Element, cells: Sequence[Area], rules: Sequence[tuple[str, int]]
) -> None:
    """Colour ``cells`` by formulas, each with the number of its looks; the first that holds wins.

    New rules come after the sheet's own, which keep their priority.
    """
    taken = [int(one.get("priority", "0")) for one in root.iter(main("cfRule"))]
    group = element("conditionalFormatting", sqref=" ".join(map(str, cells)))
    for number, (formula, looks) in enumerate(rules, start=max(taken, default=0) + 1):
        rule = add(group, "cfRule", type="expression", dxfId=str(looks), priority=str(number))
        rule.set("stopIfTrue", "1")
        add(rule, "formula").text = formula
    insert(root, group, WORKSHEET_ORDER)


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
            one.text = f"{sheet}!{_absolute(span)}"


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
    if not any(left + int(one.get("colId", "0")) in columns for one in chosen):
        return False
    for one in chosen:
        found.remove(one)
    return True


def _absolute(span: Area) -> str:
    first, last = f"${letters(span.left)}${span.top}", f"${letters(span.right)}${span.bottom}"
    return f"{first}:{last}"


# -- tables (Excel's own: Insert > Table)


def tables(package: Package, entry: SheetEntry) -> list[etree._Element]:
    """Give the sheet's tables to be read; use ``change_table`` to write."""
    return [package.look(part) for part in package.related(entry.part, "table")]


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
    number = max((int(one.get("id", "0")) for one in group), default=0)
    group[:] = []
    for name in names:
        one = old.get(name)
        if one is None:
            number += 1
            one = element("tableColumn", id=str(number), name=name)
        group.append(one)
    group.set("count", str(len(group)))


# -- paper


def print_across(package: Package, name: str, *, heading: bool = True) -> None:
    """Let a sheet of ours be printed as wide as the paper, its first row above every page."""
    entries = package.sheets()
    position = next(i for i, entry in enumerate(entries) if entry.name == name)
    root = package.tree(entries[position].part)
    add(obtain(root, "sheetPr", WORKSHEET_ORDER), "pageSetUpPr", fitToPage="1")
    setup = obtain(root, "pageSetup", WORKSHEET_ORDER)
    for key, value in (("orientation", "landscape"), ("fitToWidth", "1"), ("fitToHeight", "0")):
        setup.set(key, value)
    if heading:
        book = package.tree(package.workbook_part)
        names = obtain(book, "definedNames", WORKBOOK_ORDER)
        titles = add(names, "definedName", name="_xlnm.Print_Titles", localSheetId=str(position))
        titles.text = f"'{name}'!$1:$1"
