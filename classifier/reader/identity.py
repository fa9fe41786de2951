"""Which model stands under a name, and whether it still does: servers change models as they run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from classifier.errors import ReaderError
from classifier.json_shape import fits
from classifier.reader.address import refuse_cloud
from classifier.reader.client import Client, NoAnswer
from classifier.reader.prompt import PROMPT_VERSION

_LISTED = {"data": [{"id": str}]}
_TAGS = {"models": [{str: object}]}


@dataclass(frozen=True)
class Identity:
    """Which model read, by which words.

    Attributes
    ----------
    digest : of the model's weights, where the server gives one
    """

    model: str
    digest: str = ""
    prompt: str = PROMPT_VERSION

    def __str__(self) -> str:
        digest = f"@{self.digest[:12]}" if self.digest else ""
        return f"{self.model}{digest}, prompt {self.prompt}"

    def facts(self) -> dict[str, str]:
        """Return what a manifest keeps."""
        return {"model": self.model, "digest": self.digest, "prompt": self.prompt}


def find_identity(client: Client, model: str) -> Identity:
    """Say which model answers; refuse one that is not there, or not on this machine."""
    listed = _told(client, "/models", _LISTED)
    names = [one["id"] for one in listed["data"]] if listed else []
    # A server that lists nothing may have any.
    if names and not {*_names(model)} & {*names}:
        raise ReaderError(
            f"The server at {client.url} has no model “{model}”.",
            hint=f"It has: {', '.join(names[:12])}.",
        )
    return Identity(model, digest_of(client, model) or "")


def digest_of(client: Client, model: str) -> str | None:
    """Return the digest that a server names now, "" for none; None where it tells of no model."""
    tags = _told(client, "/api/tags", _TAGS, from_root=True)
    if not tags:
        return None
    own = [one for one in tags["models"] if one.get("name") in _names(model)]
    if any(one.get("remote_host") or one.get("remote_model") for one in own):
        refuse_cloud(f"{model}-cloud")
    return next((one["digest"] for one in own if isinstance(one.get("digest"), str)), "")


def _names(model: str) -> tuple[str, str]:
    return model, f"{model}:latest"


def _told(client: Client, path: str, shape: Any, *, from_root: bool = False) -> Any:
    """Return what a server says of itself; None where it does not."""
    try:
        told = client.get(path, from_root=from_root)
    except NoAnswer:
        return None
    return told if fits(told, shape) else None
