"""Codes of another program, each with the codes above it, and one code a path."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.codebook.code_memos import Memo
from classifier.folding import name_key
from classifier.wording import in_quotes, listed, quoted_list
from classifier.xlsx.markup import letters

Path = tuple[str, ...]
NO_MEMO = Memo()
JOINED = ", "
"""Stands between the places of codes that became one."""
REPEATED = "is in the file several times"
"""Said of a name in several rows, as codes of fragments are and names in a codebook are not."""


@dataclass(frozen=True, slots=True)
class Code:
    """One code of another program.

    Attributes
    ----------
    path : the names from the top of the tree down to its own
    id : as the file gives it; "" if it gives none
    codable : False where the file says that it may not be applied
    groups : names of the groups that it is a member of, beside the tree
    place : where it stands in the file, in words; "" if only codes below it tell of it
    """

    path: Path
    id: str = ""
    memo: Memo = NO_MEMO
    codable: bool = True
    groups: tuple[str, ...] = ()
    place: str = ""

    @property
    def name(self) -> str:
        """Its own name."""
        return self.path[-1]


def without_ending(file: str) -> str:
    """Return what a codebook is called whose file does not say it."""
    return re.sub(r"\.\w+$", "", file)


def tell_unused(
    table: Sequence[Sequence[str]], used: Collection[int], notes: list[str], where: str = ""
) -> None:
    """Name the columns of a table, its headings first, that are not ``used``.

    The letter is said, too, where another column has the same heading, and alone where there is
    none.
    """
    headings = [cell.strip() for cell in table[0]] if table else []
    filled = {i for row in table for i, cell in enumerate(row) if cell.strip()}
    names = []
    for column in sorted(filled.difference(used)):
        heading = headings[column] if column < len(headings) else ""
        alike = headings.count(heading) > 1
        place = letters(column + 1)
        name = f"{in_quotes(heading)} ({place})" if alike else in_quotes(heading)
        names.append(name if heading else f"{place} (without a heading)")
    if names:
        columns = "columns" if len(names) > 1 else "column"
        notes.append(f"Not used{where}: the {columns} {listed(names)}.")


def first_columns(headings: Sequence[str], keys: Iterable[str]) -> set[int]:
    """Return the columns under the headings ``keys``; of two alike the first counts."""
    return {headings.index(key) for key in keys if key in headings}


def tell_above(rows: Sequence[Sequence[str]], notes: list[str]) -> None:
    """Name what stands above the headings."""
    texts = [cell.strip() for row in rows for cell in row if cell.strip()]
    if texts:
        notes.append(f"Not read, since it stands above the headings: {quoted_list(texts)}.")


def code_tree(codes: Sequence[Code], notes: list[str]) -> dict[Path, Code]:
    """Return the codes by the keys of their paths, those above first; one code a path.

    Two codes of one name below one code cannot be told apart in a cell: without ids of their own
    they are one, with ids their names get these.
    """
    tree: dict[Path, Code] = {}
    merged: list[Path] = []
    for code in _apart(codes, notes):
        for depth in range(1, len(code.path)):
            path = code.path[:depth]
            tree.setdefault(_keys(path), Code(path, codable=False))
        key = _keys(code.path)
        other = tree.get(key)
        if other and other.place:
            merged.append(key)
            code = replace(
                other,
                id=other.id or code.id,
                memo=other.memo.joined(code.memo),
                codable=other.codable or code.codable,
                place=f"{other.place}{JOINED}{code.place}",
            )
        tree[key] = code
    for key in dict.fromkeys(merged):
        code = tree[key]
        below = f" below “{code.path[-2]}”" if len(code.path) > 1 else ""
        notes.append(
            f"“{code.name}”{below} {REPEATED} ({code.place}); it became one "
            "label with all that is said of it."
        )
    return tree


def _apart(codes: Sequence[Code], notes: list[str]) -> list[Code]:
    """Return the codes, those of one path but different ids with different names."""
    ids: dict[Path, list[str]] = {}
    for code in codes:
        known = ids.setdefault(_keys(code.path), [])
        if code.id and code.id not in known:
            known.append(code.id)
    found = []
    for code in codes:
        if code.id and len(ids[_keys(code.path)]) > 1:
            name = f"{code.name} ({code.id})"
            notes.append(f"“{code.name}” is the name of several codes; here it is “{name}”.")
            code = replace(code, path=(*code.path[:-1], name))
        found.append(code)
    return found


def _keys(path: Path) -> Path:
    return tuple(name_key(name) for name in path)


def with_groups(
    codes: Sequence[Code], memos: Mapping[str, Memo], notes: list[str]
) -> Sequence[Code]:
    """Let groups be parents where they can: no tree, and no code in two of them."""
    members = _members(codes, memos)
    reason = _why_no_parents(codes) if members else ""
    if reason:
        listed = ", ".join(_group_in_words(group, members, memos) for group in members)
        notes.append(f"A label has one parent, and {reason}; not kept: the groups {listed}.")
        return codes
    empty = [group for group, own in members.items() if not own]
    if empty:
        lost = ", ".join(f"“{group}”{_memo_of(group, memos)}" for group in empty)
        notes.append(f"Groups without codes are not kept: {lost}.")
    used = [group for group in members if group not in empty]
    heads = [Code((group,), memo=memos.get(group, NO_MEMO), codable=False) for group in used]
    return [*heads, *(replace(code, path=(*code.groups, *code.path)) for code in codes)]


def _members(codes: Sequence[Code], groups: Iterable[str]) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {group: [] for group in groups}
    for code in codes:
        for group in code.groups:
            members.setdefault(group, []).append(code.name)
    return members


def _why_no_parents(codes: Sequence[Code]) -> str:
    if any(len(code.path) > 1 for code in codes):
        return "the codes stand in a tree already"
    doubled = [code.name for code in codes if len(code.groups) > 1]
    return f"several hold {quoted_list(doubled)}" if doubled else ""


def _group_in_words(
    group: str, members: Mapping[str, Sequence[str]], memos: Mapping[str, Memo]
) -> str:
    return f"“{group}” ({', '.join(members[group]) or 'no codes'}){_memo_of(group, memos)}"


def _memo_of(group: str, memos: Mapping[str, Memo]) -> str:
    told = memo_in_one_line(memos.get(group, NO_MEMO))
    return f": “{told}”" if told else ""


def memo_in_one_line(memo: Memo) -> str:
    """Return all that a memo says as one line."""
    texts = (memo.definition, memo.include, memo.exclude, *memo.examples, *memo.aliases)
    return " / ".join(" ".join(text.split()) for text in texts if text)
