"""Who is answered: the right host, the right token, no page of a browser, and no endless body."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from classifier.pages.guard import LOOPBACK, headed, same
from classifier.serve.problems import Refused

LARGEST = 16 * 1024 * 1024
"""Bytes of a request: 256 long stories, each letter written as an escape, are a third of it."""
MOST_AT_ONCE = 128
"""Requests that wait for their answers; the others are told to come again."""
LOCAL_HOSTS = (LOOPBACK, "localhost", "::1")
_HOST_HINT = "Start classifier serve with --allow-host and the name that is asked for."
_TOKEN_HINT = (
    "Send “Authorization: Bearer TOKEN”, or Basic with the token as password. "
    "classifier serve says where its token comes from."
)


class Door:
    """Refuses who may not come in, and puts the headers on every answer.

    A foreign web page can send requests to this machine too, and a foreign name can be made to
    point there; so neither is answered, with or without the token. Programs send no Origin.
    """

    def __init__(self, app: ASGIApp, token: str, hosts: Collection[str]) -> None:
        self._app, self._token = app, token
        self._n_waiting = 0
        self._hosts = frozenset(map(str.lower, (*LOCAL_HOSTS, *hosts)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        refused = self._refusal(HTTPConnection(scope))
        if refused is None:
            self._n_waiting += 1
            try:
                await self._app(scope, receive, headed(send))
            finally:
                self._n_waiting -= 1
            return
        # What is still being sent is not wanted.
        refused.headers["connection"] = "close"
        await refused.answer()(scope, receive, headed(send))

    def _refusal(self, asked: HTTPConnection) -> Refused | None:
        hosts = asked.headers.getlist("host")
        if len(hosts) != 1 or _name(hosts[0]) not in self._hosts:
            return Refused(421, "This name of the computer is not answered.", _HOST_HINT)
        if asked.headers.getlist("origin") or asked.headers.getlist("sec-fetch-site"):
            return Refused(403, "Web pages are not answered.", "Ask from a program.")
        if not same(_shown(asked.headers.get("authorization", "")), self._token):
            wanted = {"www-authenticate": 'Bearer realm="classifier"'}
            return Refused(401, "The token is missing or wrong.", _TOKEN_HINT, headers=wanted)
        length = asked.headers.get("content-length", "0")
        # Its digits are counted first: Python refuses to read a number of thousands of them.
        if not length.isdecimal() or len(length) > 9 or int(length) > LARGEST:
            return too_large()
        if self._n_waiting >= MOST_AT_ONCE:
            again = {"retry-after": "10"}
            return Refused(503, "Too many programs ask at once.", "Ask again.", headers=again)
        return None


def too_large() -> Refused:
    """Return the refusal of a request that is longer than any of ours."""
    return Refused(
        413, f"The request is longer than {LARGEST:,} bytes.", "Send fewer fragments at a time."
    )


def _name(host: str) -> str:
    """Return the name that was asked for, without its port; "" for what is none.

    >>> _name("LOCALHOST:9090"), _name("[::1]:9090"), _name("a b")
    ('localhost', '::1', 'a b')
    """
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _shown(authorization: str) -> str:
    """Return the token that was sent: after “Bearer”, or the password of “Basic”."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
