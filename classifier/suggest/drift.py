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
from classifier.translations import current_words, say

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


@dataclass(frozen=True, slots=True)
class Drift:
    """One way in which new texts or scores differ from what the model learned from.

    Attributes
    ----------
    values : the figures that are told
    serious : suggestions deserve less trust
    way : in which of two ways it differs
    hardly_seen : names that training hardly had: how often here, of how many, how often before
    """

    kind: str
    values: Mapping[str, str | int]
    serious: bool
    way: str = ""
    hardly_seen: tuple[tuple[str, int, int, int], ...] = ()

    @property
    def says(self) -> str:
        """Say it in the language that is written."""
        told = dict(self.values)
        if self.hardly_seen:
            told["names"] = ", ".join(map(self._name, self.hardly_seen))
        key = f"drift_{self.kind}_{self.way}" if self.way else f"drift_{self.kind}"
        return say(key, **told)

    def _name(self, seen: tuple[str, int, int, int]) -> str:
        name, now, n, before = seen
        if self.kind == "language":
            name = current_words().language_name(name) or f"“{name}”"
        return say("drift_name", name=name, now=now, all=n, before=before or say("drift_none"))


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
                    {"now": f"{near:.2f}", "before": f"{profile.likeness:.2f}"},
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
    ordered = sorted(new.items(), key=lambda item: (-item[1], item[0]))
    seen = tuple((name, n, len(names), before.get(name, 0)) for name, n in ordered)
    serious = max(new.values()) / len(names) >= NOTABLE
    return [Drift(what, {}, serious, hardly_seen=seen)]


def _length(texts: Texts, profile: Profile) -> list[Drift]:
    if not len(texts):
        return []
    now = float(np.median([len(text.split()) for text in texts.joint]))
    before = profile.words[1]
    if before and not before / LONGER < now < before * LONGER:
        way = "longer" if now > before else "shorter"
        medians = {"now": f"{now:.0f}", "before": f"{before:.0f}"}
        return [Drift("length", medians, serious=True, way=way)]
    return []


def _words(texts: Texts, model: Model, profile: Profile) -> list[Drift]:
    known = set(model.blocks.words.terms)
    split = [set(tokens(text)) for text in texts.joint]
    unknown = [len(words - known) / len(words) for words in split if words]
    now = float(np.mean(unknown)) if unknown else 0.0
    if now < profile.new_words + MORE_NEW_WORDS:
        return []
    shares = {"now": f"{now:.0%}", "before": f"{profile.new_words:.0%}"}
    return [Drift("words", shares, serious=True)]
