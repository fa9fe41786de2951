"""Templates and our own files, read from the package once; everything put in is escaped."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One of our own files."""

    content: bytes
    media_type: str


def _assets() -> dict[str, Asset]:
    folder = files("classifier.review") / "static"
    return {
        one.name: Asset(one.read_bytes(), _TYPES["." + one.name.rpartition(".")[2]])
        for one in folder.iterdir()
        if "." + one.name.rpartition(".")[2] in _TYPES
    }


ASSETS = _assets()


def environment() -> Environment:
    """Give the templates' environment: escaping always on, a missing name is an error."""
    return Environment(
        loader=PackageLoader("classifier.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
