"""What are the votes of a second reader worth, good or bad? Simulated readers, forward in time.

    python eval/reader.py [--gold FILE] [--draws 3] [--encoder use+minilm]

A model learns from the sample's earlier harvests; a simulated reader votes on every fragment, and
how far its votes count is learned from 30, 60 or 150 coded fragments that it read. Two kinds of
reader: an *independent* one overlooks labels, takes one of the same cluster for another and adds
labels by how frequent they are; a *tempted* one errs where the model errs: it overlooks what the
model finds unlikely and adds what the model finds likely. Each is made worse or better until
its own micro-F1 is about the one wanted. The truth is what coders recorded; for harvest 2 with
``--gold`` what its invented texts were written for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from audit_benchmark_cases import Case, gold_case
from common.pages import Options, decimals, table, write_page
from common.tasks import INVENTED, TYPES, Settings, forward, gold_types, sample_inputs, settings_of
from sklearn.metrics import (
    average_precision_score,
    f1_score,
    label_ranking_average_precision_score,
)

from classifier.encode import DEFAULT
from classifier.model.hierarchy import membership
from classifier.model.logistic import sigmoid
from classifier.model.thresholds import mixed_thresholds, own_thresholds
from classifier.model.votes import Votes, learn_trust
from classifier.split import group_folds

if TYPE_CHECKING:
    from classifier.records import BoolArray, FloatArray

KINDS = {"independent": False, "tempted": True}
AUDIT_QUALITIES = (0.3, 0.55, 0.7)
QUALITIES = (0.15, 0.3, 0.4, 0.55, 0.7, 0.8)
SIZES = (30, 60, 150)
# Of a reader of strength 1: how often it overlooks, confuses, and adds labels a fragment.
OVERLOOKED, CONFUSED, ADDED = 0.3, 0.15, 0.6
MOST_STRENGTH = 12.0


@dataclass(frozen=True)
class Cells:
    """Coded fragments with what the model says of them.

    ``p`` is float, ``truth`` (what the reader reads), ``coded`` and ``known`` are bool, all
    (n_fragments, n_labels); ``groups`` is int (n_fragments,).
    """

    p: FloatArray
    truth: BoolArray
    coded: BoolArray
    known: BoolArray
    groups: np.ndarray


def vote(cells: Cells, same: BoolArray, strength: float, tempted: bool, seed: int) -> BoolArray:
    """Let a simulated reader of this strength of error vote: bool (n_fragments, n_labels)."""
    rng = np.random.default_rng(seed)
    n, n_labels = cells.truth.shape
    votes = np.zeros((n, n_labels), dtype=bool)
    frequent = cells.truth.mean(axis=0) + 0.002
    likely = cells.p / np.maximum(cells.p.max(axis=1, keepdims=True), 1e-9)
    for i in range(n):
        for j in np.flatnonzero(cells.truth[i]):
            overlooked = OVERLOOKED * strength * (2 * (1 - likely[i, j]) if tempted else 1)
            if rng.random() < min(0.97, overlooked):
                continue
            if same[j].any() and rng.random() < min(0.8, CONFUSED * strength):
                j = rng.choice(np.flatnonzero(same[j]))
            votes[i, j] = True
        pull = np.where(cells.truth[i], 0, cells.p[i] if tempted else frequent)
        for _ in range(rng.poisson(ADDED * strength)):
            votes[i, rng.choice(n_labels, p=pull / pull.sum())] = True
    return votes


def reader(
    cells: tuple[Cells, Cells], same: BoolArray, wanted: float, tempted: bool, seed: int
) -> tuple[BoolArray, BoolArray]:
    """Make a reader whose own micro-F1 on the new fragments is about ``wanted``; its votes."""
    low, high = 0.0, MOST_STRENGTH
    for _ in range(12):
        strength = (low + high) / 2
        votes = vote(cells[1], same, strength, tempted, seed)
        f1 = f1_score(cells[1].truth, votes, average="micro", zero_division=0)
        low, high = (strength, high) if f1 > wanted else (low, strength)
    return vote(cells[0], same, strength, tempted, seed + 1000), votes


def figures(p: FloatArray, ticked: BoolArray, new: Cells) -> tuple[float, float, float]:
    """Ranking (LRAP), micro- and macro-F1 on the new fragments."""
    given = new.truth.any(axis=1)
    ranking = label_ranking_average_precision_score(new.truth[given], p[given])
    micro, macro = (
        f1_score(new.truth, ticked, average=way, zero_division=0) for way in ("micro", "macro")
    )
    return float(ranking), float(micro), float(macro)


def with_votes(
    old: Cells, new: Cells, votes: tuple[BoolArray, BoolArray], n_read: int, seed: int
) -> tuple[float, float, float]:
    """Learn the trust from some coded fragments and suggest for the new ones."""
    read = np.random.default_rng(seed).choice(len(old.p), min(n_read, len(old.p)), replace=False)
    folds = group_folds(old.coded[read], old.groups[read])
    seen = votes[0][read].astype(float)
    learned = learn_trust(old.p[read], seen, old.coded[read], old.known[read], folds)
    if not learned.helps:
        return figures(new.p, new.p >= limits(old.p, old.known), new)
    q = learned.trust.probabilities(new.p, votes[1].astype(float))
    return figures(q, q >= limits(learned.held_out, old.known[read]), new)


def limits(p: FloatArray, known: BoolArray) -> FloatArray:
    """Thresholds as a model sets them: float (n_labels,)."""
    common, own = own_thresholds(p, known)
    return mixed_thresholds(common, own if len(p) >= 60 else np.full(len(own), common))


def splits(settings: Settings, gold: Path | None) -> Iterator[tuple[str, Cells, Cells, BoolArray]]:
    """Learn from the harvests before each one: name, old and new fragments, labels alike."""
    inputs = sample_inputs()
    book, target = inputs.codebook, inputs.codebook.target(TYPES)
    parent = next(t for t in book.targets if t.derived_from == TYPES)
    cluster = membership(parent, target).argmax(axis=1)
    same = (cluster[:, None] == cluster) & ~np.eye(len(cluster), dtype=bool)
    for name, fitted, by_target in forward(inputs, settings):
        evidence, scored = fitted.evidence[TYPES], by_target[TYPES]
        coded = evidence.values & evidence.known
        groups = fitted.groups[evidence.rows]
        before = Cells(evidence.probabilities, coded, coded, evidence.known, groups)
        values, said = scored.values.copy(), "recorded codes"
        if gold is not None and name.endswith("2"):
            meant, said = gold_types(gold), "what the texts were written for"
            for k, row in enumerate(scored.rows):
                listed = meant.get(inputs.fragments[row].id, frozenset())
                values[k] = [label in listed for label in target.ids]
        if scored.probabilities is None:
            raise ValueError(f"{TYPES} was scored without probabilities")
        now = Cells(scored.probabilities, values, values, scored.known, np.arange(len(values)))
        yield f"{name}, truth: {said}", before, now, same


def vote_rows(old: Cells, new: Cells, same: BoolArray, n_draws: int) -> Iterator[list[str]]:
    """Yield the rows of one split."""
    base = figures(new.p, new.p >= limits(old.p, old.known), new)
    yield ["none", "", shown(base), *[""] * (len(SIZES) - 1)]
    for kind, tempted in KINDS.items():
        for wanted in QUALITIES:
            cells, alone = [], []
            for n_read in SIZES:
                found = []
                for draw in range(n_draws):
                    votes = reader((old, new), same, wanted, tempted, draw)
                    score = f1_score(new.truth, votes[1], average="micro", zero_division=0)
                    alone.append(float(score))
                    found.append(with_votes(old, new, votes, n_read, draw))
                mean = np.mean(found, axis=0).tolist()
                cells.append(f"{shown(mean)}, {mean[0] - base[0]:+.3f} {mean[1] - base[1]:+.3f}")
            yield [kind, f"{np.mean(alone):.2f}", *cells]


def audit_rows(gold: Path, settings: Settings) -> Iterator[list[str]]:
    """Yield what votes bring to the audit of harvest 2: average precision of both kinds of error.

    The reader reads what the texts were written for, elsewhere what was recorded.
    """
    plain = gold_case(gold, settings, twice=False)
    recorded = plain.doubts.recorded
    truth = (recorded.values | plain.missing) & ~plain.unsupported
    rows = np.array(recorded.rows)
    cells = Cells(sigmoid(plain.doubts.odds), truth, truth, recorded.known, plain.groups)
    same = np.ones((truth.shape[1],) * 2, dtype=bool) & ~np.eye(truth.shape[1], dtype=bool)
    n = len(sample_inputs().fragments)
    yield ["none", "", *precisions(plain)]
    for kind, tempted in KINDS.items():
        for wanted in AUDIT_QUALITIES:
            _, votes = reader((cells, cells), same, wanted, tempted, 0)
            values = np.zeros((n, truth.shape[1]))
            values[rows] = votes
            given = Votes(np.isin(np.arange(n), rows), values)
            case = gold_case(gold, settings, False, {TYPES: given})
            score = f1_score(truth, votes, average="micro", zero_division=0)
            yield [kind, f"{score:.2f}", *precisions(case)]


def precisions(case: Case) -> list[str]:
    """Average precision of missing and of unsupported codes."""
    chances, values = case.doubts.chances, case.doubts.recorded.values
    asked = (case.missing, case.judged & ~values), (case.unsupported, case.judged & values)
    return decimals(
        average_precision_score(answer[cells], chances[cells]) for answer, cells in asked
    )


def shown(found: Sequence[float]) -> str:
    """Lay out three figures: LRAP (micro-F1/macro-F1)."""
    return f"{found[0]:.3f} ({found[1]:.3f}/{found[2]:.3f})"


def page(options: Options) -> Iterator[str]:
    """Measure and write the tables."""
    settings = settings_of(options.encoder)
    yield "# What are the votes of a second reader worth?"
    yield (
        f"Simulated readers, {options.draws} draws each, types of the sample, learned from the "
        f"harvests before. {INVENTED} LRAP (micro-F1/macro-F1) with the votes, then the "
        "difference of LRAP and micro-F1 to the model without them."
    )
    headings = ("reader", "its micro-F1")
    for name, old, new, same in splits(settings, options.gold):
        yield f"## {name}"
        read = (f"{n} read" for n in SIZES)
        yield table((*headings, *read), vote_rows(old, new, same, options.draws))
    if options.gold is not None:
        yield "## The audit of harvest 2: average precision"
        kinds = ("missing codes", "unsupported codes")
        yield table((*headings, *kinds), audit_rows(options.gold, settings))


if __name__ == "__main__":
    write_page(page, gold=None, draws=3, encoder=DEFAULT)
