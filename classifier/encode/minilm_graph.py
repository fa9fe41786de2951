"""MiniLM as one graph of onnxruntime's fused operators, and its weights as that graph wants them.

The weights arrive as a safetensors file, made for torch. onnxruntime runs them faster, and
starts in a tenth of the time, as one graph. The graph is the same for everybody, so it is a file of
this package, made by ``eval/make_minilm_graph.py``; it names for each weight a place in DATA_FILE,
which is written here: once for each machine, then only read.

Sources: Devlin et al. 2019 (BERT), Wang et al. 2020 (MiniLM).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from classifier.encode.tensors import PAGE, read_tensors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from classifier.encode.tensors import Tensors

    Weight = tuple[str, NDArray[np.float32]]

N_LAYERS = 6
N_DIMS = 384
GRAPH_FILE = "minilm.onnx"
DATA_FILE = "minilm.weights"
GRAPH = Path(__file__).with_name(GRAPH_FILE)


def write_weights(safetensors: Path, path: Path) -> None:
    """Write the weights of ``safetensors`` as the graph wants them to ``path``."""
    tensors = read_tensors(safetensors)
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


def graph_weights(tensors: Tensors) -> Iterator[Weight]:
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


def _layer_weights(tensors: Tensors, number: int) -> Iterator[Weight]:
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
