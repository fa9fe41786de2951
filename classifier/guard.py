"""The guard of a person's decisions: no file that holds any is written over, whatever was asked.

Everything that writes outputs does so with `replace_file` and `replace_folder`; the same without
a guard, in `classifier.outputs`, is for what nobody decides in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from classifier.errors import OutputError
from classifier.outputs import put_back, whole_file, whole_folder


@contextmanager
def replace_file(path: Path, force: bool = False) -> Iterator[Path]:
    """Yield an empty file beside ``path`` that takes its place when the block ends well.

    An existing file is refused without ``force``, and one that holds a person's decisions always.
    """
    if path.is_file():
        refuse_existing(path, force)
    with whole_file(path) as beside:
        yield beside


@contextmanager
def rewrite_decided(path: Path) -> Iterator[Path]:
    """Yield an empty file for the decisions of ``path`` and more, which takes its place.

    Only for those who have read all its decisions and write them again.
    """
    with whole_file(path) as beside:
        yield beside


@contextmanager
def replace_folder(folder: Path, force: bool = False) -> Iterator[Path]:
    """Yield a path for a new folder, which takes the place of ``folder`` when the block ends well.

    An existing folder is refused without ``force``, and one with a person's decisions always.
    """
    put_back(folder)
    refuse_existing(folder, force)
    with whole_folder(folder) as beside:
        yield beside


def refuse_existing(path: Path, force: bool = False) -> None:
    """Refuse a file or folder that exists; with ``force``, only one that holds decisions."""
    if not path.exists():
        return
    refuse_decided(path)
    if not force:
        raise OutputError(f"{path} exists already.", hint="Choose another name, or add --force.")


def refuse_decided(path: Path) -> None:
    """Raise an OutputError if a file, or any file in a folder, holds decisions of a person."""
    # What nothing is lost by waits for no reader.
    from classifier.decide.held import find_decisions

    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        decided = find_decisions(file) if file.is_file() else None
        if decided is None:
            continue
        inside = f" in {path.name}" if file != path else ""
        raise OutputError(
            f"{file.name}{inside} holds {decided.number} of a person; it is never overwritten.",
            hint=f"{decided.use}, or choose another name with --out.",
        )
