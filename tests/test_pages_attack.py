"""Attacks on every address of every site: whoever adds a route has it attacked here.

A site is served for each line of ``SITES``; its addresses are read from its routes.
"""

import http.client
import re
import socket
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from starlette.routing import Mount
from test_home_kit import open_at, project_at_work
from test_jobs_kit import until
from test_layers import ROOT as PACKAGE
from test_review_kit import Visitor, raw, serve, small_model, write_harvest

from classifier.home.facts import key_of
from classifier.home.project_site import ProjectSite
from classifier.home.welcome import Welcome
from classifier.pages.guard import LARGEST_BODY
from classifier.pages.serving import Server
from classifier.pages.site import Site
from classifier.review import ReviewConfig
from classifier.review.run import read_review
from classifier.review.server import Pages

ROOT = PACKAGE.parent
# Of nobody's business: what a stranger must never read.
SECRETS = re.compile("SCC-|parliament|midwives")
# Ends the program, or the work on a project, as it is meant to.
ENDS = ("/quit", "/another")
FILES = frozenset(ProjectSite.large)
HUGE = "9" * 5000
HOSTILE = (
    HUGE, f"-{HUGE}", "-1", "x", "x" * 10_000, "..", "%2e%2e", "..%2f..%2f..%2fetc%2fpasswd",
    "%2fetc%2fpasswd", "..%5c..%5cserver.py", "%00", "%ff%fe", "%d9%a3", "%0d%0aSet-Cookie:%20a=b",
    "%3cscript%3ealert(1)%3c/script%3e", "%7b%7b7*7%7d%7d", "~", "con",
)  # fmt: skip


@dataclass
class Attacked:
    """A site that is being served.

    Attributes
    ----------
    values : what its addresses hold in braces, by name
    state : what must stay as it is whatever strangers do
    endless : addresses whose answer goes on as long as the page is open
    takes_files : addresses that take more than a form
    hidden : addresses below one that is not in the list of routes, such as those of a review
    """

    server: Server
    visitor: Visitor
    values: dict[str, str]
    state: Callable[[], object]
    endless: frozenset[str] = frozenset()
    takes_files: frozenset[str] = frozenset()
    hidden: list[tuple[str, str]] = field(default_factory=list)

    @property
    def templates(self) -> list[tuple[str, str]]:
        """Every method and address, with what stands in braces."""
        return [*templates(self.server._guard.app.routes), *self.hidden]

    @property
    def addresses(self) -> list[tuple[str, str]]:
        """Every method and address."""
        return [(method, self.filled(template)) for method, template in self.templates]

    def filled(self, template, **values):
        return re.sub(r"{(\w+)[^}]*}", lambda name: (self.values | values)[name[1]], template)

    def to_ask(self, method):
        """Return the addresses that one may ask for and goes on."""
        return [
            path
            for one, path in self.addresses
            if one == method and path not in self.endless and not path.endswith(ENDS)
        ]


def templates(routes, base=""):
    """Yield method and address of each route, also of those below another."""
    for route in routes:
        if isinstance(route, Mount):
            yield from templates(route.routes, base + route.path)
        else:
            yield from ((method, base + route.path) for method in sorted(route.methods - {"HEAD"}))


@contextmanager
def review(folder, model):
    served = serve(write_harvest(folder / "h.xlsx"), model)
    visitor = served.visitor
    values = {"place": "0", "name": "review.css"}
    yield Attacked(
        served.opened.server, visitor, values, lambda: "0 of 6 fragments" in visitor.get("/f/0")
    )
    served.end()


@contextmanager
def review_below(folder, model):
    server = Server(0, "en")
    state = read_review(ReviewConfig(write_harvest(folder / "h.xlsx"), model, "Amina"))
    pages = Pages(server.keys, "en", state, server.end, "/review/h")
    server.show(Site(server.keys, "en", [Mount("/review/h", app=pages.app)]))
    visitor = Visitor(server.keys.port)
    visitor.enter(server.keys.address(server.keys.token))
    values = {"place": "0", "name": "page.css"}
    yield Attacked(
        server, visitor, values, lambda: "0 of 6 fragments" in visitor.get("/review/h/f/0")
    )
    server.end()
    server.wait()
    state.close()


@contextmanager
def home(folder, model):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "kept"))
        patch.setattr("classifier.home.jobs.start_worker", lambda jobs: None)
        patch.setattr("classifier.home.harvest_pages.open_outside", lambda path: True)
        project = folder / "project"
        project_at_work(project, ROOT / "data" / "codebook.yaml", model)
        opened, visitor = open_at(project)
        key = key_of(project / "harvests" / "new.xlsx")
        values = {"key": key, "name": "page.css", "place": "0", "texts": "with", "number": "0",
                  "which": "A", "kind": "docx"}  # fmt: skip
        until(lambda: "SCC-" in visitor.get(f"/review/{key}/f/0"))
        pages = opened._home.reviews._open[key].site
        before = (project / "codebook.yaml").read_bytes()
        yield Attacked(
            opened.server,
            visitor,
            values,
            lambda: (project / "codebook.yaml").read_bytes() == before,
            endless=frozenset({"/jobs/changes"}),
            takes_files=FILES,
            hidden=list(templates(pages.app.routes, "/review/{key}")),
        )
        dropped = [path.parent.name for path in folder.rglob("*evil*")]
        assert set(dropped) <= {"harvests"}
        opened.close()


@contextmanager
def welcome(folder, model):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "kept"))
        patch.setattr("classifier.home.welcome.documents", lambda: folder)
        patch.chdir(folder)
        opened, visitor = open_at(None)
        yield Attacked(
            opened.server,
            visitor,
            {
                "name": "page.css",
                "key": "k",
                "texts": "with",
                "number": "0",
                "which": "A",
                "kind": "docx",
            },
            # A name that is sent begins a project, as it is meant to.
            lambda: visitor.ask("GET", "/")[0] == 200,
            endless=frozenset({"/jobs/changes"}),
            takes_files=FILES | frozenset(Welcome.large),
        )
        opened.close()


SITES = {
    "a review": review,
    "a review below an address": review_below,
    "a project": home,
    "the welcome": welcome,
}


@pytest.fixture(scope="module")
def model(tmp_path_factory, codebook):
    return small_model(tmp_path_factory.mktemp("models"), codebook)


@pytest.fixture(scope="module", params=SITES.values(), ids=list(SITES))
def site(request, tmp_path_factory, model):
    with request.param(tmp_path_factory.mktemp("site"), model) as attacked:
        yield attacked


def let_in(site, visitor, asked, **headers):
    """Return what was not refused of a list of addresses, or told something to a stranger."""
    before = site.state()
    wrong = []
    for method, path in asked:
        status, text = visitor.ask(method, path, "" if method == "POST" else None, **headers)
        if status not in (403, 405, 413, 421) or SECRETS.search(text):
            wrong.append(f"{method} {path}: {status}")
    assert site.state() == before
    return wrong


def test_every_site_has_routes_to_attack(site):
    methods = [method for method, _ in site.addresses]
    assert methods.count("GET") >= 3
    assert methods.count("POST") >= 3
    assert set(methods) == {"GET", "POST"}
    assert site.state()


@pytest.mark.parametrize("cookie", ["", "review_1=x", "{name}=", "a=b; c", "Ã©"])
def test_without_the_cookie_there_is_nothing_to_see(site, cookie):
    stranger = Visitor(site.visitor.port, cookie.format(name=site.server.keys.cookie))
    asked = [one for one in site.addresses if not one[1].endswith("/start")]
    assert let_in(site, stranger, [*asked, ("GET", "/nowhere"), ("POST", "/nowhere")]) == []


@pytest.mark.parametrize("host", ["evil.example", "localhost:80", "127.0.0.1", "", "127.0.0.1:1"])
def test_another_host_is_refused(site, host):
    asked = [*site.addresses, ("GET", "/start?token=x"), ("GET", "/nowhere")]
    assert let_in(site, site.visitor, asked, Host=host) == []


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1", None],
)
def test_another_origin_changes_nothing(site, origin):
    asked = [one for one in site.addresses if one[0] == "POST"]
    sent = origin and origin.format(port=site.visitor.port)
    assert let_in(site, site.visitor, asked, Origin=sent) == []


@pytest.mark.parametrize("from_where", ["cross-site", "same-site"])
def test_a_foreign_page_cannot_even_look(site, from_where):
    asked = [one for one in site.addresses if not one[1].endswith("/start")]
    assert let_in(site, site.visitor, asked, Sec_Fetch_Site=from_where) == []


def test_other_methods_are_refused(site):
    paths = sorted({path for _, path in site.addresses})
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH"):
        assert let_in(site, site.visitor, [(method, path) for path in paths]) == []


def test_every_answer_carries_the_headers_that_lock_the_page(site):
    visitor = site.visitor
    asked = [("GET", path) for path in [*site.to_ask("GET"), "/nowhere"]]
    for one in (visitor, Visitor(visitor.port)):
        for method, path in asked:
            one.ask(method, path)
            policy = one.headers["content-security-policy"]
            assert "default-src 'none'" in policy, path
            assert "unsafe" not in policy
            assert "http" not in policy
            assert one.headers["x-content-type-options"] == "nosniff"
            assert one.headers["cache-control"] == "no-store", path
            assert "server" not in one.headers


def test_the_pages_ask_for_nothing_from_elsewhere(site):
    for path in site.to_ask("GET"):
        page = site.visitor.get(path)
        elsewhere = r"(?:src|href|action|url)\s*[=(]\s*[\"']?(?:https?:)?//(?!127\.0\.0\.1)"
        assert not re.search(elsewhere, page), path
        assert " style=" not in page, path
        assert not re.search(r"<[^>]*\son\w+=", page), path


# -- what somebody sends who was let in


def failed(site, method, path, body=None, **headers):
    """Return the status where an answer is a failure of ours, or none comes."""
    try:
        status, text = site.visitor.ask(method, path, body, **headers)
    except (OSError, http.client.HTTPException) as error:
        return [f"{method} {path[:60]}: {type(error).__name__}"]
    leaks = "root:" in text or "import " in text or "<script>alert" in text
    return [f"{method} {path[:60]}: {status}"] if status >= 500 or leaks else []


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: value[:12])
def test_no_address_leads_out_or_makes_it_fail(site, value):
    wrong = []
    for method, template in site.templates:
        for name in re.findall(r"{(\w+)", template):
            path = site.filled(template, **{name: value})
            body = "do=accept" if method == "POST" else None
            wrong += failed(site, method, path, body)
            if site.visitor.headers.get("location", "").count("\n"):
                wrong.append(path)
    for path in site.to_ask("GET"):
        fields = ("page", "show", "row", "since", "to", "find", "label", "token", "v")
        query = "&".join(f"{name}={value}" for name in fields)
        wrong += failed(site, "GET", f"{path}?{query}")
    assert wrong == []
    assert site.state()


@pytest.mark.parametrize("path", ["/static/../server.py", "/static//etc/passwd", "//evil.example/",
                                  "/../../etc/passwd", "/static/", "/."])  # fmt: skip
def test_no_path_leads_out(site, path):
    status, text = site.visitor.ask("GET", path)
    assert status == 404
    assert "root:" not in text


def field_names(site):
    """Return the name of every field of every form."""
    pages = [site.visitor.get(path) for path in site.to_ask("GET")]
    return sorted({name for page in pages for name in re.findall(r'\bname="(\w+)"', page)})


BODIES = {
    "no form": ("application/json", lambda names: '{"do": "accept"}'),
    "text": ("text/plain", lambda names: "do=accept"),
    "parts without an end": ("multipart/form-data; boundary=x", lambda names: "--x\r\nContent"),
    "parts without a boundary": ("multipart/form-data", lambda names: "--x\r\n\r\n--x--"),
    "a file with a way out": (
        "multipart/form-data; boundary=x",
        lambda names: "--x\r\nContent-Disposition: form-data; "
        'name="file"; filename="../../../evil.csv"\r\n\r\na,b\r\n--x--\r\n',
    ),
    "nothing": ("application/x-www-form-urlencoded", lambda names: ""),
    "many fields": (
        "application/x-www-form-urlencoded", lambda names: "&".join(f"a{i}=b" for i in range(999))
    ),
    "no letters": ("application/x-www-form-urlencoded", lambda names: "%ff=%fe&%00=%00&=&&=a"),
    "huge numbers": (
        "application/x-www-form-urlencoded", lambda names: urlencode(dict.fromkeys(names, HUGE))
    ),
    "ways out": (
        "application/x-www-form-urlencoded",
        lambda names: urlencode(dict.fromkeys(names, "../../../../etc/passwd")),
    ),
    "script": (
        "application/x-www-form-urlencoded",
        lambda names: urlencode(dict.fromkeys(names, "<script>alert(1)</script>")),
    ),
    "ends of lines": (
        "application/x-www-form-urlencoded",
        lambda names: urlencode(dict.fromkeys(names, "a\r\nSet-Cookie: b=c\0")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", list(BODIES))
def test_whatever_a_form_holds_it_is_no_failure(site, what):
    kind, body = BODIES[what]
    sent = body(field_names(site))
    wrong = []
    for path in site.to_ask("POST"):
        wrong += failed(site, "POST", path, sent, Content_Type=kind)
        location = site.visitor.headers.get("location", "/")
        if not location.startswith("/") or location.startswith("//") or len(location) > 500:
            wrong.append(f"{path} leads to {location[:40]}")
        if "set-cookie" in site.visitor.headers:
            wrong.append(f"{path} sets a cookie")
    assert wrong == []
    assert site.state()


def head_of(visitor, path, extra):
    here = f"127.0.0.1:{visitor.port}"
    lines = [f"POST {path} HTTP/1.1", f"Host: {here}", f"Cookie: {visitor.cookie}",
             f"Origin: http://{here}", "Connection: close",
             "Content-Type: application/x-www-form-urlencoded", *extra, "", ""]  # fmt: skip
    return "\r\n".join(lines).encode()


MEGABYTE = b"a" * 2**20
LENGTHS = {
    "fifty megabytes, announced": ([f"Content-Length: {50 * 2**20}"], [MEGABYTE] * 50),
    "fifty megabytes in pieces": (
        ["Transfer-Encoding: chunked"], [b"100000\r\n" + MEGABYTE + b"\r\n"] * 50
    ),
    "one more than the longest": (
        [f"Content-Length: {LARGEST_BODY + 1}"], [b"a" * (LARGEST_BODY + 1)]
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", list(LENGTHS))
def test_a_body_that_is_too_large_is_refused(site, what):
    extra, chunks = LENGTHS[what]
    for path in set(site.to_ask("POST")) - site.takes_files:
        answer = raw(site.visitor.port, head_of(site.visitor, path, extra), chunks)
        assert answer == b"" or b" 413 " in answer[:20], path
    assert site.state()


@pytest.mark.parametrize("length", ["-1", "1e3", "99999999999999999999", "5, 6", HUGE])
def test_a_length_that_is_none_is_refused(site, length):
    for path in site.to_ask("POST"):
        head = head_of(site.visitor, path, [f"Content-Length: {length}"])
        assert raw(site.visitor.port, head, [b"do=accept"])[9:12] in (b"400", b"413"), path
    assert site.state()


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /" + b"a" * 100_000,
        b"\r\n" * 99,
    ],
    ids=lambda request_: str(request_[:9]),
)
def test_what_is_no_request_is_shrugged_off(site, request_):
    with socket.create_connection(("127.0.0.1", site.visitor.port), timeout=60) as connection:
        connection.sendall(request_)
    assert site.state()


def test_only_this_machine_can_reach_it(site):
    assert site.server.listener.getsockname()[0] == "127.0.0.1"
