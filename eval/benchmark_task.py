"""Public sets cut into tasks: one fixed test part, groups kept apart, nested training sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from classifier.encode import VectorCache
from classifier.features import Texts, embed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.encode import Encoder
    from classifier.records import BoolArray, FloatArray

    Numbers = NDArray[np.int64]

FEWEST_ROWS = 20
# Test rows of the two sets whose figures are committed; others keep a third, at most 1000.
TEST_ROWS = {"un-speeches": 2000, "disaster-news": 1000}


@dataclass(frozen=True)
class Task:
    """One data set, cut.

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


@dataclass(frozen=True)
class Answer:
    """What a system says of the test texts: probabilities (n_test, n_labels) and ticks."""

    probabilities: FloatArray
    ticks: BoolArray
    seconds: float


@dataclass(frozen=True)
class Settings:
    """Encoders and where their vectors are kept."""

    encoders: tuple[Encoder, ...]
    cache: VectorCache


def read_frame(path: Path) -> pd.DataFrame | None:
    """Read one csv file, one row per distinct text; None if it is not of that form."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    if not {"text", "labels"} <= set(frame) or "coder" in frame:
        return None
    return frame.drop_duplicates("text")


def cut_task(name: str, frame: pd.DataFrame, settings: Settings) -> Task:
    """Lay out labels, training pool and test part, and embed the texts."""
    ticked = [set(filter(None, cell.split("|"))) for cell in frame["labels"]]
    counts = pd.Series([label for row in ticked for label in row]).value_counts()
    labels = tuple(sorted(counts[counts >= FEWEST_ROWS].index))
    alone = frame.index.astype(str).to_series(frame.index)
    groups = (
        frame["group"].where(frame["group"] != "", "row " + alone) if "group" in frame else alone
    )
    n_test = TEST_ROWS.get(name, min(1000, len(frame) // 3))
    pool, test = cut(groups.to_numpy(str), n_test)
    texts = tuple(frame["text"])
    embedded = embed(Texts(texts, ("",) * len(texts)), settings.encoders, settings.cache)
    return Task(
        name=name,
        labels=labels,
        texts=texts,
        groups=tuple(groups),
        truth=np.array([[label in row for label in labels] for row in ticked]),
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
