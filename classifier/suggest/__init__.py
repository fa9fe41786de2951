"""Suggest labels for fragments: probabilities, verdicts, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from classifier.encode import EncoderSettings, load_encoder, refuse_unnamed
from classifier.errors import ModelError
from classifier.features import Texts, Vectors, embed, model_texts
from classifier.harvest import ReadingChoices, choose_columns, read_harvest
from classifier.model.head import Dial
from classifier.progress import silent
from classifier.store import load_model
from classifier.suggest.drift import rows_from_elsewhere, text_drift
from classifier.suggest.evidence import with_sentences
from classifier.suggest.first_rows import N_FIRST, rows_to_code_first
from classifier.suggest.profile import read_profile
from classifier.suggest.reasons import readable_fragments
from classifier.suggest.verdicts import score_texts, suggestion_of
from classifier.translations import say

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from classifier.encode import Encoder, VectorCache
    from classifier.model.fitted import Model
    from classifier.model.votes import Votes
    from classifier.progress import Stages
    from classifier.reader import ReaderSettings
    from classifier.records import BoolArray, Fragment, Harvest, Suggestion
    from classifier.suggest.drift import Drift
    from classifier.suggest.profile import Profile
    from classifier.train.second_votes import SecondVotes

TOP = 5
# Fewer texts than this differ from any archive by chance.
ENOUGH_FOR_DRIFT = 20
# A row for each label that is listed.
FRAME_COLUMNS = (
    "fragment target verdict label name probability threshold likely suggested accept examples few "
    "words similar why"
).split()


@dataclass(frozen=True)
class SuggestConfig:
    """Choices of a run.

    Attributes
    ----------
    top : labels listed per target, at least 1, beside the suggested ones; None lists every label
    dial : fewer and safer suggestions, or more
    confidential_words : also the words of confidential fragments; only for their own workbook
    accept : mark what may be accepted unseen, so that at least this share of it is right
    sentences : for a single fragment, find the sentence that speaks for each label too
    coded : coded fragments whose text may be quoted in a reason, by id
    votes : a second reader's votes on the fragments, by target
    quotes : its words for a label, by fragment, target and label
    reader : which language model it is; "" for none
    reading : how the harvests are read
    settings : how the model's encoders run
    """

    top: int | None = TOP
    dial: Dial = "balanced"
    confidential_words: bool = False
    accept: float | None = None
    sentences: bool = False
    coded: Mapping[str, Fragment] = field(default_factory=dict)
    votes: Mapping[str, Votes] = field(default_factory=dict)
    quotes: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    reader: str = ""
    reading: ReadingChoices = field(default_factory=ReadingChoices)
    settings: EncoderSettings = field(default_factory=EncoderSettings)

    def __post_init__(self) -> None:
        if self.top is not None and self.top < 1:
            raise ValueError("top must be a number above 0, or None for every label")


@dataclass(frozen=True)
class Suggestions:
    """Suggestions for a harvest, and how its texts differ from what the model learned from.

    ``drift`` is empty where nothing differs, or where too few texts were given to tell; ``n_void``
    counts the fragments for which no promise holds, since they differ; ``n_cut`` counts the texts
    longer than an encoder reads; ``n_first`` those that are marked to be coded first.
    """

    found: tuple[Suggestion, ...]
    drift: tuple[Drift, ...] = ()
    n_cut: Mapping[str, int] = field(default_factory=dict)
    n_void: int = 0
    n_first: int = 0

    @property
    def promises_void(self) -> bool:
        """No promise holds for any of the fragments."""
        return 0 < self.n_void == len(self.found)

    def to_frame(self) -> pd.DataFrame:
        """Return the listed labels: a row for each fragment, target and label, likeliest first."""
        import pandas as pd

        rows = [
            {
                "fragment": suggestion.fragment_id,
                "target": target.target,
                "verdict": target.verdict,
                "label": label.id,
                "name": label.name,
                "probability": label.probability,
                "threshold": label.threshold,
                "likely": label.likely,
                "suggested": label.suggested,
                "accept": label.accept,
                "examples": label.examples,
                "few": label.few,
                "words": label.words,
                "similar": label.similar,
                "why": label.why,
            }
            for suggestion in self.found
            for target in suggestion.targets
            for label in target.labels
        ]
        return pd.DataFrame(rows, columns=FRAME_COLUMNS)


@dataclass(frozen=True)
class Suggested:
    """A harvest as it was read, the suggestions for it, and what was noticed of the encoders."""

    harvest: Harvest
    model: Model
    suggestions: Suggestions
    notices: tuple[str, ...] = ()
    votes: Mapping[str, Votes] = field(default_factory=dict)

    def to_frame(self) -> pd.DataFrame:
        """Return the listed labels, as `Suggestions.to_frame` does."""
        return self.suggestions.to_frame()


@dataclass(frozen=True)
class OpenModel:
    """A model, its encoders in its order, and what its training texts were like."""

    model: Model
    encoders: Sequence[Encoder] = ()
    profile: Profile | None = None
    cache: VectorCache | None = None


def open_model(
    folder: Path, settings: EncoderSettings | None = None, columns: Sequence[str] = ()
) -> OpenModel:
    """Open a model folder and its encoders; ``columns`` as `choose_columns` takes them."""
    settings = settings or EncoderSettings()
    model = load_model(folder)
    model = replace(model, codebook=choose_columns(model.codebook, columns))
    encoders = model_encoders(model, settings)
    return OpenModel(model, encoders, read_profile(folder), settings.cache())


def model_encoders(model: Model, settings: EncoderSettings | None = None) -> list[Encoder]:
    """Open the encoders that made the model's vectors; other weights are refused.

    Encoders that are not built in are opened only if ``settings`` name them.
    """
    refuse_unnamed(model.name, model.encoder_hashes, settings.named if settings else ())
    encoders = []
    for name, expected in model.encoder_hashes.items():
        encoder = load_encoder(name, settings)
        if encoder.weights_hash != expected:
            raise ModelError(
                f"{model.name} was trained with another “{name}” than this one: with other "
                "weights, or by a version of this program that read long texts otherwise.",
                hint="Train the model again; its folder names the harvests it learned from.",
            )
        encoders.append(encoder)
    return encoders


def suggest(
    harvest: Path,
    model: Path,
    config: SuggestConfig | None = None,
    stages: Stages = silent,
    *,
    coded: Sequence[Path] = (),
    votes: Sequence[Path] = (),
    reader: ReaderSettings | None = None,
) -> Suggested:
    """Propose labels for the fragments of a harvest.

    ``coded`` are harvests in which similar fragments may be read, to quote them as reasons;
    ``votes`` a second reader's votes, for a model that has learned how far to trust them, and
    ``reader`` a language model that gives such votes.
    """
    config = config or SuggestConfig()
    opened = open_model(model, config.settings, config.reading.columns)
    book = opened.model.codebook
    read = read_harvest(harvest, book, config.reading.coder_from)
    similar = readable_fragments(coded, book, read.fragments)
    config = replace(config, coded=similar)
    told: tuple[str, ...] = ()
    if votes or reader:
        second = _second_votes(votes, reader, read.fragments, opened.model, stages)
        read, told = replace(read, problems=(*read.problems, *second.problems)), second.told
        config = replace(config, votes=second.votes, quotes=second.quotes, reader=second.reader)
    made = suggest_harvest(read, opened, config, stages)
    if config.sentences and len(read.fragments) == 1 and not read.fragments[0].confidential:
        explained = with_sentences(
            made.found[0], read.fragments[0], opened.model, opened.encoders, opened.cache
        )
        made = replace(made, found=(explained,))
    notices = opened.cache.notices if opened.cache else ()
    return Suggested(read, opened.model, made, (*told, *notices), config.votes)


def _second_votes(
    files: Sequence[Path],
    reader: ReaderSettings | None,
    fragments: Sequence[Fragment],
    model: Model,
    stages: Stages,
) -> SecondVotes:
    # Late: what only suggests need not load what learns.
    from classifier.train.second_votes import refuse_untrusted, votes_in_files, votes_to_use

    refuse_untrusted(model)
    if reader is None:
        return votes_in_files(files, fragments, model.codebook, model)
    read = votes_to_use(reader, fragments, model, stages)
    return votes_in_files(files, fragments, model.codebook).beside(read, fragments, model.codebook)


def suggest_harvest(
    harvest: Harvest,
    opened: OpenModel,
    config: SuggestConfig | None = None,
    stages: Stages = silent,
) -> Suggestions:
    """Propose labels for the fragments of a harvest that was read, in order."""
    rows = _open_rows(harvest)
    return suggest_fragments(harvest.fragments, opened, config, stages, open_rows=rows)


def _open_rows(harvest: Harvest) -> list[int]:
    """List the fragments with a text that nobody coded, as numbers."""
    coded = {coding.fragment_id for coding in harvest.codings}
    return [i for i, f in enumerate(harvest.fragments) if f.has_text and f.id not in coded]


def suggest_fragments(
    fragments: Sequence[Fragment],
    opened: OpenModel,
    config: SuggestConfig | None = None,
    stages: Stages = silent,
    *,
    open_rows: Sequence[int] = (),
) -> Suggestions:
    """Propose labels for each fragment, in order, and compare the texts with the training texts.

    Under serious drift nothing is marked for accepting: the promise was not made for such texts.
    Where only a new country or language differs, that holds for its rows alone. Without a profile,
    nothing is compared. Where no probability is calibrated yet, some of ``open_rows`` are marked to
    be coded first.
    """
    config, model = config or SuggestConfig(), opened.model
    texts = model_texts(fragments)
    with stages("Reading the texts") as progress:
        vectors = embed(texts, opened.encoders, opened.cache, progress).less(model.blocks.centres)
    with stages("Suggesting") as progress:
        drift, void = _drift(fragments, texts, vectors, opened)
        scored = score_texts(model, texts, vectors, config)
        for table in scored.acceptable.values():
            table[void] = False
        found = []
        for i, fragment in enumerate(fragments):
            found.append(suggestion_of(scored, i, fragment, config))
            if progress:
                progress(len(found), len(fragments))
    first = () if _is_measured(model) else rows_to_code_first(vectors, model.blocks.encoders,
                                                              open_rows)  # fmt: skip
    for i in first:
        found[i] = replace(found[i], notes=(say("code_first", n=N_FIRST), *found[i].notes))
    return Suggestions(tuple(found), drift, dict(vectors.n_cut), int(void.sum()), len(first))


def _is_measured(model: Model) -> bool:
    """Whether any target that is asked has calibrated probabilities."""
    asked = (head for name, head in model.heads.items()
             if not model.codebook.target(name).derived_from)  # fmt: skip
    return any(head.calibrated for head in asked)


def _drift(
    fragments: Sequence[Fragment], texts: Texts, vectors: Vectors, opened: OpenModel
) -> tuple[tuple[Drift, ...], BoolArray]:
    """Return how enough texts differ, and for which no promise holds: bool (n_fragments,)."""
    none = np.zeros(len(fragments), dtype=bool)
    if opened.profile is None or len(fragments) < ENOUGH_FOR_DRIFT:
        return (), none
    compared = (fragments, texts, vectors, opened.model, opened.profile)
    drift = tuple(text_drift(*compared))
    serious = any(one.serious for one in drift)
    return drift, _void_rows(*compared) if serious else none


def _void_rows(
    fragments: Sequence[Fragment], texts: Texts, vectors: Vectors, model: Model, profile: Profile
) -> BoolArray:
    """Mark the fragments for which no promise holds: bool (n_fragments,).

    Those of a new country or language alone, if the others are enough to tell and do not differ
    from the training texts; else all.
    """
    elsewhere = rows_from_elsewhere(fragments, texts, profile)
    rest = np.flatnonzero(~elsewhere)
    if len(rest) < ENOUGH_FOR_DRIFT:
        return np.ones(len(fragments), dtype=bool)
    left = [fragments[int(i)] for i in rest]
    drift = text_drift(left, texts.rows(rest), vectors.rows(rest), model, profile)
    if any(one.serious for one in drift):
        return np.ones(len(fragments), dtype=bool)
    return elsewhere
