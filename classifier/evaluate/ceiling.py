"""How well people do: coders on double-coded fragments, scored against each other.

Each ordered pair of coders of a fragment is one row: the first is taken for the truth, the second
for the suggestion. Both are moved to the coarser of their codebook versions first. The classifier
is scored against the same single coders on the same fragments, so that the two can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from classifier.codebook import derive, known_labels, to_coarser, to_newest
from classifier.evaluate.intervals import figure_estimates, group_draws
from classifier.evaluate.results import Yardstick
from classifier.evaluate.scored import Scored
from classifier.evaluate.tally import tally
from classifier.records import group_codings
from classifier.train.material import positions

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.codebook import Codebook, Target
    from classifier.evaluate.target_figures import Choices
    from classifier.records import BoolArray, Coding, Fragment

HUMAN = "human ceiling: coders against each other"
BESIDE = "this classifier against the same single coders"


@dataclass(frozen=True)
class Doubles:
    """Double-coded fragments of one target.

    Attributes
    ----------
    people : every ordered pair of coders, one as the truth, the other as the suggestion
    single : every single coder's answer as the truth, nothing suggested yet
    """

    people: Scored
    single: Scored


def ceilings(
    fragments: Sequence[Fragment],
    codings: Sequence[Coding],
    groups: NDArray[np.int64],
    ours: Mapping[str, Scored],
    codebook: Codebook,
    choices: Choices,
) -> list[Yardstick]:
    """Measure coders against each other, and the classifier against them, target by target.

    ``ours`` holds what the classifier said; fragments that it has not answered count for people
    alone.
    """
    found = []
    codings = with_derived(codings, codebook)
    for target in codebook.targets:
        doubles = double_coded(fragments, codings, groups, target, codebook)
        if doubles is not None:
            found.append(_result(HUMAN, doubles.people, choices))
            beside = _answered(doubles.single, ours.get(target.id))
            if beside is not None:
                found.append(_result(BESIDE, beside, choices))
    return found


def with_derived(codings: Sequence[Coding], codebook: Codebook) -> list[Coding]:
    """Add the clusters that follow from a coder's types where the coder gave none."""
    given = {(c.fragment_id, c.target, c.coder) for c in codings}
    added = []
    for target in codebook.targets:
        for c in codings:
            if c.target == target.derived_from and (c.fragment_id, target.id, c.coder) not in given:
                labels = to_newest(
                    c.labels, codebook.target(c.target), c.version or codebook.newest, codebook
                )
                added.append(
                    replace(
                        c,
                        target=target.id,
                        labels=derive(labels, target, codebook),
                        version=codebook.newest,
                    )
                )
    return [*codings, *added]


def double_coded(
    fragments: Sequence[Fragment],
    codings: Sequence[Coding],
    groups: NDArray[np.int64],
    target: Target,
    codebook: Codebook,
) -> Doubles | None:
    """Lay out the fragments that two or more named coders coded; None if there is none."""
    place = {fragment.id: i for i, fragment in enumerate(fragments)}
    pairs, singles = [], []
    for (fragment_id, name), answers in group_codings(codings).items():
        by_coder = {c.coder: c for c in answers if c.coder}
        if name == target.id and fragment_id in place and len(by_coder) > 1:
            row = place[fragment_id]
            pairs += [
                _pair(row, a, b, target, codebook) for a, b in permutations(by_coder.values(), 2)
            ]
            singles += [_pair(row, one, one, target, codebook) for one in by_coder.values()]
    if not pairs:
        return None
    return Doubles(_scored(pairs, groups, target), _scored(singles, groups, target))


_Row = tuple[int, "BoolArray", "BoolArray", "BoolArray"]


def _pair(row: int, a: Coding, b: Coding, target: Target, codebook: Codebook) -> _Row:
    versions = (a.version or codebook.newest, b.version or codebook.newest)
    said = [to_coarser(c.labels, target, *versions, codebook) for c in (a, b)]
    asked = to_coarser(_asked(target, versions, codebook), target, *versions, codebook)
    known = np.array([label in asked for label in target.ids])
    truth, other = (np.array([label in labels for label in target.ids]) for labels in said)
    return row, truth & known, other & known, known


def _asked(target: Target, versions: Sequence[str], codebook: Codebook) -> frozenset[str]:
    """Labels that exist in both versions."""
    tables = [known_labels(target, version, codebook) for version in versions]
    return frozenset(label for label, *known in zip(target.ids, *tables, strict=True) if all(known))


def _scored(rows: Sequence[_Row], groups: NDArray[np.int64], target: Target) -> Scored:
    numbers = np.array([row for row, _, _, _ in rows], dtype=np.int64)
    return Scored(
        target=target.id,
        rows=numbers,
        groups=groups[numbers],
        values=np.array([truth for _, truth, _, _ in rows]),
        known=np.array([known for _, _, _, known in rows]),
        chosen=np.array([other for _, _, other, _ in rows]),
    )


def _answered(single: Scored, ours: Scored | None) -> Scored | None:
    """Put what the classifier suggested beside each single coder's answer."""
    if ours is None or ours.probabilities is None:
        return None
    place = positions(single.rows, ours.rows)
    kept = place >= 0
    if not kept.any():
        return None
    asked, mine = single.at(kept), place[kept]
    return replace(
        asked, chosen=ours.chosen[mine] & asked.known, probabilities=ours.probabilities[mine]
    )


def _result(name: str, scored: Scored, choices: Choices) -> Yardstick:
    counts = tally(scored)
    draws = group_draws(counts.n_groups, choices.seed, choices.n_draws)
    n = len(np.unique(scored.rows))
    says = "Two people coded the same fragment; one is taken for the truth, then the other."
    if name == BESIDE:
        says = "Single coders are harder to agree with than the coders' common answer."
    return Yardstick(name, says, scored.target, n, figure_estimates(counts, draws))
