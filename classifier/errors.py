"""Failures a person can act on: what happened, and the next thing to try.

Anything else that escapes is a bug and keeps its traceback.
"""


class ClassifierError(Exception):
    """Something a person can mend; ``str`` gives the message, ``hint`` the next thing to try."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


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
