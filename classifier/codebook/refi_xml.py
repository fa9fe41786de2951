"""The XML of REFI-QDA: parsed, and its elements and codes walked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from classifier.codebook.code_memos import plain_text
from classifier.errors import CodebookError, foreign
from classifier.text_files import decode

MAX_DEPTH = 100
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


def guid_key(guid: str | None) -> str:
    """Return a guid as it is compared: programs write it in capitals, and in braces, or not.

    >>> guid_key("{6F1F4A52-6A0E-5C0B-9F0C-2F6A7A0F7D11}")
    '6f1f4a52-6a0e-5c0b-9f0c-2f6a7a0f7d11'
    """
    return (guid or "").strip().strip("{}").casefold()


def parse_refi(data: bytes, file: str) -> Element:
    """Parse a file of the standard; one that defines entities is refused."""
    data = data.lstrip(b" \t\r\n")
    plain = data.replace(b"\0", b"")  # also where the file is UTF-16
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise CodebookError(
            f"{file} defines its own entities; that is not read.",
            hint="Export it again from the program it came from.",
        )
    with foreign(file, "Export it again from the program it came from.", CodebookError):
        return _root(data, file)


def _root(data: bytes, file: str) -> Element:
    """Parse as the file says it is encoded; where that is not so, as its bytes look."""
    try:
        return ElementTree.fromstring(data)
    except ElementTree.ParseError:
        if data.decode("utf-8", "replace").encode() == data:
            raise
    text, _ = decode(file, data)
    return ElementTree.fromstring(_DECLARATION.sub("", text))


def tag_of(element: Element) -> str:
    """Return what an element is, whichever version of the standard it is of."""
    return element.tag.rpartition("}")[2]


def children(element: Element, *tags: str) -> list[Element]:
    """Return the elements of a kind, or of some kinds, right below another."""
    return [child for child in element if tag_of(child) in tags]


def description_of(element: Element, as_written: bool = False) -> str:
    """Return what is written about a code; by programs other than ours perhaps in markup."""
    text = "\n".join("".join(one.itertext()) for one in children(element, "Description"))
    return text.replace("\r\n", "\n") if as_written else plain_text(text)


def walk_codes(
    codes: list[Element], above: tuple[Element, ...] = ()
) -> Iterator[tuple[Element, ...]]:
    """Walk all codes, each as the last of those from the top down to it."""
    if len(above) > MAX_DEPTH:
        raise CodebookError("The codes are nested too deep.", hint="Export the codebook again.")
    for code in codes:
        yield (*above, code)
        yield from walk_codes(children(code, "Code"), (*above, code))


def name_of(element: Element) -> str:
    """Return the name of a code or another element, in one line; "" for none."""
    return " ".join((element.get("name") or "").split())
