r"""A table of codes as people and other programs keep it, read as codes in their tree.

The tree may be written as a column with the code above, as a column for each level, as
indentation, or inside the names (“Politics > Law”, “Politics\Law”).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from classifier.codebook.code_memos import Memo, cut_items, plain_text
from classifier.codebook.code_targets import Source, to_targets
from classifier.codebook.code_tree import Code, Path, tell_above, tell_unused
from classifier.codebook.codebook import Codebook
from classifier.codebook.headings import Columns, at, find_columns, is_title
from classifier.errors import CodebookError
from classifier.folding import loose_key
from classifier.wording import quoted_list

Rows = list[list[str]]

_INSIDE = re.compile(r"\s*\\\s*|\s+[>»→]\s+|\s*::\s*")  # between the levels in one name
_FOLDER = re.compile(r"(?:Nodes|Codes|Nœuds|Nodos)\\\\", re.IGNORECASE)  # where NVivo has codes
_OUTLINE = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)(?:[.)]\s*|\s+[-–:]?\s*)(?=[^\W\d])")
_MARK = re.compile(r"\s*(?:[-–—•*·▪◦>]+\s+)?(?=\S)")  # what stands before a name in a list


@dataclass(frozen=True, slots=True)
class _Line:
    """One row below the headings: its number in the file, and its cells."""

    number: int
    cells: Sequence[str]

    def at(self, column: int) -> str:
        """Return a cell as written, with the blanks before it."""
        return at(self.cells, column)


def read_foreign_table(rows: Rows, file: str, notes: list[str]) -> Codebook:
    """Read a table whose headings are not ours; ``notes`` are told what was made up or lost."""
    columns = find_columns(rows)
    require_names(columns, file)
    tell_above(rows[: columns.row], notes)
    tell_unused(columns.unused, notes)
    lines = [
        _Line(number, row)
        for number, row in enumerate(rows[columns.row + 1 :], columns.row + 2)
        if any(cell.strip() for cell in row)
    ]
    lines = _with_numbers_apart(lines, columns, notes)
    found = _with_unnamed(_paths(lines, columns, notes), lines, columns, notes)
    codes = [_code(line, path, columns) for line, path in found]
    if not codes:
        raise CodebookError(f"{file} has headings, but no codes below them.")
    name = re.sub(r"\.\w+$", "", file)
    return Codebook(name, "1", to_targets(codes, _source(file, columns, codes), notes))


def require_names(columns: Columns, file: str) -> None:
    """Raise CodebookError where no heading says what the codes are called."""
    if columns.name is None:
        found = [heading.strip() for heading in columns.headings if heading.strip()]
        seen = (
            f" Found in row {columns.row + 1}: {quoted_list(found)}." if found else " It is empty."
        )
        raise CodebookError(
            f"{file} has no list of labels.{seen}",
            hint="It needs a heading row with “Name” or “Code”, best with “Definition” too.",
        )


def _with_unnamed(
    found: list[tuple[_Line, Path]], lines: list[_Line], columns: Columns, notes: list[str]
) -> list[tuple[_Line, Path]]:
    """Let a row without a name say more of the code above it, as where its name is merged."""
    paths = {line.number: path for line, path in found}
    every: list[tuple[_Line, Path]] = []
    for line in lines:
        path = paths.get(line.number)
        if path is None and not any(line.at(column).strip() for column in columns.used):
            continue
        placed = any(columns.cell(line.cells, what) for what in ("id", "parent", "parent_id"))
        if path is None and (placed or not every):
            notes.append(f"Row {line.number} has no name; it was not read.")
        else:
            every.append((line, path or every[-1][1]))
    return every


def _source(file: str, columns: Columns, codes: Sequence[Code]) -> Source:
    *above, name = [columns.headings[i].strip() for i in columns.levels]
    flat = all(len(code.path) == 1 and not code.groups for code in codes)
    source = Source(file, type=name if is_title(name) else "" if flat else "Type")
    worded = above and not above[0][-1:].isdigit()  # no “Level 1”
    return replace(source, cluster=above[0]) if worded else source


def _code(line: _Line, path: Path, columns: Columns) -> Code:
    def text(what: str) -> str:
        return "\n".join(map(plain_text, columns.cells(line.cells, what)))

    examples = columns.cells(line.cells, "examples")
    aliases = [cut_items(cell) for cell in columns.cells(line.cells, "aliases")]
    cut = [cut_items(plain_text(cell)) for cell in examples]
    return Code(
        path=path,
        id=columns.cell(line.cells, "id"),
        memo=Memo(
            definition=text("definition"),
            include=text("include"),
            exclude=text("exclude"),
            examples=tuple(item for items in cut for item in items),
            aliases=tuple(item for items in aliases for item in items),
        ),
        groups=_groups(columns.cells(line.cells, "group")),
        place=f"row {line.number}",
    )


def _groups(cells: Sequence[str]) -> tuple[str, ...]:
    names = [name.strip() for cell in cells for name in re.split(r"[\n;|]", cell)]
    return tuple(dict.fromkeys(name for name in names if name))


# -- the tree


def _with_numbers_apart(lines: list[_Line], columns: Columns, notes: list[str]) -> list[_Line]:
    """Make ids of the numbers before the names of an outline: “1.2 Law”."""
    name = columns.levels[-1]
    named = [line for line in lines if line.at(name).strip()]
    matches = {line.number: _OUTLINE.match(line.at(name).strip()) for line in named}
    numbers = {number: match for number, match in matches.items() if match}
    if "id" in columns.of or len(columns.levels) > 1 or len(numbers) < len(matches):
        return lines
    place = max((len(line.cells) for line in lines), default=0)
    columns.of["id"] = [place]
    found = []
    for line in lines:
        cells = [*line.cells, *[""] * (place - len(line.cells)), ""]
        if number := numbers.get(line.number):
            cells[name], cells[place] = number.string[number.end() :], number[1]
        found.append(_Line(line.number, cells))
    for number in filter(None, list(numbers.values())[:1]):
        notes.append(
            "The numbers before the names were read as ids, "
            f"such as {number[1]} in “{number.string}”."
        )
    return found


def _paths(lines: list[_Line], columns: Columns, notes: list[str]) -> list[tuple[_Line, Path]]:
    """Return the path of each row's code, by the way in which the table writes its tree."""
    name = columns.levels[-1]
    named = [line for line in lines if line.at(name).strip()]
    if any(columns.cell(line.cells, "parent_id") for line in named):
        found = _by_parent(named, columns, "parent_id", notes)
    elif any(columns.cell(line.cells, "parent") for line in named):
        found = _by_parent(named, columns, "parent", notes)
    elif len(columns.levels) > 1 and not _names_its_levels(named, columns):
        found = _by_levels(lines, columns, notes)
    elif len(columns.levels) > 1:
        columns.of["parent"] = [columns.levels[-2]]
        found = _by_parent(named, columns, "parent", notes)
    elif _numbers_are_outline(named, columns):
        found = _by_outline(named, columns, notes)
    else:
        found = _by_indent(named, name, notes)
    cut = [name for name in dict.fromkeys(path[-1] for _, path in found) if len(_inside(name)) > 1]
    if cut:
        notes.append(f"Read as paths from the top down: {quoted_list(cut)}.")
    return [(line, tuple(part for step in path for part in _inside(step))) for line, path in found]


def _inside(name: str) -> list[str]:
    r"""Part a name that holds its whole path.

    >>> _inside("Politics > Law"), _inside("Politics\\Law > Bill"), _inside("Law")
    (['Politics', 'Law'], ['Politics', 'Law', 'Bill'], ['Law'])
    """
    parts = [" ".join(part.split()) for part in _INSIDE.split(_FOLDER.sub("", name, count=1))]
    return [part for part in parts if part] or [name.strip()]


def _names_its_levels(lines: list[_Line], columns: Columns) -> bool:
    """Whether what stands in the column before the names has rows of its own as well."""
    above, name = columns.levels[-2:]
    names = {loose_key(line.at(name)) for line in lines}
    return any(loose_key(line.at(above)) in names for line in lines if line.at(above).strip())


def _by_parent(
    lines: list[_Line], columns: Columns, what: str, notes: list[str]
) -> list[tuple[_Line, Path]]:
    """Follow each code to the one above it, which is written by its id or its name."""
    names = {line.number: line.at(columns.levels[-1]).strip() for line in lines}
    by_id = {columns.cell(line.cells, "id"): line.number for line in lines}
    by_name: dict[str, list[int]] = {}
    for number, name in names.items():
        by_name.setdefault(loose_key(name), []).append(number)
    above: dict[int, int | str] = {}
    for line in lines:
        written = columns.cell(line.cells, what)
        rows = by_name.get(loose_key(written), [])
        if written in by_id:
            above[line.number] = by_id[written] if written else ""
        else:
            above[line.number] = rows[0] if len(rows) == 1 else written
        if written and len(rows) > 1 and written not in by_id:
            notes.append(
                f"“{names[line.number]}” stands below “{written}”, which is the name of several "
                "codes; it was put below one at the top."
            )
    return [(line, _upwards(line.number, names, above, notes)) for line in lines]


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


def _by_levels(lines: list[_Line], columns: Columns, notes: list[str]) -> list[tuple[_Line, Path]]:
    """Read a column for each level; what is written once for several rows is filled down."""
    filled = [column for column in columns.levels[:-1] if not _repeats(lines, column)]
    current: dict[int, str] = {}
    found = []
    given: dict[str, list[str]] = {}
    for line in lines:
        own = {column: line.at(column).strip() for column in columns.levels}
        deepest = max((i for i, c in enumerate(columns.levels) if own[c]), default=None)
        if deepest is None:
            continue
        first = next(i for i, c in enumerate(columns.levels) if own[c])
        for column in columns.levels[:first]:
            if column in filled and current.get(column):
                own[column] = current[column]
                given.setdefault(columns.headings[column].strip(), []).append(
                    own[columns.levels[deepest]]
                )
        current = own
        path = [own[c] for c in columns.levels[: deepest + 1] if own[c]]
        found.append((line, tuple(path)))
    for heading, names in given.items():
        notes.append(
            f"Where “{heading}” is empty, the one above it was taken (as in merged cells): "
            f"for {quoted_list(names)}."
        )
    return found


def _repeats(lines: list[_Line], column: int) -> bool:
    """Whether a column writes its value in each row, so that an empty cell means none."""
    values = [line.at(column).strip() for line in lines]
    return any(one and one == other for one, other in pairwise(values))


def _numbers_are_outline(lines: list[_Line], columns: Columns) -> bool:
    numbers = {_number(line, columns) for line in lines}
    return any(number.rpartition(".")[0] in numbers - {""} for number in numbers)


def _number(line: _Line, columns: Columns) -> str:
    return columns.cell(line.cells, "id").rstrip(".")


def _by_outline(lines: list[_Line], columns: Columns, notes: list[str]) -> list[tuple[_Line, Path]]:
    """Put a code whose id is such as 1.2 below the one whose id is 1."""
    names = {_number(line, columns): line.at(columns.levels[-1]).strip() for line in lines}
    found = []
    for line in lines:
        parts = _number(line, columns).split(".")
        above = [".".join(parts[:depth]) for depth in range(1, len(parts))]
        path = [names[number] for number in above if number in names]
        found.append((line, (*path, line.at(columns.levels[-1]).strip())))
    lower, upper = next((n, n.rpartition(".")[0]) for n in names if n.rpartition(".")[0] in names)
    notes.append(f"Codes were put below each other by their ids, such as {lower} below {upper}.")
    return found


def _by_indent(lines: list[_Line], name: int, notes: list[str]) -> list[tuple[_Line, Path]]:
    """Read the blanks and list marks before a name as its depth."""
    marks = {line.number: _mark(line.at(name)) for line in lines}
    least = min((len(mark.expandtabs(4)) for mark in marks.values()), default=0)
    above: list[tuple[int, str]] = []
    found: list[tuple[_Line, Path]] = []
    for line in lines:
        mark = marks[line.number]
        depth = len(mark.expandtabs(4)) - least
        plain = line.at(name)[len(mark) :].strip()
        above = [(other, text) for other, text in above if other < depth]
        found.append((line, (*(text for _, text in above), plain)))
        above.append((depth, plain))
    if any(len(path) > 1 for _, path in found):
        notes.append("Names that are indented were put below the name above them that is less so.")
    return found


def _mark(name: str) -> str:
    mark = _MARK.match(name)
    return mark[0] if mark else ""
