"""What the codebook itself says to tell two labels apart."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifier.codebook import Target


def apart(first: str, second: str, target: Target) -> str:
    """Quote the codebook on the difference between two labels; "" where it says nothing.

    A part of ``exclude`` that names the other label's id or name is about that pair.
    """
    said = [
        f"“{target.label(a).name}” leaves out: {clause}"
        for a, b in ((first, second), (second, first))
        for clause in _clauses(a, target).get(b, ())
    ]
    return "; ".join(said)


def named_pairs(target: Target) -> frozenset[frozenset[str]]:
    """The pairs of labels that the codebook tells apart."""
    return frozenset(
        frozenset((label.id, other))
        for label in target.labels
        for other in _clauses(label.id, target)
    )


@lru_cache(maxsize=512)
def _clauses(label_id: str, target: Target) -> dict[str, tuple[str, ...]]:
    """The parts of a label's ``exclude`` by the label that each leads to."""
    found: dict[str, list[str]] = {}
    text = target.label(label_id).exclude
    for part in re.split(r"[;\n]|(?<=\.)\s", text):
        for other in target.labels:
            if other.id != label_id and _names(part, other.id, other.name):
                clause = re.sub(r"\s*\([^()]*\)\s*[.;]?$", "", part.strip()).rstrip(".; ")
                found.setdefault(other.id, []).append(clause or part.strip())
    return {other: tuple(clauses) for other, clauses in found.items()}


def _names(text: str, label_id: str, name: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(label_id)}(?!\w)", text)) or name in text
