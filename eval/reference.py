"""Set the classifier beside the reference recipe it was written from: arithmetic and figures.

    python eval/reference.py --reference DIR --public DIR [--draws 3]

DIR of ``--reference`` holds the reference code (``recipe.py`` and its parts). First both get the
same features, folds and name features of random texts: how far apart are their probabilities?
Then both learn from the same draws of public texts with the same encoders and are tested on the
same rest, as in `benchmark.py`.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
from benchmark import COLUMNS, SIZES, Answer, figures, ours
from common.pages import Options, needed, table, write_page
from common.tasks import Settings, Task, public_tasks, settings_of, some_tasks
from scipy import sparse

from classifier.features import sentence_texts
from classifier.model.ridge import RidgeCoder
from classifier.model.training_rows import Pseudo
from classifier.split import leave_out

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

SHOWN = ("LRAP", "micro F1", "macro F1", "mean F1", "ECE", "Brier")
# The reference's weights of words and letter pieces; the encoders share the rest.
SPARSE = {"word": 0.3, "char": 0.2}
N_SETS = 5


def load_reference(folder: Path) -> ModuleType:
    """Import the reference from its folder; its parts import each other by bare names."""
    sys.path.insert(0, str(folder))
    with warnings.catch_warnings():  # it silences all warnings for good
        module = importlib.import_module("recipe")
    return module


def same_arithmetic(reference: ModuleType, seed: int) -> tuple[float, float, bool]:
    """Fit both on random texts with the reference's own features, folds and name features.

    Returns the largest difference of held-out probabilities and of thresholds, and whether both
    took the same penalty.
    """
    random = np.random.default_rng(seed)
    n, labels = 150, ["water point", "court case", "school", "road", "clinic"]
    truth = random.random((n, len(labels))) < random.uniform(0.1, 0.4, len(labels))
    fill = [f"word{k}" for k in range(80)]
    texts = [
        " ".join(
            [
                *random.choice(fill, 12),
                *(
                    label
                    for label, y in zip(labels, row, strict=True)
                    if y and random.random() < 0.6
                ),
            ]
        )
        for row in truth
    ]
    rows = unit(random.normal(size=(n, 12)) + truth @ random.normal(size=(len(labels), 12)))
    names = unit(random.normal(size=(len(labels), 12)))
    theirs = reference.Recipe(blocks={**SPARSE, "minilm": 0.5})
    theirs.fit(texts, {"minilm": rows}, truth, None, labels, {"minilm": names})
    blocks = [np.sqrt(w) * sparse.csr_matrix(theirs.R[b]) for b, w in theirs.blocks.items()]
    features = sparse.hstack(blocks, format="csr")
    mine = RidgeCoder().fit(
        features[:n],
        truth,
        left_out=leave_out(theirs.f.tolist()),
        pseudo=Pseudo(features[n:], np.eye(len(labels), dtype=bool), 1.0),
        name_features=np.stack(theirs.F, axis=2),
    )
    apart = float(np.abs(mine.held_out_probabilities_ - theirs.Po).max())
    return apart, float(np.abs(mine.thresholds_ - theirs.T).max()), mine.lambda_ == theirs.lam


def unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scale rows to length 1."""
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def recipe(reference: ModuleType, task: Task, train: Numbers, settings: Settings) -> Answer:
    """Let the reference learn; the pool's texts are known to it without their labels, as to us."""
    names = [label.replace("_", " ") for label in task.labels]
    spoken = settings.embed(sentence_texts(names)).outcomes
    share = (1 - sum(SPARSE.values())) / len(task.vectors)
    model = reference.Recipe(blocks={**SPARSE, **dict.fromkeys(task.vectors, share)})
    texts = [task.texts[i] for i in task.pool]
    model.fit(
        [task.texts[i] for i in train],
        {name: rows[train] for name, rows in task.vectors.items()},
        task.truth[train],
        np.array(task.groups)[train],
        names,
        {name: rows.astype(np.float64) for name, rows in spoken.items()},
        (texts, {name: rows[task.pool] for name, rows in task.vectors.items()}),
    )
    vectors = {name: rows[task.test] for name, rows in task.vectors.items()}
    p = model.predict([task.texts[i] for i in task.test], vectors)
    return Answer(p, p >= model.T, 0.0)


def measure(
    reference: ModuleType, task: Task, settings: Settings, n_draws: int
) -> Iterator[list[str]]:
    """Yield the rows of the table: the reference, and how far ours is ahead, draw by draw."""
    truth = task.truth[task.test]
    for size in SIZES:
        if size > len(task.pool):
            continue
        pairs = []
        for draw in task.draws(size, n_draws):
            answers = recipe(reference, task, draw, settings), ours(task, draw, settings)
            pairs.append([figures(answer, truth) for answer in answers])
        runs = np.array(pairs)[:, :, [COLUMNS.index(name) for name in SHOWN]]
        theirs, lead = runs[:, 0].mean(axis=0), runs[:, 1] - runs[:, 0]
        error = lead.std(axis=0, ddof=1) / np.sqrt(len(lead)) if len(lead) > 1 else None
        cells = [
            f"{value:.3f}, {gain:+.3f}" + ("" if error is None else f" ± {error[k]:.3f}")
            for k, (value, gain) in enumerate(zip(theirs, lead.mean(axis=0), strict=True))
        ]
        yield [task.name, str(size), *cells]
        print(task.name, size, file=sys.stderr)


def page(options: Options) -> Iterator[str]:
    """Compare arithmetic and figures."""
    place = needed(options.reference and options.reference / "recipe.py", "--reference DIR")
    settings = settings_of()
    tasks = some_tasks(public_tasks(needed(options.public, "--public DIR"), settings))
    reference = load_reference(place.parent)
    sets = [same_arithmetic(reference, seed) for seed in range(N_SETS)]
    apart, thresholds = max(s[0] for s in sets), max(s[1] for s in sets)
    penalties = sum(s[2] for s in sets)
    yield "# Beside the reference recipe"
    yield (
        "The same arithmetic but for two steps (what leaving out does to a label's share is taken "
        "out of held-out scores, and the line of log odds may bend): given the same features, "
        f"folds and name features of {N_SETS} sets of random texts, held-out probabilities are at "
        f"most {apart:.1e} apart, thresholds {thresholds:.1e}, and the penalty is the same in "
        f"{penalties} of {N_SETS}."
    )
    yield (
        "The same draws: the reference with both encoders, and this classifier's lead over it "
        f"(mean of {options.draws} draws ± s.e. of the paired differences; draws overlap and the "
        "test part is fixed, so the s.e. understates). ECE and Brier: less is better."
    )
    every = (row for task in tasks for row in measure(reference, task, settings, options.draws))
    yield table(("set", "n", *SHOWN), every)


if __name__ == "__main__":
    write_page(page, reference=None, public=None, draws=3)
