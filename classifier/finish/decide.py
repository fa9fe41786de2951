"""What a decision cell says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from classifier.codebook import Target, near_names, says_none_fits
from classifier.decide import Signed, Trouble, read_signs, unfit
from classifier.finish.nouns import How
from classifier.folding import plain_words
from classifier.wording import quoted_cells
from classifier.workbook.hidden_sheet import Remembered

_ACCEPT = frozenset({"accept", "accepted", "accepter", "accepte", "ok", "yes", "oui"})
_DISCUSS = frozenset({"discuss", "discussion", "to discuss", "discuter", "a discuter"})
_JOINING = frozenset({"and", "et", "plus", "also", "aussi"})

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
    said = read_signs(cell, target)
    word = _word(cell)
    if said and said.trouble:
        return _unclear(*said.trouble)
    if word == "accept":
        return _accept(target, fragment)
    if word == "none":
        return Answer("decided", frozenset(), "none fits")
    if word == "discuss":
        return Answer("discuss")
    if said is None:
        return _unclear(
            f"“{cell}” is no decision.",
            "Write “none fits” if you looked and found none, or leave the cell empty.",
        )
    return _names(said, target, fragment)


def _names(said: Signed, target: Target, fragment: Remembered) -> Answer:
    pieces = [piece for piece in said.leftovers if _means(piece)]
    words = {_word(piece) for piece in pieces}
    unknown = [piece for piece in pieces if not _word(piece)]
    if unknown:
        return _unclear(*_unknown(unknown, target))
    if "discuss" in words:
        what = "names labels and “discuss” together; it was left undecided."
        return Answer("discuss", what=what, hint="Delete one of the two.")
    if "none" in words:
        return _unclear("says “none fits” and names labels as well.", "Delete one of the two.")
    suggested = fragment.suggested.get(target.id, frozenset())
    trouble = said.trouble_with(suggested, target)
    if trouble:
        return _unclear(*trouble)
    return _checked(said.labels(suggested), target, fragment)


def _checked(labels: frozenset[str], target: Target, fragment: Remembered) -> Answer:
    trouble = unfit(labels, target)
    if trouble:
        return _unclear(*trouble)
    suggested = fragment.suggested.get(target.id, frozenset())
    if not labels:
        return Answer("decided", labels, "none fits")
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
    folded = plain_words(text)
    bare = " ".join(word for word in folded.split() if word not in _JOINING)
    if folded == "none" or says_none_fits(text):
        return "none"
    if bare in _ACCEPT:
        return "accept"
    return "discuss" if bare in _DISCUSS or set(text.strip()) == {"?"} else ""


def _means(piece: str) -> bool:
    """Whether a leftover says anything: not an “and” between two names."""
    return bool(set(plain_words(piece).split()) - _JOINING) or "?" in piece


def _unknown(pieces: list[str], target: Target) -> Trouble:
    what = f"has {quoted_cells(pieces)}, which the codebook does not know; it was left undecided."
    return Trouble(what, near_names(pieces, target, "Write names as the drop-down has them."))


def _unclear(what: str, hint: str) -> Answer:
    return Answer("unclear", what=what, hint=hint)
