"""Five short looks at whether a reader reads: shown, and never a reason to stop.

Valid answers; a label found from its own definition; the same answer where the labels stand in
another order, where they have other ids, and where the same is asked twice.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from classifier.features import Texts, model_texts
from classifier.reader.prompt import question_of

if TYPE_CHECKING:
    from classifier.codebook import Label, Target
    from classifier.reader.prompt import Answer, Question
    from classifier.reader.reading import Reader
    from classifier.records import Fragment

# Seconds that one check may take.
_LONGEST = 60.0
_N_ASKED = 8


@dataclass(frozen=True)
class Check:
    """How many of some questions came out as they should."""

    what: str
    right: int
    of: int

    def __str__(self) -> str:
        return f"{self.what} {self.right} of {self.of}"


def check_reader(
    reader: Reader, fragments: Sequence[Fragment], target: Target, n_valid: tuple[int, int]
) -> tuple[Check, ...]:
    """Ask a few questions otherwise; ``n_valid`` counts valid answers among all so far."""
    dice = random.Random(0)
    labels = [label for label in target.labels if not label.retired]
    defined = _some_defined(labels, dice)
    plain = question_of(target)
    order = [*range(len(labels))]
    dice.shuffle(order)
    ids = {label.id: f"K{number:02}" for number, label in enumerate(labels, start=1)}
    told = Texts(tuple(label.definition for label in defined), ("",) * len(defined))
    wanted = [frozenset({label.id}) for label in defined]
    texts = model_texts([] if reader.is_gone else _some_open(fragments))
    usual = [_labels(answer) for answer in reader.answers(plain, texts)]
    same = _same(usual)
    return (
        Check("valid answers", *n_valid),
        _check("a label found from its definition", reader, plain, told, _among(wanted)),
        _check(
            "the same with labels in another order", reader, question_of(target, order), texts, same
        ),
        _check("the same with other ids", reader, question_of(target, ids=ids), texts, same),
        _check("the same when asked twice", reader, plain, texts, same, anew=True),
    )


def _some_defined(labels: Sequence[Label], dice: random.Random) -> list[Label]:
    defined = [label for label in labels if label.definition]
    return dice.sample(defined, min(_N_ASKED, len(defined)))


def _some_open(fragments: Sequence[Fragment]) -> list[Fragment]:
    open_ones = (one for one in fragments if not one.confidential and one.has_text)
    return list(islice(open_ones, _N_ASKED))


Judge = Callable[[int, frozenset[str]], bool]


def _same(usual: Sequence[frozenset[str] | None]) -> Judge:
    return lambda i, labels: labels == usual[i]


def _among(wanted: Sequence[frozenset[str]]) -> Judge:
    return lambda i, labels: wanted[i] <= labels


def _check(
    what: str, reader: Reader, question: Question, texts: Texts, judge: Judge, *, anew: bool = False
) -> Check:
    """Ask one text after the other until the time is over; no answer is a wrong one.

    What takes longer than all the time is the last that is asked: the server may be gone.
    """
    until = time.monotonic() + _LONGEST
    right = asked = 0
    for i in range(len(texts)):
        if reader.is_gone or time.monotonic() > until:
            break
        asked += 1
        labels = _labels(reader.answers(question, texts.rows([i]), anew=anew)[0])
        right += labels is not None and judge(i, labels)
        reader.is_gone |= labels is None and time.monotonic() > until
    return Check(what, right, asked)


def _labels(answer: Answer | None) -> frozenset[str] | None:
    return None if answer is None else frozenset(answer.labels)
