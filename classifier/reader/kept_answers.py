"""A reader's answers kept between runs, so that a run goes on where it was killed.

The key is the sha256 of model, digest, version of the prompt, codebook and text; a quote is kept as
the place where it stands in the text. So the file holds nobody's words.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from classifier.encode.vectors import Entry, VectorCache
from classifier.json_shape import read_shaped
from classifier.own_folders import cache_folder
from classifier.reader.prompt import PROMPT_VERSION, Answer, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE = "answers.sqlite"
_SHAPE = {"labels": {str: [int]}, "strange": int, "invented": int}


class KeptAnswers:
    """Answers by key; ``n_known`` says how many were known."""

    def __init__(self) -> None:
        self._file = VectorCache(cache_folder() / FILE, what="answers of readers")

    @property
    def notices(self) -> tuple[str, ...]:
        """What went wrong with the file."""
        return self._file.notices

    def read(
        self, keys: Sequence[bytes], question: Question, texts: Sequence[str]
    ) -> list[Answer | None]:
        """Return the answer to each text that is known; None for the others."""
        entries = self._file.read(keys)
        pairs = zip(keys, texts, strict=True)
        return [
            _read(entries[key].vector, question, text) if key in entries else None
            for key, text in pairs
        ]

    def write(self, key: bytes, answer: Answer) -> None:
        """Keep one answer."""
        told = {
            "labels": {label: [*(place or ())] for label, place in answer.labels.items()},
            "strange": answer.n_strange,
            "invented": answer.n_invented,
        }
        self._file.write({key: Entry(json.dumps(told).encode())})


def answer_key(who: Sequence[str], question: Question, outcome: str, significance: str) -> bytes:
    """Return the key of one answer; ``who`` are model and digest."""
    asked = [*who, PROMPT_VERSION, question.target, question.system, outcome, significance]
    return hashlib.sha256(json.dumps(asked).encode()).digest()


def _read(kept: bytes, question: Question, text: str) -> Answer | None:
    """Return a kept answer; None where it cannot have been made of this text."""
    told = read_shaped(kept, _SHAPE)
    if told is None or not set(told["labels"]) <= set(question.ids):
        return None
    labels: dict[str, tuple[int, int] | None] = {}
    for label, place in told["labels"].items():
        if place and not (len(place) == 2 and 0 <= place[0] < place[1] <= len(text)):
            return None
        labels[label] = (place[0], place[1]) if place else None
    return Answer(labels, told["strange"], told["invented"])
