"""A visitor of the review's page, so that it runs with nobody there: look, answer, export."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlencode, urlsplit

from classifier.review.overview import SHOWS
from classifier.review.run import Opened

_LOOKED_AT = 5
_BUTTON = re.compile(r'<button[^>]* name="do" value="([^"]+)"')
_STAMP = re.compile(r'name="stamp" value="(\d+)"')


class _Visitor:
    """Somebody who has the address and keeps the cookie."""

    def __init__(self, opened: Opened) -> None:
        self._port = opened.keys.port
        self._cookie = ""
        parts = urlsplit(opened.keys.address(opened.keys.token))
        self.ask("GET", f"{parts.path}?{parts.query}")

    def ask(self, method: str, path: str, **fields: str) -> str:
        """Return the page at an address; an answer of 500 is a RuntimeError."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        headers = {
            "Cookie": self._cookie,
            "Origin": f"http://127.0.0.1:{self._port}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, path, urlencode(fields), headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        self._cookie = (answer.getheader("set-cookie") or self._cookie).split(";")[0]
        connection.close()
        if answer.status >= 500:
            raise RuntimeError(f"{method} {path.partition('?')[0]} was answered with 500")
        return page

    def press(self, place: int) -> None:
        """Press a button of a fragment's page, another one for each place."""
        page = self.ask("GET", f"/f/{place}")
        buttons, stamp = _BUTTON.findall(page), _STAMP.search(page)
        if buttons and stamp:
            what = buttons[3 * place % len(buttons)]
            self.ask("POST", f"/f/{place}", do=what, stamp=stamp[1], note=f"note {place}")


def visit(opened: Opened) -> None:
    """Stand in for ``Opened.serve``: use every page once, and end."""
    try:
        visitor = _Visitor(opened)
        visitor.ask("GET", "/")
        for place in range(_LOOKED_AT):
            visitor.press(place)
        visitor.ask("POST", "/settings", language="fr", order="unsure")
        for show in SHOWS:
            visitor.ask("POST", "/overview", show=show)
            visitor.ask("GET", "/overview")
        visitor.ask("POST", "/export")
        visitor.ask("GET", "/export")
        visitor.ask("POST", "/quit")
    finally:
        opened.close()
