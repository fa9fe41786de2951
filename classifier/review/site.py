"""What all pages share: templates, our own files, forms read into plain fields."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import parse_qsl

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import RedirectResponse

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One of our own files."""

    content: bytes
    media_type: str

    @property
    def version(self) -> str:
        """Another one for other content, so that a browser may keep what it has."""
        return hashlib.sha256(self.content).hexdigest()[:12]


def _assets() -> dict[str, Asset]:
    folder = files("classifier.review") / "static"
    return {
        one.name: Asset(one.read_bytes(), _TYPES["." + one.name.rpartition(".")[2]])
        for one in folder.iterdir()
        if "." + one.name.rpartition(".")[2] in _TYPES
    }


ASSETS = _assets()


def address(name: str) -> str:
    """Where one of our own files is, in this version."""
    return f"/static/{name}?v={ASSETS[name].version}"


def environment() -> Environment:
    """Give the templates' environment: escaping always on, a missing name is an error."""
    made = Environment(
        loader=PackageLoader("classifier.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = address
    return made


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
