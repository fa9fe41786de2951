"""Make MiniLM's graph, classifier/encode/minilm.onnx, anew. Only for a change of the graph itself.

    python eval/make_minilm_graph.py

The graph needs no weights: it names each one's shape and its place in the file that
classifier/encode/minilm.py writes from the published weights. It is built of onnxruntime's
fused operators: embedding + layer norm, whole attention, layer norm, bias + GELU; the mean over the
tokens and the unit length are part of it. All in float32: quantised weights gave other vectors to a
text alone than to the same text in a batch.

Sources: Devlin et al. 2019 (BERT), Wang et al. 2020 (MiniLM), Reimers & Gurevych 2019 (mean
pooling); the operators' own pages under "Contrib operators" in onnxruntime's documentation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from classifier.encode import minilm
from classifier.encode.minilm import DATA_FILE, GRAPH, N_DIMS, graph_weights, with_offsets

if TYPE_CHECKING:
    from classifier.encode.array_file import Arrays

N_WORDS = 30522
N_POSITIONS = 512
N_HEADS = 12
EPSILON = 1e-12  # of the layer norms, as the model was trained
_WIDE = 4 * N_DIMS
_FUSED = "com.microsoft"  # the domain of onnxruntime's own operators


@dataclass
class _Draft:
    """The operators so far, and the small constants among them."""

    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def node(self, kind: str, inputs: list[str], output: str, **settings: Any) -> str:
        """Add one operator with one output; returns the output's name."""
        self.nodes.append(
            helper.make_node(kind, inputs, [output], name=f"{kind}_{len(self.nodes)}", **settings)
        )
        return output

    def constant(self, name: str, value: int) -> str:
        """Add a constant list of one number; returns its name."""
        self.constants.append(numpy_helper.from_array(np.array([value]), name))
        return name


def make_graph(n_words: int = N_WORDS) -> bytes:
    """Return the model: token ids and mask in, one unit vector a text out."""
    draft = _Draft()
    hidden = _embeddings(draft)
    for number in range(minilm.N_LAYERS):
        hidden = _layer(draft, hidden, number)
    _pooling(draft, hidden)
    grid = ["n_texts", "n_tokens"]
    graph = helper.make_graph(
        draft.nodes,
        "minilm",
        [helper.make_tensor_value_info(n, TensorProto.INT32, grid) for n in ("ids", "mask")],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["n_texts", N_DIMS])],
        initializer=[*_external_weights(n_words), *draft.constants],
    )
    versions = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
    model = helper.make_model(graph, opset_imports=versions, ir_version=8)
    return bytes(model.SerializeToString(deterministic=True))


def _external_weights(n_words: int) -> list[Any]:
    """Return the graph's weights without their values: shapes, and places in DATA_FILE."""
    weights = []
    for (name, values), offset in with_offsets(graph_weights(_shapes(n_words))):
        tensor = TensorProto(
            name=name,
            dims=values.shape,
            data_type=TensorProto.FLOAT,
            data_location=TensorProto.EXTERNAL,
        )
        place = {"location": DATA_FILE, "offset": offset, "length": values.nbytes}
        for key, value in place.items():
            tensor.external_data.add(key=key, value=str(value))
        weights.append(tensor)
    return weights


def _shapes(n_words: int) -> Arrays:
    """Return empty arrays of the published weights' names and shapes."""
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (n_words, N_DIMS),
        "embeddings.position_embeddings.weight": (N_POSITIONS, N_DIMS),
        "embeddings.token_type_embeddings.weight": (2, N_DIMS),
    }
    norms = ["embeddings"]
    for number in range(minilm.N_LAYERS):
        stem = f"encoder.layer.{number}"
        norms += [f"{stem}.attention.output", f"{stem}.output"]
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            shapes[f"{stem}.attention.{part}.weight"] = (N_DIMS, N_DIMS)
            shapes[f"{stem}.attention.{part}.bias"] = (N_DIMS,)
        shapes[f"{stem}.intermediate.dense.weight"] = (_WIDE, N_DIMS)
        shapes[f"{stem}.intermediate.dense.bias"] = (_WIDE,)
        shapes[f"{stem}.output.dense.weight"] = (N_DIMS, _WIDE)
        shapes[f"{stem}.output.dense.bias"] = (N_DIMS,)
    for norm in norms:
        shapes[f"{norm}.LayerNorm.weight"] = shapes[f"{norm}.LayerNorm.bias"] = (N_DIMS,)
    return {name: np.zeros(shape, dtype=np.float32) for name, shape in shapes.items()}


def _embeddings(draft: _Draft) -> str:
    """Add words + positions, normalised; "lengths" holds each text's length, for the attention."""
    # "": no second segment, its embedding is in the positions already
    inputs = ["ids", "", "words", "positions", "", "norm.gain", "norm.bias", "mask"]
    kind = "EmbedLayerNormalization"
    draft.nodes.append(
        helper.make_node(
            kind,
            inputs,
            ["hidden", "lengths"],
            name=f"{kind}_0",
            domain=_FUSED,
            epsilon=EPSILON,
        )
    )
    return "hidden"


def _layer(draft: _Draft, hidden: str, number: int) -> str:
    """Add one transformer layer."""
    layer = f"layer{number}."

    def project(source: str, part: str) -> str:
        return draft.node("MatMul", [source, f"{layer}{part}"], f"{layer}{part}.out")

    def add_and_norm(source: str, skip: str, part: str) -> str:
        stem = f"{layer}{part}"
        biased = draft.node("Add", [source, f"{stem}.dense.bias"], f"{stem}.biased")
        # One operator for all of it, SkipLayerNormalization, takes longer.
        added = draft.node("Add", [biased, skip], f"{stem}.added")
        weights = [f"{stem}.gain", f"{stem}.shift"]
        return draft.node(
            "LayerNormalization", [added, *weights], f"{stem}.normed", epsilon=EPSILON
        )

    attended = draft.node(
        "Attention",  # query, key and value side by side in one matrix
        [hidden, f"{layer}qkv", f"{layer}qkv.bias", "lengths"],
        f"{layer}attended",
        domain=_FUSED,
        num_heads=N_HEADS,
    )
    middle = add_and_norm(project(attended, "attention.output.dense"), hidden, "attention.output")
    wide = project(middle, "intermediate.dense")
    active = draft.node(
        "BiasGelu",  # the exact GELU; FastGelu is an approximation the model was not trained with
        [wide, f"{layer}intermediate.dense.bias"],
        f"{layer}active",
        domain=_FUSED,
    )
    return add_and_norm(project(active, "output.dense"), middle, "output")


def _pooling(draft: _Draft, hidden: str) -> None:
    """Add the mean over the real tokens and the division by its length."""
    node = draft.node
    last, tokens = draft.constant("axis.last", 2), draft.constant("axis.tokens", 1)
    node("Cast", ["mask"], "mask.float", to=TensorProto.FLOAT)
    node("Unsqueeze", ["mask.float", last], "mask.3d")
    node("Mul", [hidden, "mask.3d"], "real")
    node("ReduceSum", ["real", tokens], "sum", keepdims=0)
    node("ReduceSum", ["mask.float", tokens], "count", keepdims=1)
    node("Div", ["sum", "count"], "mean")
    node("LpNormalization", ["mean"], "vectors", axis=-1, p=2)


if __name__ == "__main__":
    GRAPH.write_bytes(make_graph())
    print(f"Written: {GRAPH.name}, {GRAPH.stat().st_size} bytes")
