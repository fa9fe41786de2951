"""A server on loopback that answers as a local language model would, or as a broken one."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Labels = list[dict[str, str]]
MODEL = "small-reader"


@dataclass
class Server:
    """What is served, and what was asked.

    ``reads`` turns outcome, significance and the system's words into labels, or into text that is
    sent as it is; None ends the connection without a word. It is busy for the first ``busy``
    requests.
    """

    reads: Callable[[str, str, str], Labels | str | None]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    busy: int = 0
    busy_status: int = 503
    models: tuple[str, ...] = (MODEL,)
    tags: object = None
    dies_after: int | None = None
    asked: list[dict[str, object]] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1#{MODEL}"

    def is_busy(self) -> bool:
        """Count a request, and say whether it comes too early."""
        self.busy -= 1
        return self.busy >= 0

    @property
    def is_dead(self) -> bool:
        return self.dies_after is not None and len(self.asked) > self.dies_after

    @property
    def texts(self) -> list[str]:
        return [one["messages"][1]["content"] for one in self.asked]


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

        def _send(self, status: int, content: bytes) -> None:
            self.send_response(status)
            for name, value in server.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            if server.is_busy():
                self._send(server.busy_status, b"")
                return
            listed = {"data": [{"id": name} for name in server.models]}
            told = {"/v1/models": listed, "/api/tags": server.tags}.get(self.path)
            self._send(404 if told is None else 200, json.dumps(told).encode())

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if server.is_busy():
                self._send(server.busy_status, b"")
                return
            with lock:
                server.asked.append({**body, "path": self.path})
                dead = server.is_dead
            time.sleep(server.wait)
            system, user = (one["content"] for one in body["messages"])
            told = json.loads(user)
            found = None if dead else server.reads(told["outcome"], told["significance"], system)
            if found is None:
                self.close_connection = True
                self.connection.close()
                return
            said = found if isinstance(found, str) else json.dumps({"labels": found})
            answer = {"choices": [{"message": {"role": "assistant", "content": said}}]}
            self._send(server.status, json.dumps(answer).encode())

    return Handler


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *args: object) -> None:
        pass


@contextmanager
def served(server: Server) -> Iterator[Server]:
    """Serve on a free port of the loopback address."""
    listener = _Quiet(("127.0.0.1", 0), _handler(server))
    server.port = listener.server_address[1]
    thread = threading.Thread(
        target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()
