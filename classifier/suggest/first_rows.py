"""Which fragments to code first, where little is coded: those that stand best for all others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from classifier.features import Vectors

N_FIRST = 20
# More fragments than this are compared by a sample: their likeness is a table of n × n.
_MOST_COMPARED = 3000


def rows_to_code_first(
    vectors: Vectors, shares: Mapping[str, float], open_rows: Sequence[int], n: int = N_FIRST
) -> list[int]:
    """Choose ``n`` of ``open_rows``, best first; none where no more than ``n`` are open.

    Each choice adds most to the sum, over all fragments, of the likeness to the nearest chosen one:
    greedy facility location (Wei, Iyer and Bilmes 2015, "Submodularity in data subset selection
    and active learning", ICML). ``eval/first_rows.md`` has the figures.

    Parameters
    ----------
    shares : how much each encoder counts
    open_rows : fragments that nobody coded yet, as row numbers
    """
    if len(open_rows) <= n or not vectors.stories:
        return []
    among = np.asarray(open_rows)
    if len(among) > _MOST_COMPARED:
        among = among[:: -(-len(among) // _MOST_COMPARED)]
    likeness = _likeness(vectors, shares, among)
    nearest = np.zeros(len(among))
    chosen: list[int] = []
    for _ in range(n):
        gained = np.maximum(likeness, nearest).sum(axis=1)
        gained[chosen] = -1.0
        # Rounded, so that the last bit of a sum does not decide.
        best = int(np.round(gained, 6).argmax())
        chosen.append(best)
        nearest = np.maximum(nearest, likeness[best])
    return [int(among[place]) for place in chosen]


def _likeness(
    vectors: Vectors, shares: Mapping[str, float], rows: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return how alike fragments are, each with each: float (n_rows, n_rows), none below 0."""
    total = np.zeros((len(rows), len(rows)))
    for name, table in vectors.stories.items():
        own = table[rows].astype(float)
        total += shares[name] * (own @ own.T)
    return np.clip(total, 0.0, None)
