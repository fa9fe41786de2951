"""Folds that keep groups whole, for what cannot leave each row out by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def group_folds(
    values: NDArray[np.bool_], groups: NDArray[np.int64], n_folds: int = 5, seed: int = 0
) -> NDArray[np.int64]:
    """Deal groups into folds so that each label's examples are spread: int (n_fragments,).

    Greedy, the largest groups first: each goes where it leaves the labels (rare ones weighing
    more) and the sizes most even. Extends Sechidis, Tsoumakas & Vlahavas (2011), "On the
    stratification of multi-label data", from rows to groups. Fewer groups than folds give as
    many folds as groups; same seed, same folds.

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
