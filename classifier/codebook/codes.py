"""Codes of another program in their tree, and the targets and labels they become.

Here a label has one parent, in another target. So the codes at the top that hold others become
clusters, all codes below them types; where codes in between hold others too, these are labels of
a third target, “group”, which stands between the two. What this cannot hold is said in notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from classifier.codebook.memo import Memo
from classifier.codebook.nouns import Label, Target
from classifier.codebook.text import name_key
from classifier.errors import CodebookError

Path = tuple[str, ...]


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
    memo: Memo = Memo()
    codable: bool = True
    groups: tuple[str, ...] = ()
    place: str = ""

    @property
    def name(self) -> str:
        """Its own name."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Titles:
    """What the targets are called."""

    type: str = "Type"
    cluster: str = "Cluster"


def to_targets(
    codes: Sequence[Code],
    titles: Titles,
    notes: list[str],
    groups: Mapping[str, Memo] | None = None,
) -> tuple[Target, ...]:
    """Return the targets that ``codes`` become; ``notes`` are told what was made up or lost.

    The first target holds what coders apply. ``groups`` says what is written about groups.
    """
    tree = _tree(_with_groups(codes, groups or {}, notes), notes)
    holders = {key[:depth] for key in tree for depth in range(1, len(key))}
    if not any(code.codable for key, code in tree.items() if key not in holders):
        notes.append("By the file none of its codes may be applied; here all of them may.")
        tree = {key: replace(code, codable=True) for key, code in tree.items()}
    inner = [k for k, code in tree.items() if k in holders or not code.codable]
    tops = [key for key in inner if len(key) == 1]
    middles = [key for key in inner if len(key) > 1]
    applied = [
        key for key, code in tree.items() if code.codable and (key not in holders or len(key) > 1)
    ]
    types = _Names(tree, applied, "L", notes)
    if not inner:
        _tell_ids([types], notes)
        return (_target("type", types, titles.type),)
    clusters = _Names(tree, tops, "C", notes)
    _tell_clusters(tree, tops, notes)
    cluster = _target("cluster", clusters, titles.cluster, derived_from="type")
    if not middles:
        _tell_ids([types, clusters], notes)
        return (_target("type", types, titles.type, above=clusters, parent="cluster"), cluster)
    direct = {key[:-1] for key in applied}
    between = _Names(tree, [key for key in inner if key in direct or len(key) > 1], "G", notes)
    _tell_groups(tree, middles, notes)
    _tell_ids([types, between, clusters], notes)
    return (
        _target("type", types, titles.type, above=between, parent="group"),
        _target("group", between, "Group", above=clusters, parent="cluster", derived_from="type"),
        replace(cluster, derived_from="group"),
    )


def said(names: Iterable[str]) -> str:
    """Return names as a list in a sentence.

    >>> said(["a", "b", "c"])
    '“a”, “b” and “c”'
    """
    quoted = [f"“{name}”" for name in dict.fromkeys(names)]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def _with_groups(
    codes: Sequence[Code], memos: Mapping[str, Memo], notes: list[str]
) -> Sequence[Code]:
    """Let groups be parents where they can: no tree, and no code in two of them."""
    members = {name: [code.name for code in codes if name in code.groups] for name in memos}
    for code in codes:
        for group in code.groups:
            members.setdefault(group, [c.name for c in codes if group in c.groups])
    if not members:
        return codes
    nested = any(len(code.path) > 1 for code in codes)
    doubled = [code.name for code in codes if len(code.groups) > 1]
    listed = [f"“{group}” ({', '.join(own) or 'no codes'})" for group, own in members.items()]
    if nested or doubled:
        why = "the codes stand in a tree already" if nested else f"several hold {said(doubled)}"
        notes.append(f"A label has one parent, and {why}; not kept: the groups {', '.join(listed)}.")
        return codes
    empty = [group for group, own in members.items() if not own]
    if empty:
        notes.append(f"Groups without codes are not kept: {said(empty)}.")
    heads = [
        Code((group,), memo=memos.get(group, Memo()), codable=False)
        for group, own in members.items()
        if own
    ]
    return [*heads, *(replace(code, path=(*code.groups, *code.path)) for code in codes)]


# -- the tree


def _tree(codes: Sequence[Code], notes: list[str]) -> dict[Path, Code]:
    """Return the codes by the keys of their paths, those above first; one code a path.

    Two codes of one name below one code cannot be told apart in a cell: without ids of their own
    they are one, with ids their names get these.
    """
    tree: dict[Path, Code] = {}
    merged: list[Path] = []
    for code in _apart(codes, notes):
        for depth in range(1, len(code.path) + 1):
            path = code.path[:depth]
            tree.setdefault(_keys(path), Code(path, codable=False))
        key = _keys(code.path)
        if tree[key].place:
            merged.append(key)
        tree[key] = _merged(tree[key], code) if tree[key].place else code
    for key in dict.fromkeys(merged):
        notes.append(
            f"“{tree[key].name}”{_below(tree[key])} is in the file several times "
            f"({tree[key].place}); it became one label with all that is said of it."
        )
    return tree


def _apart(codes: Sequence[Code], notes: list[str]) -> list[Code]:
    """Give codes of one path but different ids different names."""
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


def _merged(one: Code, other: Code) -> Code:
    first, second = one.memo, other.memo
    memo = Memo(
        _both(first.definition, second.definition),
        _both(first.include, second.include),
        _both(first.exclude, second.exclude),
        tuple(dict.fromkeys((*first.examples, *second.examples))),
        tuple(dict.fromkeys((*first.aliases, *second.aliases))),
    )
    return replace(
        one,
        id=one.id or other.id,
        memo=memo,
        codable=one.codable or other.codable,
        place=f"{one.place}, {other.place}",
    )


def _both(one: str, other: str) -> str:
    return "\n".join(dict.fromkeys(text for text in (one, other) if text))


def _keys(path: Path) -> Path:
    return tuple(name_key(name) for name in path)


def _below(code: Code) -> str:
    return f" below “{code.path[-2]}”" if len(code.path) > 1 else ""


# -- the labels of one target


class _Names:
    """Ids and names for the codes of one target, each different from all others."""

    def __init__(
        self, tree: Mapping[Path, Code], keys: Sequence[Path], letter: str, notes: list[str]
    ) -> None:
        self.codes = {key: tree[key] for key in keys}
        self.names = _qualified(self.codes, notes)
        self.ids = self._make_ids(letter, notes)
        self.aliases = self._plain_aliases(notes)

    def _make_ids(self, letter: str, notes: list[str]) -> dict[Path, str]:
        meant = {name_key(name): key for key, name in self.names.items()}
        given: dict[str, Path] = {}
        unusable = []
        for key, code in self.codes.items():
            # An id that is another label's name would make cells mean both.
            if code.id and meant.get(name_key(code.id), key) == key:
                if name_key(code.id) in given:
                    other = self.codes[given[name_key(code.id)]]
                    raise CodebookError(
                        f"“{code.id}” is the id of “{other.name}” ({other.place}) "
                        f"and of “{code.name}” ({code.place}).",
                        hint="Give one of them another id.",
                    )
                given[name_key(code.id)] = key
            elif code.id:
                unusable.append(code.id)
        ids = {key: self.codes[key].id for key in given.values()}
        numbers = iter(range(1, 2 * len(self.codes) + len(meant) + len(given) + 1))
        for key in self.codes:
            while key not in ids:
                made = f"{letter}{next(numbers):02d}"
                if name_key(made) not in meant and name_key(made) not in given:
                    ids[key] = made
        if unusable:
            notes.append(
                f"{said(unusable)} cannot be an id, since another label is called so; "
                "the label got a number."
            )
        return ids

    def _plain_aliases(self, notes: list[str]) -> dict[Path, tuple[str, ...]]:
        """Return other names that mean one label only."""
        meant: dict[str, set[Path]] = {}
        for key, code in self.codes.items():
            for name in (self.names[key], self.ids[key], code.name, *code.memo.aliases):
                meant.setdefault(name_key(name), set()).add(key)
        kept, refused = {}, []
        for key, code in self.codes.items():
            own = name_key(self.names[key])
            others = [alias for alias in code.memo.aliases if name_key(alias) != own]
            kept[key] = tuple(a for a in others if len(meant[name_key(a)]) == 1)
            refused += [a for a in others if len(meant[name_key(a)]) > 1]
        if refused:
            notes.append(
                f"{said(refused)} would mean several labels; as another name it was left out."
            )
        return kept

    def made_up(self) -> int:
        """Count the ids that the file does not give."""
        return sum(self.ids[key] != code.id for key, code in self.codes.items())


def _qualified(codes: Mapping[Path, Code], notes: list[str]) -> dict[Path, str]:
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
            f"“{first.name}” ({first.place}) and “{second.name}” ({second.place}) cannot be told "
            "apart by the codes above them.",
            hint="Rename one of them.",
        )
    bare: dict[str, list[Path]] = {}
    for key, code in codes.items():
        if names[key] != code.name:
            bare.setdefault(name_key(code.name), []).append(key)
    for keys in bare.values():
        name = codes[keys[0]].name
        notes.append(
            f"“{name}” is the name of {len(keys)} codes; the labels are called "
            f"{said(names[key] for key in keys)}. A cell that says only “{name}” is read as none "
            "of them."
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


def _target(
    name: str,
    own: _Names,
    title: str,
    *,
    above: _Names | None = None,
    parent: str = "",
    derived_from: str = "",
) -> Target:
    labels = []
    for key, code in own.codes.items():
        memo = code.memo
        top = key[:1] if parent == "cluster" else key[:-1]
        labels.append(
            Label(
                id=own.ids[key],
                name=own.names[key],
                parent=above.ids.get(top, "") if above else "",
                **asdict(replace(memo, aliases=own.aliases[key])),
            )
        )
    return Target(name, tuple(labels), title=title, parent=parent, derived_from=derived_from)


# -- what is said of it


def _tell_ids(targets: Sequence[_Names], notes: list[str]) -> None:
    made = sum(own.made_up() for own in targets)
    if made:
        notes.append(
            f"{made} label{'s' if made > 1 else ''} without an id got one; "
            "keep these ids from now on."
        )


def _tell_clusters(tree: Mapping[Path, Code], tops: Sequence[Path], notes: list[str]) -> None:
    notes.append(
        "Codes at the top that hold others became clusters, which follow from the labels below "
        f"them: {said(tree[key].name for key in tops)}."
    )


def _tell_groups(tree: Mapping[Path, Code], middles: Sequence[Path], notes: list[str]) -> None:
    applied = [tree[key].name for key in middles if tree[key].codable]
    barred = [tree[key].name for key in middles if not tree[key].codable]
    notes.append(
        "Codes in between that hold others became labels of a target “group”, which follows from "
        f"the labels below them: {said(tree[key].name for key in middles)}."
    )
    if applied:
        notes.append(f"They may be applied themselves and are labels of “type” too: {said(applied)}.")
    if barred:
        notes.append(f"They may not be applied and are no labels of “type”: {said(barred)}.")
    deeper = [tree[key] for key in middles if len(key) > 2]
    if deeper:
        pairs = "; ".join(f"“{code.name}” below “{code.path[-2]}”" for code in deeper)
        notes.append(f"Groups stand directly below their clusters; not kept is: {pairs}.")
