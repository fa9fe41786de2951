"""A labelling interface as Label Studio has it in XML: which questions ask for our labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml.etree import iterwalk

from classifier.codebook import parse_labels
from classifier.errors import HarvestError
from classifier.folding import plain_words
from classifier.wording import quoted
from classifier.xlsx.markup import parse

if TYPE_CHECKING:
    from lxml.etree import _Element

    from classifier.codebook import Codebook, Target

LONGEST = 1_000_000
"""Characters; a labelling interface of a thousand labels has a tenth of them."""
DEEPEST, MOST_CHOICES = 100, 20_000
"""Tags within tags, and choices of all questions; each choice is compared with all labels."""
_LABEL = "The labelling interface"
_HINT = "Copy it anew from the project's settings in Label Studio."
_KINDS = {"Choices": "choices", "Taxonomy": "taxonomy"}
Answer = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a labelling interface whose answers are labels of a target.

    Attributes
    ----------
    name, to_name : what Label Studio calls the question, and the text that it is about
    kind : "choices" or "taxonomy"
    single : one answer at most
    answers : by label id, what stands for it in an answer: its alias or value, or its path
    """

    name: str
    to_name: str
    kind: str
    target: str
    single: bool
    answers: Mapping[str, Answer]


def read_questions(config: str, codebook: Codebook) -> tuple[Question, ...]:
    """Return the questions that ask for labels; HarvestError where there is none.

    A question is about the target that it is named after (its id, title or column), else about the
    one whose labels are more than half of its choices. A choice is a label by its alias or value:
    the label's id or any of its names. Questions about a part of a text are left out.
    """
    if len(config) > LONGEST or "<!DOCTYPE" in config or "<!ENTITY" in config:
        raise HarvestError(f"{_LABEL} is too long, or defines its own entities.", hint=_HINT)
    root = parse(config.encode("utf-8", "replace"), _LABEL, _HINT)
    _refuse_endless(root)
    questions = (_question(control, codebook) for control in _controls(root))
    asked = tuple(question for question in questions if question is not None)
    if not asked:
        targets = quoted(target.id for target in codebook.targets)
        raise HarvestError(
            f"{_LABEL} has no question about what the model suggests.",
            hint=f"Name a Choices or Taxonomy after one of {targets}, and give each of its choices "
            "the id of a label as alias.",
        )
    return asked


def _refuse_endless(root: _Element) -> None:
    """Refuse what nobody can answer, and what would take hours."""
    depth = n_choices = 0
    for event, element in iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        n_choices += event == "start" and element.tag in ("Choice", *_KINDS)
        if depth > DEEPEST or n_choices > MOST_CHOICES:
            raise HarvestError(
                f"{_LABEL} has more than {MOST_CHOICES:,} choices, or more than {DEEPEST} tags "
                "within each other.",
                hint="Take out what is not needed.",
            )


def without_answers(
    questions: Sequence[Question], codebook: Codebook
) -> dict[str, tuple[str, ...]]:
    """Return by question the labels of its target that none of its choices stands for."""
    missing = {}
    for question in questions:
        labels = [label for label in codebook.target(question.target).labels if not label.retired]
        ids = tuple(label.id for label in labels if label.id not in question.answers)
        if ids:
            missing[question.name] = ids
    return missing


def _controls(root: _Element) -> Iterator[_Element]:
    """Go through what asks about the whole text; within another one, nothing is asked."""
    for control in root.iter(*_KINDS):
        within = next(control.iterancestors(*_KINDS), None)
        if control.get("perRegion") != "true" and within is None:
            yield control


def _question(control: _Element, codebook: Codebook) -> Question | None:
    """Return what a control asks; None where that is none of the codebook's targets."""
    kind = _KINDS[str(control.tag)]
    # Label Studio shows choices within choices only where they are allowed.
    in_paths = kind == "taxonomy" or control.get("allowNested") == "true"
    choices = list(_choices(control, (), in_paths))
    found = {target.id: _answers(choices, target) for target in codebook.targets}
    target = _named_after(control.get("name", ""), codebook)
    if not target:
        target = max(found, key=lambda name: len(found[name]), default="")
        if 2 * len(found.get(target, ())) <= len(choices):
            return None
    if not found[target]:
        return None
    answers = {label: path if in_paths else path[-1]
               for label, path in found[target].items()}  # fmt: skip
    to_name = control.get("toName", "").split(",")[0].strip()
    single = kind == "choices" and control.get("choice", "single") != "multiple"
    return Question(control.get("name", ""), to_name, kind, target, single, answers)


def _choices(
    control: _Element, above: tuple[str, ...], inner: bool
) -> Iterator[tuple[_Element, Sequence[str]]]:
    """Go through the choices of a control, each with its path in the words of an answer.

    ``inner``: those within choices, too.
    """
    for child in control.iterchildren():
        if child.tag != "Choice":
            # Such as a View, which only lays out what is in it.
            yield from _choices(child, above, inner)
            continue
        path = (*above, child.get("alias") or child.get("value") or "")
        yield child, path
        if inner:
            yield from _choices(child, path, inner)


def _answers(
    choices: Sequence[tuple[_Element, Sequence[str]]], target: Target
) -> dict[str, tuple[str, ...]]:
    answers: dict[str, tuple[str, ...]] = {}
    for choice, path in choices:
        label = _label(choice, target)
        if label:
            answers.setdefault(label, tuple(path))
    return answers


def _label(choice: _Element, target: Target) -> str:
    """Return the id of the label that a choice stands for; "" for none or several."""
    alias = choice.get("alias", "")
    if alias in target.ids:
        return alias
    for text in filter(None, (alias, choice.get("value"))):
        ids, unplaced = parse_labels(text, target) or (frozenset(), ())
        if len(ids) == 1 and not unplaced:
            return next(iter(ids))
    return ""


def _named_after(name: str, codebook: Codebook) -> str:
    plain = plain_words(name)
    for target in codebook.targets:
        if plain in {plain_words(one) for one in (target.id, target.title, target.column) if one}:
            return target.id
    return ""
