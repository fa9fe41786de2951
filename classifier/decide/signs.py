"""The signs in a decision: labels added to what was proposed, and labels taken away from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from classifier.codebook import Target, parse_labels, says_none_fits
from classifier.codebook.cell_names import NameMatch
from classifier.codebook.cells import find_names
from classifier.folding import Folded, fold_letters, name_pattern
from classifier.translations import tell
from classifier.wording import quoted_cells

Word = Literal["accept", "none fits", "keep", "discuss", "change"]
ACCEPT, KEEP, DISCUSS, CHANGE = "accept", "keep", "discuss", "change"

_ACCEPT = """
accept; accepted; accepter; accepte; ok; okay; yes; oui; d'accord
قبول; مقبول; أقبل; موافق; أوافق; نعم
"""
_KEEP = """
keep; keep it; keep as is; keep as it is; leave; leave as is; leave as it is
garder; garde; garder tel quel; conserver; laisser
إبقاء; الإبقاء; إبقاء كما هو; يبقى; كما هو; كما هي
"""
_DISCUSS = """
discuss; to discuss; discussion; for discussion; discuter; à discuter
نقاش; للنقاش; مناقشة; للمناقشة; يناقش
"""
_CHANGE = """
change; to change; change it; changer; à changer; modifier; à modifier
تغيير; للتغيير; يغير; تعديل; للتعديل
"""
_JOINING = frozenset({"and", "et", "plus", "also", "aussi"})
_QUESTION_MARKS = frozenset("?؟")
_WORD = re.compile(r"[^\W_]+")


def _listed(words: str) -> list[str]:
    return [word.strip() for word in re.split("[;\n]", words) if word.strip()]


def _key(text: str) -> str:
    return " ".join(w for w in _WORD.findall(fold_letters(text).text) if w not in _JOINING)


_WORDS: dict[str, Word] = {
    **{_key(word): "accept" for word in _listed(_ACCEPT)},
    **{_key(word): "keep" for word in _listed(_KEEP)},
    **{_key(word): "discuss" for word in _listed(_DISCUSS)},
    **{_key(word): "change" for word in _listed(_CHANGE)},
    "none": "none fits",  # in a code cell it may be a program's word for nothing
}
# For `fold_letters` text, the longest first, so that “accepted” is not read as “accept”.
ACCEPT_PATTERN = "|".join(map(name_pattern, sorted(_listed(_ACCEPT), key=len, reverse=True)))
JOINING_PATTERN = "|".join(sorted(_JOINING))


def word_of(text: str) -> Word | None:
    """Return which of the words a text is, whatever case, accents and signs stand around it.

    With a question mark it is something to discuss.

    >>> word_of("Accepté !"), word_of("à discuter"), word_of("accept?"), word_of("New structure")
    ('accept', 'discuss', 'discuss', None)
    """
    key = _key(text)
    word = "none fits" if says_none_fits(text) else _WORDS.get(key)
    doubted = not _QUESTION_MARKS.isdisjoint(text)
    return "discuss" if doubted and (word or not key) else word


def says_something(text: str) -> bool:
    """Whether a text says anything: not an “and” between two names."""
    return bool(_key(text)) or not _QUESTION_MARKS.isdisjoint(text)


_MARK = re.compile(
    rf"(?:(?<!\w)(?:{JOINING_PATTERN})\s+)?(?<!\w)(?P<accept>{ACCEPT_PATTERN})(?!\w)"
    rf"(?:\s+(?:{JOINING_PATTERN})(?!\w))?"
    r"|(?P<sign>[+-])"
)
_SAYS_SOMETHING = re.compile(r"[\w?]")
_LABEL_AND_NAME = re.compile(r"\s*-\s*")  # “T01 - New structure”: an id and its own name
_LIST_NUMBER = re.compile(r"(?:^|[\n,;])\s*\d{1,2}\s*$")
_WIDEST_NUMBER = 40  # letters that are looked back at for one, blanks among them
_EXCEL_ERROR = re.compile(r"#(?:n/a|nv|[\w/]+[!?]|getting_data)|err:\d+")


class Trouble(NamedTuple):
    """Why a decision was not understood, and what to write instead."""

    what: str
    hint: str


class _Piece(NamedTuple):
    """A part of a cell after a sign ("" for none), from ``start`` to ``end``."""

    sign: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Signed:
    """A decision cell, read up to what its leftovers mean.

    Attributes
    ----------
    from_proposal : the labels are added to and taken from what was proposed; else they replace it
    accepts : the word "accept" stands in the cell
    added, removed : label ids
    leftovers : pieces that are no label, as written
    trouble : what cannot be understood, whatever was proposed
    """

    from_proposal: bool = False
    accepts: bool = False
    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    leftovers: tuple[str, ...] = ()
    trouble: Trouble | None = None

    def labels(self, proposed: frozenset[str]) -> frozenset[str]:
        """Return the label ids that the decision leads to."""
        return ((proposed if self.from_proposal else frozenset()) | self.added) - self.removed

    def trouble_with(self, proposed: frozenset[str], target: Target) -> Trouble | None:
        """Return what is wrong with taking the labels from what was proposed; None if nothing."""
        if self.trouble or not self.removed:
            return self.trouble
        names = quoted_cells(target.label(one).name for one in sorted(self.removed))
        if not self.from_proposal or self.removed & self.added:
            what = tell("decision_takes_away", names=names)
            return Trouble(what, tell("decision_takes_away_hint"))
        absent = [target.label(one).name for one in sorted(self.removed - proposed)]
        if not absent:
            return None
        what = tell("decision_not_there", names=quoted_cells(absent))
        return Trouble(what, tell("decision_without_dash"))


def read_signs(cell: str, target: Target) -> Signed | None:
    """Cut a decision cell at its plus and minus signs; None where nothing is written.

    Any dash is a minus. Signs inside a label's own name, or inside a word, are none.
    """
    trouble = _no_text(cell)
    if trouble:
        return Signed(trouble=trouble)
    read = parse_labels(cell, target)
    if read is None:
        return None
    if not any(read):  # “none fits”
        return Signed()
    folded, places = find_names(cell, target)
    marks = list(_marks(folded.text, places))
    accepts = any(mark["accept"] for mark in marks)
    first = marks[0] if marks else None
    leads = first is not None and not folded.text[: first.start()].strip()
    pieces = _pieces(folded.text, marks)
    signed = _gathered(folded, pieces, target)
    if leads and _may_be_list(pieces):
        return Signed(trouble=Trouble(tell("decision_dashes"), tell("decision_dashes_hint")))
    return replace(signed, from_proposal=accepts or leads, accepts=accepts)


def unfit(labels: frozenset[str], target: Target) -> Trouble | None:
    """Return what forbids these labels together: retired ones, several where one is allowed."""
    retired = [target.label(one).name for one in sorted(labels) if target.label(one).retired]
    if retired:
        what = tell("decision_retired", names=quoted_cells(retired))
        return Trouble(what, tell("decision_in_use"))
    if len(labels) > 1 and not target.multiple:
        what = tell("decision_too_many", n=len(labels))
        return Trouble(what, tell("decision_keep_best"))
    return None


def _no_text(cell: str) -> Trouble | None:
    text = cell.strip()
    if text.startswith("="):
        return Trouble(tell("decision_formula"), tell("decision_formula_hint"))
    if _EXCEL_ERROR.fullmatch(text.casefold()):
        what = tell("decision_excel_error", error=text[:20])
        return Trouble(what, tell("decision_excel_error_hint"))
    return None


def _marks(text: str, places: Sequence[NameMatch]) -> Iterator[re.Match[str]]:
    """Find the signs, and the word "accept", outside the names of labels."""
    inside = {i for start, end, *_ in places for i in range(start, end)}
    starts = {start: label for start, _, label, *_ in places}
    ends = {end: label for _, end, label, *_ in places}
    last = -1  # in “accept-Name” the dash is a sign, though letters stand around it
    for mark in _MARK.finditer(text):
        at = mark.start()
        if at in inside or (mark["sign"] and at != last and _is_hyphen(text, at, starts, ends)):
            continue
        last = mark.end()
        yield mark


def _is_hyphen(text: str, at: int, starts: dict[int, str], ends: dict[int, str]) -> bool:
    """Whether a sign only joins: a word, a label's id and its name, a list's number."""
    if _LIST_NUMBER.search(text, max(at - _WIDEST_NUMBER, 0), at):
        return True
    left, right = len(text[:at].rstrip()), len(text) - len(text[at + 1 :].lstrip())
    if left in ends and ends[left] == starts.get(right):
        return _LABEL_AND_NAME.fullmatch(text, left, right) is not None
    within = text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()
    return within and at not in ends and at + 1 not in starts


def _pieces(text: str, marks: Sequence[re.Match[str]]) -> list[_Piece]:
    """Cut a cell at its marks; the word "accept" is left out."""
    ends = [*(mark.start() for mark in marks), len(text)]
    first = _Piece("", 0, ends[0])
    pairs = zip(marks, ends[1:], strict=True)
    return [first, *(_Piece(mark["sign"] or "", mark.end(), end) for mark, end in pairs)]


def _gathered(folded: Folded, pieces: Sequence[_Piece], target: Target) -> Signed:
    added: set[str] = set()
    removed: set[str] = set()
    leftovers: list[str] = []
    trouble = None
    for piece in pieces:
        written = folded.as_written(piece.start, piece.end)
        labels, unplaced = _labels_in(written, target)
        leftovers += unplaced
        if piece.sign != "-":
            added |= labels
            continue
        removed |= labels
        if len(labels) + len(unplaced) != 1:
            trouble = Trouble(tell("decision_stray_dash"), tell("decision_stray_dash_hint"))
    return Signed(
        added=frozenset(added),
        removed=frozenset(removed),
        leftovers=tuple(leftovers),
        trouble=trouble,
    )


def _labels_in(piece: str, target: Target) -> tuple[frozenset[str], tuple[str, ...]]:
    """Read a piece of a decision, in which “none fits” and “not coded” are leftovers."""
    labels, unplaced = parse_labels(piece, target) or (frozenset[str](), ())
    if labels or unplaced or not _SAYS_SOMETHING.search(piece):
        return labels, unplaced
    return labels, (piece.strip(" ,;"),)


def _may_be_list(pieces: Sequence[_Piece]) -> bool:
    """Whether several names stand in a cell, each behind a dash as in a list."""
    signed = pieces[1:]
    return len(signed) > 1 and all(piece.sign == "-" for piece in signed)
