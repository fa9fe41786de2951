"""The tabs of a workbook: which are selected and shown, and what counts sheets by their position.

Two selected sheets would be typed into together, so only one sheet may be selected when a sheet of
ours is put in front.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.xlsx.markup import (
    OFFICE_RELATIONS,
    children,
    detach,
    drop_attributes,
    main,
    stated_number,
)

if TYPE_CHECKING:
    from lxml import etree

    from classifier.xlsx.package import Package

RELATION_ID = f"{{{OFFICE_RELATIONS}}}id"
_VIEW_KEYS = ("activeTab", "firstSheet")


@dataclass(frozen=True, slots=True)
class Tabs:
    """Which tabs were selected and shown.

    Attributes
    ----------
    selected : names of the selected sheets, each with the number of its view
    shown : for each view of the workbook, the names of the sheets its numbers lead to, by key
    """

    selected: Sequence[tuple[str, int]] = ()
    shown: Sequence[Mapping[str, str]] = ()


def read_tabs(package: Package) -> Tabs:
    """Remember which tabs are selected and shown."""
    book = package.look(package.workbook_part)
    names = [one.get("name", "") for one in sheet_elements(book)]
    selected = [
        (name, number)
        for name, part in _parts(package)
        for number, view in enumerate(_views(package.look(part)))
        if view.get("tabSelected") in ("1", "true")
    ]
    shown = []
    for view in children(book.find(main("bookViews")), "workbookView"):
        numbers = {key: stated_number(view, key, -1) for key in _VIEW_KEYS}
        shown.append({key: names[n] for key, n in numbers.items() if 0 <= n < len(names)})
    return Tabs(tuple(selected), tuple(shown))


def show_first(package: Package, name: str) -> None:
    """Put a sheet before all others, and let it alone be selected and shown."""
    book = package.tree(package.workbook_part)
    elements = sheet_elements(book)
    old = next(i for i, one in enumerate(elements) if one.get("name") == name)
    parent = elements[old].getparent()
    if parent is not None:
        parent.insert(0, elements[old])
    for one in children(book.find(main("definedNames")), "definedName"):
        local = stated_number(one, "localSheetId", -1)
        if local == old:
            one.set("localSheetId", "0")
        elif 0 <= local < old:
            one.set("localSheetId", str(local + 1))
    for view in children(book.find(main("bookViews")), "workbookView"):
        drop_attributes(view, *_VIEW_KEYS)
    _select(package, [(name, 0)])


def restore_tabs(package: Package, tabs: Tabs) -> None:
    """Select and show the tabs that were remembered, those that are still there."""
    _select(package, tabs.selected)
    book = package.tree(package.workbook_part)
    names = [one.get("name", "") for one in sheet_elements(book)]
    views = children(book.find(main("bookViews")), "workbookView")
    for view, shown in zip(views, tabs.shown, strict=False):
        drop_attributes(view, *_VIEW_KEYS)
        for key, name in shown.items():
            if name in names:
                view.set(key, str(names.index(name)))


def _select(package: Package, wanted: Sequence[tuple[str, int]]) -> None:
    """Select these views of sheets and no others; parts in which nothing changes stay."""
    for name, part in _parts(package):
        now = [view.get("tabSelected") in ("1", "true") for view in _views(package.look(part))]
        chosen = [(name, number) in wanted for number in range(len(now))]
        if now == chosen:
            continue
        for view, is_chosen in zip(_views(package.tree(part)), chosen, strict=True):
            drop_attributes(view, "tabSelected")
            if is_chosen:
                view.set("tabSelected", "1")


def _parts(package: Package) -> Iterator[tuple[str, str]]:
    """Go through the sheets of every kind: their names and parts."""
    book = package.workbook_part
    targets = {one.id: one.target for one in package.relations(book)}
    for sheet in sheet_elements(package.look(book)):
        part = targets.get(sheet.get(RELATION_ID, ""), "")
        if part and package.has(part):
            yield sheet.get("name", ""), part


def _views(root: etree._Element) -> list[etree._Element]:
    return children(root.find(main("sheetViews")), "sheetView")


def sheet_elements(book: etree._Element) -> list[etree._Element]:
    """Return what the workbook says of each of its sheets, in the order of the tabs."""
    return children(book.find(main("sheets")), "sheet")


def forget_position(root: etree._Element, position: int, name: str) -> None:
    """Shift what counts sheets by number, and drop names that lead to the removed sheet."""
    names = root.find(main("definedNames"))
    for one in children(names, "definedName"):
        local = one.get("localSheetId")
        if local == str(position) or _leads_to(one.text or "", name):
            detach(one)
        elif stated_number(one, "localSheetId", -1) > position:
            one.set("localSheetId", str(stated_number(one, "localSheetId", 0) - 1))
    if names is not None and len(names) == 0:
        root.remove(names)
    _forget_tab(root, position)


def _forget_tab(root: etree._Element, position: int) -> None:
    """Let the views of the workbook show a tab that is still there."""
    left = len(sheet_elements(root))
    for view in children(root.find(main("bookViews")), "workbookView"):
        for key in _VIEW_KEYS:
            number = stated_number(view, key, 0)
            if number >= position and number > 0:
                view.set(key, str(min(number - 1, left - 1)))


def _leads_to(formula: str, name: str) -> bool:
    quoted = name.replace("'", "''")
    return f"'{quoted}'!" in formula or formula.startswith(f"{name}!")
