"""What was written: whether it is whole, and whether any row that was left as it was is missing."""

from __future__ import annotations

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
_WITH_ROWS = ("suggest", "relabel apply")


def half(path: Path) -> str:
    """Say that a file is not whole, as its format is read; "" if it is."""
    try:
        _read_whole(path)
    except Exception as error:  # whatever the reader of a format raises
        return f"wrote half of {path.name}: {type(error).__name__}"
    return ""


def _read_whole(path: Path) -> None:
    content = path.read_bytes()
    if path.suffix == ".parquet":
        import pyarrow.parquet

        pyarrow.parquet.read_table(path)
    elif path.suffix in (".xlsx", ".npz"):
        _read_zip(content, is_xml=path.suffix == ".xlsx")
    elif path.suffix in (".qdc", ".svg"):
        etree.fromstring(content)
    elif path.suffix == ".sqlite":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA integrity_check")
    else:
        _read_text(content.decode("utf-8-sig"), path.suffix)


def _read_zip(content: bytes, *, is_xml: bool) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            inside = archive.read(name)
            if is_xml and name.endswith((".xml", ".rels")):
                etree.fromstring(inside)


def _read_text(text: str, suffix: str) -> None:
    if suffix == ".json":
        json.loads(text)
    elif suffix == ".jsonl":
        for line in filter(str.strip, text.split("\n")):
            json.loads(line)
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

    Where a problem is named by its row, what it does to other rows is told there.
    """
    if command.verb not in _WITH_ROWS or original.name != f"small{original.suffix}":
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

        return json.dumps(pyarrow.parquet.read_table(path).to_pylist(), default=str).encode()
    return path.read_bytes()
