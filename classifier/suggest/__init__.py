"""Suggest labels for fragments: probabilities, verdicts, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from classifier.encode import detect_language, load_encoder
from classifier.errors import ModelError
from classifier.evaluate.drift import text_drift
from classifier.features import Texts, Vectors, embed, model_texts
from classifier.model.accept import Promise, make_promise
from classifier.model.head import Dial, Head, ticks
from classifier.model.hierarchy import membership, source_of, with_parents
from classifier.records import Fragment, LabelSuggestion, Suggestion, TargetSuggestion
from classifier.suggest.verdicts import not_readable, target_verdict
from classifier.suggest.words import word_evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.encode import Encoder, EncoderSettings, VectorCache
    from classifier.evaluate.profile import Profile
    from classifier.evaluate.results import Drift
    from classifier.features import Progress
    from classifier.model.fitted import Model
    from classifier.records import BoolArray, FloatArray

TOP = 5
# Fewer texts than this differ from any archive by chance.
ENOUGH_FOR_DRIFT = 20


@dataclass(frozen=True)
class SuggestConfig:
    """Choices of a run.

    Attributes
    ----------
    top : labels listed per target beside the suggested ones; None lists every label
    dial : fewer and safer suggestions, or more
    why : find the words and the similar fragments too
    confidential_words : also the words of confidential fragments; only for their own workbook
    accept : mark what may be accepted unseen, so that at least this share of it is right
    """

    top: int | None = TOP
    dial: Dial = "balanced"
    why: bool = True
    confidential_words: bool = False
    accept: float | None = None


@dataclass(frozen=True)
class Suggestions:
    """Suggestions for a harvest, and how its texts differ from what the model learned from.

    ``drift`` is empty where nothing differs, or where too few texts were given to tell; ``n_cut``
    counts the texts longer than an encoder reads.
    """

    found: tuple[Suggestion, ...]
    drift: tuple[Drift, ...] = ()
    n_cut: Mapping[str, int] = field(default_factory=dict)

    @property
    def promises_void(self) -> bool:
        """Promises were made for texts like the training texts; these are others."""
        return any(one.serious for one in self.drift)


@dataclass(frozen=True)
class _Scored:
    """What was computed for all fragments at once."""

    model: Model
    texts: Texts
    languages: tuple[str, ...]
    probabilities: dict[str, FloatArray]
    chosen: dict[str, BoolArray]
    thresholds: dict[str, FloatArray]
    acceptable: dict[str, BoolArray]
    nearest: NDArray[np.int64]


def model_encoders(model: Model, settings: EncoderSettings | None = None) -> list[Encoder]:
    """Open the encoders that made the model's vectors; other weights are refused."""
    encoders = []
    for name, expected in model.encoder_hashes.items():
        encoder = load_encoder(name, settings)
        if encoder.weights_hash != expected:
            raise ModelError(
                f"{model.name} was trained with other weights of “{name}” than those installed.",
                hint="Train the model again, or install the weights it was trained with.",
            )
        encoders.append(encoder)
    return encoders


def suggest(
    fragments: Sequence[Fragment],
    model: Model,
    encoders: Sequence[Encoder],
    config: SuggestConfig | None = None,
    *,
    cache: VectorCache | None = None,
    progress: Progress | None = None,
) -> list[Suggestion]:
    """Propose labels for each fragment, in order.

    ``encoders`` are the model's own, in its order.
    """
    config = config or SuggestConfig()
    texts = model_texts(fragments)
    vectors = embed(texts, encoders, cache, progress)
    scored = _score(model, texts, vectors, config)
    return [_one(scored, i, fragment, config) for i, fragment in enumerate(fragments)]


def suggest_harvest(
    fragments: Sequence[Fragment],
    model: Model,
    profile: Profile | None,
    encoders: Sequence[Encoder],
    config: SuggestConfig,
    *,
    cache: VectorCache | None = None,
    progress: Progress | None = None,
) -> Suggestions:
    """Propose labels as `suggest` does, and compare the texts with the model's training texts.

    Under serious drift nothing is marked for accepting: the promise was not made for such texts.
    """
    texts = model_texts(fragments)
    vectors = embed(texts, encoders, cache, progress)
    drift: tuple[Drift, ...] = ()
    if profile is not None and len(fragments) >= ENOUGH_FOR_DRIFT:
        drift = tuple(text_drift(fragments, texts, vectors, model, profile))
    if any(one.serious for one in drift):
        config = replace(config, accept=None)
    scored = _score(model, texts, vectors, config)
    found = tuple(_one(scored, i, fragment, config) for i, fragment in enumerate(fragments))
    return Suggestions(found, drift, dict(vectors.n_cut))


def _score(model: Model, texts: Texts, vectors: Vectors, config: SuggestConfig) -> _Scored:
    probabilities = model.probabilities(texts, vectors)
    thresholds = {name: head.thresholds(config.dial) for name, head in model.heads.items()}
    chosen = choose(model, probabilities, thresholds)
    return _Scored(
        model=model,
        texts=texts,
        languages=tuple(detect_language(text) for text in texts.joint),
        probabilities=probabilities,
        chosen=chosen,
        thresholds=thresholds,
        acceptable=acceptable(model, probabilities, chosen, config.accept),
        nearest=model.neighbours.nearest(vectors, model.blocks.encoders, len(texts)),
    )


def choose(
    model: Model, probabilities: dict[str, FloatArray], thresholds: dict[str, FloatArray]
) -> dict[str, BoolArray]:
    """Tick labels per target; a suggested type always brings its cluster."""
    chosen: dict[str, BoolArray] = {}
    for name, head in model.heads.items():
        chosen[name] = ticks(probabilities[name], thresholds[name], head.single)
        if not head.calibrated:  # its numbers only rank
            chosen[name] = np.zeros_like(chosen[name])
        target = model.codebook.target(name)
        source = source_of(target, model.codebook)
        if source is not None and source.id in chosen:
            chosen[name] = with_parents(chosen[source.id], chosen[name], membership(target, source))
    return chosen


def promises(model: Model, precision: float) -> dict[str, Promise]:
    """What can be promised for each target about labels accepted unseen."""
    return {name: make_promise(head.held_out, precision) for name, head in model.heads.items()}


def acceptable(
    model: Model,
    probabilities: dict[str, FloatArray],
    chosen: dict[str, BoolArray],
    precision: float | None,
) -> dict[str, BoolArray]:
    """Mark suggestions that the promise covers: bool (n_texts, n_labels) per target.

    It was tested on labels with enough examples at or above their ordinary thresholds, so it
    covers no others, however the dial is turned.
    """
    if precision is None:
        return {name: np.zeros_like(table) for name, table in chosen.items()}
    marked = {}
    for name, promise in promises(model, precision).items():
        head = model.heads[name]
        lowest = np.maximum(head.thresholds(), np.inf if promise.cut is None else promise.cut)
        marked[name] = chosen[name] & (probabilities[name] >= lowest) & ~head.few
    return marked


def _one(scored: _Scored, i: int, fragment: Fragment, config: SuggestConfig) -> Suggestion:
    model = scored.model
    reason = not_readable(scored.texts.joint[i], scored.languages[i], model.languages)
    targets = [_target(scored, i, head, config, reason) for head in model.heads.values()]
    if config.why and not reason:
        hidden = fragment.confidential and not config.confidential_words
        targets = _with_reasons(scored, i, targets, own_id=fragment.id, hidden=hidden)
    order = [target.id for target in model.codebook.targets]
    targets.sort(key=lambda t: order.index(t.target))
    return Suggestion(
        fragment_id=fragment.id,
        model=model.name,
        codebook_version=model.codebook.version,
        language=scored.languages[i],
        targets=tuple(targets),
        notes=_notes(fragment),
    )


def _target(
    scored: _Scored, i: int, head: Head, config: SuggestConfig, reason: str
) -> TargetSuggestion:
    if reason:
        return TargetSuggestion(head.target, "not-readable", (), head.calibrated, reason)
    probabilities = scored.probabilities[head.target][i]
    # Rounded, so that equal probabilities keep the codebook's order on every machine.
    order = np.argsort(-np.round(probabilities, 6), kind="stable")
    labels = tuple(_label(scored, i, head, int(j)) for j in order)
    verdict, reason = target_verdict(labels, calibrated=head.calibrated)
    shown = tuple(
        label
        for rank, label in enumerate(labels)
        if config.top is None or rank < config.top or label.suggested
    )
    return TargetSuggestion(head.target, verdict, shown, head.calibrated, reason)


def _label(scored: _Scored, i: int, head: Head, j: int) -> LabelSuggestion:
    label = scored.model.codebook.target(head.target).labels[j]
    return LabelSuggestion(
        id=label.id,
        name=label.name,
        probability=float(scored.probabilities[head.target][i, j]),
        threshold=float(scored.thresholds[head.target][j]),
        suggested=bool(scored.chosen[head.target][i, j]),
        accept=bool(scored.acceptable[head.target][i, j]),
        examples=int(head.n_examples[j]),
        few=bool(head.few[j]),
    )


def _with_reasons(
    scored: _Scored, i: int, targets: list[TargetSuggestion], *, own_id: str, hidden: bool
) -> list[TargetSuggestion]:
    """Add the words, unless ``hidden``, and the similar fragments to the labels shown."""
    model = scored.model
    columns = _columns(model)
    shown = [(target.target, label.id) for target in targets for label in target.labels]
    wanted = np.array([columns[key] for key in shown], dtype=np.intp)
    evidence = word_evidence(model, scored.texts.joint[i], wanted)
    own = [k for k in scored.nearest[i] if model.neighbours.ids[k] != own_id]
    near = np.array(own, dtype=np.int64)
    place = {key: k for k, key in enumerate(shown)}

    def explained(target: str, label: LabelSuggestion) -> LabelSuggestion:
        words = () if hidden else evidence.strongest(place[target, label.id])
        column = model.heads[target].labels.index(label.id)
        return replace(
            label, words=words, similar=model.neighbours.with_label(near, target, column)
        )

    return [
        replace(t, labels=tuple(explained(t.target, label) for label in t.labels)) for t in targets
    ]


def _columns(model: Model) -> dict[tuple[str, str], int]:
    """Number the labels of all targets as the weights have them."""
    keys = [(name, label) for name, head in model.heads.items() for label in head.labels]
    return {key: column for column, key in enumerate(keys)}


def _notes(fragment: Fragment) -> tuple[str, ...]:
    notes = []
    if fragment.from_merged:
        notes.append("The texts were cut out of the merged field.")
    if fragment.outcome.strip() == "" and fragment.significance.strip():
        notes.append("There is no outcome description: only the significance was read.")
    if fragment.status.strip().lower() == "output":
        notes.append("The row is filed as an output, not as an outcome.")
    return tuple(notes)
