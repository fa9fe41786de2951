"""Codes of another program in their tree, and the targets and labels they become.

Here a label has one parent, in another target. So the codes at the top that hold others become
clusters, and all codes below them types. Codes in between hold others and may be applied, too:
they are types beside the codes below them, and their cluster says what they hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import count

from classifier.codebook.code_memos import Memo
from classifier.codebook.code_tree import (
    JOINED,
    NO_MEMO,
    Code,
    Path,
    code_tree,
    memo_in_one_line,
    with_groups,
)
from classifier.codebook.codebook import Label, Target
from classifier.errors import CodebookError
from classifier.folding import name_key
from classifier.wording import quoted_list


@dataclass(frozen=True, slots=True)
class Source:
    """The file that codes come from, and what their targets are called."""

    file: str
    type: str = "Type"
    cluster: str = "Cluster"


@dataclass(frozen=True, slots=True)
class Placed:
    """The targets that codes became, and the ids of target and label by the place of each code.

    A code that only holds others, and is not at the top, became no label.
    """

    targets: tuple[Target, ...]
    labels: Mapping[str, tuple[str, str]]


def to_targets(
    codes: Sequence[Code],
    source: Source,
    notes: list[str],
    groups: Mapping[str, Memo] | None = None,
) -> tuple[Target, ...]:
    """Return the targets that ``codes`` become, as `place_codes` does."""
    return place_codes(codes, source, notes, groups).targets


def place_codes(
    codes: Sequence[Code],
    source: Source,
    notes: list[str],
    groups: Mapping[str, Memo] | None = None,
) -> Placed:
    """Make targets of ``codes``; ``notes`` are told what was made up or lost.

    The first target holds what coders apply. ``groups`` says what is written about groups.
    """
    tree = _with_codable_ends(code_tree(with_groups(codes, groups or {}, notes), notes), notes)
    tops, middles = _tops_and_middles(tree)
    applied = {key: code for key, code in tree.items() if code.codable and key not in tops}
    types = _code_labels(applied, "L", source.file, notes)
    if not tops:
        _tell_made_up(types, tree, notes)
        target = Target("type", tuple(types.values()), title=source.type)
        return Placed((target,), _by_place(tree, "type", types))
    tops = _with_what_is_between(tops, tree, middles)
    _tell_middles([tree[key] for key in middles], notes)
    clusters = _code_labels(tops, "C", source.file, notes)
    names = quoted_list(cluster.name for cluster in clusters.values())
    notes.append(
        "Codes at the top that hold others became clusters, which follow from the labels below "
        f"them and are no labels of “type”: {names}."
    )
    _tell_made_up(types | clusters, tree, notes)
    below = tuple(_with_parent(label, clusters.get(key[:1])) for key, label in types.items())
    targets = (
        Target("type", below, title=source.type, parent="cluster"),
        Target("cluster", tuple(clusters.values()), title=source.cluster, derived_from="type"),
    )
    applied_ids = _by_place(tree, "type", types)
    return Placed(targets, applied_ids | _by_place(tree, "cluster", clusters))


def _by_place(
    tree: Mapping[Path, Code], target: str, labels: Mapping[Path, Label]
) -> dict[str, tuple[str, str]]:
    return {
        place: (target, label.id)
        for key, label in labels.items()
        for place in tree[key].place.split(JOINED)
    }


def _with_parent(label: Label, parent: Label | None) -> Label:
    return replace(label, parent=parent.id) if parent else label


def _tell_made_up(
    labels: Mapping[Path, Label], tree: Mapping[Path, Code], notes: list[str]
) -> None:
    made = sum(label.id != tree[key].id for key, label in labels.items())
    if made:
        several = "labels without an id" if made > 1 else "label without an id"
        notes.append(f"{made} {several} got one; keep these ids from now on.")


def _with_codable_ends(tree: dict[Path, Code], notes: list[str]) -> dict[Path, Code]:
    holders = _holders(tree)
    if any(code.codable for key, code in tree.items() if key not in holders):
        return tree
    notes.append("By the file none of its codes may be applied; here all of them may.")
    return {key: replace(code, codable=True) for key, code in tree.items()}


def _holders(tree: Mapping[Path, Code]) -> set[Path]:
    return {key[:depth] for key in tree for depth in range(1, len(key))}


def _tops_and_middles(tree: Mapping[Path, Code]) -> tuple[dict[Path, Code], list[Path]]:
    """Return the codes that hold others or may not be applied: those at the top, and the others."""
    holders = _holders(tree)
    inner = [key for key, code in tree.items() if key in holders or not code.codable]
    tops = {key: tree[key] for key in inner if key[1:] == ()}
    return tops, [key for key in inner if key not in tops]


def _with_what_is_between(
    tops: Mapping[Path, Code], tree: Mapping[Path, Code], middles: Sequence[Path]
) -> dict[Path, Code]:
    """Return the codes at the top, each saying what the codes in between hold and mean."""
    told = dict(tops)
    for key in middles:
        code, top = tree[key], told[key[:1]]
        below = [other.name for path, other in tree.items() if path[:-1] == key]
        line = f"{': '.join(code.path[1:])} ({', '.join(below) or 'no codes'})"
        if not code.codable and code.memo != NO_MEMO:
            line += f": {memo_in_one_line(code.memo)}"
        told[key[:1]] = replace(top, memo=top.memo.joined(Memo(include=line)))
    return told


def _tell_middles(middles: Sequence[Code], notes: list[str]) -> None:
    applied = quoted_list(code.name for code in middles if code.codable)
    barred = quoted_list(code.name for code in middles if not code.codable)
    if applied:
        notes.append(
            f"Labels beside the codes below them, since they may be applied too: {applied}. "
            "What each holds is told under “include” of its cluster."
        )
    if barred:
        notes.append(
            f"No labels, since they only hold others: {barred}. What each holds and means is told "
            "under “include” of its cluster."
        )


# -- ids and names, different from all others


def _code_labels(
    codes: Mapping[Path, Code], letter: str, file: str, notes: list[str]
) -> dict[Path, Label]:
    """Return a label without a parent for each code.

    ``letter`` begins the ids that are made up. Raise CodebookError where two codes have one id.
    """
    names = _qualified(codes, file, notes)
    ids = _ids(codes, names, letter, notes)
    _refuse_doubled(codes, ids, file)
    aliases = _plain_aliases(codes, names, ids, notes)
    return {
        key: Label(ids[key], names[key], **asdict(replace(code.memo, aliases=aliases[key])))
        for key, code in codes.items()
    }


def _ids(
    codes: Mapping[Path, Code], names: Mapping[Path, str], letter: str, notes: list[str]
) -> dict[Path, str]:
    meant = {name_key(name): key for key, name in names.items()}
    # An id that is another label's name would make cells mean both.
    unusable = [key for key, code in codes.items() if meant.get(name_key(code.id), key) != key]
    if unusable:
        notes.append(
            f"{quoted_list(codes[key].id for key in unusable)} cannot be an id, since another "
            "label is called so; the label got a number."
        )
    given = {name_key(code.id) for code in codes.values()}
    made = free_ids(letter, {*meant, *given})
    return {
        key: code.id if code.id and key not in unusable else next(made)
        for key, code in codes.items()
    }


def free_ids(letter: str, taken: Collection[str]) -> Iterator[str]:
    """Make ids of a letter and a number, without those ``taken``, as `name_key` has them.

    >>> ids = free_ids("L", {"l02"})
    >>> next(ids), next(ids)
    ('L01', 'L03')
    """
    for number in count(1):
        if name_key(f"{letter}{number:02d}") not in taken:
            yield f"{letter}{number:02d}"


def _refuse_doubled(codes: Mapping[Path, Code], ids: Mapping[Path, str], file: str) -> None:
    owners: dict[str, Code] = {}
    for key, code in codes.items():
        other = owners.setdefault(name_key(ids[key]), code)
        if other is not code:
            raise CodebookError(
                f"{file}: “{code.id}” is the id of “{other.name}” ({other.place}) and of "
                f"“{code.name}” ({code.place}).",
                hint="Give one of them another id.",
            )


def _plain_aliases(
    codes: Mapping[Path, Code],
    names: Mapping[Path, str],
    ids: Mapping[Path, str],
    notes: list[str],
) -> dict[Path, tuple[str, ...]]:
    """Return other names that mean one label only, and are not its name."""
    counts = Counter(
        key
        for path, code in codes.items()
        for key in {*map(name_key, (names[path], ids[path], code.name, *code.memo.aliases))}
    )
    kept, refused = {}, []
    for path, code in codes.items():
        own = name_key(names[path])
        others = [alias for alias in code.memo.aliases if name_key(alias) != own]
        kept[path] = tuple(alias for alias in others if counts[name_key(alias)] == 1)
        refused += [alias for alias in others if counts[name_key(alias)] > 1]
    if refused:
        lost = quoted_list(refused)
        notes.append(f"{lost} would mean several labels; as another name it is left out.")
    return kept


def _qualified(codes: Mapping[Path, Code], file: str, notes: list[str]) -> dict[Path, str]:
    """Return a name for each code; where several have one name, the codes above tell them apart."""
    names = {key: code.name for key, code in codes.items()}
    for depth in range(1, max(map(len, codes), default=1) + 1):
        clashing = _clashing(names)
        for keys in clashing.values():
            for key in keys:
                names[key] = _longer(codes[key], depth)
    for keys in _clashing(names).values():
        first, second = (codes[key] for key in keys[:2])
        raise CodebookError(
            f"{file}: “{first.name}” ({first.place}) and “{second.name}” ({second.place}) cannot "
            "be told apart by the codes above them.",
            hint="Rename one of them.",
        )
    for keys in _clashing({key: code.name for key, code in codes.items()}).values():
        name = codes[keys[0]].name
        notes.append(
            f"“{name}” is the name of {len(keys)} codes; the labels are called "
            f"{quoted_list(names[key] for key in keys)}. A cell that says only “{name}” is read as "
            "none of them."
        )
    return names


def _clashing(names: Mapping[Path, str]) -> dict[str, list[Path]]:
    owners: dict[str, list[Path]] = {}
    for key, name in names.items():
        owners.setdefault(name_key(name), []).append(key)
    return {name: keys for name, keys in owners.items() if len(keys) > 1}


def _longer(code: Code, depth: int) -> str:
    if len(code.path) == 1:
        return f"{code.name} (at the top)"
    return ": ".join(code.path[-1 - depth :])
