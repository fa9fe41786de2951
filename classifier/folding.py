"""Text as it is compared: one form for what people see as the same, and the way back."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from html.entities import html5
from itertools import filterfalse
from typing import NamedTuple

BULLETS = "•‣◦▪▫●○■□◆◇♦❖➢➤►▶✓✔☑☒·∙⁃*\uf0b7\uf0a7\uf0fc"  # the last three: Word's Symbol font
# Beside a ticked box an empty one is no bullet. Only “☐” is never one.
_TICKED = re.compile(r"[●■◆▪✓✔☑☒✅⬛◼\uf0fc]|\[[xX✓✔]\]|\([xX✓✔]\)")
_EMPTY_BOXES = str.maketrans("○□◇▫", "☐☐☐☐")
_SAME = {
    "'": "‘’‚‛′´`ʼ",
    '"': "“”„‟″«»‹›",
    "-": "‐‑‒–—―−⁻﹘",
    "/": "⁄∕",
    ",": "،、",
    ";": "؛",
    "|": "¦",
    "•": BULLETS + "①②③④⑤⑥⑦⑧⑨⑩",
    "\n": "\r\x0b\x0c\x85\u2028\u2029",
}
# Soft hyphens, zero-width blanks and joiners, direction marks: nobody sees them.
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\ufeff\u061c" + "".join(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
_PLAIN = str.maketrans(
    {other: plain for plain, others in _SAME.items() for other in others}
    | dict.fromkeys(_UNSEEN, "")
)
# Letters that many keyboards and writers do not tell apart.
_SAME_LETTER = str.maketrans(
    {"ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "", "œ": "oe", "æ": "ae", "٫": "."}
    | {chr(first + n): str(n) for first in (0x0660, 0x06F0) for n in range(10)}
)
# Accents, the vowel signs of Arabic and Hebrew; a hamza above or below its letter is one too.
# Not the strokes through a letter or a sign: “≠” is no “=”.
_MARKS = re.compile(
    "[\u0300-\u0333\u0339-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
)
# Signs as web forms write them: entities and markup, but not that of text that is struck through.
_MARKUP = re.compile(
    r"&(?:amp;)*(?P<entity>#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});"
    r"|</?(?:(?P<block>p|br|div|li|ul|ol)|b|i|u|em|strong|span|font)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\w+|[^\w\s]")
_WORD = re.compile(r"[^\W_]+")


def with_empty_boxes(cell: str) -> str:
    """Write every empty box as “☐” where a cell also holds a ticked one.

    >>> with_empty_boxes("□ Law, ■ Rule"), with_empty_boxes("□ Law, □ Rule")
    ('☐ Law, ■ Rule', '□ Law, □ Rule')
    """
    return cell.translate(_EMPTY_BOXES) if _TICKED.search(cell) else cell


class Folded(NamedTuple):
    """Text in its compared form; character i comes from ``written[starts[i]:ends[i]]``."""

    text: str
    written: str
    starts: Sequence[int]
    ends: Sequence[int]

    def as_written(self, start: int, end: int) -> str:
        r"""Give back what stands behind ``text[start:end]``.

        >>> fold("New\u00a0ﬁle").as_written(4, 8)
        'ﬁle'
        """
        return self.written[self.starts[start] : self.ends[end - 1]] if end > start else ""


def fold(text: str) -> Folded:
    """Fold case, width, ligatures, quotes, dashes and blanks; accents and spelling stay.

    >>> fold("Ｎｅｗ — “Oﬃce”").text
    'new - "office"'
    """
    return _folded(text, _fold_cluster)


def fold_letters(text: str) -> Folded:
    """Fold as `fold` does, and also accents, vowel signs, digits and twin letters of Arabic.

    >>> fold_letters("Œuvre fêtée").text, fold_letters("إلى ١٠").text == fold("الي 10").text
    ('oeuvre fetee', True)
    """
    return _folded(text, _fold_letters_of)


def _folded(text: str, fold_cluster: Callable[[str], str]) -> Folded:
    marked_up = ("&" in text or "<" in text) and _MARKUP.search(text)
    if text.isascii() and not marked_up:  # the table maps each character to one: places stay
        plain = text.lower().translate(_PLAIN)
        return Folded(plain, text, range(len(text)), range(1, len(text) + 1))
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        part = fold_cluster(_without_markup(text[start:end]) if marked_up else text[start:end])
        parts.append(part)
        starts += [start] * len(part)
        ends += [end] * len(part)
    return Folded("".join(parts), text, starts, ends)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Cut before every character that does not sit on the one before it, and around markup."""
    signs = {m.start(): m.end() for m in _MARKUP.finditer(text) if _without_markup(m[0]) != m[0]}
    start = 0
    while start < len(text):
        end = signs.get(start, start + 1)
        while end < len(text) and _sits_on(text[end]):
            end += 1
        yield start, end
        start = end


def _without_markup(cluster: str) -> str:
    r"""Return what an HTML entity or a tag stands for, all other text as it is.

    >>> _without_markup("&amp;#39;"), _without_markup("<br/>"), _without_markup("&section;")
    ("'", '\n', '&section;')
    """
    sign = _MARKUP.match(cluster)
    if sign is None:
        return cluster
    entity = sign["entity"] or ""
    if not entity:
        letter = "\n" if sign["block"] else _UNSEEN[0]
    elif entity.startswith("#"):
        letter = html.unescape(f"&{entity};") or sign[0]
    else:
        letter = html5.get(f"{entity};", sign[0])
    return letter + cluster[sign.end() :]


def _sits_on(character: str) -> bool:
    # Marks such as a separate accent; and the vowels and finals of split Korean syllables.
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    # The table first: NFKC would turn a lone ´ into a blank and an accent. And again after it,
    # because NFKC brings up dashes and quotes of its own.
    plain = cluster.translate(_PLAIN)
    if unicodedata.category(cluster[0]) == "No":
        return plain  # the “²” of a footnote is no 2, and “½” is not 1 and 2
    text = unicodedata.normalize("NFKC", plain).translate(_PLAIN)
    text = unicodedata.normalize("NFKC", text.casefold())
    return " " if text.isspace() and text not in "\n\t" else text


@lru_cache(maxsize=4096)
def _fold_letters_of(cluster: str) -> str:
    bare = _MARKS.sub("", unicodedata.normalize("NFD", _fold_cluster(cluster)))
    return unicodedata.normalize("NFC", bare).translate(_SAME_LETTER)


def name_key(name: str) -> str:
    """Give the form in which two names are the same name: folded, without blanks.

    >>> name_key("Dispute settled / agreement reached.")
    'disputesettled/agreementreached'
    """
    return "".join(fold(name).text.split()).rstrip(".")


@lru_cache(maxsize=4096)
def letter_key(name: str) -> str:
    """Return the `name_key` of a name without accents and the like, as `fold_letters` has it.

    >>> letter_key("Élection libre") == letter_key("ELECTION LIBRE")
    True
    """
    return "".join(fold_letters(name).text.split()).rstrip(".")


def match_key(matched: str) -> str:
    """Return the key of folded text that matched a `name_pattern`."""
    return "".join(matched.split())


def name_pattern(name: str) -> str:
    """Build a pattern that finds a name in `fold_letters` text, however its blanks were written.

    A blank may be doubled, missing or a line break, but none may stand inside a word.
    """
    tokens = _TOKEN.findall(fold_letters(name).text.rstrip(". \n\t"))
    return r"\s*".join(map(re.escape, tokens))


@lru_cache(maxsize=1024)
def loose_key(text: str) -> str:
    """Keep letters and digits only, for names of harvests.

    >>> loose_key(" Harvest-1") == loose_key("harvest 1")
    True
    """
    return "".join(character for character in fold(text).text if character.isalnum())


def plain_words(text: str) -> str:
    """Return the words of letters and digits, small and without accents, with a blank between.

    >>> plain_words("  Année (de l'effet)* ")
    'annee de l effet'
    """
    plain = text.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(filterfalse(unicodedata.combining, plain))
    return " ".join(_WORD.findall(plain))


def plain_key(text: str) -> str:
    """Return the `plain_words` without the blanks, for headings and other words people type.

    >>> plain_key("Critères d'inclusion")
    'criteresdinclusion'
    """
    return plain_words(text).replace(" ", "")


@lru_cache(maxsize=4096)
def spelling_key(text: str) -> str:
    r"""Return the form in which two spellings of one name or text are equal.

    Case, outer and doubled blanks, the shape of quotes and dashes, and width do not count.

    >>> spelling_key(" ANA  Diallo\u00a0") == spelling_key("Ana Diallo")
    True
    >>> spelling_key("An") == spelling_key("Ana")
    False
    """
    return " ".join(fold(text).text.split())
