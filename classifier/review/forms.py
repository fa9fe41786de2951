"""What a page sends, read into plain fields, and where it leads afterwards."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse


async def read_form(request: Request) -> dict[str, str]:
    """Read the fields of a form; what is not a form has none."""
    if request.headers.get("content-type", "").split(";")[0] != "application/x-www-form-urlencoded":
        return {}
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=50))
    except ValueError:
        return {}


def go(path: str) -> RedirectResponse:
    """Lead on to another page, so that loading it again sends nothing twice."""
    return RedirectResponse(path, 303)
