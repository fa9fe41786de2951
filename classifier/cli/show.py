"""What the commands say on stderr: problems, notices, progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    import rich.progress

    from classifier.engine import Progress as ArchiveProgress
    from classifier.progress import Progress
    from classifier.records import Problem

# A bar for work that is over at once only flickers.
_PATIENCE = 2.0
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
    from classifier.decide.guard import refuse_existing as refuse

    refuse(out, force)


def refuse_decisions_in(folder: Path) -> None:
    """Say before the work that a folder to write into holds a person's decisions."""
    from classifier.decide.guard import refuse_decided

    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.is_file():
            refuse_decided(file)


def write_text(out: Path, text: str, force: bool) -> None:
    """Write a text file whole; a csv with the mark by which Excel knows UTF-8."""
    from classifier.decide.guard import replace_file

    encoding = "utf-8-sig" if out.suffix.lower() == ".csv" else "utf-8"
    with replace_file(out, force) as place:
        place.write_text(text, encoding, newline="")


@contextmanager
def progress_bar(what: str) -> Iterator[Progress | None]:
    """Yield a callback that draws a bar on a terminal, once the work has taken two seconds."""
    with _bar(what) as bar:
        yield (lambda done, total: bar.advance(done / total if total else 0.0)) if bar else None


@contextmanager
def archive_progress(what: str) -> Iterator[ArchiveProgress | None]:
    """Yield a callback that draws rows, rate and time left on a terminal, from two seconds on."""
    with _bar(what) as bar:
        yield (lambda rows, share: bar.advance(share, rows)) if bar else None


@contextmanager
def _bar(what: str) -> Iterator[_Bar | None]:
    """Yield a bar, None where nobody would see it; at the end it is wiped away."""
    if not sys.stderr.isatty():
        yield None
        return
    bar = _Bar(what)
    try:
        yield bar
    finally:
        bar.stop()


class _Bar:
    """A bar on stderr that appears once the work has taken two seconds."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._started = time.monotonic()
        self._drawn: rich.progress.Progress | None = None

    def advance(self, share: float, rows: int = 0) -> None:
        """Show the share of the work that lies behind, with rows a second where rows are told."""
        passed = time.monotonic() - self._started
        if passed < _PATIENCE or not share:
            return
        rate = f"{rows / passed:6.0f} rows/s" if rows else ""
        if self._drawn is None:
            self._drawn = _new_bar()
            self._drawn.add_task(self._what, total=1.0, rate=rate)
        self._drawn.update(self._drawn.task_ids[0], completed=share, rate=rate)
        self._drawn.start()  # the first time, and never with an empty bar

    def stop(self) -> None:
        """Wipe the bar away, if it was drawn."""
        if self._drawn is not None:
            self._drawn.stop()


def _new_bar() -> rich.progress.Progress:
    """Return a bar of rich, whose import waits until there is something to draw."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,  # results may go to a file while the bar is on the screen
    )


def count(n: int, what: str) -> str:
    """Say how many: one “fragment”, two “fragments”."""
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
