"""Folds that keep together what must not be on both sides of a test.

Twins (one outcome told twice) always share a fold, and by default everything from one country in
one harvest does: coder, office and style go with it, and a model that met them has an easy test.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.features import Blocks, Texts, Vectors
    from classifier.records import Fragment

Grouping = Literal["country-harvest", "harvest", "country", "twins"]

# Mean of word and sentence-vector cosine between two outcomes; on the sample all 16 pairs above
# it tell the same event or use the same template, and the first below it do not.
TWINS = 0.45
TWINS_BY_WORDS_ALONE = 0.40
# Fragments compared with the others at a time, so that many thousands fit in memory.
PIECE = 1000


def find_twins(blocks: Blocks, texts: Texts, vectors: Vectors) -> list[tuple[int, int, float]]:
    """List pairs of fragments (i < j) whose outcomes tell nearly the same, with their likeness."""
    from classifier.features.gram import gram

    words = blocks.words.transform(texts.outcomes).matrix()
    limit = TWINS if blocks.encoders else TWINS_BY_WORDS_ALONE
    pairs = []
    for start in range(0, len(texts), PIECE):
        piece, onwards = slice(start, start + PIECE), slice(start, None)
        likeness = gram(words[piece], words[onwards])
        if blocks.encoders:
            dense = [rows[piece] @ rows[onwards].T for rows in vectors.outcomes.values()]
            likeness = (likeness + sum(dense) / len(dense)) / 2
        rows, columns = np.nonzero(likeness >= limit)
        later = columns > rows
        for i, j in zip(rows[later], columns[later], strict=True):
            pairs.append((int(i) + start, int(j) + start, float(likeness[i, j])))
    return pairs


def group_numbers(
    fragments: Sequence[Fragment],
    twins: Sequence[tuple[int, int, float]] = (),
    by: Grouping = "country-harvest",
) -> NDArray[np.int64]:
    """Number the groups: int (n_fragments,), equal where two fragments belong together."""
    keys: list[Hashable] = [_key(f, by, i) for i, f in enumerate(fragments)]
    first: dict[Hashable, int] = {}
    parent = [first.setdefault(key, i) for i, key in enumerate(keys)]
    for i, j, _ in twins:
        a, b = _root(parent, i), _root(parent, j)
        parent[max(a, b)] = min(a, b)
    roots = [_root(parent, i) for i in range(len(parent))]
    return np.unique(roots, return_inverse=True)[1].astype(np.int64)


def _key(fragment: Fragment, by: Grouping, position: int) -> Hashable:
    if by == "country":
        return fragment.country
    if by == "harvest":
        return fragment.harvest
    if by == "twins":
        return position
    return (fragment.country, fragment.harvest)


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


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
