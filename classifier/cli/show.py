"""What the commands say on stderr: problems, notices, progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from classifier.errors import OutputError

if TYPE_CHECKING:
    from classifier.features import Progress
    from classifier.harvest.archive import Progress as ArchiveProgress
    from classifier.records import Problem

# A bar for work that is over at once only flickers.
_PATIENCE = 2.0
_WIDTH = 30
# More lines than this scroll the summary away.
_SHOWN = 20


def show_problems(problems: Sequence[Problem]) -> None:
    """Name the problems, the most pressing first, and count them."""
    wrong = [p for p in problems if not p.notice]
    notices = [p for p in problems if p.notice]
    for problem in [*wrong, *notices][:_SHOWN]:
        typer.echo(str(problem), err=True)
    if len(problems) > _SHOWN:
        typer.echo(f"… and {len(problems) - _SHOWN} more: `classifier check` lists all.", err=True)
    if problems:
        typer.echo(f"{count(len(wrong), 'problem')}, {count(len(notices), 'notice')}.", err=True)


def show_notices(notices: Sequence[str]) -> None:
    """Say what a person should know but need not mend."""
    for notice in notices:
        typer.echo(notice, err=True)


def refuse_existing(out: Path, force: bool) -> None:
    """Say before the work, not after it, that the output exists or holds decisions."""
    from classifier.harvest import refuse_existing as refuse

    refuse(out, force)


def refuse_decisions_in(folder: Path) -> None:
    """Say before the work that a folder to write into holds a person's decisions."""
    from classifier.harvest import refuse_decided

    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.is_file():
            refuse_decided(file)


def refuse_input(out: Path, inputs: Iterable[Path]) -> None:
    """Say that an input is never written, whatever is forced."""
    files = [file for one in inputs for file in (one.iterdir() if one.is_dir() else [one])]
    if out.exists() and any(out.samefile(file) for file in files):
        raise OutputError(
            f"{out} is what is read here; it is never written.",
            hint="Choose another name with --out.",
        )


@contextmanager
def progress_bar(what: str) -> Iterator[Progress | None]:
    """Yield a callback that draws a bar on a terminal, once the work has taken two seconds."""
    if not sys.stderr.isatty():
        yield None
        return
    started = time.monotonic()
    drawn = False

    def advance(done: int, total: int) -> None:
        nonlocal drawn
        passed = time.monotonic() - started
        if passed < _PATIENCE or not total:
            return
        drawn = True
        share = done / total
        bar = "█" * round(share * _WIDTH)
        left = passed / share - passed if share else 0.0
        typer.echo(
            f"\r{what} {bar:<{_WIDTH}} {share:4.0%}  {left:4.0f} s left ", nl=False, err=True
        )

    try:
        yield advance
    finally:
        if drawn:
            typer.echo("\r" + " " * (len(what) + _WIDTH + 22) + "\r", nl=False, err=True)


@contextmanager
def archive_progress(what: str) -> Iterator[ArchiveProgress | None]:
    """Yield a callback that draws rows, rate and time left on a terminal, from two seconds on."""
    if not sys.stderr.isatty():
        yield None
        return
    started = time.monotonic()
    drawn = 0

    def advance(rows: int, share: float) -> None:
        nonlocal drawn
        passed = time.monotonic() - started
        if passed < _PATIENCE or not share:
            return
        left = passed / share - passed
        bar = "█" * round(share * 30)
        line = f"{what} {bar:<30} {share:4.0%}  {rows / passed:6.0f} rows/s  {left:4.0f} s left"
        typer.echo(f"\r{line:<{drawn}}", nl=False, err=True)
        drawn = max(drawn, len(line))

    try:
        yield advance
    finally:
        if drawn:
            typer.echo(f"\r{'':<{drawn}}\r", nl=False, err=True)


def count(n: int, what: str) -> str:
    """Say how many: one “fragment”, two “fragments”."""
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
