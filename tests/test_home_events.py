"""What a page that is open hears of the jobs."""

import http.client
import threading

import pytest
from starlette.routing import Route
from test_jobs_kit import ended, until
from test_review_kit import Visitor

from classifier.home.events import events
from classifier.home.jobs import Jobs
from classifier.pages.serving import Server
from classifier.pages.site import Site


@pytest.fixture
def jobs(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = tmp_path / "project"
    folder.mkdir()
    return Jobs(folder, "test_jobs_kit")


@pytest.fixture
def server(jobs):
    server = Server(0, "en")
    over = threading.Event()

    def draw():
        return "\n".join(f"<p>{job.number} {job.state}</p>" for job in jobs.all())

    async def changes(request):
        return events(request, jobs, draw, over.is_set)

    server.show(Site(server.keys, "en", [Route("/changes", changes)]))
    server.over = over
    yield server
    over.set()
    server.end()
    server.wait()


class Listener:
    """A browser that listens, and what it has heard."""

    def __init__(self, server, path="/changes", **headers):
        visitor = Visitor(server.keys.port)
        visitor.enter(server.keys.address(server.keys.token))
        self.connection = http.client.HTTPConnection("127.0.0.1", server.keys.port, timeout=60)
        self.connection.request("GET", path, headers={"Cookie": visitor.cookie, **headers})
        self.answer = self.connection.getresponse()

    def next(self):
        """Return the next piece that is sent, without its empty line; "" at the end."""
        lines = []
        while line := self.answer.readline().decode().rstrip("\n"):
            lines.append(line)
        return "\n".join(lines)

    def close(self):
        self.answer.close()
        self.connection.close()


@pytest.fixture
def listen(server):
    listeners = []

    def listen(path="/changes", **headers):
        listeners.append(Listener(server, path, **headers))
        return listeners[-1]

    yield listen
    for listener in listeners:
        listener.close()


def test_a_page_hears_what_changes_and_nothing_that_it_shows_already(jobs, listen):
    listener = listen()
    assert listener.answer.getheader("content-type").startswith("text/event-stream")
    assert listener.answer.getheader("cache-control") == "no-store"
    assert listener.next() == "retry: 3000"
    number = jobs.add("say", ["say", "a"])
    ended(jobs, number)
    heard = [listener.next()]
    while "done" not in heard[-1]:
        heard.append(listener.next())
    last = jobs.job(number).changed
    assert heard[-1] == f"id: {last}\ndata: <p>{number} done</p>"
    for later in (
        listen(**{"Last-Event-ID": str(last)}),
        listen(f"/changes?since={last}"),
    ):
        later.next()
        assert later.next() == ":"  # a sign of life, until something changes


def test_of_several_jobs_each_has_a_line(jobs, listen):
    ended(jobs, [jobs.add("say", ["say", word]) for word in "ab"][1])
    listener = listen()
    listener.next()
    assert listener.next().endswith("data: <p>2 done</p>\ndata: <p>1 done</p>")


def test_while_a_page_is_open_a_worker_that_was_killed_is_started_again(jobs, listen, monkeypatch):
    with monkeypatch.context() as killed:
        killed.setattr("classifier.home.jobs.start_worker", lambda jobs: None)
        number = jobs.add("say", ["say", "a"])
    listen(f"/changes?since={jobs.job(number).changed}")
    ended(jobs, number)


def test_the_server_ends_though_a_page_listens(jobs, listen, server):
    listener = listen()
    listener.next()
    server.over.set()
    server.end()
    server.wait()
    assert until(lambda: listener.answer.read() in (b"", b":\n\n"))


def test_a_list_that_cannot_be_read_does_not_break_the_connection(jobs, listen):
    jobs.path.parent.mkdir()
    jobs.path.write_bytes(b"no database" * 1_000)
    listener = listen()
    listener.next()
    jobs.path.unlink()
    ended(jobs, jobs.add("say", ["say", "a"]))
    heard = listener.next()
    assert (listener.next() if heard == ":" else heard).startswith("id: ")
