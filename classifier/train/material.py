"""Everything a fit reads, encoded once for as many fits as are wanted.

Beside the texts: the codebook's sentences, each a training row for its label, and the truth of
each target, one row per fragment, whoever coded it and with which version of the codebook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from classifier.codebook import known_labels, to_newest
from classifier.features import Texts, Vectors, embed, model_texts, sentence_texts
from classifier.model.taught_examples import quotable
from classifier.model.votes import Votes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.codebook import Codebook, Label, Target
    from classifier.encode import Encoder, VectorCache
    from classifier.progress import Progress
    from classifier.records import BoolArray, Coding, FloatArray, Fragment


@dataclass(frozen=True)
class EncoderIdentity:
    """Which encoder made the vectors, without its weights in memory."""

    name: str
    n_dims: int
    weights_hash: str
    languages: frozenset[str]


@dataclass(frozen=True)
class Material:
    """Everything a fit reads, encoded once.

    Attributes
    ----------
    fragments : n_fragments, coded or not
    codings : all coders' answers on them
    vectors, sentence_vectors : sentence vectors of the fragments and of the codebook's sentences,
        as the encoders made them
    encoders : those that made the vectors; none for a model of words alone
    n_cut : number of texts longer than an encoder reads, by encoder
    notices : what a person should know of the encoders
    votes : a second reader's, by target, each of n_fragments
    quotes : a reader's words for a label, by fragment, target and label
    told_of_reader : what a person should know of the reader
    """

    fragments: tuple[Fragment, ...]
    codings: tuple[Coding, ...]
    codebook: Codebook
    texts: Texts
    sentences: Sentences
    vectors: Vectors
    sentence_vectors: Vectors
    encoders: tuple[EncoderIdentity, ...]
    n_cut: dict[str, int]
    notices: tuple[str, ...] = ()
    votes: Mapping[str, Votes] = field(default_factory=dict)
    quotes: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    told_of_reader: tuple[str, ...] = ()

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each fragment by its id."""
        return {fragment.id: number for number, fragment in enumerate(self.fragments)}

    def rows(self, chosen: Sequence[int] | NDArray[np.int64]) -> Material:
        """Keep some of the fragments, in the order of ``chosen``, with their codings."""
        kept = np.array(chosen, dtype=np.int64)
        fragments = tuple(self.fragments[i] for i in kept)
        ids = {fragment.id for fragment in fragments}
        return replace(
            self,
            fragments=fragments,
            codings=tuple(c for c in self.codings if c.fragment_id in ids),
            texts=self.texts.rows(kept),
            vectors=self.vectors.rows(kept),
            votes={target: votes.rows(kept) for target, votes in self.votes.items()},
        )

    def less(self, centres: Mapping[str, NDArray[np.float32]]) -> Material:
        """Take what a model has learned to take off the vectors, by encoder; see `Blocks`."""
        vectors, sentences = (one.less(centres) for one in (self.vectors, self.sentence_vectors))
        return replace(self, vectors=vectors, sentence_vectors=sentences)

    def quotable_rows(self) -> list[tuple[str, int, int]]:
        """Return target, number of the label, and number of the sentence of `quotable` examples."""
        own = zip(self.sentences.owners, self.sentences.texts, strict=True)
        place = {(*owner, text): i for i, (owner, text) in enumerate(own)}
        return [
            (name, j, place[name, self.codebook.target(name).ids[j], text])
            for name, j, text in quotable(self.codebook)
        ]

    def without_examples(self) -> Material:
        """Leave out the sentences of the codebook that are examples; nothing is encoded anew."""
        examples = {
            (target.id, label.id, example)
            for target in self.codebook.targets
            for label in target.labels
            for example in label.examples
        }
        own = zip(self.sentences.owners, self.sentences.texts, strict=True)
        kept = [i for i, (owner, text) in enumerate(own) if (*owner, text) not in examples]
        return replace(
            self,
            codebook=self.codebook.with_examples(lambda target, label: ()),
            sentences=self.sentences.at(kept),
            sentence_vectors=self.sentence_vectors.rows(np.array(kept, dtype=np.int64)),
        )

    def without_encoder(self, name: str) -> Material:
        """Leave out the vectors of one encoder; nothing is encoded anew."""
        return replace(
            self,
            vectors=self.vectors.without(name),
            sentence_vectors=self.sentence_vectors.without(name),
            encoders=tuple(one for one in self.encoders if one.name != name),
        )

    def truth(self, target: Target) -> Truth:
        """Lay out the codings of one target."""
        return target_truth(self.fragments, self.codings, target, self.codebook)

    def coded_rows(self) -> NDArray[np.int64]:
        """Number the fragments that are coded on any target: int (n_coded,), ascending."""
        coded = [self.truth(target).rows for target in self.codebook.targets]
        return np.unique(np.concatenate(coded)) if coded else np.zeros(0, dtype=np.int64)


def gather(
    fragments: Sequence[Fragment],
    codings: Sequence[Coding],
    codebook: Codebook,
    encoders: Sequence[Encoder],
    cache: VectorCache | None = None,
    progress: Progress | None = None,
) -> Material:
    """Encode fragments and codebook once, for as many fits as are wanted."""
    texts = model_texts(fragments)
    sentences = codebook_sentences(codebook)
    vectors = embed(texts, encoders, cache, progress)
    return Material(
        fragments=tuple(fragments),
        codings=tuple(codings),
        codebook=codebook,
        texts=texts,
        sentences=sentences,
        vectors=vectors,
        sentence_vectors=embed(sentence_texts(sentences.texts), encoders, cache),
        encoders=tuple(
            EncoderIdentity(e.name, e.n_dims, e.weights_hash, e.languages) for e in encoders
        ),
        n_cut=dict(vectors.n_cut),
    )


# How much one sentence counts beside one coded fragment; see eval/README.md.
SENTENCE_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of the whole codebook, and whose they are.

    ``owners`` holds (target id, label id) for each of the n_sentences texts.
    """

    texts: tuple[str, ...]
    owners: tuple[tuple[str, str], ...]

    def at(self, chosen: Sequence[int]) -> Sentences:
        """Keep the sentences at ``chosen``."""
        owners = tuple(self.owners[i] for i in chosen)
        return Sentences(tuple(self.texts[i] for i in chosen), owners)

    def of_target(self, target: Target) -> tuple[list[int], FloatArray]:
        """Number the sentences of one target and lay out their labels.

        Returns the positions in ``texts`` and float (n_chosen, n_labels).
        """
        column = {label: j for j, label in enumerate(target.ids)}
        chosen = [i for i, (owner, _) in enumerate(self.owners) if owner == target.id]
        table = np.zeros((len(chosen), len(column)))
        for row, i in enumerate(chosen):
            table[row, column[self.owners[i][1]]] = 1
        return chosen, table


def codebook_sentences(codebook: Codebook) -> Sentences:
    """Collect name, definition, include note and examples of every label still in use."""
    texts, owners = [], []
    for target in codebook.targets:
        for label in target.labels:
            for sentence in _sentences(label):
                texts.append(sentence)
                owners.append((target.id, label.id))
    return Sentences(tuple(texts), tuple(owners))


def _sentences(label: Label) -> list[str]:
    if label.retired:
        return []
    written = [label.name, label.definition, label.include, *label.examples]
    return [text for text in written if text]


# A label known in fewer rows than this, and in less than half of them, was hardly asked for.
FEWEST_KNOWN = 30


@dataclass(frozen=True)
class Truth:
    """What is known of one target.

    Attributes
    ----------
    rows : numbers of the coded fragments among those given, ascending: int (n_coded,)
    values : bool (n_coded, n_labels) on the newest codebook's axis
    known : bool of the same shape; False where the label did not exist for every coder of the row
    """

    rows: NDArray[np.int64]
    values: BoolArray
    known: BoolArray


def target_truth(
    fragments: Sequence[Fragment], codings: Sequence[Coding], target: Target, codebook: Codebook
) -> Truth:
    """Lay out the codings of ``target``; fragments nobody coded are left out.

    A fragment coded by several people has a label where at least half of those who knew the
    label ticked it.
    """
    column = {label: j for j, label in enumerate(target.ids)}
    number = {fragment.id: i for i, fragment in enumerate(fragments)}
    votes = np.zeros((len(fragments), len(column)))
    voters = np.zeros((len(fragments), len(column)))
    # Codings are many, and what they say in which version is soon the same again.
    said: dict[tuple[str, frozenset[str]], tuple[NDArray[np.bool_], list[int]]] = {}
    for coding in codings:
        i = number.get(coding.fragment_id)
        if coding.target != target.id or i is None:
            continue
        key = version, labels = coding.version or codebook.version, coding.labels
        if key not in said:
            ticked = to_newest(labels, target, version, codebook)
            asked = np.array(known_labels(target, version, codebook), dtype=bool)
            said[key] = asked, [column[label] for label in ticked]
        voters[i] += said[key][0]
        votes[i, said[key][1]] += 1
    rows = np.flatnonzero(voters.any(axis=1))
    # A label ticked in a row older than the label itself is known there: somebody recoded it.
    known = (voters[rows] > 0) | (votes[rows] > 0)
    known &= ~_hardly_asked(known)
    values = known & (2 * votes[rows] >= np.maximum(voters[rows], 1))
    return Truth(rows, values, known)


def lay_out_votes(
    codings: Sequence[Coding], fragments: Sequence[Fragment], codebook: Codebook
) -> dict[str, Votes]:
    """Lay out votes by target, in the words of the newest codebook; several are averaged."""
    number = {fragment.id: i for i, fragment in enumerate(fragments)}
    found: dict[str, Votes] = {}
    for target in codebook.targets:
        column = {label: j for j, label in enumerate(target.ids)}
        values = np.zeros((len(fragments), len(column)))
        voters = np.zeros(len(fragments))
        for coding in codings:
            i = number.get(coding.fragment_id)
            if coding.target == target.id and i is not None:
                voters[i] += 1
                ticked = to_newest(coding.labels, target, coding.version, codebook)
                values[i, [column[label] for label in ticked]] += 1
        if voters.any():
            found[target.id] = Votes(voters > 0, values / np.maximum(voters, 1)[:, None])
    return found


def positions(rows: NDArray[np.int64], among: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find where each row stands in ``among``, -1 where it does not: int (n_rows,)."""
    place = {int(row): i for i, row in enumerate(among)}
    return np.array([place.get(int(row), -1) for row in rows], dtype=np.int64)


def _hardly_asked(known: BoolArray) -> BoolArray:
    """Find labels to be learned from the codebook alone: bool (n_labels,).

    Old rows that know a young label were recoded one by one, because the label fits them. Taken
    for a sample, they would make it look frequent: on the sample harvests such a label was
    suggested for every second fragment.
    """
    n_known = known.sum(axis=0)
    return np.asarray((n_known < FEWEST_KNOWN) & (2 * n_known < len(known)))
