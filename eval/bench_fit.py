"""How long does a fit take, and how much memory? Held-out scores and calibration included.

    python eval/bench_fit.py --public DIR [--repeats 3]

Two fits, each in a process of its own on one thread, with the sentence vectors in hand: 1,000
texts of disaster-news with 29 labels, and 10,000 texts put together from the sample's sentences
with its 32 types, whose vectors are drawn at random (a fit takes as long whatever they are).
Beyond 3,000 rows a fit goes by landmarks; how near they come to the exact fit is measured on the
public sets, which are small enough for both. Writes eval/bench_fit.md beside itself; without DIR
only the fit of 10,000 is measured.
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
from typing import TYPE_CHECKING

import numpy as np
from benchmark import ours, task_material
from benchmark_sample import TARGET, sample_inputs
from benchmark_task import Settings, Task, cut_task, read_frame
from common import DATA
from plain_figures import label_counts, micro, ranking_precision
from threadpoolctl import threadpool_limits

from classifier.encode import DEFAULT, VectorCache, resolve_encoders
from classifier.features import Texts, Vectors
from classifier.model.ridge import RidgeCoder
from classifier.model.thresholds import mixed_thresholds, own_thresholds
from classifier.records import Coding, Fragment
from classifier.split import split_groups
from classifier.suggest.evidence import split_sentences
from classifier.train import EncoderIdentity, Material, TrainConfig, fit
from classifier.train.fit import chosen_blocks
from classifier.train.material import codebook_sentences
from classifier.train.space import Space

if TYPE_CHECKING:
    from classifier.records import BoolArray, FloatArray

PUBLIC = "disaster-news"
BOTH = ("un-speeches", PUBLIC)
# Landmarks tried; a fit has 1,500.
N_LANDMARKS = (250, 500, 1000, 1500)
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
    task, settings = public_task(folder, PUBLIC)
    return ours(task, task.pool[:1000], settings).seconds


def public_task(folder: Path, name: str) -> tuple[Task, Settings]:
    """Cut one public set, with vectors."""
    frame = read_frame(folder / f"{name}.csv")
    if frame is None:
        raise ValueError(f"{folder / name}.csv has no text and labels")
    settings = Settings(resolve_encoders(DEFAULT).encoders, VectorCache())
    return cut_task(name, frame, settings), settings


def landmark_lines(folder: Path, name: str) -> list[str]:
    """Fit one set exactly and by landmarks; figures of the held-out probabilities."""
    task, settings = public_task(folder, name)
    material = task_material(task, task.pool, settings)
    truth = task.truth[task.pool]
    rows = np.arange(len(truth))
    split = split_groups(material.fragments, material.texts, rows)
    left_out = split.left_out(rows)
    space = Space(material, chosen_blocks(material, split), split)
    features, pseudo = space.everything, space.pseudo(material.codebook.targets[0])

    def held_out(limit: int, n_landmarks: int) -> FloatArray:
        coder = RidgeCoder(exact_limit=limit, n_landmarks=n_landmarks)
        coder.fit(features, truth, left_out=left_out, pseudo=pseudo)
        return coder.held_out_probabilities_

    exact = held_out(len(features.indptr) + 10_000, 0)
    lines = [landmark_line(name, len(truth), "exact", exact, truth, exact)]
    for n_landmarks in N_LANDMARKS:
        near = held_out(0, n_landmarks)
        lines.append(landmark_line(name, len(truth), f"{n_landmarks:,}", near, truth, exact))
    return lines


def landmark_line(
    name: str, n: int, path: str, p: FloatArray, truth: BoolArray, exact: FloatArray
) -> str:
    """One row of the table of landmarks."""
    known = np.ones_like(truth)
    chosen = p >= mixed_thresholds(*own_thresholds(p, known))
    figures = (
        ranking_precision(truth, p) or 0.0,
        micro(label_counts(truth, chosen, known)).f1 or 0.0,
    )
    numbers = " | ".join(f"{figure:.3f}" for figure in figures)
    return f"| {name}, {n:,} | {path} | {numbers} | {np.abs(p - exact).mean():.4f} |"


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
        f"time; median CPU seconds and largest peak memory of {repeats} run(s). Seconds are of the "
        "fit with its features, twins, held-out scores, calibration and thresholds; memory is the "
        "whole process's. The 10,000 texts are recombined from the invented sample.",
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
    lines += [
        "",
        "## Landmarks beside the exact fit",
        "",
        "The same features and calibration; figures of the held-out probabilities; the last "
        "column is the mean difference of a probability from the exact one. The sets are small: "
        "how 1,500 landmarks do among 10,000 texts is to be judged by the rows of 250 and 500.",
        "",
        "| set, texts | landmarks | LRAP | micro F1 | difference |",
        "|---|---|---|---|---|",
    ]
    for name in BOTH:
        if (folder / f"{name}.csv").is_file():
            lines += landmark_lines(folder, name)
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
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(json.dumps([seconds, peak]))


if __name__ == "__main__":
    main()
