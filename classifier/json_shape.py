"""JSON that was written by this program and comes back from people's folders: read and checked.

A shape describes what must stand where: a type or a union of types; a frozenset of the
words that are known; ``[shape]`` for a list of such; ``(shape, shape)`` for a list of just these;
``{str: shape}`` for an object with any names; ``{"name": shape}`` for an object with these names,
where one that ends in "?" may be missing. Names that no shape tells of are passed over.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from classifier.records import Origin, Problem
from classifier.text_files import decode, read_bytes

NUMBER: Any = int | float
# SQLite and numpy have no larger whole number.
_MOST = 2**63
# What an escape can name, and no file can hold.
_HALF_LETTER = re.compile("[\ud800-\udfff]")


def read_shaped(text: str | bytes, shape: Any) -> Any:
    """Return what a JSON text holds; None where it is no JSON or has another shape."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if fits(value, shape) else None


def read_lines(path: Path, shape: Any) -> tuple[list[tuple[int, Any]], list[Problem]]:
    """Read a file with one JSON value a line, by its number; what has no such shape is named."""
    text, problems = decode(path.name, read_bytes(path, path.name))
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):
        value = read_shaped(line, shape)
        if value is not None:
            rows.append((number, value))
        elif line.strip():
            what = "is not written as this program writes it; the line was left out."
            hint = "Take the line from an untouched copy of the file."
            problems.append(Problem(Origin(path.name, number), "bad-line", what, hint))
    return rows, problems


def fits(value: Any, shape: Any) -> bool:
    """Say whether a value has a shape; numbers are finite, and letters whole.

    >>> fits({"a": ["x"], "b": 1}, {"a": [str], "c?": int}), fits({"a": [2]}, {"a": [str]})
    (True, False)
    >>> fits(True, int), fits({"x": True}, {str: bool}), fits(float("nan"), float)
    (False, True, False)
    >>> fits(["x", 1], (str, int)), fits(["x", 1, 2], (str, int))
    (True, False)
    """
    if isinstance(shape, list | tuple):
        return isinstance(value, list) and _fits_list(value, shape)
    if isinstance(shape, dict):
        return isinstance(value, dict) and _fits_object(value, shape)
    if isinstance(shape, frozenset):
        return isinstance(value, str) and value in shape
    if isinstance(value, bool):  # which Python counts among the numbers
        return shape is bool or shape is object
    return isinstance(value, shape) and _is_sound(value)


def _fits_list(value: list[Any], shape: list[Any] | tuple[Any, ...]) -> bool:
    if isinstance(shape, list):
        shape = tuple(shape * len(value))
    return len(value) == len(shape) and all(map(fits, value, shape))


def _is_sound(value: Any) -> bool:
    if isinstance(value, int | float):
        return -_MOST <= value < _MOST  # NaN is neither
    return not isinstance(value, str) or value.isascii() or not _HALF_LETTER.search(value)


def _fits_object(value: dict[str, Any], shape: dict[Any, Any]) -> bool:
    if str in shape:
        return all(fits(item, shape[str]) for item in value.values())
    for name, inner in shape.items():
        key = name.removesuffix("?")
        if key in value:
            if not fits(value[key], inner):
                return False
        elif name == key:
            return False
    return True
