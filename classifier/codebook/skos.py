"""A codebook as SKOS concepts in Turtle (.ttl), as thesauri and terminology servers have them.

A target is a concept scheme, a label a concept. Ours says in properties of our own what SKOS has no
word for; a foreign one is read as a tree of codes.
"""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib import import_module
from typing import Any

from classifier.codebook.code_memos import Memo
from classifier.codebook.code_targets import Source, to_targets
from classifier.codebook.code_tree import Code, Path, without_ending
from classifier.codebook.codebook import Codebook, Label, Target
from classifier.codebook.refi_codes import code_guid, guid_of, printable
from classifier.codebook.tables import as_cell, read_targets
from classifier.codebook.yaml_format import codebook_of, document_of
from classifier.errors import CodebookError, foreign
from classifier.yaml_tree import Document

ENDING = ".ttl"
MAX_BYTES = 20_000_000
"""A thesaurus of 50,000 terms is as large; a codebook is a thousandth of it."""
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_OURS = "urn:outcome-classifier:"
_DEPRECATED = "http://www.w3.org/2002/07/owl#deprecated"
_PREFIXES = f"@prefix skos: <{_SKOS}> .\n@prefix oc: <{_OURS}> .\n"
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_AGAIN = "Export it again as Turtle (.ttl)."
_FACTS = ("title", "column", "parent", "derived_from")


def write_skos(book: Codebook) -> bytes:
    """Write the labels as concepts, those of a target in its scheme, in their order."""
    parts = [_PREFIXES]
    for order, target in enumerate(book.targets):
        parts.append(_scheme(book, target, order))
        for place, label in enumerate(target.labels):
            parts.append(_concept(book, target, label, place))
    return "\n".join(parts).encode()


def _scheme(book: Codebook, target: Target, order: int) -> str:
    facts = [("oc:" + key, _text(value)) for key in _FACTS if (value := getattr(target, key))]
    if not target.multiple:
        facts.append(("oc:one_only", "true"))
    facts = [
        ("skos:notation", _text(target.id)),
        ("skos:prefLabel", _said(target.name, book)),
        ("oc:codebook", _text(book.name)),
        ("oc:language", _text(book.language)),
        ("oc:order", str(order)),
        *facts,
    ]
    return _statements(guid_of(book.name, target.id), "skos:ConceptScheme", facts)


def _concept(book: Codebook, target: Target, label: Label, order: int) -> str:
    texts = {
        "skos:prefLabel": (label.name,),
        "skos:altLabel": label.aliases,
        "skos:definition": (label.definition,),
        "skos:scopeNote": (label.include,),
        "oc:exclude": (label.exclude,),
        "skos:example": label.examples,
    }
    scheme = _node(guid_of(book.name, target.id))
    facts = [
        ("skos:inScheme", scheme),
        ("skos:notation", _text(label.id)),
        ("oc:order", str(order)),
    ]
    facts += [(key, _said(text, book)) for key, many in texts.items() for text in many if text]
    if label.parent:
        parent = target.parent
        facts += [("skos:broader", _node(code_guid(book, parent, label.parent)))]
        facts += [("oc:parent", _text(label.parent))]
    return _statements(code_guid(book, target.id, label.id), "skos:Concept", facts)


def _statements(guid: str, kind: str, facts: Iterable[tuple[str, str]]) -> str:
    lines = [f"{_node(guid)} a {kind}", *(f"    {name} {value}" for name, value in facts)]
    return " ;\n".join(lines) + " .\n"


def _node(guid: str) -> str:
    return f"<urn:uuid:{guid.lower()}>"


def _text(text: str) -> str:
    """Return a text as Turtle quotes it, which is as JSON does."""
    return json.dumps(printable(text), ensure_ascii=False)


def _said(text: str, book: Codebook) -> str:
    tag = f"@{book.language}" if _TAG.fullmatch(book.language) else ""
    return f"{_text(text)}{tag}"


# -- reading


def read_skos(text: str, file: str) -> tuple[Codebook, tuple[str, ...]]:
    """Read concepts; says in words what had to be made up and what is not kept."""
    if len(text) > MAX_BYTES:
        raise CodebookError(
            f"{file} is larger than {MAX_BYTES // 10**6} MB.", hint="Export a part of it."
        )
    graph = _Graph(text, file)
    notes: list[str] = []
    ours = [one for one in graph.of_kind("ConceptScheme") if graph.ours(one, "codebook")]
    if ours:
        document = _our_document(graph, ours, notes)
    else:
        document = document_of(_foreign_codebook(graph, file, notes))
    return codebook_of(document, file), tuple(notes)


class _Graph:
    """The statements of a file, asked for what they say of a concept."""

    def __init__(self, text: str, file: str) -> None:
        try:
            rdflib = import_module("rdflib")
        except ImportError:
            raise CodebookError(
                f"{file} is read by the package rdflib, which is not installed.",
                hint='Install it: pip install "outcome-classifier[skos]"',
            ) from None
        # It tells of addresses that look odd, and quotes the file.
        logging.getLogger("rdflib").setLevel(logging.CRITICAL)
        self._node: Any = rdflib.URIRef
        self._graph = rdflib.Graph()
        with foreign(file, _AGAIN, CodebookError):
            self._graph.parse(data=text, format="turtle")
        self.language = ""

    def of_kind(self, kind: str) -> list[Any]:
        """Return the concepts or schemes, in our order where there is one."""
        found = self._graph.subjects(
            self._node("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), self._node(_SKOS + kind)
        )
        return sorted(set(found), key=lambda one: (self._order(one), str(one)))

    def _order(self, one: Any) -> int:
        written = self.ours(one, "order")
        return int(written) if written.isdecimal() and len(written) < 9 else 10**9

    def nodes(self, one: Any, name: str) -> list[Any]:
        """Return what a concept is in one of the relations of SKOS to."""
        return sorted(set(self._graph.objects(one, self._node(_SKOS + name))), key=str)

    def texts(self, one: Any, name: str, base: str = _SKOS) -> list[str]:
        """Return what is said of a concept, in the language that is read, else in any."""
        found = set(self._graph.objects(one, self._node(base + name)))
        own = [text for text in found if self._language_of(text) == self.language]
        return sorted(map(str, own or found))

    def ours(self, one: Any, name: str) -> str:
        """Return a fact in a property of ours; "" for none."""
        return next(iter(self.texts(one, name, _OURS)), "")

    def other_names(self, one: Any) -> list[str]:
        """Return the names of a concept in other languages, and its other names in all."""
        found = [
            str(text)
            for name in ("prefLabel", "altLabel", "hiddenLabel")
            for text in self._graph.objects(one, self._node(_SKOS + name))
        ]
        return sorted(set(found) - set(self.texts(one, "prefLabel")[:1]))

    def is_deprecated(self, one: Any) -> bool:
        """Return whether a concept is not to be used any more."""
        said = self._graph.objects(one, self._node(_DEPRECATED))
        return any(str(text).lower() in ("true", "1") for text in said)

    def languages(self, concepts: Iterable[Any]) -> Counter[str]:
        """Count the names of concepts in each language."""
        names = (
            text
            for one in concepts
            for text in self._graph.objects(one, self._node(_SKOS + "prefLabel"))
        )
        return Counter(map(self._language_of, names))

    def _language_of(self, text: Any) -> str:
        return (getattr(text, "language", "") or "").casefold()


def _our_document(graph: _Graph, schemes: list[Any], notes: list[str]) -> Document:
    """Read concepts as rows of our tables: those of the targets, and those of their labels."""
    language = graph.ours(schemes[0], "language")
    graph.language = language.casefold()
    ids = {scheme: next(iter(graph.texts(scheme, "notation")), str(scheme)) for scheme in schemes}
    listed = [
        {key: graph.ours(scheme, key) for key in _FACTS}
        | {"id": ids[scheme], "multiple": "no" if graph.ours(scheme, "one_only") else "yes"}
        for scheme in schemes
    ]
    rows = []
    for concept in graph.of_kind("Concept"):
        owners = [one for one in graph.nodes(concept, "inScheme") if one in ids]
        if owners:
            rows.append({"target": ids[owners[0]], **_row(graph, concept, notes)})
    name = graph.ours(schemes[0], "codebook")
    targets = read_targets(listed, rows, notes)
    return {"codebook": name, "version": "1", "language": language, "targets": targets}


def _row(graph: _Graph, concept: Any, notes: list[str]) -> dict[str, str]:
    label_id = next(iter(graph.texts(concept, "notation")), "")
    name = next(iter(graph.texts(concept, "prefLabel")), "")
    if not label_id:
        notes.append(f"“{name}” has no notation; it got an id.")
    memo = {key: as_cell(value) for key, value in asdict(_memo(graph, concept)).items()}
    above = [
        text for one in graph.nodes(concept, "broader") for text in graph.texts(one, "notation")
    ]
    parent = above[0] if above else graph.ours(concept, "parent")
    return memo | {"id": label_id, "name": name, "parent": parent}


def _memo(graph: _Graph, concept: Any) -> Memo:
    return Memo(
        definition="\n".join(graph.texts(concept, "definition")),
        include="\n".join(graph.texts(concept, "scopeNote")),
        exclude="\n".join(graph.texts(concept, "exclude", _OURS)),
        examples=tuple(graph.texts(concept, "example")),
        aliases=tuple(graph.other_names(concept)),
    )


def _foreign_codebook(graph: _Graph, file: str, notes: list[str]) -> Codebook:
    concepts = [one for one in graph.of_kind("Concept") if not graph.is_deprecated(one)]
    if n := len(graph.of_kind("Concept")) - len(concepts):
        notes.append(f"Left out, since they are deprecated: {n} concepts.")
    languages = graph.languages(concepts)
    if not languages:
        raise CodebookError(f"{file} holds no concepts with names.", hint=_AGAIN)
    graph.language = min(languages, key=lambda tag: (-languages[tag], tag != "en", tag))
    codes = list(_codes(graph, concepts, notes))
    name = without_ending(file)
    flat = all(len(code.path) == 1 for code in codes)
    source = Source(file, type=name) if flat else Source(file)
    targets = to_targets(codes, source, notes)
    return Codebook(name, "1", targets, language=graph.language.partition("-")[0] or "en")


def _codes(graph: _Graph, concepts: list[Any], notes: list[str]) -> Iterator[Code]:
    known = {one: " ".join("".join(graph.texts(one, "prefLabel")[:1]).split()) for one in concepts}
    nameless = sum(not name for name in known.values())
    several = 0
    for number, concept in enumerate(concepts, start=1):
        path, more = _path(graph, concept, known)
        several += more
        if all(path):
            label_id = next(iter(graph.texts(concept, "notation")), "")
            yield Code(path, label_id, _memo(graph, concept), place=f"concept {number}")
    if nameless:
        notes.append(f"Concepts without a name, with those below them, were left out: {nameless}.")
    if several:
        notes.append(f"A label has one parent; of {several} concepts the others are not kept.")


def _path(graph: _Graph, concept: Any, known: dict[Any, str]) -> tuple[Path, bool]:
    """Return the names from the top down to a concept, and whether another way leads there."""
    line = [concept]
    several = False
    while above := [one for one in graph.nodes(line[-1], "broader") if one in known]:
        several = several or (len(above) > 1 and len(line) == 1)
        if above[0] in line:
            raise CodebookError("Two concepts are each above the other.", hint=_AGAIN)
        line.append(above[0])
    return tuple(known[one] for one in reversed(line)), several
