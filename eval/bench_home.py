"""How long the first page of a new project takes, beside importing what it is built on.

    python eval/bench_home.py

From the command to the whole page of an empty folder, each a new process; runs alternate, so that
a busy machine slows both sides.
"""

from __future__ import annotations

import itertools
import os
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from common.pages import Options, table, write_page
from common.processes import PROGRAM, by_turns, python, serving, turn_rows

YARDSTICK = "import starlette.applications, jinja2, numpy"
LIMIT = 1.5


def first_page(*words: str) -> float:
    """Start the home page, let a visitor in, and time it until she has the page."""
    start = time.perf_counter()
    with serving([*PROGRAM, "home", *words]) as address:
        visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        visitor.open(address).read()
        page = visitor.open(address.partition("/start")[0] + "/").read()
        taken = time.perf_counter() - start
    if b"<form" not in page:
        raise RuntimeError("the first page has no form")
    return taken


def alone(place: Path) -> None:
    """Start programs from here on as installed, with nobody's files and no browser."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else our modules alone are compiled anew
    os.environ["PYTHONPYCACHEPREFIX"] = str(place / "compiled")
    os.environ["XDG_DATA_HOME"] = str(place / "data")
    os.environ["BROWSER"] = "true"
    os.chdir(place)


def page(options: Options) -> Iterator[str]:
    """Measure and write the table."""
    numbers = itertools.count()
    with tempfile.TemporaryDirectory() as folder:
        alone(Path(folder))
        works = {
            "import starlette, jinja2, numpy": python(YARDSTICK),
            "first page of `classifier home FOLDER`": lambda: first_page(
                f"project {next(numbers)}", "--no-browser"
            ),
            # The project that was open last.
            "first page after a double click": first_page,
        }
        turns = by_turns(works, options.repeats)
        os.chdir("/")
    yield "# The home page"
    yield (
        f"A new process each time; medians of {options.repeats} alternating runs. Aim: at most "
        f"{LIMIT} after a double click."
    )
    yield table(("", "seconds", "ratio"), turn_rows(turns))


if __name__ == "__main__":
    write_page(page, threads=None, repeats=9)
