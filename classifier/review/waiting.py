"""The page that the browser shows while a large harvest is still being read.

It is sent but for its last line, which follows once the review is ready and sends the browser on.
So it needs no script, and a small harvest loses no time by it.
"""

from __future__ import annotations

import secrets
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import TYPE_CHECKING, Self

from classifier.review.guard import HEADERS, LOOPBACK, START, Keys
from classifier.review.site import ASSETS, environment
from classifier.review.translations import Words

if TYPE_CHECKING:
    from classifier.review.translations import Language

_ON = '<meta http-equiv="refresh" content="0">'
_STYLE = "review.css"
# Seconds that a request may take to arrive, and between looks whether the review is ready.
_PATIENCE, _LOOK = 5, 0.02


class Waiting:
    """Answers on the review's port until the review does: to the address of the start only."""

    def __init__(self, listener: socket.socket, keys: Keys, language: Language) -> None:
        self._server = _Server(listener, keys, Words(language))
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_LOOK,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Send everybody who waits on, or tell them that nothing will come."""
        self._server.failed = kind is not None
        self._server.ready.set()
        self._server.shutdown()
        self._thread.join()
        for one in self._server.serving:
            one.join(_PATIENCE)
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    """Serves on a copy of the listener, whose own is left for the review."""

    def __init__(self, listener: socket.socket, keys: Keys, words: Words) -> None:
        super().__init__((LOOPBACK, 0), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener.dup()
        self.keys, self.words = keys, words
        self.ready, self.failed = threading.Event(), False
        # Those that have the page. Of the connections that browsers open in reserve none is one.
        self.serving: list[threading.Thread] = []
        style = ASSETS[_STYLE].content.decode()
        page = environment().get_template("waiting.html").render(t=words, style=style)
        self.page, _, self.end = page.partition("<!-- the end follows -->")

    def knows(self, path: str) -> bool:
        """Whether a request has one of the two tokens; neither is used up by it."""
        tokens = filter(None, (self.keys.opening, self.keys.token))
        paths = [f"{START}?token={token}".encode() for token in tokens]
        return any(secrets.compare_digest(path.encode(), one) for one in paths)


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: _Server
    timeout = _PATIENCE

    def do_GET(self) -> None:
        """Send the page, and its end when it is time."""
        if not self.server.knows(self.path):
            self.send_response_only(403)
            self.end_headers()
            return
        self.send_response_only(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        for name, value in HEADERS:
            own = b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
            policy = name == b"content-security-policy"
            self.send_header(name.decode(), (own if policy else value).decode())
        self.end_headers()
        self.server.serving.append(threading.current_thread())
        try:
            self.wfile.write(self.server.page.encode())
            self.server.ready.wait()
            words = self.server.words
            more = f"<p>{words('not_opened')}</p>" if self.server.failed else _ON
            self.wfile.write((more + self.server.end).encode())
        except OSError:  # whoever asked has gone
            return

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep addresses out of the terminal: they hold the token."""
