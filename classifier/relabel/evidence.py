"""How decisions like the model's turn out on rows whose answer is known and was held out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from classifier.model.accept import lower_bound
from classifier.relabel.judge import Answer, Standing, judge

if TYPE_CHECKING:
    from classifier.relabel.reader import Reader, Readers
    from classifier.relabel.rules import Question
    from classifier.train import TargetEvidence


@dataclass(frozen=True, slots=True)
class Tested:
    """One held-out row on which a question was tried.

    ``decided``: the model would have decided; ``says_yes``: and would have ticked something.
    """

    decided: bool
    says_yes: bool
    right: bool


def try_question(
    target: str, question: Question, reader: Reader, accept: float
) -> Iterator[Tested]:
    """Try a question on every held-out row that knows the answer."""
    evidence = reader.evidence.get(target)
    if evidence is None:
        return
    head = reader.model.heads[target]
    columns = [head.labels.index(option) for option in question.options]
    n_coded = max(len(evidence.rows), 1)
    standing = {
        option: Standing(
            int(head.n_examples[j]), bool(head.few[j]), float(head.n_examples[j]) / n_coded,
            float(head.thresholds()[j]),
        )
        for option, j in zip(question.options, columns, strict=True)
    }  # fmt: skip
    for i in _rows_that_know(evidence, columns, question):
        pairs = zip(question.options, columns, strict=True)
        scores = {option: float(evidence.probabilities[i, j]) for option, j in pairs}
        step = judge(question, Answer(scores, {}, standing, head.calibrated), accept)
        truth = {o for o, j in zip(question.options, columns, strict=True) if evidence.values[i, j]}
        decided = step.how == "model"
        yield Tested(decided, decided and bool(step.chosen), truth == set(step.chosen))


def _rows_that_know(
    evidence: TargetEvidence, columns: list[int], question: Question
) -> Iterable[int]:
    rows = evidence.known[:, columns].all(axis=1)
    if question.is_split:  # the whole was ticked: some piece is there
        rows &= evidence.values[:, columns].any(axis=1)
    return [int(i) for i in np.flatnonzero(rows)]


def summarise(
    target: str, question: Question, readers: Readers, accept: float, n_asked: int
) -> dict[str, Any]:
    """Sum up one question for the plan's header.

    ``at_least`` bounds the share of right decisions from below with 90 % confidence; None where
    nothing was decided, or where a given model brings no held-out scores.
    """
    reader = readers.by_version[question.version]
    tested = list(try_question(target, question, reader, accept))
    decided = [one for one in tested if one.decided]
    right = np.array([one.right for one in decided], dtype=bool)
    bound = lower_bound(right, np.arange(len(right))) if len(right) else None
    head = reader.model.heads[target]
    examples = {o: int(head.n_examples[head.labels.index(o)]) for o in question.options}
    return {
        "target": target,
        "kind": "split" if question.is_split else "add",
        "label": question.label or question.options[0],
        "version": question.version,
        "options": list(question.options),
        "asked": n_asked,
        "examples": examples,
        "held_out": len(tested),
        "decided": len(decided),
        "right": int(right.sum()),
        "yes": sum(one.says_yes for one in decided),
        "yes_right": sum(one.says_yes and one.right for one in decided),
        "at_least": None if bound is None else round(bound, 3),
    }
