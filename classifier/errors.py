"""Failures a person can act on: what happened, and the next thing to try.

Anything else that escapes is a bug: the command line says where it came about.
"""

from __future__ import annotations

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


@contextmanager
def foreign(label: str, hint: str, kind: type[ClassifierError] = HarvestError) -> Iterator[None]:
    """Turn whatever somebody else's library raises while it reads a file into one clear error.

    Stands around the library's call alone: a mistake of our own must not pass for damage.
    """
    try:
        yield
    except ClassifierError:
        raise
    except PermissionError as error:
        raise kind(
            f"{label} is open in another program or may not be read.",
            hint="Close it and try again.",
        ) from error
    except Exception as error:  # libraries name no complete list of what a damaged file raises
        raise kind(f"{label} is damaged: {_kind_of(error)}.", hint=hint) from error


def _kind_of(error: Exception) -> str:
    """Say in words what a library ran into; its own message may quote the file's texts."""
    if isinstance(error, RecursionError):
        return "its contents are nested too deeply"
    if isinstance(error, MemoryError | OverflowError):
        return "it states sizes or numbers that cannot be"
    if isinstance(error, UnicodeError):
        return "some of its bytes are no text"
    return "it cannot be read to its end"
