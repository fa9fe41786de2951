"""One server on the loopback address for all pages, and its end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from classifier.errors import ClassifierError, told
from classifier.pages.guard import LOOPBACK, Guard, Keys
from classifier.pages.site import Reading, Site

# Seconds in which a request has to begin and to name all that it asks for.
_PATIENCE = 10.0
# More requests than any browser sends at once; the rest is told to come again.
_AT_ONCE = 200
# Seconds between looks whether the server has ended: a signal is heard in between.
_LOOK = 0.2


class _Connection(H11Protocol):
    """One connection; closed where nothing is asked, or no question comes to its end.

    Otherwise a few hundred that never finish would keep the coder out.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to listen."""
        super().connection_made(transport)
        self.loop.call_later(_PATIENCE, self._look, None)

    def _look(self, before: object) -> None:
        """Close if no request came since the last look and none is being answered."""
        if self.transport.is_closing():
            return
        if self.cycle is before and self.conn.their_state is h11.IDLE:
            self.transport.close()
        else:
            self.loop.call_later(_PATIENCE, self._look, self.cycle)


class BackgroundServer:
    """A server on a thread of its own; beyond ``at_once`` connections it refuses in plain text."""

    def __init__(self, app: ASGIApp, listener: socket.socket, at_once: int | None = None) -> None:
        self.listener = listener
        config = uvicorn.Config(
            app,
            http=_Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=at_once,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=2,
        )
        logging.getLogger("uvicorn.error").addFilter(without_words)
        self._uvicorn = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._uvicorn.run, args=([listener],), name="page server", daemon=True
        )
        self._thread.start()

    def serve(self, close: Callable[[], None]) -> None:
        """Answer requests until told to end, by a signal too; ``close`` then, whatever happens."""
        try:
            with _ended_by_signals(self):
                self.wait()
        finally:
            close()

    def end(self) -> None:
        """End once the answers under way are out."""
        self._uvicorn.should_exit = True

    def wait(self) -> None:
        """Wait until the server has ended, and give its port back."""
        while self._thread.is_alive():
            self._thread.join(_LOOK)
        self.listener.close()


class Server(BackgroundServer):
    """The one server of all pages of a run; what it shows is exchanged when the harvest is read."""

    def __init__(self, port: int, language: str) -> None:
        listener = listen(port)
        self.keys = Keys(listener.getsockname()[1])
        self.reading = Reading(self.keys, language)
        self._guard = Guard(self.keys, self.reading.app, self.reading.refused)
        super().__init__(self._guard, listener, _AT_ONCE)

    def show(self, site: Site) -> None:
        """Answer with these pages from now on, and send on whoever waits for them."""
        self._guard.app, self._guard.refused = site.app, site.refused
        self._guard.large = site.large
        self.reading.go_on()

    def fail(self, error: BaseException) -> None:
        """Tell whoever waits that nothing will come, and end."""
        self.reading.fail(error)
        self.end()
        self.wait()


def listen(port: int, host: str = LOOPBACK) -> socket.socket:
    """Take a port of this computer.

    ``host`` is the loopback address unless somebody asked for another one in so many words:
    harvests name people, and any other would offer them to the network.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
    listener.setsockopt(socket.SOL_SOCKET, exclusive or socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ClassifierError(
            f"Port {port} cannot be used: {error.strerror}.",
            hint="Choose another one, or --port 0, and a free one is taken.",
        ) from error
    listener.listen(1024)
    return listener


@contextlib.contextmanager
def _ended_by_signals(server: BackgroundServer) -> Iterator[None]:
    """End on Ctrl+C or a polite kill, without passing the signal on afterwards."""

    def end(number: int, frame: FrameType | None) -> None:
        server.end()

    signals = (signal.SIGINT, signal.SIGTERM)
    try:
        before = {number: signal.signal(number, end) for number in signals}
    except ValueError:  # not the main thread, as in tests
        yield
        return
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def without_words(record: logging.LogRecord) -> bool:
    """Say a failure as everywhere: what the system refused in words, of ours its kind and place.

    That requests are cut off at the end is none: who stops the program means it.
    """
    if str(record.msg).startswith("Cancel "):
        return False
    if record.exc_info and record.exc_info[1] is not None:
        record.msg, record.args, record.exc_info = told(record.exc_info[1]), (), None
    return True
