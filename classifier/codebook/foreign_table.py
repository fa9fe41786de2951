r"""A table of codes as people and other programs keep it, read as codes in their tree.

The tree may be written as a column with the code above, as a column for each level, as
indentation, or inside the names (“Politics > Law”, “Politics\Law”).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, pairwise

from classifier.codebook.code_memos import Memo, cut_items, plain_text
from classifier.codebook.code_targets import Source, to_targets
from classifier.codebook.code_tree import (
    NO_MEMO,
    Code,
    Path,
    tell_above,
    tell_unused,
    without_ending,
)
from classifier.codebook.codebook import Codebook
from classifier.codebook.headings import HEADING_ROWS, Columns, Row, is_title, of_fragments
from classifier.errors import CodebookError
from classifier.folding import loose_key, plain_key
from classifier.grid import found_headings
from classifier.wording import quoted_list

Table = Sequence[Sequence[str]]
Paths = dict[int, Path]
"""The path of the code of each row that has a name of its own, by the row's number."""

_INSIDE = re.compile(r"\\|\s[>»→]\s|::")  # between the levels in one name
_FOLDER = re.compile(r"(?:Nodes|Codes|Nœuds|Nodos)\\\\", re.IGNORECASE)  # where NVivo has codes
_OUTLINE = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)(?:[.)]\s*|\s+[-–:]?\s*)(?=[^\W\d])")
_TOTALS = frozenset("total grandtotal totals sum totalgeneral somme المجموع الاجمالي".split())
_MARK = re.compile(r"\s*(?:[-–—•*·▪◦>]+\s+)?(?=\S)")  # what stands before a name in a list


def read_foreign_table(table: Table, columns: Columns, file: str, notes: list[str]) -> Codebook:
    """Read a table whose headings are not ours; ``notes`` are told what was made up or lost."""
    require_names(table, columns, file)
    tell_above(table[: max(columns.row, 0)], notes)
    tell_unused(table[max(columns.row, 0) :], columns.used | columns.aids, notes)
    if columns.row < 0:
        beside = {"id": "ids and names", "definition": "names and what they mean"}
        what = next((words for key, words in beside.items() if columns.of.get(key)), "names")
        notes.append(
            f"There is no row of headings: the cells were read as {what}, from the first row on. "
            "If that row holds headings, call the names “Name”."
        )
    rows = _with_numbers_apart(columns.rows_below(table), columns, notes)
    codes = _codes(rows, _paths(rows, columns, notes), notes)
    if not codes:
        raise CodebookError(f"{file} has headings, but no codes below them.")
    _tell_capitals(codes, notes)
    *above, name = [columns.headings[i].strip() for i in columns.levels]
    flat = all(len(code.path) == 1 and not code.groups for code in codes)
    source = Source(file, type=name if is_title(name) else "" if flat else "Type")
    if above and not above[0][-1:].isdigit():  # no “Level 1”
        source = replace(source, cluster=above[0])
    return Codebook(without_ending(file), "1", to_targets(codes, source, notes))


def require_names(table: Table, columns: Columns, file: str) -> None:
    """Raise CodebookError where no heading says what the codes are called, or for a harvest."""
    if any(map(of_fragments, table[:HEADING_ROWS])):
        raise CodebookError(
            f"{file} holds fragments; it is no codebook.",
            hint=f"To make a codebook of its codes: classifier codebook draft {file} --out …",
        )
    if not columns.levels:
        raise CodebookError(
            f"{file} has no list of labels. {found_headings(table[columns.row :])}",
            hint="It needs a heading row with “Name” or “Code”, best with “Definition” too.",
        )


def _codes(rows: Sequence[Row], paths: Paths, notes: list[str]) -> list[Code]:
    """Return a code for each row; one without a name says more of the code above it."""
    codes: list[Code] = []
    for row in rows:
        if row.is_blank:
            continue
        if plain_key(row.name) in _TOTALS:
            notes.append(
                f"Row {row.number} holds a total, “{row.name}”; it was not read as a code."
            )
            continue
        path = paths.get(row.number)
        above = any(row.at(column).strip() for column in row.columns.levels)
        placed = above or row.text("id") or row.text("parent") or row.text("parent_id")
        if path is None and (placed or not codes):
            notes.append(f"Row {row.number} has no name; it was not read.")
        else:
            codes.append(_code(row, path or codes[-1].path))
    return codes


def _code(row: Row, path: Path) -> Code:
    def text(what: str) -> str:
        return "\n".join(map(plain_text, row.texts(what)))

    groups = [re.split(r"[\n;|]", cell) for cell in row.texts("group")]
    named = [name.strip() for name in chain(*groups) if name.strip()]
    return Code(
        path=path,
        id=row.text("id"),
        memo=Memo(
            definition=text("definition"),
            include=text("include"),
            exclude=text("exclude"),
            examples=tuple(chain(*map(cut_items, map(plain_text, row.texts("examples"))))),
            aliases=tuple(chain(*map(cut_items, row.texts("aliases")))),
        ),
        groups=tuple(dict.fromkeys(named)),
        place=f"row {row.number}",
    )


def _tell_capitals(codes: Sequence[Code], notes: list[str]) -> None:
    """Ask about names in capitals alone that nothing is said of, where the others are not so."""
    bare = [code.name for code in codes if code.name.isupper() and code.memo == NO_MEMO]
    told = [code for code in codes if code.memo != NO_MEMO and not code.name.isupper()]
    if bare and len(bare) + len(told) == len(codes):
        notes.append(
            f"{quoted_list(bare)}: read as codes, though nothing is said of them. If they are "
            "titles of the rows below, write them into a column “Cluster” beside these."
        )


# -- the tree


def _with_numbers_apart(rows: list[Row], columns: Columns, notes: list[str]) -> list[Row]:
    """Make ids of the numbers before the names of an outline: “1.2 Law”."""
    numbers = {row.number: _OUTLINE.match(row.name) for row in rows if row.name}
    if "id" in columns.of or len(columns.levels) > 1 or not all(numbers.values()):
        return rows
    width = max((len(row.cells) for row in rows), default=0)
    with_ids = replace(columns, of={**columns.of, "id": [width]})
    parted = []
    for row in rows:
        cells = [*row.cells, *[""] * (width - len(row.cells)), ""]
        if number := numbers.get(row.number):
            cells[columns.levels[-1]], cells[width] = row.name[number.end() :], number[1]
        parted.append(Row(row.number, cells, with_ids))
    first = next(filter(None, numbers.values()), None)
    if first:
        notes.append(
            "The numbers before the names were read as ids, "
            f"such as {first[1]} in “{first.string}”."
        )
    return parted


def _paths(rows: Sequence[Row], columns: Columns, notes: list[str]) -> Paths:
    """Return the path of each row's code, by the way in which the table writes its tree."""
    named = [row for row in rows if row.name]
    parents = _parents(named, columns)
    if not parents and len(columns.levels) == 1:
        parents = _outline_parents(named, notes)
    if parents:
        paths = _by_parent(named, parents, notes)
    elif len(columns.levels) > 1:
        paths = _by_levels(rows, columns, notes)
    else:
        paths = _by_indent(named, notes)
    cut = [path[-1] for path in paths.values() if len(_inside(path[-1])) > 1]
    if cut:
        notes.append(f"Read as paths from the top down: {quoted_list(cut)}.")
    return {number: tuple(chain(*map(_inside, path))) for number, path in paths.items()}


def _inside(name: str) -> list[str]:
    r"""Part a name that holds its whole path.

    >>> _inside("Politics > Law"), _inside("Politics\\Law > Bill"), _inside("Law")
    (['Politics', 'Law'], ['Politics', 'Law', 'Bill'], ['Law'])
    """
    parts = [" ".join(part.split()) for part in _INSIDE.split(_FOLDER.sub("", name, count=1))]
    return [part for part in parts if part] or [name.strip()]


def _parents(rows: Sequence[Row], columns: Columns) -> dict[int, str]:
    """Return what each row says stands above its code; nothing if that is not how it is told."""
    for what in ("parent_id", "parent"):
        parents = {row.number: row.text(what) for row in rows}
        if any(parents.values()):
            return parents
    if len(columns.levels) == 1:
        return {}
    # What stands in the column before the names may have rows of its own as well.
    parents = {row.number: row.at(columns.levels[-2]).strip() for row in rows}
    names = {loose_key(row.name) for row in rows}
    has_rows = any(parent and loose_key(parent) in names for parent in parents.values())
    return parents if has_rows else {}


def _by_parent(rows: Sequence[Row], parents: Mapping[int, str], notes: list[str]) -> Paths:
    """Follow each code to the one above it, which is written by its id or its name."""
    by_id = {row.text("id"): row.number for row in rows}
    by_name: dict[str, list[int]] = {}
    for row in rows:
        by_name.setdefault(loose_key(row.name), []).append(row.number)
    above: dict[int, int | str] = {}
    for row in rows:
        parent = parents[row.number]
        namesakes = by_name.get(loose_key(parent), [])
        if not parent or parent in by_id:
            above[row.number] = by_id[parent] if parent else ""
        elif len(namesakes) == 1:
            above[row.number] = namesakes[0]
        else:
            above[row.number] = parent
            if namesakes:
                notes.append(
                    f"“{row.name}” stands below “{parent}”, which is the name of several "
                    "codes; it was put below one at the top."
                )
    names = {row.number: row.name for row in rows}
    return {row.number: _upwards(row.number, names, above, notes) for row in rows}


def _upwards(
    number: int, names: Mapping[int, str], above: Mapping[int, int | str], notes: list[str]
) -> Path:
    path = [names[number]]
    passed = {number}
    parent = above[number]
    while isinstance(parent, int):
        if parent in passed:
            notes.append(f"“{path[-1]}” stands below itself; it was put at the top.")
            return (path[-1],)
        path.insert(0, names[parent])
        passed.add(parent)
        parent = above[parent]
    return (parent, *path) if parent else tuple(path)


def _by_levels(rows: Sequence[Row], columns: Columns, notes: list[str]) -> Paths:
    """Read a column for each level; what is written once for several rows is filled down."""
    filled = [not _repeats(rows, column) for column in columns.levels[:-1]]
    above = [""] * len(columns.levels)
    paths: Paths = {}
    given: dict[int, list[str]] = {}
    for row in rows:
        own = [row.at(column).strip() for column in columns.levels]
        if any(own):
            taken = _empty_below(own, above, filled)
            above = [above[i] if i in taken else text for i, text in enumerate(own)]
            path = tuple(filter(None, above))
            paths[row.number] = path
            for level in taken:
                given.setdefault(level, []).append(path[-1])
    for level, names in given.items():
        heading = columns.headings[columns.levels[level]].strip()
        notes.append(
            f"Where “{heading}” is empty, the one above it was taken (as in merged cells): "
            f"for {quoted_list(names)}."
        )
    return paths


def _empty_below(own: Sequence[str], above: Sequence[str], filled: Sequence[bool]) -> list[int]:
    """Return the levels before the first one of a row at which it goes on with those above."""
    first = next(level for level, text in enumerate(own) if text)
    return [level for level in range(first) if filled[level] and above[level]]


def _repeats(rows: Sequence[Row], column: int) -> bool:
    """Whether a column writes its value in each row, so that an empty cell means none."""
    values = [row.at(column).strip() for row in rows]
    return any(value and value == following for value, following in pairwise(values))


def _outline_parents(rows: Sequence[Row], notes: list[str]) -> dict[int, str]:
    """Return 1 as what stands above a code whose id is such as 1.2; nothing without such ids."""
    ids = {row.text("id").rstrip("."): row.text("id") for row in rows}
    lower = next((number for number in ids if _upper(number) in ids.keys() - {""}), None)
    if lower is None:
        return {}
    parents = {}
    for row in rows:
        number = _upper(row.text("id").rstrip("."))
        while number and number not in ids:
            number = _upper(number)
        parents[row.number] = ids.get(number, "")
    notes.append(
        f"Codes were put below each other by their ids, such as {lower} below {_upper(lower)}."
    )
    return parents


def _upper(number: str) -> str:
    return number.rpartition(".")[0]


def _by_indent(rows: Sequence[Row], notes: list[str]) -> Paths:
    """Read the blanks and list marks before a name as its depth."""
    above: list[tuple[int, str]] = []
    paths: Paths = {}
    for row in rows:
        written = row.at(row.columns.levels[-1])
        mark = _MARK.match(written)
        start = mark.end() if mark else 0
        depth = len(written[:start].expandtabs(4))
        above = [(other, name) for other, name in above if other < depth]
        above.append((depth, written[start:].strip()))
        paths[row.number] = tuple(name for _, name in above)
    if any(len(path) > 1 for path in paths.values()):
        notes.append("Names that are indented were put below the name above them that is less so.")
    return paths
