"""Pages of one server, and a review among them under an address of its own."""

import errno
import re

import pytest
from starlette.routing import Mount, Route
from test_review_kit import Visitor, small_model, write_harvest

from classifier.errors import ClassifierError
from classifier.pages.said import BROWSER, Said
from classifier.pages.serving import Server
from classifier.pages.site import Site
from classifier.review import ReviewConfig
from classifier.review.run import read_review
from classifier.review.server import Pages

BASE = "/review/h"


@pytest.fixture(scope="module")
def model(tmp_path_factory, codebook):
    return small_model(tmp_path_factory.mktemp("models"), codebook)


@pytest.fixture
def visitor(tmp_path, model):
    server = Server(0, "en")
    state = read_review(ReviewConfig(write_harvest(tmp_path / "h.xlsx"), model, "Amina"))
    review = Pages(server.keys, "en", state, server.end, BASE)
    server.show(Site(server.keys, "en", [Mount(BASE, app=review.app)]))
    visitor = Visitor(server.keys.port)
    visitor.enter(server.keys.address(server.keys.token))
    yield visitor
    server.end()
    server.wait()
    state.close()


def addresses(page):
    return re.findall(r'(?:href|action|src)="(/[^"]*)"', page)


def test_a_review_lies_under_an_address_of_its_own(visitor):
    page = visitor.get(f"{BASE}/")
    assert "SCC-MLI/PHR000" in page
    for part in ("/overview", "/export", "/f/0"):
        assert {one for one in addresses(visitor.get(BASE + part)) if not one.startswith(BASE)} == {
            "/coding?harvest=h"
        }


def test_its_files_and_its_forms_lie_there_too(visitor):
    page = visitor.get(f"{BASE}/f/0")
    files = [one for one in addresses(page) if "/static/" in one]
    assert len(files) == 4
    assert all(visitor.ask("GET", one)[0] == 200 for one in files)
    stamp = re.search(r'name="stamp" value="(\d+)"', page)[1]
    page = visitor.post(f"{BASE}/f/0", do="none:objective", stamp=stamp)
    assert 'value="none:objective" data-act="none" aria-pressed="true"' in page
    assert "SCC-MLI/PHR003" in visitor.post(f"{BASE}/jump", to="PHR003")
    assert visitor.ask("POST", f"{BASE}/settings", "language=fr")[0] == 303
    assert visitor.headers["location"] == f"{BASE}/overview"


def test_nobody_gets_in_there_without_the_cookie(visitor):
    assert Visitor(visitor.port).ask("GET", f"{BASE}/")[0] == 403
    assert visitor.ask("GET", "/f/0")[0] == 404


def test_what_is_said_reaches_the_browser_that_did_it_once_and_does_not_grow():
    said = Said()
    for browser in ("a", "b"):
        BROWSER.set(browser)
        said.add(f"Saved by {browser}.")
    assert said.take() == ["Saved by b."]
    assert said.take() == []
    BROWSER.set("a")
    assert said.take() == ["Saved by a."]
    for number in range(1000):
        BROWSER.set(str(number))
        said.add("Saved.")
    BROWSER.set("0")
    assert said.take() == []
    for number in range(1000):
        said.add(f"{number}")
    assert said.take()[-1] == "999"
    assert len(said._waiting) < 100


class Failing(Site):
    """A site whose pages fail."""

    def __init__(self, keys, error):
        super().__init__(keys, "en", [Route("/", self.fail)])
        self._error = error

    async def fail(self, request):
        raise self._error


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (OSError(errno.ENOSPC, "x", "harvests/a.xlsx"), "There is no room left for harvests/a"),
        (ClassifierError("project.yaml, line 3: no.", "Mend this line."), "project.yaml, line 3"),
        (KeyError("a secret"), "Something went wrong in the program"),
    ],
)
def test_what_a_person_can_mend_is_not_called_a_mistake_of_the_program(error, title):
    server = Server(0, "en")
    server.show(Failing(server.keys, error))
    visitor = Visitor(server.keys.port)
    visitor.enter(server.keys.address(server.keys.token))
    status, page = visitor.ask("GET", "/")
    server.end()
    server.wait()
    assert (status, f"<h1>{title}" in page, "secret" in page) == (500, True, False)
