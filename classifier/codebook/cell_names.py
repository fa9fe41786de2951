"""Which of the names in a cell count: none inside a longer word, no range, no list number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple


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
    return [
        name
        for i, name in enumerate(names)
        if i not in refused
        and not _is_glued(text, i, names)
        and (not name.is_id or _id_counts(text, i, names))
    ]


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


def _is_glued(text: str, i: int, names: Sequence[NameMatch]) -> bool:
    """Whether a hyphen, an apostrophe or (ids) a dot makes the name part of a longer word."""
    name = names[i]
    marks = _GLUE_OF_IDS if name.is_id else _GLUE
    # A mark between two names separates them; between two ids it makes a range or a longer id.
    after_name = i > 0 and _adjoin(names[i - 1], name)
    before_name = i + 1 < len(names) and _adjoin(name, names[i + 1])
    return (not after_name and _is_glued_left(text, name.start, marks)) or (
        not before_name and _is_glued_right(text, name.end, marks)
    )


def _adjoin(left: NameMatch, right: NameMatch) -> bool:
    return left.end == right.start - 1 and not (left.is_id and right.is_id)


def _is_glued_right(text: str, end: int, marks: str) -> bool:
    return text[end : end + 1] in (*marks,) and re.match(r"\w", text[end + 1 : end + 2]) is not None


def _is_glued_left(text: str, start: int, marks: str) -> bool:
    if start and text[start - 1] == "-" and marks == _GLUE_OF_IDS and text[start].isdigit():
        return True  # “-9” is a number below zero
    if start < 2 or text[start - 1] not in marks or not re.match(r"\w", text[start - 2]):
        return False
    # "1-New structure" and "1.T01" are lists, but "1.1" is another id than "1".
    listed = _LIST_NUMBER.search(text[max(0, start - 4) : start - 1])
    return listed is None or text[start].isdigit()


def _id_counts(text: str, i: int, names: Sequence[NameMatch]) -> bool:
    """Whether an id stands for its label here; letters and digits together always do."""
    name, left, right = names[i], _at(i - 1, names), _at(i + 1, names)
    has_letter = any(map(str.isalpha, name.key))
    if has_letter and not name.key.isalpha():
        return True
    before = text[left.end if left else 0 : name.start]
    if not _opens(before) and not (left and AND.fullmatch(before)):
        return False
    after = text[name.end : right.start if right else len(text)]
    if right and not right.is_id and _BEFORE_ITS_NAME.fullmatch(after):
        # "2. Name" gives the id of that name, or else is the number of a list.
        return has_letter or right.label == name.label
    if right and AND.fullmatch(after):
        return True
    if not has_letter and _follows_a_name(before, name, left):
        return False
    return _ends(text, name.start, after, _ALONE_RIGHT if has_letter else _ALONE_RIGHT_NUMBER)


def _at(i: int, names: Sequence[NameMatch]) -> NameMatch | None:
    return names[i] if 0 <= i < len(names) else None


def _ends(text: str, start: int, after: str, alone: re.Pattern[str]) -> bool:
    """Whether nothing that belongs to it follows an id; “[1] [3]” and “(1, 3)” hold ids too."""
    after = after.lstrip(_QUOTES)
    in_brackets = _is_bracketed(text, start) and _CLOSED_BRACKET.match(after)
    return bool(in_brackets or alone.match(after))


def _follows_a_name(before: str, number: NameMatch, left: NameMatch | None) -> bool:
    """Whether a number stands right behind the name of another label, as “Law 2” does."""
    if left is None or left.is_id or left.label == number.label:
        return False
    return _AFTER_A_NAME.fullmatch(before) is not None


def _is_bracketed(text: str, start: int) -> bool:
    """Whether a bracket is open at ``start``."""
    return any(text.rfind(left, 0, start) > text.rfind(right, 0, start) for left, right in _PAIRS)


def _opens(before: str) -> bool:
    """Whether what stands before a name ends with a separator, a bullet or a list number."""
    before = before.rstrip(" " + _QUOTES)
    return not before or before[-1] in _OPENS or _LIST_MARK.search(before[-4:]) is not None
