"""A REFI-QDA codebook (.qdc) read: one that we wrote, or one of another program.

Ours says in its descriptions which targets and labels its codes are; it keeps doing so when
another program has changed it and written it again. In a foreign file the tree of codes says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from classifier.codebook.code_memos import Memo, plain_text, read_memo
from classifier.codebook.code_targets import Source, to_targets
from classifier.codebook.code_tree import NO_MEMO, Code
from classifier.codebook.codebook import Codebook, Label, Target
from classifier.codebook.qdc_write import FACTS, MARK, ONE_ONLY, ORIGIN, TEXTS
from classifier.errors import CodebookError
from classifier.text_files import decode
from classifier.wording import quoted_list

MAX_DEPTH = 100
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")

_OUR_TARGET = re.compile(r"^Codebook: .*\nTarget: .+\nOrder: \d+\s*$", re.MULTILINE)


def read_qdc(data: bytes, file: str) -> tuple[Codebook, tuple[str, ...]]:
    """Read a .qdc file; says in words what had to be made up and what is not kept."""
    root = _parse(data, file)
    codes = [code for group in _children(root, "Codes") for code in _children(group, "Code")]
    if not codes:
        raise CodebookError(f"{file} holds no codes.", hint="Export the codebook again.")
    notes: list[str] = []
    as_written = root.get("origin") == ORIGIN
    if any(_OUR_TARGET.match(_description(code, as_written)) for code in codes):
        book = _our_codebook(codes, file, notes, as_written=as_written)
        if groups := _groups(root):
            notes.append(
                f"Groups of codes are not kept: {quoted_list(group.name for group in groups)}."
            )
    else:
        book = _foreign_codebook(root, codes, file, notes)
    return book, tuple(notes)


def _parse(data: bytes, file: str) -> Element:
    data = data.lstrip(b" \t\r\n")
    plain = data.replace(b"\0", b"")  # also where the file is UTF-16
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise CodebookError(
            f"{file} defines its own entities; that is not read.",
            hint="Export the codebook again from the program it came from.",
        )
    try:
        root = _root(data, file)
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise CodebookError(
            f"{file} is no REFI-QDA codebook: the XML cannot be read ({error}).",
            hint="Export the codebook again as .qdc.",
        ) from None
    if root.tag.rpartition("}")[2] != "CodeBook":
        raise CodebookError(
            f"{file} is no REFI-QDA codebook: it begins with “{root.tag.rpartition('}')[2]}”.",
            hint="Export the codebook alone (.qdc), not the whole project (.qdpx).",
        )
    return root


def _root(data: bytes, file: str) -> Element:
    """Parse as the file says it is encoded; where that is not so, as its bytes look."""
    try:
        return ElementTree.fromstring(data)
    except ElementTree.ParseError:
        if _is_utf8(data):
            raise
    text, _ = decode(file, data)
    return ElementTree.fromstring(_DECLARATION.sub("", text))


def _is_utf8(data: bytes) -> bool:
    return data.decode("utf-8", "replace").encode() == data


def _children(element: Element, tag: str) -> list[Element]:
    return [child for child in element if child.tag.rpartition("}")[2] == tag]


def _description(element: Element, as_written: bool = False) -> str:
    text = "\n".join("".join(one.itertext()) for one in _children(element, "Description"))
    return text.replace("\r\n", "\n") if as_written else plain_text(text)


def _walk(codes: list[Element], above: tuple[Element, ...] = ()) -> Iterator[tuple[Element, ...]]:
    """Walk all codes, each as the last of those from the top down to it."""
    if len(above) > MAX_DEPTH:
        raise CodebookError("The codes are nested too deep.", hint="Export the codebook again.")
    for code in codes:
        yield (*above, code)
        yield from _walk(_children(code, "Code"), (*above, code))


# -- another program's


def _foreign_codebook(root: Element, codes: list[Element], file: str, notes: list[str]) -> Codebook:
    name = re.sub(r"\.\w+$", "", file)
    groups = _groups(root)
    _tell_unread(root, notes)
    found: list[Code] = []
    for line in _walk(codes):
        path = tuple(_name(code) for code in line)
        if not path[-1]:
            _tell_nameless(line, notes)
        if all(path):
            found.append(
                Code(
                    path=path,
                    memo=read_memo(_description(line[-1])),
                    codable=line[-1].get("isCodable", "true").strip().lower() not in ("false", "0"),
                    groups=tuple(g.name for g in groups if line[-1].get("guid") in g.guids),
                    place=f"code {len(found) + 1}",
                )
            )
    if not found:
        raise CodebookError(f"{file} holds no codes with names.", hint="Export the codebook again.")
    nested = any(len(code.path) > 1 for code in found) or any(code.groups for code in found)
    source = Source(file) if nested else Source(file, type=name)
    memos = {group.name: group.memo for group in groups}
    return Codebook(name, "1", to_targets(found, source, notes, memos))


def _tell_unread(root: Element, notes: list[str]) -> None:
    """Name the parts that no codebook of the standard has, and what is written in them."""
    for part in root:
        kind = part.tag.rpartition("}")[2]
        text = " ".join(" ".join(part.itertext()).split())
        if kind not in ("Codes", "Sets") and text:
            notes.append(f"Not read: the part “{kind}”, which says “{text}”.")


def _name(code: Element) -> str:
    return " ".join((code.get("name") or "").split())


def _tell_nameless(line: tuple[Element, ...], notes: list[str]) -> None:
    where = f" below “{_name(line[-2])}”" if len(line) > 1 else ""
    said_of_it = _description(line[-1])
    memo = f", with its memo “{said_of_it}”" if said_of_it else ""
    below = [_name(code) for code in _children(line[-1], "Code") if _name(code)]
    codes = f" and the codes below it: {quoted_list(below)}" if below else ""
    notes.append(f"A code{where} has no name; it was left out{memo}{codes}.")


@dataclass(frozen=True, slots=True)
class _Group:
    """A group of codes, which the standard calls a set."""

    name: str
    memo: Memo
    guids: frozenset[str]


def _groups(root: Element) -> list[_Group]:
    groups: dict[str, _Group] = {}
    for sets in _children(root, "Sets"):
        for number, one in enumerate(_children(sets, "Set"), 1):
            guids = frozenset(
                member.get("guid") or member.get("targetGUID") or ""
                for member in _children(one, "MemberCode")
            )
            name = _name(one) or f"Group {number}"
            other = groups.get(name, _Group(name, NO_MEMO, frozenset()))
            memo = read_memo(_description(one)) if other.memo == NO_MEMO else other.memo
            groups[name] = _Group(name, memo, other.guids | guids)
    return list(groups.values())


# -- ours


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


@dataclass(frozen=True, slots=True)
class _OurCode:
    """A code with its own words, and those of the code right above it."""

    element: Element
    fields: Mapping[str, list[str]]
    above: Mapping[str, list[str]]

    @property
    def order(self) -> int:
        written = (self.fields.get("Order") or ["0"])[0]
        return int(written) if written.isdecimal() else 0


def _our_codebook(
    codes: list[Element], file: str, notes: list[str], *, as_written: bool
) -> Codebook:
    lines = list(_walk(codes))
    fields = {id(line[-1]): _fields(_description(line[-1], as_written)) for line in lines}
    found = [
        _OurCode(line[-1], fields[id(line[-1])], fields[id(line[-2])] if len(line) > 1 else {})
        for line in lines
    ]
    heads = sorted((one for one in found if "Target" in one.fields), key=lambda one: one.order)
    parents = {one.fields["Target"][0]: _first(one.fields, FACTS["parent"]) for one in heads}
    owned: dict[str, list[tuple[int, Label]]] = {target: [] for target in parents}
    added: list[tuple[str, _OurCode]] = []
    for one in found:
        owner, slash, _ = _first(one.fields, "Label").partition(" / ")
        if slash and owner in owned:
            owned[owner].append((one.order, _our_label(one)))
        elif "Target" not in one.fields:
            added.append((_owner_of_added(one, parents), one))
    _add(added, owned, notes)
    targets = tuple(_target(head.fields, owned) for head in heads)
    name = (heads[0].fields.get("Codebook") or [file])[0]
    return Codebook(name=name, version="1", targets=targets)


def _first(fields: Mapping[str, list[str]], word: str) -> str:
    return (fields.get(word) or [""])[0]


def _our_id(fields: Mapping[str, list[str]]) -> str:
    return _first(fields, "Label").partition(" / ")[2].partition(" < ")[0]


def _our_label(one: _OurCode) -> Label:
    fields = one.fields
    parent = _first(fields, "Label").partition(" / ")[2].partition(" < ")[2]
    return Label(
        id=_our_id(fields),
        name=one.element.get("name", ""),
        parent=parent or _our_id(one.above),
        definition="\n".join(fields[""]).strip(),
        include="\n".join(fields.get("Include", [])),
        exclude="\n".join(fields.get("Exclude", [])),
        examples=tuple(fields.get("Example", [])),
        aliases=tuple(fields.get("Also called", [])),
    )


def _owner_of_added(one: _OurCode, parents: Mapping[str, str]) -> str:
    """Return the target of a code that was added in another program: of its neighbours there."""
    above = _first(one.above, "Label").partition(" / ")[0]
    children = [target for target, parent in parents.items() if parent and parent == above]
    if children:
        return children[0]
    return above or _first(one.above, "Target") or next(iter(parents))


def _add(
    added: list[tuple[str, _OurCode]], owned: dict[str, list[tuple[int, Label]]], notes: list[str]
) -> None:
    for owner, one in added:
        taken = {label.id for _, label in owned[owner]}
        label_id = next(f"L{n:02d}" for n in range(1, len(taken) + 2) if f"L{n:02d}" not in taken)
        same = _first(one.above, "Label").partition(" / ")[0] == owner
        label = Label(
            id=label_id,
            name=_name(one.element),
            parent="" if same else _our_id(one.above),
            **asdict(read_memo(_description(one.element))),
        )
        owned[owner].append((len(owned[owner]), label))
        notes.append(f"“{label.name}” is new in the file; it became {label_id} of “{owner}”.")


def _target(
    fields: Mapping[str, list[str]], owned: Mapping[str, list[tuple[int, Label]]]
) -> Target:
    facts = {key: _first(fields, word) for key, word in FACTS.items()}
    own = sorted(owned.get(fields["Target"][0], []), key=lambda item: item[0])
    return Target(
        id=fields["Target"][0],
        labels=tuple(label for _, label in own),
        title=facts["title"],
        column=facts["column"],
        multiple=ONE_ONLY not in fields,
        parent=facts["parent"],
        derived_from=facts["derived_from"],
    )
