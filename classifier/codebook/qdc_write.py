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
from xml.etree import ElementTree

from classifier.codebook.codebook import Codebook, Label, Target

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
        f"{word}: {getattr(target, key)}" for key, word in FACTS.items() if getattr(target, key)
    ]
    if not target.multiple:
        said.append(f"{ONE_ONLY}: yes")
    return [f"Codebook: {book.name}", f"Target: {target.id}", f"Order: {order}", *said]


def _label_lines(target: Target, label: Label, order: int, *, outside: bool) -> list[str]:
    lines = _escaped(label.definition)
    for key, word in NAMES.items():
        value = getattr(label, key)
        for item in value if isinstance(value, tuple) else (value,) if value else ():
            first, *rest = item.split("\n")
            lines += [f"{word} {first}", *_continued(rest)]
    parent = f" < {label.parent}" if label.parent and not outside else ""
    return [*lines, f"Label: {target.id} / {label.id}{parent}", f"Order: {order}"]


def _escaped(text: str) -> list[str]:
    """Shield lines of a definition that look like ours."""
    lines = text.split("\n") if text else []
    return [f"\\{line}" if line[:1] == "\\" or MARK.match(line) else line for line in lines]


def _continued(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]
