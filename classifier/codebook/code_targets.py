"""Codes of another program in their tree, and the targets and labels they become.

Here a label has one parent, in another target. So the codes at the top that hold others become
clusters, and all codes below them types. Codes in between hold others and may be applied, too:
they are types beside the codes below them, and their cluster says what they hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.codebook.code_labels import code_labels
from classifier.codebook.code_memos import Memo
from classifier.codebook.code_tree import (
    NO_MEMO,
    Code,
    Path,
    code_tree,
    joined_text,
    memo_in_one_line,
    with_groups,
)
from classifier.codebook.codebook import Label, Target
from classifier.wording import quoted_list


@dataclass(frozen=True, slots=True)
class Source:
    """The file that codes come from, and what their targets are called."""

    file: str
    type: str = "Type"
    cluster: str = "Cluster"


def to_targets(
    codes: Sequence[Code],
    source: Source,
    notes: list[str],
    groups: Mapping[str, Memo] | None = None,
) -> tuple[Target, ...]:
    """Return the targets that ``codes`` become; ``notes`` are told what was made up or lost.

    The first target holds what coders apply. ``groups`` says what is written about groups.
    """
    tree = code_tree(with_groups(codes, groups or {}, notes), notes)
    holders = {key[:depth] for key in tree for depth in range(1, len(key))}
    tree = _with_codable_ends(tree, holders, notes)
    inner = [key for key, code in tree.items() if key in holders or not code.codable]
    tops = [key for key in inner if len(key) == 1]
    applied = [key for key, code in tree.items() if code.codable and key not in tops]
    types = code_labels({key: tree[key] for key in applied}, "L", source.file, notes)
    if not tops:
        _tell_made_up(types, tree, notes)
        return (Target("type", tuple(types.values()), title=source.type),)
    tree = _telling_of_middles(tree, [key for key in inner if len(key) > 1], notes)
    clusters = code_labels({key: tree[key] for key in tops}, "C", source.file, notes)
    notes.append(
        "Codes at the top that hold others became clusters, which follow from the labels below "
        f"them and are no labels of “type”: {quoted_list(one.name for one in clusters.values())}."
    )
    _tell_made_up(types | clusters, tree, notes)
    below = tuple(
        replace(label, parent=clusters[key[:1]].id) if key[:1] in clusters else label
        for key, label in types.items()
    )
    return (
        Target("type", below, title=source.type, parent="cluster"),
        Target("cluster", tuple(clusters.values()), title=source.cluster, derived_from="type"),
    )


def _tell_made_up(
    labels: Mapping[Path, Label], tree: Mapping[Path, Code], notes: list[str]
) -> None:
    made = sum(label.id != tree[key].id for key, label in labels.items())
    if made:
        several = "labels without an id" if made > 1 else "label without an id"
        notes.append(f"{made} {several} got one; keep these ids from now on.")


def _with_codable_ends(
    tree: dict[Path, Code], holders: set[Path], notes: list[str]
) -> dict[Path, Code]:
    if any(code.codable for key, code in tree.items() if key not in holders):
        return tree
    notes.append("By the file none of its codes may be applied; here all of them may.")
    return {key: replace(code, codable=True) for key, code in tree.items()}


def _telling_of_middles(
    tree: dict[Path, Code], middles: Sequence[Path], notes: list[str]
) -> dict[Path, Code]:
    """Return the codes, those at the top saying what the codes in between hold and mean."""
    found = dict(tree)
    for key in middles:
        code = tree[key]
        below = [tree[other].name for other in tree if other[:-1] == key]
        line = f"{': '.join(code.path[1:])} ({', '.join(below) or 'no codes'})"
        if not code.codable and code.memo != NO_MEMO:
            line += f": {memo_in_one_line(code.memo)}"
        top = found[key[:1]]
        memo = replace(top.memo, include=joined_text(top.memo.include, line))
        found[key[:1]] = replace(top, memo=memo)
    applied = [tree[key].name for key in middles if tree[key].codable]
    barred = [tree[key].name for key in middles if not tree[key].codable]
    if applied:
        notes.append(
            "Labels beside the codes below them, since they may be applied too: "
            f"{quoted_list(applied)}. What each holds is told under “include” of its cluster."
        )
    if barred:
        notes.append(
            f"No labels, since they only hold others: {quoted_list(barred)}. What each holds and "
            "means is told under “include” of its cluster."
        )
    return found
