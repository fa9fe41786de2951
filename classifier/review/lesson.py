"""What a review teaches: decisions, and what the model was trained with before, as far as at hand.

Its files are looked for by name and contents among the coded harvests that were named, beside the
harvest, and where its project keeps them. Where one is missed nothing is learned, since the
decisions alone would teach less than the model knows.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from glob import escape
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
from classifier.project import HARVESTS, WORK, project_of
from classifier.records import Coding, Fragment, Origin

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.encode import Encoder
    from classifier.model.fitted import Model
    from classifier.progress import Progress
    from classifier.review.proposals import ModelProposals
    from classifier.review.session import Session
    from classifier.split import Grouping
    from classifier.train import Trained, TrainInputs

REVIEWED = "reviewed"
_CODEBOOKS = (".yaml", ".yml", ".qdc", ".qdpx", ".ttl")
# Where a project keeps files that a model learns from.
_KEPT = (f"{HARVESTS}/", f"{WORK}/*/", f"{WORK}/*/corrected-*/")
# Texts that are encoded before the pages have their turn.
_AT_ONCE = 4


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
        path = _same_file(paths, name, value)
        if path is not None:
            found.setdefault(role, []).append(path)
        elif role != "unlabelled":
            missing.append(name)
    if not any(int(head.n_examples.sum()) for head in base.heads.values()):
        return found, ()
    return found, tuple(missing) if found or missing else ("…",)


def _same_file(paths: Sequence[Path], name: str, value: str) -> Path | None:
    same = (path for path in paths if path.name == name and path.is_file())
    return next((path for path in same if sha256_of(path) == value), None)


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


def beside(base: Model, source: Path) -> list[Path]:
    """Return where the files of a model may lie: beside the harvest, or kept in its project.

    There, newer copies may count by now; what was learned from is still in the older ones.
    """
    names = [Path(name).name for name in _read_before(base)]
    near = [source.with_name(name) for name in names]
    try:
        project = project_of(source)
    except ClassifierError:  # whoever needs the project says what is wrong with it
        project = None
    if project is None:
        return near
    kept = (
        path
        for name in names
        for place in _KEPT
        for path in project.folder.glob(place + escape(name))
    )
    return [*near, *kept]


def learn(lesson: Lesson, encoders: Sequence[Encoder], proposals: ModelProposals) -> Trained:
    """Fit a model as the one before was fitted, with what was decided since."""
    from classifier.train import TrainConfig, Trained, fit, gather
    from classifier.train.material import lay_out_votes

    facts = lesson.base.facts
    config = TrainConfig(
        groups=cast("Grouping", facts.get("groups", TrainConfig.groups)),
        seed=cast(int, facts.get("seed", TrainConfig.seed)),
    )
    inputs = lesson_inputs(lesson)
    material = gather(inputs.fragments, inputs.codings, inputs.codebook, encoders, proposals.cache)
    second = proposals.second
    if second is not None:
        votes = lay_out_votes(second.codings, inputs.fragments, inputs.codebook)
        material = replace(material, votes=votes)
    facts_of_reader = second.facts if second is not None else {}
    return Trained(inputs, material, fit(material, config), config, facts_of_reader)


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
