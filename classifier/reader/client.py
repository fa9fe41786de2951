"""Questions to a server on this machine: one connection each, no proxy, no way to elsewhere."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from classifier.errors import ReaderError
from classifier.reader.address import Address, loopback_addresses

# Seconds that one answer may take: a long codebook on a slow laptop.
PATIENCE = 600.0
# Seconds for what a server knows without thinking.
_AT_ONCE = 20.0
# Seconds without a first answer, after which a person is told that it takes its time.
_SLOW = 45.0
# Seconds that a server may go on saying that it is busy, or loads its model from a slow disk.
_BUSY = 300.0
# Seconds until it is asked again, where it names no longer time.
_LATER = 2.0
_ASK_LATER = {429, 503}
# What no later question would change, before a first answer: by status, what to do.
_SET_UP = {
    401: "Start it without a key: it is asked on this machine alone.",
    403: "Start it without a key: it is asked on this machine alone.",
    404: "Addresses usually end in /v1, such as http://127.0.0.1:11434/v1#MODEL.",
    405: "Addresses usually end in /v1, such as http://127.0.0.1:11434/v1#MODEL.",
}
# What servers answer to a question that is longer than the model reads.
_TOO_LONG = {400, 413, 422}
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


class _Later(Exception):
    """The server says that it is busy, and for how long."""

    def __init__(self, status: int, seconds: float) -> None:
        super().__init__(status)
        self.status, self.seconds = status, seconds


class Client:
    """Asks one server; its name is resolved once, and only what was checked is connected to.

    ``tell`` is told once where the server has to be waited for.
    """

    def __init__(
        self,
        address: Address,
        patience: float = PATIENCE,
        tell: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._address, self._patience, self._tell = address, patience, tell
        self._numbers = loopback_addresses(address)
        self.url = address.url
        self._busy_since: float | None = None
        self._told = self._answered = False

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
            f"No server answers at {self.url}.",
            hint="Start it first; docs/reader.md says how.",
        )

    def get(self, path: str, *, from_root: bool = False) -> Any:
        """Return the JSON at a path below the address, or below the server's root."""
        place = path if from_root else self._address.path + path
        return self._ask("GET", place, None, min(_AT_ONCE, self._patience))

    def post(self, path: str, body: Any) -> Any:
        """Send JSON to a path below the address, and return the JSON that comes back."""
        with _done_after(_SLOW, self._say_slow):
            found = self._ask("POST", self._address.path + path, body, self._patience)
        self._answered = True
        return found

    def _say_slow(self) -> None:
        if not self._answered:
            self._say_once(
                f"The server at {self.url} has not answered yet. Before its first answer it reads "
                "the whole codebook: without a graphics card that takes minutes."
            )

    def _say_once(self, line: str) -> None:
        if not self._told:
            self._told = True
            self._tell(line)

    def _ask(self, method: str, place: str, body: Any, patience: float) -> Any:
        """Ask until the server is not busy any more."""
        began = time.monotonic()
        while True:
            try:
                return self._ask_once(method, place, body, patience)
            except _Later as later:
                self._wait(later, began)

    def _wait(self, later: _Later, began: float) -> None:
        """Wait as long as a busy server asks for, up to the time that it may be busy at all."""
        if self._busy_since is None:
            self._busy_since = time.monotonic()
        if min(began, self._busy_since) + _BUSY < time.monotonic() + later.seconds:
            raise NoAnswer(_named(later.status), again=False)
        self._say_once(
            f"The server at {self.url} is not ready ({_named(later.status)}): it may still be "
            f"loading its model. It is waited for, {_BUSY / 60:.0f} minutes at most."
        )
        time.sleep(later.seconds)

    def _ask_once(self, method: str, place: str, body: Any, patience: float) -> Any:
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
            # Whatever drips in: each byte would be waited for anew.
            with _done_after(patience, partial(_end, connection.sock)):
                connection.request(method, place, sent, headers)
                with connection.getresponse() as answer:
                    self._refuse_status(answer, method)
                    self._busy_since = None
                    return json.loads(_read(answer))
        except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
            if isinstance(error, TimeoutError) or time.monotonic() >= until:
                raise NoAnswer(f"no answer within {patience:.0f} seconds", again=False) from None
            if isinstance(error, OSError | http.client.HTTPException):
                raise NoAnswer("the connection broke") from None
            raise NotInForm from None
        finally:
            connection.close()

    def _refuse_status(self, answer: http.client.HTTPResponse, method: str) -> None:
        status = answer.status
        if 300 <= status < 400:
            raise ReaderError(
                f"The server at {self.url} sends on to another address, which is not "
                "followed: the texts might leave this machine.",
                hint="Name the address at which the model itself is asked.",
            )
        if status in _ASK_LATER:
            told = answer.headers.get("Retry-After", "").strip()
            raise _Later(status, max(_LATER, float(told) if told.isdecimal() else 0.0))
        if method == "POST" and status in _SET_UP and not self._answered:
            raise ReaderError(
                f"The server at {self.url} takes no questions there: {_named(status)}.",
                hint=_SET_UP[status],
            )
        if status != http.client.OK:
            # What the server says more may quote the text.
            raise NoAnswer(_named(status), again=status >= 500)


def _named(status: int) -> str:
    named = f"it answers {status} {http.client.responses.get(status, '')}".strip()
    short = "; is its context long enough for the codebook?" if status in _TOO_LONG else ""
    return named + short


@contextmanager
def _done_after(seconds: float, do: Callable[[], None]) -> Iterator[None]:
    """Do something after a time, unless what it is done for ends before."""
    timer = threading.Timer(seconds, do)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _end(connected: socket.socket) -> None:
    with suppress(OSError):  # closed already
        connected.shutdown(socket.SHUT_RDWR)


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
