"""From coded fragments and a codebook to a fitted model, with held-out scores on the side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from classifier.encode import DEFAULT, EncoderSettings, detect_language
from classifier.errors import ClassifierError
from classifier.features import Blocks, fit_blocks
from classifier.features.ngrams import tokens
from classifier.harvest import ReadingChoices
from classifier.model.fitted import Model, Neighbours, target_order
from classifier.model.taught_examples import TaughtExamples, taught_examples
from classifier.progress import Stages, silent, tracked
from classifier.split import SplitGroups, split_groups
from classifier.train.material import Material, Truth, positions
from classifier.train.space import Space, TargetEvidence, TargetFit

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from classifier.reader import ReaderSettings
    from classifier.records import FloatArray
    from classifier.split import Grouping

# Without an encoder, a language counts as known from this many coded fragments up.
ENOUGH_TO_READ = 20


@dataclass(frozen=True)
class TrainConfig:
    """Choices of a training run.

    Attributes
    ----------
    groups : what is held out together, where there are enough of such groups
    seed : of everything that is drawn at random
    codings : files of more codings
    votes : files of a second reader's votes
    reader : a language model on this machine that votes too
    unlabelled : harvests whose texts alone are used
    reading : how the harvests are read
    ignore_decisions : read the old codes of workbooks with unfinished decisions
    encoder : in the words of ``--encoder``
    settings : how the encoders run
    """

    groups: Grouping = "country-harvest"
    seed: int = 0
    codings: Sequence[Path] = ()
    votes: Sequence[Path] = ()
    reader: ReaderSettings | None = None
    unlabelled: Sequence[Path] = ()
    reading: ReadingChoices = field(default_factory=ReadingChoices)
    ignore_decisions: bool = False
    encoder: str = DEFAULT
    settings: EncoderSettings = field(default_factory=lambda: EncoderSettings(hub=True))


@dataclass(frozen=True)
class Fitted:
    """A model before it has a name, the fits of its targets, and the space they were made in."""

    model: Model
    fits: dict[str, TargetFit]
    space: Space

    @property
    def evidence(self) -> dict[str, TargetEvidence]:
        """Held-out scores by target, on which every figure and finding rests."""
        return {name: one.evidence for name, one in self.fits.items()}

    @property
    def split(self) -> SplitGroups:
        """What was held out with what."""
        return self.space.split

    @property
    def groups(self) -> NDArray[np.int64]:
        """The group of each fragment: int (n_fragments,)."""
        return self.split.groups

    @property
    def twins(self) -> tuple[tuple[int, int, float], ...]:
        """Pairs of fragments that tell nearly the same, with their likeness."""
        return self.split.twins


def fit(material: Material, config: TrainConfig, stages: Stages = silent) -> Fitted:
    """Fit every target of the codebook.

    A target that nobody coded gets a head from the codebook alone, which ranks.
    """
    if not any(text for text in material.texts.joint):
        raise ClassifierError(
            "No fragment has a text to learn from.",
            hint="Give at least one harvest with outcome descriptions.",
        )
    truths = {target.id: material.truth(target) for target in material.codebook.targets}
    coded = material.coded_rows()
    split = split_groups(material.fragments, material.texts, coded, config.groups)
    blocks = chosen_blocks(material, split)
    material = material.less(blocks.centres)
    space = Space(material, blocks, split)
    fits: dict[str, TargetFit] = {}
    for name in tracked(stages, "Learning", target_order(material.codebook)):
        fits[name] = space.fit(material.codebook.target(name), truths[name], fits)
    model = Model(
        name="",
        codebook=material.codebook,
        blocks=space.blocks,
        coefficients=_coefficients(
            space.blocks, [f.space.feature_weights(f.coder) for f in fits.values()]
        ),
        heads={name: f.head for name, f in fits.items()},
        neighbours=_neighbours(material, truths, coded),
        encoder_hashes={encoder.name: encoder.weights_hash for encoder in material.encoders},
        languages=_languages(material, coded),
        facts={},
        examples=_examples(material, truths, fits),
    )
    return Fitted(model, fits, space)


def chosen_blocks(material: Material, split: SplitGroups) -> Blocks:
    """Choose the n-grams that several open stories share, and those of the codebook.

    From open stories alone the centres are learned as well: of few, they would tell a vector.
    """
    hidden = [material.texts.joint[i] for i, f in enumerate(material.fragments) if f.confidential]
    open_ones = [i for i, f in enumerate(material.fragments) if not f.confidential]
    n_dims = {encoder.name: encoder.n_dims for encoder in material.encoders}
    stories = _open_stories(material, split.stories)
    centres = material.vectors.centres(open_ones)
    return fit_blocks(stories, hidden, material.sentences.texts, n_dims, centres)


def _open_stories(material: Material, numbers: NDArray[np.int64]) -> list[list[str]]:
    """List the texts of each story that are not confidential.

    A significance that was pasted below several outcomes counts with the first of them alone.
    """
    stories: dict[int, list[str]] = {}
    told: set[tuple[str, ...]] = set()
    texts = material.texts
    for i, fragment in enumerate(material.fragments):
        if not fragment.confidential:
            story = stories.setdefault(int(numbers[i]), [])
            story.append(texts.outcomes[i])
            words = tuple(tokens(texts.significances[i]))
            if words not in told:
                story.append(texts.significances[i])
                told.add(words)
    return list(stories.values())


def _languages(material: Material, coded: NDArray[np.int64]) -> frozenset[str]:
    """List what the model can read: its encoders' languages, or else those it was trained on."""
    if material.encoders:
        return frozenset().union(*(encoder.languages for encoder in material.encoders))
    spoken = Counter(detect_language(material.texts.joint[row]) for row in coded)
    return frozenset(name for name, n in spoken.items() if name and n >= ENOUGH_TO_READ)


def _coefficients(
    blocks: Blocks, per_target: Sequence[FloatArray]
) -> dict[str, NDArray[np.float32]]:
    """Cut the coefficients (n_features, n_labels) of all targets into blocks."""
    together = np.hstack(per_target).astype(np.float32)
    ends = np.cumsum(list(blocks.widths.values()))
    parts = np.split(together, ends[:-1])
    return dict(zip(blocks.widths, parts, strict=True))


def _examples(
    material: Material, truths: dict[str, Truth], fits: dict[str, TargetFit]
) -> TaughtExamples | None:
    """Keep what is needed to quote an example of the codebook as a reason."""
    chosen = material.quotable_rows()
    if not chosen:
        return None
    taught = []
    for target in material.codebook.targets:
        if any(name == target.id for name, *_ in chosen):
            fitted = fits[target.id]
            taught.append(fitted.space.taught(target, truths[target.id], fitted.coder))
    numbers = {key: np.concatenate([one[key] for one in taught]) for key in taught[0]}
    rows = np.array([row for *_, row in chosen], dtype=np.int64)
    vectors = material.sentence_vectors.rows(rows).outcomes
    return taught_examples(material.codebook, dict(vectors), numbers)


def _neighbours(
    material: Material, truths: dict[str, Truth], coded: NDArray[np.int64]
) -> Neighbours:
    """Keep ids, labels and vectors of the coded fragments that are not confidential."""
    open_ones = [not material.fragments[row].confidential for row in coded]
    shown = coded[np.array(open_ones, dtype=bool)]
    labels = {}
    for name, truth in truths.items():
        place = positions(shown, truth.rows)
        table = np.zeros((len(shown), truth.values.shape[1]), dtype=bool)
        table[place >= 0] = truth.values[place[place >= 0]]
        labels[name] = table
    ids = tuple(material.fragments[i].id for i in shown)
    return Neighbours(ids, labels, dict(material.vectors.rows(shown).stories))
