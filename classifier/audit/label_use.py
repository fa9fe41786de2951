"""Labels recorded more or less often in a harvest than its texts would have it.

What is expected comes from the other harvests and countries: the held-out probability that each
label is recorded, summed over the fragments of a harvest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier.disclosure import open_names
from classifier.model.logistic import sigmoid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifier.audit.doubts import TargetDoubts
    from classifier.records import Fragment

# With some hundred labels × harvests looked at, chance alone seldom reaches three.
FARTHEST_BY_CHANCE = 3.0
FEWEST_APART = 4.0
FEWEST_IN_HARVEST = 15


@dataclass(frozen=True, slots=True)
class Use:
    """One label in one harvest: recorded so often, expected so often give or take ``spread``."""

    target: str
    label: str
    harvest: str
    n: int
    recorded: int
    expected: float
    spread: float


def use_over_time(doubts: TargetDoubts, fragments: Sequence[Fragment]) -> tuple[Use, ...]:
    """List the labels whose use differs from what is expected, the farthest first."""
    recorded = doubts.recorded
    expected = np.where(recorded.known, sigmoid(doubts.odds), 0)
    names = open_names([fragment.harvest for fragment in fragments], fragments)
    harvests = [names[row] for row in recorded.rows]
    found = []
    for harvest in sorted(set(harvests) - {""}):
        inside = np.array([one == harvest for one in harvests])
        if inside.sum() < FEWEST_IN_HARVEST or inside.all():
            continue
        p = expected[inside]
        ticked = (recorded.values & recorded.known)[inside].sum(axis=0)
        spread = np.sqrt((p * (1 - p)).sum(axis=0))
        apart = ticked - p.sum(axis=0)
        far = (abs(apart) >= FARTHEST_BY_CHANCE * spread) & (abs(apart) >= FEWEST_APART)
        for j in np.flatnonzero(far):
            label = recorded.target.ids[j]
            n = int(recorded.known[inside][:, j].sum())
            found.append(
                Use(recorded.target.id, label, harvest, n, int(ticked[j]),
                    float(p[:, j].sum()), float(spread[j]))
            )  # fmt: skip
    return tuple(sorted(found, key=lambda u: -abs(u.recorded - u.expected) / max(u.spread, 1e-9)))
