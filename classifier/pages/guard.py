"""What stands between the page and everybody else: host, origin, token, size, headers.

The server is on the loopback address, but every web page that is open in the same browser can send
requests there (cross-site request forgery), and a foreign name can be made to point there (DNS
rebinding). So nothing is answered but for the right host, the right origin and the right cookie.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from classifier.pages.said import BROWSER

LOOPBACK = "127.0.0.1"
START = "/start"
# A note of 4,000 letters, escaped in full, is a tenth of this.
LARGEST_BODY = 128 * 1024
_METHODS = frozenset({"GET", "HEAD", "POST"})
POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
        "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not "no-referrer": with it, browsers send "Origin: null" from our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), clipboard-read=()",
    "cache-control": "no-store",
}


@dataclass
class Keys:
    """The secrets of one run: two ways in, and what a browser shows once it is in.

    ``opening`` works once: it stands in the command line of the browser that is started, which
    other users of the machine can see. ``token`` is only printed.
    """

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    opening: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    cookie_value: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def origin(self) -> str:
        """The one origin that is answered."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def cookie(self) -> str:
        """The cookie's name; cookies do not know ports, so that two coders need two names."""
        return f"review_{self.port}"

    def new_cookie(self) -> str:
        """Return what a browser shows from now on: the secret, and what tells it from others."""
        return f"{self.cookie_value}.{secrets.token_urlsafe(8)}"

    def address(self, token: str) -> str:
        """Where the review starts."""
        return f"{self.origin}{START}?token={token}"

    def admit(self, token: str) -> bool:
        """Whether a token opens the door; the one for opening does so once."""
        if same(token, self.token):
            return True
        right = bool(self.opening) and same(token, self.opening)
        if right:
            self.opening = ""
        return right


class Guard:
    """Refuses what is not ours, and puts the headers on every answer.

    ``app`` may be exchanged while requests come in: whoever is let in gets the one of the moment.
    ``large`` says how many bytes an address takes that takes files.
    """

    def __init__(self, keys: Keys, app: ASGIApp, refused: Callable[[int, str], Response]) -> None:
        self.app, self.refused = app, refused
        self.large: Mapping[str, int] = {}
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        status = self._trouble(HTTPConnection(scope), scope["method"])
        if not status:
            await self.app(scope, receive, headed(send))
            return
        answer = self.refused(status, scope["path"])
        # What is still being sent is not wanted.
        answer.headers["connection"] = "close"
        await answer(scope, receive, headed(send))

    def _trouble(self, asked: HTTPConnection, method: str) -> int:
        """Say with which status a request is refused; 0 if it is not."""
        starting = asked.scope["path"] == START
        if asked.headers.getlist("host") != [self._keys.origin.removeprefix("http://")]:
            return 421
        if method not in _METHODS:
            return 405
        if self._foreign(asked, method, starting):
            return 403
        length = asked.headers.get("content-length", "0")
        # Its digits are counted first: Python refuses to read a number of thousands of them.
        largest = self.large.get(asked.scope["path"], LARGEST_BODY)
        if not length.isdecimal() or len(length) > 9 or int(length) > largest:
            return 413
        shown, _, browser = asked.cookies.get(self._keys.cookie, "").partition(".")
        BROWSER.set(browser)
        return 0 if starting or same(shown, self._keys.cookie_value) else 403

    def _foreign(self, asked: HTTPConnection, method: str, starting: bool) -> bool:
        """Whether another page sent this; every browser names the origin of a POST."""
        origins = asked.headers.getlist("origin")
        if any(origin != self._keys.origin for origin in origins):
            return True
        if method == "POST" and not origins:
            return True
        # The terminal's link and a bookmark are "none".
        sites = asked.headers.getlist("sec-fetch-site")
        return not starting and not {"same-origin", "none"}.issuperset(sites)


def same(shown: str, secret: str) -> bool:
    """Compare in a time that tells nothing of the secret."""
    return secrets.compare_digest(shown.encode("utf-8", "replace"), secret.encode())


def headed(send: Send) -> Send:
    """Put the headers on an answer that every answer carries."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return with_headers
