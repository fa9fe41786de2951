"""Does the audit find the codes that a second look changes? Beside cleanlab, and beside chance.

    python eval/audit_benchmark.py --gold FILE --public DIR [--out eval/audit_benchmark.md]

FILE holds, for the fragments of data/harvest-2.xlsx, the codes that a text was written for
(``types``) and those that its coder meant to tick (``coded_types``); they differ where the coder
erred. DIR holds ``un-speeches-coders.csv``: one row for each sentence and coder. One coder's
labels are then recorded, and what most of the other coders say is taken for right. Without either
it says "not measured". cleanlab is needed for the comparison alone: pip install cleanlab==2.9.0.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from classifier.audit import AuditConfig
from classifier.audit.run import doubt_all
from classifier.audit.target import TargetDoubts
from classifier.codebook import Codebook, Label, Target, read_codebook, to_coarser
from classifier.encode import DEFAULT, VectorCache, resolve_encoders
from classifier.evaluate.figures import average_precision, tie_ends
from classifier.evaluate.intervals import Spread, group_draws, groups_worth, interval, without_each
from classifier.harvest import read_codings, read_harvest
from classifier.model.odds import sigmoid
from classifier.records import Coding, Fragment
from classifier.train import TrainConfig, fit, gather

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.encode import Encoder
    from classifier.evaluate.intervals import Estimate
    from classifier.records import BoolArray, FloatArray

DATA = Path(__file__).parent.parent / "data"
OURS, CLEANLAB, RANDOM = "this audit", "cleanlab", "random"
# Sentences of the public set that are read, of those with two coders or more.
UN_SENTENCES = 3000
SEED = 0


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


@dataclass(frozen=True)
class Ranking:
    """A system's scores: cells and whole fragments, higher for likelier to change."""

    cells: FloatArray
    rows: FloatArray


def ours(case: Case) -> Ranking:
    """The worklist's scores: each cell with all smaller doubts about its fragment."""
    chances = case.doubts.chances
    order = np.argsort(-chances, axis=1, kind="stable")
    falling = np.take_along_axis(chances, order, axis=1)
    from_here = falling[:, ::-1].cumsum(axis=1)[:, ::-1]
    cells = np.zeros(chances.shape)
    np.put_along_axis(cells, order, 1 - np.exp(-from_here), axis=1)
    return Ranking(cells, 1 - np.exp(-chances.sum(axis=1)))


def cleanlab(case: Case) -> Ranking | None:
    """Scores of cleanlab on the same held-out probabilities; None where it is not installed."""
    if find_spec("cleanlab") is None:
        return None
    rank = import_module("cleanlab.multilabel_classification.rank")
    recorded = case.doubts.recorded
    p = np.where(recorded.known, sigmoid(case.doubts.odds), 0.0)
    labels = [np.flatnonzero(row).tolist() for row in recorded.values & recorded.known]
    cells = rank.get_label_quality_scores_per_class(labels, p)
    rows = rank.get_label_quality_scores(labels, p)
    return Ranking(1 - np.asarray(cells), 1 - np.asarray(rows))


def chance(case: Case) -> Ranking:
    """A list in random order."""
    random = np.random.default_rng(SEED)
    cells = random.random(case.missing.shape)
    return Ranking(cells, random.permutation(len(cells)).astype(float))


SYSTEMS: dict[str, Callable[[Case], Ranking | None]] = {
    OURS: ours,
    CLEANLAB: cleanlab,
    RANDOM: chance,
}


def questions(case: Case) -> Iterator[tuple[str, BoolArray, NDArray[np.int64], BoolArray | None]]:
    """What is asked: name, answers, group of each item, and which cells (None: fragments)."""
    values = case.doubts.recorded.values
    asked: list[tuple[str, BoolArray, BoolArray]] = [
        ("missing", case.missing, case.judged & ~values),
        ("unsupported", case.unsupported, case.judged & values),
    ]
    for name, answer, cells in asked:
        groups = np.broadcast_to(case.groups[:, None], values.shape)[cells]
        yield name, answer[cells], groups, cells
    rows = case.judged.any(axis=1)
    wrong = np.asarray(((case.missing | case.unsupported) & case.judged).any(axis=1))
    yield "whole fragments", wrong[rows], case.groups[rows], None


def gold_case(path: Path, encoders: Sequence[Encoder], cache: VectorCache, twice: bool) -> Case:
    """Harvest 2 of the sample with the codes its texts were written for."""
    book = read_codebook(DATA / "codebook.yaml")
    harvest = read_harvest([DATA / f"harvest-{k}.xlsx" for k in (1, 2, 3)], book)
    codings = list(harvest.codings)
    if twice:
        codings += read_codings(DATA / "double-codings.csv", book)[0]
    material = gather(harvest.fragments, codings, book, encoders, cache)
    fitted = fit(material, TrainConfig())
    doubts = doubt_all(material, fitted, AuditConfig())["type"]
    target, recorded = book.target("type"), doubts.recorded
    column = {label: j for j, label in enumerate(target.ids)}
    missing = np.zeros(recorded.values.shape, dtype=bool)
    unsupported, judged = missing.copy(), missing.copy()
    gold = {row["FragmentID"]: row for row in csv.DictReader(path.open(encoding="utf-8"))}
    for i, coding in enumerate(recorded.codings):
        row = gold.get(coding.fragment_id)
        if row is None or not row["coder"]:
            continue
        written, meant = (
            to_coarser(
                set(filter(None, row[key].split("|"))), target, book.newest, coding.version, book
            )
            for key in ("types", "coded_types")
        )
        missing[i, [column[label] for label in written - meant]] = True
        unsupported[i, [column[label] for label in meant - written]] = True
        judged[i] = recorded.known[i]
    name = "sample, harvest 2" + (", with fragments coded twice" if twice else "")
    groups = fitted.groups[np.array(recorded.rows)]
    return Case(name, doubts, missing, unsupported, judged, groups)


def un_case(path: Path, encoders: Sequence[Encoder], cache: VectorCache, n_others: int) -> Case:
    """UN speeches: one coder's labels against what most of ``n_others`` others or more say."""
    by_item: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(path.open(encoding="utf-8")):
        by_item.setdefault(row["item_id"], []).append(row)
    random = np.random.default_rng(SEED)
    often = [item for item, rows in by_item.items() if len(rows) > n_others]
    rest = [item for item, rows in by_item.items() if 2 <= len(rows) <= n_others]
    mixed = [*random.permutation(often), *random.permutation(rest)]
    chosen = sorted(map(str, mixed[:UN_SENTENCES]))
    names = sorted({name for rows in by_item.values() for r in rows for name in _ticked(r)})
    target = Target("code", tuple(Label(name, name) for name in names))
    book = Codebook("UN speeches", "1", (target,), versions=(("1", ()),))
    fragments, codings, others = [], [], []
    for_rates = []
    for item in chosen:
        rows = by_item[item]
        one = rows[int(random.integers(len(rows)))]
        fragments.append(Fragment(item, one["text"], harvest=one["batch"]))
        codings.append(Coding(item, "code", _ticked(one), one["coder"], "1"))
        others.append([_ticked(row) for row in rows if row is not one])
        # Every third sentence with two coders tells how often readers differ, and is not judged.
        for_rates.append(len(rows) == 2 and random.random() < 1 / 3)
        if for_rates[-1]:
            second = next(row for row in rows if row is not one)
            codings.append(Coding(item, "code", _ticked(second), second["coder"], "1"))
    material = gather(fragments, codings, book, encoders, cache)
    fitted = fit(material, TrainConfig())
    doubts = doubt_all(material, fitted, AuditConfig())["code"]
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


def _ticked(row: dict[str, str]) -> frozenset[str]:
    return frozenset(filter(None, row["labels"].split("|")))


def measure(case: Case) -> list[str]:
    """The rows of one table: average precision of each question, and the lead over cleanlab."""
    rankings = {name: system(case) for name, system in SYSTEMS.items()}
    lines = []
    for name, answer, groups, cells in questions(case):
        found: list[str] = []
        scores = {
            system: _scores(ranking, case, cells)
            for system, ranking in rankings.items()
            if ranking is not None
        }
        for system in SYSTEMS:
            value = average_precision(answer, scores[system]) if system in scores else None
            found.append("not measured" if value is None else f"{value:.3f}")
        lead = _lead(answer, scores, groups) if CLEANLAB in scores else None
        found.append(_words(lead))
        lines.append(f"| {name} | {int(answer.sum())} of {len(answer)} | {' | '.join(found)} |")
    return lines


def _scores(ranking: Ranking, case: Case, cells: BoolArray | None) -> FloatArray:
    return ranking.rows[case.judged.any(axis=1)] if cells is None else ranking.cells[cells]


def _lead(answer: BoolArray, scores: dict[str, FloatArray], groups: NDArray[np.int64]) -> Estimate:
    """How far ours is ahead of cleanlab, with an interval over groups of fragments."""
    names, member = np.unique(groups, return_inverse=True)

    def ahead(weights: FloatArray) -> FloatArray:
        of = [_weighted(answer, scores[s], weights[:, member]) for s in (OURS, CLEANLAB)]
        return of[0] - of[1]

    value = float(ahead(np.ones((1, len(names))))[0])
    spread = Spread(
        ahead(group_draws(len(names), SEED)),
        len(names),
        ahead(without_each(len(names))),
        groups_worth(np.bincount(member).astype(float)),
    )
    return interval(value, spread, bottom=-1.0)


def _weighted(answer: BoolArray, scores: FloatArray, weights: FloatArray) -> FloatArray:
    """Average precision for each draw: weights (n_draws, n_items)."""
    order = np.argsort(-scores, kind="stable")
    ends = tie_ends(scores[order])
    seen = weights[:, order].cumsum(axis=1)[:, ends]
    hits = np.where(answer[order], weights[:, order], 0).cumsum(axis=1)[:, ends]
    gained = np.diff(hits, prepend=0, axis=1)
    total = np.maximum(hits[:, -1], 1e-9)
    return np.asarray((gained * hits / np.maximum(seen, 1)).sum(axis=1) / total)


def _words(one: Estimate | None) -> str:
    if one is None or one.value is None:
        return "not measured"
    if one.low is None or one.high is None:
        return f"{one.value:+.3f}"
    return f"{one.value:+.3f} ({one.low:+.3f} to {one.high:+.3f})"


def looked_at(case: Case) -> str:
    """What the first 40 fragments hold, as expected and as the answers say."""
    rows = case.judged.any(axis=1)
    chances = np.where(case.judged, case.doubts.chances, 0)[rows]
    changes = ((case.missing | case.unsupported) & case.judged)[rows]
    first = np.argsort(-chances.sum(axis=1), kind="stable")[:40]
    held, expected = changes[first].sum(), chances[first].sum()
    return (
        f"{case.name}: {changes.sum()} codes change, {chances.sum():.0f} were expected to. The "
        f"first 40 fragments hold {held} ({held / changes.sum():.0%}); expected were "
        f"{expected:.0f} ({expected / chances.sum():.0%})."
    )


def report(cases: Sequence[Case], gone: Sequence[str]) -> str:
    """All tables as Markdown."""
    lines = [
        "# Benchmark of the audit",
        "",
        "`python eval/audit_benchmark.py --gold FILE --public DIR`; average precision of the "
        "ranking, held-out scores (country × harvest and twins never vouch). cleanlab 2.9.0 "
        "(`get_label_quality_scores_per_class`, `get_label_quality_scores`) gets the same held-out "
        "probabilities. Lead: ours less cleanlab's, with a 95 % interval over groups of fragments.",
        "",
        "The answers of harvest 2 were looked at while the scores were developed, so the first two "
        "tables flatter them somewhat. How several twins count was changed once after a look at "
        "the UN speeches.",
    ]
    for case in cases:
        lines += ["", f"## {case.name}", ""]
        lines += [f"| question | to find | {' | '.join(SYSTEMS)} | lead over cleanlab |"]
        lines += ["|---" * (len(SYSTEMS) + 3) + "|"]
        lines += measure(case)
        lines += ["", looked_at(case)]
    lines += ["", *gone] if gone else []
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure what is there, and say what is not."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--public", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    started = time.perf_counter()
    encoders = resolve_encoders(DEFAULT).encoders
    cache = VectorCache()
    cases, gone = [], []
    if given.gold is not None and given.gold.is_file():
        cases += [gold_case(given.gold, encoders, cache, twice) for twice in (False, True)]
    else:
        gone.append("not measured: the sample, for want of --gold FILE.")
    public = None if given.public is None else given.public / "un-speeches-coders.csv"
    if public is not None and public.is_file():
        cases += [un_case(public, encoders, cache, n_others) for n_others in (1, 2)]
    else:
        gone.append("not measured: UN speeches, for want of --public DIR.")
    text = report(cases, gone)
    if given.out:
        given.out.write_text(text, "utf-8")
    print(text, end="")
    print(f"({time.perf_counter() - started:.0f} s)")


if __name__ == "__main__":
    main()
