"""How long does a fit take, and how much memory? Held-out scores and calibration included.

    python eval/bench_fit.py [--public DIR] [--repeats 3]

Two fits, each in a process of its own on one thread, with the sentence vectors in hand: 1,000
texts of disaster-news with 29 labels, and 10,000 texts put together from the sample's sentences
with its 32 types, whose vectors are drawn at random (a fit takes as long whatever they are).
Beyond 3,000 rows a fit goes by landmarks; how near they come to the exact fit is measured on the
public sets, which are small enough for both. Without DIR only the fit of 10,000 is measured.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from benchmark import ours
from common.pages import Options, decimals, table, write_page
from common.processes import in_new_process, peak_memory
from common.tasks import TYPES, Settings, Task, public_tasks, sample_inputs, settings_of
from plain_figures import main_figures
from threadpoolctl import threadpool_limits

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
    from classifier.records import FloatArray

PUBLIC = "disaster-news"
# Landmarks tried; a fit has 1,500.
N_LANDMARKS = (250, 500, 1000, 1500)
LARGE = 10_000
N_DIMS = {"use": 512, "minilm": 384}
# CPU seconds and MB that a fit must stay under.
LIMITS = {
    "disaster-news, 1,000 texts, 29 labels": (2.0, None),
    "sample recombined, 10,000 texts, 32 labels": (25.0, 1000),
}


FIT_HEADINGS = ("fit", "CPU seconds", "limit", "peak memory, MB", "limit")


def fit_public(folder: Path | None) -> float:
    """Fit 1,000 texts of the public set as `benchmark.py` does; returns CPU seconds."""
    settings = settings_of()
    (task,) = public_tasks(folder, settings, [PUBLIC])
    return ours(task, task.pool[:1000], settings).seconds


def landmark_rows(task: Task, settings: Settings) -> Iterator[list[str]]:
    """Fit one set exactly and by landmarks; figures of the held-out probabilities."""
    material = task.material(task.pool, settings)
    truth = task.truth[task.pool]
    known = np.ones_like(truth)
    rows = np.arange(len(truth))
    split = split_groups(material.fragments, material.texts, rows)
    left_out = split.left_out(rows)
    space = Space(material, chosen_blocks(material, split), split)
    features, pseudo = space.everything, space.pseudo(material.codebook.targets[0])

    def held_out(limit: int, n_landmarks: int) -> FloatArray:
        coder = RidgeCoder(exact_limit=limit, n_landmarks=n_landmarks)
        coder.fit(features, truth, left_out=left_out, pseudo=pseudo)
        return coder.held_out_probabilities_

    exact = held_out(features.shape[0] + 10_000, 0)
    for path in ("exact", *N_LANDMARKS):
        p = exact if path == "exact" else held_out(0, int(path))
        chosen = p >= mixed_thresholds(*own_thresholds(p, known))
        ranking, f1, _ = main_figures(truth, p, chosen, known)
        name = path if path == "exact" else f"{path:,}"
        cells = [*decimals((ranking, f1)), f"{np.abs(p - exact).mean():.4f}"]
        yield [f"{task.name}, {len(truth):,}", name, *cells]


def fit_large(_: Path | None) -> float:
    """Fit 10,000 recombined texts; returns CPU seconds."""
    material = large_material()
    start = time.process_time()
    fit(material, TrainConfig())
    return time.process_time() - start


def large_material() -> Material:
    """Put sentences of four coded fragments together, with the labels of the first."""
    inputs = sample_inputs()
    book = replace(inputs.codebook, targets=(inputs.codebook.target(TYPES),))
    codings = {c.fragment_id: c for c in inputs.codings if c.target == TYPES}
    coded = [f for f in inputs.fragments if f.id in codings]
    random = np.random.default_rng(0)
    fragments, answers = [], []
    for i in range(LARGE):
        four = [coded[k] for k in random.integers(0, len(coded), 4)]
        told = [str(random.choice(split_sentences(f.outcome) or ["–"])) for f in four]
        place = {"country": four[1].country, "harvest": f"harvest {i % 10}"}
        fragments.append(Fragment(str(i), " ".join(told), four[2].significance, **place))
        given = codings[four[0].id]
        answers.append(Coding(str(i), TYPES, given.labels, version=given.version))
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


def measured(fit_one: Callable[[Path | None], float], folder: Path | None) -> tuple[float, float]:
    """Fit on one thread; returns CPU seconds and the peak of this process in MB."""
    with threadpool_limits(1):
        return fit_one(folder), peak_memory() or 0.0


def fit_rows(folder: Path | None, repeats: int, there: bool) -> Iterator[list[str]]:
    """Fit in new processes: median CPU seconds and the largest peak, beside their limits."""
    for (name, limits), fit_one in zip(LIMITS.items(), (fit_public, fit_large), strict=True):
        if fit_one is fit_large or there:
            runs = [in_new_process(measured, fit_one, folder) for _ in range(repeats)]
            taken, peak = statistics.median(run[0] for run in runs), max(run[1] for run in runs)
            yield [name, f"{taken:.1f}", f"{limits[0]:.0f}", f"{peak:.0f}", str(limits[1] or "–")]


def page(options: Options) -> Iterator[str]:
    """Measure what can be measured and write the page."""
    settings = settings_of()
    tasks = public_tasks(options.public, settings)
    there = any(task.name == PUBLIC for task in tasks)
    yield "# How long a fit takes"
    yield (
        "One thread, vectors in hand, a new process each time; median CPU seconds and largest peak "
        f"memory of {options.repeats} run(s). Seconds are of the fit with its features, twins, "
        "held-out scores, calibration and thresholds; memory is the whole process's. The 10,000 "
        "texts are recombined from the invented sample."
    )
    yield table(FIT_HEADINGS, fit_rows(options.public, options.repeats, there))
    yield "## Landmarks beside the exact fit"
    yield (
        "The same features and calibration; figures of the held-out probabilities; the last column "
        "is the mean difference of a probability from the exact one. The sets are small: how 1,500 "
        "landmarks do among 10,000 texts is to be judged by the rows of 250 and 500."
    )
    headings = ("set, texts", "landmarks", "LRAP", "micro F1", "difference")
    yield table(headings, (row for task in tasks for row in landmark_rows(task, settings)))


if __name__ == "__main__":
    write_page(page, public=None, repeats=3)
