"""Safe writing: beside the target and renamed, never over an input, never a formula by accident."""

from __future__ import annotations

import csv
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from classifier.errors import OutputError

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def replace_file(path: Path, force: bool = False) -> Iterator[Path]:
    """Give a temporary path beside ``path``; when the block ends well it takes its place.

    An existing file is refused without ``force``, and one that holds a person's decisions always;
    it stays whole whatever goes wrong.
    """
    if path.is_dir():
        raise OutputError(f"{path} is a folder.", hint="Name a file in it.")
    refuse_existing(path, force)
    temporary: Path | None = None
    try:
        temporary = _beside(path)
        yield temporary
        os.replace(temporary, path)
    except PermissionError as error:
        raise OutputError(
            f"{path} is open in another program, or its folder is protected.",
            hint="Close it in Excel and try again.",
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def refuse_existing(path: Path, force: bool = False) -> None:
    """Refuse a file or folder that exists; with ``force``, only one that holds decisions."""
    from classifier.harvest.decided import refuse_decided

    if not path.exists():
        return
    if not force:
        raise OutputError(f"{path} exists already.", hint="Choose another name, or add --force.")
    refuse_decided(path)


def _beside(path: Path) -> Path:
    """An empty file with the target's ending, in the target's folder, with the usual rights."""
    temporary = path.with_name(f".{path.stem[:40]}-{secrets.token_hex(4)}{path.suffix}")
    try:
        temporary.open("xb").close()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise OutputError(
            f"The folder {path.parent} does not exist.", hint="Create it first."
        ) from error
    return temporary


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


def _looks_like_formula(text: str) -> bool:
    return text.lstrip("'").startswith(FORMULA_STARTS)


def write_csv(
    rows: Iterable[Sequence[str]], headings: Sequence[str], path: Path, force: bool = False
) -> None:
    """Write a table that Excel opens as it is meant: UTF-8 with its mark, formulas as text."""
    with (
        replace_file(path, force) as temporary,
        temporary.open("w", encoding="utf-8-sig", newline="") as stream,
    ):
        writer = csv.writer(stream)
        writer.writerow([guard_cell(heading) for heading in headings])
        writer.writerows([guard_cell(cell) for cell in row] for row in rows)
