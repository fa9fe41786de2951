"""The same figures for parts of the fragments: by country, language, harvest, coder, length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier.encode import detect_language
from classifier.evaluate.intervals import figure_estimates, group_draws
from classifier.evaluate.results import Slice
from classifier.evaluate.tally import tally
from classifier.features import model_texts

if TYPE_CHECKING:
    from classifier.evaluate.scored import Scored
    from classifier.records import Coding, Fragment

# Smaller parts are counted, not shown: their figures are chance, and could point at people.
FEWEST_SHOWN = 5
# Figures of one coder's fragments are read as figures of the coder; few of them would be unfair.
FEWEST_BY_CODER = 50
SHOWN = ("micro_f1", "micro_precision", "micro_recall", "ranking", "exact_match")
# Words of outcome and significance together.
LENGTHS = (
    (0, "under 40 words"),
    (40, "40 to 79 words"),
    (80, "80 to 149 words"),
    (150, "150 words and more"),
)
UNKNOWN = "not given"


@dataclass(frozen=True)
class Part:
    """One way to cut the fragments: ``names`` has the part of each of all fragments."""

    by: str
    names: tuple[str, ...]


def parts_of(fragments: Sequence[Fragment], codings: Sequence[Coding]) -> tuple[Part, ...]:
    """Cut fragments by country, language, harvest, coder, length, and which field is missing."""
    coders: dict[str, str] = {}
    for coding in codings:
        seen = coders.setdefault(coding.fragment_id, coding.coder)
        if seen != coding.coder:
            coders[coding.fragment_id] = "several coders"
    texts = model_texts(fragments).joint
    return (
        Part("country", _open_names([f.country for f in fragments], fragments)),
        Part("language", tuple(detect_language(text) or UNKNOWN for text in texts)),
        Part("harvest", _open_names([f.harvest for f in fragments], fragments)),
        Part("coder", _open_names([coders.get(f.id, "") for f in fragments], fragments)),
        Part("length", tuple(_length(text) for text in texts)),
        Part("field missing", tuple(_missing(f) for f in fragments)),
    )


def language_counts(parts: Sequence[Part]) -> dict[str, int]:
    """Count the fragments of each language, most frequent first."""
    names = next(part.names for part in parts if part.by == "language")
    return dict(sorted(Counter(names).items(), key=lambda item: (-item[1], item[0])))


def slices(
    scored: Scored, parts: Sequence[Part], seed: int = 0, n_draws: int = 1000
) -> tuple[Slice, ...]:
    """Measure each part; a cut into a single part is left out."""
    found = []
    for part in parts:
        names = np.array([part.names[row] for row in scored.rows])
        counted = Counter(names.tolist())
        if len(counted) > 1:
            for name in sorted(counted, key=lambda key: (-counted[key], key)):
                found.append(_slice(scored.at(names == name), part.by, name, (seed, n_draws)))
    return tuple(found)


def _slice(scored: Scored, by: str, name: str, draw: tuple[int, int]) -> Slice:
    n = len(scored.rows)
    figures = None
    if n >= (FEWEST_BY_CODER if by == "coder" else FEWEST_SHOWN):
        counts = tally(scored, ranked=False)
        draws = group_draws(counts.n_groups, *draw)
        every = figure_estimates(counts, draws, ranked=False)
        figures = {key: every[key] for key in SHOWN}
    return Slice(by, name, 0 if figures is None else n, scored.n_groups, figures)


def _open_names(names: Sequence[str], fragments: Sequence[Fragment]) -> tuple[str, ...]:
    """Keep the names that an open row has too: a confidential row's cell may hold anything."""
    pairs = list(zip(names, fragments, strict=True))
    known = {name for name, fragment in pairs if not fragment.confidential}
    return tuple((name or UNKNOWN) if name in known else UNKNOWN for name in names)


def _length(text: str) -> str:
    n = len(text.split())
    return [name for least, name in LENGTHS if n >= least][-1]


def _missing(fragment: Fragment) -> str:
    if not fragment.outcome.strip():
        return "no outcome description" if fragment.significance.strip() else "no text"
    return "none missing" if fragment.significance.strip() else "no significance"
