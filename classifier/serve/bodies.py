"""The body of a request: taken in time, read as JSON, and held to its shape."""

from __future__ import annotations

import asyncio
import json
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect, Request

from classifier.json_shape import fits
from classifier.serve.door import LARGEST, too_large
from classifier.serve.operations import JSON, Operation
from classifier.serve.problems import Refused
from classifier.serve.shapes import outside_limits

# Seconds in which a body has to come.
PATIENCE = 30.0
_HINT = "What is asked for stands in /openapi.json."


async def read_body(request: Request, operation: Operation) -> Any:
    """Return what was sent; Refused where it is not what the operation asks for."""
    named = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if named != JSON:
        raise Refused(415, f"The body must be sent as {JSON}.", "Set the header Content-Type.")
    try:
        data = await asyncio.wait_for(_taken(request), PATIENCE)
    except TimeoutError as error:
        raise Refused(408, f"The body did not come within {PATIENCE:g} seconds.") from error
    body = _parsed(data)
    _check(body, operation)
    return body


async def _taken(request: Request) -> bytes:
    pieces, length = [], 0
    try:
        async for piece in request.stream():
            # Counted as it comes, whatever length was announced.
            length += len(piece)
            if length > LARGEST:
                raise too_large()
            pieces.append(piece)
    except ClientDisconnect as error:
        raise Refused(400, "The body broke off.") from error
    return b"".join(pieces)


def _parsed(data: bytes) -> Any:
    """Return what JSON in UTF-8 holds; endless numbers and halves of letters are none."""
    try:
        text = data.decode()
        body = json.loads(text, parse_constant=_no_number)
        if "\\u" in text:
            json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Refused(400, "The body is no JSON in UTF-8.", _HINT) from error
    return body


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _check(body: Any, operation: Operation) -> None:
    """Refuse what has another shape, naming the member and quoting nothing."""
    if not isinstance(body, dict):
        raise Refused(422, "The body is no JSON object.", _HINT)
    for name, shape in operation.body.items():
        if not fits(body, {name: shape}):
            member = name.removesuffix("?")
            raise Refused(422, f"“{member}” is missing, or not what is asked for.", _HINT)
    names = [name.removesuffix("?") for name in operation.body]
    outside = outside_limits({name: body[name] for name in names if name in body})
    if outside:
        raise Refused(422, outside, _HINT)
    if operation.closed and not set(body) <= set(names):
        known = ", ".join(f"“{name}”" for name in names)
        raise Refused(422, f"The body has a member that is none of {known}.", _HINT)
