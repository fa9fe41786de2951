"""How long does a fit take, and how much memory? Folds, calibration and thresholds included.

    python eval/bench_fit.py --public DIR [--repeats 3]

Two fits, each in a process of its own on one thread, with the sentence vectors in hand: 1,000
texts of disaster-news with 29 labels, and 10,000 texts put together from the sample's sentences
with its 32 types, whose vectors are drawn at random (a fit takes as long whatever they are).
Writes eval/bench_fit.md beside itself; without DIR only the second is measured.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from benchmark import ours
from benchmark_sample import DATA, TARGET, sample_inputs
from benchmark_task import Settings, cut_task, read_frame
from threadpoolctl import threadpool_limits

from classifier.encode import DEFAULT, VectorCache, resolve_encoders
from classifier.features import Texts, Vectors
from classifier.records import Coding, Fragment
from classifier.suggest.sentences import split_sentences
from classifier.train import EncoderIdentity, Material, TrainConfig, fit
from classifier.train.sentences import codebook_sentences

PUBLIC = "disaster-news"
LARGE = 10_000
N_DIMS = {"use": 512, "minilm": 384}
# CPU seconds and MB that a fit must stay under.
LIMITS = {PUBLIC: (3.0, None), "large": (60.0, 2000)}
NAMES = {
    PUBLIC: "disaster-news, 1,000 texts, 29 labels",
    "large": "sample recombined, 10,000 texts, 32 labels",
}


def fit_public(folder: Path) -> float:
    """Fit 1,000 texts of the public set as `benchmark.py` does; gives CPU seconds."""
    frame = read_frame(folder / f"{PUBLIC}.csv")
    if frame is None:
        raise ValueError(f"{folder / PUBLIC}.csv has no text and labels")
    settings = Settings(resolve_encoders(DEFAULT).encoders, VectorCache())
    task = cut_task(PUBLIC, frame, settings)
    return ours(task, task.pool[:1000], settings).seconds


def fit_large() -> float:
    """Fit 10,000 recombined texts; gives CPU seconds."""
    material = large_material()
    start = time.process_time()
    fit(material, TrainConfig())
    return time.process_time() - start


def large_material() -> Material:
    """Put sentences of four coded fragments together, with the labels of the first."""
    inputs = sample_inputs()
    book = replace(inputs.codebook, targets=(inputs.codebook.target(TARGET),))
    codings = {c.fragment_id: c for c in inputs.codings if c.target == TARGET}
    coded = [f for f in inputs.fragments if f.id in codings]
    random = np.random.default_rng(0)
    fragments, answers = [], []
    for i in range(LARGE):
        four = [coded[k] for k in random.integers(0, len(coded), 4)]
        told = [str(random.choice(split_sentences(f.outcome) or ["–"])) for f in four]
        place = {"country": four[1].country, "harvest": f"harvest {i % 10}"}
        fragments.append(Fragment(str(i), " ".join(told), four[2].significance, **place))
        given = codings[four[0].id]
        answers.append(Coding(str(i), TARGET, given.labels, version=given.version))
    sentences = codebook_sentences(book)
    return Material(
        fragments=tuple(fragments),
        codings=tuple(answers),
        codebook=book,
        texts=Texts(tuple(f.outcome for f in fragments), tuple(f.significance for f in fragments)),
        sentences=sentences,
        vectors=drawn_vectors(LARGE, random),
        sentence_vectors=drawn_vectors(len(sentences.texts), random),
        encoders=tuple(
            EncoderIdentity(name, n, "drawn", frozenset({"en"})) for name, n in N_DIMS.items()
        ),
        n_cut={},
    )


def drawn_vectors(n: int, random: np.random.Generator) -> Vectors:
    """Draw unit rows for both views of ``n`` texts."""

    def view() -> dict[str, np.ndarray]:
        rows = {name: random.normal(size=(n, k)).astype(np.float32) for name, k in N_DIMS.items()}
        return {name: r / np.linalg.norm(r, axis=1, keepdims=True) for name, r in rows.items()}

    return Vectors(view(), view())


def measured(case: str, folder: Path, repeats: int) -> tuple[float, float]:
    """Run a case in new processes: median CPU seconds and the largest peak in MB."""
    command = [sys.executable, __file__, "--public", str(folder), "--case", case]
    runs = []
    for _ in range(repeats):
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        runs.append(json.loads(done.stdout))
    return statistics.median(run[0] for run in runs), max(run[1] for run in runs)


def report(folder: Path, repeats: int) -> str:
    """Measure what can be measured and write the page."""
    lines = [
        "# How long a fit takes",
        "",
        f"`python eval/bench_fit.py --public DIR`; one thread, vectors in hand, a new process each "
        f"time; median CPU seconds and largest peak memory of {repeats} runs. Seconds are of the "
        "fit with its features, twins, folds, calibration and thresholds; memory is the whole "
        "process's. The 10,000 texts are recombined from the invented sample.",
        "",
        "| fit | CPU seconds | limit | peak memory, MB | limit |",
        "|---|---|---|---|---|",
    ]
    for case, (seconds_limit, memory_limit) in LIMITS.items():
        if case == PUBLIC and not (folder / f"{PUBLIC}.csv").is_file():
            print(f"not measured: {PUBLIC}.csv is not in {folder}")
            continue
        seconds, peak = measured(case, folder, repeats)
        lines.append(
            f"| {NAMES[case]} | {seconds:.1f} | {seconds_limit:.0f} | {peak:.0f} | "
            f"{memory_limit or '–'} |"
        )
    return "\n".join([*lines, ""])


def main() -> None:
    """Read the command line; a child process measures one case, the parent all of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--public", type=Path, default=DATA, metavar="DIR")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--case", choices=list(LIMITS), help="measure only this one, in here")
    options = parser.parse_args()
    if options.case is None:
        text = report(options.public, options.repeats)
        Path(__file__).with_suffix(".md").write_text(text, "utf-8")
        print(text)
        return
    with threadpool_limits(1):
        seconds = fit_large() if options.case == "large" else fit_public(options.public)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([seconds, peak]))


if __name__ == "__main__":
    main()
