"""From coded fragments and a codebook to a fitted model, with held-out scores on the side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from classifier.encode import detect_language
from classifier.errors import ClassifierError
from classifier.features import Blocks, fit_blocks
from classifier.model.fitted import Model, target_order
from classifier.model.neighbours import Neighbours
from classifier.split import find_twins, group_folds, group_numbers
from classifier.train.material import Material
from classifier.train.space import Space, TargetEvidence, TargetFit
from classifier.train.truth import Truth, target_truth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.codebook import Target
    from classifier.records import FloatArray
    from classifier.split import Grouping

# Without an encoder, a language counts as known from this many coded fragments up.
ENOUGH_TO_READ = 20


@dataclass(frozen=True)
class TrainConfig:
    """Choices of a training run.

    Attributes
    ----------
    groups : what stays in one fold
    seed : of the folds
    n_folds : at most so many folds
    """

    groups: Grouping = "country-harvest"
    seed: int = 0
    n_folds: int = 5


@dataclass(frozen=True)
class Fitted:
    """A model before it has a name, and the evidence for it."""

    model: Model
    evidence: dict[str, TargetEvidence]
    folds: NDArray[np.int64]
    groups: NDArray[np.int64]
    twins: list[tuple[int, int, float]]


def fit(material: Material, config: TrainConfig) -> Fitted:
    """Fit every target of the codebook.

    A target that nobody coded gets a head from the codebook alone, which ranks.
    """
    if not any(text for text in material.texts.joint):
        raise ClassifierError(
            "No fragment has a text to learn from.",
            hint="Give at least one harvest with outcome descriptions.",
        )
    confidential = [f.confidential for f in material.fragments]
    n_dims = {encoder.name: encoder.n_dims for encoder in material.encoders}
    blocks = fit_blocks(material.texts, confidential, material.sentences.texts, n_dims)
    twins = find_twins(blocks, material.texts, material.vectors)
    groups = group_numbers(material.fragments, twins, config.groups)
    truths = {t.id: _truth(material, t) for t in material.codebook.targets}
    folds = _folds(truths, groups, config)
    space = Space(material, blocks, folds, groups)
    fits: dict[str, TargetFit] = {}
    for name in target_order(material.codebook):
        fits[name] = space.fit(material.codebook.target(name), truths[name], fits)
    model = Model(
        name="",
        codebook=material.codebook,
        blocks=blocks,
        coefficients=_coefficients(blocks, [f.coder.coef_ for f in fits.values()]),
        heads={name: f.head for name, f in fits.items()},
        neighbours=_neighbours(material, truths),
        encoder_hashes={encoder.name: encoder.weights_hash for encoder in material.encoders},
        languages=_languages(material, truths),
        facts={},
    )
    evidence = {name: f.evidence for name, f in fits.items()}
    return Fitted(model, evidence, folds, groups, twins)


def _languages(material: Material, truths: dict[str, Truth]) -> frozenset[str]:
    """List what the model can read: its encoders' languages, or else those it was trained on."""
    if material.encoders:
        return frozenset().union(*(encoder.languages for encoder in material.encoders))
    coded = sorted({row for truth in truths.values() for row in truth.rows})
    spoken = Counter(detect_language(material.texts.joint[row]) for row in coded)
    return frozenset(name for name, n in spoken.items() if name and n >= ENOUGH_TO_READ)


def _truth(material: Material, target: Target) -> Truth:
    return target_truth(material.fragments, material.codings, target, material.codebook)


def _folds(
    truths: dict[str, Truth], groups: NDArray[np.int64], config: TrainConfig
) -> NDArray[np.int64]:
    """Deal all fragments into folds that suit every target's labels at once."""
    n = len(groups)
    tables = []
    for truth in truths.values():
        table = np.zeros((n, truth.values.shape[1]), dtype=bool)
        table[list(truth.rows)] = truth.values
        tables.append(table)
    return group_folds(np.hstack(tables), groups, config.n_folds, config.seed)


def _coefficients(
    blocks: Blocks, per_target: Sequence[FloatArray]
) -> dict[str, NDArray[np.float32]]:
    """Cut the coefficients (n_features, n_labels) of all targets into blocks."""
    together = np.hstack(per_target).astype(np.float32)
    ends = np.cumsum(list(blocks.widths.values()))
    parts = np.split(together, ends[:-1])
    return dict(zip(blocks.widths, parts, strict=True))


def _neighbours(material: Material, truths: dict[str, Truth]) -> Neighbours:
    """Keep ids, labels and vectors of the coded fragments that are not confidential."""
    coded = sorted({row for truth in truths.values() for row in truth.rows})
    shown = np.array([i for i in coded if not material.fragments[i].confidential], dtype=np.int64)
    place = {int(row): k for k, row in enumerate(shown)}
    labels = {}
    for name, truth in truths.items():
        table = np.zeros((len(shown), truth.values.shape[1]), dtype=bool)
        for row, values in zip(truth.rows, truth.values, strict=True):
            if row in place:
                table[place[row]] = values
        labels[name] = table
    ids = tuple(material.fragments[i].id for i in shown)
    return Neighbours(ids, labels, dict(material.vectors.rows(shown).stories))
