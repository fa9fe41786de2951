"""The fragments where suggestion and coding lie furthest apart: the first to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from classifier.disclosure import name_of
from classifier.evaluate.results import Example
from classifier.model.logistic import EDGE

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.evaluate.scored import Scored
    from classifier.records import FloatArray, Fragment

N_EXAMPLES = 20


def surprising(
    scored: Mapping[str, Scored],
    fragments: Sequence[Fragment],
    codebook: Codebook,
    *,
    with_texts: bool,
) -> tuple[Example, ...]:
    """List the most surprising codings, from all targets together.

    A target that follows from another is left out: it would only repeat it. Confidential
    fragments are listed by their place and without their text, whatever ``with_texts`` says.
    """
    found: list[Example] = []
    for target in codebook.targets:
        one = scored.get(target.id)
        if one is None or one.probabilities is None or target.derived_from:
            continue
        surprises = surprise(one)
        for i in np.argsort(-surprises, kind="stable")[:N_EXAMPLES]:
            fragment = fragments[one.rows[i]]
            text = fragment.outcome or fragment.significance
            found.append(
                Example(
                    fragment_id=name_of(fragment),
                    target=target.id,
                    coded=_names(target.ids, one.values[i] & one.known[i]),
                    suggested=_names(target.ids, one.chosen[i] & one.known[i]),
                    surprise=float(surprises[i]),
                    text=text if with_texts and not fragment.confidential else "",
                )
            )
    found.sort(key=lambda example: -example.surprise)
    return tuple(found[:N_EXAMPLES])


def surprise(scored: Scored) -> FloatArray:
    """Return how unlikely the recorded codes of each fragment are held to be: (n_coded,)."""
    if scored.probabilities is None:
        return np.zeros(len(scored.rows))
    p = np.clip(np.where(scored.values, scored.probabilities, 1 - scored.probabilities), EDGE, 1)
    return np.asarray(np.where(scored.known, -np.log(p), 0).sum(axis=1), dtype=np.float64)


def _names(ids: Sequence[str], ticked: np.ndarray) -> tuple[str, ...]:  # bool (n_labels,)
    return tuple(label for label, on in zip(ids, ticked, strict=True) if on)
