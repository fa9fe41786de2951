"""The two orders of the worklist, and how many of the changes its first rows hold.

Measured with planted errors (eval/audit_benchmark.md): single codes are found best by their own
chance, fragments in which anything changes by the chances of all their codes together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.audit.doubts import TargetDoubts
    from classifier.audit.finding import AuditConfig, Finding
    from classifier.records import FloatArray


LOW, HIGH = 2.5, 97.5
SIZES = (10, 20, 40, 80, 160, 320)


@dataclass(frozen=True, slots=True)
class Budget:
    """What looking at the first rows is worth.

    Attributes
    ----------
    look_at : rows of the worklist that are looked at
    held : codes expected to change in them
    total : codes expected to change in all fragments
    share : held of total; ``share_low`` to ``share_high``, 95 %
    """

    look_at: int
    held: float
    total: float
    share: float
    share_low: float
    share_high: float


def look_first(
    findings: Sequence[Finding], doubts: Mapping[str, TargetDoubts], config: AuditConfig
) -> tuple[Budget, ...]:
    """Estimate what the first rows of the worklist hold: for ``look_at`` first, then for others.

    Two things are uncertain: how often coders leave out or stray (fragments coded twice are
    drawn anew), and which of the doubted codes will change (each is drawn by its chance).
    """
    n = len(findings)
    expected = np.zeros(n + 1)
    drawn = np.zeros((_n_draws(doubts), n + 1))
    random = np.random.default_rng(config.seed)
    for found in doubts.values():
        rank = _ranks(found, findings)
        expected += np.bincount(rank.ravel(), found.chances.ravel(), minlength=n + 1)
        drawn += _draw(found, rank, n, random)
    sizes = [config.look_at, *(size for size in SIZES if size < n), n]
    return tuple(_budget(min(size, n), expected, drawn) for size in sizes)


def _budget(size: int, expected: FloatArray, drawn: FloatArray) -> Budget:
    """What the first ``size`` rows hold; the last column counts what is in no finding."""
    held, total = float(expected[:size].sum()), float(expected.sum())
    some, all_of_it = drawn[:, :size].sum(axis=1), drawn.sum(axis=1)
    share = held / total if total else 0.0
    low, high = _interval(some / np.maximum(all_of_it, 1), share)
    return Budget(size, held, total, share, low, high)


def _n_draws(doubts: Mapping[str, TargetDoubts]) -> int:
    counts = [len(d.rates.draws) for d in doubts.values() if d.rates.draws is not None]
    return min(counts, default=0)


def _ranks(found: TargetDoubts, findings: Sequence[Finding]) -> NDArray[np.int64]:
    """The place in the worklist of the finding that each cell belongs to; its length for none."""
    recorded = found.recorded
    row = {coding.fragment_id: i for i, coding in enumerate(recorded.codings)}
    column = {label: j for j, label in enumerate(recorded.target.ids)}
    rank = np.full(found.chances.shape, len(findings), dtype=np.int64)
    for place, finding in reversed(list(enumerate(findings))):
        if finding.target == recorded.target.id and finding.kind != "rule":
            columns = [column[label] for label in finding.add | finding.remove]
            rank[row[finding.fragment_id], columns] = place
    return rank


def _draw(
    found: TargetDoubts, rank: NDArray[np.int64], n: int, random: np.random.Generator
) -> FloatArray:
    """Draw how many codes change, by the place of their finding: float (n_draws, n + 1)."""
    rates = found.rates.draws if found.rates.draws is not None else np.zeros((0, 2))
    out = np.zeros((len(rates), n + 1))
    for draw, (kept, astray) in enumerate(rates):
        change = random.random(found.chances.shape) < found.chances_at(kept, astray)
        out[draw] = np.bincount(rank[change], minlength=n + 1)
    return out


def _interval(drawn: FloatArray, value: float) -> tuple[float, float]:
    if not len(drawn):
        return value, value
    low, high = np.percentile(drawn, [LOW, HIGH])
    return float(min(low, value)), float(max(high, value))


def with_fragment_sums(
    findings: Sequence[Finding], doubts: Mapping[str, TargetDoubts]
) -> list[Finding]:
    """Tell each finding how many codes of its fragment, of all targets, are expected to change."""
    sums: dict[str, float] = defaultdict(float)
    for found in doubts.values():
        for coding, chances in zip(found.recorded.codings, found.chances, strict=True):
            sums[coding.fragment_id] += float(chances.sum())
    for finding in findings:
        if finding.kind == "rule":
            sums[finding.fragment_id] += finding.chance
    return [replace(finding, in_fragment=sums[finding.fragment_id]) for finding in findings]


def code_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The likeliest to change first; equals by their fragment, then by file, row and target."""

    def key(one: Finding) -> tuple[float, float, str, str, int, str, str]:
        origin = one.origin
        return (
            -round(one.chance, 9),
            -round(one.in_fragment, 9),
            origin.file,
            origin.sheet,
            origin.row or 0,
            one.target,
            ",".join(sorted(one.add | one.remove)) + one.rule,
        )

    return tuple(sorted(findings, key=key))


def fragment_order(findings: Sequence[Finding]) -> list[int]:
    """The places of the findings, fragment by fragment, each one's findings as they stand."""

    def key(place: int) -> tuple[float, str]:
        return -round(findings[place].in_fragment, 9), findings[place].fragment_id

    return sorted(range(len(findings)), key=key)
