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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from classifier.translations.annex import ANNEX
from classifier.translations.audit import AUDIT
from classifier.translations.check import CHECK
from classifier.translations.checking import CHECKING
from classifier.translations.decisions import DECISIONS
from classifier.translations.double import DOUBLE
from classifier.translations.evaluation import EVALUATION
from classifier.translations.harvest import HARVEST
from classifier.translations.home import HOME
from classifier.translations.languages import LANGUAGE_NAMES
from classifier.translations.lint import LINT
from classifier.translations.lists import LISTS
from classifier.translations.moving import MOVING
from classifier.translations.page import PAGE
from classifier.translations.plan import PLAN
from classifier.translations.report import REPORT
from classifier.translations.workbook import WORKBOOK

LANGUAGES = ("en", "fr", "ar")
TEXTS = {
    **ANNEX, **AUDIT, **CHECK, **CHECKING, **DECISIONS, **DOUBLE, **EVALUATION, **HARVEST, **HOME,
    **LANGUAGE_NAMES, **LINT, **LISTS, **MOVING, **PAGE, **PLAN, **REPORT, **WORKBOOK,
}  # fmt: skip
_RIGHT_TO_LEFT = "\u200f"
_ON_PAGE = "_on_page"
_LETTER, _ARABIC = re.compile(r"[^\W\d_]"), re.compile("[\u0600-\u06ff]")
_QUOTED_VALUE = re.compile(r"“\{(\w+)\}”")
_SINGLE = str.maketrans("“”", "‘’")
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
        if self._column:
            values = {name: said_in(value, self.language) for name, value in values.items()}
        for name in _QUOTED_VALUE.findall(forms[form]):
            values[name] = quotable(values[name])
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


def quotable(value: Any) -> Any:
    """Return a text as it may stand between “ and ”: what it quotes itself gets single marks.

    So the quotation ends where it ends, and what hides a quotation hides the whole of it.

    >>> quotable("They said “no”."), quotable(3)
    ('They said ‘no’.', 3)
    """
    return value.translate(_SINGLE) if isinstance(value, str) else value


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


class Told(str):
    """A sentence as the terminal shows it, in English, and as a page says it in each language.

    What quotes a harvest is hidden in all of them at once: each puts it between “ and ”.
    """

    def __new__(cls, terminal: str, texts: tuple[str, ...]) -> Told:
        """Keep ``texts``, one for each of `LANGUAGES`."""
        sentence = super().__new__(cls, terminal)
        sentence.texts = texts
        return sentence

    texts: tuple[str, ...]

    def __reduce__(self) -> tuple[type[Told], tuple[str, tuple[str, ...]]]:
        """Return what makes it again, so that it stays itself between processes."""
        return type(self), (str(self), self.texts)


def tell(key: str, **values: object) -> Told:
    """Return a sentence in every language; a value may be such a sentence itself.

    Where pages need other words than the terminal, a second text has them: “KEY_on_page”.

    >>> told = tell("decision_not_there", names=tell("report_and", first="“A”, “B”", last="“C”"))
    >>> str(told)
    'takes away “A”, “B” and “C”, which is not there; it was left undecided.'
    >>> said_in(told, "fr")
    'retire “A”, “B” et “C”, ce qui n’y est pas ; cela n’a pas été décidé.'
    """
    shown = key + _ON_PAGE if key + _ON_PAGE in TEXTS else key
    texts = []
    for language in LANGUAGES:
        spoken = {name: said_in(value, language) for name, value in values.items()}
        texts.append(Words(language)(shown, **spoken))
    return Told(Words(LANGUAGES[0])(key, **values), tuple(texts))


def said_in(value: Any, language: str) -> Any:
    """Return a sentence in a language; anything else, as a name or a number, as it is."""
    return value.texts[LANGUAGES.index(language)] if isinstance(value, Told) else value


def changed_in_each(text: str, change: Callable[[str, str], str]) -> str:
    """Change a text, and what it says in each language; ``change`` gets a text and its language."""
    terminal = change(text, LANGUAGES[0])
    if not isinstance(text, Told):
        return terminal
    texts = (change(said, language) for said, language in zip(text.texts, LANGUAGES, strict=True))
    return Told(terminal, tuple(texts))


def one_after_the_other(*sentences: str) -> str:
    """Return sentences with a blank between them; those that are empty are left out.

    >>> one_after_the_other("It is empty.", "", "Fill it in.")
    'It is empty. Fill it in.'
    """
    said = [sentence for sentence in sentences if sentence]
    if not any(isinstance(sentence, Told) for sentence in said):
        return " ".join(said)
    texts = (" ".join(said_in(one, language) for one in said) for language in LANGUAGES)
    return Told(" ".join(said), tuple(texts))


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
