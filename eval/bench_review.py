"""How fast the review page opens and turns.

    python eval/bench_review.py [--model models/sample] [--repeats 3]

Starts the command on the sample's third harvest, and on 10,000 fragments made from it (each text
with a number of its own, so that nothing is encoded twice), without cached vectors. Of a large
harvest the first fragment is shown before the others are read, and can be answered once they are.
A page turn is
a request and the whole answer: going to the next fragment, and accepting with what follows. They
are timed while the rest of the harvest is still being scored in the background. In the browser
(where Playwright and Chromium are installed) a turn lasts from the key to the next fragment's
heading.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import openpyxl
from common import HARVESTS
from common.pages import Options, table, write_page
from common.processes import PROGRAM, Session, browsing, reviewing, serving
from common.tasks import sample_model

MANY = 10_000
TURNS = 60


def enlarge(harvest: Path, target: Path) -> None:
    """Write MANY fragments, each with another id and text."""
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(harvest).active.rows]
    headings, body = rows[0], rows[1:]
    text = next(i for i, name in enumerate(headings) if str(name).startswith("Outcome desc"))
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(headings)
    for number in range(MANY):
        row = list(body[number % len(body)])
        row[0] = f"{row[0]}-{number}"
        row[text] = f"{row[text] or ''} ({number})"
        sheet.append(row)
    book.save(target)


def first_answer(harvest: Path, model: Path) -> float:
    """Seconds from the command to the whole first page that can be answered."""
    begin = time.perf_counter()
    with reviewing(harvest, model) as session:
        session.enter()
        return time.perf_counter() - begin


def first_sight(harvest: Path, model: Path, last: str) -> float:
    """Seconds from the command until the browser has the page so far as ``last``.

    A little program stands for the browser: it goes in by the address that it is given.
    """
    with tempfile.TemporaryDirectory(dir=harvest.parent) as place:
        folder = Path(place)
        (folder / "look.py").write_text(_LOOK, "utf-8")
        command = [*PROGRAM, "review", str(harvest), "--no-cache", "--model", str(model)]
        browser = f"{sys.executable} {folder / 'look.py'} %s {folder / 'seen'} {last} &"
        begin = time.time()
        with serving(
            [*command, "--decisions", str(folder / "answers.sqlite")],
            {**os.environ, "BROWSER": browser},
        ):
            pass
        return float((folder / "seen").read_text("utf-8")) - begin


_LOOK = """
import sys, time, urllib.parse, urllib.request
address, seen, last = sys.argv[1:]
browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
browser.open(address).close()
with browser.open(urllib.parse.urljoin(address, "/")) as answer:
    page = b""
    while not page.endswith(f"</{last}>".encode()):  # the page is not ended yet
        page += answer.read(1)
    open(seen, "w").write(str(time.time()))
"""


def turns(session: Session) -> dict[str, list[float]]:
    """Time page turns, one kind after the other."""
    page = session.enter()
    found: dict[str, list[float]] = {"next": [], "accept": []}
    for number in range(TURNS):
        begin = time.perf_counter()
        session.ask("GET", f"/f/{1000 + number}")
        found["next"].append(time.perf_counter() - begin)
        time.sleep(0.3)  # a person reads; the next page is prepared meanwhile
    for _ in range(TURNS):
        place = _find(r'action="/f/(\d+)"', page)
        for target in re.findall(r'data-target="(\w+)"', page):
            # A person has answered what the model is unsure of.
            page = _answer(session, place, page, f"none:{target}")
        begin = time.perf_counter()
        page = _answer(session, place, page, "accept")
        found["accept"].append(time.perf_counter() - begin)
        time.sleep(0.3)
    return found


def _answer(session: Session, place: str, page: str, what: str) -> str:
    stamp = _find(r'name="stamp" value="(\d+)"', page)
    return session.ask("POST", f"/f/{place}", do=what, stamp=stamp)


def _find(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    if match is None:
        raise RuntimeError(f"the page has no {pattern}")
    return match[1]


def browser_turns(session: Session) -> Iterator[float]:
    """Time turns in Chromium: from the key to the next heading."""
    with browsing() as page:
        page.goto(session.address)
        page.wait_for_selector("#accept")
        page.wait_for_timeout(500)
        for _ in range(TURNS):
            yield float(page.evaluate(_TURN)) / 1000
            page.wait_for_timeout(300)


_TURN = """() => new Promise((done) => {
  const before = document.querySelector("h1").textContent;
  const begin = performance.now();
  const key = { key: "ArrowRight", bubbles: true, cancelable: true };
  document.body.dispatchEvent(new KeyboardEvent("keydown", key));
  const look = () => document.querySelector("h1")?.textContent !== before
    ? requestAnimationFrame(() => done(performance.now() - begin)) : requestAnimationFrame(look);
  look();
})"""


def opening_rows(harvests: dict[int, Path], model: Path, repeats: int) -> Iterator[list[str]]:
    """Yield the median seconds until something is seen, the first fragment is, and is open."""
    for n, harvest in harvests.items():
        kinds: dict[str, Callable[[Path, Path], float]] = {}
        kinds["“is being read”"] = partial(first_sight, last="p")
        if n == MANY:
            kinds["first fragment, to be read"] = partial(first_sight, last="article")
        kinds["first fragment, to be answered"] = first_answer
        for kind, measured in kinds.items():
            median = statistics.median(measured(harvest, model) for _ in range(repeats))
            yield [f"{kind}, {n:,} fragments", f"{median:.1f}"]


def turn_rows(harvest: Path, model: Path) -> Iterator[list[str]]:
    """Yield the median and the slowest tenth of each kind of turn."""
    with reviewing(harvest, model) as session:
        times = turns(session)
    if shutil.which("chromium") and find_spec("playwright"):
        with reviewing(harvest, model) as session:
            times["next, in Chromium"] = list(browser_turns(session))
    for name, values in times.items():
        tenth = sorted(values)[int(len(values) * 0.9)]
        yield [name, f"{statistics.median(values) * 1000:.0f}", f"{tenth * 1000:.0f}"]


def page(options: Options) -> Iterator[str]:
    """Measure and write the tables."""
    with tempfile.TemporaryDirectory() as folder, sample_model(options.model) as model:
        small, large = Path(folder) / "small.xlsx", Path(folder) / "large.xlsx"
        shutil.copy(HARVESTS[2], small)
        enlarge(small, large)
        n_small = openpyxl.load_workbook(small, read_only=True).active.max_row - 1
        harvests = {n_small: small, MANY: large}
        yield "# The review page"
        yield (
            f"{TURNS} turns a kind; no cached vectors. The browser is opened at once, on a page "
            "that says that the harvest is being read; the first fragment follows by itself: that "
            "of a large harvest before the others are read (aim 1.5 s), to be answered once they "
            "are. What “is being read” takes is the start of the program; from there to the first "
            "fragment the encoders are opened and read it. Medians."
        )
        headings = ("from the command to the whole page", "seconds")
        yield table(headings, opening_rows(harvests, model, options.repeats))
        turned = (f"a page turn among {MANY} fragments", "median ms", "slowest tenth ms")
        yield table(turned, turn_rows(large, model))


if __name__ == "__main__":
    write_page(page, threads=None, model=None, repeats=3)
