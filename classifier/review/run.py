"""One run of the review: open everything, serve on the loopback address, end cleanly."""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn

from classifier.errors import ClassifierError
from classifier.records import Problem
from classifier.review.answers import Log
from classifier.review.guard import LOOPBACK, Keys
from classifier.review.inputs import ReviewConfig, ReviewInputs, decisions_path, read_inputs
from classifier.review.page_state import PageState
from classifier.review.proposals import (
    BackgroundScorer,
    FixedProposals,
    ModelProposals,
    fixed_scores,
)
from classifier.review.server import build_app
from classifier.review.session import Session
from classifier.review.translations import LANGUAGES, Language
from classifier.review.waiting import Waiting

if TYPE_CHECKING:
    from classifier.encode import EncoderSettings, VectorCache

# More requests than any browser sends at once; the rest is told to come again.
_AT_ONCE = 200


@dataclass
class Opened:
    """A review, ready to be served; ``close`` it afterwards."""

    state: PageState
    listener: socket.socket
    problems: tuple[Problem, ...] = ()
    closing: list[Callable[[], None]] = field(default_factory=list)

    def serve(self) -> None:
        """Answer requests until told to end; whatever happens, what was answered is on disk."""
        if self.state.scorer is not None:
            self.state.scorer.start(self.state.session.likely())
        try:
            _Server(self.state).run(sockets=[self.listener])
        finally:
            self.close()

    def close(self) -> None:
        """Stop the background work and close the files."""
        while self.closing:
            self.closing.pop()()


def open_review(
    config: ReviewConfig,
    settings: EncoderSettings | None = None,
    cache: VectorCache | None = None,
    begin: Callable[[str], None] | None = None,
) -> Opened:
    """Read everything and take the port; a person's mistakes are ClassifierErrors.

    ``begin`` is called with the address to open before the rows are read: until they are, the
    address says so.
    """
    listener = _listen(config.port)
    keys = Keys(listener.getsockname()[1])
    try:
        with contextlib.ExitStack() as stack:
            if begin is not None:
                stack.enter_context(Waiting(listener, keys, config.language or LANGUAGES[0]))
            inputs, problems = read_inputs(
                config, settings, cache, begin and (lambda: begin(keys.address(keys.opening)))
            )
            return _open(config, inputs, problems, listener, keys)
    except ClassifierError:
        listener.close()
        raise


def _open(
    config: ReviewConfig,
    inputs: ReviewInputs,
    problems: tuple[Problem, ...],
    listener: socket.socket,
    keys: Keys,
) -> Opened:
    log = Log(config.decisions or decisions_path(config.harvest))
    session = Session(inputs, log, config.coder, blind=config.blind)
    session.take_over()
    kept = log.fact(f"language:{config.coder}")
    known = next((one for one in LANGUAGES if one == kept), LANGUAGES[0])
    language = config.language or known
    state = _page_state(session, keys, config, language)
    closing: list[Callable[[], None]] = [log.close, listener.close]
    if state.scorer is not None:
        closing.append(state.scorer.stop)
    return Opened(state, listener, problems, closing)


def _listen(port: int) -> socket.socket:
    # Loopback only: harvests name people, and an empty host would offer them to the network.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
    listener.setsockopt(socket.SOL_SOCKET, exclusive or socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError as error:
        listener.close()
        raise ClassifierError(
            f"Port {port} cannot be used: {error.strerror}.",
            hint="Leave --port away, and a free one is taken.",
        ) from error
    listener.listen(1024)
    return listener


def _page_state(
    session: Session, keys: Keys, config: ReviewConfig, language: Language
) -> PageState:
    inputs = session.inputs
    worklist = tuple(session.places[key] for key in inputs.findings if key in session.places)
    proposals = inputs.proposals
    scorer = None
    if isinstance(proposals, ModelProposals):
        scorer = BackgroundScorer(proposals, inputs.fragments)
        scored = scorer.scored
    else:
        fixed = proposals if isinstance(proposals, FixedProposals) else FixedProposals("", {})
        scored = fixed_scores(fixed, inputs.codebook, len(inputs.fragments))
    order = "worklist" if worklist and config.order == "row" else config.order
    state = PageState(session, keys, scored, language, scorer, worklist, order)
    state.rebuild_queue()
    return state


class _Server(uvicorn.Server):
    """Uvicorn, ending when the page or a signal says so, and silent about what is asked."""

    def __init__(self, state: PageState) -> None:
        config = uvicorn.Config(
            build_app(state),
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=_AT_ONCE,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=2,
        )
        super().__init__(config)
        self._state = state
        logging.getLogger("uvicorn.error").addFilter(without_words)

    async def on_tick(self, counter: int) -> bool:
        """Look every tenth of a second whether the page asked to end."""
        return self._state.ended or await super().on_tick(counter)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """End on Ctrl+C or a polite kill, without passing the signal on afterwards."""

        def end(number: int, frame: FrameType | None) -> None:
            self.should_exit = True

        signals = (signal.SIGINT, signal.SIGTERM)
        try:
            before = {one: signal.signal(one, end) for one in signals}
        except ValueError:  # not the main thread, as in tests
            yield
            return
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


def without_words(record: logging.LogRecord) -> bool:
    """Keep a failure's place in the program and take its message out: it may hold a text."""
    if record.exc_info and record.exc_info[0] is not None:
        kind, _, trace = record.exc_info
        record.exc_text = f"{''.join(traceback.format_tb(trace))}{kind.__name__}"
        record.exc_info = None
    return True
