"""A REFI-QDA codebook (.qdc) read: one that we wrote, or one of another program.

Ours says in its descriptions which targets and labels its codes are; it keeps doing so when
another program has changed it and written it again. In a foreign file the tree of codes says it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from classifier.codebook.code_memos import Memo, plain_text, read_memo
from classifier.codebook.code_targets import Source, free_ids, to_targets
from classifier.codebook.code_tree import NO_MEMO, Code, Path, without_ending
from classifier.codebook.codebook import Codebook, Label, Target
from classifier.codebook.tables import as_cell, read_targets
from classifier.codebook.yaml_format import codebook_of, document_of
from classifier.errors import CodebookError, foreign
from classifier.folding import name_key
from classifier.text_files import decode
from classifier.wording import quoted_list
from classifier.yaml_tree import Document

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
        document = _our_document(codes, file, notes, as_written=as_written)
        if groups := _groups(root):
            names = quoted_list(group.name for group in groups)
            notes.append(f"Groups of codes are not kept: {names}.")
    else:
        document = document_of(_foreign_codebook(root, codes, file, notes))
    return codebook_of(document, file), tuple(notes)


def _parse(data: bytes, file: str) -> Element:
    data = data.lstrip(b" \t\r\n")
    plain = data.replace(b"\0", b"")  # also where the file is UTF-16
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise CodebookError(
            f"{file} defines its own entities; that is not read.",
            hint="Export the codebook again from the program it came from.",
        )
    with foreign(file, "Export the codebook again as .qdc (REFI-QDA).", CodebookError):
        root = _root(data, file)
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
        if data.decode("utf-8", "replace").encode() == data:
            raise
    text, _ = decode(file, data)
    return ElementTree.fromstring(_DECLARATION.sub("", text))


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
    groups = _groups(root)
    for part in root:  # the parts that no codebook of the standard has
        kind = part.tag.rpartition("}")[2]
        text = " ".join(" ".join(part.itertext()).split())
        if kind not in ("Codes", "Sets") and text:
            notes.append(f"Not read: the part “{kind}”, which says “{text}”.")
    found: list[Code] = []
    for line in _walk(codes):
        path = tuple(map(_name, line))
        if not path[-1]:
            _tell_nameless(line, notes)
        elif all(path):
            found.append(_foreign_code(line[-1], path, groups, f"code {len(found) + 1}"))
    if not found:
        raise CodebookError(f"{file} holds no codes with names.", hint="Export the codebook again.")
    name = without_ending(file)
    flat = all(len(code.path) == 1 and not code.groups for code in found)
    source = Source(file, type=name) if flat else Source(file)
    memos = {group.name: group.memo for group in groups}
    return Codebook(name, "1", to_targets(found, source, notes, memos))


def _foreign_code(code: Element, path: Path, groups: Sequence[_Group], place: str) -> Code:
    return Code(
        path=path,
        memo=read_memo(_description(code)),
        codable=code.get("isCodable", "true").strip().lower() not in ("false", "0"),
        groups=tuple(group.name for group in groups if code.get("guid") in group.guids),
        place=place,
    )


def _name(code: Element) -> str:
    return " ".join((code.get("name") or "").split())


def _tell_nameless(line: tuple[Element, ...], notes: list[str]) -> None:
    where = f" below “{_name(line[-2])}”" if len(line) > 1 else ""
    text = _description(line[-1])
    memo = f", with its memo “{text}”" if text else ""
    below = quoted_list(filter(None, map(_name, _children(line[-1], "Code"))))
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
    for sets in _children(root, "Sets"):
        for number, group in enumerate(_children(sets, "Set"), 1):
            guids = frozenset(
                member.get("guid") or member.get("targetGUID") or ""
                for member in _children(group, "MemberCode")
            )
            name = _name(group) or f"Group {number}"
            other = groups.get(name, _Group(name, NO_MEMO, frozenset()))
            memo = read_memo(_description(group)) if other.memo == NO_MEMO else other.memo
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
    codes: list[Element], file: str, notes: list[str], *, as_written: bool
) -> Document:
    """Read codes as rows of our tables: those of the targets, and those of their labels."""
    by_element: dict[Element, _OurCode] = {}
    for *above, element in _walk(codes):
        fields = _fields(_description(element, as_written))
        by_element[element] = _OurCode(element, fields, by_element[above[-1]] if above else None)
    ours = sorted(by_element.values(), key=lambda code: code.order)
    heads = [code for code in ours if "Target" in code.fields]
    listed = list(map(_target_row, heads))
    targets = {row["id"] for row in listed}
    labels = [code for code in ours if code.id and code.owner in targets]
    rows = list(map(_label_row, labels))
    for code in by_element.values():
        if code not in (*heads, *labels):
            rows.append(_added_row(code, listed, rows, notes))
    name = heads[0].first("Codebook") or file
    return {"codebook": name, "version": "1", "targets": read_targets(listed, rows, notes)}


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


def _label_row(code: _OurCode) -> dict[str, str]:
    written = code.first("Label").partition(" < ")[2]
    return {
        "target": code.owner,
        "id": code.id,
        "name": code.element.get("name", ""),
        "parent": written or (code.above.id if code.above else ""),
        "definition": "\n".join(code.fields[""]).strip(),
        "include": "\n".join(code.fields.get("Include", ())),
        "exclude": "\n".join(code.fields.get("Exclude", ())),
        "examples": as_cell(tuple(code.fields.get("Example", ()))),
        "aliases": as_cell(tuple(code.fields.get("Also called", ()))),
    }


def _added_row(
    code: _OurCode,
    targets: Sequence[Mapping[str, str]],
    rows: Sequence[Mapping[str, str]],
    notes: list[str],
) -> dict[str, str]:
    """Return the row of a code that another program added: to the target of its neighbours."""
    above = code.above or code
    children = [row["id"] for row in targets if row["parent"] and row["parent"] == above.owner]
    owner = next(iter([*children, above.owner or above.first("Target") or targets[0]["id"]]))
    taken = {name_key(row["id"]) for row in rows if row["target"] == owner}
    label_id, name = next(free_ids("L", taken)), _name(code.element)
    notes.append(f"“{name}” is new in the file; it became {label_id} of “{owner}”.")
    parent = "" if above.owner == owner else above.id
    memo = asdict(read_memo(_description(code.element)))
    texts = {key: as_cell(value) for key, value in memo.items()}
    return texts | {"target": owner, "id": label_id, "name": name, "parent": parent}


NAMESPACE = "urn:QDA-XML:codebook:1.0"
ORIGIN = "outcome-classifier"

_SPACE = uuid.UUID("6f1f4a52-6a0e-5c0b-9f0c-2f6a7a0f7d11")  # ours: same label, same guid
NAMES = {
    "include": "Include:",
    "exclude": "Exclude:",
    "examples": "Example:",
    "aliases": "Also called:",
}
TEXTS = tuple(word.removesuffix(":") for word in NAMES.values())
# What is said of a target, each on a line of its own.
FACTS = {
    "title": "Title",
    "column": "Column",
    "parent": "Parents are labels of",
    "derived_from": "Follows from",
}
ONE_ONLY = "One label only"
_WORDS = (*TEXTS, "Label", "Target", "Codebook", "Order", ONE_ONLY, *FACTS.values())
MARK = re.compile(rf"^({'|'.join(_WORDS)}): ?(.*)$")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_qdc(book: Codebook) -> bytes:
    """Write the labels as XML."""
    root = Element("CodeBook", {"xmlns": NAMESPACE, "origin": ORIGIN})
    codes = ElementTree.SubElement(root, "Codes")
    placed: dict[tuple[str, str], Element] = {}
    for target in _parents_first(book):
        top = _code(codes, (book.name, target.id), target.name, codable=False)
        _describe(top, _target_lines(target, book))
        for order, label in enumerate(target.labels):
            above = placed.get((target.parent, label.parent), top) if label.parent else top
            code = _code(above, (book.name, target.id, label.id), label.name, codable=True)
            _describe(code, _label_lines(target, label, order, outside=above is not top))
            placed[target.id, label.id] = code
    ElementTree.indent(root, "  ")
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _parents_first(book: Codebook) -> list[Target]:
    done: list[Target] = []
    left = list(book.targets)
    while left:
        ready = [t for t in left if t.parent not in {other.id for other in left}] or left[:1]
        done += ready
        left = [t for t in left if t not in ready]
    return done


def _code(above: Element, key: tuple[str, ...], name: str, *, codable: bool) -> Element:
    guid = str(uuid.uuid5(_SPACE, "\n".join(key))).upper()
    facts = {"guid": guid, "name": name, "isCodable": str(codable).lower()}
    return ElementTree.SubElement(above, "Code", facts)


def _describe(code: Element, lines: list[str]) -> None:
    # The schema wants the description before the codes below; it is made before they are.
    text = _UNPRINTABLE.sub("", "\n".join(lines))
    ElementTree.SubElement(code, "Description").text = text


def _target_lines(target: Target, book: Codebook) -> list[str]:
    order = book.targets.index(target)
    lines = [f"Codebook: {book.name}", f"Target: {target.id}", f"Order: {order}"]
    for key, word in FACTS.items():
        if value := getattr(target, key):
            lines.append(f"{word}: {value}")
    return lines if target.multiple else [*lines, f"{ONE_ONLY}: yes"]


def _label_lines(target: Target, label: Label, order: int, *, outside: bool) -> list[str]:
    lines = label.definition.split("\n") if label.definition else []
    # Lines of a definition that look like ours are shielded.
    lines = [f"\\{line}" if line[:1] == "\\" or MARK.match(line) else line for line in lines]
    for key, word in NAMES.items():
        value = getattr(label, key)
        for item in value if isinstance(value, tuple) else (value,) if value else ():
            lines += f"{word} {item}".replace("\n", "\n  ").split("\n")
    parent = f" < {label.parent}" if label.parent and not outside else ""
    return [*lines, f"Label: {target.id} / {label.id}{parent}", f"Order: {order}"]
