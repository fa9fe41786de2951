"""Learn again from what was decided in a review, beside it, so that nobody waits.

What the model was trained with counts too: its files are looked for by name and contents among the
coded harvests that were named and beside the harvest. Without them nothing is learned, since the
decisions alone would teach less than the model knows. The new model lies beside the answers.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from classifier.codebook import Codebook
from classifier.decide import Decision
from classifier.decide.rows import text_digest
from classifier.errors import ClassifierError
from classifier.finish.settle import RecordedRow, settle
from classifier.harvest.chosen_columns import remembered
from classifier.outputs import sha256_of
from classifier.records import Coding, Fragment, Origin
from classifier.review.proposals import ModelProposals
from classifier.suggest.reasons import open_fragments

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.encode import Encoder
    from classifier.model.fitted import Model
    from classifier.progress import Progress
    from classifier.review.session import Session
    from classifier.split import Grouping
    from classifier.train import Trained, TrainInputs
    from classifier.translations import Words

REVIEWED = "reviewed"
_CODEBOOKS = (".yaml", ".yml", ".qdc")
# Texts that are encoded before the pages have their turn.
_AT_ONCE = 4
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


@dataclass(frozen=True)
class Lesson:
    """What is learned from.

    Attributes
    ----------
    files : what the model before was trained with, by what it was read as
    fragments : those under review, and what was decided: label ids by place and target
    """

    base: Model
    source: Path
    files: Mapping[str, Sequence[Path]]
    fragments: tuple[Fragment, ...]
    decided: Mapping[int, Mapping[str, frozenset[str]]]
    coder: str


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

    def tell(self, words: Words) -> str:
        """Return what is to be said by now, "" for nothing."""
        said = self._told = self.said
        return words(said.key, n=said.n, names=said.names) if said else ""

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
        files, missing = files_at_hand(base, [*self._coded, *_beside(base, inputs.source)])
        if missing:
            return Said("learn_missing", names=", ".join(missing))
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
        )


def decided_labels(session: Session) -> dict[int, dict[str, frozenset[str]]]:
    """Return what the coder decided by place and target, and what follows from it."""
    book = session.inputs.codebook
    decided = {}
    for place in range(len(session.inputs.fragments)):
        answers = {
            target: Decision("decided", one.answer.labels)
            for target, one in session.standing(place).items()
            if one.answer.state == "decided"
        }
        if answers:
            settled, _ = settle(answers, RecordedRow({}, book.newest), book, Origin(""))
            decided[place] = {target: one.labels for target, one in settled.items()}
    return decided


def files_at_hand(
    base: Model, paths: Sequence[Path]
) -> tuple[dict[str, list[Path]], tuple[str, ...]]:
    """Find what a model was trained with among ``paths``.

    Returns the files by what they were read as, and the names of those that are missed. Where
    nothing coded was learned from, none is missed.
    """
    found: dict[str, list[Path]] = {}
    missing = []
    for name, (role, value) in _read_before(base).items():
        same = (path for path in paths if path.name == name and path.is_file())
        path = next((path for path in same if sha256_of(path) == value), None)
        if path is not None:
            found.setdefault(role, []).append(path)
        elif role != "unlabelled":
            missing.append(name)
    if not any(int(head.n_examples.sum()) for head in base.heads.values()):
        return found, ()
    return found, tuple(missing) if found or missing else ("…",)


def _read_before(base: Model) -> dict[str, tuple[str, str]]:
    """Return what a model read by name: as what, and its sha256; codebook and reviews left out."""
    hashes = cast(dict[str, str], base.facts.get("files", {}))
    read_as = cast(dict[str, str], base.facts.get("read_as", {}))
    known = {}
    for name, value in hashes.items():
        usual = "codebook" if Path(name).suffix.lower() in _CODEBOOKS else "harvest"
        role = read_as.get(name, usual)
        if role not in ("codebook", REVIEWED):
            known[name] = (role, value)
    return known


def _beside(base: Model, source: Path) -> list[Path]:
    return [source.with_name(Path(name).name) for name in _read_before(base)]


def learn(lesson: Lesson, encoders: Sequence[Encoder], proposals: ModelProposals) -> Trained:
    """Fit a model as the one before was fitted, with what was decided since."""
    from classifier.train import TrainConfig, Trained, fit, gather

    facts = lesson.base.facts
    config = TrainConfig(
        groups=cast("Grouping", facts.get("groups", TrainConfig.groups)),
        seed=cast(int, facts.get("seed", TrainConfig.seed)),
    )
    inputs = lesson_inputs(lesson)
    material = gather(inputs.fragments, inputs.codings, inputs.codebook, encoders, proposals.cache)
    return Trained(inputs, material, fit(material, config), config)


def lesson_inputs(lesson: Lesson) -> TrainInputs:
    """Read what the model before was trained with, and put what was decided in its place."""
    from classifier.train import TrainInputs, read_inputs
    from classifier.train.told_examples import without_told_examples

    book, files = remembered(lesson.base.codebook), lesson.files
    inputs = TrainInputs(book, (), (), (), {})
    if any(files.values()):
        others = (files.get("codings", ()), files.get("unlabelled", ()))
        inputs = read_inputs(files.get("harvest", ()), book, *others)
    fragments, codings = joined(inputs, lesson, book)
    texts = [f"{one.outcome} {one.significance}" for one in fragments]
    facts = lesson.base.facts
    hashes = cast(dict[str, str], facts.get("files", {}))
    roles = cast(dict[str, str], facts.get("read_as", {}))
    return replace(
        inputs,
        codebook=without_told_examples(inputs.codebook, texts),
        fragments=tuple(fragments),
        codings=tuple(codings),
        file_hashes={lesson.source.name: sha256_of(lesson.source), **hashes},
        read_as={lesson.source.name: REVIEWED, **roles},
    )


def joined(
    inputs: TrainInputs, lesson: Lesson, book: Codebook
) -> tuple[list[Fragment], list[Coding]]:
    """Return the fragments of both, and their codings: what was decided replaces what was coded.

    A fragment with the same id and text is the same one; of the same id alone, another one.
    """
    fragments = {one.id: one for one in inputs.fragments}
    decided: dict[tuple[str, str], Coding] = {}
    for place, fragment in enumerate(lesson.fragments):
        if not fragment.has_text:
            continue
        name = _name_among(fragments, fragment)
        known = fragments.get(name, replace(fragment, id=name))
        secret = known.confidential or fragment.confidential
        fragments[name] = replace(known, confidential=secret)
        for target, labels in lesson.decided.get(place, {}).items():
            decided[name, target] = Coding(
                name, target, labels, lesson.coder, book.newest, fragment.origin
            )
    kept = [one for one in inputs.codings if (one.fragment_id, one.target) not in decided]
    return list(fragments.values()), [*kept, *decided.values()]


def _name_among(fragments: Mapping[str, Fragment], fragment: Fragment) -> str:
    """Return an id for a fragment that no other text has."""
    name, number = fragment.id, 2
    while name in fragments and text_digest(fragments[name]) != text_digest(fragment):
        name, number = f"{fragment.id} ({number})", number + 1
    return name


class TakingTurns:
    """An encoder that leaves its lock to the pages after every few texts."""

    def __init__(self, encoder: Encoder, lock: threading.Lock) -> None:
        self._encoder, self._lock = encoder, lock
        self.name, self.n_dims = encoder.name, encoder.n_dims
        self.weights_hash, self.languages = encoder.weights_hash, encoder.languages
        self.cut: frozenset[int] = frozenset()

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Embed ``texts`` into float32 (n_texts, n_dims)."""
        vectors = np.zeros((len(texts), self.n_dims), np.float32)
        cut: set[int] = set()
        for start in range(0, len(texts), _AT_ONCE):
            with self._lock:
                vectors[start : start + _AT_ONCE] = self._encoder.encode(
                    texts[start : start + _AT_ONCE]
                )
                cut |= {start + place for place in self._encoder.cut}
            time.sleep(0.001)  # a lock that is let go for no moment is never had by another
        self.cut = frozenset(cut)
        return vectors
