"""Files that are dropped on a page: streamed to a name of ours, looked at, moved to their place.

What a browser calls a file is only a proposal for its name and never a path.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import unicodedata
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from typing import Any, BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import Request

from classifier.errors import ClassifierError
from classifier.outputs import sha256_of
from classifier.project import portable

LARGEST_FILES = 100 * 1024 * 1024
"""In bytes, of all files that are dropped at once."""
HARVESTS = (".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".json", ".jsonl")
CODEBOOKS = (".xlsx", ".yaml", ".yml", ".csv", ".qdc", ".ttl")
WORKBOOKS = (".xlsx", ".xlsm")
ZIPS = (".zip",)
_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_MOST_FILES = 50
_LONGEST_NAME, _LONGEST_FIELD = 100, 1000
# Of a name: most disks take 255, of which what is written beside a file needs some.
_MOST_BYTES = 180


@dataclass
class Received:
    """What a form brought.

    Attributes
    ----------
    files : the name that the browser gave, and where the content lies
    left : the names of files that were too many at once
    """

    files: list[tuple[str, Path]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


@asynccontextmanager
async def received(request: Request, folder: Path) -> AsyncIterator[Received]:
    """Yield the files of a form, streamed into a folder beside their place that is gone after."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise HTTPException(400)
    place = Path(tempfile.mkdtemp(prefix=".dropped-", dir=folder))
    try:
        with _Parts(place) as parts:
            await _stream(request, MultipartParser(boundary, parts.callbacks()))
        yield parts.form
    finally:
        shutil.rmtree(place, ignore_errors=True)


async def _stream(request: Request, parser: MultipartParser) -> None:
    n_bytes = 0
    try:
        # Counted as it comes, whatever length was announced.
        async for chunk in request.stream():
            n_bytes += len(chunk)
            if n_bytes > LARGEST_FILES:
                raise HTTPException(413)
            parser.write(chunk)
        parser.finalize()
    except FormParserError as error:
        raise HTTPException(400) from error


class _Parts:
    """Takes in the parts of a form as they are read; a file's content goes to disk at once."""

    def __init__(self, place: Path) -> None:
        self.form = Received()
        self._place = place
        self._stream: BinaryIO | None = None
        self._header, self._value, self._field = b"", b"", b""
        self._name, self._said = "", b""

    def __enter__(self) -> _Parts:
        return self

    def __exit__(self, *error: object) -> None:
        if self._stream is not None:
            self._stream.close()

    def callbacks(self) -> Any:
        """Return what the parser calls at each step."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._add("_header", data[start:end]),
            "on_header_value": lambda data, start, end: self._add("_value", data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": lambda data, start, end: self._take(data[start:end]),
            "on_part_end": self._end,
        }

    def _add(self, name: str, data: bytes) -> None:
        setattr(self, name, getattr(self, name) + data)

    def _begin(self) -> None:
        self._header, self._value, self._field, self._said = b"", b"", b"", b""
        self._name = ""

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            self._field = options.get(b"name", b"")
            self._name = options.get(b"filename", b"").decode("utf-8", "replace")
        self._header = self._value = b""

    def _open(self) -> None:
        if self._name and len(self.form.files) >= _MOST_FILES:
            self.form.left.append(self._name)
        elif self._name:
            path = self._place / str(len(self.form.files))
            self._stream = path.open("xb")
            self.form.files.append((self._name, path))

    def _take(self, data: bytes) -> None:
        if self._stream is not None:
            self._stream.write(data)
        elif not self._name and len(self._said) < _LONGEST_FIELD:
            self._said += data

    def _end(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        elif not self._name:
            name = self._field.decode("utf-8", "replace")
            self.form.fields[name] = self._said.decode("utf-8", "replace")


def name_for(name: str, endings: Sequence[str]) -> str:
    r"""Return a name for a file that a person dropped; one of a strange kind is refused.

    >>> name_for("C:\\our files\\harvest 1.XLSX", (".xlsx",)), name_for("../.a.csv", (".csv",))
    ('harvest 1.xlsx', 'a.csv')
    """
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    shown = "".join(sign for sign in last if sign.isprintable()).strip().lstrip(".~$ ")
    stem, dot, ending = shown.rpartition(".")
    ending = f".{ending.lower()}" if dot else ""
    if ending not in endings or not stem.strip():
        raise ClassifierError(
            f"“{shown[:_LONGEST_NAME]}” is of a kind that is not read here.",
            hint=f"Save it in its own program as {', '.join(endings)}, and drop that.",
        )
    short = stem[:_LONGEST_NAME].encode("utf-8", "replace")[:_MOST_BYTES].decode("utf-8", "ignore")
    return portable(short.strip()) + ending


def refuse_strange(path: Path, name: str) -> None:
    """Refuse a file whose first bytes say that it is not what its name says."""
    with path.open("rb") as stream:
        first = stream.read(4096)
    if not first:
        raise ClassifierError(f"“{name}” is empty.", hint="Drop the file that holds the rows.")
    if first.startswith(_OLE):
        from classifier.xlsx.read import refuse_old

        refuse_old(f"“{name}”", path.read_bytes())
    is_zip = first.startswith(_ZIP)
    is_text = b"\0" not in first or first.startswith(_WIDE)
    if is_zip if Path(name).suffix not in (*WORKBOOKS, *ZIPS) else not is_zip:
        raise ClassifierError(
            f"“{name}” is not what its ending says.",
            hint="Open it in the program that made it and save it as .xlsx or .csv.",
        )
    if not is_zip and not is_text:
        raise ClassifierError(f"“{name}” holds no text.", hint="Save it as .xlsx or .csv.")


def take(path: Path, folder: Path, name: str) -> Path:
    """Move a file to a folder under a free name; one that lies there already is left as it is.

    No two files there may have one name without its ending: their work would share a folder.
    """
    there = [one for one in folder.iterdir() if one.is_file()]
    content = sha256_of(path)
    for one in there:
        if one.stat().st_size == path.stat().st_size and sha256_of(one) == content:
            return one
    return keep(path, folder, name)


def keep(path: Path, folder: Path, name: str) -> Path:
    """Move a file to a folder under a name that no other file there has, whatever its ending."""
    taken = {one.stem.casefold() for one in folder.iterdir() if one.is_file()}
    stem, ending = Path(name).stem, Path(name).suffix
    names = chain([stem], (f"{stem} ({number})" for number in count(2)))
    place = folder / f"{next(one for one in names if one.casefold() not in taken)}{ending}"
    os.rename(path, place)
    return place
