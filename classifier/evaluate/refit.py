"""Fit again on a part of the material and score the rest: forward in time, and learning curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from classifier.evaluate.intervals import figure_estimates, group_draws
from classifier.evaluate.results import View
from classifier.evaluate.scored import Scored, held_out, predicted
from classifier.evaluate.tally import tally
from classifier.features import Texts
from classifier.split import group_numbers
from classifier.train import TrainConfig, fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from classifier.evaluate.target import Choices
    from classifier.train import Material

    Numbers = NDArray[np.int64]

# What a view shows; the rest would not be read.
SHOWN = ("ranking", "micro_f1", "macro_f1", "exact_match", "brier", "calibration_error")
# Fewer coded fragments to learn from or to test on make no view.
FEWEST_CODED = 20


@dataclass(frozen=True)
class Ground:
    """What all refits of one evaluation stand on.

    Attributes
    ----------
    groups : int (n_fragments,), of all fragments; twins share one
    coded : row numbers of the fragments coded on any target
    """

    material: Material
    config: TrainConfig
    groups: Numbers
    coded: Numbers


def subset(material: Material, rows: Sequence[int] | Numbers) -> Material:
    """Keep some of the fragments, in the order of ``rows``, with their codings."""
    kept = np.array(rows, dtype=np.int64)
    fragments = tuple(material.fragments[i] for i in kept)
    ids = {fragment.id for fragment in fragments}
    return replace(
        material,
        fragments=fragments,
        codings=tuple(c for c in material.codings if c.fragment_id in ids),
        texts=Texts(
            tuple(material.texts.outcomes[i] for i in kept),
            tuple(material.texts.significances[i] for i in kept),
        ),
        vectors=material.vectors.rows(kept),
    )


def learn_and_test(ground: Ground, train: Numbers, test: Numbers) -> dict[str, Scored]:
    """Fit on the fragments at ``train`` alone and score those at ``test``.

    Penalty, calibration and thresholds come from the training rows too.
    """
    model = fit(subset(ground.material, train), ground.config).model
    return predicted(model, ground.material, test, ground.groups)


def seed_views(ground: Ground, seeds: Sequence[int], choices: Choices) -> list[View]:
    """Deal the folds anew with other seeds."""
    views = []
    for seed in seeds:
        fitted = fit(ground.material, replace(ground.config, seed=seed))
        every = held_out(fitted.evidence, fitted.groups, ground.material.codebook)
        for scored in every.values():
            n = len(scored.rows)
            views += _view(f"folds, seed {seed}", scored, n, choices)
    return views


def harvest_order(material: Material) -> tuple[str, ...]:
    """List the harvests from the earliest to the latest.

    In the order of the codebook's history; harvests it does not list come after, in the order
    of the files. Fragments without a harvest are in none.
    """
    book = material.codebook
    read = list(dict.fromkeys(f.harvest for f in material.fragments if f.harvest))
    listed = [name for _, names in book.versions for name in names]
    place = {name.casefold(): i for i, name in enumerate(listed)}
    return tuple(sorted(read, key=lambda name: place.get(name.casefold(), len(listed))))


def forward_splits(ground: Ground) -> list[tuple[str, Numbers, Numbers]]:
    """Cut forward in time: learn from earlier harvests, test on the next.

    A fragment whose twin is among the earlier ones is not tested.
    """
    harvests = np.array([f.harvest for f in ground.material.fragments])
    coded = np.zeros(len(harvests), dtype=bool)
    coded[ground.coded] = True
    cuts = []
    earlier: list[str] = []
    twins = group_twins(ground)
    for name in harvest_order(ground.material):
        before = np.isin(harvests, earlier) & coded
        now = (harvests == name) & coded & ~np.isin(twins, twins[before])
        if min(before.sum(), now.sum()) >= FEWEST_CODED:
            cuts.append((name, np.flatnonzero(before), np.flatnonzero(now)))
        earlier.append(name)
    return cuts


def group_twins(ground: Ground) -> Numbers:
    """Number the fragments so that twins alone share a number."""
    from classifier.features import fit_blocks
    from classifier.split import find_twins

    material = ground.material
    hidden = [f.confidential for f in material.fragments]
    n_dims = {encoder.name: encoder.n_dims for encoder in material.encoders}
    blocks = fit_blocks(material.texts, hidden, material.sentences.texts, n_dims)
    pairs = find_twins(blocks, material.texts, material.vectors)
    return group_numbers(material.fragments, pairs, "twins")


def forward_view(
    ground: Ground, name: str, train: Numbers, test: Numbers, choices: Choices
) -> list[View]:
    """Learn from the harvests before ``name`` and test on it."""
    every = learn_and_test(ground, train, test)
    title = f"forward in time: {name}"
    return [view for s in every.values() for view in _view(title, s, len(train), choices)]


def _view(name: str, scored: Scored, n_train: int, choices: Choices) -> list[View]:
    if not len(scored.rows):
        return []
    counts = tally(scored, ranked=False)
    draws = group_draws(counts.n_groups, choices.seed, choices.n_draws)
    every = figure_estimates(counts, draws, ranked=False)
    shown = {key: every[key] for key in SHOWN}
    return [View(name, scored.target, n_train, len(scored.rows), shown)]
