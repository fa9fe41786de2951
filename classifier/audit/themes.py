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
from classifier.translations import say

if TYPE_CHECKING:
    from classifier.audit.doubts import TargetDoubts
    from classifier.codebook import Target


Remedy = Literal[
    "talk about this pair of labels", "clarify this definition", "look at these fragments"
]
PAIR: Remedy = "talk about this pair of labels"
DEFINITION: Remedy = "clarify this definition"
FRAGMENTS: Remedy = "look at these fragments"
_ORDER = (PAIR, DEFINITION, FRAGMENTS)

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
    doubted: float
    apart: str
    examples: tuple[str, ...]

    @property
    def one_coder(self) -> bool:
        """Whether most of the findings come from one coder's fragments."""
        return self.n_coders > 0 and self.from_one >= FROM_ONE_CODER


def find_themes(findings: Sequence[Finding], doubts: TargetDoubts) -> tuple[Theme, ...]:
    """Group the findings of one target by pair and by label, the largest groups first."""
    target = doubts.recorded.target
    gathered = _Gathered([f for f in findings if _counts(f, target)], doubts)
    themes = [gathered.pair(pair) for pair in gathered.by_pair]
    themes = [theme for theme in themes if theme.remedy == PAIR]
    told = {label for theme in themes for label in theme.labels}
    themes += [gathered.label(label) for label in target.ids if label not in told]
    themes.sort(key=lambda t: (_ORDER.index(t.remedy), -t.n, target.ids.index(t.labels[0])))
    return tuple(theme for theme in themes if theme.n >= FEWEST)


def _counts(finding: Finding, target: Target) -> bool:
    """Whether a finding may belong to a theme of the target."""
    return finding.target == target.id and finding.kind != "rule" and finding.chance >= SOME


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

    def pair(self, pair: frozenset[str]) -> Theme:
        """What two labels have in common."""
        a, b = sorted(pair, key=self.target.ids.index)
        findings = self.by_pair[pair]
        share = _weight(findings) / max(min(_weight(self.by_label[x]) for x in (a, b)), 1e-9)
        theme = self._theme((a, b), findings)
        said = how_to_tell_apart(a, b, self.target)
        blurs = theme.n >= FEWEST and share >= IN_ONE_PAIR and not theme.one_coder
        return replace(theme, remedy=PAIR if blurs else FRAGMENTS, apart=said)

    def label(self, label: str) -> Theme:
        """What one label's findings have in common."""
        theme = self._theme((label,), self.by_label[label])
        unclear = theme.doubted >= MORE_THAN_OTHERS and theme.clear < CLEAR
        splits_twins = theme.doubted >= 1 and theme.n_twins > 1
        blurs = (unclear or splits_twins) and not theme.one_coder
        return replace(theme, remedy=DEFINITION if blurs else FRAGMENTS)

    def _theme(self, labels: tuple[str, ...], findings: Sequence[Finding]) -> Theme:
        """Count some findings; what would help is decided by the caller."""
        by_coder = Counter(filter(None, (self.coder.get(f.fragment_id) for f in findings)))
        ordered = sorted(findings, key=lambda finding: -finding.chance)
        return Theme(
            target=self.target.id,
            labels=labels,
            remedy=FRAGMENTS,
            n=len(findings),
            n_coders=len(by_coder),
            from_one=max(by_coder.values(), default=0) / max(1, by_coder.total()),
            clear=sum(f.chance >= STRONG for f in findings) / max(1, len(findings)),
            n_twins=sum(f.kind == "twins" for f in findings),
            doubted=max(self.rates[label] for label in labels),
            apart="",
            examples=tuple(dict.fromkeys(f.fragment_id for f in ordered))[:MOST_SHOWN],
        )


def _weight(findings: Sequence[Finding]) -> float:
    return sum(finding.chance for finding in findings)


def how_to_tell_apart(first: str, second: str, target: Target) -> str:
    """Quote the codebook on the difference between two labels; "" where it says nothing.

    A part of ``exclude`` that names the other label's id or name is about that pair.
    """
    said = [
        say("theme_leaves_out", label=target.label(a).name, clause=clause)
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
