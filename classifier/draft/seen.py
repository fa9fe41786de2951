"""Sentences of fragments beside the codes they were given, for whoever writes the definitions.

They are no examples: nothing learns from them. Of confidential fragments none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from classifier.disclosure import name_of
from classifier.folding import letter_key
from classifier.records import Fragment

SENTENCES = 3
_SENTENCE_END = re.compile(r"(?<=[.!?؟。])\s+|\n+")
_SHORTEST, _LONGEST = 40, 280


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a fragment that may be shown, with the fragment's id and harvest."""

    text: str
    fragment_id: str
    harvest: str


def passages_seen(
    fragments: Sequence[Fragment], labels: Mapping[str, AbstractSet[str]]
) -> dict[str, list[Passage]]:
    """Choose sentences for each label: of fragments with few labels, each of another country.

    Parameters
    ----------
    labels : the labels of each fragment, by its id
    """
    hidden = _confidential(fragments)
    seen: dict[str, list[Passage]] = {}
    origins: dict[str, set[tuple[str, str]]] = {}
    told: set[str] = set()
    coded = [f for f in fragments if labels.get(f.id) and not f.confidential]
    for fragment in sorted(coded, key=lambda f: len(labels[f.id])):
        sentence = _first_sentence(fragment, hidden)
        if not sentence or sentence in told:
            continue
        told.add(sentence)
        origin = fragment.harvest, fragment.country
        for label in sorted(labels[fragment.id]):
            places = origins.setdefault(label, set())
            if origin not in places and len(places) < SENTENCES:
                places.add(origin)
                passage = Passage(sentence, name_of(fragment), fragment.harvest)
                seen.setdefault(label, []).append(passage)
    return seen


def _confidential(fragments: Sequence[Fragment]) -> set[str]:
    """Return every sentence that a confidential fragment says, as it is compared."""
    hidden = [fragment for fragment in fragments if fragment.confidential]
    texts = [text for fragment in hidden for text in (fragment.outcome, fragment.significance)]
    return {letter_key(sentence) for text in texts for sentence in _cut(text)}


def _first_sentence(fragment: Fragment, hidden: Container[str]) -> str:
    """Return the first sentence that can stand alone and that no confidential fragment says."""
    for sentence in _cut(fragment.outcome):
        if _SHORTEST <= len(sentence) <= _LONGEST and letter_key(sentence) not in hidden:
            return sentence
    return ""


def _cut(text: str) -> list[str]:
    return [" ".join(sentence.split()) for sentence in _SENTENCE_END.split(text) if sentence]
