"""Where a reader is asked: on this machine alone, whatever its name stands for."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from classifier.errors import ReaderError, UsageError

_FORM = "Write URL#MODEL, such as http://127.0.0.1:8080/v1#qwen3:4b."
# Ollama hands such models on to a computer of its maker.
_CLOUD = re.compile(r"[:_-]cloud(?![^:_-])", re.IGNORECASE)
_PORT = 80
_HINT = "Start the server here and name it as http://127.0.0.1:PORT/v1#MODEL."


@dataclass(frozen=True)
class Address:
    """Where a server is asked, and for which of its models."""

    host: str
    port: int
    path: str
    model: str

    @property
    def url(self) -> str:
        """The address without the model."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}{self.path}"


def parse_address(typed: str) -> Address:
    """Read what was typed as URL#MODEL; a UsageError says what is wrong with it.

    >>> parse_address("http://localhost:11434/v1/#gemma3:4b").url
    'http://localhost:11434/v1'
    """
    url, model = (part.strip() for part in typed.partition("#")[::2])
    _refuse_letters(url, model)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", _PORT if parts.port is None else parts.port
    except ValueError:
        raise UsageError(f"“{url}” is no address.", hint=_FORM) from None
    if parts.scheme != "http" or not host:
        raise UsageError(f"“{url}” is no address that begins with http://.", hint=_FORM)
    if parts.username is not None or parts.query:
        raise UsageError("The address of a reader holds no password and no question.", hint=_FORM)
    if not model:
        raise UsageError(f"“{typed}” does not say which model is to read.", hint=_FORM)
    refuse_cloud(model)
    # Pasted from a server's guide, an address may name the very question.
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    return Address(host, port, path, model)


def _refuse_letters(url: str, model: str) -> None:
    """Refuse what stands in no address, such as a blank or “é”."""
    strange = next((one for one in url if not "!" <= one <= "~"), "")
    if strange:
        shown = f"“{strange}”" if strange.isprintable() and strange != " " else "blank or break"
        raise UsageError(f"The address of a reader holds no {shown}.", hint=_FORM)
    if not model.isprintable():
        raise UsageError("The name of a model holds no break.", hint=_FORM)


def refuse_cloud(model: str) -> None:
    """Refuse a model whose name says that it runs on somebody else's machine."""
    if _CLOUD.search(model):
        raise ReaderError(
            f"{model} does not run on this machine: its server hands the texts on.",
            hint="Name a model that lies on this machine, without “cloud” in its name.",
        )


def loopback_addresses(address: Address) -> tuple[str, ...]:
    """Return the numbers that the host stands for; refused unless all of them are this machine."""
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise ReaderError(
            f"“{address.host}” is no computer that is known here.", hint=_HINT
        ) from None
    numbers = tuple(dict.fromkeys(str(info[4][0]) for info in found))
    strange = [number for number in numbers if not _is_loopback(number)]
    if strange or not numbers:
        raise ReaderError(
            f"“{address.host}” is not this machine ({', '.join(strange)}). A reader is asked on "
            "this machine alone: fragments name people.",
            hint=_HINT,
        )
    return numbers


def _is_loopback(number: str) -> bool:
    ip = ipaddress.ip_address(number.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_loopback
