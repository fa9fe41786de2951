"""What redaction may have left: e-mail addresses, phone numbers, halves of names.

Lists of problems travel by mail, so none of them repeats what was found: they say what it is and
at which word of which cell it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from classifier.check.half_names import HalfName, half_names, ordinary_words
from classifier.check.reading import Reading, sheet_of
from classifier.harvest import normalise_tags
from classifier.harvest.headings import TARGET
from classifier.records import Fragment, Origin, Problem
from classifier.translations import tell
from classifier.wording import with_commas

_NOT_STORIES = frozenset({"id", "harvest", "year", "version", "status"})
# Before the @ a tag may stand for the name: the rest still says where somebody works.
_EMAIL = re.compile(r"(?:[\w.+-]{1,64}|>)@[\w-]{1,64}(?:\.[\w-]{1,64})+")
_FEW = 4

FEWEST_DIGITS = 8
MOST_DIGITS = 15
"""The longest international number, by ITU-T E.164."""

_RUN = re.compile(r"(?<![\w.,/-])[+(]{0,2}\d[\d ()./-]{6,24}\d(?![\w/%@]|[.,-]\d)")
_TWO_SEPARATORS = re.compile(r"[ ./-]{2,}")
_CALL = r"\b(?:tel|tél|téléphone|telephone|phone|mobile|whatsapp|sms|هاتف|رقم|واتساب|جوال)\b"
_CALL_BEFORE = re.compile(
    rf"{_CALL}\W{{0,3}}(?:(?:number|no|nr|is|numéro)\W{{1,3}})?$", re.IGNORECASE
)
_CALL_HEADING = re.compile(rf"{_CALL}|\bcontact\b", re.IGNORECASE)
_BOOK_BEFORE = re.compile(
    r"\b(?:ISBN|ISSN|DOI|IBAN|grant|contract|account|invoice|case)\b\W*(?:\w+\W+)?$", re.IGNORECASE
)
_YEAR = "(?:19|20)[0-9]{2}"
_NO_PHONE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}(?:[ ./-].*)?",  # years, dates, file numbers of a year
        rf".*\({_YEAR}\).*",  # resolution 2254 (2015)
        rf"[0-9]{{1,2}}([./-])[0-9]{{1,2}}\1(?:[0-9]{{2}}|{_YEAR})(?:[ -].*)?",
        rf"[0-3][0-9][01][0-9]{_YEAR}",
    )
)


@dataclass(frozen=True, slots=True)
class _Find:
    """Something left in a text; ``word`` is for comparing two columns and is never shown."""

    word: str
    position: int


def personal_data(reading: Reading) -> list[Problem]:
    """E-mail addresses, phone numbers and halves of names in the texts of all rows."""
    stories = [_stories(fragment, reading) for fragment in reading.harvest.fragments]
    ordinary = ordinary_words(text for texts in stories for text in texts.values())
    return [
        problem
        for fragment, texts in zip(reading.harvest.fragments, stories, strict=True)
        for problem in _of_row(fragment, texts, ordinary, reading)
    ]


def _stories(fragment: Fragment, reading: Reading) -> dict[str, str]:
    """The row's texts by column, the merged one last: it repeats the others."""
    columns = reading.columns[sheet_of(fragment.origin)]
    fields = {heading: field for field, heading in columns.items()}
    texts = {
        heading: normalise_tags(text)
        for heading, text in fragment.cells.items()
        if text and not _is_set(fields.get(heading, ""))
    }
    merged = columns.get("merged", "")
    if merged in texts:
        texts[merged] = texts.pop(merged)
    return texts


def _is_set(field: str) -> bool:
    """Whether a field holds codes and names of a set rather than what somebody wrote."""
    return field in _NOT_STORIES or field.startswith(TARGET)


def _of_row(
    fragment: Fragment, texts: Mapping[str, str], ordinary: frozenset[str], reading: Reading
) -> Iterable[Problem]:
    merged = reading.columns[sheet_of(fragment.origin)].get("merged")
    seen: set[str] = set()
    for heading, text in texts.items():
        known = seen.copy() if heading == merged else set()
        origin = replace(fragment.origin, column=heading)
        emails = [find for find in _emails(text) if find.word not in known]
        phones = [find for find in _phones(text, heading) if find.word not in known]
        halves = [half for half in half_names(text, ordinary) if half.word not in known]
        every: list[_Find | HalfName] = [*emails, *phones, *halves]
        seen.update(find.word for find in every)
        for kind, finds in (("e-mail", emails), ("phone", phones)):
            if finds:
                yield _found(origin, kind, finds, in_merged=bool(merged))
        hidden = fragment.confidential
        yield from _half_named(origin, halves, hidden=hidden, in_merged=bool(merged))


def _emails(text: str) -> list[_Find]:
    if "@" not in text:  # spares most texts a slow search
        return []
    return [_Find(match[0], _word_at(text, match.start())) for match in _EMAIL.finditer(text)]


def _phones(text: str, heading: str) -> list[_Find]:
    return [_Find(digits, _word_at(text, at)) for at, digits in phone_numbers(text, heading)]


def _word_at(text: str, at: int) -> int:
    """Which word of ``text``, from 1, stands at a character."""
    return len(text[: at + 1].split())


def _found(origin: Origin, kind: str, finds: Sequence[_Find], *, in_merged: bool) -> Problem:
    words = _words([find.position for find in finds])
    what = tell("checked_email" if kind == "e-mail" else "checked_phone", words=words)
    return Problem(
        origin, kind, what, tell("checked_redact_merged" if in_merged else "checked_redact")
    )


def _half_named(
    origin: Origin, halves: Sequence[HalfName], *, hidden: bool, in_merged: bool
) -> Iterable[Problem]:
    """Halves of persons' and bodies' names; those of places are a notice."""
    places = [half for half in halves if half.tag == "<LOC>"]
    others = [half for half in halves if half.tag != "<LOC>"]
    key = "checked_delete_half_merged" if in_merged else "checked_delete_half"
    if others:
        what = tell("checked_half_name", half=_shown(others, hidden))
        yield Problem(origin, "half-name", what, tell(key))
    if places:
        what = tell("checked_half_place", half=_shown(places, hidden))
        yield Problem(origin, "half-place", what, tell(key), notice=True)


def _shown(halves: Sequence[HalfName], hidden: bool) -> str:
    """The first letter beside its tag; of a confidential text not even that."""
    first = halves[0]
    letter = tell("checked_some_letters") if hidden else f"{first.word[0]}…"
    key = "checked_before_tag" if first.before else "checked_after_tag"
    beside = tell(key, letter=letter, tag=first.tag)
    return tell("checked_half", beside=beside, words=_words([half.position for half in halves]))


def _words(positions: Sequence[int]) -> str:
    first, more = [*map(str, positions[:_FEW])], " …" if len(positions) > _FEW else ""
    shown = with_commas(first, more)
    return tell("checked_words", n=len(positions), places=shown)


def phone_numbers(text: str, heading: str = "") -> Iterator[tuple[int, str]]:
    """Give where each phone number of a text starts, with its digits.

    Parameters
    ----------
    heading : the cell's column; under "Phone" a bare number is one

    >>> list(phone_numbers("Call 0933 123 456. In 2022-2023 they paid 1,200,000 and 48 000 000."))
    [(5, '0933123456')]
    """
    called = bool(_CALL_HEADING.search(heading))
    for run in _RUN.finditer(text):
        at = run.start()
        for piece in _TWO_SEPARATORS.split(run[0]):
            at = text.index(piece, at)
            before = text[max(0, at - 40) : at]
            expected = called or bool(_CALL_BEFORE.search(before))
            # Digits alone in a cell are somebody's running number, unless the column says more.
            running = piece == text.strip() and piece.isdigit() and not called
            number = _plain(piece)
            if not running and not _BOOK_BEFORE.search(before) and _is_phone(number, expected):
                yield at, re.sub("[^0-9]", "", number)
            at += len(piece)


def _is_phone(number: str, expected: bool) -> bool:
    """Whether a number is a phone's; ``expected``: the words around it speak of one."""
    bare = number.replace("(", "").replace(")", "").strip()
    groups = re.split("[ ./-]", bare.lstrip("+"))
    if not FEWEST_DIGITS <= sum(map(len, groups)) <= MOST_DIGITS:
        return False
    if bare.startswith("+"):
        return True
    if any(pattern.fullmatch(number) for pattern in _NO_PHONE):
        return False
    if expected or (bare.startswith("0") and len(groups[0]) > 1):
        return True
    return _written_in_dashes(bare, groups)


def _written_in_dashes(bare: str, groups: list[str]) -> bool:
    """Forms such as 555-123-4567 and 71-123456."""
    if set(re.findall("[ ./-]", bare)) != {"-"}:
        return False
    sizes = [len(group) for group in groups]
    if len(sizes) == 2:
        return sizes[0] in (2, 3) and sizes[1] in (6, 7)
    return all(2 <= size <= 4 for size in sizes)


def _plain(number: str) -> str:
    """The number in European digits."""
    return "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in number)
