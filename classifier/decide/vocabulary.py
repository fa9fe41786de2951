"""The words of decisions in English, French and Arabic, whatever language a sheet is in.

“None fits” is missing here: those words are the codebook's, since code cells say it too.
"""

from __future__ import annotations

import re
from typing import Literal

from classifier.codebook import says_none_fits
from classifier.folding import fold_letters, name_pattern

Word = Literal["accept", "none fits", "keep", "discuss", "change"]
ACCEPT, KEEP, DISCUSS, CHANGE = "accept", "keep", "discuss", "change"

_ACCEPT = """
accept; accepted; accepter; accepte; ok; okay; yes; oui; d'accord
قبول; مقبول; أقبل; موافق; أوافق; نعم
"""
_KEEP = """
keep; keep it; keep as is; keep as it is; leave; leave as is; leave as it is
garder; garde; garder tel quel; conserver; laisser
إبقاء; الإبقاء; يبقى; كما هو; كما هي
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
