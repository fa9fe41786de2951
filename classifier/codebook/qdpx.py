"""A REFI-QDA project (.qdpx) opened: a zip with the project's XML and the texts of its sources."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from classifier.codebook.codebook import Codebook
from classifier.codebook.qdc import CodesRead, read_codes
from classifier.codebook.refi_xml import children, parse_refi, tag_of
from classifier.errors import CodebookError, foreign
from classifier.text_files import require_file
from classifier.zip_files import unpack_member

ENDING = ".qdpx"
NAMESPACE = "urn:QDA-XML:project:1.0"
PROJECT_PART = "project.qde"
SOURCES = "Sources/"
INTERNAL = "internal://"
MAX_XML = 100 * 2**20
"""Bytes of the project's XML; a thousand coded interviews are a tenth of it."""
MAX_TEXTS = 300 * 2**20
"""Bytes of all texts that are read from one project."""
_AGAIN = "Export the project again as .qdpx (REFI-QDA)."


@dataclass
class RefiProject:
    """A project that is open: what its XML says, and its texts by what the XML calls them."""

    file: str
    root: Element
    _archive: zipfile.ZipFile = field(repr=False)
    _left: int = MAX_TEXTS

    @cached_property
    def codes(self) -> CodesRead:
        """The codes, as the codebook that they are."""
        parts = children(self.root, "CodeBook")
        if not parts:
            raise CodebookError(f"{self.file} holds no codes.", hint=_AGAIN)
        sets = [one for group in children(self.root, "Sets") for one in children(group, "Set")]
        with_codes = [one for one in sets if children(one, "MemberCode")]
        book = parts[0]
        if with_codes:  # a codebook has its groups within, a project beside it
            groups = Element("Sets")
            groups.extend(with_codes)
            book.append(groups)
        return read_codes(book, self.file, self.root.get("origin", ""))

    @cached_property
    def _members(self) -> dict[str, zipfile.ZipInfo]:
        return {info.filename.casefold(): info for info in self._archive.infolist()}

    def text_of(self, path: str) -> bytes | None:
        """Return a source within the project; None for what is elsewhere or not there."""
        inside = path.removeprefix(INTERNAL)
        if inside == path:
            return None
        for name in (inside, unquote(inside)):
            info = self._members.get(f"{SOURCES}{name}".casefold())
            if info is not None:
                content = _read(self._archive, info, self.file, self._left)
                self._left -= len(content)
                return content
        return None


@contextmanager
def open_project(path: Path) -> Iterator[RefiProject]:
    """Open a project; nothing is unpacked to the disk, and no path in it is followed."""
    require_file(path, path.name)
    with foreign(path.name, _AGAIN, CodebookError):
        archive = zipfile.ZipFile(path)
    with archive:
        infos = [info for info in archive.infolist() if info.filename.casefold().endswith(".qde")]
        infos.sort(key=lambda info: (info.filename.casefold() != PROJECT_PART, info.filename))
        if not infos:
            raise CodebookError(
                f"{path.name} is a zip file, but no REFI-QDA project: it holds no {PROJECT_PART}.",
                hint=_AGAIN,
            )
        root = parse_refi(_read(archive, infos[0], path.name, MAX_XML), path.name)
        if tag_of(root) != "Project":
            raise CodebookError(
                f"{path.name} is no REFI-QDA project: its XML begins with “{tag_of(root)}”.",
                hint=_AGAIN,
            )
        yield RefiProject(path.name, root, archive)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: str, limit: int) -> bytes:
    """Read a member of a zip, unless its index says that it is too large."""
    if info.file_size > limit:
        raise CodebookError(
            f"{file} unpacks to more than {limit / 2**20:.0f} MB of text.",
            hint="Export a part of the project.",
        )
    return unpack_member(file, archive, info, _AGAIN, CodebookError)


def read_qdpx(path: Path) -> tuple[Codebook, tuple[str, ...]]:
    """Read the codebook of a project; says in words what had to be made up or is not kept."""
    with open_project(path) as project:
        read = project.codes
    return read.codebook, read.notes
