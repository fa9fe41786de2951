"""What a workbook holds that cannot be carried over, found before anything is written.

Macros, pivot tables, pictures, charts, comments and the like are parts of the package that are
copied byte for byte, so they need not be named. What is named here would be broken or ignored.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from classifier.errors import HarvestError
from classifier.workbook.layout import is_ours
from classifier.xlsx.markup import STRICT
from classifier.xlsx.package import MAX_PARTS, Package

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_FOREIGN = {
    "xl/workbook.bin": "the binary format .xlsb",
    "content.xml": "the OpenDocument format (.ods)",
    "Index/Document.iwa": "the format of Apple Numbers",
}
SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm")
"""Endings of workbooks that can be carried over; a copy must keep its ending."""


def cannot_keep(path: Path) -> tuple[str, ...]:
    """Name in plain words what stands against writing into a copy of ``path``; () if nothing does.

    A file that is no workbook at all is named as well ("a text file"), never an error: its
    suggestions go to a new workbook.
    """
    found = _by_first_bytes(path)
    if found:
        return (found,)
    package = Package.read(path)
    names = {name.casefold() for name in package.names()}
    named = []
    if package.look(package.workbook_part).tag.startswith(f"{{{STRICT}}}"):
        named.append("the format “Strict Open XML” (save it as an ordinary Excel workbook)")
    if any(name.startswith("_xmlsignatures/") for name in names):
        named.append("a digital signature, which any change breaks")
    if any(name.startswith("xl/revisions/") for name in names):
        named.append("the change history of a shared workbook")
    return tuple(named)


def _by_first_bytes(path: Path) -> str:
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except PermissionError as error:
        raise HarvestError(
            f"{path.name} is open in another program.", hint="Close it in Excel and try again."
        ) from error
    if start == _OLE:
        return "a password, or the old format .xls"
    if not start.startswith(b"PK") or not zipfile.is_zipfile(path):
        return "a file that is no workbook (.xlsx)"
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()[:MAX_PARTS]
    return next((what for name, what in _FOREIGN.items() if name in names), "")


def holds_our_columns(headings: dict[int, str]) -> bool:
    """Whether a heading row has columns of an earlier pre-tagging."""
    return any(is_ours(text) for text in headings.values())
