"""REFI-QDA codes read: a codebook (.qdc) that we wrote, or one of another program.

Ours says in its descriptions which targets and labels its codes are; it keeps doing so when
another program has changed it and written it again. In a foreign file the tree of codes says it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from xml.etree.ElementTree import Element

from classifier.codebook.code_memos import Memo, read_memo
from classifier.codebook.code_targets import Source, free_ids, place_codes
from classifier.codebook.code_tree import NO_MEMO, Code, Path, without_ending
from classifier.codebook.codebook import Codebook
from classifier.codebook.refi_codes import FACTS, MARK, ONE_ONLY, ORIGIN, TEXTS
from classifier.codebook.refi_xml import (
    children,
    description_of,
    guid_key,
    name_of,
    parse_refi,
    tag_of,
    walk_codes,
)
from classifier.codebook.tables import as_cell, read_targets
from classifier.codebook.yaml_format import codebook_of, document_of
from classifier.errors import CodebookError
from classifier.folding import name_key
from classifier.wording import quoted_list
from classifier.yaml_tree import Document

_OUR_TARGET = re.compile(r"^Codebook: .*\nTarget: .+\nOrder: \d+\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CodesRead:
    """The codebook that codes are, with what had to be made up and what is not kept, in words.

    ``labels`` says which target and label a code became, by the code's guid as `guid_key` has it.
    """

    codebook: Codebook
    notes: tuple[str, ...]
    labels: Mapping[str, tuple[str, str]]


def read_qdc(data: bytes, file: str) -> tuple[Codebook, tuple[str, ...]]:
    """Read a .qdc file; says in words what had to be made up and what is not kept."""
    root = parse_refi(data, file)
    if tag_of(root) != "CodeBook":
        raise CodebookError(
            f"{file} is no REFI-QDA codebook: it begins with “{tag_of(root)}”.",
            hint="Export the codebook alone (.qdc), or the whole project as .qdpx.",
        )
    read = read_codes(root, file, root.get("origin", ""))
    return read.codebook, read.notes


def read_codes(root: Element, file: str, origin: str) -> CodesRead:
    """Read the codes of a codebook's element; ``origin`` is the program that wrote it."""
    codes = [code for group in children(root, "Codes") for code in children(group, "Code")]
    if not codes:
        raise CodebookError(f"{file} holds no codes.", hint="Export it again, with its codes.")
    notes: list[str] = []
    labels: dict[str, tuple[str, str]] = {}
    as_written = origin == ORIGIN
    if any(_OUR_TARGET.match(description_of(code, as_written)) for code in codes):
        document = _our_document(codes, file, notes, labels, as_written=as_written)
        if groups := _groups(root):
            names = quoted_list(group.name for group in groups)
            notes.append(f"Groups of codes are not kept: {names}.")
    else:
        document = document_of(_foreign_codebook(root, codes, file, notes, labels))
    return CodesRead(codebook_of(document, file), tuple(notes), labels)


# -- another program's


def _foreign_codebook(
    root: Element,
    codes: list[Element],
    file: str,
    notes: list[str],
    labels: dict[str, tuple[str, str]],
) -> Codebook:
    groups = _groups(root)
    _tell_other_parts(root, notes)
    guids: dict[str, str] = {}
    found = _foreign_codes(codes, groups, guids, notes)
    if not found:
        raise CodebookError(f"{file} holds no codes with names.", hint="Export the codebook again.")
    name = without_ending(file)
    flat = all(len(code.path) == 1 and not code.groups for code in found)
    source = Source(file, type=name) if flat else Source(file)
    memos = {group.name: group.memo for group in groups}
    placed = place_codes(found, source, notes, memos)
    for guid, place in guids.items():
        if place in placed.labels:
            labels[guid] = placed.labels[place]
    return Codebook(name, "1", placed.targets)


def _tell_other_parts(root: Element, notes: list[str]) -> None:
    for part in root:  # the parts that no codebook of the standard has
        kind = tag_of(part)
        text = " ".join(" ".join(part.itertext()).split())
        if kind not in ("Codes", "Sets") and text:
            notes.append(f"Not read: the part “{kind}”, which says “{text}”.")


def _foreign_codes(
    codes: list[Element], groups: Sequence[_Group], guids: dict[str, str], notes: list[str]
) -> list[Code]:
    """Return the codes that have names; ``guids`` are told the place of each."""
    found: list[Code] = []
    for line in walk_codes(codes):
        path = tuple(map(name_of, line))
        if not path[-1]:
            _tell_nameless(line, notes)
        elif all(path):
            place = f"code {len(found) + 1}"
            if guid := _new_guid(line[-1], guids, notes):
                guids[guid] = place
            found.append(_foreign_code(line[-1], path, groups, place))
    return found


def _new_guid(code: Element, taken: Collection[str], notes: list[str]) -> str:
    """Return a code's guid; "" where it has none, or that of a code before it."""
    guid = guid_key(code.get("guid"))
    if guid not in taken:
        return guid
    name = name_of(code)
    notes.append(f"“{name}” has the guid of a code before it, which gets all that is coded so.")
    return ""


def _foreign_code(code: Element, path: Path, groups: Sequence[_Group], place: str) -> Code:
    return Code(
        path=path,
        memo=read_memo(description_of(code)),
        codable=code.get("isCodable", "true").strip().lower() not in ("false", "0"),
        groups=tuple(group.name for group in groups if guid_key(code.get("guid")) in group.guids),
        place=place,
    )


def _tell_nameless(line: tuple[Element, ...], notes: list[str]) -> None:
    where = f" below “{name_of(line[-2])}”" if len(line) > 1 else ""
    text = description_of(line[-1])
    memo = f", with its memo “{text}”" if text else ""
    below = quoted_list(filter(None, map(name_of, children(line[-1], "Code"))))
    codes = f" and the codes below it: {below}" if below else ""
    notes.append(f"A code{where} has no name; it was left out{memo}{codes}.")


@dataclass(frozen=True, slots=True)
class _Group:
    """A group of codes, which the standard calls a set."""

    name: str
    memo: Memo
    guids: frozenset[str]


def _groups(root: Element) -> list[_Group]:
    groups: dict[str, _Group] = {}
    for sets in children(root, "Sets"):
        for number, group in enumerate(children(sets, "Set"), 1):
            guids = frozenset(
                guid_key(member.get("guid") or member.get("targetGUID"))
                for member in children(group, "MemberCode")
            )
            name = name_of(group) or f"Group {number}"
            other = groups.get(name, _Group(name, NO_MEMO, frozenset()))
            memo = read_memo(description_of(group)) if other.memo == NO_MEMO else other.memo
            groups[name] = _Group(name, memo, other.guids | guids)
    return list(groups.values())


# -- ours


@dataclass(frozen=True, slots=True)
class _OurCode:
    """A code with what its description says by our words, and what that of the one above says.

    Under "" stands what is written before any of our words: the definition.
    """

    element: Element
    fields: Mapping[str, list[str]]
    above: _OurCode | None

    def first_above(self, targets: Collection[str]) -> _OurCode | None:
        """Return the nearest code above that is a target, or a label of one, among ``targets``."""
        code = self.above
        while code and (code.owner or code.first("Target")) not in targets:
            code = code.above
        return code

    def first(self, word: str) -> str:
        """Return what stands first behind a word."""
        return next(iter(self.fields.get(word, ())), "")

    @property
    def owner(self) -> str:
        """Id of the target that its label is one of."""
        return self.first("Label").partition(" / ")[0]

    @property
    def id(self) -> str:
        """Id of its label."""
        return self.first("Label").partition(" / ")[2].partition(" < ")[0]

    @property
    def order(self) -> int:
        """Place among its like."""
        written = self.first("Order")
        return int(written) if written.isdecimal() else 0


def _our_document(
    codes: list[Element],
    file: str,
    notes: list[str],
    ids: dict[str, tuple[str, str]],
    *,
    as_written: bool,
) -> Document:
    """Read codes as rows of our tables: those of the targets, and those of their labels."""
    read = _our_codes(codes, as_written)
    ours = sorted(read, key=lambda code: code.order)
    heads = [code for code in ours if "Target" in code.fields]
    listed = list(map(_target_row, heads))
    parents = {row["id"]: row["parent"] for row in listed}
    labels = [code for code in ours if code.id and code.owner in parents]
    rows = [_label_row(code, parents) for code in labels]
    others = [code for code in read if code not in (*heads, *labels)]
    for code in others:
        rows.append(_added_row(code, parents, rows, notes))
    _add_labels(ids, [*labels, *others], rows, notes)
    name = heads[0].first("Codebook") or file
    return {"codebook": name, "version": "1", "targets": read_targets(listed, rows, notes)}


def _add_labels(
    ids: dict[str, tuple[str, str]],
    codes: Iterable[_OurCode],
    rows: Iterable[Mapping[str, str]],
    notes: list[str],
) -> None:
    """Say by the guids of codes which target and label their rows are."""
    for code, row in zip(codes, rows, strict=True):
        if guid := _new_guid(code.element, ids, notes):
            ids[guid] = row["target"], row["id"]


def _our_codes(codes: list[Element], as_written: bool) -> list[_OurCode]:
    by_element: dict[Element, _OurCode] = {}
    for *above, element in walk_codes(codes):
        fields = _fields(description_of(element, as_written))
        by_element[element] = _OurCode(element, fields, by_element[above[-1]] if above else None)
    return list(by_element.values())


def _fields(text: str) -> dict[str, list[str]]:
    """Take a description of ours apart: "" holds the definition, the rest is by our words."""
    found: dict[str, list[str]] = {"": []}
    current = ""
    for line in text.split("\n"):
        match = MARK.match(line)
        if match:
            current = match[1]
            found.setdefault(current, []).append(match[2])
        elif current and line.startswith("  "):
            found[current][-1] += "\n" + line[2:]
        elif current in TEXTS and line.strip():  # a line that another program's user added
            found[current][-1] += "\n" + line
        elif line.strip() or not current:
            found[""].append(line[1:] if line[:1] == "\\" else line)
    return found


def _target_row(head: _OurCode) -> dict[str, str]:
    multiple = "no" if ONE_ONLY in head.fields else "yes"
    facts = {key: head.first(word) for key, word in FACTS.items()}
    return facts | {"id": head.first("Target"), "multiple": multiple}


def _label_row(code: _OurCode, parents: Mapping[str, str]) -> dict[str, str]:
    written = code.first("Label").partition(" < ")[2]
    return {
        "target": code.owner,
        "id": code.id,
        "name": code.element.get("name", ""),
        "parent": written or _parent(code, parents[code.owner]),
        "definition": "\n".join(code.fields[""]).strip(),
        "include": "\n".join(code.fields.get("Include", ())),
        "exclude": "\n".join(code.fields.get("Exclude", ())),
        "examples": as_cell(tuple(code.fields.get("Example", ()))),
        "aliases": as_cell(tuple(code.fields.get("Also called", ()))),
    }


def _parent(code: _OurCode, target: str) -> str:
    """Return the id of the nearest label of a target above a code; "" for none."""
    above = code.first_above({target}) if target else None
    return above.id if above else ""


def _added_row(
    code: _OurCode,
    parents: Mapping[str, str],
    rows: Sequence[Mapping[str, str]],
    notes: list[str],
) -> dict[str, str]:
    """Return the row of a code that another program added: to the target of its neighbours."""
    above = code.first_above(parents)
    owner = (above.owner or above.first("Target")) if above else next(iter(parents))
    if above and above.owner:
        owner = next((target for target, parent in parents.items() if parent == owner), owner)
    taken = {name_key(row["id"]) for row in rows if row["target"] == owner}
    label_id, name = next(free_ids("L", taken)), name_of(code.element)
    notes.append(f"“{name}” is new in the file; it became {label_id} of “{owner}”.")
    memo = asdict(read_memo(description_of(code.element)))
    texts = {key: as_cell(value) for key, value in memo.items()}
    parent = _parent(code, parents[owner])
    return texts | {"target": owner, "id": label_id, "name": name, "parent": parent}
