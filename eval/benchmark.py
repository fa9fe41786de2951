"""Compare the classifier with simpler ones on public data, whole learning curves, own thresholds.

    python eval/benchmark.py --public DIR [--only NAME NAME] [--draws 3]

Each set of DIR is cut into one fixed test part and nested training sizes (`common.tasks`). Without
DIR or sets nothing is measured, and it says so.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from common.pages import Options, decimals, needed, table, write_page
from common.tasks import (
    CODE,
    INVENTED,
    NEWEST,
    TYPES,
    Settings,
    Task,
    public_tasks,
    sample_inputs,
    settings_of,
    some_tasks,
)
from plain_figures import brier, main_figures
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from classifier.encode import DEFAULT
from classifier.evaluate.figures import calibration_error
from classifier.features import model_texts
from classifier.split import group_folds
from classifier.train import TrainConfig, TrainInputs, fit
from classifier.train.material import target_truth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.model.fitted import Model
    from classifier.records import BoolArray, FloatArray
    from classifier.train import Material

    Numbers = NDArray[np.int64]

SIZES = (50, 100, 300, 1000)
OURS = "this classifier"


@dataclass(frozen=True)
class Answer:
    """What a system says of the test texts: probabilities (n_test, n_labels) and ticks."""

    probabilities: FloatArray
    ticks: BoolArray
    seconds: float


System = Callable[[Task, "Numbers", Settings], Answer]


def ours(task: Task, train: Numbers, settings: Settings) -> Answer:
    """Train as the command line does; texts of the pool without their labels are known to it."""
    model, seconds = timed_fit(task.material(train, settings))
    probabilities = task.probabilities(model)
    return Answer(probabilities, probabilities >= model.heads[CODE].thresholds(), seconds)


def timed_fit(material: Material) -> tuple[Model, float]:
    """Fit, and say how many CPU seconds it took."""
    start = time.process_time()
    model = fit(material, TrainConfig()).model
    return model, time.process_time() - start


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
    p = answer.probabilities
    ranking, *f1 = main_figures(truth, p, answer.ticks, known)
    error, distance = calibration_error(truth, p, known), brier(truth, p, known)
    return [ranking, *f1, sum(f1) / 2, error or 0.0, distance or 0.0, answer.seconds]


def measure(task: Task, settings: Settings, n_draws: int) -> Iterator[list[str]]:
    """Run every system on every size; yields the rows of the table."""
    for size in SIZES:
        if size > len(task.pool):
            continue
        draws = list(task.draws(size, n_draws))
        for name, system in systems(settings).items():
            runs = [figures(system(task, d, settings), task.truth[task.test]) for d in draws]
            yield row(size, name, np.array(runs))
            print(task.name, size, name, file=sys.stderr)


def row(size: int, name: str, runs: FloatArray) -> list[str]:
    """Write one line: means over the draws, ± the standard error of LRAP and mean F1."""
    means = runs.mean(axis=0)
    cells = [*decimals(means[:-1]), f"{means[-1]:.1f}"]
    if len(runs) > 1:
        errors = runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
        for column in (COLUMNS.index("LRAP"), COLUMNS.index("mean F1")):
            cells[column] += f" ± {errors[column]:.3f}"
    return [str(size), name, *cells]


def sample_task(inputs: TrainInputs, settings: Settings) -> Task:
    """Lay the sample out as a task: learn from harvests 1–2, test on harvest 3."""
    book = inputs.codebook
    truth = target_truth(inputs.fragments, inputs.codings, book.target(TYPES), book)
    fragments = [inputs.fragments[row] for row in truth.rows]
    new = np.array([fragment.harvest == NEWEST for fragment in fragments])
    texts = model_texts(fragments)
    vectors = settings.embed(texts).stories
    return Task(
        name="sample harvests (synthetic), types",
        labels=book.target(TYPES).ids,
        texts=texts.joint,
        groups=tuple(f"{f.country}, {f.harvest}" for f in fragments),
        truth=truth.values,
        pool=np.flatnonzero(~new),
        test=np.flatnonzero(new),
        vectors={name: rows.astype(np.float64) for name, rows in vectors.items()},
    )


def ours_on_sample(inputs: TrainInputs, settings: Settings) -> Answer:
    """Train on the whole of harvests 1–2 as the command line does, codebook and all."""
    old = [f for f in inputs.fragments if f.harvest != NEWEST]
    model, seconds = timed_fit(settings.gather(old, inputs.codings, inputs.codebook))
    coded = {c.fragment_id for c in inputs.codings if c.target == TYPES}
    new = [f for f in inputs.fragments if f.harvest == NEWEST and f.id in coded]
    found = settings.probabilities(model, model_texts(new))[TYPES]
    return Answer(found, found >= model.heads[TYPES].thresholds(), seconds)


def sample_rows(inputs: TrainInputs, task: Task, settings: Settings) -> Iterator[list[str]]:
    """Run the same systems on the sample."""
    for name, system in systems(settings).items():
        own = name == OURS  # it reads the codebook too
        answer = ours_on_sample(inputs, settings) if own else system(task, task.pool, settings)
        yield row(len(task.pool), name, np.array([figures(answer, task.truth[task.test])]))


def page(options: Options) -> Iterator[str]:
    """Say what was done, and write one table for each task."""
    settings = settings_of(options.encoder)
    folder, names = needed(options.public, "--public DIR"), list(filter(None, options.only))
    tasks = some_tasks(public_tasks(folder, settings, names))
    encoders = " + ".join(encoder.name for encoder in settings.encoders) or "none"
    yield "# Benchmark on public data"
    yield (
        f"One thread, vectors in hand (encoders: {encoders}), means of {options.draws} draws ± "
        "s.e.; the draws overlap and the test part is fixed, so the s.e. understates. All systems "
        "set their thresholds on held-out probabilities of their training texts. Seconds: CPU, for "
        "features, held-out scores and the fit."
    )
    headings = ("n", "system", *COLUMNS)
    for task in tasks:
        yield f"## {task.name}: {len(task.labels)} labels, {len(task.test)} test texts"
        yield table(headings, measure(task, settings, options.draws))
    inputs = sample_inputs()
    task = sample_task(inputs, settings)
    yield (
        f"## {task.name}: forward in time, {len(task.labels)} labels, {len(task.test)} fragments"
    )
    yield (
        "Learn from harvests 1–2, suggest for harvest 3, against its coders' codes. "
        f"{INVENTED} Ours learns three targets and reads the codebook."
    )
    yield table(headings, sample_rows(inputs, task, settings))


if __name__ == "__main__":
    write_page(page, public=None, only=[""], draws=3, encoder=DEFAULT)
