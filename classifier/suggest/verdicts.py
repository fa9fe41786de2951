"""What is suggested, what may be accepted unseen, and what is not known, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from classifier.encode import LANGUAGE_NAMES
from classifier.model.accept import Promise, make_promise
from classifier.model.head import ticks
from classifier.model.hierarchy import membership, source_of, with_parents
from classifier.records import LabelSuggestion, Verdict

if TYPE_CHECKING:
    from classifier.model.fitted import Model
    from classifier.records import BoolArray, FloatArray


def not_readable(text: str, language: str, known: frozenset[str]) -> str:
    """Say why a text cannot be read; "" if it can.

    >>> not_readable("habari za asubuhi", "sw", frozenset({"en"}))
    'The text seems to be Swahili, which this model does not know.'
    """
    if not text.strip():
        return "There is no text: neither outcome nor significance is filled in."
    if language and language not in known:
        name = LANGUAGE_NAMES.get(language, f"in a language (“{language}”)")
        return f"The text seems to be {name}, which this model does not know."
    return ""


def target_verdict(
    labels: Sequence[LabelSuggestion], *, calibrated: bool = True
) -> tuple[Verdict, str]:
    """Judge one target of a readable fragment, with the reason where it is not ``suggest``.

    ``labels`` are those listed, likeliest first: the likeliest label, and all suggested ones.
    """
    if not calibrated:
        return "unsure", (
            "Too little is coded, or the coded texts are too alike, for probabilities: the order "
            "means something, the numbers do not. Code about 20 different fragments and train "
            "again."
        )
    suggested = [label for label in labels if label.suggested]
    if not suggested:
        if not labels:
            return "unsure", "The codebook has no label for this target."
        best = labels[0]
        return "unsure", (
            f"No label is likely enough; the nearest is “{best.name}” ({best.probability:.0%})."
        )
    if all(label.few for label in suggested):
        return "unsure", "Every suggested label rests on too few coded examples."
    return "suggest", ""


def choose(
    model: Model, probabilities: dict[str, FloatArray], thresholds: dict[str, FloatArray]
) -> dict[str, BoolArray]:
    """Tick labels per target; a suggested type always brings its cluster."""
    chosen: dict[str, BoolArray] = {}
    for name, head in model.heads.items():
        chosen[name] = ticks(probabilities[name], thresholds[name], head.single)
        if not head.calibrated:  # its numbers only rank
            chosen[name] = np.zeros_like(chosen[name])
        target = model.codebook.target(name)
        source = source_of(target, model.codebook)
        if source is not None and source.id in chosen:
            chosen[name] = with_parents(chosen[source.id], chosen[name], membership(target, source))
    return chosen


def promises(model: Model, precision: float) -> dict[str, Promise]:
    """What can be promised for each calibrated target about labels accepted unseen.

    Where a target is not calibrated, nothing was held out from which to promise.
    """
    return {
        name: make_promise(head.held_out, precision)
        for name, head in model.heads.items()
        if head.calibrated
    }


def acceptable(
    model: Model,
    probabilities: dict[str, FloatArray],
    chosen: dict[str, BoolArray],
    precision: float | None,
) -> dict[str, BoolArray]:
    """Mark suggestions that the promise covers: bool (n_texts, n_labels) per target.

    It was tested on labels with enough examples at or above their ordinary thresholds, so it
    covers no others, however the dial is turned.
    """
    marked = {name: np.zeros_like(table) for name, table in chosen.items()}
    if precision is None:
        return marked
    for name, promise in promises(model, precision).items():
        head = model.heads[name]
        lowest = np.maximum(head.thresholds(), np.inf if promise.cut is None else promise.cut)
        marked[name] = chosen[name] & (probabilities[name] >= lowest) & ~head.few
    return marked
