"""Failures a person can act on: what happened, and the next thing to try.

Anything else that escapes is a bug: the command line says where it came about.
"""

from __future__ import annotations

import errno
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
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


class UnknownColumns(HarvestError):
    """No column of a file is known as the one that is needed; ``headings`` are those it has."""

    def __init__(self, message: str, hint: str, headings: Sequence[str]) -> None:
        super().__init__(message, hint)
        self.headings = tuple(headings)

    def __reduce__(self) -> tuple[type[UnknownColumns], tuple[object, ...]]:
        return type(self), (str(self), self.hint, self.headings)


class EncoderError(ClassifierError):
    """An encoder or its weights are missing, damaged or foreign."""


class ReaderError(ClassifierError):
    """A reader is not on this machine, does not answer, or is another than the model learned of."""


class ModelError(ClassifierError):
    """A model folder is missing, damaged, edited or of another version."""


class ProjectError(ClassifierError):
    """A project's folder or one of its own files cannot be used as it is."""


class OutputError(ClassifierError):
    """An output exists already, is open elsewhere, or cannot be written."""


_ROOM = ("There is no room left for {}.", "Free some space on the disk, or use another one.")
_RIGHT = ("{} is open in another program, or protected.", "Close it in Excel and try again.")
_MANY = ("{} cannot be opened, since too many files are.", "Close other programs and try again.")
_MEMORY = (
    "{} needs more memory than there is.",
    "Close other programs, or split it; if it is small, it is damaged: get it anew.",
)
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
    errno.ENOMEM: _MEMORY,
}
# What says that memory is short without being a MemoryError: of Python, and of who loads libraries.
_SAY_NO_MEMORY = ("can't start new thread", "failed to map segment", "llocate memory")
_LONGEST_LABEL = 100


def of_system(error: Exception, label: str, kind: type[ClassifierError]) -> ClassifierError | None:
    """Return what the system refused, in words; None for what may be a mistake of the program.

    >>> str(of_system(OSError(errno.ENOSPC, "No space"), "o.xlsx", OutputError))
    'There is no room left for o.xlsx.'
    """
    number = getattr(error, "errno", None) or 0
    if isinstance(error, PermissionError | MemoryError):
        number = errno.ENOMEM if isinstance(error, MemoryError) else errno.EACCES
    what, hint = _OF_SYSTEM.get(number, ("", ""))
    if len(label) > _LONGEST_LABEL:
        label = f"{label[:_LONGEST_LABEL]}…"
    return kind(what.format(label), hint=hint) if what else None


def in_words(error: BaseException) -> ClassifierError | None:
    """Return what a person can act on, also what the system refused; None for a mistake of ours."""
    if isinstance(error, ClassifierError):
        return error
    if isinstance(error, MemoryError) or any(words in str(error) for words in _SAY_NO_MEMORY):
        hint = "Close other programs, add --jobs 1, or split the file."
        return ClassifierError("There is not enough memory for this.", hint=hint)
    if not isinstance(error, OSError):
        return None
    return of_system(error, str(error.filename or "what is written"), ClassifierError)


def told(error: BaseException) -> str:
    """Return an error as it is printed; of a mistake of ours its kind and place.

    Its message is left out: it may quote people's words.
    """
    known = in_words(error)
    if known is not None:
        return f"Error: {known}\n{known.hint}".rstrip()
    root = Path(__file__).parent
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(root)]
    place = "unknown place"
    if ours:
        place = f"{Path(ours[-1].filename).relative_to(root).as_posix()}:{ours[-1].lineno}"
    return (
        f"Error: this is a mistake in the program: {type(error).__name__} at {place}.\n"
        "Please report this line and the command; leave out the texts of your harvest."
    )


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
        damaged = kind(f"{label} is damaged: {_kind_of(error)}.", hint=hint)
        raise of_system(error, label, kind) or damaged from error


def _kind_of(error: Exception) -> str:
    """Say in words what a library ran into; its own message may quote the file's texts."""
    if isinstance(error, RecursionError):
        return "its contents are nested too deeply"
    if isinstance(error, OverflowError):
        return "it states sizes or numbers that cannot be"
    if isinstance(error, UnicodeError):
        return "some of its bytes are no text"
    return "it cannot be read to its end"
