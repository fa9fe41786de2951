"""Advice on one label, as `codebook lint` gives it, before it is saved or after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from classifier.codebook import Codebook, Label, Target
    from classifier.codebook.lint import Finding

# Of these lint speaks for all labels at once; the page says it of one in its own words.
_OF_MANY = {
    "no-definition": "home_lint_no_definition",
    "few-examples": "home_lint_few",
    "no-parent": "home_lint_no_parent",
}


@dataclass(frozen=True)
class Advice:
    """What lint says of one label.

    Attributes
    ----------
    lacks : what is missing: the field, and a key of the pages' words
    findings : the others, with the field that each is about
    n_examples, enough : how many there are, and from how many on they help most
    """

    lacks: tuple[tuple[str, str], ...]
    findings: tuple[tuple[str, Finding], ...]
    n_examples: int
    enough: int

    @property
    def n(self) -> int:
        """How many things are worth mending."""
        return len(self.lacks) + len(self.findings)


def advice_on(book: Codebook, target: Target, label: Label) -> Advice:
    """Return what lint says of a label, were it as it is written."""
    from classifier.codebook.codebook import ENOUGH_EXAMPLES
    from classifier.codebook.lint import field_of, lint_codebook

    label = replace(label, id=label.id or "new")
    others = tuple(label if one.id == label.id else one for one in target.labels)
    own = replace(target, labels=others if label in others else (*others, label))
    targets = tuple(own if one.id == target.id else one for one in book.targets)
    lacks, findings = [], []
    for finding in lint_codebook(replace(book, targets=targets)):
        if finding.target != target.id or label.id not in finding.labels:
            continue
        if finding.kind in _OF_MANY:
            lacks.append((field_of(finding), _OF_MANY[finding.kind]))
        else:
            findings.append((field_of(finding), finding))
    n_examples = len(label.examples)
    return Advice(tuple(lacks), tuple(findings), n_examples, ENOUGH_EXAMPLES)
