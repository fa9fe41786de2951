"""Headings that name a label: ``Type of change/New structure``, ``type[T01]``, a bare name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from classifier.harvest.clean import fold
from classifier.harvest.headings import TARGET, AliasTable

if TYPE_CHECKING:
    from classifier.codebook import Codebook

# Between the question and its option; a label's own name may hold each of these as well.
_CUT = re.compile(r"[/|\\\[(:>=_.]|\s[-–—]\s|\n")
_WORD = re.compile(r"[^\W_]+")
_NUMBERED_OPTION = re.compile(r"[/\[]\s*\d+\s*\]?\s*$")
_CHOICE = " selected choice"


@dataclass(frozen=True, slots=True)
class Name:
    """One name, alias or id of a label, as the codebook writes it."""

    field: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Option:
    """A heading that stands for one label of a target.

    Attributes
    ----------
    field : ``target:type`` and so on
    label : the label's id; "" for an option that is no label, such as “Other”
    name : the label as the codebook writes the name found; of no label, the option as written
    question : the heading up to the option, "" where the heading names the label alone
    """

    field: str
    label: str
    name: str
    question: str = ""


@cache
def label_names(codebook: Codebook) -> Mapping[str, tuple[Name, ...]]:
    """Every name, alias and id of every label, by its folded form."""
    names: dict[str, dict[str, Name]] = {}
    for target in codebook.targets:
        field = TARGET + target.id
        for label in target.labels:
            for text in (label.name, *label.aliases, label.id):
                own = names.setdefault(fold(text), {})
                own.setdefault(field, Name(field, label.id, text))
    return {form: tuple(own.values()) for form, own in names.items() if form}


def option_of(heading: str, table: AliasTable, codebook: Codebook) -> Option | None:
    """The label that a heading with a question before it stands for; the longest name counts."""
    words = fold(heading).split()
    spans = [match.span() for match in _WORD.finditer(heading)]
    for start in range(1, len(words)):
        names = label_names(codebook).get(" ".join(words[start:]), ())
        if not names or (words[start:][0].isdigit() and not _NUMBERED_OPTION.search(heading)):
            continue
        field = _asked(words[:start], table)
        for name in names:
            if name.field == field:
                # Letters such as ½ fold to two words: then nothing is known of its question.
                question = heading[: spans[start][0]] if len(spans) == len(words) else ""
                return Option(field, name.label, name.text, question)
    return None


def bare_options(heading: str, codebook: Codebook) -> Sequence[Name]:
    """The labels, at most one a target, that a heading names alone or behind any group."""
    names = label_names(codebook)
    for form in (heading, _CUT.split(heading)[-1].rstrip(" )]")):
        if fold(form) in names and not fold(form).isdigit():
            return names[fold(form)]
    return ()


def other_option(heading: str, questions: Mapping[str, str]) -> Option | None:
    """An option that is no label, under a question of which other options are labels.

    ``questions`` gives the field of each question, as the headings of labels write it.
    """
    for question, field in questions.items():
        if question and heading.startswith(question):
            return Option(field, "", heading[len(question) :].rstrip(" )]"), question)
    return None


def _asked(words: Sequence[str], table: AliasTable) -> str | None:
    """The target that a question is about: its last words name the column, or it holds its name."""
    question = " ".join(words).removesuffix(_CHOICE)
    for form in _endings(question.split()):
        found = table.entries.get(form)
        if found and found[0].startswith(TARGET):
            return found[0]
    asked = {field for alias, field in table.phrases if f" {alias} " in f" {question} "}
    return asked.pop() if len(asked) == 1 else None


def _endings(words: Sequence[str]) -> Iterator[str]:
    for start in range(len(words)):
        yield " ".join(words[start:])
