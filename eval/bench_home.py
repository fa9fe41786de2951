"""How long the first page of a new project takes, beside importing what it is built on.

    python eval/bench_home.py

From the command to the whole page of an empty folder, each a new process; runs alternate, so that
a busy machine slows both sides, and the ratio is of medians. Writes eval/bench_home.md beside
itself.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from bench_startup import seconds
from common import table

YARDSTICK = "import starlette.applications, jinja2, numpy"
LIMIT = 1.5


def first_page(*words: str) -> float:
    """Start the home page, let a visitor in, and time it until she has the page."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "classifier", "home", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        address = re.search(r"http://\S+", running.stdout.readline())
        assert address is not None
        visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        visitor.open(address[0]).read()
        page = visitor.open(address[0].partition("/start")[0] + "/").read()
        taken = time.perf_counter() - start
        running.terminate()
    assert b"<form" in page
    return taken


def alone(place: Path) -> None:
    """Start programs from here on as installed, with nobody's files and no browser."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else our modules alone are compiled anew
    os.environ["PYTHONPYCACHEPREFIX"] = str(place / "compiled")
    os.environ["XDG_DATA_HOME"] = str(place / "data")
    os.environ["BROWSER"] = "true"
    os.chdir(place)


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeats", type=int, default=9)
    repeats = parser.parse_args().repeats
    imports, clicked, typed = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        alone(Path(folder))
        for number in range(repeats + 1):
            imports.append(seconds([sys.executable, "-c", YARDSTICK]))
            typed.append(first_page(f"project {number}", "--no-browser"))
            clicked.append(first_page())  # the project that was open last
        os.chdir("/")
    # The first round only warms the disk cache, and compiles.
    base, click, command = (statistics.median(row[1:]) for row in (imports, clicked, typed))
    rows = [
        ["import starlette, jinja2, numpy", f"{base:.2f}", "1.00", "–"],
        ["first page after a double click", f"{click:.2f}", f"{click / base:.2f}", f"{LIMIT:.2f}"],
        ["first page of `classifier home FOLDER`", f"{command:.2f}", f"{command / base:.2f}", "–"],
    ]
    about = f"A new process each time; medians of {repeats} alternating runs."
    text = f"# The home page\n\n{about}\n\n{table(['', 'seconds', 'ratio', 'limit'], rows)}\n"
    Path(__file__).with_suffix(".md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
