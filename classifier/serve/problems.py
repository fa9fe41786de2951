"""Refusals as other programs read them: problem+json (RFC 9457) with our hints and no text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from classifier.errors import ClassifierError, UnknownColumns, UsageError, in_words

MEDIA_TYPE = "application/problem+json"
PROBLEM = {
    "type": str,
    "title": str,
    "status": int,
    "detail": str,
    "hint?": str,
    "fragments?": [{"number": int, "kind": str}],
}


_NAME_ONE = "Call the text “outcome”, or start classifier serve with --column outcome=NAME."


class Refused(Exception):
    """A request that is not answered, with the status that says why.

    ``more`` are further members of the problem, ``headers`` those of the answer.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        hint: str = "",
        more: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.hint = status, detail, hint
        self.more, self.headers = dict(more or {}), dict(headers or {})

    def answer(self) -> Response:
        """Return the refusal as it is sent."""
        facts = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            **({"hint": self.hint} if self.hint else {}),
            **self.more,
        }
        return Response(json.dumps(facts), self.status, self.headers, MEDIA_TYPE)


def unreadable(error: ClassifierError) -> Refused:
    """Return the refusal of a request that was understood, but holds nothing that can be read.

    Where columns are missing, the error lists those that are there: of a request that has no
    names, they may be somebody's words, so they are left out.
    """
    if isinstance(error, UsageError):
        what = "A column that --column names is in none of the fragments, or twice in one."
        return Refused(422, what, "Send it, or start classifier serve without this --column.")
    hint = _NAME_ONE if isinstance(error, UnknownColumns) else error.hint
    return Refused(422, str(error), hint)


def broken(error: Exception) -> Refused:
    """Return what is said of a failure of ours; what can be mended, in its own words."""
    known = in_words(error)
    if known is None:
        return Refused(500, "Something went wrong in the program.", "Try again; if it stays, "
                       "report the line that the program printed.")  # fmt: skip
    return Refused(500, str(known), known.hint)


def as_json(value: object, status: int = 200) -> Response:
    """Return an answer in JSON."""
    return Response(json.dumps(value, ensure_ascii=False), status, media_type="application/json")
