"""Names and texts as they stand in a sentence: in quotation marks, and one after the other."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Sequence
from functools import reduce

from classifier.errors import ClassifierError
from classifier.translations import (
    LANGUAGES,
    Told,
    Words,
    one_after_the_other,
    quotable,
    say,
    tell,
)

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""Characters that no text holds; some of them steer a terminal."""
_COMMAS = tuple(Words(name)("harvest_and_next", first="", last="") for name in LANGUAGES)
_NO_NAME = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_MOST_LETTERS = 120
_FIRST_SENTENCE = re.compile(r"(?<=[.!?؟;])\s")


def first_sentence(text: str) -> str:
    """Return the first sentence, cut at a blank where it is long."""
    line = " ".join(_FIRST_SENTENCE.split(text.strip(), maxsplit=1)[0].split())
    if len(line) <= _MOST_LETTERS:
        return line
    return line[:_MOST_LETTERS].rpartition(" ")[0] + " …"


def codebook_says(text: str) -> str:
    """Return the first sentence of a text as a quotation of the codebook.

    >>> codebook_says("The council wrote a rule. It holds.")
    'the codebook: “The council wrote a rule.”'
    """
    return say("codebook_says", text=first_sentence(text))


def reader_says(named: bool, quote: str) -> str:
    """Return whether a second reader named a label, and in which words of the text.

    >>> reader_says(True, "a law"), reader_says(True, ""), reader_says(False, "")
    ('the reader: “a law”', 'the reader named it too', 'the reader did not name it')
    """
    if named and quote:
        return say("reader_quotes", text=quote)
    return say("reader_named") if named else say("reader_not")


def in_quotes(text: str) -> str:
    """Return a text in quotation marks; those inside become single ones.

    >>> in_quotes("a “b”")
    '“a ‘b’”'
    """
    return f"“{quotable(text)}”"


def with_commas(texts: Sequence[str], more: str = "") -> Told:
    """Return texts with the comma of each language between them, and ``more`` behind them.

    >>> with_commas(["a", "b"], " …"), with_commas(["a", "b"]).texts[-1]
    ('a, b …', 'a، b')
    """
    in_each = (comma.join(texts) + more for comma in _COMMAS)
    return Told(_COMMAS[0].join(texts) + more, tuple(in_each))


def quoted(texts: Iterable[str], between: str = ", ", most: int | None = None) -> str:
    """Return texts in quotation marks; an ellipsis says that there are more than ``most``.

    >>> quoted(["a ", "b"], " or "), quoted(["a", "b", "c"], most=2)
    ('“a” or “b”', '“a”, “b” …')
    """
    quotes = [in_quotes(text.strip()) for text in texts]
    more = " …" if most is not None and len(quotes) > most else ""
    if between != _COMMAS[0]:
        return between.join(quotes[:most]) + more
    return with_commas(quotes[:most], more)


def quoted_cells(texts: Iterable[str]) -> str:
    """Return what cells say in quotation marks, each cut to 60 letters: it may be a story."""
    return quoted(text[:60] for text in texts)


def listed(names: Iterable[str]) -> str:
    """Return names with commas and an “and”.

    >>> listed(["Mali", "Iraq", "Kenya"]), listed(["Mali"]), listed([])
    ('Mali, Iraq and Kenya', 'Mali', '')
    """
    *first, last = [*names] or [""]
    if not first:
        return last
    return tell("report_and", first=with_commas(first), last=last)


def quoted_choice(names: Iterable[str]) -> str:
    """Return names in quotation marks, with an “or” between them.

    >>> quoted_choice(["a", "b", "c"])
    '“a” or “b” or “c”'
    """
    quotes = [quoted([name]) for name in names]
    return reduce(lambda first, last: tell("harvest_or", first=first, last=last), quotes)


def quoted_list(names: Iterable[str]) -> str:
    """Return each name once, in quotation marks, with commas and an “and”.

    >>> quoted_list(["a", "b", "c", "a"])
    '“a”, “b” and “c”'
    """
    return listed(map(in_quotes, dict.fromkeys(names)))


def counted(n: int, what: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "file"), counted(1200, "row")
    ('1 file', '1,200 rows')
    """
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"


def first_names(names: Sequence[str], most: int = 6) -> str:
    """Return names with commas, those after the first ``most`` counted.

    >>> first_names(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    shown = with_commas(names[:most])
    more = len(names) - most
    return tell("harvest_and_more", names=shown, n=more) if more > 0 else shown


def with_hint(error: ClassifierError) -> str:
    """Return an error and what to do about it, for a page to say in its language.

    >>> with_hint(ClassifierError("The file is empty.", hint="Fill it in."))
    'The file is empty. Fill it in.'
    """
    return one_after_the_other(*error.args, error.hint)


def no_name(path: object) -> str:
    r"""Return what to say of a path whose name is no text, so that it could not be told; or "".

    >>> no_name("a\x1b[31m.csv"), no_name("a b.csv")
    ('The name a?[31m.csv holds characters that no text may hold.', '')
    """
    shown = _NO_NAME.sub("?", str(path))
    return "" if shown == str(path) else f"The name {shown} holds characters that no text may hold."


def shell_word(text: str) -> str:
    r"""Return a path or name as it is typed in a terminal, in quotation marks where needed.

    Double ones where they do: they mean the same to every shell, on Windows too.

    >>> shell_word("models/sample"), shell_word("My codes.xlsx"), shell_word('a "$b"')
    ('models/sample', '"My codes.xlsx"', '\'a "$b"\'')
    >>> shell_word("-a.xlsx"), shell_word("--out")
    ('./-a.xlsx', '--out')
    """
    text = f"./{text}" if text.startswith("-") and "." in text else text  # a file, no option
    plain = r"[\w@%+:,./~\\-]+" if os.name == "nt" else r"[\w@%+:,./~-]+"
    if re.fullmatch(plain, text):
        return text
    live = os.name != "nt" and re.search(r"[\"$`\\!]", text)
    return shlex.quote(text) if live else f'"{text}"'
