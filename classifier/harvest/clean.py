"""What a cell says once the dirt of spreadsheets and exports is off."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from classifier.translations import tell
from classifier.wording import in_quotes

EXCEL_ERRORS = frozenset(
    {"#n/a", "#ref!", "#name?", "#value!", "#div/0!", "#null!", "#num!", "#spill!", "#calc!"}
)
MISSING = EXCEL_ERRORS | {
    *("", "n/a", "na", "n.a", "n.a.", "n. a.", "nan", "null", "nil", "none", "s/o", "néant"),
}
"""Cells that say "nothing here"; a cell of nothing but dashes and dots counts as well."""

_LONGEST_MISSING = max(map(len, MISSING))

YES = frozenset(
    {"yes", "y", "oui", "o", "x", "✓", "✔", "true", "vrai", "1", "نعم", "ja", "confidential"}
)
NO = frozenset({"no", "n", "non", "false", "faux", "0", "لا", "nee", "not confidential", "public"})
_TICKED = YES - {"confidential"} | {
    *("1.0", "selected", "checked", "ticked", "quoted", "chosen", "coché", "cochée", "sélectionné"),
    *("sí", "si", "sim", "xx", "☑", "☒", "✅", "√", "●", "■"),
}
_NOT_TICKED = NO - {"not confidential", "public"} | {
    *("0.0", "not selected", "unselected", "unchecked", "not checked", "not ticked", "not quoted"),
    *("non coché", "non sélectionné", "não", "☐", "○", "□"),
}

_EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Control characters, invisible marks, and halves of surrogate pairs, which no file can hold.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2060\ufeff\ud800-\udfff]"
)
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
_BLANK = re.compile("[\u00a0\u2007\u202f]")
_NOTHING = re.compile(r"[\s.\-–—_*]*")
# An escaped "&", escaped again and again: undone at once, since each round reads the whole text.
_AMPERSANDS = re.compile(r"&(?:(?:amp|AMP){1,10};|#0{0,5}38;|#[xX]0{0,4}26;)++")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")

TAGS = {
    "person": "<person>",
    "persons": "<person>",
    "loc": "<LOC>",
    "location": "<LOC>",
    "redacted": "<redacted>",
    "org": "<ORG>",
}
"""Redaction tags by their folded word; tags that are not listed stay as they are written."""

_TAG = re.compile(
    rf"<\s*({'|'.join(TAGS)})\s*/?\s*>|\[\s*({'|'.join(TAGS)})\s*\]", flags=re.IGNORECASE
)


def clean_cell(text: str) -> str:
    r"""Take off what spreadsheets add: control characters, odd blanks and line ends, outer blanks.

    >>> clean_cell("Police met_x000D_\r\nthe\u00a0elders \x07")
    'Police met\nthe elders'
    """
    if not _is_clean(text):
        text = _EXCEL_ESCAPE.sub(_unescape, text)
        text = _BLANK.sub(" ", _CONTROL.sub("", _LINE_END.sub("\n", text)))
    return text.strip()


def clean_cells(cells: Sequence[str]) -> list[str]:
    """Clean a row; one look at all of it spares most rows the work.

    >>> clean_cells([" Police met ", "the\u00a0elders"])
    ['Police met', 'the elders']
    """
    if _is_clean("".join(cells)):
        return [cell.strip() for cell in cells]
    return [clean_cell(cell) for cell in cells]


def _is_clean(text: str) -> bool:
    # Nothing of what is taken off can be printed, and nearly all cells are clean.
    return "_x" not in text and text.replace("\n", "").isprintable()


def _unescape(match: re.Match[str]) -> str:
    """Excel writes a control character as ``_x000D_``; other letters are put back as meant."""
    code = int(match[1], 16)
    # Blanks only for the control range: "_x0041_" may be somebody's file name.
    return "" if code < 32 and code not in (9, 10) else chr(code) if code < 32 else match[0]


def normalise_tags(text: str) -> str:
    """Give redaction tags one spelling and undo HTML escapes; no word of the text is dropped.

    >>> normalise_tags("&lt;Person&gt; met &amp;lt;person&amp;gt; in [LOC], &quot;quietly&quot;")
    '<person> met <person> in <LOC>, "quietly"'
    """
    previous = None if "&" in text else text
    while previous != text:  # an export may have escaped twice; each round shortens the text
        text = _AMPERSANDS.sub("&", text)
        previous, text = text, _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    if "<" not in text and "[" not in text:
        return text
    return _TAG.sub(lambda match: TAGS[(match[1] or match[2]).lower()], text)


def is_missing(text: str) -> bool:
    """Whether a text cell says "nothing here".

    >>> [is_missing(text) for text in ("", " N/A ", "–", "...", "No")]
    [True, True, True, True, False]
    """
    if _NOTHING.fullmatch(text):
        return True
    word = text.strip()
    return len(word) <= _LONGEST_MISSING and word.casefold() in MISSING


def text_of(cell: str) -> str:
    """The text of a cell for reading: tags normalised, "" where the cell says nothing."""
    text = clean_cell(normalise_tags(cell))
    return "" if is_missing(text) else text


def yes_or_no(cell: str) -> bool | None:
    """Read a yes/no cell; None for a missing word and for anything that is neither.

    >>> yes_or_no("Oui"), yes_or_no("NO"), yes_or_no("ask Ali")
    (True, False, None)
    """
    word = cell.strip().casefold().strip(" .!()")
    if word in YES:
        return True
    return False if word in NO else None


def ticked(cell: str) -> bool | None:
    """Read a cell under the name of a label; None for what is neither a tick nor a no.

    >>> ticked("Selected"), ticked("0.0"), ticked("twice")
    (True, False, None)
    """
    word = " ".join(cell.split()).casefold().strip(" .!()[]")
    if word in _TICKED:
        return True
    return False if word in _NOT_TICKED else None


QUOTED = 60
"""Letters of the longest text that is quoted in a message."""


def quote(text: str, longest: int = QUOTED) -> str:
    """Text for a message: short ones as written, longer ones only by their length.

    A cell in the wrong column may be somebody's story, and messages end up in mails.

    >>> quote("Atlantis"), quote("word " * 20)
    ('“Atlantis”', 'a text of 100 characters')
    """
    return in_quotes(text) if len(text) <= longest else tell("harvest_long_text", n=len(text))
