"""What of a fragment the model may read: outcome and significance, and nothing else.

The FragmentID holds the objective's code, the coder is mixed with the country, and the
contribution tells what the programme did, not what changed: none of them comes this far.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from classifier.records import Fragment

# An id quoted inside a text would give the objective away: SCC-SYR/PHR012.
_FRAGMENT_ID = re.compile(r"\b[A-Z]{2,5}-(?:[A-Z]{2,4}|<\w+>)/[A-Z]{2,4}\d{2,4}\b")


@dataclass(frozen=True)
class Texts:
    """The two text fields of n_texts fragments, "" where one is missing."""

    outcomes: tuple[str, ...]
    significances: tuple[str, ...]

    @cached_property
    def joint(self) -> tuple[str, ...]:
        """Outcome and significance as one text each."""
        pairs = zip(self.outcomes, self.significances, strict=True)
        return tuple(f"{outcome}\n{significance}".strip() for outcome, significance in pairs)

    def __len__(self) -> int:
        return len(self.outcomes)

    def rows(self, chosen: Iterable[int]) -> Texts:
        """Keep the texts at ``chosen``."""
        numbers = list(chosen)
        outcomes = tuple(self.outcomes[i] for i in numbers)
        return Texts(outcomes, tuple(self.significances[i] for i in numbers))


def model_texts(fragments: Sequence[Fragment]) -> Texts:
    """Take the texts that count, without any FragmentID that a writer quoted."""
    outcomes = tuple(_FRAGMENT_ID.sub(" ", f.outcome).strip() for f in fragments)
    significances = tuple(_FRAGMENT_ID.sub(" ", f.significance).strip() for f in fragments)
    return Texts(outcomes, significances)


def sentence_texts(sentences: Sequence[str]) -> Texts:
    """Let the codebook's sentences stand where an outcome stands."""
    return Texts(tuple(sentences), ("",) * len(sentences))
