"""What requests and answers hold: one table for the check, and for the document about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from classifier.json_shape import NUMBER

MOST_FRAGMENTS, MOST_TASKS, MOST_LABELS = 256, 2_000, 100_000
ANY_OBJECT = {str: object}
MODEL = {
    "id": str,
    "model": str,
    "trained": str,
    "codebook": str,
    "codebook_version": str,
    "languages": [str],
    "encoders": [str],
    "targets": [
        {
            "id": str,
            "name": str,
            "labels": int,
            "multiple": bool,
            "calibrated": bool,
            "derived_from": str,
        }
    ],
}
CODEBOOK = {
    "codebook": str,
    "version": str,
    "language": str,
    "targets": [{"id": str, "multiple": bool, "labels": [{"id": str, "name": str}]}],
}
LABEL = {
    "id": str,
    "name": str,
    "probability": NUMBER,
    "threshold": NUMBER,
    "likely": bool,
    "suggested": bool,
    "accept": bool,
    "examples": int,
    "few": bool,
    "why": {"words": [str], "similar": [str], "example?": str},
}
SUGGESTION = {
    "fragment_id": str,
    "model": str,
    "codebook_version": str,
    "language": str,
    "notes": [str],
    "targets": {
        str: {
            "verdict": frozenset({"suggest", "unsure", "not-readable"}),
            "calibrated": bool,
            "reason?": str,
            "labels": [LABEL],
        }
    },
}
TO_SUGGEST = {
    "fragments": [ANY_OBJECT],
    "top?": int,
    "dial?": frozenset({"safer", "balanced", "more"}),
    "accept?": NUMBER,
}
SETUP = {"schema": str}
SET_UP = {"model_version": str, "labels_without_choice": {str: [str]}}
TO_PREDICT = {"tasks": [{"data": ANY_OBJECT}], "label_config": str}
PREDICTIONS = {"results": [{"result": [ANY_OBJECT], "model_version": str, "score?": NUMBER}]}
EVENT = {"action": str}
STATUS = {"status": str}
HEALTH = {"status": frozenset({"UP"}), "model_class": str}

# What a shape cannot say of a member of these names, in the words of JSON Schema.
LIMITS: Mapping[str, dict[str, Any]] = {
    "fragments": {"minItems": 1, "maxItems": MOST_FRAGMENTS},
    "tasks": {"maxItems": MOST_TASKS},
    "top": {"minimum": 1, "maximum": MOST_LABELS},
    "accept": {"exclusiveMinimum": 0, "exclusiveMaximum": 1},
}
_TYPES = {str: "string", int: "integer", bool: "boolean", NUMBER: "number"}


def schema_of(shape: Any) -> dict[str, Any]:
    """Return a shape of `classifier.json_shape` as JSON Schema.

    >>> schema_of({"a": [str], "b?": int})["required"]
    ['a']
    """
    if isinstance(shape, dict):
        return _schema_of_object(shape)
    if isinstance(shape, list):
        return {"type": "array", "items": schema_of(shape[0])}
    if isinstance(shape, frozenset):
        return {"type": "string", "enum": sorted(shape)}
    return {} if shape is object else {"type": _TYPES[shape]}


def _schema_of_object(shape: Mapping[Any, Any]) -> dict[str, Any]:
    if str in shape:
        return {"type": "object", "additionalProperties": schema_of(shape[str])}
    inner = {name.removesuffix("?"): schema_of(shape[name]) for name in shape}
    return {
        "type": "object",
        "properties": {name: schema | LIMITS.get(name, {}) for name, schema in inner.items()},
        "required": [name for name in shape if not name.endswith("?")],
    }


def outside_limits(body: Mapping[str, Any]) -> str:
    """Say which member of a request breaks its limits, "" for none.

    >>> outside_limits({"fragments": [], "top": 1}), outside_limits({"accept": 0.9})
    ('“fragments” must hold 1 to 256.', '')
    """
    if not 1 <= len(body.get("fragments", [None])) <= MOST_FRAGMENTS:
        return f"“fragments” must hold 1 to {MOST_FRAGMENTS}."
    if len(body.get("tasks", [])) > MOST_TASKS:
        return f"“tasks” must hold at most {MOST_TASKS:,}."
    if not 1 <= body.get("top", 1) <= MOST_LABELS:
        return f"“top” must lie between 1 and {MOST_LABELS}."
    if not 0 < body.get("accept", 0.5) < 1:
        return "“accept” must lie between 0 and 1, such as 0.9."
    return ""
