"""What the commands say: what was noticed in three lines at most, the result, progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from classifier import progress
from classifier.errors import OutputError
from classifier.wording import counted

if TYPE_CHECKING:
    import rich.progress

    from classifier.engine import Progress as ArchiveProgress
    from classifier.engine.parts import Tally
    from classifier.progress import Listener, Progress
    from classifier.records import Problem

# A bar for work that is over at once only flickers.
_PATIENCE = 2.0
# A shorter wait is over while one reads of it.
_WORTH_SAYING = 20.0
# More lines than this before a result are not read.
_BEFORE = 3
# More than this after it scroll the result away.
_AFTER = 20
_OURS = "What was noticed while"
# Of the command that runs: what it found wrong or worth knowing and has not said yet.
_noted: list[Problem | str] = []
# How many further problems were only counted.
_unnamed: list[int] = []


def show_problems(problems: Sequence[Problem]) -> None:
    """Keep the problems of a file's rows, to be said before the result."""
    _noted.extend(problems)


def show_tally(tally: Tally) -> None:
    """Keep the problems of an archive, of which only the first are named."""
    show_problems(tally.problems)
    _unnamed.append(tally.n_problems - len(tally.problems))


def show_notices(notices: Sequence[str]) -> None:
    """Keep what a person should know but need not mend, to be said before the result."""
    _noted.extend(notices)


def show_result(text: str, out: Path | None = None, *, end: str = "\n") -> None:
    """Print a result, and before it what was noticed, in three lines at most.

    The whole of it stands in a file of notes beside ``out``, which was written already; where
    nothing was written, the rest is said after the result.
    """
    noted, n_unnamed = _take_noted()
    told = _summary(noted, n_unnamed)
    if len(told) == len(noted) + n_unnamed <= _BEFORE:
        _remove_notes(out)
        told, noted = [*map(str, noted)], []
    else:
        place = _write_notes(noted, n_unnamed, out)
        what = f"{_tally(noted, n_unnamed)} in all"
        told = [*told[: _BEFORE - 1], f"{what}: see {place}" if place else f"{what}: see below."]
        noted, n_unnamed = ([], 0) if place else (noted, n_unnamed)
    _complain(told)
    typer.echo(text + end, nl=False)
    _noted.extend(noted)
    _unnamed.append(n_unnamed)


def show_rest() -> None:
    """Say what was noticed and not yet said: a command may end without a result."""
    noted, n_unnamed = _take_noted()
    _complain([*map(str, noted[:_AFTER])])
    if more := len(noted[_AFTER:]) + n_unnamed:
        typer.echo(f"… and {more} more; those of rows are listed by: classifier check", err=True)


def _take_noted() -> tuple[list[Problem | str], int]:
    """Return what was noticed, each thing once, the most pressing first, and keep it no longer.

    With it comes how many problems were not named.
    """
    noted, n_unnamed = list(dict.fromkeys(_noted)), sum(_unnamed)
    _noted.clear()
    _unnamed.clear()
    noted.sort(key=lambda one: 1 if isinstance(one, str) else 2 * one.notice)
    return noted, n_unnamed


def _summary(noted: Sequence[Problem | str], n_unnamed: int) -> list[str]:
    """Return one line for all problems of a kind, which is the first of them, and each notice."""
    least = "at least " if n_unnamed else ""
    alike: dict[object, list[Problem | str]] = {}
    for one in noted:
        alike.setdefault(one if isinstance(one, str) else (one.kind, one.notice), []).append(one)
    return [
        f"{some[0]} And {least}{len(some) - 1} more like this." if len(some) > 1 else str(some[0])
        for some in alike.values()
    ]


def _tally(noted: Sequence[Problem | str], n_unnamed: int) -> str:
    """Count what has to be mended and what is only worth knowing."""
    n_problems = sum(not isinstance(one, str) and not one.notice for one in noted)
    n_notices = len(noted) - n_problems
    counts = ((n_problems + n_unnamed, "problem"), (n_notices, "notice"))
    return " and ".join(counted(n, what) for n, what in counts if n)


def _notes_path(out: Path) -> Path:
    stem = out.name if out.is_dir() else out.stem
    return out.with_name(f"{stem}-notes.txt")


def _is_ours(path: Path) -> bool:
    try:
        return path.read_text("utf-8").startswith(_OURS)
    except (OSError, UnicodeError):
        return False


def _write_notes(noted: Sequence[Problem | str], n_unnamed: int, out: Path | None) -> Path | None:
    """Write all that was noticed beside ``out``; None where that cannot be, or is not ours."""
    if out is None:
        return None
    from classifier.guard import replace_file

    path = _notes_path(out)
    head = f"{_OURS} {out.name} was written: {_tally(noted, n_unnamed)}."
    foot = [f"And {counted(n_unnamed, 'more problem')}, not named here."] if n_unnamed else []
    try:
        with replace_file(path, force=_is_ours(path)) as place:
            place.write_text("\n".join([head, "", *map(str, noted), *foot, ""]), "utf-8")
    except OutputError:
        return None
    return path


def _remove_notes(out: Path | None) -> None:
    """Remove the notes of an earlier run: they are not about what was written now."""
    if out is not None and _is_ours(_notes_path(out)):
        _notes_path(out).unlink()


def _complain(lines: Sequence[str]) -> None:
    for line in lines:
        typer.echo(line, err=True)


def refuse_existing(out: Path, force: bool) -> None:
    """Say before the work that the output exists, holds decisions or cannot be written."""
    from classifier.guard import refuse_existing as refuse
    from classifier.outputs import refuse_unwritable

    refuse(out, force)
    refuse_unwritable(out)


def refuse_decisions_in(folder: Path) -> None:
    """Say before the work that a folder to write into holds a person's decisions."""
    from classifier.guard import refuse_decided

    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        if file.is_file():
            refuse_decided(file)


def write_text(out: Path, text: str, force: bool) -> None:
    """Write a text file whole; a csv with the mark by which Excel knows UTF-8."""
    from classifier.guard import replace_file

    encoding = "utf-8-sig" if out.suffix.lower() == ".csv" else "utf-8"
    with replace_file(out, force) as place:
        place.write_text(text, encoding, newline="")


def tell_wait(seconds: float) -> None:
    """Say how long the full report takes, where that is worth saying."""
    if seconds >= _WORTH_SAYING:
        typer.echo(f"The full report takes {_about(seconds)}.", err=True)


def _about(seconds: float) -> str:
    """Return a time as people say it.

    >>> _about(42), _about(80), _about(1000)
    ('about 40 seconds', 'about 1.5 minutes', 'about 17 minutes')
    """
    minutes = seconds / 60
    if minutes < 1:
        return f"about {round(seconds, -1):.0f} seconds"
    return (
        f"about {round(2 * minutes) / 2:g} minutes"
        if minutes < 5
        else f"about {minutes:.0f} minutes"
    )


@contextmanager
def progress_bar(what: str) -> Iterator[Progress | None]:
    """Yield a callback that draws a bar on a terminal, once the work has taken two seconds."""
    if progress.listener is not None:
        progress.listener(what, 0, 0)
        yield partial(progress.listener, what)
        return
    with _bar(what) as bar:
        yield (lambda done, total: bar.advance(done / total if total else 0.0)) if bar else None


@contextmanager
def archive_progress(what: str) -> Iterator[ArchiveProgress | None]:
    """Yield a callback that draws rows, rate and time left on a terminal, from two seconds on."""
    if progress.listener is not None:
        yield partial(_tell_rows, progress.listener, what)
        return
    with _bar(what) as bar:
        yield (lambda rows, share: bar.advance(share, rows)) if bar else None


def _tell_rows(tell: Listener, what: str, rows: int, share: float) -> None:
    tell(what, rows, round(rows / share) if share else 0)


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
