"""What a cell says before labels are looked for, and which of the names in it count.

The only lists of words for “nothing”, “not coded” and “none fits” stand here. Of names none counts
inside a longer word, in a range, or as the number of a list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from classifier.folding import fold_letters, loose_key

NONE_FITS = "none fits"
"""How the program itself writes that a coder looked and found no label."""


class CellState(Enum):
    """The four things a code cell can say."""

    EMPTY = "nothing is written"
    NOT_CODED = "the row is not coded"
    NONE_FITS = "a coder looked, and no label fits"
    LABELS = "labels, or what should be some"


_NONE_FITS = """
none fits; none fit; none of these; none of them; none of the above; none applies; none apply
nothing fits; no label; no code; no label fits; no code fits; no code applies
aucun; aucune; aucun ne convient; aucune ne convient; aucun type; aucun de ces; aucun de ceux-ci
aucun code; aucun code ne convient; aucun code ne correspond; rien; rien ne convient
لا شيء; لا شيء مما سبق; لا شيء مناسب; لا ينطبق أي; لا ينطبق أي منها; لا ينطبق أي مما سبق
"""
# “None” is also what programs write for an empty cell, and “not applicable” may mean either.
_NOT_CODED = """
none; null; nil; nan; na; n/a; n/d; n.v.t; not applicable; not available; s/o; sans objet; néant
non applicable; ne s'applique pas; no aplica; sin codificar; no codificado; não se aplica
not coded; not yet coded; not coded yet; uncoded; no coding; not yet; not asked; to be coded
to code; to do; todo; tbd; tbc; to be determined; to be decided; to be confirmed; to be done
pending; in progress; later; missing; blank; empty; unknown; don't know
pas codé; pas encore; pas encore codé; non codé; à coder; à faire; à déterminer; à compléter
à confirmer; en attente; en cours; manquant; vide; inconnu
غير مرمز; غير مرمزة; لم ترمز; لم يرمز; لم يرمز بعد; لم يتم الترميز; بدون ترميز; قيد الانتظار
في الانتظار; بانتظار; لاحقا; غير معروف; غير متوفر; لا ينطبق; فارغ
"""
_LONGEST = 60  # characters; no such word is half as long, and most cells with labels are longer
_SEPARATORS = " \t\n,;|"
_SEPARATED = re.compile(r"\w.*[\n,;|].*\w", re.DOTALL)
_NO_LETTER = re.compile(r"[\W_]*")


def state_of(cell: str) -> CellState:
    """Return what a cell says, whatever the names of the labels are.

    >>> [state_of(cell).name for cell in (" ", "Not coded.", "None fits", "New structure")]
    ['EMPTY', 'NOT_CODED', 'NONE_FITS', 'LABELS']
    """
    if len(cell) > _LONGEST:
        return CellState.LABELS if cell.strip() else CellState.EMPTY
    text = fold_letters(cell).text.strip(_SEPARATORS)
    if not text:
        return CellState.EMPTY
    if _SEPARATED.search(text):
        return CellState.LABELS  # “N, A” names two labels
    key = loose_key(text)
    if key in _NONE_FITS_KEYS:
        return CellState.NONE_FITS
    if key in _NOT_CODED_KEYS or _NO_LETTER.fullmatch(text):
        return CellState.NOT_CODED  # a dash or a question mark is no answer that can be counted
    return CellState.LABELS


def says_none_fits(text: str) -> bool:
    """Whether a text says in words that no label fits."""
    return state_of(text) is CellState.NONE_FITS


def _keys(listed: str) -> frozenset[str]:
    words = re.split("[;\n]", listed)
    return frozenset(loose_key(fold_letters(word).text) for word in words if word.strip())


_NONE_FITS_KEYS = _keys(_NONE_FITS)
_NOT_CODED_KEYS = _keys(_NOT_CODED)


class NameMatch(NamedTuple):
    """A known name at ``text[start:end]`` of a folded cell.

    ``key`` is its ``name_key``; ``is_id`` says that a label's id was written, not a name.
    """

    start: int
    end: int
    label: str
    key: str
    is_id: bool


# Between two names it says nothing.
AND = re.compile(r"[\s,;]*(?P<and>(?:and|et)(?!\w)|&(?:amp;)?|\+)\s*")
# An id and a name beside it that is not its own; on one line: below each other “-” is a bullet.
_LINK = re.compile(r"[ \t]*(?:[:=-]|\.{2,3})[ \t]*")
_NAMED = re.compile(r"[ \t]*[.:)\]}({\[-]+[ \t]*")
_TURN = re.compile(r"[ \t]*(?:[-=]*>+|<+[-=]*|→|=)[ \t]*")
_GLUE = "-'"
_GLUE_OF_IDS = "-'."
_LIST_NUMBER = re.compile(r"(?:^|\W)\d{1,2}$")
# Ids such as PHR or 7 are also words and numbers: they count where they stand alone.
_OPENS = ",;|/\n\t([:•-"
_LIST_MARK = re.compile(r"(?:^|\W)\d{1,2}[.)]$")
_ALONE_RIGHT = re.compile(r"\s*(?:$|[,;|/\n\t)\]:.•]|-\s|\(?\d{1,2}[.)])")
_ALONE_RIGHT_NUMBER = re.compile(r"[\s.:]*$|\s*[,;|/\n\t•]")
_BEFORE_ITS_NAME = re.compile(r"[\s.()\[\]:=-]*")
_AFTER_A_NAME = re.compile(r"[ \t:-]*")
_QUOTES = "\"'"  # as in ["1", "3"]
_PAIRS = (("(", ")"), ("[", "]"))
_OPEN_BRACKET = re.compile(r"\s*[(\[]\s*")
_CLOSED_BRACKET = re.compile(r"\s*[)\]]\s*(?:$|[,;|/\n\t•(\[])")


def names_that_count(text: str, names: Sequence[NameMatch]) -> list[NameMatch]:
    """Leave out what only looks like a name; what stands there is a leftover."""
    refused = {
        i for i, (left, right) in enumerate(pairwise(names)) if _contradict(text, left, right)
    }
    refused |= {i + 1 for i in refused}
    between = zip([None, *names], names, [*names[1:], None], strict=False)
    contexts = [_Context(text, *neighbours) for neighbours in between]
    return [
        context.name
        for i, context in enumerate(contexts)
        if i not in refused and not _is_glued(context) and _counts(context)
    ]


class _Context(NamedTuple):
    """A name in its text, with the names right and left of it."""

    text: str
    left: NameMatch | None
    name: NameMatch
    right: NameMatch | None

    @property
    def before(self) -> str:
        """The text between it and the name before it."""
        return self.text[self.left.end if self.left else 0 : self.name.start]

    @property
    def after(self) -> str:
        """The text between it and the name behind it."""
        return self.text[self.name.end : self.right.start if self.right else None]


def _contradict(text: str, left: NameMatch, right: NameMatch) -> bool:
    """``T01-T05`` is a range, ``T01: name of T02`` or ``name of T02 (T01)`` a slip.

    ``T01 -> T02`` tells of a change. None of them may be read in half.
    """
    if left.label == right.label:
        return False
    between = left.end, right.start
    if _TURN.fullmatch(text, *between) or (left.is_id and _LINK.fullmatch(text, *between)):
        return True
    if left.is_id and not right.is_id and not left.key.isdigit():
        return _NAMED.fullmatch(text, *between) is not None
    return (
        right.is_id
        and _OPEN_BRACKET.fullmatch(text, left.end, right.start) is not None
        and _CLOSED_BRACKET.match(text, right.end) is not None
    )


def _is_glued(context: _Context) -> bool:
    """Whether a hyphen, an apostrophe or (ids) a dot makes the name part of a longer word."""
    text, left, name, right = context
    marks = _GLUE_OF_IDS if name.is_id else _GLUE
    # A mark between two names separates them; between two ids it makes a range or a longer id.
    after_name = left is not None and _adjoin(left, name)
    before_name = right is not None and _adjoin(name, right)
    behind = text[name.end : name.end + 2]
    if not before_name and behind[:1] in (*marks,) and re.match(r"\w", behind[1:]):
        return True
    return not after_name and _is_glued_left(text, name.start, marks)


def _adjoin(left: NameMatch, right: NameMatch) -> bool:
    return left.end == right.start - 1 and not (left.is_id and right.is_id)


def _is_glued_left(text: str, start: int, marks: str) -> bool:
    if start and text[start - 1] == "-" and marks == _GLUE_OF_IDS and text[start].isdigit():
        return True  # “-9” is a number below zero
    if start < 2 or text[start - 1] not in marks or not re.match(r"\w", text[start - 2]):
        return False
    # "1-New structure" and "1.T01" are lists, but "1.1" is another id than "1".
    listed = _LIST_NUMBER.search(text[max(0, start - 4) : start - 1])
    return listed is None or text[start].isdigit()


def _counts(context: _Context) -> bool:
    """Whether a name, or an id where it stands for its label; letters with digits always do."""
    key = context.name.key
    has_letter = any(map(str.isalpha, key))
    if not context.name.is_id or (has_letter and not key.isalpha()):
        return True
    return _opens(context) and _closes(context, has_letter)


def _opens(context: _Context) -> bool:
    """Whether a separator, a bullet, a list number or “and” behind a name stands before an id."""
    before = context.before.rstrip(" " + _QUOTES)
    if not before or before[-1] in _OPENS or _LIST_MARK.search(before[-4:]):
        return True
    return context.left is not None and AND.fullmatch(context.before) is not None


def _closes(context: _Context, has_letter: bool) -> bool:
    """Whether what follows an id lets it stand for its label."""
    text, name, right = context.text, context.name, context.right
    if right and not right.is_id and _BEFORE_ITS_NAME.fullmatch(context.after):
        # "2. Name" gives the id of that name, or else is the number of a list.
        return has_letter or right.label == name.label
    if right and AND.fullmatch(context.after):
        return True
    if not has_letter and _follows_a_name(context):
        return False
    after = context.after.lstrip(_QUOTES)
    if _is_bracketed(text, name.start) and _CLOSED_BRACKET.match(after):
        return True  # “[1] [3]”, “(1, 3)”
    return bool((_ALONE_RIGHT if has_letter else _ALONE_RIGHT_NUMBER).match(after))


def _follows_a_name(number: _Context) -> bool:
    """Whether a number stands right behind the name of another label, as “Law 2” does."""
    left = number.left
    if left is None or left.is_id or left.label == number.name.label:
        return False
    return _AFTER_A_NAME.fullmatch(number.before) is not None


def _is_bracketed(text: str, start: int) -> bool:
    """Whether a bracket is open at ``start``."""
    return any(text.rfind(left, 0, start) > text.rfind(right, 0, start) for left, right in _PAIRS)
