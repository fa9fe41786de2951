"""A small harvest under review, a server on a thread, and a visitor who keeps its cookie."""

import contextlib
import http.client
import re
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import openpyxl
from conftest import coded_fragments

from classifier.records import Fragment, LabelSuggestion, Origin, Suggestion, TargetSuggestion
from classifier.review import Opened, ReviewConfig, open_review
from classifier.review.answers import Log
from classifier.review.inputs import ReviewInputs
from classifier.review.proposals import FixedProposals
from classifier.review.session import Session
from classifier.store import save_model
from classifier.train import TrainConfig, fit, gather

HEADINGS = (
    "FragmentID", "OH-harvesting period", "coutnry", "Outcome description",
    "Significance of the outcome", "Contribution of the programme",
    "Outcome statements is CONFIDENTIAL", "MCQType of change", "TypeOfChangeCluster",
    "Link to SCC Specific Objectives", "Coder",
)  # fmt: skip
SCRIPT = "<script>document.title='owned'</script><img src=x onerror=alert(1)>"
ARABIC = "في ربيع 2024 أسست نساء <LOC> لجنة للسلام"
STORIES = (
    "The parliament adopted a law on bees, and <person> told nobody.",
    "Women founded a committee for wells in [LOC].",
    "Two clans met and talked about cattle.",
    ARABIC,
    f"The office wrote {SCRIPT} on its door & left.",
    "A secret committee of midwives was founded at night.",
)
SECRET = 5


def small_model(folder: Path, codebook) -> Path:
    """A model of words alone: nothing to install."""
    fitted = fit(gather(*coded_fragments(), codebook, []), TrainConfig())
    save_model(fitted.model, folder / "small", {})
    return folder / "small"


def write_harvest(path: Path, n: int = len(STORIES)) -> Path:
    """Rows 2, 3 … of a sheet: the stories above, over and over with their number."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    for i in range(n):
        story = STORIES[i % len(STORIES)] + (f" Again {i}." if i >= len(STORIES) else "")
        secret = "YES" if i % len(STORIES) == SECRET else ""
        help_given = "We paid the bus." if i == 0 else ""
        sheet.append([f"SCC-MLI/PHR{i:03}", "harvest 2", "Mali", story, "It was time.", help_given,
                      secret, None, None, None, None])  # fmt: skip
    book.save(path)
    return path


def proposal(target, *labels, verdict="suggest"):
    """Labels as (id, probability), the first ``suggested`` ones down to 0.5."""
    made = tuple(
        LabelSuggestion(name, name, p, 0.5, suggested=p >= 0.5, likely=p > 0.5, words=("law",))
        for name, p in labels
    )
    return TargetSuggestion(target, verdict, made)


def small_session(codebook, path, coder="Amina", *, blind=False, n=4):
    """A session on no files but the log: LAW and PHR are suggested, but nothing for place 2."""
    fragments = tuple(
        Fragment(f"F{i}", f"a law on thing {i}", origin=Origin("h.csv", i + 2)) for i in range(n)
    )
    suggestions = {
        i: Suggestion(
            f"F{i}", "m@1", "2", "en",
            (proposal("type", ("LAW", 0.9), ("GRP", 0.1)), proposal("objective", ("PHR", 0.8))),
        )
        for i in range(n)
    }  # fmt: skip
    unsure = (proposal("type", ("GRP", 0.2), verdict="unsure"), proposal("objective", ("PHR", 0.8)))
    suggestions[2] = Suggestion("F2", "m@1", "2", "en", unsure)
    keys = tuple(one.id for one in fragments)
    inputs = ReviewInputs(
        Path("h.csv"), codebook, fragments, keys, FixedProposals("m@1", suggestions)
    )
    return Session(inputs, Log(path), coder, blind=blind)


@dataclass
class Visitor:
    """A browser without its window: one cookie, the right origin, no redirects followed alone."""

    port: int
    cookie: str = ""
    headers: dict = field(default_factory=dict)

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Cookie": self.cookie} if self.cookie else {}
        if method == "POST":
            sent["Origin"] = f"http://127.0.0.1:{self.port}"
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        # Whoever answers may be killed meanwhile.
        with contextlib.closing(connection):
            connection.request(method, path, body, {k: v for k, v in sent.items() if v is not None})
            answer = connection.getresponse()
            text = answer.read().decode()
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, text

    def enter(self, address):
        parts = urlsplit(address)
        status, _ = self.ask("GET", f"{parts.path}?{parts.query}")
        self.cookie = self.headers.get("set-cookie", "").split(";")[0]
        return status

    def get(self, path):
        status, text = self.ask("GET", path)
        return self.get(self.headers["location"]) if status == 303 else text

    def post(self, path, **fields):
        """Send a form and follow where it leads."""
        status, text = self.ask("POST", path, urlencode(fields))
        return self.get(self.headers["location"]) if status == 303 else text

    def do(self, place, what, **fields):
        """Press one button of a fragment's page."""
        stamp = re.search(r'name="stamp" value="(\d+)"', self.get(f"/f/{place}"))[1]
        return self.post(f"/f/{place}", do=what, stamp=stamp, **fields)


def raw(port, head, chunks):
    """Send bytes as they are; return what came back before the door was shut."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        answer = b""
        try:
            connection.sendall(head)
            for chunk in chunks:
                connection.sendall(chunk)
        except (BrokenPipeError, ConnectionResetError):
            pass
        try:
            while data := connection.recv(65536):
                answer += data
        except ConnectionResetError:
            pass
    return answer


@dataclass
class Served:
    """A review that is being served on a thread."""

    opened: Opened
    thread: threading.Thread
    visitor: Visitor

    def end(self):
        self.opened.server.end()
        self.thread.join(timeout=60)
        assert not self.thread.is_alive()


def serve(harvest, model=None, **choices):
    opened = open_review(ReviewConfig(harvest, model, **choices))
    thread = threading.Thread(target=opened.serve, daemon=True)
    thread.start()
    visitor = Visitor(opened.keys.port)
    assert visitor.enter(opened.keys.address(opened.keys.token)) == 200
    return Served(opened, thread, visitor)
