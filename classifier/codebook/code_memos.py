"""What people write about a code in other programs: its definition, what counts, examples.

A memo is one text. Lines that begin with a word such as “Include:” part it; every other line
belongs to the part it stands in, so that nothing of it is lost.
"""

from __future__ import annotations

import html
import re
from dataclasses import asdict, dataclass
from html.parser import HTMLParser
from typing import Any

from classifier.folding import plain_key

_PART_WORDS = {
    "definition": "definition",
    "include": (
        "include includes included inclusion inclusioncriteria inclusioncriterion whentouse "
        "whentoapply inclure inclut criteresdinclusion counts countstoo whatcounts compte"
    ),
    "exclude": (
        "exclude excludes excluded exclusion exclusioncriteria exclusioncriterion whennottouse "
        "whennottoapply exclure exclut criteresdexclusion doesnotcount whatdoesnotcount necomptepas"
    ),
    "examples": (
        "examples example exemplars exemplar typicalexamples typicalexample typicalexemplars "
        "typicalexemplar examplequotes examplequote exemples exemple"
    ),
    "aliases": "alsocalled synonyms synonym synonymes synonyme",
    "note": "note notes remark remarks nb remarque remarques",
}
PARTS = {part: tuple(words.split()) for part, words in _PART_WORDS.items()}
"""Words that head a part of what is said of a code, as ``plain_key`` gives them."""
_PART_OF = {word: part for part, words in PARTS.items() for word in words}
# Of a line without blanks around it; no two runs of blanks beside each other, so that it is linear.
_HEADED = re.compile(
    r"(?:[*_#]+\s*)?([^\W\d_][\w'’ ]{0,30}?)\s*(?:[*_]+\s*)?(?:[:：][*_]*\s*(.*))?$"
)

_BULLET = re.compile(r"^\s*(?:[-–—*•·▪‣◦●○■□]|\(?(?:\d{1,2}|[a-z])[.)])\s+(?=\S)")
_NUMBERED = re.compile(r"(?:^|(?<=\s))\(?(\d{1,2})[.)]\s+")

_BLOCKS = frozenset(
    "p div br li ul ol tr table h1 h2 h3 h4 h5 h6 blockquote pre hr body html head dl dt dd "
    "thead tbody section article header footer".split()
)
_INLINE = frozenset(
    "b i u s em strong span font a sub sup small big code tt strike del ins mark center td th "
    "img meta link title style script label o:p".split()
)
_HIDDEN = frozenset(["style", "script", "title"])
_MARKUP = re.compile(rf"</?(?:{'|'.join(_BLOCKS | _INLINE)})(?:\s[^<>]*)?/?>", re.IGNORECASE)
# Rich Text Format: lists of fonts and the like; and what stands for a letter or for its looks.
_RTF_TABLE = re.compile(r"\{\\(?:\*|fonttbl|colortbl|stylesheet|info)[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
_RTF = re.compile(
    r"\\'(?P<byte>[0-9a-fA-F]{2})|\\u(?P<letter>-?\d{1,6})\s?\??|\\(?P<plain>[\\{}])"
    r"|\\(?P<word>[a-z]+)-?\d*\s?|\n|[{}]"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,31}\d{0,2});")


@dataclass(frozen=True, slots=True)
class Memo:
    """The parts of what was written about one code."""

    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def joined(self, other: Memo) -> Memo:
        """Return what both say; what they say alike stands once."""
        parts: dict[str, Any] = {}
        for name, first in asdict(self).items():
            second = getattr(other, name)
            several = isinstance(first, tuple)
            items = dict.fromkeys((*first, *second) if several else filter(None, (first, second)))
            parts[name] = tuple(items) if several else "\n".join(items)
        return Memo(**parts)


def read_memo(text: str) -> Memo:
    r"""Part a memo at the words that begin a line; what has no such word is the definition.

    >>> memo = read_memo("A body.\nInclude: committees\nand unions\nNote: count it once.")
    >>> memo.definition, memo.include
    ('A body.\nNote: count it once.', 'committees\nand unions')
    """
    parts: dict[str, list[str]] = {part: [] for part in PARTS}
    current = "definition"
    lines = plain_text(text).split("\n")
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        headed = _HEADED.match(line.strip())
        part = _PART_OF.get(plain_key(headed[1])) if headed else None
        if headed is None or part is None or (headed[2] is None and not following.strip()):
            parts[current].append(line)  # a word alone heads nothing
            continue
        current = "definition" if part == "note" else part
        parts[current].append(line.strip() if part == "note" else (headed[2] or "").strip())
    texts = {part: "\n".join(said).strip() for part, said in parts.items()}
    return Memo(
        definition=texts["definition"],
        include=texts["include"],
        exclude=texts["exclude"],
        examples=cut_items(texts["examples"]),
        aliases=cut_items(texts["aliases"]),
    )


def cut_items(text: str) -> tuple[str, ...]:
    r"""Cut a text into its items: by list marks, else by lines, else by semicolons.

    >>> cut_items("1) they met 2) they spoke"), cut_items("- they met\n  twice\n- they spoke")
    (('they met', 'they spoke'), ('they met\ntwice', 'they spoke'))
    >>> cut_items("they met; they spoke"), cut_items("a union\na committee")
    (('they met', 'they spoke'), ('a union', 'a committee'))
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) == 1:
        return _cut_line(lines[0])
    marked = any(_BULLET.match(line) for line in lines)
    items: list[str] = []
    for line in lines:
        mark = _BULLET.match(line)
        plain = (line[mark.end() :] if mark else line).strip()
        if marked and items and not mark:
            items[-1] += f"\n{plain}"
        else:
            items.append(plain)
    return tuple(items)


def _cut_line(line: str) -> tuple[str, ...]:
    before, *numbered = _NUMBERED.split(line)
    numbers, texts = numbered[::2], numbered[1::2]
    if len(numbers) > 1 and [int(n) for n in numbers] == list(range(1, len(numbers) + 1)):
        pieces = [before, *texts]
    else:
        pieces = _BULLET.sub("", line, count=1).split(";")
    return tuple(piece.strip() for piece in pieces if piece.strip())


def plain_text(text: str) -> str:
    r"""Return a text without its HTML markup; tags that are none of HTML's stay, as <person>.

    >>> plain_text("<p>A <b>body</b> &amp; more.</p><p>Example: <person> met</p>")
    'A body & more.\nExample: <person> met'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.lstrip().startswith("{\\rtf"):
        return _plain_rtf(text.strip())
    if not _MARKUP.search(text):
        return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text).strip()
    reader = _PlainText()
    reader.feed(text)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _plain_rtf(text: str) -> str:
    r"""Return the text of a memo in Rich Text Format.

    >>> _plain_rtf(r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}A \b law\b0  of the \'c9tat\par and \u1602?}")
    'A law of the État\nand ق'
    """
    return _RTF.sub(_rtf_letter, _RTF_TABLE.sub("", text)).strip()


def _rtf_letter(sign: re.Match[str]) -> str:
    if sign["byte"]:
        return bytes.fromhex(sign["byte"]).decode("cp1252", "replace")
    if sign["letter"]:
        return chr(int(sign["letter"]) % 0x10000)
    word = sign["word"] or ""
    return sign["plain"] or {"par": "\n", "line": "\n", "tab": "\t"}.get(word, "")


class _PlainText(HTMLParser):
    """Gathers the text between tags, with line ends where blocks begin and end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in _BLOCKS:
            self._end_line()
            self.pieces.append("- " if tag == "li" else "")
        elif tag in ("td", "th"):
            self.pieces.append(" ")
        elif tag not in _INLINE:
            self.pieces.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS:
            self._end_line()
        elif tag not in _INLINE:
            self.pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)

    def handle_decl(self, decl: str) -> None:
        """Pass over <!DOCTYPE …>, which is markup."""

    def _end_line(self) -> None:
        if self.pieces and not "".join(self.pieces[-2:]).endswith("\n"):
            self.pieces.append("\n")
