"""The first rows of a large workbook, cut out so that they are read long before all the rest."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from classifier.errors import HarvestError, foreign
from classifier.xlsx.package import SAVE_AGAIN
from classifier.zip_files import refuse_packing

LARGE = 1_000_000
"""Bytes of a packed workbook from which on reading it all takes more than a moment."""
N_ROWS = 30
STRINGS = "xl/sharedStrings.xml"
# Parts that are unpacked, and bytes of each: far more than so many rows need.
_N_PARTS, _UNPACKED = 100, 2**20
_ROW_END = re.compile(rb"</row>|<row\s[^>]*/>")
_STRING_END = b"</si>"


def first_rows(path: Path) -> dict[str, bytes]:
    """Return the parts of a workbook with the first rows of each sheet alone; none if it is small.

    What cannot be cut stays torn, and a text of these rows may be kept far behind the first ones:
    whoever reads the parts finds them damaged then.
    """
    with foreign(path.name, SAVE_AGAIN):
        if path.stat().st_size < LARGE:
            return {}
        with zipfile.ZipFile(path) as packed:  # read from its index on, never whole
            return dict(_beginnings(path.name, packed))


def _beginnings(file: str, packed: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield the parts that say something, rows and shared texts as far as they were unpacked."""
    for member in packed.infolist()[:_N_PARTS]:
        name = member.orig_filename.replace("\\", "/")
        if not name.lower().endswith((".xml", ".rels")):
            continue
        refuse_packing(file, member, SAVE_AGAIN, HarvestError)
        with packed.open(member) as stream:
            part = stream.read(_UNPACKED)
        if name == STRINGS and len(part) == _UNPACKED:
            yield name, part[: part.rfind(_STRING_END)] + _STRING_END + b"</sst>"
        else:
            yield name, _cut_rows(part)


def _cut_rows(part: bytes) -> bytes:
    rows = [match.end() for match in islice(_ROW_END.finditer(part), N_ROWS)]
    return part[: rows[-1]] + b"</sheetData></worksheet>" if len(rows) == N_ROWS else part
