"""One run of the review: open everything, serve it, end cleanly."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import UsageError
from classifier.pages.guard import Keys
from classifier.pages.serving import Server
from classifier.progress import silent
from classifier.records import Problem
from classifier.review.answers import Log
from classifier.review.first_fragment import show_first
from classifier.review.inputs import (
    ReviewConfig,
    ReviewInputs,
    Waiting,
    decisions_path,
    nobody,
    read_inputs,
)
from classifier.review.proposals import BackgroundScorer, FixedProposals, fixed_scores
from classifier.review.queue import DIFFER
from classifier.review.session import Session
from classifier.translations import LANGUAGES, language_of_computer

if TYPE_CHECKING:
    from classifier.encode import EncoderSettings, VectorCache
    from classifier.progress import Stages
    from classifier.review.server import PageState


@dataclass
class Opened:
    """A review that is being shown; ``serve`` or ``close`` it afterwards."""

    state: PageState
    server: Server

    @property
    def keys(self) -> Keys:
        """The secrets of this run."""
        return self.server.keys

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read."""
        return self.state.session.inputs.problems

    def serve(self) -> None:
        """Answer requests until told to end; whatever happens, what was answered is on disk."""
        self.server.serve(self.close)

    def close(self) -> None:
        """End the server, stop the background work and close the files."""
        self.server.end()
        self.server.wait()
        self.state.close()


def open_review(
    config: ReviewConfig,
    settings: EncoderSettings | None = None,
    cache: VectorCache | None = None,
    begin: Callable[[str], None] | None = None,
    stages: Stages = silent,
) -> Opened:
    """Take the port and read everything; a person's mistakes are ClassifierErrors.

    ``begin`` is called with the address to open before the rows are read: until they are, the
    address says so.
    """
    server = Server(config.port, config.language or language_of_computer())
    address = server.keys.address(server.keys.opening)
    try:
        waiting = Waiting(
            partial(begin, address) if begin else nobody, partial(show_first, server.reading)
        )
        state = read_review(config, settings, cache, waiting, stages)
    except BaseException as error:
        server.fail(error)
        raise
    from classifier.review.server import Pages

    server.show(Pages(server.keys, chosen_language(state, config), state, server.end))
    return Opened(state, server)


def read_review(
    config: ReviewConfig,
    settings: EncoderSettings | None = None,
    cache: VectorCache | None = None,
    waiting: Waiting | None = None,
    stages: Stages = silent,
) -> PageState:
    """Read everything that the pages of a review show; ``close`` it afterwards."""
    inputs = read_inputs(config, settings, cache, waiting, stages)
    with contextlib.ExitStack() as on_failure:
        log = Log(config.decisions or decisions_path(config.harvest))
        on_failure.callback(log.close)
        state = _page_state(inputs, log, config)
        on_failure.pop_all()
    if state.scorer is not None:
        state.scorer.start(state.session.likely())
    return state


@contextlib.contextmanager
def session_of(config: ReviewConfig) -> Iterator[Session]:
    """Yield what was answered in a review, without any page; no file of answers is begun."""
    inputs = read_inputs(config, None, None)
    path = config.decisions or decisions_path(config.harvest)
    log = Log(path if path.exists() else Path(":memory:"))
    try:
        session = Session(inputs, log, config.coder, blind=config.blind)
        session.take_over()
        yield session
    finally:
        log.close()


def chosen_language(state: PageState, config: ReviewConfig) -> str:
    """Return the language that was asked for, now or by this coder on an earlier page."""
    kept = state.session.log.fact(f"language:{config.coder}")
    return config.language or (kept if kept in LANGUAGES else language_of_computer())


def _page_state(inputs: ReviewInputs, log: Log, config: ReviewConfig) -> PageState:
    # Not before: the first fragment of a large harvest is shown without.
    from classifier.review.learning import Learning
    from classifier.review.server import PageState

    session = Session(inputs, log, config.coder, blind=config.blind)
    session.take_over()
    worklist = tuple(session.places[key] for key in inputs.findings if key in session.places)
    proposals, scorer = inputs.proposals, None
    if isinstance(proposals, FixedProposals):
        scored = fixed_scores(proposals, inputs.codebook, len(inputs.fragments))
    else:
        scorer = BackgroundScorer(proposals, inputs.fragments)
        scored = scorer.scored
    order = "worklist" if worklist and config.order == "row" else config.order
    learned = log.path.with_name(f"{log.path.stem.removesuffix('.review')}.review-model")
    state = PageState(session, scored, Learning(config.coded, learned), scorer, worklist, order)
    if order == DIFFER and DIFFER not in state.orders:
        raise UsageError(
            "No second reader read these fragments, so nothing can differ from it.",
            hint="Add --reader URL#MODEL, or choose another order.",
        )
    state.learn_every, state.back = config.learn_every, config.back
    state.rebuild_queue()
    state.learned_at, _ = session.queue.progress()
    return state
