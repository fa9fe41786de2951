"""A program that asks what `serve` offers, rightly and wrongly, so that it runs with nobody there.

What it was answered is written into the folder: suggestions apart from all else.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from classifier.exchange.label_studio_out import interface_of
from classifier.serve import Served, suggesting

SUGGESTED, ANSWERED = "suggested.json", "answered.txt"
_TOKEN = "0123456789abcdef"
_SUGGEST = "/v1/models/model/suggest"


def serve_one_program(harvest: Path) -> None:
    """Have `serve` answer a program that sends the rows of ``harvest``, and end."""
    os.environ["CLASSIFIER_TOKEN"] = _TOKEN
    Served.serve = lambda served: _ask_everything(served, harvest)  # type: ignore[method-assign, assignment]


def _ask_everything(served: Served, harvest: Path) -> None:
    rows = [json.loads(line) for line in harvest.read_text("utf-8").splitlines()]
    with closing(served):
        status, _, suggested = _ask(served, _SUGGEST, {"fragments": rows})
        if status != 200:
            raise RuntimeError(f"suggest was answered with {status}")
        Path(SUGGESTED).write_bytes(suggested)
        Path(ANSWERED).write_bytes(b"\n".join(_answers(served, rows)))


def _answers(served: Served, rows: Sequence[Mapping[str, str]]) -> Iterator[bytes]:
    """Yield statuses, headers and bodies of answers in which no text may stand."""
    text = " ".join(cell for row in rows for cell in row.values())
    one_line = " ".join(text.encode("ascii", "replace").decode().split())[:4000]
    tasks = [{"data": row} for row in rows]
    config = interface_of(served.opened.model.codebook)
    asked: list[tuple[str, Any]] = [
        ("/predict", {"tasks": tasks, "label_config": config}),
        ("/predict", {"tasks": tasks, "label_config": text}),
        ("/setup", {"schema": text}),
        ("/webhook", {"action": text, "annotation": rows[0]}),
        (_SUGGEST, {"fragments": [*rows, *rows]}),
        (_SUGGEST, {"fragments": [{text[:200]: cell} for cell in rows[0].values()]}),
        (_SUGGEST, {"fragments": rows, "dial": text}),
        (_SUGGEST, {"fragments": rows, text[:200]: text}),
        (_SUGGEST, {"fragments": [text]}),
        (_SUGGEST, json.dumps({"fragments": rows})[:-50]),
        (f"/v1/models/{one_line.replace(' ', '-')}/suggest", {"fragments": rows}),
    ]
    for path, body in asked:
        yield _told(_ask(served, path, body))
    status, headers, _ = _ask(served, _SUGGEST, {"fragments": rows})
    yield _told((status, headers, b""))
    yield _told(_ask(served, "/health", rows, one_line))
    yield _no_http(served, one_line)
    setattr(suggesting, "suggest_harvest", _fails_with(text))  # noqa: B010
    for path, body in (asked[0], (_SUGGEST, {"fragments": rows})):
        yield _told(_ask(served, path, body))


def _ask(
    served: Served, path: str, body: Any, token: str = _TOKEN
) -> tuple[int, Sequence[tuple[str, str]], bytes]:
    data = body if isinstance(body, str) else json.dumps(body)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with closing(HTTPConnection(*_place(served), timeout=60)) as connection:
        connection.request("POST", path, data.encode(), headers)
        answer = connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()


def _told(answer: tuple[int, Sequence[tuple[str, str]], bytes]) -> bytes:
    status, headers, body = answer
    return f"{status} {headers} ".encode() + body


def _no_http(served: Served, line: str) -> bytes:
    """Send a line that is no request, and return what comes back."""
    with closing(socket.create_connection(_place(served), timeout=60)) as connection:
        connection.sendall(f"{line}\r\n\r\n".encode())
        return connection.recv(10_000)


def _place(served: Served) -> tuple[str, int]:
    return "127.0.0.1", served.server.listener.getsockname()[1]


def _fails_with(text: str) -> Any:
    def suggest_harvest(*_: Any) -> None:
        raise ValueError(text)

    return suggest_harvest
