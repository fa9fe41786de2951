"""What a decision cell says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from classifier.codebook import Target, did_you_mean, parse_labels, says_none_fits
from classifier.finish.nouns import How
from classifier.harvest.clean import fold
from classifier.workbook.memory import Remembered

_ACCEPT = frozenset({"accept", "accepted", "accepter", "accepte", "ok", "yes", "oui"})
_DISCUSS = frozenset({"discuss", "discussion", "to discuss", "discuter", "a discuter"})
_JOINING = frozenset({"and", "et", "plus", "also", "aussi"})

# “accept and Law”: the word is no label, so it has to stand in a piece of its own.
_ACCEPT_AND = re.compile(
    rf"^\s*({'|'.join(sorted(_ACCEPT | {'accepté'}, key=len, reverse=True))})"
    r"\s*(?:\b(?:and|et|plus|also|aussi)\b|[+&])",
    re.IGNORECASE,
)

State = Literal["decided", "discuss", "unclear"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A decision cell as understood; ``what`` and ``hint`` say what is wrong with it.

    ``lightly``: the cell says no more than "accept".
    """

    state: State
    labels: frozenset[str] = frozenset()
    how: How = "by hand"
    lightly: bool = False
    what: str = ""
    hint: str = ""


def read_decision(cell: str, target: Target, fragment: Remembered) -> Answer:
    """Understand one filled decision cell."""
    word = _word(cell)
    if word == "accept":
        return _accept(target, fragment)
    if word == "none":
        return Answer("decided", frozenset(), "none fits")
    if word == "discuss":
        return Answer("discuss")
    read = parse_labels(_ACCEPT_AND.sub(r"\1,", cell), target)
    if read is None:
        return _unclear(
            f"“{cell}” is no decision.",
            "Write “none fits” if you looked and found none, or leave the cell empty.",
        )
    labels, pieces = read
    # A plus sign that begins a label's own name is no leftover.
    adds = bool(pieces) and cell.lstrip().startswith("+") and pieces[0].startswith("+")
    return _names(labels, pieces, adds, target, fragment)


def _names(
    labels: frozenset[str],
    pieces: tuple[str, ...],
    adds: bool,
    target: Target,
    fragment: Remembered,
) -> Answer:
    words = {_word(piece) for piece in pieces if _means(piece)}
    unknown = [piece.strip(" +") for piece in pieces if _means(piece) and not _word(piece)]
    if unknown:
        return _unclear(*_unknown(unknown, target))
    if "discuss" in words:
        what = "names labels and “discuss” together; it was left undecided."
        return Answer("discuss", what=what, hint="Delete one of the two.")
    if "none" in words:
        return _unclear("says “none fits” and names labels as well.", "Delete one of the two.")
    if adds or "accept" in words:
        labels |= fragment.suggested.get(target.id, frozenset())
    return _checked(labels, target, fragment)


def _checked(labels: frozenset[str], target: Target, fragment: Remembered) -> Answer:
    retired = [target.label(one).name for one in sorted(labels) if target.label(one).retired]
    if retired:
        what = f"names {_quoted(retired)}, which the codebook no longer uses."
        return _unclear(what, "Choose a label that is in use.")
    if len(labels) > 1 and not target.multiple:
        what = f"names {len(labels)} labels where one is allowed."
        return _unclear(what, "Keep the one that fits best.")
    suggested = fragment.suggested.get(target.id, frozenset())
    how: How = "accepted" if labels == suggested else "changed" if suggested else "by hand"
    return Answer("decided", labels, how)


def _accept(target: Target, fragment: Remembered) -> Answer:
    suggested = fragment.suggested.get(target.id, frozenset())
    if suggested:
        return Answer("decided", suggested, "accepted", lightly=True)
    if fragment.verdicts.get(target.id) == "suggest":
        # The program looked and proposed to tick nothing.
        return Answer("decided", frozenset(), "none fits", lightly=True)
    return _unclear(
        "accepts, but nothing was suggested here.",
        "Write names of the codebook, “none fits”, or leave the cell empty.",
    )


def _word(text: str) -> Literal["accept", "none", "discuss", ""]:
    """Which of the three words a text is, in English or French, whatever stands around it."""
    folded = fold(text)
    bare = " ".join(word for word in folded.split() if word not in _JOINING)
    if folded == "none" or says_none_fits(text):
        return "none"
    if bare in _ACCEPT:
        return "accept"
    return "discuss" if bare in _DISCUSS or set(text.strip()) == {"?"} else ""


def _means(piece: str) -> bool:
    """Whether a leftover says anything: not a plus sign or an “and” between two names."""
    return bool(set(fold(piece).split()) - _JOINING) or "?" in piece


def _unknown(pieces: list[str], target: Target) -> tuple[str, str]:
    near = dict.fromkeys(label.name for piece in pieces for label in did_you_mean(piece, target))
    what = f"has {_quoted(pieces)}, which the codebook does not know; it was left undecided."
    names = " or ".join(f"“{name}”" for name in near)
    return what, f"Did you mean {names}?" if near else "Write names as the drop-down has them."


def _quoted(texts: list[str]) -> str:
    return ", ".join(f"“{text[:60]}”" for text in texts)


def _unclear(what: str, hint: str) -> Answer:
    return Answer("unclear", what=what, hint=hint)
