"""Whether a suggestion is one, said in words a person understands."""

from __future__ import annotations

from collections.abc import Sequence

from classifier.encode import LANGUAGE_NAMES
from classifier.records import LabelSuggestion, Verdict


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
