"""What is checked before a copy of a workbook is written: its format, its ending, open files.

Macros, pivot tables, pictures, charts, comments and the like are parts of the package that are
copied byte for byte, so they need not be named. What is named here would be broken or ignored.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from classifier.errors import HarvestError
from classifier.records import Origin, Problem
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


def suggested_path(source: Path) -> Path:
    """Name the output beside a harvest: ``h.xlsx`` gives ``h-suggested.xlsx``.

    A workbook with macros keeps its ending, unless it cannot be kept at all.
    """
    kept = source.suffix.lower() in SUFFIXES and not cannot_keep(source)
    return source.with_name(f"{source.stem}-suggested{source.suffix if kept else '.xlsx'}")


def lock_notices(path: Path) -> tuple[Problem, ...]:
    """Say if a workbook seems to be open: Excel and LibreOffice put a small file beside it."""
    marks = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    if not any(mark.exists() for mark in marks):
        return ()
    what = "seems to be open in another program; what was not saved there yet is not seen here."
    hint = "Close it and run the command again if in doubt."
    return (Problem(Origin(path.name), "open-elsewhere", what, hint, notice=True),)
