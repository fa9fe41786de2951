"""Names of labels in headings, ``Type of change/New structure`` or ``type[T01]``, and in cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from classifier.folding import plain_words
from classifier.harvest.clean import is_missing
from classifier.harvest.headings import TARGET, AliasTable, alias_table

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Target

# Between the question and its option; a label's own name may hold each of these as well.
_CUT = re.compile(r"[/|\\\[(:>=_.]|\s[-–—]\s|\n")
# What programs for coding write behind the name of a code: its count, and that it was applied.
_BEHIND_NAME = re.compile(r"\s*\bGr\s?=\s?\d+.*$|\s+applied$", flags=re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"[^\W_]+")
_NUMBERED_OPTION = re.compile(r"[/\[]\s*\d+\s*\]?\s*$")
LONGEST_CODE = 300
"""A longer cell is a story, not a code."""
_SHORTEST_NAME = 3
_CHOICE = " selected choice"
_CHOICE_NAME = re.compile(r"[^\W_]+(?:_+[^\W_]+)+_*")


@dataclass(frozen=True, slots=True)
class Option:
    """One name, alias or id of a label, or a heading that stands for it.

    Attributes
    ----------
    field : ``target:type`` and so on
    label : the label's id; "" for an option that is no label, such as “Other”
    name : the label as the codebook writes the name found; of no label, the option as written
    question : the heading up to the option, "" where nothing stands before it
    """

    field: str
    label: str
    name: str
    question: str = ""


@cache
def label_names(codebook: Codebook) -> Mapping[str, tuple[Option, ...]]:
    """Every name, alias and id of every label, by its form in headings."""
    names: dict[str, dict[tuple[str, str], Option]] = {}
    for target in codebook.targets:
        field = TARGET + target.id
        for label in target.labels:
            for text in (label.name, *label.aliases, label.id):
                own = names.setdefault(heading_form(text), {})
                own.setdefault((field, label.id), Option(field, label.id, text))
    return {form: tuple(own.values()) for form, own in names.items() if form}


def heading_form(text: str) -> str:
    """A heading or name as words: letters folded as in cells of codes, signs left out."""
    from classifier.folding import fold_letters

    return plain_words(fold_letters(text).text)


def names_in(text: str, form: str, codebook: Codebook) -> tuple[Option, ...]:
    """The labels that ``form``, the end of a heading ``text``, names: at most one a target.

    Names that only signs tell apart, such as “Influence (+)” and “Influence (-)”, are told apart
    by theirs; where that fails the name is of no label.
    """
    from classifier.folding import letter_key

    by_field: dict[str, list[Option]] = {}
    for name in label_names(codebook).get(form, ()):
        by_field.setdefault(name.field, []).append(name)
    chosen = []
    for field, names in by_field.items():
        if len(names) > 1:
            written = letter_key(text).rstrip(")]")
            names = [n for n in names if written.endswith(letter_key(n.name).rstrip(")]"))]
        chosen.append(names[0] if len(names) == 1 else Option(field, "", text))
    return tuple(chosen)


def spelt_out(cell: str, target: Target) -> str:
    """A cell with the names that survey forms give to choices as the codebook writes them.

    “new_structure resources_allocated” gives “New structure Resources allocated”.
    """
    if "_" not in cell:
        return cell
    names = {
        plain_words(text): text for label in target.labels for text in (*label.aliases, label.name)
    }
    return _CHOICE_NAME.sub(lambda match: names.get(plain_words(match[0]), match[0]), cell)


def option_of(heading: str, table: AliasTable, codebook: Codebook) -> Option | None:
    """The label that a heading with a question before it stands for; the longest name counts."""
    words = heading_form(heading).split()
    spans = [match.span() for match in _WORD.finditer(heading)]
    longest = max((form.count(" ") + 1 for form in label_names(codebook)), default=0)
    for start in range(max(1, len(words) - longest), len(words)):
        names = names_in(heading, " ".join(words[start:]), codebook)
        if not names or (words[start].isdigit() and not _NUMBERED_OPTION.search(heading)):
            continue
        field = _asked(words[:start], table)
        for option in names:
            if option.field == field:
                # Letters such as ½ fold to two words: then nothing is known of its question.
                question = heading[: spans[start][0]] if len(spans) == len(words) else ""
                return replace(option, question=question)
    return None


def bare_options(headings: Iterable[str], codebook: Codebook) -> Sequence[Option]:
    """The labels, at most one a target, that a heading names alone, behind any group or its id."""
    for heading in headings:
        plain = _BEHIND_NAME.sub("", heading)
        for start in (0, *(match.end() for match in _CUT.finditer(plain))):
            names = _named(plain[start:].rstrip(" )]"), codebook)
            if names:
                return [replace(option, question=plain[:start]) for option in names]
    return ()


def names_label(heading: str, codebook: Codebook) -> bool:
    """Say whether a column of that heading may hold the ticks of a label."""
    option = option_of(heading, alias_table(codebook), codebook)
    return option is not None or bool(bare_options([heading], codebook))


def _named(text: str, codebook: Codebook) -> Sequence[Option]:
    """The labels that a text names, by its name or by its id and its name."""
    form = heading_form(text)
    names = names_in(text, form, codebook)
    if names or not form:
        return () if form.isdigit() else names
    first, _, rest = form.partition(" ")
    return [name for name in names_in(text, rest, codebook) if heading_form(name.label) == first]


def lists_label(cells: Sequence[str], texts: Sequence[int], codebook: Codebook) -> bool:
    """Whether a row only explains a code: a label's name as its text, beside its id at most."""
    # Nearly all rows tell a story: folding their long texts would be most of the work of reading.
    short = [cells[column] for column in texts if column < len(cells)]
    forms = [heading_form(cell) for cell in short if 0 < len(cell) <= LONGEST_CODE]
    names = label_names(codebook)
    for option in (option for form in forms for option in names.get(form, ())):
        label = codebook.target(option.field.removeprefix(TARGET)).label(option.label)
        said = (label.id, label.name, *label.aliases, label.definition)
        if set(map(heading_form, said)).issuperset(heading_form(cell) for cell in cells if cell):
            return True
    return False


def other_option(heading: str, questions: Mapping[str, str]) -> Option | None:
    """An option that is no label, under a question of which other options are labels.

    ``questions`` gives the field of each question, as the headings of labels write it.
    """
    for question, field in questions.items():
        option = heading[len(question) :].rstrip(" )]")
        if question and heading.startswith(question) and option:
            return Option(field, "", option, question)
    return None


def _asked(words: Sequence[str], table: AliasTable) -> str | None:
    """The target that a question is about: its last words name the column, or it holds its name."""
    question = " ".join(words).removesuffix(_CHOICE)
    asking = question.split()
    for start in range(len(asking)):
        found = table.entries.get(" ".join(asking[start:]))
        if found and found[0].startswith(TARGET):
            return found[0]
    asked = {field for alias, field in table.phrases if f" {alias} " in f" {question} "}
    return asked.pop() if len(asked) == 1 else None


def join_codes(cells: Sequence[str]) -> str:
    """Cells side by side as one; a comma, since labels that hold one are cut there most often."""
    return ", ".join(cell for cell in cells if cell and not is_missing(cell))


def label_reader(target: Target, *, ids_too: bool = False) -> Callable[[str], bool]:
    """A test of cells: whether one holds names of the target's labels and nothing else.

    Bare numbers and a letter or two only count with ``ids_too``: they may be years, ratings or
    anything.
    """
    from classifier.codebook import holds_only_names

    def reads(cell: str) -> bool:
        form = plain_words(cell).replace(" ", "") if len(cell) <= LONGEST_CODE else ""
        if not ids_too and (len(form) < _SHORTEST_NAME or form.isdigit()):
            return False
        return bool(form) and holds_only_names(spelt_out(cell, target), target)

    return reads
