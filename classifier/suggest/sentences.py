"""Which sentence of a single text speaks most for a label: each is left out in turn.

Occlusion (Zeiler & Fergus 2014, "Visualizing and understanding convolutional networks") sees what
the sentence vectors contribute, which no list of words can show. It encodes the text once per
sentence, so it is done for one card or one page, not for a harvest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from classifier.features import Texts, embed, model_texts
from classifier.model.odds import logit
from classifier.records import Fragment, LabelSuggestion, Suggestion

if TYPE_CHECKING:
    from classifier.encode import Encoder, VectorCache
    from classifier.model.fitted import Model

_END = re.compile(r"(?<=[.!?؟;])\s+|\n+")
# A smaller drop of the log odds than this says nothing.
LEAST_DROP = 0.2


def split_sentences(text: str) -> list[str]:
    """Cut a text after its full stops, question marks and semicolons.

    >>> split_sentences("They met. Who came? All; even he.")
    ['They met.', 'Who came?', 'All;', 'even he.']
    """
    return [part.strip() for part in _END.split(text) if part.strip()]


def with_sentences(
    suggestion: Suggestion,
    fragment: Fragment,
    model: Model,
    encoders: Sequence[Encoder],
    cache: VectorCache | None = None,
) -> Suggestion:
    """Add to each suggested label the sentence whose absence would lower it most."""
    (outcome,), (significance,) = _fields(fragment)
    told, hoped = split_sentences(outcome), split_sentences(significance)
    if len(told) + len(hoped) < 2 or not encoders:
        return suggestion
    outcomes = [outcome, *(_without(told, k) for k in range(len(told))), *[outcome] * len(hoped)]
    significances = [significance] * (1 + len(told)) + [
        _without(hoped, k) for k in range(len(hoped))
    ]
    texts = Texts(tuple(outcomes), tuple(significances))
    found = model.probabilities(texts, embed(texts, encoders, cache))
    drops = {name: logit(p[:1]) - logit(p[1:]) for name, p in found.items()}
    sentences = [*told, *hoped]

    def explained(target: str, label: LabelSuggestion) -> LabelSuggestion:
        column = drops[target][:, model.heads[target].labels.index(label.id)]
        best = int(np.argmax(column))
        if not label.suggested or column[best] < LEAST_DROP:
            return label
        return replace(label, sentence=sentences[best])

    targets = tuple(
        replace(t, labels=tuple(explained(t.target, label) for label in t.labels))
        for t in suggestion.targets
    )
    return replace(suggestion, targets=targets)


def _fields(fragment: Fragment) -> tuple[tuple[str, ...], tuple[str, ...]]:
    texts = model_texts([fragment])
    return texts.outcomes, texts.significances


def _without(sentences: Sequence[str], k: int) -> str:
    return " ".join(s for i, s in enumerate(sentences) if i != k)
