"""Phone numbers among the numbers of a text: not years, dates, amounts, ids or decimals."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

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
