"""Labels that the codebook does not have yet, noted in a decision cell."""

from __future__ import annotations

import re

from classifier.codebook import Target, parse_labels

_WORDS = "new label|new|nouveau code|nouveau|رمز جديد|جديد"
# Blanks are no line ends: else many of these in a cell would be gone through once for each.
_NOTE = re.compile(
    rf"(?:^|[;؛,،+\n])[^\S\n]*(?:{_WORDS})[^\S\n]*:[^\S\n]*(?P<name>[^\s;؛][^;؛\n]*)",
    re.IGNORECASE,
)


def without_new_labels(cell: str, target: Target) -> tuple[str, tuple[str, ...]]:
    """Return a decision cell without the labels noted in it, and the words for these.

    >>> kind = Target("type", ())
    >>> without_new_labels("none fits; new: Water committee", kind)
    ('none fits', ('Water committee',))
    >>> without_new_labels("New structure", kind)
    ('New structure', ())
    """
    read = parse_labels(cell, target)
    is_label = read is not None and read[0] and not read[1]  # one of the codebook may be called so
    names = () if is_label else tuple(note["name"].strip() for note in _NOTE.finditer(cell))
    return (_NOTE.sub("", cell).strip(" ;؛,،+\n"), names) if names else (cell, ())
