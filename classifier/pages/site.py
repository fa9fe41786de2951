"""What all pages share: the way in, our own files, forms, failures, and the page while we read.

Templates and our own files are read from the package once; everything put in is escaped.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import parse_qsl

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from classifier.errors import in_words
from classifier.pages.guard import LARGEST_BODY, Keys
from classifier.translations import Told, Words, said_in
from classifier.wording import with_commas

_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_RELOAD = '<meta http-equiv="refresh" content="0">'
_QUOTE = re.compile("([“«])([^“”«»]*)([”»])")
# Seconds between looks whether the harvest is read.
_LOOK = 0.05


@dataclass(frozen=True, slots=True)
class Asset:
    """One of our own files."""

    content: bytes
    media_type: str

    @property
    def version(self) -> str:
        """Another one for other content, so that a browser may keep what it has."""
        return hashlib.sha256(self.content).hexdigest()[:12]


@cache
def _assets(packages: tuple[str, ...]) -> dict[str, Asset]:
    """Return the files that pages load, by name."""
    assets = {}
    for package in packages:
        for file in (files(package) / "static").iterdir():
            media_type = _TYPES.get(file.name.rpartition(".")[2])
            if media_type:
                assets[file.name] = Asset(file.read_bytes(), media_type)
    return assets


@cache
def _environment(packages: tuple[str, ...]) -> Environment:
    """Return the templates' environment: escaping always on, a missing name is an error."""
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package) for package in packages]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["with_commas"] = with_commas
    return environment


class PageWords(Words):
    """The texts as a page shows them: names in another script keep their own direction."""

    def __call__(self, key: str, **values: object) -> str:
        """Return the text for ``key``, its names isolated where it runs from right to left."""
        if self.direction == "rtl":
            said = {name: said_in(value, self.language) for name, value in values.items()}
            values = {k: f"\u2068{v}\u2069" if isinstance(v, str) else v for k, v in said.items()}
        return super().__call__(key, **values)

    def told(self, sentence: str) -> Markup:
        """Return a sentence in the language of the page; one that has none is marked as English."""
        if not sentence:
            return Markup()
        if not isinstance(sentence, Told):
            return Markup('<span lang="en" dir="auto">{}</span>').format(sentence)
        said = said_in(sentence, self.language)
        if self.direction == "rtl":
            said = _QUOTE.sub("\\1\u2068\\2\u2069\\3", said)
        return escape(said)


class Site:
    """What all sites have: the way in, our own files, failures; subclasses add ``routes``.

    All handlers run on one thread, so that they need no locks. ``base`` is the address under which
    the site lies, "" where it is the only one; ``packages`` hold its templates and files.
    """

    packages: tuple[str, ...] = ("classifier.pages",)
    large: Mapping[str, int] = {}
    """How many bytes an address takes that takes files."""

    def __init__(
        self, keys: Keys, language: str, routes: Sequence[BaseRoute], base: str = ""
    ) -> None:
        self.language, self.base = language, base
        self.keys = keys
        own = [
            Route("/start", self.start, methods=["GET"]),
            Route("/static/{name}", self.static, methods=["GET"]),
        ]
        failures = {404: self.lost, 405: self.lost, 413: self.too_large, 500: self.broken}
        self.app = Starlette(routes=[*own, *routes], exception_handlers=failures)

    @property
    def words(self) -> PageWords:
        """The texts in the language of the pages."""
        return PageWords(self.language)

    def plain(self, key: str, status: int = 200) -> HTMLResponse:
        """Return a page that says one thing."""
        back = status in (404, 500)  # whoever is refused, or has closed the program, has no page
        return self.html("plain.html", status, text=self.words(key), more="", back=back)

    def html(self, template: str, status: int = 200, **values: object) -> HTMLResponse:
        """Return a page."""
        return HTMLResponse(self.render(template, **values), status)

    def render(self, template: str, **values: object) -> str:
        """Return the text of a page; ``base`` and ``asset`` are known in every template."""
        shared = {"t": self.words, "base": self.base, "asset": self._asset}
        return _environment(self.packages).get_template(template).render(**shared, **values)

    def go(self, path: str) -> RedirectResponse:
        """Lead on to another page, so that loading it again sends nothing twice."""
        return RedirectResponse(self.base + path, 303)

    def _asset(self, name: str) -> str:
        """Return the address of one of our own files."""
        return f"{self.base}/static/{name}?v={_assets(self.packages)[name].version}"

    def refused(self, status: int, path: str) -> Response:
        """Return the page that everybody else gets, and whoever sends more than is taken."""
        if status != 413 or not self.large:
            return self.plain("refused", status)
        most = self.large.get(path)
        text = self.words("too_large")
        more = self.words("too_large_hint", n=most // 1024**2) if most else ""
        return self.html("plain.html", status, text=text, more=more, back=True)

    async def start(self, request: Request) -> Response:
        """Let in whoever has the token: a cookie, and on to the first page.

        The page forwards by itself instead of redirecting: a browser would not send a strict
        cookie along a redirect that another program began.
        """
        keys = self.keys
        if not keys.admit(request.query_params.get("token", "")):
            return self.refused(403, request.scope["path"])
        response = self.html("start.html")
        response.headers["referrer-policy"] = "no-referrer"
        response.set_cookie(
            keys.cookie, keys.new_cookie(), httponly=True, samesite="strict", path="/"
        )
        return response

    async def static(self, request: Request) -> Response:
        """Return one of our own files."""
        asset = _assets(self.packages).get(request.path_params["name"])
        if asset is None:
            return self.plain("not_found", 404)
        # Kept by the browser, so that the last page has its looks when the program is gone.
        kept = request.query_params.get("v") == asset.version
        headers = {"cache-control": "private, max-age=31536000, immutable"} if kept else {}
        return Response(asset.content, headers=headers, media_type=asset.media_type)

    async def lost(self, request: Request, error: Exception) -> Response:
        """Answer for an address that does not exist."""
        return self.plain("not_found", 404)

    async def too_large(self, request: Request, error: Exception) -> Response:
        """Answer a form that is larger than any of ours."""
        return self.refused(413, request.scope["path"])

    async def broken(self, request: Request, error: Exception) -> Response:
        """Answer for a failure of ours; what can be mended, as a full disk, in its own words."""
        known = in_words(error)
        if known is None:
            return self.plain("broken", 500)
        return self.html("plain.html", 500, text=str(known), more=known.hint, back=True)


class Reading(Site):
    """The site until the harvest is read: every address says so, and goes on by itself.

    The page is sent piece by piece, its last line once all is there: so it needs no script, and a
    small harvest loses no time by it.
    """

    def __init__(self, keys: Keys, language: str, base: str = "") -> None:
        super().__init__(keys, language, [Route("/{path:path}", self.page, methods=["GET"])], base)
        self._shown, self._end = "", ""

    async def page(self, request: Request) -> Response:
        """Say that the harvest is being read, and what came of it."""
        return StreamingResponse(self._pieces(), media_type="text/html")

    async def _pieces(self) -> AsyncIterator[str]:
        start, _, end = self.render("reading.html").partition("<!-- the end follows -->")
        yield start
        told = ""
        while not self._end:
            if self._shown != told:
                told = self._shown
                yield told
            await asyncio.sleep(_LOOK)
        yield self._end + end

    def show(self, packages: tuple[str, ...], template: str, **values: object) -> None:
        """Show a template below what whoever waits is told; ``packages`` hold it and its files."""
        self.packages = packages
        self._shown = self.render(template, **values)

    def go_on(self) -> None:
        """Have whoever waits load the page anew: the review is there."""
        self._end = _RELOAD

    def fail(self, error: BaseException) -> None:
        """Tell whoever waits that nothing will come, and why if it is something to act on.

        What was sent before cannot be taken back: the style of ``failed`` hides it.
        """
        told = f"<p>{self.words('not_opened')}</p><p>{escape(_told(error))}</p>"
        self._end = f'<div class="failed" role="alert">{told}</div>'


def _told(error: BaseException) -> str:
    """Return what a person may read of a failure: our own words, never those of a bug."""
    known = in_words(error)
    return f"{known} {known.hint}".strip() if known else ""


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form; what is not a form has none."""
    if request.headers.get("content-type", "").split(";")[0] != "application/x-www-form-urlencoded":
        return {}
    body = b""
    # Counted as it comes, whatever length was announced.
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise HTTPException(413)
    try:
        fields = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50
        )
    except ValueError:
        return {}
    return dict(fields)


def choice(form: Mapping[str, str], name: str, allowed: Sequence[str], other: str) -> str:
    """Return what a form says in a field, ``other`` if that is none of what is allowed."""
    chosen = form.get(name, "")
    return chosen if chosen in allowed else other


def whole_number(text: str, other: int) -> int:
    """Return what an address or a form says as a number, ``other`` if it is none of ours.

    >>> whole_number("12", 0), whole_number("-1", 0), whole_number("9" * 5000, 1)
    (12, 0, 1)
    """
    return int(text) if text.isdecimal() and len(text) < 10 else other
