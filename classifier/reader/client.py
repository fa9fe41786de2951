"""Questions to a server on this machine: one connection each, no proxy, no way to elsewhere."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from classifier.errors import ReaderError
from classifier.reader.address import Address, loopback_addresses

# Seconds that one answer may take: a long codebook on a slow laptop.
PATIENCE = 600.0
# Seconds for what a server knows without thinking.
_AT_ONCE = 20.0
# Bytes; an answer is some hundred.
_MOST = 4_000_000
_PIECE = 65_536


class NoAnswer(Exception):
    """The server gave no answer that can be used; ``str`` says in a few words why.

    Attributes
    ----------
    again : whether to ask again may help
    """

    def __init__(self, why: str, *, again: bool = True) -> None:
        super().__init__(why)
        self.again = again


class NotInForm(NoAnswer):
    """There is an answer, and it is not what was asked for."""

    def __init__(self) -> None:
        super().__init__("its answer is not in the form that was asked for")


class Client:
    """Asks one server; its name is resolved once, and only what was checked is connected to."""

    def __init__(self, address: Address, patience: float = PATIENCE) -> None:
        self._address, self._patience = address, patience
        self._numbers = loopback_addresses(address)

    def find(self) -> None:
        """Keep the number under which the server answers; a ReaderError where none does."""
        for number in self._numbers:
            connection = http.client.HTTPConnection(number, self._address.port, timeout=_AT_ONCE)
            try:
                connection.connect()
            except OSError:
                continue
            finally:
                connection.close()
            self._numbers = (number,)
            return
        raise ReaderError(
            f"No server answers at {self._address.url}.",
            hint="Start it first; docs/reader.md says how.",
        )

    def get(self, path: str, *, from_root: bool = False) -> Any:
        """Return the JSON at a path below the address, or below the server's root."""
        place = path if from_root else self._address.path + path
        return self._ask("GET", place, None, min(_AT_ONCE, self._patience))

    def post(self, path: str, body: Any) -> Any:
        """Send JSON to a path below the address, and return the JSON that comes back."""
        return self._ask("POST", self._address.path + path, body, self._patience)

    def _ask(self, method: str, place: str, body: Any, patience: float) -> Any:
        until = time.monotonic() + patience
        connection = http.client.HTTPConnection(
            self._numbers[0], self._address.port, timeout=patience
        )
        sent = None if body is None else json.dumps(body).encode()
        headers = {"Accept": "application/json"}
        if sent is not None:
            headers["Content-Type"] = "application/json"
        try:
            connection.connect()
            with _ended_after(patience, connection.sock):
                connection.request(method, place, sent, headers)
                with connection.getresponse() as answer:
                    self._refuse_status(answer.status)
                    return json.loads(_read(answer))
        except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
            if isinstance(error, TimeoutError) or time.monotonic() >= until:
                raise NoAnswer(f"no answer within {patience:.0f} seconds", again=False) from None
            if isinstance(error, OSError | http.client.HTTPException):
                raise NoAnswer("the connection broke") from None
            raise NotInForm from None
        finally:
            connection.close()

    def _refuse_status(self, status: int) -> None:
        if 300 <= status < 400:
            raise ReaderError(
                f"The server at {self._address.url} sends on to another address, which is not "
                "followed: the texts might leave this machine.",
                hint="Name the address at which the model itself is asked.",
            )
        if status != http.client.OK:
            name = http.client.responses.get(status, "")
            # What the server says more may quote the text.
            raise NoAnswer(f"it answers {status} {name}".strip(), again=status >= 429)


@contextmanager
def _ended_after(seconds: float, connected: socket.socket) -> Iterator[None]:
    """End a connection after its time, whatever drips in: each byte would be waited for anew."""

    def end() -> None:
        with suppress(OSError):  # closed already
            connected.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _read(answer: http.client.HTTPResponse) -> bytes:
    """Read an answer to its end; one that never ends is given up."""
    pieces, n_bytes = [], 0
    while piece := answer.read1(_PIECE):
        pieces.append(piece)
        n_bytes += len(piece)
        if n_bytes > _MOST:
            raise NoAnswer("its answer has no end", again=False)
    if answer.length:
        raise http.client.IncompleteRead(b"", answer.length)
    return b"".join(pieces)
