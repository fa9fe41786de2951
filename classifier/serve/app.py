"""The answers to other programs, and the application that all operations of the table make."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from classifier import __version__
from classifier.codebook.yaml_format import document_of
from classifier.harvest.label_studio import flatten
from classifier.records import Harvest
from classifier.report.suggestions import suggestion_json
from classifier.serve.bodies import read_body
from classifier.serve.label_studio import Backend
from classifier.serve.operations import JSON, LINES, NOTICED, OPERATIONS, Operation, document
from classifier.serve.problems import Refused, as_json, broken
from classifier.serve.suggesting import Answered, Suggester
from classifier.suggest import SuggestConfig

Handler = Callable[[Request, Any], Awaitable[Response]]
_OPTIONS = ("top", "dial", "accept")
# With these a fragment would come back under another id than it was sent with.
_OTHER_ID = ("empty-id", "duplicate-id")
# Numbers of fragments in the header, which may not grow without end.
_MOST_NUMBERS = 20


class Service:
    """What one model answers: each method is an operation of the table."""

    def __init__(self, name: str, suggester: Suggester) -> None:
        self._name, self._suggester = name, suggester

    async def document(self, request: Request, body: None) -> Response:
        """Tell what can be asked."""
        return as_json(document(__version__, self._name))

    async def models(self, request: Request, body: None) -> Response:
        """List the one model."""
        return as_json([self._facts()])

    async def model(self, request: Request, body: None) -> Response:
        """Tell of a model."""
        self._require(request)
        return as_json(self._facts())

    async def codebook(self, request: Request, body: None) -> Response:
        """Tell of a model's labels, by the keys of a codebook file."""
        self._require(request)
        book = self._suggester.opened.model.codebook
        return as_json(document_of(book))

    async def suggest(self, request: Request, body: dict[str, Any]) -> Response:
        """Suggest for each fragment, in order: the lines of the command, in a list or alone."""
        self._require(request)
        config = SuggestConfig(**{name: body[name] for name in _OPTIONS if name in body})
        n_sent = len(body["fragments"])
        answered = await self._suggester.in_time(
            request,
            lambda progress: self._suggester.suggest(
                body["fragments"], config, progress, lambda read: _refuse_others(read, n_sent)
            ),
        )
        lines = [suggestion_json(suggestion) for suggestion in answered.suggestions.found]
        headers = {NOTICED: json.dumps(_noticed(answered, body["fragments"])), "vary": "accept"}
        if LINES in request.headers.get("accept", ""):
            text = "".join(f"{line}\n" for line in lines)
            return Response(text, headers=headers, media_type=LINES)
        return Response(f"[{','.join(lines)}]", headers=headers, media_type=JSON)

    def _require(self, request: Request) -> None:
        if request.path_params["model"] != self._name:
            raise Refused(404, "There is no such model.", "Ask /v1/models for their names.")

    def _facts(self) -> dict[str, Any]:
        model = self._suggester.opened.model
        targets = [target for target in model.codebook.targets if target.id in model.heads]
        return {
            "id": self._name,
            "model": model.name,
            "trained": str(model.facts.get("date", "")),
            "codebook": model.codebook.name,
            "codebook_version": model.codebook.version,
            "languages": sorted(model.languages),
            "encoders": [*model.encoder_hashes],
            "targets": [
                {
                    "id": target.id,
                    "name": target.name,
                    "labels": len(target.labels),
                    "multiple": target.multiple,
                    "calibrated": model.heads[target.id].calibrated,
                    "derived_from": target.derived_from,
                }
                for target in targets
            ],
        }


def application(name: str, suggester: Suggester) -> Starlette:
    """Return what answers all operations of the table, and refuses all else as a problem."""
    handlers: Mapping[str, Handler] = _handlers(Service(name, suggester), Backend(suggester))
    routes = [
        Route(one.path, _endpoint(one, handlers[one.name]), methods=[one.method])
        for one in OPERATIONS
    ]
    app = Starlette(
        routes=routes,
        exception_handlers={Refused: _refused, HTTPException: _lost, Exception: _broken},
    )
    app.router.redirect_slashes = False
    return app


def _handlers(*services: object) -> dict[str, Handler]:
    """Return the method that answers each operation."""
    return {
        one.name: getattr(service, one.name)
        for one in OPERATIONS
        for service in services
        if hasattr(service, one.name)
    }


def _endpoint(operation: Operation, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        body = None if operation.body is None else await read_body(request, operation)
        return await handler(request, body)

    return answer


async def _refused(request: Request, error: Exception) -> Response:
    return error.answer() if isinstance(error, Refused) else broken(error).answer()


async def _lost(request: Request, error: Exception) -> Response:
    """Answer for an address or a method that is none of ours."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    headers = (error.headers if isinstance(error, HTTPException) else None) or {}
    what = "There is no such address." if status == 404 else "This address is asked otherwise."
    return Refused(status, what, "See /openapi.json.", headers=headers).answer()


async def _broken(request: Request, error: Exception) -> Response:
    return broken(error).answer()


def _refuse_others(harvest: Harvest, n_sent: int) -> None:
    """Refuse fragments that would not come back one by one, each under the id it was sent with."""
    rows = [fragment.origin.row or 0 for fragment in harvest.fragments]
    lost = sorted(set(range(1, n_sent + 1)) - set(rows))
    several = sorted(number for number, n in Counter(rows).items() if n > 1)
    renamed = [(p.origin.row, p.kind) for p in harvest.problems if p.kind in _OTHER_ID]
    found = [*((number, "no-fragment-of-its-own") for number in lost), *renamed]
    found += [(number, "several-fragments") for number in several]
    if found:
        raise Refused(
            422,
            f"{len(dict(found))} of {n_sent} fragments cannot be told apart, or are none.",
            "Give each an id of its own, such as “id”, and a text. Totals, notes and lists of "
            "fragments within a fragment are not read.",
            {"fragments": [{"number": number, "kind": kind} for number, kind in found]},
        )


def _cleaned_ids(harvest: Harvest, sent: Sequence[Mapping[str, Any]]) -> list[int]:
    """Number the fragments that come back under a text that was not sent: blanks were mended."""
    rows = [(fragment.id, fragment.origin.row or 0) for fragment in harvest.fragments]
    return [row for name, row in rows if name not in flatten(sent[row - 1]).values()]


def _noticed(answered: Answered, sent: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the command would have said beside its lines: kinds of it, and no text."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for problem in answered.harvest.problems:
        of_kind = numbers[problem.kind]
        if problem.origin.row and len(of_kind) < _MOST_NUMBERS:
            of_kind.append(problem.origin.row)
    made = answered.suggestions
    cleaned = _cleaned_ids(answered.harvest, sent)
    if cleaned:
        numbers["cleaned-id"] = cleaned[:_MOST_NUMBERS]
    noticed: dict[str, Any] = dict(numbers)
    if made.drift:
        noticed["unlike-training"] = [one.kind for one in made.drift]
    cut = {name: n for name, n in made.n_cut.items() if n}
    return noticed | ({"cut-texts": cut} if cut else {})
