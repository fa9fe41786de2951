"""The lines of an answer, and words without the signs of Markdown, YAML and JSON around them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

_PAIR = re.compile(r"(?P<key>[^:]{1,150}?)\s*[:：]\s*(?P<value>.*)")

_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“”", "«": "»", "‘": "’", "”": "”"}
_AFTER_QUOTE = re.compile(r"[\],}]*(?:\s+#.*)?")
# What a language model thinks aloud before it answers; some servers leave out where it begins.
_THOUGHTS = re.compile(r"(?:<think(?:ing)?>|\A).*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
# After so many lines that begin as JSON and are none, no more are looked at.
_MOST_BROKEN = 100


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield numbered lines; JSON, wherever it begins a line, with a line for each of its texts."""
    text = _THOUGHTS.sub(lambda match: "\n" * match[0].count("\n"), text)
    number, start, n_broken = 1, 0, 0
    while start < len(text):
        end = _end_of_line(text, start)
        value, json_end = None, start
        if n_broken < _MOST_BROKEN and text[start:end].lstrip()[:1] in ("{", "["):
            value, json_end = _json_at(text, start)
            n_broken += value is None
        line_end = _end_of_line(text, json_end)
        if value and not text[json_end:line_end].strip(" ,;\r"):
            laid_out = json.dumps(value, ensure_ascii=False, indent=1)
            yield from ((number, part) for part in laid_out.split("\n"))
            number += text.count("\n", start, line_end)
            end = line_end
        else:
            yield number, text[start:end]
        number, start = number + 1, end + 1


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _json_at(text: str, start: int) -> tuple[object, int]:
    """Return the JSON that a line begins with, and where it ends; None where there is none."""
    place = start
    while text[place].isspace():
        place += 1
    with suppress(ValueError, RecursionError):
        return json.JSONDecoder().raw_decode(text, place)
    return None, start


@dataclass(frozen=True)
class Line:
    """A line that may be a heading; ``rank`` says how deep it stands, as `rank_of` does."""

    number: int
    rank: int
    text: str
    is_item: bool

    @cached_property
    def _pair(self) -> re.Match[str] | None:
        return _PAIR.fullmatch(self.text)

    @property
    def has_colon(self) -> bool:
        """Whether a colon stands in it, behind what may be a key."""
        return self._pair is not None

    @cached_property
    def whole(self) -> str:
        """The line without the signs around it."""
        return without_marks(self.text)

    @property
    def key(self) -> str:
        """What stands before the colon, or all where there is none."""
        return without_marks(self._pair["key"]) if self._pair else self.whole

    @property
    def value(self) -> str:
        """What stands behind the colon, no comment."""
        return re.sub(r"^#.*", "", self._pair["value"].strip()) if self._pair else ""

    @property
    def bare_value(self) -> str:
        """The value without the signs around it."""
        return without_marks(self.value)

    @property
    def is_heading(self) -> bool:
        """Whether it looks like a heading, whatever it says."""
        return (self.has_colon and not self.bare_value) or is_marked(self.text)


def rank_of(text: str, indent: int) -> int:
    """Return how deep a heading stands: # above ##, both above bold, that above plain words."""
    hashes = len(text) - len(text.lstrip("#"))
    if hashes:
        return hashes
    return 10 if text.startswith("**") else 20 + indent


def is_marked(text: str) -> bool:
    """Whether Markdown shows a line as a heading, or in bold."""
    return text.startswith("#") or (text.startswith("**") and text.rstrip(" :").endswith("**"))


def without_marks(text: str) -> str:
    """Return words without the signs of Markdown, YAML and JSON around them.

    >>> without_marks("### **T01: Law**:"), without_marks('"T01": ['), without_marks("`T01`:")
    ('T01: Law', 'T01', 'T01')
    """
    return text.strip("#*_`\"'“”„«»[]{}, :：\u00a0").replace('":', ":").replace("**", "")


def is_quoted(text: str) -> bool:
    """Whether a text stands in quotes as a whole, as an item of JSON or YAML.

    >>> is_quoted('"They met.",'), is_quoted('"Peace" is "here"'), is_quoted('"T01": [')
    (True, False, False)
    """
    return _unquoted(text) is not None


def _unquoted(text: str) -> str | None:
    """Return what stands between the quotes around a text; None if there are none."""
    ends = _QUOTES.get(text[:1], "")
    for end in ends:
        for match in re.finditer(rf"(?<!\\){re.escape(end)}", text[1:]):
            inside, rest = text[1 : match.start() + 1], text[match.end() + 1 :]
            if end == "'" and rest.startswith("'"):
                return text[1:].rstrip(" ,").removesuffix("'").replace("''", "'")
            if _AFTER_QUOTE.fullmatch(rest):
                return inside
            if end == '"':
                return None
    return None


def bare_sentence(text: str) -> str:
    r"""Return a sentence without what holds it in the answer.

    >>> list(map(bare_sentence, ('"They said: \\"no\\"."  # indirect', "> They met.", "“Ja”")))
    ['They said: "no".', 'They met.', 'Ja']
    >>> bare_sentence("**They** met"), bare_sentence('"They met in May')
    ('They met', 'They met in May')
    """
    text = re.sub(r"^[>|][+-]?\s+", "", text.strip())
    inside = _unquoted(text)
    if inside is not None and text[0] == '"':
        with suppress(ValueError):
            inside = str(json.loads(f'"{inside}"', strict=False))
    if inside is None:  # a quotation mark that is never closed
        inside = text[1:] if text[:1] in _QUOTES and not _closed(text) else text
    return " ".join(inside.replace("**", "").strip().strip("*").split())


def _closed(text: str) -> bool:
    return any(end in text[1:] for end in _QUOTES[text[0]])
