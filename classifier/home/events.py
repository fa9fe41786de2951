"""Changes of the jobs, sent to a page that is open (server-sent events).

The browser asks again by itself when the connection breaks, with the number of the last change
that it has seen. A page without scripts shows the same when it is loaded anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

from classifier.errors import OutputError
from classifier.home.jobs import Jobs
from classifier.pages.site import whole_number

# Seconds between looks; nobody reads faster, and a look opens a file.
_LOOK = 0.5
# Seconds after which a silent connection would be taken for a broken one.
_SILENCE = 15.0
# Milliseconds after which a browser asks again.
_AGAIN = 3_000


def events(
    request: Request, jobs: Jobs, draw: Callable[[], str], ended: Callable[[], bool]
) -> StreamingResponse:
    """Send what ``draw`` returns whenever a job has changed, until the server has ``ended``.

    The number of the change that the page shows stands in its address as ``since``. While a page
    is open, a worker that was killed is started again.
    """
    shown = request.headers.get("last-event-id") or request.query_params.get("since", "")
    pieces = _pieces(jobs, draw, ended, whole_number(shown, 0))
    return StreamingResponse(pieces, media_type="text/event-stream")


async def _pieces(
    jobs: Jobs, draw: Callable[[], str], ended: Callable[[], bool], since: int
) -> AsyncIterator[str]:
    yield f"retry: {_AGAIN}\n\n"
    silent = _SILENCE  # so that a worker is looked after at once
    while not ended():
        try:
            changed = await run_in_threadpool(jobs.wait_for_change, since, 0)
            if changed != since:
                since, silent = changed, 0.0
                yield _event(changed, draw())
            elif silent >= _SILENCE:
                silent = 0.0
                yield ":\n\n"
                await run_in_threadpool(jobs.go_on)
        except OutputError:  # the page itself says so; perhaps it passes
            silent = _SILENCE / 2
        await asyncio.sleep(_LOOK)
        silent += _LOOK


def _event(number: int, text: str) -> str:
    r"""Return one event; a line of text is a line of data.

    >>> _event(3, "<p>a\r\nb</p>")
    'id: 3\ndata: <p>a\ndata: b</p>\n\n'
    """
    lines = "".join(f"data: {line}\n" for line in text.splitlines())
    return f"id: {number}\n{lines}\n"
