"""What may be written where: a file or folder whole or not at all, never over what was read.

Nothing here knows what a file holds. What may hold a person's decisions is written with
`classifier.decide.guard`, which is these functions with a guard before them.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from classifier.errors import OutputError

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Yield an empty file beside ``path`` that takes its place when the block ends well.

    What stands there stays whole, whatever goes wrong.
    """
    if path.is_dir():
        raise OutputError(f"{path} is a folder.", hint="Name a file in it.")
    beside: Path | None = None
    try:
        beside = _empty_beside(path)
        yield beside
        os.replace(beside, path)
    except PermissionError as error:
        raise _locked(path) from error
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Yield a path for a new folder, which takes the place of ``folder`` when the block ends well.

    The folder that stood there waits beside it meanwhile: `put_back` finds it there, should the
    program die between the two renames.
    """
    put_back(folder)
    beside = folder.with_name(f".{folder.name}.new")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(beside, ignore_errors=True)
        yield beside
        if folder.exists():
            os.replace(folder, _aside(folder))
        os.replace(beside, folder)
    except PermissionError as error:
        raise _locked(folder) from error
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}.") from error
    finally:
        put_back(folder)
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(_aside(folder), ignore_errors=True)


def put_back(folder: Path) -> None:
    """Return the old folder to its place where the program died before the new one had it."""
    if not folder.exists() and _aside(folder).exists():
        _aside(folder).rename(folder)


def refuse_input(out: Path, *inputs: Path, what: str = "harvest") -> None:
    """Raise an OutputError if ``out`` is what is read, lies among its files, or holds it."""
    for source in inputs:
        files = source.iterdir() if source.is_dir() else ()
        if out.exists() and any(path.exists() and out.samefile(path) for path in (source, *files)):
            raise OutputError(
                f"{out.name} is the {what} itself, which is never written.",
                hint="Choose another name with --out.",
            )
        if out.resolve() in source.resolve().parents:
            raise OutputError(f"{out} holds the {what}.", hint="Choose another name with --out.")


def refuse_inside(out: Path, folder: Path) -> None:
    """Raise an OutputError if ``out`` lies in a folder that is read: it would be read as well."""
    if folder.resolve() in out.resolve().parents:
        raise OutputError(f"{out} lies in the folder that is read.", hint="Name one beside it.")


def refuse_foreign(folder: Path, mark: str, what: str) -> None:
    """Raise an OutputError if ``folder`` holds something but has no file ``mark``, as ``what`` has.

    It would be lost whole.
    """
    if not folder.exists() or (folder / mark).is_file():
        return
    if not folder.is_dir() or any(folder.iterdir()):
        raise OutputError(
            f"{folder} is not {what}, so it is left as it is.",
            hint="Choose another name with --out.",
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


def _empty_beside(path: Path) -> Path:
    """Make an empty file with the target's ending, in the target's folder, with usual rights."""
    beside = path.with_name(f".{path.stem[:40]}-{secrets.token_hex(4)}{path.suffix}")
    try:
        beside.open("xb").close()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise OutputError(
            f"The folder {path.parent} does not exist.", hint="Create it first."
        ) from error
    return beside


def _aside(folder: Path) -> Path:
    """Return where the old folder waits while the new one takes its place."""
    return folder.with_name(f".{folder.name}.old")


def _locked(path: Path) -> OutputError:
    return OutputError(
        f"{path} is open in another program, or its folder is protected.",
        hint="Close it in Excel and try again.",
    )
