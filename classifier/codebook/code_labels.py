"""The labels that codes become: an id and a name for each, different from all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from itertools import count

from classifier.codebook.code_tree import Code, Path
from classifier.codebook.codebook import Label
from classifier.errors import CodebookError
from classifier.folding import name_key
from classifier.wording import quoted_list


def code_labels(
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
    made = _numbers(letter, {*meant, *given})
    return {
        key: code.id if code.id and key not in unusable else next(made)
        for key, code in codes.items()
    }


def _numbers(letter: str, taken: set[str]) -> Iterator[str]:
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
    meant: dict[str, set[Path]] = {}
    for key, code in codes.items():
        for name in (names[key], ids[key], code.name, *code.memo.aliases):
            meant.setdefault(name_key(name), set()).add(key)
    kept, refused = {}, []
    for key, code in codes.items():
        own = name_key(names[key])
        others = [alias for alias in code.memo.aliases if name_key(alias) != own]
        kept[key] = tuple(alias for alias in others if len(meant[name_key(alias)]) == 1)
        refused += [alias for alias in others if len(meant[name_key(alias)]) > 1]
    if refused:
        notes.append(
            f"{quoted_list(refused)} would mean several labels; as another name it is left out."
        )
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
    bare: dict[str, list[Path]] = {}
    for key, code in codes.items():
        if names[key] != code.name:
            bare.setdefault(name_key(code.name), []).append(key)
    for keys in bare.values():
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
