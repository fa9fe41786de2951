"""Codes as REFI-QDA has them, with what our descriptions say of targets and labels.

A codebook (.qdc) and a project (.qdpx) hold the same codes.
"""

from __future__ import annotations

import re
import uuid
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

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
    root = Element("CodeBook", {"xmlns": NAMESPACE, "origin": ORIGIN})
    root.append(codes_of(book))
    return xml_file(root)


def xml_file(root: Element) -> bytes:
    """Return a file that other programs and people can read."""
    ElementTree.indent(root, "  ")
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def codes_of(book: Codebook) -> Element:
    """Return a code for each label, below its parent's or its target's."""
    codes = Element("Codes")
    placed: dict[tuple[str, str], Element] = {}
    for target in _parents_first(book):
        top = _code(codes, (book.name, target.id), target.name, codable=False)
        _describe(top, _target_lines(target, book))
        for order, label in enumerate(target.labels):
            above = placed.get((target.parent, label.parent), top) if label.parent else top
            code = _code(above, (book.name, target.id, label.id), label.name, codable=True)
            _describe(code, _label_lines(target, label, order, outside=above is not top))
            placed[target.id, label.id] = code
    return codes


def guid_of(*key: str) -> str:
    """Return the same guid for the same thing, whenever it is written.

    >>> guid_of("Codes", "type", "T01") == guid_of("Codes", "type", "T01") != guid_of("T01")
    True
    """
    return str(uuid.uuid5(_SPACE, "\n".join(key))).upper()


def code_guid(book: Codebook, target: str, label: str) -> str:
    """Return the guid of a label's code."""
    return guid_of(book.name, target, label)


def printable(text: str) -> str:
    """Return a text without the signs that XML does not hold."""
    return _UNPRINTABLE.sub("", text)


def _parents_first(book: Codebook) -> list[Target]:
    done: list[Target] = []
    left = list(book.targets)
    while left:
        ready = [t for t in left if t.parent not in {other.id for other in left}] or left[:1]
        done += ready
        left = [t for t in left if t not in ready]
    return done


def _code(above: Element, key: tuple[str, ...], name: str, *, codable: bool) -> Element:
    facts = {"guid": guid_of(*key), "name": name, "isCodable": str(codable).lower()}
    return ElementTree.SubElement(above, "Code", facts)


def _describe(code: Element, lines: list[str]) -> None:
    # The schema wants the description before the codes below; it is made before they are.
    ElementTree.SubElement(code, "Description").text = printable("\n".join(lines))


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
