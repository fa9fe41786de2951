"""Compare the classifier with simpler ones on public data, whole learning curves, own thresholds.

    python eval/benchmark.py --public DIR [--only NAME,NAME] [--draws 3] [--out eval/benchmark.md]

DIR holds csv files with a column ``text``, a column ``labels`` (joined by ``|``; empty: none) and
perhaps a column ``group``; rows of one group are never on both sides. Each file is cut into one
fixed test part and nested training sizes. Labels with fewer than 20 rows are left out. Without
DIR or such files nothing is measured, and it says so.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from benchmark_sample import ours_on_sample, sample_inputs, sample_task
from benchmark_task import Answer, Settings, Task, cut_task, read_frame
from plain_figures import brier, label_counts, macro_f1, micro, ranking_precision
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from classifier.codebook import Codebook, Label, Target
from classifier.encode import DEFAULT, VectorCache, resolve_encoders
from classifier.evaluate.figures import calibration_error
from classifier.features import Texts, Vectors
from classifier.records import Coding, Fragment
from classifier.split import group_folds
from classifier.train import Material, TrainConfig, fit, gather

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.records import BoolArray, FloatArray

    Numbers = NDArray[np.int64]

SIZES = (50, 100, 300, 1000)
TARGET = "code"
OURS = "this classifier"


System = Callable[[Task, "Numbers", Settings], Answer]


def ours(task: Task, train: Numbers, settings: Settings) -> Answer:
    """Train as the command line does; texts of the pool without their labels are known to it."""
    material = task_material(task, train, settings)
    start = time.process_time()
    model = fit(material, TrainConfig()).model
    seconds = time.process_time() - start
    texts = Texts(tuple(task.texts[i] for i in task.test), ("",) * len(task.test))
    rows = {name: v[task.test].astype(np.float32) for name, v in task.vectors.items()}
    vectors = Vectors(rows, rows).less(model.blocks.centres)
    probabilities = model.probabilities(texts, vectors)[TARGET]
    return Answer(probabilities, probabilities >= model.heads[TARGET].thresholds(), seconds)


def task_material(task: Task, train: Numbers, settings: Settings) -> Material:
    """Lay a training set out as harvests would be, with vectors; the coded texts come first."""
    labels = [Label(str(j), name.replace("_", " ")) for j, name in enumerate(task.labels)]
    codebook = Codebook(task.name, "1", (Target(TARGET, tuple(labels)),))
    coded = set(train.tolist())
    order = [*train.tolist(), *(i for i in task.pool.tolist() if i not in coded)]
    fragments = [
        Fragment(str(i), task.texts[i], country=task.groups[i], harvest=task.groups[i])
        for i in order
    ]
    codings = [
        Coding(str(i), TARGET, frozenset(str(j) for j in np.flatnonzero(task.truth[i])))
        for i in train
    ]
    return gather(fragments, codings, codebook, settings.encoders, settings.cache)


def prior(task: Task, train: Numbers, _: Settings) -> Answer:
    """Give every text each label's frequency."""
    truth = task.truth[train]
    frequencies = (truth.sum(axis=0) + 0.5) / (len(train) + 1)
    threshold = best_threshold(np.tile(frequencies, (len(train), 1)), truth)
    probabilities = np.tile(frequencies, (len(task.test), 1))
    return Answer(probabilities, probabilities >= threshold, 0.0)


@dataclass(frozen=True)
class Regression:
    """Logistic regression label by label over TF-IDF of words and pairs, vectors, or both.

    Its threshold, one for all labels, is the best of its own out-of-fold probabilities.
    """

    words: bool
    vectors: bool

    def __call__(self, task: Task, train: Numbers, _: Settings) -> Answer:
        """Fit five folds, for the threshold, and all rows."""
        start = time.process_time()
        rows, new = self._rows(task, train)
        truth = task.truth[train]
        groups = np.unique(np.array(task.groups)[train], return_inverse=True)[1]
        folds = group_folds(truth, groups.astype(np.int64))
        held = np.zeros(truth.shape)
        for fold in np.unique(folds):
            out = folds == fold
            held[out] = regress(rows[~out], truth[~out], rows[out])
        threshold = best_threshold(held, truth)
        probabilities = regress(rows, truth, new)
        return Answer(probabilities, probabilities >= threshold, time.process_time() - start)

    def _rows(self, task: Task, train: Numbers) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
        """Lay out training and test rows, each kind of feature with unit rows."""
        parts: list[tuple[object, object]] = []
        if self.words:
            tfidf = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, strip_accents="unicode")
            rows = tfidf.fit_transform([task.texts[i] for i in train])
            parts.append((rows, tfidf.transform([task.texts[i] for i in task.test])))
        if self.vectors:
            share = 1 / np.sqrt(len(task.vectors))
            parts += [(v[train] * share, v[task.test] * share) for v in task.vectors.values()]
        old, new = (
            sparse.hstack([sparse.csr_matrix(part[side]) for part in parts], format="csr")
            for side in (0, 1)
        )
        return old, new


def regress(rows: sparse.csr_matrix, truth: BoolArray, new: sparse.csr_matrix) -> FloatArray:
    """Fit one logistic regression per label; a label with one value only keeps its frequency."""
    found = np.tile((truth.sum(axis=0) + 0.5) / (len(truth) + 1), (new.shape[0], 1))
    for label in np.flatnonzero(truth.any(axis=0) & ~truth.all(axis=0)):
        model = LogisticRegression(C=10, max_iter=1000).fit(rows, truth[:, label])
        found[:, label] = model.predict_proba(new)[:, 1]
    return found


def best_threshold(probabilities: FloatArray, truth: BoolArray) -> float:
    """Find the one threshold for all labels with the largest micro F1 on these rows."""
    order = np.argsort(-probabilities, axis=None, kind="stable")
    p, hits = probabilities.ravel()[order], np.cumsum(truth.ravel()[order])
    f1 = 2 * hits / (np.arange(1, len(p) + 1) + max(1, truth.sum()))
    f1[:-1][p[:-1] == p[1:]] = -1  # equal ones are ticked together
    return float(p[f1.argmax()])


SYSTEMS: dict[str, System] = {
    OURS: ours,
    "prior": prior,
    "TF-IDF + LR": Regression(words=True, vectors=False),
    "embeddings + LR": Regression(words=False, vectors=True),
    "TF-IDF + embeddings + LR": Regression(words=True, vectors=True),
}
COLUMNS = ("LRAP", "micro F1", "macro F1", "mean F1", "ECE", "Brier", "seconds")


def systems(settings: Settings) -> dict[str, System]:
    """Choose the systems that can run; without encoders those on vectors cannot."""
    if settings.encoders:
        return SYSTEMS
    return {
        name: system
        for name, system in SYSTEMS.items()
        if not (isinstance(system, Regression) and system.vectors)
    }


def figures(answer: Answer, truth: BoolArray) -> list[float]:
    """Measure one answer, in the order of `COLUMNS`."""
    known = np.ones_like(truth)
    counts = label_counts(truth, answer.ticks, known)
    f1 = (micro(counts).f1 or 0.0, macro_f1(counts) or 0.0)
    p = answer.probabilities
    return [
        ranking_precision(truth, p) or 0.0,
        *f1,
        sum(f1) / 2,
        calibration_error(truth, p, known) or 0.0,
        brier(truth, p, known) or 0.0,
        answer.seconds,
    ]


def measure(task: Task, settings: Settings, n_draws: int) -> Iterator[str]:
    """Run every system on every size; yields the rows of the table."""
    for size in SIZES:
        if size > len(task.pool):
            continue
        draws = list(task.draws(size, n_draws))
        for name, system in systems(settings).items():
            runs = [figures(system(task, d, settings), task.truth[task.test]) for d in draws]
            yield row(size, name, np.array(runs))
            print(task.name, size, name, file=sys.stderr)


def row(size: int, name: str, runs: FloatArray) -> str:
    """Write one line: means over the draws, ± the standard error of LRAP and mean F1."""
    means = runs.mean(axis=0)
    cells = [f"{value:.3f}" for value in means[:-1]] + [f"{means[-1]:.1f}"]
    if len(runs) > 1:
        errors = runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
        for column in (COLUMNS.index("LRAP"), COLUMNS.index("mean F1")):
            cells[column] += f" ± {errors[column]:.3f}"
    return f"| {size} | {name} | " + " | ".join(cells) + " |"


def report(tasks: Sequence[Task], settings: Settings, n_draws: int) -> str:
    """Write the page: what was done, and one table for each task."""
    encoders = " + ".join(encoder.name for encoder in settings.encoders) or "none"
    lines = [
        "# Benchmark on public data",
        "",
        "`python eval/benchmark.py --public DIR`; one thread, vectors in hand (encoders: "
        f"{encoders}), means of {n_draws} draws ± s.e.; the draws overlap and the test part is "
        "fixed, so the s.e. understates.",
        "All systems set their thresholds on held-out probabilities of their training texts. "
        "Seconds: CPU, for features, held-out scores and the fit.",
        "",
    ]
    for task in tasks:
        lines += [
            f"## {task.name}: {len(task.labels)} labels, {len(task.test)} test texts",
            "",
            "| n | system | " + " | ".join(COLUMNS) + " |",
            "|---|---|" + "---|" * len(COLUMNS),
            *measure(task, settings, n_draws),
            "",
        ]
    return "\n".join([*lines, *sample_lines(settings)])


def sample_lines(settings: Settings) -> list[str]:
    """The same systems on the sample: learn from harvests 1–2, test on harvest 3."""
    inputs = sample_inputs()
    task, train = sample_task(inputs, settings)
    truth = task.truth[task.test]
    lines = [
        f"## {task.name}: forward in time, {len(task.labels)} labels, {len(task.test)} fragments",
        "",
        "Learn from harvests 1–2, suggest for harvest 3, against its coders' codes. The texts are "
        "invented: the order says something, the level nothing about real outcomes. Ours learns "
        "three targets and reads the codebook.",
        "",
        "| n | system | " + " | ".join(COLUMNS) + " |",
        "|---|---|" + "---|" * len(COLUMNS),
    ]
    for name, system in systems(settings).items():
        own = name == OURS  # it reads the codebook too
        answer = ours_on_sample(inputs, settings) if own else system(task, train, settings)
        lines.append(row(len(train), name, np.array([figures(answer, truth)])))
    return [*lines, ""]


def main() -> None:
    """Read the command line, measure, and write the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--public", type=Path, required=True, metavar="DIR")
    parser.add_argument("--only", default="", help="names of files, without .csv, joined by commas")
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--encoder", default=DEFAULT)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    options = parser.parse_args()
    names = set(filter(None, options.only.split(",")))
    paths = [p for p in sorted(options.public.glob("*.csv")) if not names or p.stem in names]
    frames = [(path.stem, frame) for path in paths if (frame := read_frame(path)) is not None]
    if not frames:
        print(f"not measured: no csv with text and labels in {options.public}")
        return
    settings = Settings(resolve_encoders(options.encoder).encoders, VectorCache())
    with threadpool_limits(1):
        tasks = [cut_task(name, frame, settings) for name, frame in frames]
        options.out.write_text(report(tasks, settings, options.draws), "utf-8")
    print(f"written: {options.out}")


if __name__ == "__main__":
    main()
