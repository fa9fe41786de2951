"""A coded harvest as a project of QDA software (.qdpx): a source for each fragment."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from classifier.codebook import Codebook
from classifier.codebook.files import held_by, lost_in
from classifier.codebook.qdpx import INTERNAL, NAMESPACE, PROJECT_PART, SOURCES
from classifier.codebook.refi_codes import ORIGIN, code_guid, codes_of, guid_of, printable, xml_file
from classifier.exchange.coded_table import joined_text
from classifier.exchange.material import Material, facts_of
from classifier.guard import replace_file
from classifier.records import Fragment

# Some programs stop where there is no date. A fixed one makes the same harvest give the same file.
_DATE = "2000-01-01T00:00:00Z"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def write_project(
    material: Material, codebook: Codebook, out: Path, *, force: bool
) -> tuple[str, ...]:
    """Write fragments, codes and codings; says what of the codebook is not held."""
    held = held_by(codebook, ".qdc")
    texts = {guid_of("source", one.id): _text(one) for one in material.fragments}
    root = _project(material, held, texts)
    with replace_file(out, force) as place, zipfile.ZipFile(place, "w") as archive:
        _add(archive, PROJECT_PART, xml_file(root))
        for guid, text in texts.items():
            _add(archive, f"{SOURCES}{guid}.txt", text.encode())
    lost = lost_in(codebook, ".qdc")
    return (f"{out.name} cannot hold of the codebook {'; '.join(lost)}.",) if lost else ()


def _text(fragment: Fragment) -> str:
    """Return a text whose line ends all programs count alike."""
    text = joined_text(fragment.outcome, fragment.significance)
    return printable(text.replace("\r\n", "\n").replace("\r", "\n"))


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _ZIP_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content)


def _project(material: Material, held: Codebook, texts: Mapping[str, str]) -> Element:
    facts = {"xmlns": NAMESPACE, "name": printable(held.name), "origin": ORIGIN}
    root = Element("Project", facts | {"creationDateTime": _DATE})
    coders = dict.fromkeys(
        coding.coder for codings in material.codings.values() for coding in codings
    )
    named = [coder for coder in coders if coder]
    _listed(root, "Users", "User", "user", named)
    SubElement(root, "CodeBook").append(codes_of(held))
    headings = dict.fromkeys(name for one in material.fragments for name in facts_of(one))
    _listed(root, "Variables", "Variable", "variable", headings, typeOfVariable="Text")
    sources = SubElement(root, "Sources")
    for fragment in material.fragments:
        _source(sources, fragment, material, held, texts)
    return root


def _listed(
    root: Element, part: str, tag: str, kind: str, names: Iterable[str], **facts: str
) -> None:
    """Add a part of the project; an empty one would be no valid one."""
    entries = [
        Element(tag, {"guid": guid_of(kind, name), "name": printable(name), **facts})
        for name in names
    ]
    if entries:
        SubElement(root, part).extend(entries)


def _source(
    sources: Element,
    fragment: Fragment,
    material: Material,
    held: Codebook,
    texts: Mapping[str, str],
) -> None:
    guid = guid_of("source", fragment.id)
    path = f"{INTERNAL}{guid}.txt"
    facts = {"guid": guid, "name": printable(fragment.id), "plainTextPath": path}
    source = SubElement(sources, "TextSource", facts | {"creationDateTime": _DATE})
    for coding in material.codings.get(fragment.id, ()):
        by = {"creatingUser": guid_of("user", coding.coder)} if coding.coder else {}
        for label in sorted(coding.labels):
            key = (fragment.id, coding.coder, coding.target, label)
            # Of the whole text: a code of a source itself is not read by every program.
            place = {"startPosition": "0", "endPosition": str(len(texts[guid]))}
            dated = by | {"creationDateTime": _DATE}
            marked = SubElement(
                source, "PlainTextSelection", {"guid": guid_of("selection", *key)} | place | dated
            )
            given = SubElement(marked, "Coding", {"guid": guid_of("coding", *key)} | dated)
            SubElement(given, "CodeRef", targetGUID=code_guid(held, coding.target, label))
    for heading, text in facts_of(fragment).items():
        value = SubElement(source, "VariableValue")
        SubElement(value, "VariableRef", targetGUID=guid_of("variable", heading))
        SubElement(value, "TextValue").text = printable(text)
