"""Learn again from what was decided in a review, beside it, so that nobody waits.

The new model lies beside the answers.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from classifier.errors import ClassifierError
from classifier.records import Fragment
from classifier.review.lesson import (
    Lesson,
    TakingTurns,
    beside,
    decided_labels,
    files_at_hand,
    learn,
)
from classifier.review.proposals import ModelProposals
from classifier.suggest.reasons import open_fragments
from classifier.wording import with_commas

if TYPE_CHECKING:
    from classifier.model.fitted import Model
    from classifier.review.session import Session
    from classifier.translations import Words

_CARD = """# A model learned in a review

From {n} decided fragments of a review and what the model before it was trained with.
Nothing was measured: train with `classifier train` for figures.
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be said of the learning: a key of the page's words, and what they name."""

    key: str
    n: int = 0
    names: str = ""


class Learning:
    """Learns on a thread of its own, one lesson at a time."""

    def __init__(self, coded: Sequence[Path], folder: Path) -> None:
        self._coded, self.folder = coded, folder
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self._saving = threading.Lock()
        self._learned: tuple[ModelProposals, Said] | None = None
        self.said: Said | None = None
        self._told: Said | None = None

    @property
    def busy(self) -> bool:
        """Whether a lesson is under way."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, session: Session) -> None:
        """Begin with what is decided by now; what is said tells if that cannot be."""
        if self.busy:
            return
        proposals = session.inputs.proposals
        if not isinstance(proposals, ModelProposals):
            self.said = Said("learn_no_model")
            return
        lesson = self._lesson(session, proposals.fitted)
        if isinstance(lesson, Said):
            self.said = lesson
            return
        self.said = Said("learning", len(lesson.decided))
        work = (lesson, proposals, session.inputs.coded)
        self._thread = threading.Thread(target=self._run, args=work, name="learn", daemon=True)
        self._thread.start()

    def take(self) -> ModelProposals | None:
        """Return what was learned, once."""
        learned, self._learned = self._learned, None
        if learned is None:
            return None
        proposals, self.said = learned
        return proposals

    def tell(self, words: Words, *, at_home: bool = False) -> str:
        """Return what is to be said by now, "" for nothing; ``at_home`` on the pages of a project.

        There a button learns anew from what the harvests are by now.
        """
        said = self._told = self.said
        if said is None:
            return ""
        key = "home_learn_missing" if at_home and said.key == "learn_missing" else said.key
        return words(key, n=said.n, names=said.names)

    def forget_told(self) -> None:
        """Say nothing twice: on another page what was told before is old."""
        if self.said is self._told and not self.busy:
            self.said = None

    def stop(self) -> None:
        """Have nothing written any more; what is being written is finished."""
        self._stopped.set()
        with self._saving:
            pass

    def _lesson(self, session: Session, base: Model) -> Lesson | Said:
        inputs = session.inputs
        decided = decided_labels(session)
        if not decided:
            return Said("learn_nothing")
        files, missing = files_at_hand(base, [*self._coded, *beside(base, inputs.source)])
        if missing:
            return Said("learn_missing", names=with_commas(missing))
        return Lesson(base, inputs.source, files, inputs.fragments, decided, session.coder)

    def _run(
        self, lesson: Lesson, proposals: ModelProposals, coded: Mapping[str, Fragment]
    ) -> None:
        try:
            learned = self._learn(lesson, proposals, coded)
            if learned is not None:
                n_decided = len(lesson.decided)
                self._learned = (learned, Said("learned_now", n_decided))
                self.said = Said("learned", n_decided, self.folder.name)
        except ClassifierError as error:
            self.said = Said("learn_failed", names=f"{error} {error.hint}".strip())
        except Exception as error:  # the thread's end: nobody else can say it
            self.said = Said("learn_failed", names=type(error).__name__)
            # Through the server's log, which takes out what a message may quote.
            logging.getLogger("uvicorn.error").error("Learning again failed.", exc_info=error)

    def _learn(
        self, lesson: Lesson, proposals: ModelProposals, coded: Mapping[str, Fragment]
    ) -> ModelProposals | None:
        from classifier.evaluate.scored import held_out_profile
        from classifier.store import load_model
        from classifier.suggest.profile import PROFILE, profile_json
        from classifier.train import save_training

        encoders = [TakingTurns(one, proposals.lock) for one in proposals.encoders]
        trained = learn(lesson, encoders, proposals)
        documents = {
            PROFILE: profile_json(held_out_profile(trained)),
            "MODEL_CARD.md": _CARD.format(n=len(lesson.decided)),
        }
        with self._saving:
            if self._stopped.is_set():
                return None
            save_training(trained, self.folder, documents, force=True)
        own = open_fragments(lesson.fragments, lesson.fragments)
        return ModelProposals(
            load_model(self.folder),
            proposals.encoders,
            lesson.fragments,
            proposals.cache,
            {**own, **coded},
            proposals.lock,
            proposals.second,
        )
