"""Are these texts like those the model learned from? In words, with what follows from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier.encode import detect_language
from classifier.features.ngrams import tokens
from classifier.suggest.profile import nearest_likeness
from classifier.translations import Words

if TYPE_CHECKING:
    from classifier.features import Texts, Vectors
    from classifier.model.fitted import Model
    from classifier.records import BoolArray, Fragment
    from classifier.suggest.profile import Profile

# A language or country with fewer training fragments than this is as good as new.
FEW_SEEN = 10
# From this share of the new fragments on, a difference concerns the harvest, not a row.
NOTABLE = 0.05
# Differences smaller than these also occur between parts of one archive.
MORE_NEW_WORDS = 0.05
LESS_LIKE = 0.05
LONGER = 1.5
_ENGLISH = Words("en")  # differences are told in the terminal
CONSEQUENCE = (
    "Where texts differ from the training texts, trust suggestions less and check more of them. "
    "A promise such as “at most one in ten is wrong” was made for fragments like the training "
    "fragments; it does not hold here."
)


@dataclass(frozen=True, slots=True)
class Drift:
    """One way in which new texts or scores differ from what the model learned from.

    ``serious`` ones mean that suggestions deserve less trust.
    """

    kind: str
    says: str
    serious: bool


def text_drift(
    fragments: Sequence[Fragment], texts: Texts, vectors: Vectors, model: Model, profile: Profile
) -> list[Drift]:
    """Compare the texts of a harvest with those the model learned from; codes are not needed."""
    found = [
        # A confidential row's cell may hold anything, so it names no country.
        *_new_names(
            "country", ["" if f.confidential else f.country for f in fragments], profile.countries
        ),
        *_new_names("language", [detect_language(t) for t in texts.joint], profile.languages),
        *_length(texts, profile),
        *_words(texts, model, profile),
    ]
    if profile.likeness is not None and model.neighbours.ids and len(texts):
        near = float(nearest_likeness(vectors, model.neighbours.vectors).mean())
        if near < profile.likeness - LESS_LIKE:
            found.append(
                Drift(
                    "content",
                    "The texts tell of other things: the nearest training fragment is less alike "
                    f"({near:.2f}) than training fragments of other groups "
                    f"({profile.likeness:.2f}).",
                    serious=True,
                )
            )
    return found


def rows_from_elsewhere(fragments: Sequence[Fragment], texts: Texts, profile: Profile) -> BoolArray:
    """Mark the fragments of a country or a language that training hardly had: bool (n_fragments,).

    A confidential row's country counts; it is not named.
    """
    countries, languages = profile.countries, profile.languages
    return np.array(
        [
            bool(f.country and countries.get(f.country, 0) < FEW_SEEN)
            or bool(language and languages.get(language, 0) < FEW_SEEN)
            for f, language in zip(fragments, map(detect_language, texts.joint), strict=True)
        ],
        dtype=bool,
    )


def _new_names(what: str, names: Sequence[str], before: Mapping[str, int]) -> list[Drift]:
    """Say in one sentence which names training hardly had, the most frequent first."""
    counted = Counter(name for name in names if name)
    new = {name: n for name, n in counted.items() if before.get(name, 0) < FEW_SEEN}
    if not new:
        return []
    parts = [
        f"{_shown(what, name)} ({n} of {len(names)}; {before.get(name, 0) or 'none'} in training)"
        for name, n in sorted(new.items(), key=lambda item: (-item[1], item[0]))
    ]
    says = f"Fragments of a {what} that the model hardly knows: {', '.join(parts)}."
    return [Drift(what, says, serious=max(new.values()) / len(names) >= NOTABLE)]


def _shown(what: str, name: str) -> str:
    return _ENGLISH.language_name(name) or f"“{name}”" if what == "language" else name


def _length(texts: Texts, profile: Profile) -> list[Drift]:
    if not len(texts):
        return []
    now = float(np.median([len(text.split()) for text in texts.joint]))
    before = profile.words[1]
    if before and not before / LONGER < now < before * LONGER:
        way = "longer" if now > before else "shorter"
        says = f"The texts are {way}: {now:.0f} words, where training had {before:.0f} (medians)."
        return [Drift("length", says, serious=True)]
    return []


def _words(texts: Texts, model: Model, profile: Profile) -> list[Drift]:
    known = set(model.blocks.words.terms)
    split = [set(tokens(text)) for text in texts.joint]
    shares = [len(words - known) / len(words) for words in split if words]
    now = float(np.mean(shares)) if shares else 0.0
    if now < profile.new_words + MORE_NEW_WORDS:
        return []
    says = (
        f"{now:.0%} of a text's words are new to the model; among the training fragments, "
        f"{profile.new_words:.0%} are new to the other groups."
    )
    return [Drift("words", says, serious=True)]
