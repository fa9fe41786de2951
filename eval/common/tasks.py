"""What is learned and tested: the invented sample, and public sets cut into tasks.

A public set is a csv file with a column ``text``, a column ``labels`` (joined by ``|``; empty:
none) and perhaps a column ``group``; rows of one group are never on both sides. Each is cut into
one fixed test part and nested training sizes.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from classifier.codebook import Codebook, Label, Target
from classifier.encode import DEFAULT, VectorCache, resolve_encoders
from classifier.evaluate.scored import Scored, predicted
from classifier.features import Texts, Vectors, embed
from classifier.records import Coding, Fragment
from classifier.store import save_model
from classifier.train import Material, TrainConfig, TrainInputs, fit, gather, read_inputs, train
from common import CODEBOOK, HARVESTS
from common.pages import NotMeasured, needed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.encode import Encoder
    from classifier.model.fitted import Model
    from classifier.records import BoolArray, FloatArray
    from classifier.train import Fitted

    Numbers = NDArray[np.int64]

# The target of the sample that is looked at, and the one of every public set.
TYPES, CODE = "type", "code"
NEWEST = "harvest 3"
# The two sets whose figures are committed, and their test rows; others keep a third, at most 1000.
TEST_ROWS = {"disaster-news": 1000, "un-speeches": 2000}
PUBLIC_SETS = tuple(TEST_ROWS)
# A label of a public set with fewer rows is left out.
FEWEST_ROWS = 20
INVENTED = (
    "The sample is invented: it shows that the program works and which variant does better in it, "
    "not how well real outcomes are coded."
)


@dataclass(frozen=True)
class Settings:
    """Encoders and where their vectors are kept."""

    encoders: tuple[Encoder, ...]
    cache: VectorCache

    def gather(
        self, fragments: Sequence[Fragment], codings: Sequence[Coding], book: Codebook
    ) -> Material:
        """Lay fragments and codings out to be learned from, with vectors."""
        return gather(fragments, codings, book, self.encoders, self.cache)

    def material(self, inputs: TrainInputs, book: Codebook | None = None) -> Material:
        """Lay all that was read out, with its own codebook or another one."""
        return self.gather(inputs.fragments, inputs.codings, book or inputs.codebook)

    def embed(self, texts: Texts) -> Vectors:
        """Return the texts' vectors."""
        return embed(texts, self.encoders, self.cache)

    def probabilities(self, model: Model, texts: Texts) -> dict[str, FloatArray]:
        """Return what a model says of texts, by target."""
        return model.probabilities(texts, self.embed(texts).less(model.blocks.centres))


def settings_of(encoder: str = DEFAULT) -> Settings:
    """Open the encoders that a choice names."""
    return Settings(resolve_encoders(encoder).encoders, VectorCache())


def sample_inputs(codebook: Path = CODEBOOK) -> TrainInputs:
    """Read the sample's three harvests."""
    return read_inputs(HARVESTS, codebook)


@contextmanager
def sample_model(given: Path | None) -> Iterator[Path]:
    """Lend the model that was given, or one that is trained on the sample's first two harvests."""
    with tempfile.TemporaryDirectory() as folder:
        if given is None:
            fitted = train(HARVESTS[:2], CODEBOOK).fitted
            save_model(fitted.model, Path(folder) / "model", {})
        yield given or Path(folder) / "model"


def forward(
    inputs: TrainInputs, settings: Settings
) -> Iterator[tuple[str, Fitted, dict[str, Scored]]]:
    """Learn from the harvests before each one, and score that one's fragments by target."""
    whole = settings.material(inputs)
    harvests = np.array([f.harvest for f in inputs.fragments])
    nobody = np.zeros(len(harvests), dtype=np.int64)
    order = sorted(set(harvests.tolist()))
    for now, name in enumerate(order[1:], 1):
        old = [f for f in inputs.fragments if f.harvest in order[:now]]
        fitted = fit(settings.gather(old, inputs.codings, inputs.codebook), TrainConfig())
        yield name, fitted, predicted(fitted.model, whole, np.flatnonzero(harvests == name), nobody)


def gold_types(path: Path | None) -> dict[str, frozenset[str]]:
    """Return what the texts of harvest 2 were written for, by fragment."""
    with needed(path, "--gold FILE").open(encoding="utf-8-sig", newline="") as stream:
        return {row["FragmentID"]: ids_in(row["types"]) for row in csv.DictReader(stream)}


def ids_in(cell: str) -> frozenset[str]:
    """Read the labels of one cell.

    >>> sorted(ids_in("T02|T01")), ids_in("")
    (['T01', 'T02'], frozenset())
    """
    return frozenset(filter(None, cell.split("|")))


@dataclass(frozen=True)
class Task:
    """One public set, cut.

    Attributes
    ----------
    texts, groups : n_texts
    truth : bool (n_texts, n_labels)
    pool, test : row numbers to draw training sets from, in drawing order, and to test on
    vectors : unit rows by encoder, float (n_texts, n_dims)
    """

    name: str
    labels: tuple[str, ...]
    texts: tuple[str, ...]
    groups: tuple[str, ...]
    truth: BoolArray
    pool: Numbers
    test: Numbers
    vectors: dict[str, FloatArray]

    def draws(self, size: int, n_draws: int) -> Iterator[Numbers]:
        """Draw training sets; the first ones of growing size are nested."""
        yield self.pool[:size]
        if size < len(self.pool):
            for draw in range(1, n_draws):
                random = np.random.default_rng(1000 + draw)
                yield self.pool[random.permutation(len(self.pool))[:size]]

    def material(self, train: Numbers, settings: Settings) -> Material:
        """Lay a training set out as harvests would be; the pool's other texts have no codes."""
        labels = tuple(Label(str(j), name.replace("_", " ")) for j, name in enumerate(self.labels))
        coded = set(train.tolist())
        order = [*train.tolist(), *(i for i in self.pool.tolist() if i not in coded)]
        fragments = [
            Fragment(str(i), self.texts[i], country=self.groups[i], harvest=self.groups[i])
            for i in order
        ]
        codings = [
            Coding(str(i), CODE, frozenset(map(str, np.flatnonzero(self.truth[i])))) for i in train
        ]
        return settings.gather(
            fragments, codings, Codebook(self.name, "1", (Target(CODE, labels),))
        )

    def probabilities(self, model: Model) -> FloatArray:
        """Return what a model says of the test texts: (n_test, n_labels)."""
        texts = Texts(tuple(self.texts[i] for i in self.test), ("",) * len(self.test))
        rows = {name: v[self.test].astype(np.float32) for name, v in self.vectors.items()}
        return model.probabilities(texts, Vectors(rows, rows).less(model.blocks.centres))[CODE]


def public_frames(folder: Path | None, names: Sequence[str] = ()) -> dict[str, pd.DataFrame]:
    """Read the sets of a folder, those of these names or all; say which are not there."""
    paths = [folder / f"{name}.csv" for name in names] if folder else []
    if folder and not names:
        paths = sorted(folder.glob("*.csv"))
    frames = {path.stem: read_frame(path) for path in paths if path.is_file()}
    for name in names:
        if frames.get(name) is None:
            print(f"not measured: {name}.csv in --public DIR")
    return {name: frame for name, frame in frames.items() if frame is not None}


def public_tasks(
    folder: Path | None, settings: Settings, names: Sequence[str] = PUBLIC_SETS
) -> list[Task]:
    """Cut the sets of a folder into tasks, those of these names or all."""
    frames = public_frames(folder, names)
    return [cut_task(name, frame, settings) for name, frame in frames.items()]


def some_tasks(tasks: list[Task]) -> list[Task]:
    """Return tasks where there are any, else say what is missing."""
    if not tasks:
        raise NotMeasured("no csv with text and labels in --public DIR")
    return tasks


def read_frame(path: Path) -> pd.DataFrame | None:
    """Read one csv file, one row per distinct text; None if it is not of that form."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    if not {"text", "labels"} <= set(frame) or "coder" in frame:
        return None
    return frame.drop_duplicates("text")


def labels_and_truth(frame: pd.DataFrame) -> tuple[tuple[str, ...], BoolArray]:
    """Return the labels with enough rows, and which row has which."""
    ticked = [ids_in(cell) for cell in frame["labels"]]
    counts = pd.Series([label for row in ticked for label in row]).value_counts()
    labels = tuple(sorted(counts[counts >= FEWEST_ROWS].index))
    return labels, np.array([[label in row for label in labels] for row in ticked])


def cut_task(name: str, frame: pd.DataFrame, settings: Settings) -> Task:
    """Lay out labels, training pool and test part, and embed the texts."""
    labels, truth = labels_and_truth(frame)
    alone = frame.index.astype(str).to_series(frame.index)
    groups = (
        frame["group"].where(frame["group"] != "", "row " + alone) if "group" in frame else alone
    )
    n_test = TEST_ROWS.get(name, min(1000, len(frame) // 3))
    pool, test = cut(groups.to_numpy(str), n_test)
    texts = tuple(frame["text"])
    embedded = settings.embed(Texts(texts, ("",) * len(texts)))
    return Task(
        name=name,
        labels=labels,
        texts=texts,
        groups=tuple(groups),
        truth=truth,
        pool=pool,
        test=test,
        vectors={n: rows.astype(np.float64) for n, rows in embedded.outcomes.items()},
    )


def cut(groups: NDArray[np.str_], n_test: int) -> tuple[Numbers, Numbers]:
    """Deal whole groups to the test part until it is full: (pool, test) row numbers."""
    random = np.random.default_rng(7)
    held: set[str] = set()
    n_held = 0
    for group in random.permutation(sorted(set(groups))):
        if n_held >= n_test:
            break
        held.add(group)
        n_held += int((groups == group).sum())
    inside = np.isin(groups, list(held))
    test, pool = np.flatnonzero(inside), np.flatnonzero(~inside)
    return pool[random.permutation(len(pool))], test[random.permutation(len(test))[:n_test]]
