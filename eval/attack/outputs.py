"""What was written: whether it is whole, and whether any row that was left as it was is missing."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import yaml
from commands import Command
from inputs import rows_as_text
from lxml import etree

_ROW = re.compile(rb"<row .*?</row>", re.DOTALL)
# What was noticed, where it was too much to be said.
NOTES = "-notes.txt"
_ZIPS = (".xlsx", ".qdpx", ".docx", ".npz", ".zip")
_WITH_ROWS = ("suggest", "relabel apply")


def half(path: Path, read: Sequence[Path]) -> str:
    """Say that a file is not whole, as its format is read; "" if it is.

    What the inputs ``read`` have just so came with them, and is kept as it is.
    """
    broken = _broken(path).items()
    known = {name for other in read if other.suffix == path.suffix for name in _broken(other)}
    return next(
        (f"wrote half of {path.name}: {what}" for name, what in broken if name not in known), ""
    )


def _broken(path: Path) -> dict[str, str]:
    """Return what cannot be read: the member of a zip, the line of JSON or "", and the error."""
    content = path.read_bytes()
    broken = {}
    for name, piece in _pieces(path, content):
        try:
            _read_whole(path, name, piece)
        except Exception as error:  # whatever the reader of a format raises
            broken[name] = type(error).__name__
    return broken


def _pieces(path: Path, content: bytes) -> list[tuple[str, bytes]]:
    """Return a file's parts, each of which can be whole while another is not."""
    if path.suffix in _ZIPS:
        try:
            return list(_members(path).items())
        except Exception:  # read once more by `_broken`
            return [("", content)]
    if path.suffix == ".jsonl":
        lines = content.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True)
        return [(f"line {n}", line) for n, line in enumerate(lines, start=1) if line.strip()]
    return [("", content)]


def _read_whole(path: Path, name: str, piece: bytes) -> None:
    if path.suffix == ".parquet":
        import pyarrow.parquet

        pyarrow.parquet.ParquetFile(path).read()  # which takes headings that stand twice
    elif path.suffix in _ZIPS:
        if not name:
            _members(path)
        elif name.endswith((".xml", ".rels")):
            etree.fromstring(piece)
    elif path.suffix in (".qdc", ".svg"):
        etree.fromstring(piece)
    elif path.suffix == ".sqlite":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA integrity_check")
    else:
        _read_text(piece.decode("utf-8-sig"), path.suffix)


def _read_text(text: str, suffix: str) -> None:
    if suffix in (".json", ".jsonl"):
        json.loads(text)
    elif suffix == ".yaml":
        yaml.safe_load(text)
    elif suffix == ".csv":
        list(csv.reader(io.StringIO(text, newline=""), strict=True))
    if not text.endswith("\n") and suffix in (".csv", ".jsonl", ".md"):
        raise EOFError("no end of line at the end")


def lost_rows(
    command: Command, original: Path, damaged: Path, written: Sequence[Path], said: str
) -> str:
    """Say that rows that the damage left as they were are neither written nor named; "" if none.

    Where a problem is named by its row, what it does to other rows is told there. Panels name a
    confidential row by its place.
    """
    is_panel = command.out.endswith(".txt")
    if command.verb not in _WITH_ROWS or original.name != f"small{original.suffix}" or is_panel:
        return ""
    content = b"".join(map(_content, written))
    rows = _untouched(original, damaged)
    lost = [name for name in rows if name.encode() not in content and name not in said]
    # “row 7”, “line 7”, “card 7” …
    is_named = re.search(r"\b(row|rows|line|lines|card|cards|record) \d|sheet", said)
    return f"lost {len(lost)} rows without a word" if lost and not is_named else ""


def _untouched(original: Path, damaged: Path) -> list[str]:
    """Return the ids of the rows that stand in the damaged file as they stood in the original."""
    if original.suffix == ".xlsx":
        return _untouched_in_workbook(original, damaged)
    if original.suffix not in (".csv", ".tsv", ".jsonl", ".txt"):
        return []
    _, rows = rows_as_text(original.with_suffix(".xlsx"), original.suffix[1:])
    text = damaged.read_bytes().decode("utf-8", errors="replace")
    return [name for name, row in rows.items() if row in text]


def _untouched_in_workbook(original: Path, damaged: Path) -> list[str]:
    """Return the ids of rows whose element is the same, if nothing else was changed."""
    try:
        before, after = (_members(path) for path in (original, damaged))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        return []
    if before.keys() != after.keys():
        return []
    changed = [name for name in before if before[name] != after[name]]
    if any(not name.startswith("xl/worksheets/sheet") for name in changed):
        return []
    if not changed:
        return []
    names = list(rows_as_text(original, "csv")[1])
    rows = _ROW.findall(before[changed[0]])[1:]
    return [name for name, row in zip(names, rows, strict=False) if row in after[changed[0]]]


def _members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def _content(path: Path) -> bytes:
    """Return all that a file says, unpacked."""
    if path.suffix == ".xlsx":
        return b"".join(_members(path).values())
    if path.suffix == ".parquet":
        import pyarrow.parquet

        columns = pyarrow.parquet.ParquetFile(path).read().columns
        return " ".join(str(column.to_pylist()) for column in columns).encode(errors="replace")
    return path.read_bytes()
