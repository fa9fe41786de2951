"""How fast the review page opens and turns.

    python eval/bench_review.py --model models/sample data/harvest-3.xlsx

Starts the command on the harvest, and on 10,000 fragments made from it (each text with a number
of its own, so that nothing is encoded twice), without cached vectors. A page turn is a request and
the whole answer: going to the next fragment, and accepting with what follows. They are timed while
the rest of the harvest is still being scored in the background. In the browser (where Playwright
and Chromium are installed) a turn lasts from the key to the next fragment's heading. Writes
eval/bench_review.md beside itself.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import openpyxl

MANY = 10_000
TURNS = 60
SWITCHES = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


@dataclass
class Session:
    """One visitor of a running review."""

    address: str
    cookie: str = ""

    def ask(self, method: str, path: str, body: str | None = None) -> str:
        """Ask and follow; gives the last page."""
        parts = urlsplit(self.address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 0)
        headers = {"Cookie": self.cookie, "Origin": f"{parts.scheme}://{parts.netloc}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        self.cookie = self.cookie or (answer.getheader("Set-Cookie") or "").split(";")[0]
        connection.close()
        if answer.status == 303:
            return self.ask("GET", answer.getheader("Location") or "/")
        if answer.status != 200:
            raise RuntimeError(f"{method} {path.split('?')[0]} was answered with {answer.status}")
        return text

    def enter(self) -> str:
        """Go in by the token; gives the first page."""
        parts = urlsplit(self.address)
        self.ask("GET", f"{parts.path}?{parts.query}")
        return self.ask("GET", "/")


@contextmanager
def running(harvest: Path, model: Path, *options: str) -> Iterator[Session]:
    """Start the command with a fresh file of answers, which stays beside the harvest."""
    answers = harvest.with_suffix(".bench.sqlite")
    for path in harvest.parent.glob(f"{answers.name}*"):
        path.unlink()
    command = [sys.executable, "-m", "classifier", "review", str(harvest), "--model", str(model)]
    command += ["--no-browser", "--no-cache", "--decisions", str(answers), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    if process.stdout is None:
        raise RuntimeError("the command has no output")
    try:
        yield Session(process.stdout.readline().split()[1])
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()


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


def first_page(harvest: Path, model: Path, repeats: int) -> float:
    """Median seconds from the command to the whole first page."""
    found = []
    for _ in range(repeats):
        begin = time.perf_counter()
        with running(harvest, model) as session:
            session.enter()
            found.append(time.perf_counter() - begin)
    return statistics.median(found)


def first_sight(harvest: Path, model: Path, repeats: int) -> float:
    """Median seconds from the command until the browser has the page that says it is being read.

    A little program stands for the browser: it asks for the address that it is given.
    """
    found = []
    for number in range(repeats):
        folder = harvest.with_suffix(f".sight-{number}")
        folder.mkdir()
        (folder / "look.py").write_text(_LOOK, "utf-8")
        program = [sys.executable, "-m", "classifier", "review", str(harvest), "--no-cache"]
        program += ["--model", str(model), "--decisions", str(folder / "answers.sqlite")]
        browser = f"{sys.executable} {folder / 'look.py'} %s {folder / 'seen'} &"
        begin = time.time()
        process = subprocess.Popen(
            program, stdout=subprocess.PIPE, text=True, env={**os.environ, "BROWSER": browser}
        )
        if process.stdout is None or not process.stdout.readline():
            raise RuntimeError("the command has no output")
        process.send_signal(signal.SIGTERM)
        process.communicate()
        found.append(float((folder / "seen").read_text("utf-8")) - begin)
    return statistics.median(found)


_LOOK = """
import sys, time, urllib.request
with urllib.request.urlopen(sys.argv[1]) as answer:
    page = b""
    while not page.endswith(b"</p>"):  # the last line is not ended yet
        page += answer.read(1)
    open(sys.argv[2], "w").write(str(time.time()))
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
    return session.ask("POST", f"/f/{place}", urlencode({"do": what, "stamp": stamp}))


def _find(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    if match is None:
        raise RuntimeError(f"the page has no {pattern}")
    return match[1]


def browser_turns(session: Session) -> list[float]:
    """Time turns in Chromium: from the key to the next heading."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(SWITCHES)
        )
        page = browser.new_page()
        page.goto(session.address)
        page.wait_for_selector("#accept")
        page.wait_for_timeout(500)
        found = []
        for _ in range(TURNS):
            found.append(float(page.evaluate(_TURN)) / 1000)
            page.wait_for_timeout(300)
        browser.close()
    return found


_TURN = """() => new Promise((done) => {
  const before = document.querySelector("h1").textContent;
  const begin = performance.now();
  const key = { key: "ArrowRight", bubbles: true, cancelable: true };
  document.body.dispatchEvent(new KeyboardEvent("keydown", key));
  const look = () => document.querySelector("h1")?.textContent !== before
    ? requestAnimationFrame(() => done(performance.now() - begin)) : requestAnimationFrame(look);
  look();
})"""


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("harvest", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.xlsx", Path(folder) / "large.xlsx"
        shutil.copy(options.harvest, small)
        enlarge(options.harvest, large)
        n_small = openpyxl.load_workbook(small, read_only=True).active.max_row - 1
        repeats, model = options.repeats, options.model
        rows = [
            (f"“is being read”, {n_small} fragments", first_sight(small, model, repeats)),
            (f"first fragment, {n_small} fragments", first_page(small, model, repeats)),
            (f"“is being read”, {MANY:,} fragments", first_sight(large, model, repeats)),
            (f"first fragment, {MANY:,} fragments", first_page(large, model, repeats)),
        ]
        times: dict[str, list[float]] = {}
        with running(large, options.model) as session:
            times.update(turns(session))
        if shutil.which("chromium") and find_spec("playwright"):
            with running(large, options.model) as session:
                times["next, in Chromium"] = browser_turns(session)
    text = report(rows, times)
    Path(__file__).with_suffix(".md").write_text(text, "utf-8")
    print(text)


def report(rows: list[tuple[str, float]], times: dict[str, list[float]]) -> str:
    """Lay the figures out as a page."""
    lines = ["# The review page", "", f"{TURNS} turns a kind; no cached vectors. The browser is "]
    lines[-1] += "opened at once, on a page that says that the harvest is being read; the first "
    lines[-1] += "fragment follows by itself. Medians."
    lines += [""]
    lines += ["| from the command to the whole page | seconds |", "|---|---|"]
    lines += [f"| {name} | {value:.1f} |" for name, value in rows]
    lines += ["", f"| a page turn among {MANY} fragments | median ms | slowest tenth ms |"]
    lines += ["|---|---|---|"]
    for name, values in times.items():
        ordered = sorted(values)
        tenth = ordered[int(len(ordered) * 0.9)]
        lines.append(f"| {name} | {statistics.median(ordered) * 1000:.0f} | {tenth * 1000:.0f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
