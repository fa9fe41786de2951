"""Which rows are left out together when one of them is scored."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.split.twins import Pair

    Numbers = NDArray[np.int64]

# A row whose group holds more than this share of all is left out with its twins alone: too little
# would be left to learn from.
LARGEST_SHARE = 1 / 3


@dataclass(frozen=True)
class LeftOut:
    """What is left out with each of n_rows coded fragments: its block, and its twins elsewhere.

    A twin's own block and a twin's other twins stay, so that no chain forms.

    Attributes
    ----------
    blocks : int (n_rows,); rows of one block have the same number. A row whose group is too
        large is a block of its own, or one with its copies
    twins : for each row, its twins in other blocks, ascending
    n_large : rows whose group was too large to be left out whole
    """

    blocks: Numbers
    twins: tuple[Numbers, ...]
    n_large: int = 0

    def __len__(self) -> int:
        return len(self.blocks)

    def each(self) -> tuple[Numbers, ...]:
        """List for each row those that are left out with it, itself among them, ascending."""
        members = {int(b): np.flatnonzero(self.blocks == b) for b in np.unique(self.blocks)}
        return tuple(
            np.union1d(members[int(block)], twins)
            for block, twins in zip(self.blocks, self.twins, strict=True)
        )

    @cached_property
    def together(self) -> tuple[tuple[Numbers, Numbers], ...]:
        """List the blocks that are not a single row without a twin.

        Each with its rows, and with the twins that any of them has elsewhere; both ascending.
        """
        order = np.argsort(self.blocks, kind="stable")
        blocks = np.split(order, np.flatnonzero(np.diff(self.blocks[order])) + 1)
        found = []
        for block in blocks:
            twins = np.array(sorted({int(j) for i in block for j in self.twins[i]}), np.int64)
            if len(block) > 1 or len(twins):
                found.append((block, twins))
        return tuple(found)

    @property
    def n_tested(self) -> int:
        """Rows for which at least half of all rows stay to learn from."""
        sizes = np.bincount(self.blocks)[self.blocks]
        n_out = sizes + [len(twins) for twins in self.twins]
        return int((2 * n_out <= len(self.blocks)).sum())


def leave_out(keys: Sequence[Hashable], twins: Iterable[Pair] = ()) -> LeftOut:
    """Leave each row out with its group and its twins.

    Parameters
    ----------
    keys : the group of each row
    twins : pairs of rows that tell the same; the third of each is not looked at
    """
    n_rows = len(keys)
    number: dict[Hashable, int] = {}
    groups = np.array([number.setdefault(key, len(number)) for key in keys], dtype=np.int64)
    large = np.bincount(groups, minlength=1)[groups] > max(1, LARGEST_SHARE * n_rows)
    blocks = np.unique(
        np.where(large, len(number) + np.arange(n_rows), groups), return_inverse=True
    )[1].astype(np.int64)
    beside: list[set[int]] = [set() for _ in range(n_rows)]
    for i, j, _ in twins:
        if blocks[i] != blocks[j]:
            beside[i].add(j)
            beside[j].add(i)
    blocks = _copies_together(blocks, beside)
    elsewhere = (sorted(j for j in b if blocks[j] != blocks[i]) for i, b in enumerate(beside))
    return LeftOut(blocks, tuple(np.array(b, dtype=np.int64) for b in elsewhere), int(large.sum()))


def _copies_together(blocks: Numbers, beside: Sequence[set[int]]) -> Numbers:
    """Put single rows that are left out with the very same rows into one block: (n_rows,).

    Nothing else is left out with any row; the copies of one text are left out at once.
    """
    number: dict[Hashable, int] = {}
    together = blocks.copy()
    for i in np.flatnonzero(np.bincount(blocks, minlength=1)[blocks] == 1).tolist():
        together[i] = number.setdefault(frozenset({i} | beside[i]), int(blocks[i]))
    return np.unique(together, return_inverse=True)[1].astype(np.int64)
