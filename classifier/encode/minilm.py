"""MiniLM (all-MiniLM-L6-v2) on onnxruntime: English, 384 dimensions, float32, no torch.

Texts are sorted by length and run a few at a time, some 320 tokens to a batch, a batch to a
thread: little padding, and what a layer produces still lies in the processor's cache when the next
one reads it. Larger batches are slower and need far more memory (see eval/bench_encode.md).

A text longer than the model's window is read in pieces. Its vector is the mean of theirs, each
counting by its tokens, scaled to length 1; what fits the window gets the model's own vector.

The weights arrive as a safetensors file, made for torch. onnxruntime runs them faster, and
starts in a tenth of the time, as one graph. The graph is the same for everybody, so it is a file of
this package, made by ``eval/make_minilm_graph.py``; it names for each weight a place in DATA_FILE,
which is written here: once for each machine, then only read.

Sources: Devlin et al. 2019 (BERT), Wang et al. 2020 (MiniLM).
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.encode.array_file import PAGE, read_arrays
from classifier.encode.kept_files import Prepared, Recipe, forget, prepare
from classifier.encode.protocol import gather, in_threads, n_threads
from classifier.encode.weights import PINS, TOKENIZER, WEIGHTS
from classifier.progress import Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.encode.array_file import Arrays
    from classifier.encode.protocol import Vectors

    Weight = tuple[str, NDArray[np.float32]]
    Tokens = NDArray[np.int32]

N_LAYERS = 6
N_DIMS = 384
GRAPH_FILE = "minilm.onnx"
DATA_FILE = "minilm.weights"
GRAPH = Path(__file__).with_name(GRAPH_FILE)
WINDOW = 256  # tokens; what the model was published with; its positions would reach 512
BATCH_TOKENS = 320  # with padding; a longer text is a batch of its own
N_MARKS = 2  # tokens around every text, for its beginning and its end
_READING = "in pieces"  # part of the hash: other vectors for long texts, another encoder
_FOLDER = "minilm-3"


class MiniLM:
    """The encoder; ``weights`` is the folder with the safetensors file and the tokenizer.

    ``jobs`` is the number of threads; ``cache`` another place for the prepared graph.
    """

    name = "minilm"
    n_dims = N_DIMS
    languages = frozenset({"en"})

    def __init__(self, weights: Path, jobs: int | None = None, cache: Path | None = None) -> None:
        prepared = _prepare(weights, cache)
        self._threads = n_threads(jobs)
        with prepared.reading():
            self._tokenizer = _tokenizer(prepared.folder / TOKENIZER)
            self._session = _session(prepared.folder / GRAPH_FILE)
        read = f"{prepared.hashes[WEIGHTS]}\0{_READING}"
        self.weights_hash = hashlib.sha256(read.encode()).hexdigest()
        self.cut: frozenset[int] = frozenset()  # every text is read to its end

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embed ``texts`` into float32 (n_texts, 384): unit rows, zero for no text."""
        pieces = {i: self._pieces(text) for i, text in enumerate(texts) if text.strip()}
        firsts = {i: some[0] for i, some in pieces.items()}
        rests = [(i, piece) for i, some in pieces.items() for piece in some[1:]]
        vectors = np.zeros((len(texts), N_DIMS), dtype=np.float32)
        self._embed(firsts, vectors, progress)
        if rests:
            # Apart from the first pieces: a vector differs in its last bits by what it shares a
            # batch with, and a text must not by how long the others are.
            more = np.zeros((len(rests), N_DIMS), dtype=np.float32)
            # All texts are counted already; whoever waits may still give up.
            told = progress and (lambda *_: progress(len(texts), len(texts)))
            self._embed(dict(enumerate(piece for _, piece in rests)), more, told)
            _average(vectors, firsts, rests, more)
        return vectors

    def _pieces(self, text: str) -> list[Tokens]:
        """Return a text's token ids in pieces of at most WINDOW, each with its own marks."""
        # One by one, not encode_batch: that starts threads of its own, which is slower
        # for one card, and tokenising is a hundredth of the work.
        encoding = self._tokenizer.encode(text)
        return [np.array(p.ids, dtype=np.int32) for p in (encoding, *encoding.overflowing)]

    def _embed(
        self, tokens: Mapping[int, Tokens], vectors: Vectors, progress: Progress | None
    ) -> None:
        """Fill the rows of ``vectors`` that ``tokens`` names."""
        batches = list(_batches({i: len(row) for i, row in tokens.items()}))
        grids = [[tokens[i] for i in rows] for rows in batches]
        gather(vectors, batches, in_threads(self._run, grids, self._threads), progress)

    def _run(self, batch: Sequence[Tokens]) -> Vectors:
        ids = np.zeros((len(batch), max(map(len, batch))), dtype=np.int32)
        mask = np.zeros_like(ids)
        for i, row in enumerate(batch):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        vectors: Vectors = self._session.run(None, {"ids": ids, "mask": mask})[0]
        return vectors


def _average(
    vectors: Vectors,
    firsts: Mapping[int, Tokens],
    rests: Sequence[tuple[int, Tokens]],
    more: Vectors,
) -> None:
    """Turn each long text's row, that of its first piece, into the mean over all its pieces.

    ``more`` holds the vectors of the ``rests``. Only what was written counts, not the marks at
    both ends of a piece.
    """
    long = sorted({i for i, _ in rests})
    for i in long:
        vectors[i] *= len(firsts[i]) - N_MARKS
    for (i, piece), vector in zip(rests, more, strict=True):
        vectors[i] += (len(piece) - N_MARKS) * vector
    vectors[long] /= np.linalg.norm(vectors[long], axis=1, keepdims=True)


def _batches(lengths: Mapping[int, int]) -> Iterator[list[int]]:
    """Group places of texts of like length, at most BATCH_TOKENS to a group, padding included."""
    # The longest first: then no thread is left alone with a long batch at the end.
    order = sorted(lengths, key=lambda i: lengths[i], reverse=True)
    start = 0
    while start < len(order):
        stop = start + max(1, BATCH_TOKENS // lengths[order[start]])
        yield order[start:stop]
        start = stop


def prepare_minilm(weights: Path, cache: Path | None = None) -> Path:
    """Prepare the weights now, checking every hash, rather than at the first use."""
    forget(_FOLDER, cache)
    return _prepare(weights, cache).folder


def _prepare(weights: Path, cache: Path | None) -> Prepared:
    recipe = Recipe(
        name=_FOLDER,
        sources={name: weights / name for name in PINS} | {GRAPH_FILE: GRAPH},
        build=partial(_build, weights),
        pinned={name: pin.sha256 for name, pin in PINS.items()},
    )
    return prepare(recipe, cache)


def _build(weights: Path, folder: Path) -> None:
    write_weights(weights / WEIGHTS, folder / DATA_FILE)
    shutil.copyfile(GRAPH, folder / GRAPH_FILE)
    shutil.copyfile(weights / TOKENIZER, folder / TOKENIZER)


def _tokenizer(path: Path) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    # The file asks for padding and cutting at 128, a leftover of the model's training.
    tokenizer.no_padding()
    tokenizer.enable_truncation(WINDOW)  # what is cut off comes as further pieces
    return tokenizer


def silent_onnxruntime() -> Any:
    """Import onnxruntime so that it sends nothing and keeps no id of this machine.

    Its official builds report every session to Microsoft unless this is set before the import.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    return onnxruntime


def _session(graph: Path) -> Any:
    onnxruntime = silent_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the batches run side by side instead
    options.inter_op_num_threads = 1
    # The graph is already fused where that is quicker; onnxruntime would put its layer norms
    # together again, which is slower.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def write_weights(safetensors: Path, path: Path) -> None:
    """Write the weights of ``safetensors`` as the graph wants them to ``path``."""
    tensors = read_arrays(safetensors)
    with path.open("wb") as data:
        for (_, values), offset in with_offsets(graph_weights(tensors)):
            data.write(b"\0" * (offset - data.tell()))
            data.write(values.tobytes())


def with_offsets(weights: Iterable[Weight]) -> Iterator[tuple[Weight, int]]:
    """Yield each weight with its place in DATA_FILE: on a page, since onnxruntime maps it."""
    offset = 0
    for weight in weights:
        yield weight, offset
        n_bytes = weight[1].nbytes
        offset += n_bytes + (-n_bytes % PAGE)


def graph_weights(tensors: Arrays) -> Iterator[Weight]:
    """Yield the graph's weights by their names, in the order of DATA_FILE."""
    stem = "embeddings."
    yield "words", tensors[f"{stem}word_embeddings.weight"]
    # No text has a second segment, so the embedding of the first is added to every position.
    segment = tensors[f"{stem}token_type_embeddings.weight"][0]
    yield "positions", tensors[f"{stem}position_embeddings.weight"] + segment
    yield "norm.gain", tensors[f"{stem}LayerNorm.weight"]
    yield "norm.bias", tensors[f"{stem}LayerNorm.bias"]
    for number in range(N_LAYERS):
        yield from _layer_weights(tensors, number)


def _layer_weights(tensors: Arrays, number: int) -> Iterator[Weight]:
    """Yield one layer's weights; torch keeps a matrix as (out, in), the graph as (in, out)."""
    stem, layer = f"encoder.layer.{number}.", f"layer{number}."
    parts = [f"{stem}attention.self.{part}" for part in ("query", "key", "value")]
    matrices = [tensors[f"{part}.weight"].T for part in parts]
    yield f"{layer}qkv", np.concatenate(matrices, axis=1)
    yield f"{layer}qkv.bias", np.concatenate([tensors[f"{part}.bias"] for part in parts])
    for part in ("attention.output.dense", "intermediate.dense", "output.dense"):
        yield f"{layer}{part}", tensors[f"{stem}{part}.weight"].T
        yield f"{layer}{part}.bias", tensors[f"{stem}{part}.bias"]
    for part in ("attention.output", "output"):
        yield f"{layer}{part}.gain", tensors[f"{stem}{part}.LayerNorm.weight"]
        yield f"{layer}{part}.shift", tensors[f"{stem}{part}.LayerNorm.bias"]
