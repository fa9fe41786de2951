"""A reader on loopback that tells back all that it is shown: the worst that one can do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Echo(BaseHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Name a label, quote the text, and name the text as a label."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = json.loads(asked["messages"][1]["content"])["outcome"][:500]
        schema = asked["response_format"]["json_schema"]["schema"]["properties"]["labels"]
        ids = schema["items"]["properties"]["id"]["enum"]
        labels = [{"id": ids[len(text) % len(ids)], "quote": text}, {"id": text, "quote": text}]
        said = json.dumps({"labels": labels})
        content = json.dumps({"choices": [{"message": {"content": said}}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def echo_reader() -> Iterator[str]:
    """Serve on a free port, and give the address as ``--reader`` takes it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1#echo"
    finally:
        server.shutdown()
        server.server_close()
