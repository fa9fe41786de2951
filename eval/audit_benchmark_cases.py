"""Cases for the benchmark of the audit: recorded codes, and which of them should change.

Two have answers of their own, the sample and the UN speeches by coder. In other public sets errors
are planted.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from common import CODEBOOK, DATA, HARVESTS
from common.tasks import CODE, TYPES, Settings, Task, ids_in, labels_and_truth

from classifier.audit import AuditConfig
from classifier.audit.doubts import TargetDoubts
from classifier.audit.run import doubt_all, lay_out
from classifier.codebook import Codebook, Label, Target, read_codebook, to_coarser
from classifier.harvest import read_codings, read_harvest
from classifier.records import Coding, Fragment
from classifier.train import Material, TrainConfig, fit

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from classifier.model.votes import Votes
    from classifier.records import BoolArray, FloatArray

# Sentences of the public set that are read, of those with two coders or more.
UN_SENTENCES = 3000
SEED = 0
# Planted errors: ticks that are taken away, and wrong ones put in for each that is left.
DROPPED, WRONG = 0.2, 0.05
PLANTED_ROWS, DRAWS = 1000, 5


@dataclass(frozen=True)
class Case:
    """One data set with its answers.

    Attributes
    ----------
    missing, unsupported : bool (n_recorded, n_labels), what the answers say should change
    judged : bool of the same shape, cells with an answer
    groups : int (n_recorded,), for the intervals
    """

    name: str
    doubts: TargetDoubts
    missing: BoolArray
    unsupported: BoolArray
    judged: BoolArray
    groups: NDArray[np.int64]


def doubted(material: Material, target: str) -> tuple[TargetDoubts, NDArray[np.int64]]:
    """Learn from codes and doubt them; returns the doubts and the groups of what is recorded."""
    fitted = fit(material, TrainConfig())
    doubts = doubt_all(lay_out(material, fitted), AuditConfig())[target]
    return doubts, fitted.groups[np.array(doubts.recorded.rows)]


def gold_case(
    path: Path, settings: Settings, twice: bool, votes: Mapping[str, Votes] | None = None
) -> Case:
    """Harvest 2 of the sample with the codes its texts were written for."""
    book = read_codebook(CODEBOOK)
    harvest = read_harvest(HARVESTS, book)
    codings = list(harvest.codings)
    if twice:
        codings += read_codings(DATA / "double-codings.csv", book)[0]
    material = settings.gather(harvest.fragments, codings, book)
    doubts, groups = doubted(replace(material, votes=votes or {}), TYPES)
    target, recorded = book.target(TYPES), doubts.recorded
    column = {label: j for j, label in enumerate(target.ids)}
    missing = np.zeros(recorded.values.shape, dtype=bool)
    unsupported, judged = missing.copy(), missing.copy()
    gold = {row["FragmentID"]: row for row in csv.DictReader(path.open(encoding="utf-8"))}
    for i, coding in enumerate(recorded.codings):
        row = gold.get(coding.fragment_id)
        if row is None or not row["coder"]:
            continue
        written, meant = (
            to_coarser(set(ids_in(row[key])), target, book.newest, coding.version, book)
            for key in ("types", "coded_types")
        )
        missing[i, [column[label] for label in written - meant]] = True
        unsupported[i, [column[label] for label in meant - written]] = True
        judged[i] = recorded.known[i]
    name = "sample, harvest 2" + (", with fragments coded twice" if twice else "")
    return Case(name, doubts, missing, unsupported, judged, groups)


def un_case(path: Path, settings: Settings, n_others: int) -> Case:
    """UN speeches: one coder's labels against what most of ``n_others`` others or more say."""
    by_item: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(path.open(encoding="utf-8")):
        by_item.setdefault(row["item_id"], []).append(row)
    random = np.random.default_rng(SEED)
    often = [item for item, rows in by_item.items() if len(rows) > n_others]
    rest = [item for item, rows in by_item.items() if 2 <= len(rows) <= n_others]
    mixed = [*random.permutation(often), *random.permutation(rest)]
    chosen = sorted(map(str, mixed[:UN_SENTENCES]))
    names = sorted(
        {name for rows in by_item.values() for r in rows for name in ids_in(r["labels"])}
    )
    target = Target(CODE, tuple(Label(name, name) for name in names))
    book = Codebook("UN speeches", "1", (target,), versions=(("1", ()),))
    fragments, codings, others = [], [], []
    for_rates = []
    for item in chosen:
        rows = by_item[item]
        one = rows[int(random.integers(len(rows)))]
        fragments.append(Fragment(item, one["text"], harvest=one["batch"]))
        codings.append(Coding(item, CODE, ids_in(one["labels"]), one["coder"], "1"))
        others.append([ids_in(row["labels"]) for row in rows if row is not one])
        # Every third sentence with two coders tells how often readers differ, and is not judged.
        for_rates.append(len(rows) == 2 and random.random() < 1 / 3)
        if for_rates[-1]:
            second = next(row for row in rows if row is not one)
            codings.append(Coding(item, CODE, ids_in(second["labels"]), second["coder"], "1"))
    doubts, _ = doubted(settings.gather(fragments, codings, book), CODE)
    votes = np.array([[sum(name in o for o in seen) for name in names] for seen in others])
    n = np.array([len(seen) for seen in others])[:, None]
    judged = (n >= n_others) & (2 * votes != n) & ~np.array(for_rates)[:, None]
    says, values = 2 * votes > n, doubts.recorded.values
    groups = np.unique([fragment.harvest for fragment in fragments], return_inverse=True)[1]
    return Case(
        f"UN speeches, {n_others + 1} coders or more",
        doubts,
        judged & says & ~values,
        judged & ~says & values,
        judged,
        groups,
    )


def planted_cases(name: str, frame: pd.DataFrame, settings: Settings) -> Iterator[Case]:
    """Draw rows of a public set and plant errors in their codes."""
    for draw in range(DRAWS):
        random = np.random.default_rng(1000 + draw)
        rows = np.sort(random.permutation(len(frame))[:PLANTED_ROWS])
        yield _planted(name, frame.iloc[rows], random, settings)


def _planted(
    name: str, frame: pd.DataFrame, random: np.random.Generator, settings: Settings
) -> Case:
    """Take ticks away and put wrong ones in, these on frequent labels more often."""
    labels, truth = labels_and_truth(frame)
    missing = truth & (random.random(truth.shape) < DROPPED)
    unsupported = _strays(truth, round(WRONG * int((truth & ~missing).sum())), random)
    recorded = (truth & ~missing) | unsupported
    batch = next((frame[column] for column in ("group", "batch") if column in frame), frame.index)
    rows = np.arange(len(frame))
    task = Task(
        name, labels, tuple(frame["text"]), tuple(map(str, batch)), recorded, rows, rows, {}
    )
    doubts, groups = doubted(task.material(rows, settings), CODE)
    return Case(name, doubts, missing, unsupported, np.ones_like(truth), groups)


def _strays(truth: BoolArray, count: int, random: np.random.Generator) -> BoolArray:
    weight: FloatArray = np.where(truth, 0.0, truth.mean(axis=0)).ravel()
    strays = np.zeros(truth.size, dtype=bool)
    strays[random.choice(truth.size, count, replace=False, p=weight / weight.sum())] = True
    return strays.reshape(truth.shape)
