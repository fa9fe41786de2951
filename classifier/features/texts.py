"""What of a fragment the model may read: outcome and significance, and nothing else.

The FragmentID holds the objective's code, the coder is mixed with the country, and the
contribution tells what the programme did, not what changed: none of them comes this far.

Outcome and significance are encoded apart, so that a paragraph used twice is encoded once and a
long significance never cuts the outcome off. Their mean serves as the vector of the whole story:
measured on the sample, it is as good as encoding the joint text, at half the cost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from classifier.encode import CachedEncoder
from classifier.records import Fragment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.encode import Encoder, VectorCache
    from classifier.progress import Progress

    Floats = NDArray[np.float32]


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


# Their vectors point everywhere. Those of others may crowd around one direction, so that every two
# texts look alike, until what they have in common is taken off.
SPREAD_OUT = frozenset({"use", "minilm"})


@dataclass(frozen=True, slots=True)
class Vectors:
    """Sentence vectors per encoder: float32 (n_texts, n_dims), unit rows or zeros.

    ``n_cut`` counts per encoder the texts that were longer than it reads.
    """

    outcomes: Mapping[str, Floats]
    stories: Mapping[str, Floats]
    n_cut: Mapping[str, int] = field(default_factory=dict)

    def rows(self, chosen: NDArray[np.intp]) -> Vectors:
        """Keep the texts at ``chosen``."""
        return Vectors(
            {name: rows[chosen] for name, rows in self.outcomes.items()},
            {name: rows[chosen] for name, rows in self.stories.items()},
        )

    def without(self, encoder: str) -> Vectors:
        """Leave out those of one encoder."""
        kept = [name for name in self.stories if name != encoder]
        outcomes = {name: self.outcomes[name] for name in kept}
        return Vectors(outcomes, {name: self.stories[name] for name in kept})

    def less(self, centres: Mapping[str, Floats]) -> Vectors:
        """Take the centre (n_dims,) off the vectors of each encoder that has one."""
        if not centres:
            return self
        outcomes = {name: _less(rows, centres.get(name)) for name, rows in self.outcomes.items()}
        stories = {name: _less(rows, centres.get(name)) for name, rows in self.stories.items()}
        return Vectors(outcomes, stories, self.n_cut)

    def centres(self, chosen: Sequence[int] | NDArray[np.int64]) -> dict[str, Floats]:
        """Return the mean of the stories at ``chosen``, of each encoder that is to be centred."""
        return {
            name: rows[chosen].mean(axis=0, dtype=np.float64).astype(np.float32)
            for name, rows in self.stories.items()
            if name not in SPREAD_OUT and len(chosen)
        }


def _less(rows: Floats, centre: Floats | None) -> Floats:
    """Take the centre off unit rows and make them unit rows again; rows of zeros stay zeros."""
    return (
        rows
        if centre is None
        else unit(np.where(rows.any(axis=1, keepdims=True), rows - centre, 0))
    )


def embed(
    texts: Texts,
    encoders: Sequence[Encoder],
    cache: VectorCache | None = None,
    progress: Progress | None = None,
) -> Vectors:
    """Encode every distinct text once with every encoder."""
    outcomes, stories, n_cut = {}, {}, {}
    n = len(texts)
    for number, encoder in enumerate(encoders):
        remembering = CachedEncoder(encoder, cache)
        told = progress and partial(_tell_part, progress, number, len(encoders))
        rows = remembering.encode([*texts.outcomes, *texts.significances], told)
        outcomes[encoder.name] = rows[:n].copy()  # a view would keep the others in memory
        stories[encoder.name] = unit(rows[:n] + rows[n:])
        n_cut[encoder.name] = len(remembering.cut)
    return Vectors(outcomes, stories, n_cut)


def _tell_part(progress: Progress, number: int, of: int, done: int, total: int) -> None:
    """Count what one of ``of`` encoders has done on from those before it."""
    progress(number * total + done, of * total)


def unit(rows: Floats) -> Floats:
    """Scale rows to length 1; rows of zeros stay zeros."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)
