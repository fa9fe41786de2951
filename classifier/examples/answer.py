"""Example sentences as people and assistants answer: YAML, with or without prose around it.

An answer is read line by line, since hardly one is YAML to the letter: a heading says which label
is meant, and each item below it is a sentence. What is no heading and no sentence is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from classifier.codebook import Codebook
from classifier.examples.label_words import LabelNames
from classifier.examples.marks import (
    Line,
    bare_sentence,
    is_quoted,
    numbered_lines,
    rank_of,
    without_marks,
)
from classifier.folding import BULLETS, plain_key
from classifier.records import Origin, Problem
from classifier.translations.languages import LANGUAGE_NAMES
from classifier.yaml_tree import UNPRINTABLE

_ITEM = re.compile(rf"^(?:[-–—+{BULLETS}]|\(?(?:\d{{1,3}}|[a-z])[.)]|\[[ xX]?\])\s+")
_CELLS = re.compile(r"\t|[,;]")
_FENCE = re.compile(r"```|~~~")
_NO_TEXT = re.compile(r"[\[\]{}(),;=|:`~*_.#-]*")
# “<sentence 1>”, “[your sentence]”: what a form shows where a sentence is to stand.
_PLACEHOLDER = re.compile(r"[<\[{][^<>\[\]{}]*[>\]}]")
_IN_LIST = re.compile(r'"(?:[^"\\]|\\.)*"|“[^”]*”|«[^»]*»|\'(?:[^\']|\'\')*\'(?=\s*[,\]])')
_LIST = re.compile(rf"\[(?:\s*(?:{_IN_LIST.pattern})\s*,?)*\s*\]?")
# Scripts that put no spaces between words: Thai to Khmer, Chinese and Japanese.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{4}")
EXAMPLES = {
    plain_key(word)
    for word in (
        "examples", "example", "sentences", "sentence", "text", "example sentences",
        "example sentence",
    )
}  # fmt: skip
OTHERS = {
    plain_key(word)
    for word in (
        "definition", "include", "exclude", "aliases", "parent", "since", "retired", "title",
        "column", "multiple", "derived_from", "what it is", "counts too", "does not count",
    )
}  # fmt: skip
NAMES = {plain_key(word) for word in ("id", "label", "code", "name", "label id", "code id")}
_LANGUAGES = {plain_key(name) for names in LANGUAGE_NAMES.values() for name in names}
# A longer line, or sentence, is none.
LONGEST = 2000
_FEWEST_LETTERS, _FEWEST_WORDS = 8, 3
NOT_READ = "example-not-read"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence for a label, and the line of the answer that it stands in."""

    text: str
    target: str
    label: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """The sentences of an answer, and what of it could not be read."""

    sentences: tuple[Sentence, ...]
    problems: tuple[Problem, ...]


def read_answer(text: str, file: str, codebook: Codebook) -> Answer:
    """Read an answer; ``file`` is what problems name."""
    reader = _Reader(LabelNames(codebook), file)
    for number, line in numbered_lines(text):
        reader.read(number, UNPRINTABLE.sub("", line))
    reader.close()
    return Answer(tuple(reader.sentences), tuple(reader.problems()))


def read_codebook_answer(other: Codebook, file: str, codebook: Codebook) -> Answer:
    """Read the examples of another codebook, such as a copy that a colleague filled in, by name."""
    reader = _Reader(LabelNames(codebook), file)
    for target in other.asked:
        reader.section = target.id if target.id in {t.id for t in codebook.asked} else ""
        for label in target.labels:
            reader.begin_named(0, label.name)
            for example in label.examples:
                reader.take(0, example)
    return Answer(tuple(reader.sentences), tuple(reader.problems()))


def read_table_answer(
    rows: Iterable[tuple[int, str, str]], file: str, codebook: Codebook
) -> Answer:
    """Read a table: the number of each row, a label's id or name, and a sentence."""
    reader = _Reader(LabelNames(codebook), file)
    for number, label, sentence in rows:
        reader.table_row(number, (label, sentence))
    return Answer(tuple(reader.sentences), tuple(reader.problems()))


def _is_sentence(text: str) -> bool:
    """Whether a text has the words of a sentence, be they parted by spaces or not."""
    return len(text.split()) >= _FEWEST_WORDS or bool(_UNSPACED.search(text))


@dataclass
class _Reader:
    """Reads lines; knows below which heading it is.

    Attributes
    ----------
    label : ids of target and label; None where the last heading names none
    unknown : the number of a heading that names none, what to say of it, and what to do
    rank : how deep the label's heading stands; what stands deeper is a part of it
    is_read : whether items stand for examples here, not for something else the codebook says
    is_new : no sentence of the label was read yet
    item : line, indent and text of the sentence that the next line may go on with
    lost : how many sentences below such a heading have no label
    """

    names: LabelNames
    file: str
    sentences: list[Sentence] = field(default_factory=list)
    label: tuple[str, str] | None = None
    unknown: tuple[int, str, str] | None = None
    section: str = ""
    rank: int = 0
    is_read: bool = True
    is_new: bool = True
    item: tuple[int, int, str] | None = None
    is_fenced: bool = False
    lost: dict[tuple[int, str, str], int] = field(default_factory=dict)
    prose: list[tuple[int, str]] = field(default_factory=list)
    odd: list[Problem] = field(default_factory=list)

    def read(self, number: int, line: str) -> None:
        """Read one line."""
        text = line.strip()
        if len(text) > LONGEST:
            self.close()
            self.prose.append((number, text))
        elif _FENCE.match(text):
            self.close()
            if self.is_fenced:  # what comes after an answer is no part of it
                self.label = self.unknown = None
            self.is_fenced = not self.is_fenced
        elif _NO_TEXT.fullmatch(text):
            self.close()
        elif text.startswith("|"):
            self.table_row(number, text.strip("|").split("|"))
        elif (cells := _CELLS.split(text, maxsplit=1))[1:] and self._is_id(cells[0]):
            self.table_row(number, cells)
        else:
            line = line.expandtabs(4)
            self._text_line(number, len(line) - len(line.lstrip()), text)

    def _text_line(self, number: int, indent: int, text: str) -> None:
        bare = text
        while match := _ITEM.match(bare):
            bare = bare[match.end() :]
        is_item = bare != text or is_quoted(bare)
        if not is_item and self._goes_on(indent, text):
            line, left, begun = self.item or (number, indent, "")
            self.item = line, left, f"{begun} {text}"
            return
        self.close()
        if self._heading(Line(number, rank_of(bare, indent), bare, is_item)):
            return
        if is_item:
            self.item = number, indent, bare
        elif self.is_read:
            self.prose.append((number, text))

    def _goes_on(self, indent: int, text: str) -> bool:
        """Whether a line that is no item belongs to the sentence before it."""
        if self.item is None:
            return False
        _, left, begun = self.item
        is_heading = text.endswith((":", "["))
        return indent > left and not is_heading and len(begun) + len(text) < LONGEST

    def _heading(self, line: Line) -> bool:
        """Read a line as a heading, or as another key of a codebook; False if it is neither."""
        return self._known_key(line) or self._label_heading(line) or self._other_heading(line)

    def _known_key(self, line: Line) -> bool:
        """Read “id: T01”, “name: New structure”, “definition: …” or “examples:”."""
        word = plain_key(line.key)
        if word in NAMES and line.bare_value:
            self._named(line, word)
        elif word in OTHERS and not line.is_item:
            self.is_read = False
        elif word in EXAMPLES and line.has_colon:
            self.is_read = True
            self._values(line.number, line.value)
        else:
            return False
        return True

    def _named(self, line: Line, word: str) -> None:
        label = self.names.find(line.bare_value, self.section, exact=False)
        if word != "name" or self.label is None or not self.is_new:
            self._begin(label, line.rank)
            self.unknown = None if label else self._unknown(line.number, line.bare_value)
        elif label != self.label:
            what = f"“{line.bare_value}” is not what the codebook calls {self.label[1]}"
            self.label, self.unknown = None, (line.number, what, "")

    def _label_heading(self, line: Line) -> bool:
        """Read “T01”, “New structure:” or “T01: a sentence”."""
        label, value = self.names.find(line.whole, self.section, exact=line.is_item), ""
        if label is None and line.has_colon:
            label, is_id = self.names.before_colon(line.key, self.section)
            value = line.value
            # In a list of sentences “Law: it was passed” is one of them.
            if line.is_item and line.bare_value and self.label and not is_id:
                return False
        if label is None:
            return False
        self._begin(label, line.rank)
        self._values(line.number, value)
        return True

    def _other_heading(self, line: Line) -> bool:
        """Read a heading that names no label: a target, a part of a label, or a mistake."""
        name = line.whole
        if not line.is_heading:
            if line.is_item or not self.names.may_be_label(name):
                return False
            self.prose.append((line.number, line.text))
        section = self.names.target_named(name)
        is_part = self.label and line.rank > self.rank and not self.names.is_like_id(name)
        if section:
            self.section = section
            self._begin(None, line.rank)
        elif plain_key(name) in _LANGUAGES or is_part:
            self.is_read = True
        else:
            self._begin(None, line.rank)
            self.unknown = self._unknown(line.number, name)
        return True

    def _unknown(self, number: int, name: str) -> tuple[int, str, str]:
        return number, *self.names.why_unknown(name)

    def begin_named(self, number: int, name: str) -> None:
        """Begin the label of this name."""
        self._begin(self.names.find(name, self.section, exact=True), 0)
        self.unknown = None if self.label else self._unknown(number, name)

    def _begin(self, label: tuple[str, str] | None, rank: int) -> None:
        self.label, self.unknown, self.rank = label, None, rank
        self.is_read = self.is_new = True

    def _values(self, number: int, value: str) -> None:
        """Take what stands behind a key: a sentence, or a list of them."""
        if not value or _NO_TEXT.fullmatch(value):
            return
        if not value.startswith("["):
            # “T01: Nouvelle structure” is a heading with a name.
            if _is_sentence(value):
                self.take(number, value)
            else:
                self.prose.append((number, value))
            return
        match = _LIST.match(value)
        items = _IN_LIST.findall(match[0]) if match else []
        for item in items:
            self.take(number, item)
        behind = value[match.end() if match else 0 :].strip()
        if not items:
            what = "the list has no quotes around its sentences; put each on a line of its own."
            self.odd.append(self._problem(number, what))
        elif not (_NO_TEXT.fullmatch(behind) or behind.startswith("#")):
            what = f"“{behind[:60]}” behind the list was not read; put each label on its own line."
            self.odd.append(self._problem(number, what))

    def _is_id(self, cell: str) -> bool:
        return self.names.before_colon(without_marks(cell), self.section)[1]

    def table_row(self, number: int, cells: Sequence[str]) -> None:
        """Read a row of a table: its label first, none for that of the row above; a sentence last.

        Rows without a sentence are headings of the table, or lines in it.
        """
        self.close()
        first, last = without_marks(cells[0]), cells[-1].strip()
        label = self.names.find(first, self.section, exact=False) if first else self.label
        if not _is_sentence(last):
            if label and not _NO_TEXT.fullmatch(last):
                self.odd.append(self._problem(number, f"“{last[:60]}” is no sentence."))
            return
        if first:
            self._begin(label, 0)
            self.unknown = None if label else self._unknown(number, first)
        self.take(number, last)

    def close(self) -> None:
        """Take the sentence that was begun."""
        if self.item is not None:
            number, _, text = self.item
            self.item = None
            self.take(number, text)

    def take(self, number: int, text: str) -> None:
        """Take a sentence for the label that it stands below."""
        if not self.is_read:
            return
        sentence = UNPRINTABLE.sub("", bare_sentence(_ITEM.sub("", text.lstrip(), count=1)))
        few_letters = sum(map(str.isalpha, sentence)) < _FEWEST_LETTERS
        if few_letters or _PLACEHOLDER.fullmatch(sentence):
            self.odd.append(self._problem(number, f"“{sentence or text}” is no sentence."))
        elif self.label is None:
            place = self.unknown or (number, "", "")
            self.lost[place] = self.lost.get(place, 0) + 1
        else:
            self.is_new = False
            self.sentences.append(Sentence(sentence, *self.label, number))

    def problems(self) -> Iterator[Problem]:
        """Yield what was not read, in words."""
        for (number, what, hint), n in self.lost.items():
            told = "1 sentence was" if n == 1 else f"{n} sentences were"
            if what:
                yield self._problem(number, f"{what}; below it {told} not taken.", hint)
            else:
                yield self._problem(number, f"{told} not taken: no label stands above.")
        yield from self.odd
        if self.prose:
            number, text = self.prose[0]
            n = len(self.prose)
            lines = "1 line is" if n == 1 else f"{n} lines are"
            what = f"{lines} no sentence for a label, the first of them: “{text[:60]}”."
            yield self._problem(number, what, notice=True)

    def _problem(self, line: int, what: str, hint: str = "", *, notice: bool = False) -> Problem:
        return Problem(line_of(self.file, line), NOT_READ, what, hint, notice=notice)


def line_of(file: str, line: int) -> Origin:
    """Return the place of a line, which in an answer is no row."""
    return Origin(f"{file}, line {line}" if line else file)
