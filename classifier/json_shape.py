"""JSON that was written by this program and comes back from people's folders: read and checked.

A shape describes what must stand where: a type or several; a frozenset of the
words that are known; ``[shape]`` for a list of such;
``{str: shape}`` for an object with any names; ``{"name": shape}`` for an object with these names,
where one that ends in "?" may be missing. Names that no shape tells of are passed over.
"""

from __future__ import annotations

import json
from typing import Any

NUMBER = (int, float)


def read_shaped(text: str | bytes, shape: Any) -> Any:
    """Return what a JSON text holds; None where it is no JSON or has another shape."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if fits(value, shape) else None


def fits(value: Any, shape: Any) -> bool:
    """Say whether a value has a shape.

    >>> fits({"a": ["x"], "b": 1}, {"a": [str], "c?": int}), fits({"a": [2]}, {"a": [str]})
    (True, False)
    >>> fits(True, int), fits({"x": True}, {str: bool})
    (False, True)
    """
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(item, shape[0]) for item in value)
    if isinstance(shape, dict):
        return isinstance(value, dict) and _fits_object(value, shape)
    if isinstance(shape, frozenset):
        return isinstance(value, str) and value in shape
    if isinstance(value, bool):  # which Python counts among the numbers
        return shape in (bool, object)
    return isinstance(value, shape)


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
