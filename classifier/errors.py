"""Failures a person can act on: what happened, and the next thing to try.

Anything else that escapes is a bug and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class ClassifierError(Exception):
    """Something a person can mend; ``str`` gives the message, ``hint`` the next thing to try.

    ``problems`` are those of the files that were read, which may be the reason.
    """

    def __init__(self, message: str, hint: str = "", problems: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.hint = hint
        self.problems = problems


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
