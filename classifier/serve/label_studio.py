"""The backend that Label Studio asks for predictions; it learns nothing from what it is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from classifier.errors import HarvestError
from classifier.harvest import match_heading
from classifier.harvest.headings import alias_table
from classifier.label_studio import (
    Prediction,
    Question,
    prediction,
    read_questions,
    without_answers,
)
from classifier.serve.problems import as_json, unreadable
from classifier.suggest import SuggestConfig

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.progress import Progress
    from classifier.serve.suggesting import Answered, Suggester

_EVENTS = frozenset(
    "ANNOTATION_CREATED ANNOTATION_UPDATED ANNOTATION_DELETED START_TRAINING".split()
)
_ID = "FragmentID"


class Backend:
    """What Label Studio asks of a backend: each method is an operation of the table.

    What else it sends is passed over, and kept nowhere: the key to its own projects too.
    """

    def __init__(self, suggester: Suggester) -> None:
        self._suggester = suggester

    async def health(self, request: Request, body: None) -> Response:
        """Say that it runs."""
        return as_json({"status": "UP", "model_class": "OutcomeClassifier"})

    async def setup(self, request: Request, body: Mapping[str, Any]) -> Response:
        """Say which model it is, and which labels the project cannot hold."""
        model = self._suggester.opened.model

        def work(progress: Progress) -> dict[str, tuple[str, ...]]:
            questions = _questions(body["schema"], model.codebook)
            return without_answers(questions, model.codebook)

        missing = await self._suggester.in_time(request, work)
        return as_json({"model_version": model.name, "labels_without_choice": missing})

    async def predict(self, request: Request, body: Mapping[str, Any]) -> Response:
        """Predict for each task, in order."""
        model, tasks = self._suggester.opened.model, body["tasks"]

        def work(progress: Progress) -> list[Prediction]:
            questions = _questions(body["label_config"], model.codebook)
            if not tasks:
                return []
            numbered = enumerate(tasks, start=1)
            records = [_record(number, task["data"], model.codebook) for number, task in numbered]
            answered = self._suggester.suggest(records, SuggestConfig(), progress)
            made = _by_number(answered, questions)
            nothing = {"result": [], "model_version": model.name}
            return [made.get(number, nothing) for number in range(1, len(tasks) + 1)]

        return as_json({"results": await self._suggester.in_time(request, work)})

    async def webhook(self, request: Request, body: Mapping[str, Any]) -> Response:
        """Take note of nothing: a model learns where a person trains it."""
        if body["action"] in _EVENTS:
            return as_json({"status": "ok"}, 201)
        return as_json({"status": "Unknown event"})


def _questions(config: str, book: Codebook) -> Sequence[Question]:
    try:
        return read_questions(config, book)
    except HarvestError as error:
        raise unreadable(error) from error


def _record(number: int, data: Mapping[str, object], book: Codebook) -> dict[str, object]:
    """Return a task's texts under its number for an id: two tasks may tell the same."""
    names = alias_table(book)
    texts = {name: value for name, value in data.items() if match_heading(name, names) != "id"}
    return {_ID: str(number), **texts}


def _by_number(answered: Answered, questions: Sequence[Question]) -> dict[int, Prediction]:
    """Return the predictions by the numbers of their tasks; notes and totals have none."""
    pairs = zip(answered.harvest.fragments, answered.suggestions.found, strict=True)
    return {fragment.origin.row or 0: prediction(made, questions) for fragment, made in pairs}
