"""The statements of a SKOS file, asked for what they say of concepts and schemes."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from classifier.errors import CodebookError, foreign

SKOS = "http://www.w3.org/2004/02/skos/core#"
OURS = "urn:outcome-classifier:"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_DEPRECATED = "http://www.w3.org/2002/07/owl#deprecated"
_COLLECTIONS = ("Collection", "OrderedCollection")
_IN_ONE_LANGUAGE = ("definition", "scopeNote", "example")
_READ = (
    *("prefLabel", "altLabel", "hiddenLabel", "notation"),
    *("inScheme", "topConceptOf", "broader", "narrower"),
)
AGAIN = "Export it again as Turtle (.ttl)."


class Graph:
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
        with foreign(file, AGAIN, CodebookError):
            self._graph.parse(data=text, format="turtle")
        self.file = file
        self.language = ""

    def of_kind(self, kind: str) -> list[Any]:
        """Return the concepts or schemes, in our order where there is one."""
        found = self._graph.subjects(self._node(_TYPE), self._node(SKOS + kind))
        return sorted(set(found), key=lambda one: (self._order(one), str(one)))

    def _order(self, one: Any) -> int:
        written = self.ours(one, "order")
        return int(written) if written.isdecimal() and len(written) < 9 else 10**9

    def nodes(self, one: Any, name: str) -> list[Any]:
        """Return what a concept is in one of the relations of SKOS to."""
        return sorted(set(self._graph.objects(one, self._node(SKOS + name))), key=str)

    def schemes(self, one: Any) -> list[Any]:
        """Return the schemes that a concept is said to be in, or at the top of."""
        return [
            *self.nodes(one, "inScheme"),
            *self._either_way(one, "topConceptOf", "hasTopConcept"),
        ]

    def above(self, one: Any) -> list[Any]:
        """Return the concepts right above one, whichever of the two says so."""
        return self._either_way(one, "broader", "narrower")

    def _either_way(self, one: Any, name: str, inverse: str) -> list[Any]:
        others = set(self._graph.subjects(self._node(SKOS + inverse), one))
        return sorted(others.union(self.nodes(one, name)), key=str)

    def texts(self, one: Any, name: str, base: str = SKOS) -> list[str]:
        """Return what is said of a concept, in the language that is read, else in any."""
        found = set(self._graph.objects(one, self._node(base + name)))
        own = [text for text in found if self._language_of(text) == self.language]
        return sorted(map(str, own or found))

    def ours(self, one: Any, name: str) -> str:
        """Return a fact in a property of ours; "" for none."""
        return next(iter(self.texts(one, name, OURS)), "")

    def other_names(self, one: Any) -> list[str]:
        """Return the names of a concept in other languages, and its other names in all."""
        found = [
            str(text)
            for name in ("prefLabel", "altLabel", "hiddenLabel")
            for text in self._graph.objects(one, self._node(SKOS + name))
        ]
        return sorted(set(found) - set(self.texts(one, "prefLabel")[:1]))

    def notation(self, one: Any) -> str:
        """Return the id of a concept or scheme; "" for none."""
        return next(iter(self.texts(one, "notation")), "")

    def name(self, one: Any) -> str:
        """Return the name of a concept or scheme; "" for none."""
        return next(iter(self.texts(one, "prefLabel")), "")

    def unread(self, concepts: Iterable[Any]) -> Counter[str]:
        """Count what is said of concepts and is not read, by its kind."""
        kinds: Counter[str] = Counter()
        for one in concepts:
            for verb, said in self._graph.predicate_objects(one):
                kinds[self._unread_kind(one, str(verb), str(said))] += 1
        del kinds[""]
        kinds["collections"] = sum(len(self.of_kind(kind)) for kind in _COLLECTIONS)
        return +kinds

    def _unread_kind(self, one: Any, verb: str, said: str) -> str:
        if verb in (_TYPE, _DEPRECATED) or verb.startswith(OURS):
            return ""
        name = verb.removeprefix(SKOS)
        if name == verb:
            return "statements of other vocabularies"
        if name in _IN_ONE_LANGUAGE:
            return "" if said in self.texts(one, name) else f"{name} in other languages"
        return "" if name in _READ else name

    def is_deprecated(self, one: Any) -> bool:
        """Return whether a concept is not to be used any more."""
        said = self._graph.objects(one, self._node(_DEPRECATED))
        return any(str(text).lower() in ("true", "1") for text in said)

    def languages(self, concepts: Iterable[Any]) -> Counter[str]:
        """Count the names of concepts in each language."""
        names = (
            text
            for one in concepts
            for text in self._graph.objects(one, self._node(SKOS + "prefLabel"))
        )
        return Counter(map(self._language_of, names))

    def _language_of(self, text: Any) -> str:
        return (getattr(text, "language", "") or "").casefold()
