"""Processes that are timed from outside: commands by turns, a review with a visitor, a browser."""

from __future__ import annotations

import http.client
import multiprocessing
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Page

PROGRAM = [sys.executable, "-m", "classifier"]
# What starting a command is compared with.
SKLEARN = "import sklearn.linear_model, sklearn.feature_extraction.text"
_SWITCHES = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]

Result = TypeVar("Result")


def seconds(work: Callable[[], object]) -> float:
    """Return how long ``work`` takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def best(work: Callable[[], object], times: int = 3) -> float:
    """Return the shortest of several times, in seconds: what the machine can do undisturbed."""
    return min(seconds(work) for _ in range(times))


def run(command: list[str], env: Mapping[str, str] | None = None) -> None:
    """Run a command; 1 is no failure: “check” and “codebook lint” found something."""
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr[-3000:]}")


def python(code: str) -> Callable[[], None]:
    """Return a start of Python that runs some code."""
    return lambda: run([sys.executable, "-c", code])


@dataclass(frozen=True)
class Turns:
    """How long something took: the median, and that of its ratios to the first of its round."""

    seconds: float
    ratio: float


def by_turns(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Turns]:
    """Time each once a round, so that a busy machine slows all; ratios are to the first.

    A work that returns a number has timed itself. The first round only warms the disk cache.
    """
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds + 1):
        for name, work in works.items():
            begin = time.perf_counter()
            own = work()
            whole = time.perf_counter() - begin
            times[name].append(own if isinstance(own, float) else whole)
    base = next(iter(times.values()))[1:]
    return {
        name: Turns(
            statistics.median(spent[1:]),
            statistics.median(t / b for t, b in zip(spent[1:], base, strict=True)),
        )
        for name, spent in times.items()
    }


def turn_rows(turns: Mapping[str, Turns]) -> Iterator[list[str]]:
    """Yield the rows of a table: what, seconds, ratio."""
    for name, one in turns.items():
        yield [name, f"{one.seconds:.2f}", f"{one.ratio:.2f}"]


def in_new_process(work: Callable[..., Result], *given: object) -> Result:
    """Call a module's function in a process of its own, which knows nothing of this one."""
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawned) as pool:
        return pool.submit(work, *given).result()


def peak_memory() -> float | None:
    """Return the peak memory in MB of this process or the largest it began; None but on Linux."""
    if sys.platform != "linux":
        return None
    import resource

    # Of this process `getrusage` would start from the peak of the one it was forked from.
    with open("/proc/self/status", encoding="utf-8") as stream:
        peak = next(line for line in stream if line.startswith("VmHWM"))
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(int(peak.split()[1]), largest) * 1024 / 1e6


@dataclass
class Session:
    """One visitor of a running review."""

    address: str
    cookie: str = ""

    def ask(self, method: str, path: str, **fields: str) -> str:
        """Ask and follow; returns the last page."""
        parts = urlsplit(self.address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 0)
        headers = {"Cookie": self.cookie, "Origin": f"{parts.scheme}://{parts.netloc}"}
        if fields:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(fields) or None, headers)
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
        """Go in by the token; returns the first page."""
        parts = urlsplit(self.address)
        self.ask("GET", f"{parts.path}?{parts.query}")
        return self.ask("GET", "/")


@contextmanager
def serving(command: list[str], env: Mapping[str, str] | None = None) -> Iterator[str]:
    """Start a command that serves pages, lend the address that it prints, and end it."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as process:
        try:
            said = process.stdout.readline() if process.stdout else ""
            if "http" not in said:
                raise RuntimeError(f"{' '.join(command)}\ndoes not say where its pages are")
            yield next(word for word in said.split() if word.startswith("http"))
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate()


@contextmanager
def reviewing(harvest: Path, model: Path, *options: str) -> Iterator[Session]:
    """Start a review with a fresh file of answers, which stays beside the harvest."""
    answers = answers_of(harvest)
    for path in harvest.parent.glob(f"{answers.name}*"):
        path.unlink()
    command = [*PROGRAM, "review", str(harvest), "--model", str(model), "--no-browser"]
    with serving([*command, "--no-cache", "--decisions", str(answers), *options]) as address:
        yield Session(address)


def answers_of(harvest: Path) -> Path:
    """Return where `reviewing` keeps the answers."""
    return harvest.with_suffix(".bench.sqlite")


@contextmanager
def browsing(**window: int) -> Iterator[Page]:
    """Open a page in Chromium."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_SWITCHES)
        yield browser.new_page(viewport={"width": 1280, "height": 720} | window)  # type: ignore[arg-type]
        browser.close()
