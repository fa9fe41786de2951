"""Groups of fragments that are held out together, what to do where there are too few, and folds."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from classifier.split.left_out import LARGEST_SHARE, LeftOut, leave_out
from classifier.split.twins import Pair, find_twins
from classifier.translations import one_after_the_other, tell
from classifier.wording import listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.features import Texts
    from classifier.records import Fragment

    Numbers = NDArray[np.int64]


Grouping = Literal["country-harvest", "harvest", "country", "twins", "rows"]

# By these no whole group is held out, each fragment only with its own twins.
ONE_BY_ONE: frozenset[Grouping] = frozenset({"twins", "rows"})
# Held out one by one, fewer groups than this tell nothing of another group.
FEWEST_GROUPS = 5
_FINER: dict[Grouping, Grouping] = {
    "harvest": "country-harvest",
    "country": "country-harvest",
    "country-harvest": "twins",
    "twins": "rows",
}
_WHOLE: dict[Grouping, str] = {"country": "whole countries", "harvest": "whole harvests"}
_WITHOUT: dict[Grouping, str] = {
    "country-harvest": "its country's fragments of its harvest and without its twins",
    "twins": "itself and its twins",
    "rows": "itself",
}


@dataclass(frozen=True)
class SplitGroups:
    """What must not vouch for what, among n_fragments.

    Attributes
    ----------
    groups : int (n_fragments,), equal where two fragments belong together: what says nothing
        new beside the other. By country or harvest they are also held out together
    twins : pairs of fragments that tell nearly the same, with their likeness
    by : what a group is
    asked : what it was to be
    said : why ``by`` is not what was asked for, and what it means; "" where it is
    """

    groups: Numbers
    twins: tuple[Pair, ...]
    by: Grouping
    asked: Grouping
    said: str = ""

    @cached_property
    def stories(self) -> Numbers:
        """The story of each fragment: it, its twins, their twins, and so on: int (n_fragments,)."""
        return _stories(len(self.groups), self.twins)

    def left_out(self, rows: Numbers) -> LeftOut:
        """Say what is left out with each of some fragments; the others vouch for nothing."""
        whole = self.by not in ONE_BY_ONE
        keys = self.groups[rows].tolist() if whole else range(len(rows))
        return leave_out(keys, self.twins_among(rows))

    def twins_among(self, rows: Numbers) -> list[Pair]:
        """List the twins among some fragments, as places in ``rows``."""
        place = {int(row): i for i, row in enumerate(rows)}
        return [
            (place[i], place[j], likeness)
            for i, j, likeness in self.twins
            if i in place and j in place
        ]

    def notices(self, n_large: Mapping[str, int]) -> tuple[str, ...]:
        """Say what was held out less than asked for.

        ``n_large`` counts, by the title of a target, fragments of groups that were too large.
        """
        said = [self.said] if self.said else []
        for title, n in n_large.items():
            if n:
                said.append(
                    f"{title}: {n} fragments are of a group with more than a third of all coded "
                    "ones, so they were held out with their twins alone, not with their group."
                )
        return tuple(said)

    def without_twins(self, rows: Numbers, tested: Numbers) -> Numbers:
        """Take out of ``rows`` those that tell what one of ``tested`` tells."""
        inside = set(tested.tolist())
        told = {i for i, j, _ in self.twins if j in inside}
        told |= {j for i, j, _ in self.twins if i in inside}
        return rows[~np.isin(rows, list(told))]


def split_groups(
    fragments: Sequence[Fragment], texts: Texts, coded: Numbers, by: Grouping = "country-harvest"
) -> SplitGroups:
    """Find twins and groups; where ``by`` gives too few groups of ``coded`` rows, finer ones.

    Country or harvest, country and harvest, twins, single fragments: the first that gives
    `FEWEST_GROUPS` groups, none counted that holds more than a third of the coded rows.
    """
    twins = tuple(find_twins(texts))
    level: Grouping = by
    while level not in ONE_BY_ONE:
        if not len(coded) or n_usable(group_numbers(fragments, level)[coded]) >= FEWEST_GROUPS:
            break
        level = _FINER[level]
    inside = set(coded.tolist())
    if level == "twins" and not any(inside.issuperset(pair[:2]) for pair in twins):
        level = "rows"
    groups = group_numbers(fragments, level, twins)
    if by in ONE_BY_ONE or level == by:
        return SplitGroups(groups, twins, level, by)
    why, remedy = why_too_few([fragments[row] for row in coded], by)
    said = (
        f"{why}, so {_WHOLE.get(by, 'whole groups')} could not be held out. "
        f"Each was scored without {_WITHOUT[level]}. {remedy}"
    )
    return SplitGroups(groups, twins, level, by, said)


def n_usable(groups: Numbers) -> int:
    """Count the groups that may be held out: those with at most a third of the rows."""
    sizes = np.unique(groups, return_counts=True)[1]
    return int((sizes <= max(1, LARGEST_SHARE * len(groups))).sum())


def group_numbers(
    fragments: Sequence[Fragment], by: Grouping = "country-harvest", twins: Sequence[Pair] = ()
) -> NDArray[np.int64]:
    """Number the groups: int (n_fragments,), equal where two fragments belong together.

    By twins or rows, a story is a group: a fragment, its twins, their twins, and so on.
    """
    if by in ONE_BY_ONE:
        return _stories(len(fragments), twins)
    number: dict[Hashable, int] = {}
    names = by.split("-")
    keys = [tuple(getattr(fragment, name) for name in names) for fragment in fragments]
    return np.array([number.setdefault(key, len(number)) for key in keys], dtype=np.int64)


def _stories(n_fragments: int, twins: Sequence[Pair]) -> NDArray[np.int64]:
    """Number what twins connect: int (n_fragments,)."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    ends = np.array([(i, j) for i, j, _ in twins], dtype=np.int64).reshape(-1, 2)
    shape = (n_fragments, n_fragments)
    edges = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=shape)
    return np.asarray(connected_components(edges, directed=False)[1], dtype=np.int64)


def why_too_few(coded: Sequence[Fragment], by: Grouping = "country-harvest") -> tuple[str, str]:
    """Say why too few whole groups of ``coded`` can be held out, and what it means."""
    wanted = by.split("-")
    named = {name: len({getattr(f, name) for f in coded} - {""}) for name in wanted}
    few = [tell(f"groups_{name}", n=n) for name, n in named.items() if n]
    missing = "_".join(name for name in wanted if not named[name])
    both = "_".join(wanted)
    why = [tell("groups_come_from", groups=listed(few))] if few else []
    if missing:
        why.append(tell(f"groups_no_{missing}"))
        remedy = tell(f"groups_fill_in_{missing}")
    else:
        remedy = tell(f"groups_more_{both}", needed=FEWEST_GROUPS)
    if len(np.unique(group_numbers(coded, by))) >= FEWEST_GROUPS:
        why.append(tell(f"groups_third_{both}"))
    lower = tell(f"groups_lower_{wanted[0]}")
    return tell("groups_coded", why=listed(why)), one_after_the_other(lower, remedy)


def group_folds(
    values: NDArray[np.bool_], groups: NDArray[np.int64], n_folds: int = 5, seed: int = 0
) -> NDArray[np.int64]:
    """Deal groups into folds so that each label's examples are spread: int (n_fragments,).

    For what cannot leave each row out by itself. Greedy, the largest groups first: each goes
    where it leaves the labels (rare ones weighing more) and the sizes most even. Extends
    Sechidis, Tsoumakas & Vlahavas (2011), "On the stratification of multi-label data", from rows
    to groups. Fewer groups than folds give as many folds as groups; same seed, same folds.

    Parameters
    ----------
    values : bool (n_fragments, n_labels)
    groups : int (n_fragments,)
    """
    names, member = np.unique(groups, return_inverse=True)
    n_folds = min(n_folds, len(names))
    counts = np.zeros((len(names), values.shape[1] + 1))
    np.add.at(counts, member, np.column_stack([values, np.ones(len(values), bool)]))
    totals = np.maximum(counts.sum(axis=0), 1)
    weighted = counts / totals  # a label with few examples weighs as much as a common one
    weighted[:, -1] *= np.sqrt(values.shape[1] + 1)  # and the size as much as all labels together
    order = np.random.default_rng(seed).permutation(len(names))
    order = order[np.argsort(-counts[order, -1], kind="stable")]
    load = np.zeros((n_folds, counts.shape[1]))
    fold = np.zeros(len(names), dtype=np.int64)
    for g in order:
        cost = ((load + weighted[g]) ** 2).sum(axis=1) - (load**2).sum(axis=1)
        size = load[:, -1] + weighted[g, -1]
        fold[g] = np.lexsort((size, np.round(cost, 12)))[0]
        load[fold[g]] += weighted[g]
    return fold[member]
