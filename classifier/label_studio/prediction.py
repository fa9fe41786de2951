"""What the model suggests for one fragment, as a prediction that Label Studio shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from classifier.label_studio.config import Answer, Question
    from classifier.records import Suggestion, TargetSuggestion

Prediction = dict[str, Any]
"""As JSON holds it: “result”, “model_version”, and “score” where something was measured."""


def prediction(suggestion: Suggestion, questions: Sequence[Question]) -> Prediction:
    """Return what is likely as answers to the questions of a labelling interface.

    Label Studio ticks them before somebody looks, and takes them as they are when they are handed
    in; so only what is likely stands there, which is what ``accept`` takes, and a question with
    nothing likely is left open. ``score`` is how sure the least sure of the questions is: sorted by
    it, the fragments that most need a person come first.
    """
    targets = {target.target: target for target in suggestion.targets}
    asked = [(question, targets[question.target]) for question in questions
             if question.target in targets]  # fmt: skip
    result = []
    for question, target in asked:
        answers = _answers(question, target)
        if answers:
            result.append(
                {
                    "from_name": question.name,
                    "to_name": question.to_name,
                    "type": question.kind,
                    "value": {question.kind: answers},
                }
            )
    made: Prediction = {"result": result, "model_version": suggestion.made_by}
    sure = [target.labels[0].probability for _, target in asked
            if target.labels and target.calibrated]  # fmt: skip
    return made | {"score": round(min(sure), 4)} if sure else made


def _answers(question: Question, target: TargetSuggestion) -> list[str | list[str]]:
    known = [question.answers[one.id] for one in target.likely if one.id in question.answers]
    return [_as_json(answer) for answer in (known[:1] if question.single else known)]


def _as_json(answer: Answer) -> str | list[str]:
    return answer if isinstance(answer, str) else list(answer)
