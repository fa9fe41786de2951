"""What may be written where: a file or folder whole or not at all, never over what was read.

Nothing here knows what a file holds. What may hold a person's decisions is written with
`classifier.guard`, which is these functions with a guard before them.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import platform
import re
import secrets
import shutil
import sys
import warnings
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from classifier.errors import OutputError, of_system
from classifier.text_files import require_file
from classifier.wording import no_name

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

# What is not whole yet, or was replaced, stands beside the output under such a name until the run
# ends: ".harvest.unfinished-3f2a9c-4711-9d8e7f6a.xlsx".
_REPLACED = "replaced"
_HIDDEN = re.compile(
    r"\.(?P<name>.+)\.(?P<kind>unfinished|replaced)"
    r"-(?P<run>[0-9a-f]{6}-[0-9]{1,9})-[0-9a-f]{8}(\.[^.]+)?"
)
# Of a folder, in bytes: systems take 255, and the old one is put aside under a longer name.
_LONGEST_NAME = 200
# What file managers put into every folder.
OF_SYSTEMS = (".DS_Store", "Thumbs.db", "desktop.ini")
# Of Windows: the right to ask about a process, and the error that says that there is none.
_MAY_ASK, _NO_SUCH_PROCESS = 0x1000, 87


class LinkReplaced(UserWarning):
    """An output was a link: a file or folder stands in its place, and what it led to stayed."""


@contextmanager
def written(path: Path) -> Iterator[None]:
    """Turn what stops the system from writing ``path`` into one clear error.

    A name that is no text is refused: it could not be told, nor stand in a report.
    """
    if strange := no_name(path):
        raise OutputError(strange, hint="Choose another.")
    try:
        yield
    except OSError as error:
        refused = of_system(error, str(path), OutputError)
        if not path.parent.exists():
            refused = OutputError(
                f"The folder {path.parent} does not exist.", hint="Create it first."
            )
        raise refused or OutputError(f"{path} cannot be written: {error.strerror}.") from error


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield an empty file beside ``path`` that takes its place when the block ends well.

    What stands there stays whole, whatever goes wrong.
    """
    beside = _hidden(path)
    with written(path):
        refuse_no_file(path)
        clear_rests(path.parent)
        try:
            beside.open("xb").close()
            yield beside
            with _told_of_link(path):
                os.replace(beside, path)
        finally:
            remove(beside)


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Yield a path for a new folder, which takes the place of ``folder`` when the block ends well.

    The folder that stood there waits beside it meanwhile: `put_back` finds it there, should the
    program die between the two renames.
    """
    _refuse_long_name(folder)
    place = _place_of(folder)
    clear_rests(place.parent)
    beside, aside = _hidden(place), place.with_name(f".{place.name}.{_REPLACED}-{_new_name()}")
    with written(folder):
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            yield beside
            with _told_of_link(place):
                if os.path.lexists(place):
                    os.replace(place, aside)
                os.replace(beside, place)
        finally:
            if os.path.lexists(aside) and not os.path.lexists(place):
                aside.rename(place)
            remove(beside)
            remove(aside)


def put_back(folder: Path) -> None:
    """Return the old folder to its place where the program died before the new one had it."""
    place = _place_of(folder)
    for rest, kind, name in _rests(place.parent):
        if kind == _REPLACED and name == place.name and not os.path.lexists(place):
            rest.rename(place)


def _place_of(folder: Path) -> Path:
    """Return where a folder's name stands: of a link, its own place."""
    return _real(folder.parent) / folder.name if folder.is_symlink() else _real(folder)


@contextmanager
def _told_of_link(path: Path) -> Iterator[None]:
    """Warn after a link was replaced."""
    led_to = os.readlink(path) if path.is_symlink() else ""
    yield
    if led_to:
        what = f"{path.name} was a link to {led_to}; it was replaced, and what it led to stayed."
        warnings.warn(what, LinkReplaced, stacklevel=1)


def clear_rests(folder: Path) -> None:
    """Remove what killed runs left in a folder; an old output without a new one is put back."""
    with suppress(OSError):  # a rest is no reason to fail
        for rest, kind, name in _rests(folder):
            if kind == _REPLACED:
                put_back(folder / name)
            remove(rest)


def remove(path: Path) -> None:
    """Remove a file or folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    elif os.path.lexists(path):
        path.unlink()


def this_run() -> str:
    """Name this process among those of all machines that write to one disk."""
    machine = hashlib.sha256(platform.node().encode()).hexdigest()[:6]
    return f"{machine}-{os.getpid()}"


def is_over(run: str) -> bool:
    """Return whether the process of this name has ended; of another machine nobody knows.

    >>> is_over(this_run()), is_over("another-1")
    (False, False)
    """
    machine, _, process = run.partition("-")
    return machine == this_run().partition("-")[0] and not _is_running(int(process))


def refuse_no_file(path: Path) -> None:
    """Raise an OutputError if ``path`` is there and is no file, which would be lost."""
    if path.is_dir():
        raise OutputError(f"{path} is a folder.", hint="Name a file in it.")
    if path.exists() and not path.is_file():
        raise OutputError(f"{path} is a device, not a file.", hint="Name a file.")


def refuse_input(out: Path, *inputs: Path, what: str = "harvest") -> None:
    """Raise an OutputError if ``out`` is what is read, lies among its files, or holds it."""
    for source in inputs:
        files = source.iterdir() if source.is_dir() else ()
        if out.exists() and any(path.exists() and out.samefile(path) for path in (source, *files)):
            raise OutputError(
                f"{out.name} is the {what} itself, which is never written.",
                hint="Choose another name with --out.",
            )
        if _real(out) in _real(source).parents:
            raise OutputError(f"{out} holds the {what}.", hint="Choose another name with --out.")


def refuse_inside(out: Path, folder: Path) -> None:
    """Raise an OutputError if ``out`` lies in a folder that is read: it would be read as well."""
    if _real(folder) in _real(out).parents:
        raise OutputError(f"{out} lies in the folder that is read.", hint="Name one beside it.")


def refuse_unwritable(out: Path, *, folder: bool = False) -> None:
    """Raise an OutputError, before the work, if ``out`` cannot be written when it is done.

    The folder in which a ``folder`` is to lie is made with it, that of a file is not.
    """
    place = out.absolute().parent
    if folder:
        _refuse_long_name(out)
    with written(out):
        if not folder:
            refuse_no_file(out)
        while folder and not place.exists() and place != place.parent:
            place = place.parent
        probe = _hidden(place / out.name)
        probe.open("xb").close()
        remove(probe)
        if out.is_file():  # which Windows refuses while it is open in Excel
            out.open("r+b").close()


def _refuse_long_name(folder: Path) -> None:
    if len(os.fsencode(folder.name)) > _LONGEST_NAME:
        raise OutputError(
            f"The name {folder.name[:40]}… is too long for a folder.",
            hint="Choose a shorter one.",
        )


def refuse_foreign(folder: Path, mark: str, what: str) -> None:
    """Raise an OutputError if ``folder`` holds something but has no file ``mark``, as ``what`` has.

    It would be lost whole.
    """
    _refuse_current(folder)
    refuse_unwritable(folder, folder=True)
    if not folder.exists() or (folder / mark).is_file():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise OutputError(
            f"{folder} is not {what}, so it is left as it is.",
            hint="Choose another name with --out.",
        )


def refuse_others(folder: Path, ours: Collection[str], what: str) -> None:
    """Raise an OutputError if ``folder`` holds a file that is not of ``what``: it would be lost."""
    _refuse_current(folder)
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file.", hint="Name a folder with --out.")
    refuse_unwritable(folder, folder=True)
    names = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    for name in names:
        if name not in (*ours, *OF_SYSTEMS) and not _HIDDEN.fullmatch(name):
            raise OutputError(
                f"{folder} holds {name} too, and {what} takes the place of the whole folder.",
                hint=f"Name a folder of its own, such as {folder / 'new'}.",
            )


def require_ending(out: Path, *endings: str) -> None:
    """Require one of these endings, whatever the case: programs choose the format by it."""
    if out.suffix.lower() not in endings:
        raise OutputError(
            f"{out.name} must end in {' or '.join(endings)}.",
            hint=f"Write --out {out.stem}{endings[0]}.",
        )


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file's content, in hex."""
    require_file(path, str(path))
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def guard_cell(text: str) -> str:
    """Text for a csv cell that no spreadsheet will run: an apostrophe before = + - @ and tabs.

    Numbers keep their sign. Text that has apostrophes there already gets one more, so that
    ``plain_cell`` takes off just the one that was added.

    >>> guard_cell("=HYPERLINK(1)"), guard_cell("New structure"), guard_cell("-0.25")
    ("'=HYPERLINK(1)", 'New structure', '-0.25')
    """
    if not _looks_like_formula(text):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text if text == text.strip() else f"'{text}"


def plain_cell(text: str) -> str:
    """Text of a csv cell without the apostrophe that keeps a spreadsheet from running it.

    >>> plain_cell("'- women led"), plain_cell("'Twas so")
    ('- women led', "'Twas so")
    """
    return text[1:] if text.startswith("'") and _looks_like_formula(text) else text


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Return a table that spreadsheets open as it is meant: no cell is taken for a formula.

    Write it as "utf-8-sig" and without changing line ends: Excel knows UTF-8 by its mark.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([guard_cell(cell) for cell in row] for row in rows)
    return stream.getvalue()


def _looks_like_formula(text: str) -> bool:
    return text.lstrip("'").startswith(FORMULA_STARTS)


def _real(path: Path) -> Path:
    """Return the place itself; a link that leads back to itself has none, and is taken as it is."""
    return Path(os.path.realpath(path))


def _new_name() -> str:
    return f"{this_run()}-{secrets.token_hex(4)}"


def _hidden(path: Path) -> Path:
    """Return a name beside ``path`` for what is not whole yet, with the same ending."""
    return path.with_name(f".{path.stem[:40]}.unfinished-{_new_name()}{path.suffix}")


def _rests(folder: Path) -> Iterator[tuple[Path, str, str]]:
    """Go through what runs that have ended left in ``folder``: path, kind and name of the output.

    The name is that of a folder; that of a file may be cut.
    """
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        match = _HIDDEN.fullmatch(path.name)
        if match and is_over(match["run"]):
            yield path, match["kind"], match["name"]


def _is_running(process: int) -> bool:
    if sys.platform == "win32":  # where signal 0 is Ctrl+C
        import ctypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        handle = kernel.OpenProcess(_MAY_ASK, False, process)
        if handle:
            kernel.CloseHandle(handle)
        return bool(handle) or ctypes.get_last_error() != _NO_SUCH_PROCESS
    try:
        os.kill(process, 0)
    except PermissionError:  # of another user
        return True
    except ProcessLookupError:
        return False
    return True


def _refuse_current(folder: Path) -> None:
    """Raise an OutputError if the program was started in ``folder``: it would be gone."""
    if _real(folder) in (Path.cwd(), *Path.cwd().parents):
        raise OutputError(
            f"{_real(folder)} holds the folder you are in, and would be replaced whole.",
            hint="Name a new folder.",
        )
