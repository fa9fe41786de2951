"""Failures a person can act on: what happened, and the next thing to try.

Anything else that escapes is a bug: the command line says where it came about.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any


class ClassifierError(Exception):
    """Something a person can mend; ``str`` gives the message, ``hint`` the next thing to try.

    ``problems`` are those of the files that were read, which may be the reason.
    """

    def __init__(self, message: str, hint: str = "", problems: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.hint = hint
        self.problems = problems


class UsageError(ClassifierError):
    """The command was typed wrongly: it names something that is not there."""


class CodebookError(ClassifierError):
    """The codebook file cannot be used as it is."""


class HarvestError(ClassifierError):
    """A harvest file cannot be read at all; bad rows are Problems, not errors."""


class EncoderError(ClassifierError):
    """An encoder or its weights are missing, damaged or foreign."""


class ModelError(ClassifierError):
    """A model folder is missing, damaged, edited or of another version."""


class OutputError(ClassifierError):
    """An output exists already, is open elsewhere, or cannot be written."""


_ROOM = ("There is no room left for {}.", "Free some space on the disk, or use another one.")
_RIGHT = ("{} is open in another program, or protected.", "Close it in Excel and try again.")
_MANY = ("{} cannot be opened, since too many files are.", "Close other programs and try again.")
_OF_SYSTEM = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: ("{} would be larger than a file may be here.", "Use another disk."),
    errno.EACCES: _RIGHT,
    errno.EIO: ("{}: the disk does not answer.", "Copy it to this computer and try again."),
    errno.EPERM: _RIGHT,
    errno.EROFS: ("{} lies on a disk that can only be read.", "Use another disk."),
    errno.ENAMETOOLONG: ("The name {} is too long.", "Choose a shorter one."),
    errno.ELOOP: ("{} is a link that leads back to itself.", "Name the file itself."),
    errno.EMFILE: _MANY,
    errno.ENFILE: _MANY,
}
_LONGEST_LABEL = 100


def of_system(error: OSError, label: str, kind: type[ClassifierError]) -> ClassifierError | None:
    """Return what the system refused, in words; None for what may be a mistake of the program.

    >>> str(of_system(OSError(errno.ENOSPC, "No space"), "o.xlsx", OutputError))
    'There is no room left for o.xlsx.'
    """
    number = errno.EACCES if isinstance(error, PermissionError) else error.errno or 0
    what, hint = _OF_SYSTEM.get(number, ("", ""))
    if len(label) > _LONGEST_LABEL:
        label = f"{label[:_LONGEST_LABEL]}…"
    return kind(what.format(label), hint=hint) if what else None


@contextmanager
def foreign(label: str, hint: str, kind: type[ClassifierError] = HarvestError) -> Iterator[None]:
    """Turn whatever somebody else's library raises while it reads a file into one clear error.

    Stands around the library's call alone: a mistake of our own must not pass for damage.
    """
    try:
        yield
    except ClassifierError:
        raise
    except Exception as error:  # libraries name no complete list of what a damaged file raises
        refused = of_system(error, label, kind) if isinstance(error, OSError) else None
        damaged = kind(f"{label} is damaged: {_kind_of(error)}.", hint=hint)
        raise refused or damaged from error


def _kind_of(error: Exception) -> str:
    """Say in words what a library ran into; its own message may quote the file's texts."""
    if isinstance(error, RecursionError):
        return "its contents are nested too deeply"
    if isinstance(error, MemoryError | OverflowError):
        return "it states sizes or numbers that cannot be"
    if isinstance(error, UnicodeError):
        return "some of its bytes are no text"
    return "it cannot be read to its end"
