"""How long the first page of a new project takes, beside importing what it is built on.

    python eval/bench_home.py

From the command to the whole page of an empty folder, each a new process; runs alternate, so that
a busy machine slows both sides, and the ratio is of medians. Writes eval/bench_home.md beside
itself.
"""

from __future__ import annotations

import argparse
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


def first_page(folder: Path) -> float:
    """Start the home page on a folder, let a visitor in, and time it until she has the page."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "classifier", "home", str(folder), "--no-browser"]
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


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeats", type=int, default=9)
    repeats = parser.parse_args().repeats
    imports, pages = [], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(repeats + 1):
            imports.append(seconds([sys.executable, "-c", YARDSTICK]))
            pages.append(first_page(Path(folder) / f"project {number}"))
    # The first round only warms the disk cache.
    base, page = statistics.median(imports[1:]), statistics.median(pages[1:])
    rows = [
        ["import starlette, jinja2, numpy", f"{base:.2f}", "1.00", "–"],
        ["first page of a new project", f"{page:.2f}", f"{page / base:.2f}", f"{LIMIT:.2f}"],
    ]
    about = f"A new process each time; medians of {repeats} alternating runs."
    text = f"# The home page\n\n{about}\n\n{table(['', 'seconds', 'ratio', 'limit'], rows)}\n"
    Path(__file__).with_suffix(".md").write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
