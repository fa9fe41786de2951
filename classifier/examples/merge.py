"""New sentences beside those that a codebook has: doubles, and such as lie nearer to another label.

A sentence that was put under the wrong label teaches the wrong thing. Its vector is compared with
the mean of each label's other sentences, new ones among them; see eval/examples.md for how many
misplaced ones are found so, and how many that are well placed are asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier.examples.answer import Sentence, line_of
from classifier.features import embed, sentence_texts
from classifier.features.ngrams import tokens
from classifier.records import Problem
from classifier.train.material import codebook_sentences

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target
    from classifier.encode import Encoder, VectorCache
    from classifier.records import FloatArray

# Share of two sentences' words that both have, from which they are one sentence.
ALIKE = 0.8
# Cosine by which a sentence lies nearer to another label than to its own, to be asked about.
NEARER = 0.12


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence that lies nearer to another label of its target, ``nearer``, an id."""

    sentence: Sentence
    nearer: str


def without_doubles(
    sentences: Sequence[Sentence], codebook: Codebook, file: str
) -> tuple[list[Sentence], list[Problem]]:
    """Leave out what the codebook has, be it under another label, or what comes twice.

    Returns the others, and a notice for each that was left out.
    """
    own: dict[tuple[str, str], list[frozenset[str]]] = {}
    owner: dict[tuple[str, frozenset[str]], str] = {}
    for target in codebook.targets:
        for label in target.labels:
            for example in label.examples:
                words = frozenset(tokens(example))
                own.setdefault((target.id, label.id), []).append(words)
                owner.setdefault((target.id, words), label.id)
    kept, problems = [], []
    for one in sentences:
        words = frozenset(tokens(one.text))
        there = own.setdefault((one.target, one.label), [])
        other = owner.setdefault((one.target, words), one.label)
        if other == one.label and not any(_alike(words, known) for known in there):
            there.append(words)
            kept.append(one)
            continue
        where = f"{other} has it too: say there which label it belongs to"
        why = "it is there already" if other == one.label else where
        what = f"{one.label}: “{one.text[:80]}” was left out, since {why}."
        problems.append(Problem(line_of(file, one.line), "example-double", what, notice=True))
    return kept, problems


def _alike(words: frozenset[str], others: frozenset[str]) -> bool:
    return len(words & others) >= ALIKE * len(words | others)


def with_examples(codebook: Codebook, sentences: Iterable[Sentence]) -> Codebook:
    """Return the codebook with further examples, behind those that it has."""
    further: dict[tuple[str, str], list[str]] = {}
    for one in sentences:
        further.setdefault((one.target, one.label), []).append(one.text)
    return codebook.with_examples(
        lambda target, label: (*label.examples, *further.get((target.id, label.id), ()))
    )


def find_doubts(
    sentences: Sequence[Sentence],
    codebook: Codebook,
    encoders: Sequence[Encoder],
    cache: VectorCache | None = None,
) -> list[Doubt]:
    """Find the sentences that lie nearer to another label; none where there is no encoder."""
    if not encoders:
        return []
    every = codebook_sentences(with_examples(codebook, sentences))
    vectors = embed(sentence_texts(every.texts), encoders, cache)
    vectors = vectors.less(vectors.centres(range(len(every.texts))))
    rows = np.hstack([*vectors.outcomes.values()]).astype(np.float64) / np.sqrt(len(encoders))
    new = {(one.target, one.label, one.text): one for one in sentences}
    doubts = []
    for target in codebook.asked:
        chosen, table = every.of_target(target)
        likeness = _likeness(rows[chosen], table)
        for row, number in enumerate(chosen):
            one = new.get((*every.owners[number], every.texts[number]))
            if one is not None and (nearer := _nearer(likeness[row], table[row], target)):
                doubts.append(Doubt(one, nearer))
    return doubts


def _likeness(rows: FloatArray, table: FloatArray) -> FloatArray:
    """Compare sentences with the mean of each label's others: cosines (n_sentences, n_labels).

    ``table`` says whose each sentence is, float (n_sentences, n_labels). NaN: there is no other.
    """
    inner = rows @ (table.T @ rows).T
    own = (table * (rows**2).sum(axis=1, keepdims=True)).astype(np.float64)
    squared = ((table.T @ rows) ** 2).sum(axis=1) - 2 * table * inner + own
    left = table.sum(axis=0) - table
    lengths = np.sqrt(np.where((left > 0) & (squared > 0), squared, np.nan))
    return np.asarray((inner - own) / lengths)


def _nearer(likeness: FloatArray, own: FloatArray, target: Target) -> str:
    """Return the id of the label that lies clearly nearer than the own one; "" if none does."""
    mine = int(own.argmax())
    others = np.where(np.isnan(likeness), -np.inf, likeness)
    best = int(others.argmax())
    return target.ids[best] if others[best] - likeness[mine] > NEARER else ""
