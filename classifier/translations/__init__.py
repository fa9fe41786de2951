"""Every word that is written for people, in English, French and Arabic side by side.

Numbers and names go in braces. A text that counts has its forms parted by “|”: in English and
French for one and for more; in Arabic for one, two, 3 to 10, and more, or a single form that suits
every number, as “الصفوف: {n}” does.
"""

from __future__ import annotations

import locale
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from classifier.translations.annex import ANNEX
from classifier.translations.audit import AUDIT
from classifier.translations.checking import CHECKING
from classifier.translations.double import DOUBLE
from classifier.translations.evaluation import EVALUATION
from classifier.translations.home import HOME
from classifier.translations.languages import LANGUAGE_NAMES
from classifier.translations.lists import LISTS
from classifier.translations.moving import MOVING
from classifier.translations.page import PAGE
from classifier.translations.plan import PLAN
from classifier.translations.report import REPORT
from classifier.translations.workbook import WORKBOOK

LANGUAGES = ("en", "fr", "ar")
TEXTS = {
    **ANNEX, **AUDIT, **CHECKING, **DOUBLE, **EVALUATION, **HOME, **LANGUAGE_NAMES, **LISTS,
    **MOVING, **PAGE, **PLAN, **REPORT, **WORKBOOK,
}  # fmt: skip
_RIGHT_TO_LEFT = "\u200f"
_LETTER, _ARABIC = re.compile(r"[^\W\d_]"), re.compile("[\u0600-\u06ff]")
_WRITTEN = ContextVar("the language of what is written", default=LANGUAGES[0])


class Words:
    """The texts in one language.

    >>> Words("en")("found", n=1), Words("fr")("found", n=0)
    ('1 label fits', '0 code trouvé')
    """

    def __init__(self, language: str) -> None:
        self.language = str(language)
        self._column = LANGUAGES.index(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return the text for ``key`` with its values put in."""
        forms = TEXTS[key][self._column].split("|")
        number = values.get("n")
        form = _form(self.language, number) if len(forms) > 1 and isinstance(number, int) else -1
        text = forms[form].format(**values)
        return _from_right_to_left(text) if self.direction == "rtl" else text

    @property
    def direction(self) -> str:
        """Which way the language is written: "rtl" or "ltr"."""
        return "rtl" if self.language == "ar" else "ltr"

    def language_name(self, code: str) -> str:
        """Return what a language is called, by its code (ISO 639-1); "" if that is not known.

        >>> Words("fr").language_name("sw"), Words("en").language_name("xx")
        ('swahili', '')
        """
        return self(f"language_{code}") if f"language_{code}" in TEXTS else ""

    def percent(self, share: float) -> str:
        r"""Return a share; nothing is called impossible or certain.

        >>> Words("en").percent(0.999), Words("fr").percent(0.423)
        ('99%', '42\u202f%')
        """
        number = min(99, max(1, round(share * 100)))
        return f"{number}\u202f%" if self.language == "fr" else f"{number}%"


def _from_right_to_left(text: str) -> str:
    """Mark an Arabic text that begins with other letters: the first decides how it runs."""
    first = _LETTER.search(text)
    begins_otherwise = first is not None and not _ARABIC.match(first[0])
    return f"{_RIGHT_TO_LEFT}{text}" if begins_otherwise and _ARABIC.search(text) else text


def _form(language: str, number: int) -> int:
    """Return which of the forms a number takes.

    >>> [_form("ar", n) for n in (1, 2, 3, 10, 11, 0, 103)], _form("fr", 0), _form("en", 0)
    ([0, 1, 2, 2, 3, 3, 2], 0, 1)
    """
    if language != "ar":
        # French counts nought as one.
        return 0 if number == 1 or (number == 0 and language == "fr") else 1
    if number in (1, 2):
        return number - 1
    return 2 if 3 <= number % 100 <= 10 else 3


@contextmanager
def written_in(language: str | None) -> Iterator[None]:
    """Have ``say`` speak a language; None: that of the computer."""
    before = _WRITTEN.set(language or language_of_computer())
    try:
        yield
    finally:
        _WRITTEN.reset(before)


def current_words() -> Words:
    """Return the texts in the language that is written: English where none was asked for."""
    return Words(_WRITTEN.get())


def say(key: str, **values: object) -> str:
    """Return a text in the language that is written."""
    return current_words()(key, **values)


def in_every_language(key: str) -> tuple[str, ...]:
    """Return a text in each language, to know it by whatever language it was written in."""
    return TEXTS[key]


def language_of_computer() -> str:
    """Return the language that the computer speaks with its user, English if it is none of ours."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    spoken = next(filter(None, names), "") or _language_of_windows()
    code = re.split("[_.@-]", spoken.lower())[0]
    return code if code in LANGUAGES else LANGUAGES[0]


def _language_of_windows() -> str:
    """Return the language of the desktop where no variable names one; "" elsewhere."""
    if sys.platform != "win32":
        return ""
    import ctypes

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
