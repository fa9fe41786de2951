"""What can be asked, as one table: the routes and the document about them are both made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from classifier.serve import shapes
from classifier.serve.problems import MEDIA_TYPE, PROBLEM

JSON, LINES = "application/json", "application/x-ndjson"
NOTICED = "X-Noticed"
_EVERYWHERE = (401, 403, 413, 421, 503)
_OF_BODIES = (400, 408, 415, 422)
_WHY = {
    400: "The body is no JSON.",
    401: "The token is missing or wrong.",
    403: "A web page asked.",
    404: "There is no such model.",
    408: "The body did not come in time.",
    413: "The body is too long.",
    415: "The body is not called application/json.",
    421: "The name of the computer is not allowed.",
    422: "The body holds something else than is asked for, or nothing that can be read.",
    503: "There was no answer in time, too many ask at once, or the program ends.",
}


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked.

    Attributes
    ----------
    name : of the method that answers, in `app.Service` or `label_studio.Backend`
    answers : status to the shape of the body
    body : the shape of what is sent; None for nothing
    refusals : further statuses with which it may be refused
    lines : the answer may come as JSON lines too
    closed : what is sent may hold nothing but its shape
    """

    method: str
    path: str
    name: str
    summary: str
    answers: Mapping[int, Any]
    body: Any = None
    refusals: tuple[int, ...] = ()
    lines: bool = False
    closed: bool = False

    @property
    def statuses(self) -> tuple[int, ...]:
        """All statuses with which it is answered or refused."""
        of_body = _OF_BODIES if self.body is not None else ()
        return (*self.answers, *sorted((*_EVERYWHERE, *of_body, *self.refusals)))


OPERATIONS = (
    Operation("GET", "/openapi.json", "document", "This document.", {200: shapes.ANY_OBJECT}),
    Operation("GET", "/v1/models", "models", "The models: one.", {200: [shapes.MODEL]}),
    Operation("GET", "/v1/models/{model}", "model", "What a model suggests, of what it is made.",
              {200: shapes.MODEL}, refusals=(404,)),
    Operation("GET", "/v1/models/{model}/codebook", "codebook", "The labels, with definitions.",
              {200: shapes.CODEBOOK}, refusals=(404,)),
    Operation("POST", "/v1/models/{model}/suggest", "suggest",
              "Suggestions for up to 256 fragments, as classifier suggest writes them.",
              {200: [shapes.SUGGESTION]}, shapes.TO_SUGGEST, (404,), lines=True, closed=True),
    Operation("GET", "/health", "health", "Label Studio: whether it runs.", {200: shapes.HEALTH}),
    Operation("POST", "/setup", "setup", "Label Studio: whether the model fits a project.",
              {200: shapes.SET_UP}, shapes.SETUP),
    Operation("POST", "/predict", "predict", "Label Studio: predictions for tasks.",
              {200: shapes.PREDICTIONS}, shapes.TO_PREDICT),
    Operation("POST", "/webhook", "webhook", "Label Studio: news, of which nothing is learned.",
              {200: shapes.STATUS, 201: shapes.STATUS}, shapes.EVENT),
)  # fmt: skip


def document(version: str, model: str) -> dict[str, Any]:
    """Return the table as an OpenAPI 3.1 document; ``model`` is the one that is served."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(
            operation, model
        )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Outcome classifier", "version": version},
        "paths": paths,
        "components": {
            "schemas": {"Problem": shapes.schema_of(PROBLEM)},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
            },
        },
        "security": [{"bearer": []}, {"basic": []}],
    }


def _described(operation: Operation, model: str) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for status in operation.statuses:
        shape = operation.answers.get(status)
        answers[str(status)] = _refusal(status) if shape is None else _answer(operation, shape)
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "responses": answers | {"default": _refusal(None)},
    }
    if "{model}" in operation.path:
        schema = {"type": "string", "enum": [model]}
        described["parameters"] = [
            {"name": "model", "in": "path", "required": True, "schema": schema}
        ]
    if operation.body is not None:
        sent = shapes.schema_of(operation.body)
        if operation.closed:
            sent["additionalProperties"] = False
        described["requestBody"] = {"required": True, "content": {JSON: {"schema": sent}}}
    return described


def _answer(operation: Operation, shape: Any) -> dict[str, Any]:
    content = {JSON: {"schema": shapes.schema_of(shape)}}
    answer: dict[str, Any] = {"description": "The answer.", "content": content}
    if operation.lines:
        content[LINES] = {"schema": {"type": "string"}}
        noticed = {"description": "Kinds of what was noticed.", "schema": {"type": "string"}}
        answer["headers"] = {NOTICED: noticed}
    return answer


def _refusal(status: int | None) -> dict[str, Any]:
    why = _WHY[status] if status else "Anything else."
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": why, "content": {MEDIA_TYPE: {"schema": schema}}}
