"""What a person decides: how it is read, and that no file that holds it is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from classifier.codebook import Target, near_names
from classifier.decide.signs import (
    ACCEPT,
    CHANGE,
    DISCUSS,
    KEEP,
    Signed,
    Trouble,
    Word,
    read_signs,
    says_something,
    unfit,
    word_of,
)
from classifier.translations import tell
from classifier.wording import quoted_cells

__all__ = [
    "ACCEPT",
    "CHANGE",
    "DISCUSS",
    "KEEP",
    "Decision",
    "How",
    "how_of",
    "read_decision",
    "word_of",
]


How = Literal[
    "accepted", "first guess accepted", "changed", "by hand", "none fits", "from the types"
]
State = Literal["decided", "keep", "discuss", "unclear"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided for one target of one fragment.

    Attributes
    ----------
    state : decided; keep what is recorded; discuss it first; unclear, so that nothing is done
    labels : label ids of what is decided; none: none fits
    how : how the labels came about, for provenance
    lightly : the cell says no more than "accept"
    what, hint : what is wrong with the cell
    """

    state: State
    labels: frozenset[str] = frozenset()
    how: How = "by hand"
    lightly: bool = False
    what: str = ""
    hint: str = ""


def read_decision(
    cell: str,
    target: Target,
    proposed: frozenset[str] | None,
    recorded: frozenset[str] | None = None,
) -> Decision:
    """Understand one filled decision cell.

    Parameters
    ----------
    proposed : label ids that “accept” takes; None where nothing is proposed
    recorded : label ids that a proposal would change, where it is about recorded codes: then signs
        by themselves add to these and take away from them, and “change” takes the proposal
    """
    signed = read_signs(cell, target)
    if signed is not None and signed.trouble is not None:
        return _unclear(signed.trouble)
    # A label that is called “Discussion” or “Change” is a label.
    word = word_of(cell) if signed is None or not signed.added else None
    if word is not None:
        return _of_word(word, cell, proposed, may_change=recorded is not None)
    if signed is None:
        return _unclear(Trouble(tell("decision_none", cell=cell), tell("decision_none_hint")))
    stray = _stray_words(signed, target)
    if stray is not None:
        return stray
    if signed.accepts and proposed is None:
        return _unclear(_nothing_proposed())
    return _of_labels(signed, target, proposed, None if signed.accepts else recorded)


def _of_labels(
    signed: Signed,
    target: Target,
    proposed: frozenset[str] | None,
    recorded: frozenset[str] | None,
) -> Decision:
    """Return what names and signs lead to, from what is recorded if that is given."""
    base = proposed if recorded is None else recorded
    base = base or frozenset()
    labels = signed.labels(base)
    trouble = signed.trouble_with(base, target) or unfit(labels, target)
    return _unclear(trouble) if trouble else Decision("decided", labels, how_of(labels, proposed))


def how_of(labels: frozenset[str], proposed: frozenset[str] | None) -> How:
    """Return how labels came about that a person chose beside a proposal."""
    if not labels:
        return "none fits"
    if not proposed:
        return "by hand"
    return "accepted" if labels == proposed else "changed"


def _nothing_proposed() -> Trouble:
    return Trouble(tell("decision_nothing_likely"), tell("decision_nothing_likely_hint"))


def _of_word(
    word: Word, cell: str, proposed: frozenset[str] | None, *, may_change: bool
) -> Decision:
    if word == "none fits":
        return Decision("decided", frozenset(), "none fits")
    if word == "keep" or word == "discuss":
        return Decision(word)
    if word == "change" and not may_change:
        what = tell("decision_change_to_what", cell=cell.strip())
        return _unclear(Trouble(what, tell("decision_names_that_fit")))
    if proposed is None:
        return _unclear(_nothing_proposed())
    return Decision("decided", proposed, how_of(proposed, proposed), lightly=True)


def _stray_words(signed: Signed, target: Target) -> Decision | None:
    """Return what is wrong where more than names and signs stand in a cell; None if nothing."""
    pieces = [piece for piece in signed.leftovers if says_something(piece)]
    unknown = [piece for piece in pieces if word_of(piece) is None]
    if unknown:
        what = tell("decision_unknown_names", names=quoted_cells(unknown))
        hint = near_names(unknown, target, tell("decision_drop_down"))
        return _unclear(Trouble(what, hint))
    words = dict.fromkeys(filter(None, map(word_of, pieces)))
    if "discuss" in words:
        what = tell("decision_names_and_discuss")
        return Decision("discuss", what=what, hint=tell("decision_delete_one"))
    if words:
        word = tell(f"{next(iter(words)).replace(' ', '_')}_word")
        what = tell("decision_word_and_names", word=word)
        return _unclear(Trouble(what, tell("decision_delete_one")))
    return None


def _unclear(trouble: Trouble) -> Decision:
    return Decision("unclear", what=trouble.what, hint=trouble.hint)
