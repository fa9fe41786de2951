"""Everything a fit reads, encoded once for as many fits as are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from classifier.features import Texts, Vectors, embed, model_texts, sentence_texts
from classifier.train.sentences import Sentences, codebook_sentences

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.encode import Encoder, VectorCache
    from classifier.features import Progress
    from classifier.records import Coding, Fragment


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
    vectors, sentence_vectors : sentence vectors of the fragments and of the codebook's sentences
    encoders : those that made the vectors; none for a model of words alone
    n_cut : number of texts longer than an encoder reads, by encoder
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
