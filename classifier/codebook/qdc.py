"""A codebook as a REFI-QDA codebook (.qdc), which MAXQDA, NVivo, ATLAS.ti and QualCoder read.

The standard (REFI-QDA 1.5, part "Codebook exchange") knows a tree of codes, each with a guid, a
name, whether it may be applied, and a description. So a target becomes a code that cannot be
applied, its labels codes below it (labels with a parent stand below their parent), and what the
standard has no place for is written into the description in words that people can read and
``read_qdc`` understands.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from classifier.codebook.convert import held_by_qdc
from classifier.codebook.nouns import Codebook, Label, Target
from classifier.errors import CodebookError

NAMESPACE = "urn:QDA-XML:codebook:1.0"
ORIGIN = "outcome-classifier"
MAX_DEPTH = 100

_SPACE = uuid.UUID("6f1f4a52-6a0e-5c0b-9f0c-2f6a7a0f7d11")  # ours: same label, same guid
_NAMES = {
    "include": "Include:",
    "exclude": "Exclude:",
    "examples": "Example:",
    "aliases": "Also called:",
}
# What is said of a target, each on a line of its own.
_FACTS = {
    "title": "Title",
    "column": "Column",
    "parent": "Parents are labels of",
    "derived_from": "Follows from",
}
_ONE_ONLY = "One label only"
_WORDS = (
    *(word.removesuffix(":") for word in _NAMES.values()),
    *("Label", "Target", "Codebook", "Order", _ONE_ONLY, *_FACTS.values()),
)
_MARK = re.compile(rf"^({'|'.join(_WORDS)}): ?(.*)$")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write_qdc(codebook: Codebook) -> bytes:
    """Write the labels in use as XML; ``held_by_qdc`` says what that keeps."""
    book = held_by_qdc(codebook)
    root = ElementTree.Element("CodeBook", {"xmlns": NAMESPACE, "origin": ORIGIN})
    codes = ElementTree.SubElement(root, "Codes")
    placed: dict[tuple[str, str], ElementTree.Element] = {}
    for target in _parents_first(book):
        top = _code(codes, (book.name, target.id), target.title or target.id, codable=False)
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


def _code(
    above: ElementTree.Element, key: tuple[str, ...], name: str, *, codable: bool
) -> ElementTree.Element:
    guid = str(uuid.uuid5(_SPACE, "\n".join(key))).upper()
    facts = {"guid": guid, "name": name, "isCodable": str(codable).lower()}
    return ElementTree.SubElement(above, "Code", facts)


def _describe(code: ElementTree.Element, lines: list[str]) -> None:
    # The schema wants the description before the codes below; it is made before they are.
    text = _UNPRINTABLE.sub("", "\n".join(lines))
    ElementTree.SubElement(code, "Description").text = text


def _target_lines(target: Target, book: Codebook) -> list[str]:
    order = [t.id for t in book.targets].index(target.id)
    said = [
        f"{word}: {getattr(target, key)}" for key, word in _FACTS.items() if getattr(target, key)
    ]
    if not target.multiple:
        said.append(f"{_ONE_ONLY}: yes")
    return [f"Codebook: {book.name}", f"Target: {target.id}", f"Order: {order}", *said]


def _label_lines(target: Target, label: Label, order: int, *, outside: bool) -> list[str]:
    lines = _escaped(label.definition)
    for key, word in _NAMES.items():
        value = getattr(label, key)
        for item in value if isinstance(value, tuple) else (value,) if value else ():
            first, *rest = item.split("\n")
            lines += [f"{word} {first}", *_continued(rest)]
    parent = f" < {label.parent}" if label.parent and not outside else ""
    return [*lines, f"Label: {target.id} / {label.id}{parent}", f"Order: {order}"]


def _escaped(text: str) -> list[str]:
    """Shield lines of a definition that look like ours."""
    lines = text.split("\n") if text else []
    return [f"\\{line}" if line[:1] == "\\" or _MARK.match(line) else line for line in lines]


def _continued(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


# -- reading


def read_qdc(data: bytes, file: str) -> tuple[Codebook, tuple[str, ...]]:
    """Read a .qdc file of ours or of another program; says in words what had to be made up.

    In a foreign file codes at the top that hold others become the clusters of the codes at the
    ends; without such a tree all codes are labels of one target.
    """
    root = _parse(data, file)
    codes = [code for group in _children(root, "Codes") for code in _children(group, "Code")]
    if not codes:
        raise CodebookError(f"{file} holds no codes.", hint="Export the codebook again.")
    if any("Target" in _fields(code) for code in codes):
        return _our_codebook(codes, file), ()
    return _foreign_codebook(codes, file)


def _parse(data: bytes, file: str) -> ElementTree.Element:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise CodebookError(
            f"{file} defines its own entities; that is not read.",
            hint="Export the codebook again from the program it came from.",
        )
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
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


def _children(element: ElementTree.Element, tag: str) -> list[ElementTree.Element]:
    return [child for child in element if child.tag.rpartition("}")[2] == tag]


def _fields(code: ElementTree.Element) -> dict[str, list[str]]:
    """Take a description apart: "" holds the definition, the rest is by our words."""
    text = "".join((one.text or "") for one in _children(code, "Description"))
    found: dict[str, list[str]] = {"": []}
    current = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        match = _MARK.match(line)
        if match:
            current = match[1]
            found.setdefault(current, []).append(match[2])
        elif current and line.startswith("  "):
            found[current][-1] += "\n" + line[2:]
        elif not current:
            found[""].append(line[1:] if line[:1] == "\\" else line)
    return found


def _walk(
    codes: list[ElementTree.Element], depth: int = 0
) -> Iterator[tuple[ElementTree.Element, ElementTree.Element | None]]:
    """Walk all codes with the code above each."""
    if depth > MAX_DEPTH:
        raise CodebookError("The codes are nested too deep.", hint="Export the codebook again.")
    for code in codes:
        below = _children(code, "Code")
        if not depth:
            yield code, None
        for child in below:
            yield child, code
        yield from ((c, above) for c, above in _walk(below, depth + 1) if above is not None)


def _our_codebook(codes: list[ElementTree.Element], file: str) -> Codebook:
    owned: dict[str, list[tuple[int, Label]]] = {}
    heads: list[tuple[int, Mapping[str, list[str]], str]] = []
    for code, above in _walk(codes):
        fields = _fields(code)
        written = (fields.get("Order") or ["0"])[0]
        order = int(written) if written.isdecimal() else 0
        if "Target" in fields:
            heads.append((order, fields, code.get("name", "")))
        elif "Label" in fields:
            owner, _, rest = fields["Label"][0].partition(" / ")
            label_id, _, parent = rest.partition(" < ")
            if not parent and above is not None and "Label" in _fields(above):
                parent = _fields(above)["Label"][0].partition(" / ")[2].partition(" < ")[0]
            owned.setdefault(owner, []).append((order, _label(code, fields, label_id, parent)))
    heads.sort(key=lambda head: head[0])
    targets = tuple(_target(fields, owned) for _, fields, _ in heads)
    name = (heads[0][1].get("Codebook") or [file])[0]
    return Codebook(name=name, version="1", targets=targets)


def _target(
    fields: Mapping[str, list[str]], owned: Mapping[str, list[tuple[int, Label]]]
) -> Target:
    facts = {key: (fields.get(word) or [""])[0] for key, word in _FACTS.items()}
    own = sorted(owned.get(fields["Target"][0], []), key=lambda item: item[0])
    return Target(
        id=fields["Target"][0],
        labels=tuple(label for _, label in own),
        title=facts["title"],
        column=facts["column"],
        multiple=_ONE_ONLY not in fields,
        parent=facts["parent"],
        derived_from=facts["derived_from"],
    )


def _label(
    code: ElementTree.Element, fields: Mapping[str, list[str]], label_id: str, parent: str
) -> Label:
    return Label(
        id=label_id,
        name=code.get("name", ""),
        parent=parent,
        definition="\n".join(fields[""]).strip(),
        include="\n".join(fields.get("Include", [])),
        exclude="\n".join(fields.get("Exclude", [])),
        examples=tuple(fields.get("Example", [])),
        aliases=tuple(fields.get("Also called", [])),
    )


def _foreign_codebook(
    codes: list[ElementTree.Element], file: str
) -> tuple[Codebook, tuple[str, ...]]:
    notes = ["The file has no ids that we know; labels got numbers. Keep these from now on."]
    name = re.sub(r"\.\w+$", "", file)
    ends = [(code, above) for code, above in _walk(codes) if not _children(code, "Code")]
    tops = {id(code): f"C{n:02d}" for n, code in enumerate(codes, 1) if _children(code, "Code")}
    top_of = {id(code): above for code, above in _walk(codes)}
    labels = []
    for n, (code, above) in enumerate(ends, 1):
        top = above
        while top is not None and top_of.get(id(top)) is not None:
            top = top_of[id(top)]
        parent = tops.get(id(top), "") if top is not None else ""
        labels.append(_label(code, _fields(code), f"L{n:02d}", parent))
    if not tops:
        return Codebook(name, "1", (Target("type", tuple(labels), title=name),)), tuple(notes)
    notes.append("Codes at the top that hold others became the clusters of the codes below them.")
    clusters = tuple(
        _label(code, _fields(code), tops[id(code)], "") for code in codes if id(code) in tops
    )
    types = Target("type", tuple(labels), title="Type", parent="cluster")
    groups = Target("cluster", clusters, title="Cluster", derived_from="type")
    return Codebook(name, "1", (types, groups)), tuple(notes)
