"""What stands between the page and everybody else: host, origin, token, size, headers.

The server is on the loopback address, but every web page that is open in the same browser can send
requests there (cross-site request forgery), and a foreign name can be made to point there (DNS
rebinding). So nothing is answered but for the right host, the right origin and the right cookie.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = "127.0.0.1"
START = "/start"
# A note of 4,000 letters, escaped in full, is a tenth of this.
LARGEST_BODY = 128 * 1024
_METHODS = frozenset({"GET", "HEAD", "POST"})
_POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
        "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip
HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # Not "no-referrer": with it, browsers send "Origin: null" from our own forms.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), clipboard-read=()"),
    (b"cache-control", b"no-store"),
)


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

    def address(self, token: str) -> str:
        """Where the review starts."""
        return f"{self.origin}{START}?token={token}"

    def admit(self, token: str) -> bool:
        """Whether a token opens the door; the one for opening does so once."""
        if secrets.compare_digest(token.encode(), self.token.encode()):
            return True
        right = bool(self.opening) and secrets.compare_digest(token.encode(), self.opening.encode())
        if right:
            self.opening = ""
        return right


class Guard:
    """Refuses what is not ours, bounds bodies, and puts the headers on every answer."""

    def __init__(self, app: App, keys: Keys, refused: Callable[[], bytes]) -> None:
        self._app, self._keys, self._refused = app, keys, refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        status = self._trouble(scope)
        if status:
            await self._refuse(status, send)
            return
        messages = await _whole_body(receive)
        if messages is None:
            await self._refuse(413, send)
            return
        await self._app(scope, _replay(messages, receive), _headed(send))

    def _trouble(self, scope: Scope) -> int:
        """Say with which status a request is refused; 0 if it is not."""
        headers = _headers(scope)
        hosts = headers.get("host", [])
        if hosts != [self._keys.origin.removeprefix("http://")]:
            return 421
        if scope["method"] not in _METHODS:
            return 405
        if self._foreign(scope, headers):
            return 403
        length = headers.get("content-length", ["0"])[-1]
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            return 413
        if scope["path"] != START and not self._known(headers):
            return 403
        return 0

    def _foreign(self, scope: Scope, headers: dict[str, list[str]]) -> bool:
        """Whether another page sent this; every browser names the origin of a POST."""
        origins = headers.get("origin", [])
        if any(origin != self._keys.origin for origin in origins):
            return True
        if scope["method"] == "POST" and not origins:
            return True
        sites = headers.get("sec-fetch-site", [])
        # The terminal's link and a bookmark are "none".
        return scope["path"] != START and any(s not in ("same-origin", "none") for s in sites)

    def _known(self, headers: dict[str, list[str]]) -> bool:
        for header in headers.get("cookie", []):
            try:
                cookie = SimpleCookie(header).get(self._keys.cookie)
            except CookieError:
                continue
            if cookie and secrets.compare_digest(
                cookie.value.encode(), self._keys.cookie_value.encode()
            ):
                return True
        return False

    async def _refuse(self, status: int, send: Send) -> None:
        body = self._refused()
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            # What is still being sent is not wanted.
            (b"connection", b"close"),
            *HEADERS,
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


async def _whole_body(receive: Receive) -> list[Message] | None:
    """Read the request to its end, whatever length was announced; None if it is too large."""
    messages = [await receive()]
    size = len(messages[0].get("body", b""))
    while messages[-1].get("more_body", False):
        messages.append(await receive())
        size += len(messages[-1].get("body", b""))
        if size > LARGEST_BODY:
            return None
    return messages


def _replay(messages: list[Message], receive: Receive) -> Receive:
    waiting = iter(messages)

    async def again() -> Message:
        for message in waiting:
            return message
        return await receive()

    return again


def _headed(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name for name, _ in message["headers"]}
            more = [pair for pair in HEADERS if pair[0] not in given]
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return with_headers


def _headers(scope: Scope) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found
