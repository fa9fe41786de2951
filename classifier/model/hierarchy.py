"""Clusters follow from types: keep their probabilities and suggestions in agreement.

A cluster's probability comes from its own head, which also sees how likely any of its types is,
and is then raised to that of its likeliest type, so that P(cluster) ≥ P(type) always holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from classifier.model.logistic import logit

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target
    from classifier.records import BoolArray, FloatArray


def membership(parent: Target, child: Target) -> BoolArray:
    """Lay out which child label belongs to which parent: bool (n_children, n_parents)."""
    rows = [[label.parent == name for name in parent.ids] for label in child.labels]
    return np.array(rows, dtype=bool).reshape(len(child.labels), len(parent.ids))


def source_of(target: Target, codebook: Codebook) -> Target | None:
    """Name the target that ``target`` follows from, if it does."""
    return codebook.target(target.derived_from) if target.derived_from else None


def any_child(child: FloatArray, members: BoolArray) -> FloatArray:
    """Log odds that a fragment has any child of each parent, children taken as independent.

    Parameters
    ----------
    child : probabilities, float (n_fragments, n_children)
    members : bool (n_children, n_parents)
    """
    none = np.exp(np.log1p(-np.clip(child, 0, 1 - 1e-9)) @ members)
    return logit(1 - none)


def at_least_children(parent: FloatArray, child: FloatArray, members: BoolArray) -> FloatArray:
    """Raise each parent's probability to that of its likeliest child.

    >>> at_least_children(np.array([[0.2]]), np.array([[0.1, 0.6]]), np.array([[True], [True]]))
    array([[0.6]])
    """
    best = np.where(members[None, :, :], child[:, :, None], 0).max(axis=1, initial=0)
    return np.asarray(np.maximum(parent, best))


def with_parents(child: BoolArray, parent: BoolArray, members: BoolArray) -> BoolArray:
    """Tick the parent of every ticked child, beside the parents ticked on their own."""
    return parent | ((child.astype(int) @ members) > 0)
