"""A file to bytes, and bytes to text: which encoding they are in, and letters that are spoilt."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from classifier.errors import ClassifierError, HarvestError, foreign
from classifier.records import Origin, Problem
from classifier.translations import tell

ENCODINGS = ("cp1252", "cp1256", "mac_roman", "cp850")
"""Encodings without a mark in which spreadsheets save; of equally plausible ones the first."""
MAX_FILE_BYTES = 200_000_000
MAX_NAMED_LINES = 20
MAX_SAMPLE = 1_000_000
"""Bytes that are looked at to choose an encoding."""

_UTF32_MARKS = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff]")

_WORD_BYTES = re.compile(rb"[A-Za-z\x80-\xff]+")
_SIGNS = re.compile("[’‘“”„«»‹›…–—·\u00a0،؛؟]+")
_EDGE_SIGNS = "•°€£§©®™²³½º"
"""Signs before or behind a word, never within it."""
_SMALL = "a-zàâäáãåæçèéêëìíîïñòóôöõøœùúûüÿß"
_LATIN = re.compile(f"[A-ZÀÂÄÁÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØŒÙÚÛÜŸ]*[{_SMALL}]*")
_ARABIC = re.compile("[\u0621-\u0652\u0670\u067e\u0686\u0698\u06a9\u06af\u06ba\u06be\u06d2]+")
_ALONE = frozenset("àáéèíóôœÀÁÉÓÔ")
"""Accented letters that are a word by themselves."""

# What the bytes 0x80 to 0xBF become where UTF-8 is read as Windows-1252 or Latin-1.
_TAIL = re.escape(bytes(range(0x80, 0xC0)).decode("cp1252", "ignore")) + "\x80-\x9f"
# "AMANHÃ…" is a word with its sign, "LIBERTÃ‰" is none.
_SIGN_TAIL = "\u00a0…‘’“”–—»"
_SPOILT = re.compile(
    "|".join(
        (
            f"(?<![A-ZÀ-Þ])Ã[{_TAIL}]",
            f"Ã(?![{_SIGN_TAIL}])[{_TAIL}]",
            r"(?<!\w)Ã(?=\s)",
            "Â[\u00a0-\u00bf]|[Â-ô][\x80-\x9f]",
            "[ÄÅ][¡¾‡±Ÿ™‚›]",
            f"(?:[ÐÑØÙÚÛ][{_TAIL}]){{2}}",
            f"â€[{_TAIL}]?",
            f"(?:[à-ï][{_TAIL}]{{2}}){{2}}",
            "ï»¿|ðŸ",
            "√[®©†ß™¥¢´ª¨ºÄâ]|‚Ä[ôòúùìîπ¶]",
            r"(?:[طظ][^\w\s]){2}",
            "\ufffd",
        )
    )
)
# In spoilt text is one of ÂÃÄÅÐÑØÙð, ï», C1, ¤, §, ¸, €, „, ‰, ˆ, √, \ufffd, in others hardly ever.
# In UTF-8 without the ASCII between they are looked for in no time.
_ASCII = bytes(range(128))
_SPOILT_SIGN = re.compile(
    rb"\xc3(?:[\x82-\x85\x90\x91\x98\x99\xb0]|\xaf\xc2\xbb)|\xc2[\x80-\x9f\xa4\xa7\xb8]"
    rb"|\xe2(?:\x82\xac|\x80[\x9e\xb0]|\x88\x9a)|\xcb\x86|\xef\xbf\xbd"
)


def read_bytes(path: Path, label: str) -> bytes:
    """Read a file whole, or say why it cannot be read."""
    if path.name.startswith("~$"):
        raise HarvestError(
            f"{label} is the mark that Excel leaves beside an open workbook.",
            hint=f"Name the workbook itself: {path.name[2:]}.",
        )
    with foreign(label, "Copy it to this computer and try again."):
        require_file(path, label)
        size = path.stat().st_size
        if size <= MAX_FILE_BYTES:
            return path.read_bytes()
    raise HarvestError(
        f"{label} has {size:,} bytes; at most {MAX_FILE_BYTES:,} are read.",
        hint="Delete pictures from it, or split it.",
    )


def require_file(path: Path, label: str) -> None:
    """Refuse what is no file: a folder, and what never ends, such as a device or a queue."""
    if path.is_file():
        return
    if path.is_dir():
        raise HarvestError(f"{label} is a folder.", hint="Name the files in it.")
    if path.exists():
        raise HarvestError(f"{label} is a device, not a file.", hint="Name a file.")
    raise HarvestError(f"{label} does not exist.", hint="Check the name and the folder.")


@dataclass(frozen=True, slots=True)
class TextForm:
    """How a text file is written, so that a copy can be written alike.

    Attributes
    ----------
    encoding : "utf-8-sig" for a file that is UTF-8 in some lines only
    line_end : what ends a line of the table
    inner_end : what stands between the lines of one cell
    last_end : whether the last line has an end
    """

    encoding: str
    line_end: str
    inner_end: str
    last_end: bool


def text_form(data: bytes) -> TextForm:
    r"""Return how a file is written that `decode` reads.

    >>> text_form(b"a;b\r\n1;2\r\n")
    TextForm(encoding='ascii', line_end='\r\n', inner_end='\r\n', last_end=True)
    """
    encoding = _encoding_of(data)
    text = data.decode(encoding, "replace")
    line_end = next((end for end in ("\r\n", "\n", "\r") if end in text), "\n")
    inner_end = "\n" if "\n" in text.replace("\r\n", "") else line_end
    return TextForm(encoding, line_end, inner_end, text.endswith(("\n", "\r")))


def _encoding_of(data: bytes) -> str:
    if data.startswith(_UTF16_MARKS):
        return "utf-16"
    if b"\x00" in data:
        return _utf16_order(data) or "utf-8-sig"
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.isascii():
        return "ascii"
    return "utf-8" if _is_utf8(data) else _encoding_of_lines(data) or "utf-8-sig"


def decode(file: str, data: bytes) -> tuple[str, list[Problem]]:
    """Return the text with plain line ends, and what was noticed; ``file`` is what problems name.

    A problem of one line has the line's number as its row. Raise ClassifierError where the bytes
    are no text.
    """
    text, problems = _decode(file, data)
    if "\ufeff" in text:  # a mark also stands inside where files were joined
        text = text.replace("\ufeff", "")
    return text.replace("\r\n", "\n").replace("\r", "\n"), problems


def refuse_json(file: str, text: str) -> None:
    """Refuse JSON under the name of a table: its first line would be taken for headings."""
    line = text.lstrip().partition("\n")[0].rstrip()
    if line in ("[", "{") or (re.match(r'[\[{]\s*["{]', line) and '":' in line):
        raise HarvestError(
            f"{file} holds JSON, though its name does not say so.",
            hint="Let its name end in .jsonl, or .json where it is one list.",
        )


def _decode(file: str, data: bytes) -> tuple[str, list[Problem]]:
    if data.startswith(_UTF32_MARKS):
        raise ClassifierError(
            f"{file} is in the encoding UTF-32, which is not read.",
            hint="Save it as CSV UTF-8.",
        )
    if data.startswith(_UTF16_MARKS):
        return data.decode("utf-16", errors="replace"), []
    if b"\x00" in data:
        order = _utf16_order(data)
        if not order:
            return _decode_lines(file, data)
        try:
            text = data.decode(order)
        except UnicodeDecodeError as error:
            raise _not_text(file) from error
        if _NO_TEXT.search(text):
            raise _not_text(file)
        return text, []
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return _decode_lines(file, data)


def _utf16_order(data: bytes) -> str:
    """Return the encoding of UTF-16 without a mark, "" for other bytes.

    In UTF-16, signs and unaccented letters have NUL as every second byte.
    """
    even, odd = data[::2].count(0), data[1::2].count(0)
    if max(even, odd) * 20 < len(data):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _not_text(file: str) -> ClassifierError:
    return ClassifierError(
        f"{file} is not a text file.", hint=f"Open it and {tell('harvest_save_utf8')}"
    )


def _decode_lines(file: str, data: bytes) -> tuple[str, list[Problem]]:
    """Decode what is not UTF-8 throughout: some lines of it, or the whole file."""
    if b"\x00" in data:
        rest = data.replace(b"\x00", b"").decode("utf-8", "replace")
        if _NO_TEXT.search(rest):
            raise _not_text(file)
    lines, bad = _bad_among(data)
    encoding, plausible = _likely_encoding(b"".join(lines[number] for number in bad))
    if _encoding_of_lines(data):
        name, save = tell(f"encoding_{encoding}"), tell("harvest_save_utf8")
        what = tell("harvest_not_utf8", encoding=name)
        hint = tell("harvest_not_utf8_hint", save=save)
        if not plausible:
            what = tell("harvest_unknown_encoding", encoding=name)
            hint = tell("harvest_unknown_encoding_hint", save=save)
        problem = Problem(Origin(file), "encoding", what, hint, notice=plausible)
        return data.decode(encoding, "replace"), [problem]
    for number in bad:
        lines[number] = _mended(lines[number], encoding)
    return b"".join(lines).decode("utf-8"), _bad_lines(file, bad, encoding)


def _bad_among(data: bytes) -> tuple[list[bytes], list[int]]:
    """Split into lines, and list those that are not UTF-8."""
    lines = data.splitlines(keepends=True)
    return lines, [number for number, line in enumerate(lines) if not _is_utf8(line)]


def _encoding_of_lines(data: bytes) -> str:
    """Return the encoding of a whole file that is not UTF-8, "" where only some lines are not."""
    lines, bad = _bad_among(data)
    n_foreign = sum(not line.isascii() for line in lines)
    in_utf8 = n_foreign - len(bad)  # lines with letters that only UTF-8 gives
    if data.startswith(codecs.BOM_UTF8) or in_utf8 * 10 >= len(bad) or b"\x00" in data:
        return ""
    return _likely_encoding(b"".join(lines[number] for number in bad))[0]


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in line


def _mended(line: bytes, encoding: str) -> bytes:
    """Return a line in UTF-8; where part of it is UTF-8 already, only its other bytes change."""
    line = line.replace(b"\x00", b"")
    if line.decode("utf-8", "ignore").isascii():
        return line.decode(encoding, "replace").encode("utf-8")
    return line.decode("utf-8", f"classifier-{encoding}").encode("utf-8")


def _read_as(encoding: str) -> None:
    """Register an error handler that reads the bytes that are not UTF-8 in ``encoding``."""

    def handler(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        return error.object[error.start : error.end].decode(encoding, "replace"), error.end

    codecs.register_error(f"classifier-{encoding}", handler)


for _encoding in ENCODINGS:
    _read_as(_encoding)


def _likely_encoding(data: bytes) -> tuple[str, bool]:
    """Return the encoding that gives most plausible words, and whether most of them are."""
    words = [word for word in _WORD_BYTES.findall(data[:MAX_SAMPLE]) if not word.isascii()]
    counts = {
        encoding: sum(_is_plausible(word.decode(encoding, "replace")) for word in words)
        for encoding in ENCODINGS
    }
    best = max(counts, key=counts.__getitem__)  # the first of equals
    return best, counts[best] >= 0.7 * len(words)


def _is_plausible(word: str) -> bool:
    """Say whether a word with letters beyond A to Z is written as people write."""
    return all(map(_is_plausible_piece, _SIGNS.split(word.strip(_EDGE_SIGNS))))


def _is_plausible_piece(piece: str) -> bool:
    if piece.isascii() or _ARABIC.fullmatch(piece):
        return True
    if not _LATIN.fullmatch(piece):  # such as a capital letter behind a small one
        return False
    return piece in _ALONE if len(piece) == 1 else any(map(str.isascii, piece))


def _bad_lines(file: str, bad: list[int], encoding: str) -> list[Problem]:
    """Name the lines that were not UTF-8 among lines that are; of very many, the first."""
    hint, name = tell("harvest_compare_letters"), tell(f"encoding_{encoding}")
    problems = []
    for line in bad[:MAX_NAMED_LINES]:
        what = tell("harvest_line_not_utf8", n=line + 1, encoding=name)
        problems.append(Problem(Origin(file, line + 1), "encoding", what, hint))
    if len(bad) > MAX_NAMED_LINES:
        more, last = len(bad) - MAX_NAMED_LINES, bad[-1] + 1
        what = tell("harvest_lines_not_utf8", more=more, last=last, encoding=name)
        problems.append(Problem(Origin(file), "encoding", what, hint))
    return problems


def spoilt_letters(text: str) -> str:
    """Return the first signs that stand where a letter was, "" if there are none.

    They come about where text is decoded twice, or where a letter could not be kept.

    >>> spoilt_letters("le comitÃ©"), spoilt_letters("le comité"), spoilt_letters("caf\ufffd")
    ('Ã©', '', '\ufffd')
    """
    if text.isascii():
        return ""
    signs = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    if not _SPOILT_SIGN.search(signs):
        return ""
    found = _SPOILT.search(text)
    return found.group() if found else ""
