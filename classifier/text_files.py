"""Bytes of a text file to text: which encoding they are in, and what a person should know of it."""

from __future__ import annotations

from classifier.errors import ClassifierError
from classifier.records import Origin, Problem


def decode(file: str, data: bytes) -> tuple[str, list[Problem]]:
    """Return the text with plain line ends, and what was noticed; ``file`` is what problems name.

    Raise ClassifierError where the bytes are no text.
    """
    text, problems = _decode(file, data)
    return text.replace("\r\n", "\n").replace("\r", "\n"), problems


def _decode(file: str, data: bytes) -> tuple[str, list[Problem]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), []
    if b"\x00" in data:
        raise ClassifierError(f"{file} is not a text file.", hint="Save it as CSV UTF-8.")
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        what = "is not in UTF-8; it was read in the Western European encoding (Windows-1252)."
        hint = "If accents or Arabic letters look wrong, save it from Excel as “CSV UTF-8”."
        notice = Problem(Origin(file), "encoding", what, hint, notice=True)
        return data.decode("cp1252", errors="replace"), [notice]
