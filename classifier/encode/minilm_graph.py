"""Build MiniLM's fused graph from its weights: once for each machine, then only read.

The weights arrive as a safetensors file, made for torch. onnxruntime runs them faster, and
starts in a tenth of the time, as one graph of its own fused operators: embedding + layer norm,
whole attention, layer norm, bias + GELU; the mean over the tokens and the unit
length are part of the graph. All in float32: quantised weights gave other vectors to a text
alone than to the same text in a batch.

Sources: Devlin et al. 2019 (BERT), Wang et al. 2020 (MiniLM), Reimers & Gurevych 2019 (mean
pooling); the operators' own pages under "Contrib operators" in onnxruntime's documentation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.encode.tensors import PAGE, read_tensors

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from classifier.encode.tensors import Tensors

N_LAYERS = 6
N_HEADS = 12
N_DIMS = 384
EPSILON = 1e-12  # of the layer norms, as the model was trained
GRAPH_FILE = "minilm.onnx"
DATA_FILE = "minilm.weights"
_CONTRIB = "com.microsoft"


def build_graph(safetensors: Path, folder: Path) -> None:
    """Write the fused graph of ``safetensors`` into ``folder``, as GRAPH_FILE and DATA_FILE."""
    tensors = read_tensors(safetensors)
    with (folder / DATA_FILE).open("wb") as data:
        draft = _Draft(data)
        hidden, lengths = _embeddings(draft, tensors)
        for layer in range(N_LAYERS):
            hidden = _layer(draft, tensors, hidden, lengths, layer)
        _pooling(draft, hidden)
    (folder / GRAPH_FILE).write_bytes(draft.serialise())


@dataclass
class _Draft:
    """The nodes so far; onnxruntime maps the data file, so the weights begin on pages."""

    data: Any
    nodes: list[Any] = field(default_factory=list)
    weights: list[Any] = field(default_factory=list)

    def weight(self, name: str, values: NDArray[np.generic]) -> str:
        """Store one array; large ones in the data file, where they can be mapped."""
        from onnx import TensorProto, helper, numpy_helper

        values = np.ascontiguousarray(values)
        if values.nbytes < PAGE:
            self.weights.append(numpy_helper.from_array(values, name))
            return name
        self.data.write(b"\0" * (-self.data.tell() % PAGE))
        tensor = TensorProto(
            name=name,
            dims=values.shape,
            data_type=helper.np_dtype_to_tensor_dtype(values.dtype),
            data_location=TensorProto.EXTERNAL,
        )
        where = {"location": DATA_FILE, "offset": self.data.tell(), "length": values.nbytes}
        for key, value in where.items():
            tensor.external_data.add(key=key, value=str(value))
        self.data.write(values.tobytes())
        self.weights.append(tensor)
        return name

    def node(self, kind: str, inputs: list[str], outputs: list[str], **settings: Any) -> str:
        """Add one operator; returns its first output."""
        from onnx import helper

        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, outputs, name=name, **settings))
        return outputs[0]

    def serialise(self) -> bytes:
        """Return the finished model: token ids and mask in, one unit vector a text out."""
        from onnx import TensorProto, helper

        grid = ["n_texts", "n_tokens"]
        graph = helper.make_graph(
            self.nodes,
            "minilm",
            [helper.make_tensor_value_info(n, TensorProto.INT32, grid) for n in ("ids", "mask")],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["n_texts", N_DIMS])],
            initializer=self.weights,
        )
        versions = [helper.make_opsetid("", 17), helper.make_opsetid(_CONTRIB, 1)]
        model = helper.make_model(graph, opset_imports=versions, ir_version=8)
        return bytes(model.SerializeToString())


def _embeddings(draft: _Draft, tensors: Tensors) -> tuple[str, str]:
    """Add words + positions, normalised; also gives each text's length, for the attention."""
    weight, stem = draft.weight, "embeddings."
    draft.node(
        "EmbedLayerNormalization",
        [
            "ids",
            "",  # no second segment: its embedding is folded into the positions below
            weight("words", tensors[f"{stem}word_embeddings.weight"]),
            weight(
                "positions",
                tensors[f"{stem}position_embeddings.weight"]
                + tensors[f"{stem}token_type_embeddings.weight"][0],
            ),
            "",
            weight("norm.gain", tensors[f"{stem}LayerNorm.weight"]),
            weight("norm.bias", tensors[f"{stem}LayerNorm.bias"]),
            "mask",
        ],
        ["hidden", "lengths"],
        domain=_CONTRIB,
        epsilon=EPSILON,
    )
    return "hidden", "lengths"


def _layer(draft: _Draft, tensors: Tensors, hidden: str, lengths: str, number: int) -> str:
    """Add one transformer layer; torch keeps weights as (out, in), the graph as (in, out)."""
    stem, mine = f"encoder.layer.{number}.", f"layer{number}."

    def bias(part: str) -> str:
        return draft.weight(f"{mine}{part}.bias", tensors[f"{stem}{part}.bias"])

    def project(source: str, part: str) -> str:
        matrix = draft.weight(f"{mine}{part}", tensors[f"{stem}{part}.weight"].T)
        return draft.node("MatMul", [source, matrix], [f"{mine}{part}.out"])

    def add_and_norm(source: str, skip: str, part: str) -> str:
        gain = draft.weight(f"{mine}{part}.gain", tensors[f"{stem}{part}.LayerNorm.weight"])
        shift = draft.weight(f"{mine}{part}.shift", tensors[f"{stem}{part}.LayerNorm.bias"])
        biased = draft.node("Add", [source, bias(f"{part}.dense")], [f"{mine}{part}.biased"])
        # One operator for all of it, SkipLayerNormalization, takes longer.
        added = draft.node("Add", [biased, skip], [f"{mine}{part}.added"])
        return draft.node(
            "LayerNormalization", [added, gain, shift], [f"{mine}{part}.normed"], epsilon=EPSILON
        )

    attended = _attention(draft, tensors, (hidden, lengths), stem, mine)
    middle = add_and_norm(project(attended, "attention.output.dense"), hidden, "attention.output")
    wide = project(middle, "intermediate.dense")
    active = draft.node(
        "BiasGelu",  # the exact GELU; FastGelu is an approximation the model was not trained with
        [wide, bias("intermediate.dense")],
        [f"{mine}active"],
        domain=_CONTRIB,
    )
    return add_and_norm(project(active, "output.dense"), middle, "output")


def _attention(
    draft: _Draft, tensors: Tensors, inputs: tuple[str, str], stem: str, mine: str
) -> str:
    """Add the fused attention: query, key and value side by side in one matrix."""
    parts = [f"{stem}attention.self.{part}" for part in ("query", "key", "value")]
    matrix = np.concatenate([tensors[f"{part}.weight"].T for part in parts], axis=1)
    shift = np.concatenate([tensors[f"{part}.bias"] for part in parts])
    hidden, lengths = inputs
    return draft.node(
        "Attention",
        [
            hidden,
            draft.weight(f"{mine}qkv", matrix),
            draft.weight(f"{mine}qkv.bias", shift),
            lengths,
        ],
        [f"{mine}attended"],
        domain=_CONTRIB,
        num_heads=N_HEADS,
    )


def _pooling(draft: _Draft, hidden: str) -> None:
    """Add the mean over the real tokens and the division by its length."""
    from onnx import TensorProto

    weight, node = draft.weight, draft.node
    node("Cast", ["mask"], ["mask.float"], to=TensorProto.FLOAT)
    node("Unsqueeze", ["mask.float", weight("axis.last", np.array([2]))], ["mask.3d"])
    node("Mul", [hidden, "mask.3d"], ["real"])
    node("ReduceSum", ["real", weight("axis.tokens", np.array([1]))], ["sum"], keepdims=0)
    node("ReduceSum", ["mask.float", "axis.tokens"], ["count"], keepdims=1)
    node("Div", ["sum", "count"], ["mean"])
    node("LpNormalization", ["mean"], ["vectors"], axis=-1, p=2)
