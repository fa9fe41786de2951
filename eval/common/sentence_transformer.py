"""MiniLM in sentence-transformers, what our own is compared with; where it is installed."""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from classifier.encode.minilm import N_DIMS, N_LAYERS, MiniLM
from common.processes import best

# What sentence-transformers needs to know of MiniLM beside its weights.
_CONFIG = {
    "model_type": "bert",
    "architectures": ["BertModel"],
    "hidden_act": "gelu",
    "hidden_size": N_DIMS,
    "intermediate_size": 4 * N_DIMS,
    "layer_norm_eps": 1e-12,
    "num_attention_heads": 12,
    "num_hidden_layers": N_LAYERS,
    "vocab_size": 30522,
}


def sentence_transformer(weights: Path, jobs: int) -> Any:
    """Load MiniLM into sentence-transformers, None where that is not installed."""
    try:
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.sentence_transformer import modules
    except ImportError:
        return None
    torch.set_num_threads(jobs)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.json").write_text(json.dumps(_CONFIG), "utf-8")
        tokens = {"tokenizer_class": "BertTokenizer", "do_lower_case": True}
        (folder / "tokenizer_config.json").write_text(json.dumps(tokens), "utf-8")
        for file in ("model.safetensors", "tokenizer.json"):
            (folder / file).write_bytes((weights / file).read_bytes())
        whole = modules.Transformer(name, max_seq_length=256)
        parts = [whole, modules.Pooling(N_DIMS), modules.Normalize()]
        return SentenceTransformer(modules=parts, device="cpu")


def against(ours: MiniLM, theirs: Any, texts: Mapping[int, list[str]]) -> dict[str, Any]:
    """Compare with sentence-transformers at its own best batch size, and at its default of 32."""
    result = {}
    for words, some in texts.items():
        rounds = []
        for _ in range(3):
            times = {
                size: best(
                    partial(theirs.encode, some, batch_size=size, show_progress_bar=False), 2
                )
                for size in (4, 8, 16, 32)
            }
            own = best(partial(ours.encode, some), 2)
            rounds.append((min(times.values()) / own, times[32] / own))
        at_best, default = zip(*rounds, strict=True)
        result[str(words)] = {
            "best": statistics.median(at_best),
            "default": statistics.median(default),
        }
    return result


def beside_words(other: Mapping[str, Any] | None) -> str:
    """Say how many times as fast as sentence-transformers MiniLM is."""
    told = (
        f"{r['best']:.2f} × at {words} words (at its default {r['default']:.2f} ×)"
        for words, r in (other or {}).items()
    )
    return ", ".join(told) or "not measured"
