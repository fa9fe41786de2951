"""The workbook as a package of parts: what is not touched is carried over byte for byte.

An .xlsx file is a zip of parts with relations between them. Reading it into a model of cells and
writing the model again loses whatever the model does not know (newer validations, threaded
comments, printer settings, macros). So the parts stay bytes; only those that must change are
parsed, changed and written again.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from classifier.errors import HarvestError, foreign
from classifier.xlsx.markup import (
    CONTENT_TYPES,
    OFFICE_RELATIONS,
    PACKAGE_RELATIONS,
    WORKBOOK_ORDER,
    detach,
    element,
    obtain,
    parse,
    serialise,
)
from classifier.xlsx.tabs import RELATION_ID, forget_position, sheet_elements
from classifier.zip_files import unpack_member

# A harvest of 2,000 fragments unpacks to about 10 MB, one with many photographs to 200 MB.
MAX_UNPACKED = 600 * 2**20
SAVE_AGAIN = "Open it in Excel, let Excel repair it, and save it as .xlsx."
MAX_PARTS = 20_000

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_TYPES_PART = "[Content_Types].xml"
# Zip cannot date earlier; a fixed date makes the same input give the same file.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Relation:
    """A part's reference to another part; ``target`` is a part's full name, "" if outside."""

    id: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One sheet of the workbook: its name on the tab, its part, and whether it is seen."""

    name: str
    part: str
    state: str


def unpack(label: str, archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Unpack the members of an archive, their names with slashes, within limits.

    The index can state any size, so what comes out is compared with it.
    """
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    if size > MAX_UNPACKED or len(members) > MAX_PARTS:
        raise HarvestError(
            f"{label} unpacks to {size / 2**20:.0f} MB in {len(members)} parts; "
            f"the limit is {MAX_UNPACKED / 2**20:.0f} MB and {MAX_PARTS} parts.",
            hint="Copy the harvest's sheet into a workbook of its own.",
        )
    parts = {}
    for member in members:
        content = unpack_member(label, archive, member, SAVE_AGAIN, HarvestError)
        parts[member.orig_filename.replace("\\", "/")] = content
    return parts


class Package:
    """A workbook's parts, with those that were asked for to be changed held as trees."""

    def __init__(
        self, label: str, parts: dict[str, bytes], infos: dict[str, zipfile.ZipInfo]
    ) -> None:
        self._label = label
        self._parts = parts
        self._infos = infos
        self._trees: dict[str, etree._Element] = {}
        self._names = {name.casefold(): name for name in parts}

    @classmethod
    def read(cls, path: Path) -> Package:
        """Read all parts of ``path``, within limits."""
        with foreign(path.name, SAVE_AGAIN):
            archive = zipfile.ZipFile(path)
        with archive:
            unpacked = unpack(path.name, archive)
        parts = {name: part for name, part in unpacked.items() if not name.endswith("/")}
        infos = {info.orig_filename.replace("\\", "/"): info for info in archive.infolist()}
        package = cls(path.name, parts, infos)
        if not package.has(_TYPES_PART) or not package.workbook_part:
            raise HarvestError(
                f"{path.name} is a zip file, but not a workbook.",
                hint=SAVE_AGAIN,
            )
        return package

    def write(self, path: Path) -> None:
        """Write the parts in their old order, new ones last."""
        for name, tree in self._trees.items():
            self._parts[name] = serialise(tree)
        self._trees.clear()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self._parts.items():
                archive.writestr(self._info(name), data)

    def _info(self, name: str) -> zipfile.ZipInfo:
        old = self._infos.get(name)
        info = zipfile.ZipInfo(name, old.date_time if old else _NO_DATE)
        info.compress_type = old.compress_type if old else zipfile.ZIP_DEFLATED
        info.external_attr = old.external_attr if old else 0o600 << 16
        return info

    # -- parts

    def has(self, name: str) -> bool:
        """Say whether the part is there; names differ in case between writers."""
        return name.casefold() in self._names

    def names(self) -> tuple[str, ...]:
        """List the parts in their order."""
        return tuple(self._parts)

    def tree(self, name: str) -> etree._Element:
        """Give a part to be changed: it is written again from the tree."""
        name = self._names[name.casefold()]
        if name not in self._trees:
            self._trees[name] = self._parsed(name)
        return self._trees[name]

    def look(self, name: str) -> etree._Element:
        """Give a part to be read only: its bytes stay."""
        name = self._names[name.casefold()]
        return self._trees[name] if name in self._trees else self._parsed(name)

    def _parsed(self, name: str) -> etree._Element:
        return parse(self._parts[name], f"{self._label}, part {name},")

    def free_name(self, folder: str, stem: str) -> str:
        """Find a part name nobody uses: ``folder/stem1.xml``, 2, 3 and so on."""
        number = 1
        while self.has(f"{folder}/{stem}{number}.xml"):
            number += 1
        return f"{folder}/{stem}{number}.xml"

    def add_part(self, name: str, root: etree._Element, content_type: str) -> None:
        """Add a part and register what it is."""
        self._parts[name] = b""
        self._names[name.casefold()] = name
        self._trees[name] = root
        kinds = self.tree(_TYPES_PART)
        etree.SubElement(
            kinds,
            f"{{{CONTENT_TYPES}}}Override",
            {"PartName": f"/{name}", "ContentType": content_type},
        )

    def remove_part(self, name: str) -> None:
        """Remove a part, its relations and its registration; parts that only it used go too."""
        name = self._names.pop(name.casefold())
        used = [relation.target for relation in self.relations(name) if relation.target]
        relations = relations_part(name)
        for one in (name, self._names.pop(relations.casefold(), "")):
            self._parts.pop(one, None)
            self._trees.pop(one, None)
        kinds = self.tree(_TYPES_PART)
        for override in list(kinds.iterchildren("*")):
            if override.get("PartName", "").casefold() == f"/{name}".casefold():
                kinds.remove(override)
        for one in used:
            if self.has(one) and not self._is_used(one):
                self.remove_part(one)

    def _is_used(self, name: str) -> bool:
        sources = [source_part(part) for part in self._parts if part.endswith(".rels")]
        return any(
            relation.target.casefold() == name.casefold()
            for source in sources
            for relation in self.relations(source)
        )

    # -- relations

    def relations(self, part: str) -> tuple[Relation, ...]:
        """List what a part refers to; "" is the package itself."""
        name = relations_part(part)
        if not self.has(name):
            return ()
        folder = posixpath.dirname(part)
        return tuple(_relation(one, folder) for one in self.look(name).iterchildren("*"))

    def related(self, part: str, kind: str) -> Iterator[str]:
        """Go through the parts that ``part`` refers to as ``kind`` (the end of its type)."""
        for relation in self.relations(part):
            if relation.kind.rpartition("/")[2] == kind and self.has(relation.target):
                yield relation.target

    def add_relation(self, part: str, kind: str, target: str) -> str:
        """Refer from ``part`` to ``target``, and give the relation's new id."""
        relations = self.tree(relations_part(part))
        taken = {one.get("Id") for one in relations}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        attributes = {
            "Id": f"rId{number}",
            "Type": f"{OFFICE_RELATIONS}/{kind}",
            "Target": f"/{target}",
        }
        etree.SubElement(relations, f"{{{PACKAGE_RELATIONS}}}Relationship", attributes)
        return f"rId{number}"

    def remove_relation(self, part: str, target: str) -> None:
        """Forget that ``part`` refers to ``target``."""
        relations, folder = self.tree(relations_part(part)), posixpath.dirname(part)
        for one in list(relations):
            if _relation(one, folder).target.casefold() == target.casefold():
                relations.remove(one)

    # -- the workbook and its sheets

    @property
    def workbook_part(self) -> str:
        """The part that lists the sheets; "" where there is none."""
        return next(self.related("", "officeDocument"), "")

    def sheets(self) -> tuple[SheetEntry, ...]:
        """List the worksheets in the order of their tabs; chart sheets are left out."""
        book = self.workbook_part
        targets = {
            one.id: one.target
            for one in self.relations(book)
            if one.kind.endswith("/worksheet") and self.has(one.target)
        }
        return tuple(
            SheetEntry(
                sheet.get("name", ""),
                targets[sheet.get(RELATION_ID, "")],
                sheet.get("state", "visible"),
            )
            for sheet in sheet_elements(self.look(book))
            if sheet.get(RELATION_ID, "") in targets
        )

    def add_sheet(self, name: str, root: etree._Element, *, hidden: bool = False) -> str:
        """Add a sheet as the last tab; a taken name gets " (2)". Gives the name it got."""
        book = self.workbook_part
        part = self.free_name(posixpath.join(posixpath.dirname(book), "worksheets"), "sheet")
        self.add_part(part, root, SHEET_TYPE)
        sheets = obtain(self.tree(book), "sheets", WORKBOOK_ORDER)
        taken = {one.get("name", "").casefold() for one in sheets.iterchildren("*")}
        got, number = name, 1
        while got.casefold() in taken:
            number += 1
            got = f"{name} ({number})"
        entry = element("sheet", name=got)
        ids = [sheet.get("sheetId", "") for sheet in sheets.iterchildren("*")]
        entry.set("sheetId", str(max((int(i) for i in ids if i.isdecimal()), default=0) + 1))
        if hidden:
            entry.set("state", "hidden")
        entry.set(RELATION_ID, self.add_relation(book, "worksheet", part))
        sheets.append(entry)
        return got

    def remove_sheet(self, name: str) -> None:
        """Remove a sheet, and whatever the workbook counts by the position of its sheets."""
        book = self.workbook_part
        part = next(entry.part for entry in self.sheets() if entry.name == name)
        root = self.tree(book)
        elements = sheet_elements(root)
        position = next(i for i, one in enumerate(elements) if one.get("name") == name)
        detach(elements[position])
        forget_position(root, position, name)
        self.remove_relation(book, part)
        self.remove_part(part)


def relations_part(part: str) -> str:
    """Name the part that holds the relations of ``part``.

    >>> relations_part("xl/workbook.xml"), relations_part("")
    ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, _, name = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{name}.rels")


def source_part(relations: str) -> str:
    """Name the part whose relations these are.

    >>> source_part("xl/_rels/workbook.xml.rels"), source_part("_rels/.rels")
    ('xl/workbook.xml', '')
    """
    folder, _, name = relations.rpartition("/")
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _relation(one: etree._Element, folder: str) -> Relation:
    target = one.get("Target", "")
    if one.get("TargetMode") == "External":
        return Relation(one.get("Id", ""), one.get("Type", ""), "")
    full = posixpath.normpath(posixpath.join("/", folder, unquote(target)))
    return Relation(one.get("Id", ""), one.get("Type", ""), full.lstrip("/"))
