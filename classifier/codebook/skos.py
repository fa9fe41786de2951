"""A codebook as SKOS concepts in Turtle (.ttl), as thesauri and terminology servers have them.

A target is a concept scheme, a label a concept. Ours says in properties of our own what SKOS has no
word for; a foreign one is read as a tree of codes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from classifier.codebook.code_memos import Memo
from classifier.codebook.code_targets import Source, to_targets
from classifier.codebook.code_tree import Code, Path, without_ending
from classifier.codebook.codebook import Codebook, Label, Target
from classifier.codebook.refi_codes import code_guid, guid_of, printable
from classifier.codebook.skos_graph import AGAIN, OURS, SKOS, Graph
from classifier.codebook.tables import as_cell, read_targets
from classifier.codebook.yaml_format import codebook_of, document_of
from classifier.errors import CodebookError
from classifier.wording import quoted_list
from classifier.yaml_tree import Document

ENDING = ".ttl"
MAX_BYTES = 20_000_000
"""A thesaurus of 50,000 terms is as large; a codebook is a thousandth of it."""
_PREFIXES = f"@prefix skos: <{SKOS}> .\n@prefix oc: <{OURS}> .\n"
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
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
    graph = Graph(text, file)
    notes: list[str] = []
    ours = [one for one in graph.of_kind("ConceptScheme") if graph.ours(one, "codebook")]
    if ours:
        document = _our_document(graph, ours, notes)
    else:
        document = document_of(_foreign_codebook(graph, notes))
    if unread := graph.unread(graph.of_kind("Concept")):
        kinds = "; ".join(f"{what} ({n:,})" for what, n in sorted(unread.items()))
        notes.append(f"Not read: {kinds}.")
    return codebook_of(document, file), tuple(notes)


def _our_document(graph: Graph, schemes: list[Any], notes: list[str]) -> Document:
    """Read concepts as rows of our tables: those of the targets, and those of their labels."""
    language = graph.ours(schemes[0], "language")
    graph.language = language.casefold()
    ids = {scheme: graph.notation(scheme) or str(scheme) for scheme in schemes}
    listed = [
        {key: graph.ours(scheme, key) for key in _FACTS}
        | {"id": ids[scheme], "multiple": "no" if graph.ours(scheme, "one_only") else "yes"}
        for scheme in schemes
    ]
    parents = {row["id"]: row["parent"] for row in listed}
    owners = _owners(graph, _in_use(graph, notes), ids, parents)
    rows = list(_rows(graph, owners, parents, notes))
    name = graph.ours(schemes[0], "codebook")
    targets = read_targets(listed, rows, notes)
    return {"codebook": name, "version": "1", "language": language, "targets": targets}


def _rows(
    graph: Graph, owners: Mapping[Any, str], parents: Mapping[str, str], notes: list[str]
) -> Iterator[dict[str, str]]:
    """Return a row for each label, below the nearest label of its parent's target."""
    labels = {(owner, graph.notation(concept)) for concept, owner in owners.items()}
    for concept, owner in owners.items():
        line = _line_up(graph, concept)
        if concept in line:
            raise _circle(graph, concept)
        if not owner:
            notes.append(f"“{graph.name(concept)}” is in no scheme; it was left out.")
            continue
        above = [one for one in line if owners.get(one) == parents[owner]]
        written = graph.ours(concept, "parent")
        parent = graph.notation(above[0]) if above else written
        kept = parent if (parents[owner], parent) in labels else ""
        yield {"target": owner, "parent": kept, **_row(graph, concept, notes)}


def _owners(
    graph: Graph, concepts: Iterable[Any], ids: Mapping[Any, str], parents: Mapping[str, str]
) -> dict[Any, str]:
    """Return the ids of the targets of concepts; "" for one of none.

    One that was added below another, and to no scheme, is of the target whose labels stand there.
    """
    below = {parent: target for target, parent in parents.items() if parent}
    owners = {}
    for concept in concepts:
        above = (_target_of(graph, one, ids) for one in _line_up(graph, concept))
        nearest = next(filter(None, above), "")
        owners[concept] = _target_of(graph, concept, ids) or below.get(nearest, nearest)
    return owners


def _target_of(graph: Graph, concept: Any, ids: Mapping[Any, str]) -> str:
    return next((ids[one] for one in graph.schemes(concept) if one in ids), "")


def _line_up(graph: Graph, concept: Any) -> list[Any]:
    """Return all concepts above one, the nearest first."""
    found: dict[Any, None] = {}
    left = graph.above(concept)
    while left:
        one = left.pop(0)
        if one not in found:
            found[one] = None
            left += graph.above(one)
    return list(found)


def _circle(graph: Graph, concept: Any) -> CodebookError:
    """Return what to say of a concept that is found again above itself."""
    line = _line_up(graph, concept)
    others = [one for one in line if one != concept and concept in _line_up(graph, one)]
    names = quoted_list(graph.name(one) or str(one) for one in (concept, *others))
    stand = "stand above one another in a circle" if others else "stands above itself"
    return CodebookError(
        f"In {graph.file}, {names} {stand}.",
        hint="Choose which concept is on top, take out the skos:broader and skos:narrower that "
        "lead further up from it, and read the file again.",
    )


def _in_use(graph: Graph, notes: list[str]) -> list[Any]:
    concepts = graph.of_kind("Concept")
    kept = [one for one in concepts if not graph.is_deprecated(one)]
    if len(kept) < len(concepts):
        notes.append(f"Left out, since they are deprecated: {len(concepts) - len(kept)} concepts.")
    return kept


def _row(graph: Graph, concept: Any, notes: list[str]) -> dict[str, str]:
    label_id, name = graph.notation(concept), graph.name(concept)
    if not label_id:
        notes.append(f"“{name}” has no notation; it got an id.")
    memo = {key: as_cell(value) for key, value in asdict(_memo(graph, concept)).items()}
    return memo | {"id": label_id, "name": name}


def _memo(graph: Graph, concept: Any) -> Memo:
    return Memo(
        definition="\n".join(graph.texts(concept, "definition")),
        include="\n".join(graph.texts(concept, "scopeNote")),
        exclude="\n".join(graph.texts(concept, "exclude", OURS)),
        examples=tuple(graph.texts(concept, "example")),
        aliases=tuple(graph.other_names(concept)),
    )


def _foreign_codebook(graph: Graph, notes: list[str]) -> Codebook:
    concepts = _in_use(graph, notes)
    languages = graph.languages(concepts)
    if not languages:
        raise CodebookError(f"{graph.file} holds no concepts with names.", hint=AGAIN)
    graph.language = min(languages, key=lambda tag: (-languages[tag], tag != "en", tag))
    schemes = graph.of_kind("ConceptScheme")
    if len(schemes) > 1:
        names = quoted_list(graph.name(one) or str(one) for one in schemes)
        notes.append(f"These {len(schemes)} concept schemes were joined: {names}.")
    codes = list(_codes(graph, concepts, notes))
    name = without_ending(graph.file)
    flat = all(len(code.path) == 1 for code in codes)
    source = Source(graph.file, type=name) if flat else Source(graph.file)
    targets = to_targets(codes, source, notes)
    return Codebook(name, "1", targets, language=graph.language.partition("-")[0] or "en")


def _codes(graph: Graph, concepts: list[Any], notes: list[str]) -> Iterator[Code]:
    known = {one: " ".join("".join(graph.texts(one, "prefLabel")[:1]).split()) for one in concepts}
    nameless = sum(not name for name in known.values())
    several = 0
    for number, concept in enumerate(concepts, start=1):
        path, more = _path(graph, concept, known)
        several += more
        if all(path):
            yield Code(
                path, graph.notation(concept), _memo(graph, concept), place=f"concept {number}"
            )
    if nameless:
        notes.append(f"Concepts without a name, with those below them, were left out: {nameless}.")
    if several:
        notes.append(f"A label has one parent; of {several} concepts the others are not kept.")


def _path(graph: Graph, concept: Any, known: dict[Any, str]) -> tuple[Path, bool]:
    """Return the names from the top down to a concept, and whether another way leads there."""
    line = [concept]
    several = False
    while above := [one for one in graph.above(line[-1]) if one in known]:
        several = several or (len(above) > 1 and len(line) == 1)
        if above[0] in line:
            raise _circle(graph, above[0])
        line.append(above[0])
    return tuple(known[one] for one in reversed(line)), several
