"""Why a finding is on the list, in one sentence that blames nobody.

A row on the list is not a mistake: two readings stand side by side, and the people who know the
story decide. Of a confidential fragment no word is quoted.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from classifier.codebook import label_names
from classifier.wording import quoted

if TYPE_CHECKING:
    from classifier.audit.nouns import Support
    from classifier.codebook import Target

MOST_WORDS = 3
NONE = "(no label)"


def names(labels: Collection[str], target: Target) -> str:
    """The labels' names in the codebook's order, each in quotation marks."""
    return label_names(labels, target) or NONE


def in_brackets(words: Sequence[str]) -> str:
    """A few words of the text in brackets; nothing where none may be quoted."""
    return f" ({quoted(words[:MOST_WORDS])})" if words else ""


def missing(labels: Collection[str], target: Target, words: Sequence[str], support: Support) -> str:
    """A label that the text may also speak of."""
    said = in_brackets(words)
    return f"The text may also speak of {names(labels, target)}{said}: {support} support."


def unsupported(labels: Collection[str], target: Target, alike: bool) -> str:
    """A recorded label that little in the text speaks for."""
    others = "; similar fragments are recorded without it" if alike else ""
    return f"Little in the text speaks for {names(labels, target)}{others}."


def exchanged(
    remove: Collection[str], add: Collection[str], target: Target, words: Sequence[str], hint: str
) -> str:
    """A recorded label that may be another one."""
    said = f" The codebook: {hint}." if hint else ""
    return (
        f"Recorded as {names(remove, target)}; another reading is {names(add, target)}"
        f"{in_brackets(words)}. Which one fits?{said}"
    )


def read_otherwise(
    remove: Collection[str], add: Collection[str], target: Target, who: str, hint: str
) -> str:
    """Another person, or the FragmentID, reads the fragment otherwise."""
    parts = []
    if add:
        parts.append(f"also {names(add, target)}" if not remove else f"{names(add, target)}")
    if remove:
        parts.append(f"not {names(remove, target)}")
    said = f" The codebook: {hint}." if hint else ""
    return f"{who} {', '.join(parts)}. Both may be right.{said}"


def told_twice(other: str, template: bool) -> str:
    """Two fragments that tell nearly the same and are coded differently."""
    if template:
        return (
            f"Nearly the words of {other}; the texts differ only in names and numbers, as with a "
            "template for several places, which is fine. The codes differ: is that meant?"
        )
    return f"Seems to tell the same outcome as {other}, which is coded differently."
