"""How a measurement is asked for, and the page that it writes: options, machine, date, tables."""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

# What stands for a path on a page: where files lie on a machine is nobody's business.
_PLACES = {
    "gold": "FILE",
    "harvest": "FILE",
    "model": "FOLDER",
    "public": "DIR",
    "reference": "DIR",
}
_HELP = {
    "gold": "csv with the codes that the texts of harvest 2 were written for",
    "model": "trained on the sample's first two harvests; made anew if not given",
    "public": "folder with csv files of public sets",
    "reference": "folder with the reference code",
}

Options = argparse.Namespace
Measured = Callable[[Options], Iterable[str]]


class NotMeasured(Exception):
    """What a measurement needs is not there."""


def needed(path: Path | None, what: str) -> Path:
    """Return a path that must be there, else say what is missing."""
    if path is None or not path.exists():
        raise NotMeasured(f"{what} is not there")
    return path


def write_page(measured: Measured, threads: int | None = 1, **options: object) -> None:
    """Read the command line, measure, print the page and write it beside the script.

    Parameters
    ----------
    measured : yields the page's paragraphs and tables, its title first
    threads : of numerical libraries, so that the same command gives the same figures; None: all
    options : name and default of each; None is a path that may be left out, a list takes several
    """
    script = Path(sys.argv[0])
    about = sys.modules["__main__"].__doc__ or ""
    parser = argparse.ArgumentParser(description=about.partition("\n")[0])
    for name, default in options.items():
        _add(parser, name, default)
    parser.add_argument("--out", type=Path, default=script.with_suffix(".md"))
    given = parser.parse_args()
    out = given.out.resolve()  # a measurement may go to another folder
    made = made_line(command_line(script.name, options, vars(given)))
    try:
        with threadpool_limits(threads):
            title, *parts = measured(given)
    except NotMeasured as missing:
        print(f"not measured: {missing}")
        return
    text = "\n\n".join([title, made, *parts]) + "\n"
    out.write_text(text, "utf-8")
    print(text)


def _add(parser: argparse.ArgumentParser, name: str, default: object) -> None:
    """Add one option, of the kind of its default."""
    kind = type(default[0] if isinstance(default, list) else default)
    parser.add_argument(
        f"--{name}",
        default=default,
        type=Path if default is None else kind,
        nargs="+" if isinstance(default, list) else None,
        metavar=_PLACES.get(name),
        help=_HELP.get(name),
    )


def command_line(script: str, defaults: Mapping[str, object], given: Mapping[str, object]) -> str:
    """Return the command that was typed, without the places of its files.

    >>> command_line("groups.py", {"public": None, "size": 9}, {"public": Path("/x"), "size": 9})
    'python eval/groups.py --public DIR'
    """
    words = [f"python eval/{script}"]
    for name, default in defaults.items():
        value = given[name]
        if value != default:
            told = value if isinstance(value, list) else [_PLACES.get(name, value)]
            words += [f"--{name}", *map(str, told)]
    return " ".join(words)


def made_line(command: str) -> str:
    """Say what made a page, when, and on which machine, without the machine's name."""
    today = datetime.datetime.now(datetime.UTC).date()
    load = f"; load before the start {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"`{command}`, {today}, on {machine()}{load}."


def machine() -> str:
    """Describe the machine and what computes on it."""
    model, cpuinfo = platform.processor() or platform.machine(), Path("/proc/cpuinfo")
    lines = cpuinfo.read_text("utf-8").splitlines() if cpuinfo.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    parts = [names[0] if names else model, f"{os.cpu_count()} cores"]
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        parts.append(f"{size / 2**30:.0f} GiB of memory")
    parts += [platform.system(), f"Python {platform.python_version()}", f"numpy {np.__version__}"]
    return ", ".join([*parts, f"onnxruntime {version('onnxruntime')}"])


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write rows as Markdown.

    >>> print(table(["n", "LRAP"], [["50", "0.6"]]))
    | n | LRAP |
    |---|---|
    | 50 | 0.6 |
    """
    lines = [f"| {' | '.join(row)} |" for row in (headings, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(headings), *lines[1:]])


def decimals(values: Iterable[float], n: int = 3) -> list[str]:
    """Write figures with so many decimals."""
    return [f"{value:.{n}f}" for value in values]
