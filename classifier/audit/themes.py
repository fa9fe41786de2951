"""What findings have in common: single fragments, a pair of labels that blurs, or a definition.

Four signals decide which words are used: whether the doubts come from one coder's fragments or
from everybody's, whether the text speaks clearly for either reading, whether twins are split, and
whether the doubts gather in one pair of labels. What comes from one coder's fragments alone is
treated as a matter of those fragments: coder and country are mixed, so nothing is said of people.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from classifier.audit.finding import SOME, STRONG, Finding

if TYPE_CHECKING:
    from classifier.audit.doubts import TargetDoubts
    from classifier.codebook import Target


Remedy = Literal["look at these fragments", "talk about this pair of labels",
                 "clarify this definition"]  # fmt: skip

# Fewer findings with some support than this are no theme.
FEWEST = 3
# Doubts gather in a pair if it holds this share of what is doubted about one of its labels.
IN_ONE_PAIR = 0.3
# They come from one coder's fragments if so large a share of them does.
FROM_ONE_CODER = 0.75
# The text speaks clearly if in this share of the findings one reading has strong support.
CLEAR = 0.6
# A label blurs if it is doubted so many times as often, for each time it is recorded, as others.
MORE_THAN_OTHERS = 1.25
MOST_SHOWN = 5


@dataclass(frozen=True)
class Theme:
    """Findings that belong together, and what would help.

    Attributes
    ----------
    labels : one label, or the two of a pair
    n : findings
    n_coders : coders whose fragments they are; 0 where coders are not named in the file
    from_one : share of the findings that come from one coder's fragments
    clear : share in which one reading has strong support in the text
    n_twins : pairs of twins that it splits
    in_pair : share of what is doubted about one of the two that is about the other
    doubted : changes expected for each time the label is recorded, beside all labels' average
    apart : what the codebook says to tell the pair apart
    examples : ids of fragments, the likeliest to change first
    """

    target: str
    labels: tuple[str, ...]
    remedy: Remedy
    n: int
    n_coders: int
    from_one: float
    clear: float
    n_twins: int
    in_pair: float
    doubted: float
    apart: str
    examples: tuple[str, ...]


def find_themes(findings: Sequence[Finding], doubts: TargetDoubts) -> tuple[Theme, ...]:
    """Group the findings of one target by pair and by label, the largest groups first."""
    target = doubts.recorded.target
    own = [f for f in findings if f.target == target.id and f.kind != "rule" and f.chance >= SOME]
    gathered = _Gathered(own, doubts)
    pairs = [gathered.pair(pair) for pair in gathered.pairs]
    blurring = [theme for theme in pairs if theme.remedy == "talk about this pair of labels"]
    told = {label for theme in blurring for label in theme.labels}
    alone = [gathered.label(label) for label in target.ids if label not in told]
    themes = [theme for theme in [*blurring, *alone] if theme.n >= FEWEST]
    place = target.ids.index
    return tuple(sorted(themes, key=lambda t: (_ORDER[t.remedy], -t.n, place(t.labels[0]))))


_ORDER: dict[Remedy, int] = {
    "talk about this pair of labels": 0,
    "clarify this definition": 1,
    "look at these fragments": 2,
}


class _Gathered:
    """The findings of one target by label and by pair."""

    def __init__(self, findings: Sequence[Finding], doubts: TargetDoubts) -> None:
        self.target = doubts.recorded.target
        self.coder = {c.fragment_id: c.coder for c in doubts.recorded.codings}
        self.by_pair: dict[frozenset[str], list[Finding]] = {}
        self.by_label: dict[str, list[Finding]] = {label: [] for label in self.target.ids}
        for finding in findings:
            for a in finding.remove:
                for b in finding.add:
                    self.by_pair.setdefault(frozenset((a, b)), []).append(finding)
            for label in finding.remove | finding.add:
                self.by_label[label].append(finding)
        recorded = doubts.recorded.values & doubts.recorded.known
        doubted = doubts.chances.sum(axis=0)
        usual = doubted.sum() / max(1, recorded.sum())
        rates = doubted / np.maximum(recorded.sum(axis=0), 1) / max(usual, 1e-9)
        self.rates: dict[str, float] = dict(zip(self.target.ids, rates.tolist(), strict=True))

    @property
    def pairs(self) -> list[frozenset[str]]:
        """The pairs with enough findings."""
        return [pair for pair, found in self.by_pair.items() if len(found) >= FEWEST]

    def pair(self, pair: frozenset[str]) -> Theme:
        """What two labels have in common."""
        a, b = sorted(pair, key=self.target.ids.index)
        found = self.by_pair[pair]
        share = _weight(found) / max(min(_weight(self.by_label[x]) for x in (a, b)), 1e-9)
        signals = _signals(found, self.coder)
        blurs = share >= IN_ONE_PAIR and not signals.one_coder
        remedy: Remedy = "talk about this pair of labels" if blurs else "look at these fragments"
        said = how_to_tell_apart(a, b, self.target)
        theme = self._theme((a, b), remedy, found, signals)
        return replace(theme, in_pair=share, apart=said)

    def label(self, label: str) -> Theme:
        """What one label's findings have in common."""
        found = self.by_label[label]
        signals = _signals(found, self.coder)
        rate = self._rate(label)
        unclear = rate >= MORE_THAN_OTHERS and signals.clear < CLEAR
        split = rate >= 1 and signals.n_twins > 1
        blurs = (unclear or split) and not signals.one_coder
        remedy: Remedy = "clarify this definition" if blurs else "look at these fragments"
        return self._theme((label,), remedy, found, signals)

    def _theme(
        self, labels: tuple[str, ...], remedy: Remedy, found: Sequence[Finding], signals: _Signals
    ) -> Theme:
        ordered = sorted(found, key=lambda f: -f.chance)
        return Theme(
            target=self.target.id,
            labels=labels,
            remedy=remedy,
            n=len(found),
            n_coders=signals.n_coders,
            from_one=signals.from_one,
            clear=signals.clear,
            n_twins=signals.n_twins,
            in_pair=0.0,
            doubted=self._rate(*labels),
            apart="",
            examples=tuple(dict.fromkeys(f.fragment_id for f in ordered))[:MOST_SHOWN],
        )

    def _rate(self, *labels: str) -> float:
        return float(max(self.rates[label] for label in labels))


def _weight(found: Sequence[Finding]) -> float:
    return sum(finding.chance for finding in found)


@dataclass(frozen=True, slots=True)
class _Signals:
    n_coders: int
    from_one: float
    clear: float
    n_twins: int

    @property
    def one_coder(self) -> bool:
        return self.n_coders > 0 and self.from_one >= FROM_ONE_CODER


def _signals(found: Sequence[Finding], coder: dict[str, str]) -> _Signals:
    by_coder = Counter(coder[f.fragment_id] for f in found if coder.get(f.fragment_id))
    most = max(by_coder.values(), default=0)
    return _Signals(
        n_coders=len(by_coder),
        from_one=most / max(1, sum(by_coder.values())),
        clear=sum(f.chance >= STRONG for f in found) / max(1, len(found)),
        n_twins=sum(f.kind == "twins" for f in found),
    )


def how_to_tell_apart(first: str, second: str, target: Target) -> str:
    """Quote the codebook on the difference between two labels; "" where it says nothing.

    A part of ``exclude`` that names the other label's id or name is about that pair.
    """
    said = [
        f"“{target.label(a).name}” leaves out: {clause}"
        for a, b in ((first, second), (second, first))
        for clause in _clauses(a, target).get(b, ())
    ]
    return "; ".join(said)


def named_pairs(target: Target) -> frozenset[frozenset[str]]:
    """The pairs of labels that the codebook tells apart."""
    return frozenset(
        frozenset((label.id, other))
        for label in target.labels
        for other in _clauses(label.id, target)
    )


@lru_cache(maxsize=512)
def _clauses(label_id: str, target: Target) -> dict[str, tuple[str, ...]]:
    """The parts of a label's ``exclude`` by the label that each leads to."""
    found: dict[str, list[str]] = {}
    text = target.label(label_id).exclude
    for part in re.split(r"[;\n]|(?<=\.)\s", text):
        for other in target.labels:
            if other.id != label_id and _names(part, other.id, other.name):
                clause = re.sub(r"\s*\([^()]*\)\s*[.;]?$", "", part.strip()).rstrip(".; ")
                found.setdefault(other.id, []).append(clause or part.strip())
    return {other: tuple(clauses) for other, clauses in found.items()}


def _names(text: str, label_id: str, name: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(label_id)}(?!\w)", text)) or name in text
