"""Where a code came from, and what is needed to put back what stood there before."""

from __future__ import annotations

import hashlib


def digest(*texts: str) -> str:
    r"""Fingerprint texts: the first 16 hex digits of a SHA-256 over their words.

    Blanks and line ends do not count, since spreadsheet programs change them.

    >>> digest("a  b", "c") == digest("a\nb ", "c"), digest("a b", "c") == digest("a", "b c")
    (True, False)
    """
    words = "\0".join(" ".join(text.split()) for text in texts)
    return hashlib.sha256(words.encode()).hexdigest()[:16]
