"""Repeat groups of survey forms: fields of a parent sheet come along into its children's rows.

Kobo, ODK and their like write each group that may be repeated to a sheet of its own. Its rows name
the row of the parent sheet that they belong to, and what was asked once stands only there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from classifier.folding import spelling_key
from classifier.grid import HEADING_ROWS, Grid
from classifier.harvest.clean import clean_cells
from classifier.harvest.headings import TARGET, TEXT_FIELDS, AliasTable, map_headings
from classifier.records import Origin, Problem
from classifier.translations import tell
from classifier.wording import quoted

LINKS = {
    "_parent_index": "_index",
    "parent_key": "key",
    "parentglobalid": "globalid",
    "_submission__uuid": "_uuid",
    "_submission__id": "_id",
}
"""What a child's column is called, and the column of the parent that it refers to."""
PARENT_SHEET = "parent-sheet"
# Keys that no other form gives away: the parent may be another file, such as ODK's csv files.
_UNIQUE_KEYS = frozenset({"key", "globalid", "_uuid"})
_PARENT_NAME = "_parent_table_name"
# A row's own: the parent's would be wrong for each of its children but one.
_OWN = frozenset({"id", *TEXT_FIELDS})
_CONFIDENTIAL = "confidential"
# Excel cuts the names of sheets at 31 characters; a program may have put dots at the end.
_CUT_NAME = 25


@dataclass(frozen=True, slots=True)
class _Headed:
    """A sheet with the row that names its columns, cleaned, and that row's position."""

    grid: Grid
    position: int
    headings: list[str]

    def column(self, name: str) -> int | None:
        """The column of this name, counted from 0."""
        found = [i for i, cell in enumerate(self.headings) if cell.casefold() == name]
        return found[0] if found else None

    def rows_below(self) -> list[tuple[int, list[str]]]:
        """The rows below the headings, cleaned and as wide as the sheet."""
        width = max(len(cells) for _, cells in self.grid.rows)
        rows = [(n, clean_cells(cells)) for n, cells in self.grid.rows[self.position + 1 :]]
        return [(number, cells + [""] * (width - len(cells))) for number, cells in rows]


@dataclass(slots=True)
class Families:
    """The sheets of a file, and what is found when children are completed by their parents.

    Attributes
    ----------
    codes : columns of codes come along too; not where codes are to be written
    parents : sheets whose fields were read; they need no heading row of a harvest
    """

    grids: Sequence[Grid]
    names: AliasTable
    codes: bool = True
    parents: set[Origin] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def joined(self) -> list[Grid]:
        """Return all sheets, each sheet with texts completed by what its parents say."""
        return [self._joined(grid, ()) if self._has_texts(grid) else grid for grid in self.grids]

    def _has_texts(self, grid: Grid) -> bool:
        child = _headed(grid, LINKS)
        found = map_headings(child.headings, self.names).columns if child else {}
        return any(name in found for name in TEXT_FIELDS)

    def _joined(self, grid: Grid, below: tuple[Origin, ...]) -> Grid:
        """Complete one sheet, its parent first; ``below``: the children that asked for it."""
        child = _headed(grid, LINKS)
        link = self._link(child) if child and grid.origin not in below else None
        if child is None or link is None:
            return grid
        name, parent_grid = link
        parent = _headed(self._joined(parent_grid, (*below, grid.origin)), [LINKS[name]])
        if parent is None:
            return grid
        self.parents.add(parent.grid.origin)
        given = self._columns_given(parent, child)
        return self._completed(child, name, parent, given) if given else grid

    def _link(self, child: _Headed) -> tuple[str, Grid] | None:
        """Find what the column of a child is called that names rows of its parent, and this."""
        for name, parent_name in LINKS.items():
            parent = None if child.column(name) is None else self._parent(child, parent_name)
            if parent is not None:
                return name, parent.grid
        sheet = _parent_name(child) or tell("harvest_its_parent")
        what = tell("harvest_parent_missing", sheet=sheet)
        hint = tell("harvest_parent_missing_hint")
        problem = Problem(child.grid.origin, "parent-missing", what, hint, notice=True)
        self.problems.append(problem)
        return None

    def _parent(self, child: _Headed, key: str) -> _Headed | None:
        """Return the sheet with this column that the child names, else one that is nobody's child.

        Of the same file; of other files for unique keys.
        """
        others = [grid for grid in self.grids if grid is not child.grid]
        parents = [headed for grid in others if (headed := _headed(grid, [key]))]
        file = child.grid.origin.file
        here = [each for each in parents if each.grid.origin.file == file]
        if here or key not in _UNIQUE_KEYS:
            parents = here

        title = _parent_name(child)

        def rank(parent: _Headed) -> int:
            if _is_called(parent.grid, title):
                return 0
            return 2 if _headed(parent.grid, LINKS) else 1

        return min(parents, key=rank, default=None)

    def _columns_given(self, parent: _Headed, child: _Headed) -> list[int]:
        """The parent's columns of fields that the child lacks; one about confidentiality always."""
        own = {*map_headings(child.headings, self.names).columns, *_OWN} - {_CONFIDENTIAL}
        found = map_headings(parent.headings, self.names).columns
        return sorted(
            column
            for name, column in found.items()
            if name not in own and (self.codes or not name.startswith(TARGET))
        )

    def _completed(
        self, child: _Headed, link: str, parent: _Headed, columns: Sequence[int]
    ) -> Grid:
        """The child's sheet with columns of its parent at the right."""
        confidential = map_headings(parent.headings, self.names).columns.get(_CONFIDENTIAL)
        # Whose row is not known may be anybody's: the reader takes it as confidential.
        unknown = ["unknown" if column == confidential else "" for column in columns]
        by_key = _cells_by_key(parent, parent.column(LINKS[link]) or 0, columns)
        own_key = child.column(link) or 0
        rows = list(child.grid.rows[: child.position])
        width = max(len(cells) for _, cells in child.grid.rows)
        titles = [parent.headings[column] for column in columns]
        number, cells = child.grid.rows[child.position]
        rows.append((number, cells + [""] * (width - len(cells)) + titles))
        origin = replace(child.grid.origin, column="")
        for number, cells in child.rows_below():
            given = by_key.get(_key(cells[own_key]))
            if given is None and any(cells):
                place = replace(origin, row=number, column=child.headings[own_key])
                self._report_orphan(place, parent, titles)
            rows.append((number, cells + (given or unknown)))
        what = tell("harvest_gave_columns", titles=quoted(titles), sheet=_sheet(child.grid))
        self.problems.append(Problem(parent.grid.origin, PARENT_SHEET, what, notice=True))
        return replace(child.grid, rows=rows, own_width=child.grid.own_width or width)

    def _report_orphan(self, place: Origin, parent: _Headed, titles: Sequence[str]) -> None:
        names = {"sheet": _sheet(parent.grid), "titles": quoted(titles)}
        what, hint = tell("harvest_no_parent_row", **names), tell("harvest_no_parent_row_hint")
        self.problems.append(Problem(place, "no-parent-row", what, hint))


def _headed(grid: Grid, names: Sequence[str] | Mapping[str, str]) -> _Headed | None:
    """The sheet with its first row that holds one of ``names``; None if none does."""
    for position, (_, cells) in enumerate(grid.rows[:HEADING_ROWS]):
        headings = clean_cells(cells)
        if any(cell.casefold() in names for cell in headings):
            return _Headed(grid, position, headings)
    return None


def _cells_by_key(parent: _Headed, column: int, wanted: Sequence[int]) -> dict[str, list[str]]:
    """The wanted cells of each row by its key; two different rows of one key are nobody's."""
    found: dict[str, list[str]] = {}
    doubled = set()
    for _, cells in parent.rows_below():
        key, given = _key(cells[column]), [cells[i] for i in wanted]
        if found.setdefault(key, given) != given:
            doubled.add(key)
    return {key: given for key, given in found.items() if key and key not in doubled}


def _key(cell: str) -> str:
    """A key as it is compared: a spreadsheet may have made 1.0 of 1."""
    return cell.casefold().removesuffix(".0")


def _parent_name(child: _Headed) -> str:
    """What the child calls its parent's sheet; "" where it does not say."""
    column = child.column(_PARENT_NAME)
    if column is None:
        return ""
    return next((cells[column] for _, cells in child.rows_below() if cells[column]), "")


def _is_called(grid: Grid, name: str) -> bool:
    title = spelling_key(grid.origin.sheet).rstrip(".…")
    full = spelling_key(name)
    return bool(title) and (title == full or (len(title) >= _CUT_NAME and full.startswith(title)))


def _sheet(grid: Grid) -> str:
    sheet = grid.origin.sheet
    return tell("harvest_the_sheet", sheet=sheet) if sheet else grid.origin.file
