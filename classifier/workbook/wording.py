"""A suggestion in the words of the workbook's cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from classifier.records import LabelSuggestion, Suggestion, TargetSuggestion
from classifier.wording import quoted
from classifier.workbook.layout import NO_LABEL, SURE

Value = str | float
_MOST_SIMILAR = 3
_MOST_WORDS, _FEWER_WORDS = 5, 3


def cells_for(suggestion: TargetSuggestion, *, quote: bool) -> Mapping[str, Value]:
    """Give the cells of one target, by the key of our columns; "" leaves a cell empty.

    ``quote``: words of the fragment's text may be shown.
    """
    chosen = suggestion.suggested
    rest = [label for label in suggestion.labels if not label.suggested]
    return {
        "suggested": _suggested(suggestion),
        "probability": min((label.probability for label in chosen), default=""),
        "next": f"{rest[0].name} · {_percent(rest[0])}" if rest else "",
        "verdict": _verdict(suggestion),
        "why": _why(suggestion, quote),
        "decision": "",
    }


def notes_of(suggestion: Suggestion) -> str:
    """Give a fragment's notes, one a line."""
    return "\n".join(suggestion.notes)


def _suggested(suggestion: TargetSuggestion) -> str:
    names = ", ".join(label.name for label in suggestion.suggested)
    return names or (NO_LABEL if suggestion.verdict == "suggest" else "")


def _verdict(suggestion: TargetSuggestion) -> str:
    chosen = suggestion.suggested
    sure = suggestion.verdict == "suggest" and chosen and all(label.accept for label in chosen)
    return SURE if sure else suggestion.verdict


def _why(suggestion: TargetSuggestion, quote: bool) -> str:
    shown = suggestion.suggested
    lines = [suggestion.reason] if suggestion.reason else []
    if not shown and suggestion.verdict != "not-readable":
        shown = suggestion.labels[:1]
    if not quote:
        shown = tuple(replace(label, words=()) for label in shown)
    lines += [_evidence(label, alone=len(shown) == 1) for label in shown]
    similar = dict.fromkeys(one for label in shown for one in label.similar)
    if similar:
        lines.append(f"like {', '.join(list(similar)[:_MOST_SIMILAR])}")
    if not suggestion.calibrated and shown:
        lines.append("The probability is not calibrated: too few coded rows.")
    return "\n".join(line for line in lines if line)


def _evidence(label: LabelSuggestion, *, alone: bool) -> str:
    words = label.words[: _MOST_WORDS if alone else _FEWER_WORDS]
    pieces = [quoted(words)] if words else []
    if label.few:
        pieces.append(f"only {label.examples} coded examples")
    if alone and label.suggested:
        return " · ".join(pieces)
    return f"{label.name} {_percent(label)}" + (f": {' · '.join(pieces)}" if pieces else "")


def _percent(label: LabelSuggestion) -> str:
    return f"{label.probability:.0%}".replace("%", "\u00a0%")  # no line break before the sign
