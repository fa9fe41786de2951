"""The command line: each command parses, makes one call, and shows. Only this package prints."""

from __future__ import annotations

import gc
import io
import os
import sys
import threading
import warnings
from collections import UserDict
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from classifier import __version__
from classifier.cli.show import show_problems, show_rest
from classifier.cli.usage import Command, Group, Learning
from classifier.errors import UsageError, in_words, told
from classifier.outputs import LinkReplaced

_BUG = 70
"""The exit status of a mistake in the program itself, as sysexits.h numbers it."""

# The module that each command stands in, read when the command is asked for.
_MODULES = {
    "home": "home", "codebook": "examples", "check": "check", "train": "train",
    "suggest": "suggest", "review": "review", "finish": "finish", "undo": "finish",
    "evaluate": "evaluate", "sample": "double_coding", "adjudicate": "double_coding",
    "audit": "audit", "relabel": "relabel", "exchange": "exchange", "methods": "methods",
    "hand-over": "hand_over", "serve": "serve", "encoders": "encoders",
}  # fmt: skip
_LEARNING = ("train", "evaluate")

_bare = partial(
    typer.Typer,
    add_completion=False,
    pretty_exceptions_enable=False,  # its tracebacks show local variables: people's words
    rich_markup_mode=None,
)


class _Commands(UserDict[str, Any]):
    """The commands by name; one that nobody asks for costs nothing."""

    def __getitem__(self, name: str) -> Any:
        """Return a command, read from its module."""
        if super().__getitem__(name) is None:
            self[name] = _command(name)
        return super().__getitem__(name)


def _command(name: str) -> Any:
    """Return a command, or a group of them, as its module has it."""
    module = import_module(f"{__name__}.{_MODULES[name]}")
    around = _bare()
    group = getattr(module, f"{name}_app", None)
    if group is None:
        kind = Learning if name in _LEARNING else Command
        around.command(name, cls=kind)(getattr(module, name.replace("-", "_")))
        return typer.main.get_command(around)
    around.add_typer(group, name=name)
    return typer.main.get_group(around).commands[name]


class _Root(Group):
    """The program itself."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Commands(dict.fromkeys(_MODULES))


app = _bare(name="classifier", cls=_Root, no_args_is_help=True)


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"outcome-classifier {__version__}")
        raise typer.Exit


@app.callback()
def begin(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", callback=_tell_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Suggest codes for harvested outcomes, on this machine alone."""
    context.call_on_close(show_rest)


def main() -> None:
    """Run the command line; what a person can mend is said in words, without a traceback."""
    # A program without a window for text has none.
    sys.stdout, sys.stderr = sys.stdout or io.StringIO(), sys.stderr or io.StringIO()
    for stream in (sys.stdout, sys.stderr):
        _take_any_letter(stream)
    # Loading modules makes many objects and no garbage, which is looked for every few hundred.
    gc.set_threshold(10_000)
    warnings.showwarning = partial(_show_warning, warnings.showwarning)
    threading.excepthook = _tell_beside
    if len(sys.argv) == 1 and _somebody_looks():
        sys.argv.append("home")
    try:
        if sys.argv[1:] == ["home"] and _outside_projects():
            # As after a double click: nothing was typed that would have to be read, and what reads
            # it takes a quarter of the time until the page is there.
            import_module("classifier.cli.home").home()
            show_rest()
        else:
            app()
    except Exception as error:  # the last catch: a bug is told without the texts it met
        _refuse(error)


def _somebody_looks() -> bool:
    """Whether a person started the program: in a terminal, or where it has no window for text."""
    return isinstance(sys.stdout, io.StringIO) or sys.stdout.isatty()


def _outside_projects() -> bool:
    """Whether no project is around, which would be told what was done in it."""
    from classifier.project import project_of

    return os.path.exists(os.curdir) and project_of(Path.cwd()) is None


def _tell_beside(failed: threading.ExceptHookArgs) -> None:
    """Tell what failed beside the command, such as a page's scores, without the texts it met."""
    typer.echo(told(failed.exc_value or failed.exc_type()), err=True)


def _show_warning(
    show: Callable[..., None], warning: Warning | str, category: type[Warning], *place: Any
) -> None:
    """Say in one line that an output was a link; leave other warnings to ``show``."""
    if issubclass(category, LinkReplaced):
        typer.echo(str(warning), err=True)
    else:
        show(warning, category, *place)


def _refuse(error: Exception) -> NoReturn:
    """Say what ended the command, after what was noticed before."""
    if isinstance(error, OSError) and error.filename is None:
        sys.stdout = io.StringIO()  # what could not be printed is not tried again at the end
    known = in_words(error)
    if known is not None:
        show_problems(known.problems)
        show_rest()
    typer.echo(told(error), err=True)
    sys.exit(_BUG if known is None else 2 if isinstance(known, UsageError) else 1)


def _take_any_letter(stream: object) -> None:
    """Let a stream print every alphabet, whatever code page the computer has.

    Files and pipes get UTF-8, which editors and Excel open; a terminal keeps the encoding that it
    can show, and letters it has not become question marks.
    """
    if not isinstance(stream, io.TextIOWrapper):  # none at all, or one that a program put there
        return
    if stream.isatty():
        stream.reconfigure(errors="replace")
    else:
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
